# SPDX-License-Identifier: EUPL-1.2
"""When somebody is reminded, of what, and who (domain model §7 "Herinneringen"). Days and people in, moments out.

A reminder is an invitation. Volunteers are invited before the day and on it; afterwards only the gemeente
side hears that nothing was written down yet. Every reminder has a moment (08:00 in Groningen on its day) and a
moment from which on it no longer matters.
"""

import calendar
import datetime as dt
from dataclasses import dataclass

from gm_portal.core.clock import AMSTERDAM, local_date
from processes.enums import BINDING_ROLES, SIGNING_KINDS, MembershipRole, PartyKind, ReminderKind

HOUR = 8  # in Groningen, summer and winter alike
OFFSETS = {
    ReminderKind.SIX_WEEKS_BEFORE: dt.timedelta(weeks=-6),
    ReminderKind.TWO_WEEKS_BEFORE: dt.timedelta(weeks=-2),
    ReminderKind.ON_THE_DAY: dt.timedelta(),
    ReminderKind.TWO_WEEKS_LATE: dt.timedelta(weeks=2),
    ReminderKind.SIX_WEEKS_LATE: dt.timedelta(weeks=6),
}
LATE = (ReminderKind.TWO_WEEKS_LATE, ReminderKind.SIX_WEEKS_LATE)
# Relative to the planned day. An invitation goes no further than two weeks: after that a volunteer would read
# it as a reproach. A signal to the gemeente keeps its meaning for a year.
EXPIRY = dict.fromkeys(OFFSETS, dt.timedelta(weeks=2)) | {
    ReminderKind.TWO_WEEKS_LATE: dt.timedelta(weeks=6),
    ReminderKind.SIX_WEEKS_LATE: dt.timedelta(weeks=58),
}
# After a change: so long nobody hears of it, for most people come by themselves.
ANSWER_AFTER = dt.timedelta(weeks=2)
JOINT_AFTER = dt.timedelta(weeks=1)
SIGNATURE_AFTER = dt.timedelta(weeks=1)
ENDS_MONTHS = 3
LAPSE = dt.timedelta(weeks=8)
OVERVIEW_LAPSE = dt.timedelta(weeks=8)
# Who was told of a thing that waits hears no second time of it for so long.
TOLD_FOR = dt.timedelta(weeks=4)
TOLD_ONCE_IN_A_WHILE = (
    ReminderKind.CONVERSATION_QUIET,
    ReminderKind.ANSWER_WAITS,
    ReminderKind.JOINT_WAITS,
    ReminderKind.SIGNATURE_WAITS,
    ReminderKind.PROMISE_WAITS,
    ReminderKind.OUTCOME_WAITS,
)


@dataclass(frozen=True)
class Occurrence:
    """One reminder of one kind, about one thing, for one person, due from `moment` on."""

    kind: ReminderKind
    object_type: str
    object_id: int
    process_id: int | None
    user_id: int
    moment: dt.datetime
    expires_at: dt.datetime


@dataclass(frozen=True)
class Chair:
    """One seat at a table, and the person in it since a day; of an alderman there is no seat."""

    user_id: int
    party_id: int = 0
    kind: str = ""
    role: str = ""
    since: dt.date = dt.date.min
    is_alderman: bool = False

    @property
    def binds(self) -> bool:
        """Speaks for a party whose consent agreements need."""
        return self.kind in SIGNING_KINDS and self.role in BINDING_ROLES


@dataclass(frozen=True)
class Window:
    """The days whose moments are new since the last run, `today` being the day of this run.

    The last day is yesterday as long as it is before 08:00: then the moment of today is still to come.
    """

    first: dt.date
    last: dt.date
    today: dt.date

    @classmethod
    def between(cls, planned_until: dt.datetime | None, now: dt.datetime, lookback: dt.timedelta) -> "Window":
        """From the day before the last run (a slow write may have been overtaken) up to `now`.

        Without a last run, or with one that lies ahead (somebody looked at a later day), everything that can
        still matter is looked through again: the rows that exist already are found to exist.
        """
        today = local_date(now)
        first = today - lookback
        if planned_until is not None and planned_until <= now:
            first = max(first, local_date(planned_until) - dt.timedelta(days=1))
        last = today if moment_on(today) <= now else today - dt.timedelta(days=1)
        return cls(first, last, today)

    def before(self, offset: dt.timedelta) -> tuple[dt.date, dt.date]:
        """The days that lie `offset` before the days of this window, as first and last."""
        return self.first - offset, self.last - offset

    def moments_before(self, offset: dt.timedelta) -> tuple[dt.datetime, dt.datetime]:
        """The same as moments: from the first midnight up to (not including) the last."""
        first, last = self.before(offset)
        midnight = dt.time()
        return (
            dt.datetime.combine(first, midnight, tzinfo=AMSTERDAM),
            dt.datetime.combine(last + dt.timedelta(days=1), midnight, tzinfo=AMSTERDAM),
        )

    def __contains__(self, day: dt.date) -> bool:
        return self.first <= day <= self.last


def moment_on(day: dt.date) -> dt.datetime:
    """08:00 in Groningen on `day`, in UTC; the change of the clock is taken along."""
    return dt.datetime.combine(day, dt.time(HOUR), tzinfo=AMSTERDAM).astimezone(dt.UTC)


def moment_of(kind: ReminderKind, planned_on: dt.date) -> dt.datetime:
    """When this kind is due for a moment to look back on `planned_on`."""
    return moment_on(planned_on + OFFSETS[kind])


def expiry_of(kind: ReminderKind, planned_on: dt.date) -> dt.datetime:
    """From when on this kind no longer matters."""
    return moment_on(planned_on + EXPIRY[kind])


def is_for(kind: ReminderKind, chair: Chair) -> bool:
    """Whether somebody in this chair hears of this kind of looking back."""
    match kind:
        case ReminderKind.SIX_WEEKS_BEFORE | ReminderKind.TWO_WEEKS_BEFORE:
            return chair.kind in SIGNING_KINDS
        case ReminderKind.ON_THE_DAY:
            return bool(chair.kind)
        case ReminderKind.TWO_WEEKS_LATE:
            return chair.kind == PartyKind.AREA_TEAM
        case ReminderKind.SIX_WEEKS_LATE:
            leads = chair.kind == PartyKind.AREA_TEAM and chair.role == MembershipRole.COORDINATOR
            return leads or chair.is_alderman
    raise ValueError(f"{kind} has no rule for who hears of it")


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day of an earlier month, or the last day of that month when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def endings(window: Window) -> tuple[dt.date, dt.date]:
    """Between which days something ends whose reminder falls in this window; a few days more than exact."""
    slack = dt.timedelta(days=3)  # 28 February is three months before four days in May
    return months_before(window.first, -ENDS_MONTHS), months_before(window.last, -ENDS_MONTHS) + slack


def ending_moment(ends_on: dt.date) -> dt.datetime:
    """When people hear that something ends: three months before its last day."""
    return moment_on(months_before(ends_on, ENDS_MONTHS))


def overview_days(window: Window, month: int, day: int) -> list[dt.date]:
    """The days in this window on which the council gets its overview; 29 February is the 28th in most years."""
    years = range(window.first.year, window.last.year + 1)
    days = [dt.date(year, month, min(day, calendar.monthrange(year, month)[1])) for year in years]
    return [each for each in days if each in window]
