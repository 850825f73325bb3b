# SPDX-License-Identifier: EUPL-1.2
"""How a promise stands follows from its reports; and which files may show it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.enums import PromiseResult, PromiseState, PromiseVerdict
from processes.rules.promises import (
    ALLOWED,
    ANSWER_WITHIN,
    MOST_BYTES,
    Said,
    Tally,
    evidence_problem,
    safe_name,
    state_of,
    tally_of,
)

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
YES, NO = PromiseVerdict.CONFIRMED.value, PromiseVerdict.DISPUTED.value
reports = st.lists(
    st.builds(
        Said,
        st.sampled_from(PromiseResult.values),
        st.integers(0, 90).map(lambda days: NOW - dt.timedelta(days=days)),
        st.sampled_from(["", YES, NO]),
    ),
    max_size=4,
)


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ([], PromiseState.PROMISED),
        ([Said("done", NOW)], PromiseState.REPORTED),
        ([Said("done", NOW - ANSWER_WITHIN + dt.timedelta(seconds=1))], PromiseState.REPORTED),
        ([Said("done", NOW - ANSWER_WITHIN)], PromiseState.WAITING),
        ([Said("done", NOW, YES)], PromiseState.CONFIRMED),
        ([Said("partly", NOW, YES)], PromiseState.PARTLY),
        ([Said("dropped", NOW, YES)], PromiseState.DROPPED),
        ([Said("done", NOW, NO)], PromiseState.DISPUTED),
        ([Said("done", NOW, NO), Said("done", NOW)], PromiseState.REPORTED),
        ([Said("partly", NOW, YES), Said("done", NOW, YES)], PromiseState.CONFIRMED),
    ],
)
def test_how_a_promise_stands(said: list[Said], state: PromiseState) -> None:
    assert state_of(said, now=NOW) == state


@given(reports)
def test_only_what_the_other_side_confirmed_as_done_is_realised(said: list[Said]) -> None:
    realised = state_of(said, now=NOW) == PromiseState.CONFIRMED
    assert realised == bool(said and said[-1].verdict == YES and said[-1].result == PromiseResult.DONE)


@given(st.lists(reports))
def test_a_tally_counts_every_promise_once(promises: list[list[Said]]) -> None:
    states = [state_of(said, now=NOW) for said in promises]
    tally = tally_of(states)
    unreported = states.count(PromiseState.PROMISED)
    parts = tally.reported + tally.confirmed + tally.partly + tally.disputed + tally.dropped
    assert (tally.promised, parts + unreported) == (len(promises), len(promises))


def test_nothing_promised_is_all_zeros() -> None:
    assert tally_of([]) == Tally()


PDF = b"%PDF-1.7 rest"


@pytest.mark.parametrize(
    ("name", "size", "head", "refused"),
    [
        ("verslag.pdf", 10, PDF, ""),
        ("VERSLAG.PDF", 10, PDF, ""),
        ("foto.jpeg", 10, b"\xff\xd8\xff\xe0", ""),
        ("virus.exe", 10, b"MZ", "Dit soort bestand"),
        ("virus.pdf.exe", 10, PDF, "Dit soort bestand"),
        ("bestand", 10, PDF, "Dit soort bestand"),
        ("plaatje.svg", 10, b"<svg", "Dit soort bestand"),
        ("virus.pdf", 10, b"MZ\x90", "iets anders"),
        ("leeg.pdf", 0, b"", "leeg"),
        ("groot.pdf", MOST_BYTES, PDF, ""),
        ("groot.pdf", MOST_BYTES + 1, PDF, "te groot"),
    ],
)
def test_which_files_are_kept(name: str, size: int, head: bytes, refused: str) -> None:
    problem = evidence_problem(name, size, head)
    assert bool(problem) == bool(refused)
    assert refused in problem


@given(st.text(max_size=300))
def test_a_name_is_safe_for_a_header_and_a_folder(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= 100
    assert not set(safe) & {"/", "\\", '"', "\r", "\n", "\x00", "\u202e"}
    assert not safe.startswith(".")


@pytest.mark.parametrize("ending", ALLOWED)
def test_an_allowed_ending_survives(ending: str) -> None:
    assert safe_name(f"../../etc/{'x' * 200}{ending}").endswith(ending)
