# SPDX-License-Identifier: EUPL-1.2
"""When a party is flagged, and how a period ends."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.enums import MembershipRole, PartyKind
from processes.rules.administration import stamp
from processes.rules.parties import ADVICE, WHAT_IT_DOES, Flag, first_role, flags, last_day

COORDINATOR, MEMBER, DEPUTY = MembershipRole.COORDINATOR, MembershipRole.MEMBER, MembershipRole.DEPUTY
ORGANISATION = PartyKind.RESIDENT_ORGANISATION


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        ([], (Flag.NOBODY,)),
        ([COORDINATOR], (Flag.ONE_PERSON,)),
        ([DEPUTY], (Flag.ONE_PERSON,)),
        ([MEMBER], (Flag.ONE_PERSON, Flag.NO_SPEAKER)),
        ([MEMBER, MEMBER], (Flag.NO_SPEAKER,)),
        ([COORDINATOR, MEMBER], ()),
        ([DEPUTY, MEMBER, MEMBER], ()),
    ],
)
def test_a_party_is_flagged_when_it_hangs_on_too_few(roles: list[str], expected: tuple[Flag, ...]) -> None:
    assert flags(ORGANISATION, roles) == expected
    assert flags(PartyKind.AREA_TEAM, roles) == expected


def test_residents_at_large_need_nobody() -> None:
    assert flags(PartyKind.RESIDENTS, []) == ()


def test_the_sentence_for_one_person_is_the_one_we_promised() -> None:
    assert ADVICE[Flag.ONE_PERSON] == "Er is nog één persoon. Nodig iemand uit, dan gaat het niet verloren."
    assert set(ADVICE) == set(Flag)
    assert set(WHAT_IT_DOES) == set(PartyKind)


@given(st.lists(st.sampled_from(MembershipRole.values)))
def test_one_person_is_flagged_exactly_when_there_is_one(roles: list[str]) -> None:
    assert (Flag.ONE_PERSON in flags(ORGANISATION, roles)) == (len(roles) == 1)


@given(st.dates(), st.dates())
def test_a_period_never_ends_before_it_starts(starts_on: dt.date, today: dt.date) -> None:
    assert last_day(starts_on, today) >= starts_on


@pytest.mark.parametrize(
    ("roles", "expected"),
    [((), COORDINATOR), ((MEMBER,), COORDINATOR), ((COORDINATOR,), DEPUTY), ((COORDINATOR, DEPUTY), MEMBER)],
)
def test_an_invitation_suggests_the_role_that_is_missing(roles: tuple[str, ...], expected: str) -> None:
    assert first_role(roles) == expected


@given(st.text(), st.text(), st.sets(st.integers(min_value=1)))
def test_a_stamp_tells_states_apart_and_not_line_breaks(title: str, intro: str, ids: set[int]) -> None:
    assert stamp(title, intro, ids) == stamp(title, intro.replace("\r\n", "\n"), sorted(ids, reverse=True))
    assert stamp(title, intro, ids) != stamp(title + "x", intro, ids)
    assert stamp(title, intro, ids) != stamp(title, intro, ids | {max(ids, default=0) + 1})
