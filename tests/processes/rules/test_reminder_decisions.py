# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a reminder that is due: today, another day, or never; and one story about one thing."""

import datetime as dt
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.clock import local_date
from processes.enums import ReminderKind, Rhythm, WhySkipped
from processes.rules.reminder_decisions import Wishes, digest_key, newest, verdict, weekly
from processes.rules.reminders import moment_on

FRIDAY = dt.date(2027, 1, 15)
MOMENT = moment_on(FRIDAY)
NOTHING_SPECIAL = Wishes()
MONDAY = moment_on(dt.date(2027, 1, 18))
TOMORROW = moment_on(dt.date(2027, 1, 16))


@dataclass(frozen=True)
class Due:
    """A reminder as the rules read it."""

    kind: str = ReminderKind.TWO_WEEKS_BEFORE
    object_type: str = "evaluation"
    object_id: int = 1
    moment: dt.datetime = MOMENT
    expires_at: dt.datetime = MOMENT + dt.timedelta(weeks=2)


def _verdict(
    wishes: Wishes = NOTHING_SPECIAL,
    rhythm: str = Rhythm.DAILY,
    *,
    was_told: bool = False,
    now: dt.datetime = MOMENT,
) -> object:
    return verdict(Due(), rhythm, wishes, was_told=was_told, now=now)


def test_what_is_due_goes_today() -> None:
    assert _verdict() is None
    assert _verdict(now=MOMENT + dt.timedelta(days=3)) is None


@pytest.mark.parametrize(
    ("given_", "why"),
    [
        ({"wishes": Wishes(can_get_mail=False)}, WhySkipped.NO_ADDRESS),
        ({"now": MOMENT + dt.timedelta(weeks=2)}, WhySkipped.EXPIRED),
        ({"rhythm": Rhythm.NEVER}, WhySkipped.UNWANTED),
        ({"was_told": True}, WhySkipped.TOLD),
    ],
)
def test_what_is_put_aside(given_: dict[str, object], why: WhySkipped) -> None:
    assert _verdict(**given_) == why


@pytest.mark.parametrize(
    ("wishes", "rhythm", "until"),
    [
        (Wishes(had_mail_today=True), Rhythm.DAILY, TOMORROW),
        (Wishes(), Rhythm.WEEKLY, MONDAY),
        (Wishes(had_mail_today=True), Rhythm.WEEKLY, MONDAY),
        (Wishes(pause=(FRIDAY, FRIDAY)), Rhythm.DAILY, TOMORROW),
        (Wishes(pause=(FRIDAY, dt.date(2027, 1, 24))), Rhythm.WEEKLY, moment_on(dt.date(2027, 1, 25))),
        (Wishes(pause=(dt.date(2027, 1, 1), dt.date(2027, 1, 14))), Rhythm.DAILY, None),
        (Wishes(pause=(dt.date(2027, 1, 16), dt.date(2027, 1, 30))), Rhythm.DAILY, None),
    ],
)
def test_what_waits(wishes: Wishes, rhythm: str, until: dt.datetime | None) -> None:
    assert _verdict(wishes, rhythm) == until


def test_a_weekly_mail_that_an_outage_kept_from_monday_goes_on_tuesday() -> None:
    assert _verdict(rhythm=Rhythm.WEEKLY, now=MONDAY + dt.timedelta(days=1)) is None


@given(minutes=st.integers(0, 4 * 366 * 24 * 60))
def test_weekly_is_the_first_monday_at_eight(minutes: int) -> None:
    moment = MOMENT + dt.timedelta(minutes=minutes)
    found = weekly(moment)
    assert found == moment_on(local_date(found))
    assert local_date(found).weekday() == 0
    assert moment <= found < moment + dt.timedelta(days=7, hours=2)


def test_of_one_planned_day_only_the_newest_is_told_and_other_things_stand_apart() -> None:
    early = Due(ReminderKind.SIX_WEEKS_BEFORE, moment=MOMENT - dt.timedelta(weeks=4))
    late = Due()
    other = Due(object_id=2, moment=MOMENT - dt.timedelta(weeks=1))
    answer = Due(ReminderKind.ANSWER_WAITS, "conversation")
    joint = Due(ReminderKind.JOINT_WAITS, "conversation")
    assert newest([late, early, other, answer, joint]) == [late, other, answer, joint]


def test_one_person_has_one_mail_a_day() -> None:
    assert digest_key(7, FRIDAY) == "reminders:7:2027-01-15"
