# SPDX-License-Identifier: EUPL-1.2
"""Which reminders exist, for whom, from when: the table of the domain model, days of the clock change included."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.enums import MembershipRole, PartyKind, ReminderKind
from processes.rules.reminders import (
    LATE,
    Invitee,
    Occurrence,
    moment_of,
    occurrences,
    sort_due,
)

DAY = dt.date(2027, 1, 29)
LONG_AGO = dt.date(2026, 1, 1)
WIJK_COORDINATOR = Invitee(1, PartyKind.RESIDENT_ORGANISATION, MembershipRole.COORDINATOR, LONG_AGO)
WIJK_MEMBER = Invitee(2, PartyKind.RESIDENT_ORGANISATION, MembershipRole.MEMBER, LONG_AGO)
RESIDENT = Invitee(3, PartyKind.RESIDENTS, MembershipRole.MEMBER, LONG_AGO)
TEAM_COORDINATOR = Invitee(4, PartyKind.AREA_TEAM, MembershipRole.COORDINATOR, LONG_AGO)
TEAM_MEMBER = Invitee(5, PartyKind.AREA_TEAM, MembershipRole.MEMBER, LONG_AGO)
ALDERMAN = Invitee(6, is_alderman=True)
EVERYBODY = (WIJK_COORDINATOR, WIJK_MEMBER, RESIDENT, TEAM_COORDINATOR, TEAM_MEMBER, ALDERMAN)
VOLUNTEERS = {1, 2, 3}


def _of(people: tuple[Invitee, ...] = EVERYBODY, *, known_since: dt.date = LONG_AGO) -> list[Occurrence]:
    return occurrences(DAY, people, known_since=known_since)


@pytest.mark.parametrize(
    ("kind", "who"),
    [
        (ReminderKind.SIX_WEEKS_BEFORE, {1, 2, 4, 5}),
        (ReminderKind.TWO_WEEKS_BEFORE, {1, 2, 4, 5}),
        (ReminderKind.ON_THE_DAY, {1, 2, 3, 4, 5}),
        (ReminderKind.TWO_WEEKS_LATE, {4, 5}),
        (ReminderKind.SIX_WEEKS_LATE, {4, 6}),
    ],
)
def test_who_hears_of_what(kind: ReminderKind, who: set[int]) -> None:
    assert {each.user_id for each in _of() if each.kind == kind} == who


@pytest.mark.parametrize(
    ("kind", "moment"),
    [
        (ReminderKind.SIX_WEEKS_BEFORE, "2026-12-18T07:00:00+00:00"),
        (ReminderKind.TWO_WEEKS_BEFORE, "2027-01-15T07:00:00+00:00"),
        (ReminderKind.ON_THE_DAY, "2027-01-29T07:00:00+00:00"),
        (ReminderKind.TWO_WEEKS_LATE, "2027-02-12T07:00:00+00:00"),
        (ReminderKind.SIX_WEEKS_LATE, "2027-03-12T07:00:00+00:00"),
    ],
)
def test_moments_are_eight_in_the_morning(kind: ReminderKind, moment: str) -> None:
    assert moment_of(kind, DAY).isoformat() == moment


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (dt.date(2027, 3, 27), "2027-03-27T07:00:00+00:00"),
        (dt.date(2027, 3, 28), "2027-03-28T06:00:00+00:00"),  # summer time began that night
        (dt.date(2027, 10, 30), "2027-10-30T06:00:00+00:00"),
        (dt.date(2027, 10, 31), "2027-10-31T07:00:00+00:00"),  # and ended that night
    ],
)
def test_the_change_of_the_clock_moves_nothing_in_groningen(day: dt.date, moment: str) -> None:
    assert moment_of(ReminderKind.ON_THE_DAY, day).isoformat() == moment


def test_two_weeks_before_a_day_after_the_change_is_still_eight_o_clock() -> None:
    assert moment_of(ReminderKind.TWO_WEEKS_BEFORE, dt.date(2027, 4, 4)).isoformat() == (
        "2027-03-21T07:00:00+00:00"
    )


def test_a_moment_planned_for_tomorrow_gives_no_reminder_of_weeks_ago() -> None:
    kinds = {each.kind for each in _of(known_since=DAY - dt.timedelta(days=1))}
    assert kinds == {ReminderKind.ON_THE_DAY, *LATE}


def test_a_moment_planned_today_for_two_weeks_ahead_is_told_today() -> None:
    kinds = {each.kind for each in _of(known_since=DAY - dt.timedelta(weeks=2))}
    assert ReminderKind.TWO_WEEKS_BEFORE in kinds


def test_somebody_new_hears_only_of_what_is_still_to_come() -> None:
    new = Invitee(7, PartyKind.AREA_TEAM, MembershipRole.COORDINATOR, since=DAY + dt.timedelta(days=1))
    assert [each.kind for each in _of((new,))] == list(LATE)


def test_two_seats_of_one_person_give_one_reminder_a_kind() -> None:
    twice = (TEAM_COORDINATOR, Invitee(4, PartyKind.RESIDENTS, MembershipRole.MEMBER, LONG_AGO))
    kinds = [each.kind for each in _of(twice)]
    assert len(kinds) == len(set(kinds)) == 5


def test_after_an_outage_only_the_newest_is_mailed() -> None:
    now = moment_of(ReminderKind.ON_THE_DAY, DAY)
    decided = sort_due(DAY, _of((WIJK_COORDINATOR,)), now=now)
    assert [each.kind for each in decided.to_mail] == [ReminderKind.ON_THE_DAY]
    assert [each.kind for each in decided.to_skip] == [
        ReminderKind.SIX_WEEKS_BEFORE,
        ReminderKind.TWO_WEEKS_BEFORE,
    ]


def test_an_invitation_two_weeks_past_its_day_is_put_aside() -> None:
    now = moment_of(ReminderKind.TWO_WEEKS_LATE, DAY)
    decided = sort_due(DAY, _of(), now=now)
    assert {each.user_id for each in decided.to_mail} == {4, 5}
    assert {(each.user_id, each.kind) for each in decided.to_skip if each.user_id in VOLUNTEERS} == {
        (1, ReminderKind.SIX_WEEKS_BEFORE),
        (1, ReminderKind.TWO_WEEKS_BEFORE),
        (1, ReminderKind.ON_THE_DAY),
        (2, ReminderKind.SIX_WEEKS_BEFORE),
        (2, ReminderKind.TWO_WEEKS_BEFORE),
        (2, ReminderKind.ON_THE_DAY),
        (3, ReminderKind.ON_THE_DAY),
    }


@given(
    day=st.dates(dt.date(2020, 1, 1), dt.date(2060, 1, 1)),
    known_before=st.integers(-100, 400),
    ran_after=st.integers(-100 * 24, 200 * 24),
)
def test_at_most_one_mail_a_person_and_volunteers_are_never_dunned(
    day: dt.date, known_before: int, ran_after: int
) -> None:
    every = occurrences(day, EVERYBODY, known_since=day - dt.timedelta(days=known_before))
    now = moment_of(ReminderKind.ON_THE_DAY, day) + dt.timedelta(hours=ran_after)
    decided = sort_due(day, every, now=now)
    mailed = [each.user_id for each in decided.to_mail]
    assert len(mailed) == len(set(mailed))
    assert set(decided.to_mail) | set(decided.to_skip) == {each for each in every if each.moment <= now}
    if now >= moment_of(ReminderKind.TWO_WEEKS_LATE, day):
        assert not VOLUNTEERS & set(mailed)


@given(
    day=st.dates(dt.date(2020, 1, 1), dt.date(2060, 1, 1)),
    steps=st.lists(st.integers(0, 60 * 24), max_size=8),
)
def test_however_often_it_runs_every_occurrence_is_handled_once(day: dt.date, steps: list[int]) -> None:
    every = occurrences(day, EVERYBODY, known_since=day - dt.timedelta(days=400))
    now = moment_of(ReminderKind.SIX_WEEKS_BEFORE, day) - dt.timedelta(hours=1)
    handled: list[Occurrence] = []
    for step in steps:
        now += dt.timedelta(hours=step)
        decided = sort_due(day, [each for each in every if each not in handled], now=now)
        handled += [*decided.to_mail, *decided.to_skip]
    assert len(handled) == len(set(handled))
    assert set(handled) == {each for each in every if each.moment <= now}
