# SPDX-License-Identifier: EUPL-1.2
"""The honest planning: what was planned first, how often it moved, and how it stands. No marks, no ranking."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from processes.enums import EvaluationState


@dataclass(frozen=True)
class Shift:
    """One move to another day, with the reason."""

    from_day: dt.date
    to_day: dt.date
    reason: str


@dataclass(frozen=True)
class MomentFacts:
    """One moment as it is recorded. `shifts` in the order in which they happened.

    `called_off` says in words how it came that it does not take place, `reason` what people wrote about it.
    """

    pk: int
    url: str
    kind: str
    state: str
    planned_on: dt.date
    held_on: dt.date | None
    origin: str
    source: str
    shifts: tuple[Shift, ...] = ()
    called_off: str = ""
    reason: str = ""


@dataclass(frozen=True)
class PlanLine:
    """One line of the table: the first day ever planned, the day it stands at now, and how that is."""

    facts: MomentFacts
    first_day: dt.date
    day: dt.date
    standing: str
    state: str

    @property
    def moved(self) -> int:
        """How often the day was moved."""
        return len(self.facts.shifts)

    @property
    def days_later(self) -> int:
        """How many days later than first planned; below zero when it came earlier."""
        return (self.day - self.first_day).days


def plan_line(facts: MomentFacts, today: dt.date) -> PlanLine:
    """One moment as a line. Held late is said as it is; a day that passed is not called held."""
    first = facts.shifts[0].from_day if facts.shifts else facts.planned_on
    day = facts.held_on or facts.planned_on
    if facts.state == EvaluationState.HELD:
        standing, state = _("gehouden"), "held"
    elif facts.state == EvaluationState.CANCELLED:
        standing, state = facts.called_off or _("ging niet door"), "cancelled"
    elif facts.planned_on < today:
        standing, state = _("dag voorbij, nog niets vastgelegd"), "waiting"
    elif facts.shifts:
        standing, state = _("verplaatst"), "moved"
    else:
        standing, state = _("gepland"), "planned"
    return PlanLine(facts, first, day, standing, state)
