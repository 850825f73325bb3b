# SPDX-License-Identifier: EUPL-1.2
"""What holds for the check whatever is agreed: guarantees help, levels add up, order does not matter, it is linear."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processes.enums import AgreementKind, Level
from processes.rules.agreement_choices import SORTS, THEMES
from processes.rules.congruence import COUNTED, OF_EACH, key_of, may_postpone, standing
from processes.rules.congruence_facts import AgreementFacts, Finding, Postponed, Wish

TODAY = dt.date(2026, 11, 22)
DAYS = st.none() | st.dates(TODAY - dt.timedelta(400), TODAY + dt.timedelta(400))
WORDS = st.sampled_from(["", "iets"])
OWN = st.fixed_dictionaries(
    {},
    optional={
        "sort": st.sampled_from([code for code, _label in SORTS]),
        "theme": st.sampled_from([code for code, _label in THEMES][:3]),
        "sides": st.lists(st.sampled_from(["wijk", "gemeente", "raad"]), max_size=2),
        "until": st.dates(TODAY - dt.timedelta(90), TODAY + dt.timedelta(400)).map(dt.date.isoformat),
        "domains": st.lists(st.sampled_from(["groen", "zorg"]), max_size=2),
        "subject": st.sampled_from(["geld", "algemeen"]),
        **dict.fromkeys(("who", "about", "limits", "chosen", "goal", "count", "offline", "when", "briefing", "quality", "fallback", "level_reason", "power_wijk", "power_gemeente", "departments", "departments_agreed_on"), WORDS),
        "notice_days": st.integers(0, 90),
        "days": st.integers(0, 30),
    },
)  # fmt: skip
FACTS = st.builds(
    AgreementFacts,
    number=st.integers(1, 60),
    kind=st.sampled_from(AgreementKind.values),
    level=st.sampled_from(Level.values),
    fields=OWN,
    since=DAYS,
    ends_on=DAYS,
    looks_back_on=DAYS,
    has_council_decision=st.booleans(),
    is_documented=st.booleans(),
    is_candidate=st.booleans(),
)
AGREEMENTS = st.lists(FACTS, min_size=1, max_size=8, unique_by=lambda each: each.number)
WISHES = st.builds(
    Wish,
    st.dictionaries(
        st.sampled_from([code for code, _label in THEMES][:4]), st.sampled_from(Level.values), max_size=3
    ),
    st.none() | st.integers(1, 5),
)
COMPLETE = {
    "who": "De werkgroep",
    "about": "Groen",
    "limits": "5.000 euro",
    "chosen": "stemming",
    "until": "2028-01-01",
    "goal": "Jongeren",
    "count": "Per straat",
    "offline": "In de buurtkrant",
    "days": 14,
}


def asked(findings: tuple[Finding, ...]) -> set[str]:
    """The rules with a blocking or required finding that is open."""
    return {each.rule for each in findings if each.is_open and each.severity in COUNTED}


def in_words(findings: tuple[Finding, ...]) -> list[tuple[Any, ...]]:
    return [(each.rule, each.status, each.agreement, str(each.text)) for each in findings]


@given(AGREEMENTS, WISHES, st.sampled_from([code for code, _label in SORTS]))
def test_a_well_formed_guarantee_never_adds_what_blocks_or_is_required(
    agreements: list[AgreementFacts], wish: Wish, sort: str
) -> None:
    before = standing(agreements, today=TODAY, wish=wish)
    assert before.level is not None
    guarantee = AgreementFacts(
        100,
        AgreementKind.PROCESGARANTIE,
        before.level,
        fields=COMPLETE | {"sort": sort},
        since=TODAY,
        looks_back_on=TODAY + dt.timedelta(200),
        has_council_decision=before.level == Level.N4,  # well-formed at N4: the council decided on it (CR-17)
    )
    after = standing([*agreements, guarantee], today=TODAY, wish=wish)
    assert asked(after.findings) <= asked(before.findings)


@given(AGREEMENTS, st.sampled_from(Level.values), st.sampled_from(Level.values))
def test_a_lower_level_never_asks_more_than_a_higher_one(
    agreements: list[AgreementFacts], one: str, other: str
) -> None:
    low, high = sorted((one, other))
    capped = [
        standing([replace(each, level=min(each.level, cap)) for each in agreements], today=TODAY)
        for cap in (low, high)
    ]
    assert asked(capped[0].findings) <= asked(capped[1].findings)
    assert capped[0].asked_count <= capped[1].asked_count


@given(AGREEMENTS.flatmap(lambda each: st.tuples(st.just(each), st.permutations(each))), WISHES)
def test_the_order_of_agreements_does_not_matter(
    both: tuple[list[AgreementFacts], list[AgreementFacts]], wish: Wish
) -> None:
    one, other = (standing(each, today=TODAY, wish=wish) for each in both)
    assert in_words(one.findings) == in_words(other.findings)
    assert one.level == other.level


@given(AGREEMENTS, st.dates(TODAY - dt.timedelta(3), TODAY + dt.timedelta(3)))
def test_only_what_is_required_is_put_off_and_it_comes_back(
    agreements: list[AgreementFacts], until: dt.date
) -> None:
    before = standing(agreements, today=TODAY)
    everything = {key_of(each): Postponed(until, "Later.") for each in before.findings}
    after = standing(agreements, today=TODAY, postponed=everything)
    expected = {
        (each.rule, each.agreement) for each in before.findings if may_postpone(each) and until >= TODAY
    }
    assert {(each.rule, each.agreement) for each in after.postponed_findings} == expected
    assert after.asked_count == before.asked_count
    assert len(after.findings) == len(before.findings)


def test_what_is_put_off_for_one_agreement_stays_open_for_the_next() -> None:
    agreements = [AgreementFacts(number, AgreementKind.ROL, "N1") for number in (1, 2)]
    put_off = {("CR-04", 1): Postponed(TODAY, "Later."), ("CR-02", None): Postponed(TODAY, "Later.")}
    found = standing(agreements, today=TODAY, postponed=put_off)
    assert [(each.rule, each.agreement) for each in found.postponed_findings] == [
        ("CR-02", None),
        ("CR-04", 1),
    ]
    assert ("CR-04", 2) in {(each.rule, each.agreement) for each in found.open_findings}
    assert {"CR-04", "CR-08", "CR-19"} == OF_EACH


class CountedFields(Mapping[str, Any]):
    """Own fields that count how often the check looks at them."""

    looks = 0

    def __init__(self, said: dict[str, Any]) -> None:
        self.said = said

    def __getitem__(self, name: str) -> Any:
        CountedFields.looks += 1
        return self.said[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.said)

    def __len__(self) -> int:
        return len(self.said)


def _looks_at(many: int, level: str) -> int:
    """How often the check looks at fields of a worst case: all kinds, one subject, nothing explained."""
    kinds = list(AgreementKind)
    agreements = [
        AgreementFacts(
            number,
            kinds[number % len(kinds)],
            level if number % 2 else "N1",
            fields=CountedFields({"theme": "groen", "sort": "mandaat", "until": "2027-01-01"}),
        )
        for number in range(1, many + 1)
    ]
    CountedFields.looks = 0
    standing(agreements, today=TODAY, wish=Wish({"groen": "N2"}, 3))
    return CountedFields.looks


@pytest.mark.parametrize("level", Level.values)
@settings(deadline=None)
@given(st.integers(14, 28))
def test_ten_times_the_agreements_is_at_most_ten_times_the_work(level: str, many: int) -> None:
    assert _looks_at(many * 10, level) <= 10 * _looks_at(many, level) + 200
