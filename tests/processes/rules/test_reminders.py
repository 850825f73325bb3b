# SPDX-License-Identifier: EUPL-1.2
"""Which reminders exist, for whom, from when: the table of the domain model, days of the clock change included."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.clock import local_date
from processes.enums import MembershipRole, PartyKind, ReminderKind
from processes.rules.reminders import (
    OFFSETS,
    Chair,
    Window,
    ending_moment,
    endings,
    expiry_of,
    is_for,
    moment_of,
    moment_on,
    months_before,
    overview_days,
)

DAY = dt.date(2027, 1, 29)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2060, 1, 1))
WIJK_COORDINATOR = Chair(1, 1, PartyKind.RESIDENT_ORGANISATION, MembershipRole.COORDINATOR)
WIJK_MEMBER = Chair(2, 1, PartyKind.RESIDENT_ORGANISATION, MembershipRole.MEMBER)
RESIDENT = Chair(3, 2, PartyKind.RESIDENTS, MembershipRole.MEMBER)
TEAM_COORDINATOR = Chair(4, 3, PartyKind.AREA_TEAM, MembershipRole.COORDINATOR)
TEAM_MEMBER = Chair(5, 3, PartyKind.AREA_TEAM, MembershipRole.MEMBER)
ALDERMAN = Chair(6, is_alderman=True)
EVERYBODY = (WIJK_COORDINATOR, WIJK_MEMBER, RESIDENT, TEAM_COORDINATOR, TEAM_MEMBER, ALDERMAN)


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
    assert {chair.user_id for chair in EVERYBODY if is_for(kind, chair)} == who


def test_a_kind_without_a_rule_is_an_error() -> None:
    with pytest.raises(ValueError, match="council_overview has no rule"):
        is_for(ReminderKind.COUNCIL_OVERVIEW, ALDERMAN)


def test_who_binds_a_party() -> None:
    assert [chair.user_id for chair in EVERYBODY if chair.binds] == [1, 4]


@pytest.mark.parametrize(
    ("kind", "moment", "expires_at"),
    [
        (ReminderKind.SIX_WEEKS_BEFORE, "2026-12-18T07:00:00+00:00", "2027-02-12T07:00:00+00:00"),
        (ReminderKind.TWO_WEEKS_BEFORE, "2027-01-15T07:00:00+00:00", "2027-02-12T07:00:00+00:00"),
        (ReminderKind.ON_THE_DAY, "2027-01-29T07:00:00+00:00", "2027-02-12T07:00:00+00:00"),
        (ReminderKind.TWO_WEEKS_LATE, "2027-02-12T07:00:00+00:00", "2027-03-12T07:00:00+00:00"),
        (ReminderKind.SIX_WEEKS_LATE, "2027-03-12T07:00:00+00:00", "2028-03-10T07:00:00+00:00"),
    ],
)
def test_moments_are_eight_in_the_morning_and_end(kind: ReminderKind, moment: str, expires_at: str) -> None:
    assert moment_of(kind, DAY).isoformat() == moment
    assert expiry_of(kind, DAY).isoformat() == expires_at


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        (dt.date(2027, 3, 27), "2027-03-27T07:00:00+00:00"),
        (dt.date(2027, 3, 28), "2027-03-28T06:00:00+00:00"),  # summer time began that night
        (dt.date(2027, 10, 30), "2027-10-30T06:00:00+00:00"),
        (dt.date(2027, 10, 31), "2027-10-31T07:00:00+00:00"),  # and ended that night
        (dt.date(2028, 2, 29), "2028-02-29T07:00:00+00:00"),
    ],
)
def test_the_change_of_the_clock_moves_nothing_in_groningen(day: dt.date, moment: str) -> None:
    assert moment_on(day).isoformat() == moment


@given(day=DAYS, kind=st.sampled_from(list(OFFSETS)))
def test_no_volunteer_is_ever_asked_why(day: dt.date, kind: ReminderKind) -> None:
    """From two weeks past the day on, what still matters is for the gemeente only."""
    if expiry_of(kind, day) > moment_of(ReminderKind.TWO_WEEKS_LATE, day):
        assert not any(is_for(kind, chair) for chair in (WIJK_COORDINATOR, WIJK_MEMBER, RESIDENT))
    assert expiry_of(kind, day) > moment_of(kind, day)


# --- windows ------------------------------------------------------------------------------------
@given(
    minutes=st.integers(0, 4 * 366 * 24 * 60),
    steps=st.lists(st.integers(0, 60 * 24 * 60), min_size=1, max_size=12),
)
def test_windows_of_runs_cover_every_day_that_came(minutes: int, steps: list[int]) -> None:
    """However irregular the runs, minutes or months apart: no day whose moment passed falls between two windows."""
    start = moment_on(DAY) + dt.timedelta(minutes=minutes)
    now, seen = start, set()
    lookback = dt.timedelta(days=400)
    for step in steps:
        before, now = now, now + dt.timedelta(minutes=step)
        window = Window.between(before, now, lookback)
        seen |= {window.first + dt.timedelta(days=n) for n in range((window.last - window.first).days + 1)}
    day = local_date(start)
    while moment_on(day) <= now:
        if moment_on(day) > start and day >= local_date(now) - lookback:
            assert day in seen
        day += dt.timedelta(days=1)
    assert all(moment_on(day) <= now for day in seen)


def test_a_run_minutes_after_another_looks_at_two_days() -> None:
    now = moment_on(DAY) + dt.timedelta(hours=1)
    window = Window.between(now - dt.timedelta(minutes=10), now, dt.timedelta(days=400))
    assert (window.first, window.last) == (DAY - dt.timedelta(days=1), DAY)
    assert window.before(dt.timedelta(weeks=1)) == (dt.date(2027, 1, 21), dt.date(2027, 1, 22))


def test_before_eight_the_day_has_not_come() -> None:
    window = Window.between(None, moment_on(DAY) - dt.timedelta(seconds=1), dt.timedelta(days=30))
    assert (window.first, window.last) == (DAY - dt.timedelta(days=30), DAY - dt.timedelta(days=1))


def test_the_first_run_and_one_after_a_look_ahead_see_all_that_can_matter() -> None:
    now, lookback = moment_on(DAY), dt.timedelta(days=56)
    for before in (None, now + dt.timedelta(days=300)):
        assert Window.between(before, now, lookback).first == DAY - lookback


def test_moments_of_a_window_are_whole_days_in_groningen() -> None:
    window = Window(dt.date(2027, 3, 28), dt.date(2027, 3, 28), dt.date(2027, 3, 28))
    first, end = window.moments_before(dt.timedelta())
    assert end.astimezone(dt.UTC) - first.astimezone(dt.UTC) == dt.timedelta(hours=23)


# --- endings ------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "before"),
    [
        (dt.date(2027, 12, 31), dt.date(2027, 9, 30)),
        (dt.date(2027, 5, 31), dt.date(2027, 2, 28)),
        (dt.date(2028, 5, 31), dt.date(2028, 2, 29)),
        (dt.date(2028, 2, 29), dt.date(2027, 11, 29)),
        (dt.date(2027, 1, 15), dt.date(2026, 10, 15)),
    ],
)
def test_three_months_before(day: dt.date, before: dt.date) -> None:
    assert months_before(day, 3) == before
    assert ending_moment(day) == moment_on(before)


@given(ends_on=DAYS, days=st.integers(0, 400))
def test_every_ending_is_found_on_its_day(ends_on: dt.date, days: int) -> None:
    day = local_date(ending_moment(ends_on))
    window = Window(day - dt.timedelta(days=days), day, day)
    first, last = endings(window)
    assert first <= ends_on <= last


@pytest.mark.parametrize(
    ("first", "last", "month_and_day", "days"),
    [
        (dt.date(2027, 8, 31), dt.date(2027, 9, 1), (9, 1), [dt.date(2027, 9, 1)]),
        (dt.date(2027, 9, 2), dt.date(2028, 8, 31), (9, 1), []),
        (dt.date(2027, 2, 1), dt.date(2028, 3, 1), (2, 29), [dt.date(2027, 2, 28), dt.date(2028, 2, 29)]),
    ],
)
def test_the_overview_of_the_council_is_once_a_year(
    first: dt.date, last: dt.date, month_and_day: tuple[int, int], days: list[dt.date]
) -> None:
    assert overview_days(Window(first, last, last), *month_and_day) == days
