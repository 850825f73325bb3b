# SPDX-License-Identifier: EUPL-1.2
"""What becomes of a reminder that is due: in today's mail, put aside, or later. Plain data in, plain data out."""

import datetime as dt
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from gm_portal.core.clock import local_date
from processes.enums import ReminderKind, Rhythm, WhySkipped
from processes.rules.reminders import OFFSETS, moment_on

ONE_DAY = dt.timedelta(days=1)
D = TypeVar("D", bound="Due")


@dataclass(frozen=True)
class Wishes:
    """What one person wants and can get today. `pause` is the first and last day without mail."""

    can_get_mail: bool = True
    had_mail_today: bool = False
    pause: tuple[dt.date, dt.date] | None = None


class Due(Protocol):
    """What these rules read of a reminder."""

    kind: str
    object_type: str
    object_id: int
    moment: dt.datetime
    expires_at: dt.datetime


def verdict(
    reminder: Due, rhythm: str, wishes: Wishes, *, was_told: bool, now: dt.datetime
) -> WhySkipped | dt.datetime | None:
    """Why it is put aside, until when it waits, or None: it goes in today's mail if it still matters."""
    if not wishes.can_get_mail:
        return WhySkipped.NO_ADDRESS
    if reminder.expires_at <= now:
        return WhySkipped.EXPIRED
    if rhythm == Rhythm.NEVER:
        return WhySkipped.UNWANTED
    if was_told:
        return WhySkipped.TOLD
    later = [each for each in _waits(reminder, rhythm, wishes, local_date(now)) if each > now]
    return max(later, default=None)


def _waits(reminder: Due, rhythm: str, wishes: Wishes, today: dt.date) -> Iterable[dt.datetime]:
    if wishes.pause and wishes.pause[0] <= today <= wishes.pause[1]:
        yield moment_on(wishes.pause[1] + ONE_DAY)
    if rhythm == Rhythm.WEEKLY:
        yield weekly(reminder.moment)
    if wishes.had_mail_today:
        yield moment_on(today + ONE_DAY)


def weekly(moment: dt.datetime) -> dt.datetime:
    """The first Monday 08:00 at or after `moment`. It follows from the moment, so an outage on Monday costs a day."""
    day = local_date(moment)
    monday = day + dt.timedelta(days=-day.weekday() % 7)
    return moment_on(monday) if moment <= moment_on(monday) else moment_on(monday + 7 * ONE_DAY)


def about(reminder: Due) -> Hashable:
    """What a reminder is about: of one thing only the newest is told. Planned days tell one story in five parts."""
    family = "planned" if ReminderKind(reminder.kind) in OFFSETS else reminder.kind
    return (family, reminder.object_type, reminder.object_id)


def newest(reminders: Iterable[D]) -> list[D]:
    """The newest reminder about each thing, of one person's reminders."""
    found: dict[Hashable, D] = {}
    for each in sorted(reminders, key=lambda each: each.moment):
        found[about(each)] = each
    return list(found.values())


def digest_key(user_id: int, day: dt.date) -> str:
    """The name of somebody's mail of one day; unique in the database, so there is one mail a day."""
    return f"reminders:{user_id}:{day.isoformat()}"
