# SPDX-License-Identifier: EUPL-1.2
"""Rules of the council: what needs a decision, how long it holds, and what it must say."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.errors import RuleError
from processes.enums import AgreementKind, CouncilOutcome, Level
from processes.rules import council
from processes.rules.council import Ground, Verdict

TODAY = dt.date(2026, 11, 22)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))
GROUNDS = st.lists(
    st.builds(Ground, st.sampled_from(CouncilOutcome.values), DAYS, st.none() | DAYS), max_size=5
)


@pytest.mark.parametrize("kind", AgreementKind.values)
@pytest.mark.parametrize("level", Level.values)
def test_a_transfer_and_everything_at_n4_needs_the_council(kind: str, level: str) -> None:
    assert council.needs_council(kind, level) is (kind == "bevoegdheid" or level == "N4")


@pytest.mark.parametrize(
    ("outcome", "ends_on", "expected"),
    [
        ("approved", None, True),
        ("approved", TODAY, True),
        ("approved", TODAY - dt.timedelta(days=1), False),
        ("rejected", None, False),
    ],
)
def test_a_yes_holds_until_its_last_day(outcome: str, ends_on: dt.date | None, expected: bool) -> None:
    assert council.holds(Ground(outcome, dt.date(2026, 1, 1), ends_on), TODAY) is expected


@given(GROUNDS, DAYS)
def test_the_last_day_is_the_day_after_which_nothing_holds(grounds: list[Ground], day: dt.date) -> None:
    last = council.approved_until(grounds)
    approved = any(each.outcome == "approved" for each in grounds)
    assert any(council.holds(each, day) for each in grounds) is (approved and (last is None or day <= last))


def test_the_last_word_counts() -> None:
    no = Ground("rejected", dt.date(2026, 1, 1))
    yes = Ground("approved", dt.date(2026, 2, 1))
    assert council.is_rejected([no])
    assert not council.is_rejected([no, yes])
    assert not council.is_rejected([])


def verdict(**changed: Any) -> Verdict:
    said: dict[str, Any] = {
        "outcome": "approved",
        "decided_on": TODAY,
        "reference": " R-1 ",
        "scope_text": "De taak\r\nwordt overgedragen.",
    }
    return Verdict(**said | changed)


def check(said: Verdict) -> Verdict:
    return council.checked(said, today=TODAY, submitted_on=TODAY - dt.timedelta(days=7))


def test_a_yes_keeps_what_belongs_to_it() -> None:
    said = verdict(reason="Dit hoort er niet bij.", conditions="Elk jaar verslag.", ends_on=TODAY)
    assert check(said) == Verdict(
        "approved", TODAY, "R-1", "De taak\nwordt overgedragen.", "Elk jaar verslag.", "", TODAY
    )


def test_a_no_keeps_its_reason_only() -> None:
    said = verdict(outcome="rejected", reason="Te duur.", conditions="x", ends_on=TODAY)
    assert check(said) == Verdict("rejected", TODAY, "R-1", reason="Te duur.")


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"outcome": "misschien"}, "outcome"),
        ({"decided_on": TODAY + dt.timedelta(days=1)}, "decided_on"),
        ({"decided_on": TODAY - dt.timedelta(days=8)}, "decided_on"),
        ({"reference": " "}, "reference"),
        ({"reference": "x" * 81}, "reference"),
        ({"scope_text": " "}, "scope_text"),
        ({"scope_text": "x" * 2001}, "scope_text"),
        ({"conditions": "x" * 2001}, "conditions"),
        ({"ends_on": TODAY - dt.timedelta(days=1)}, "ends_on"),
        ({"ends_on": dt.date(2199, 1, 1)}, "ends_on"),
        ({"outcome": "rejected", "reason": ""}, "reason"),
        ({"outcome": "rejected", "reason": "x" * 2001}, "reason"),
    ],
)
def test_a_decision_is_complete(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleError) as refusal:
        check(verdict(**changed))
    assert refusal.value.field == field


@pytest.mark.parametrize("text", ["", " \r\n ", "x" * 2001])
def test_a_bundle_is_explained(text: str) -> None:
    with pytest.raises(RuleError):
        council.checked_explanation(text)
    assert council.checked_explanation(" Waarom.\r\nNu. ") == "Waarom.\nNu."
