# SPDX-License-Identifier: EUPL-1.2
"""When somebody is reminded of a moment to look back, and who (domain model §7 "Herinneringen").

A reminder is an invitation. Volunteers are invited before the day and on it; afterwards only the
gemeente side hears that nothing was written down yet. Pure: days and people in, occurrences out.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gm_portal.core.clock import AMSTERDAM, local_date
from processes.enums import SIGNING_KINDS, MembershipRole, PartyKind, ReminderKind

HOUR = 8  # in Groningen, summer and winter alike
OFFSETS = {
    ReminderKind.SIX_WEEKS_BEFORE: dt.timedelta(weeks=-6),
    ReminderKind.TWO_WEEKS_BEFORE: dt.timedelta(weeks=-2),
    ReminderKind.ON_THE_DAY: dt.timedelta(),
    ReminderKind.TWO_WEEKS_LATE: dt.timedelta(weeks=2),
    ReminderKind.SIX_WEEKS_LATE: dt.timedelta(weeks=6),
}
FIRST_NOTICE = -OFFSETS[ReminderKind.SIX_WEEKS_BEFORE]
LATE = (ReminderKind.TWO_WEEKS_LATE, ReminderKind.SIX_WEEKS_LATE)


@dataclass(frozen=True)
class Invitee:
    """One seat at the table of a process, or one alderman (`is_alderman`, without a seat)."""

    user_id: int
    kind: str = ""
    role: str = ""
    since: dt.date = dt.date.min
    is_alderman: bool = False


@dataclass(frozen=True)
class Occurrence:
    """One reminder of one kind for one person, due from `moment` on."""

    kind: ReminderKind
    user_id: int
    moment: dt.datetime


@dataclass(frozen=True)
class Sorted:
    """What to do with the occurrences that are due: at most one mail a person, the rest is put aside."""

    to_mail: tuple[Occurrence, ...] = ()
    to_skip: tuple[Occurrence, ...] = ()


def moment_of(kind: ReminderKind, planned_on: dt.date) -> dt.datetime:
    """08:00 in Groningen on the day of this kind, in UTC; the change of the clock is taken along."""
    day = planned_on + OFFSETS[kind]
    return dt.datetime.combine(day, dt.time(HOUR), tzinfo=AMSTERDAM).astimezone(dt.UTC)


def is_for(kind: ReminderKind, invitee: Invitee) -> bool:
    """Whether somebody in this seat hears of this kind."""
    match kind:
        case ReminderKind.SIX_WEEKS_BEFORE | ReminderKind.TWO_WEEKS_BEFORE:
            return invitee.kind in SIGNING_KINDS
        case ReminderKind.ON_THE_DAY:
            return bool(invitee.kind)
        case ReminderKind.TWO_WEEKS_LATE:
            return invitee.kind == PartyKind.AREA_TEAM
        case ReminderKind.SIX_WEEKS_LATE:
            leads = invitee.kind == PartyKind.AREA_TEAM and invitee.role == MembershipRole.COORDINATOR
            return leads or invitee.is_alderman
    raise ValueError(f"{kind} has no rule for who hears of it")


def occurrences(
    planned_on: dt.date, invitees: Iterable[Invitee], *, known_since: dt.date
) -> list[Occurrence]:
    """Every reminder this evaluation gives, in order of time; each person once a kind.

    `known_since` is the day the planned day was chosen (or last moved). Nobody is reminded of a day that
    had passed before the evaluation was planned, or before he took his seat.
    """
    found: dict[tuple[ReminderKind, int], Occurrence] = {}
    people = list(invitees)
    for kind in OFFSETS:
        moment = moment_of(kind, planned_on)
        day = local_date(moment)
        if day < known_since:
            continue
        for invitee in people:
            if is_for(kind, invitee) and day >= invitee.since:
                found.setdefault((kind, invitee.user_id), Occurrence(kind, invitee.user_id, moment))
    return list(found.values())


def sort_due(planned_on: dt.date, open_occurrences: Sequence[Occurrence], *, now: dt.datetime) -> Sorted:
    """Split what is due and not yet handled: the newest of each person is mailed, older ones are put aside.

    After a long outage an invitation can be two weeks past its day. Then it is put aside too: a volunteer
    would read it as a reproach.
    """
    due = sorted((each for each in open_occurrences if each.moment <= now), key=lambda each: each.moment)
    newest = {each.user_id: each for each in due}
    is_late = now >= moment_of(ReminderKind.TWO_WEEKS_LATE, planned_on)
    to_mail = tuple(each for each in newest.values() if each.kind in LATE or not is_late)
    return Sorted(to_mail, tuple(each for each in due if each not in to_mail))
