# SPDX-License-Identifier: EUPL-1.2
"""The cycle of looking back: which moments follow from an agreement, a round and a moment that was held.

The standard is that of domain model §7; each area may choose its own. Pure: days in, days out.
"""

import datetime as dt
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from processes.enums import EvaluationKind

SHORTEST, LONGEST = 1, 520
# An agreement that ends sooner than its final evaluation asks for still gets one, two weeks from now or on its end.
SOONEST = dt.timedelta(weeks=2)


@dataclass(frozen=True)
class Cycle:
    """How often an area looks back, in weeks."""

    short_weeks: int = 26
    yearly_weeks: int = 52
    round_weeks: int = 8
    final_weeks: int = 8


STANDARD = Cycle()
NAMES = tuple(field.name for field in fields(Cycle))


@dataclass(frozen=True)
class CycleMoment:
    """One moment the cycle asks for."""

    kind: EvaluationKind
    day: dt.date


def cycle_problems(cycle: Cycle) -> list[tuple[str, str]]:
    """What is wrong with a cycle, as (field, sentence)."""
    return [
        (name, _("Vul een aantal weken in, van 1 tot en met 520."))
        for name in NAMES
        if not SHORTEST <= getattr(cycle, name) <= LONGEST
    ]


def after_adoption(
    *, adopted_on: dt.date, ends_on: dt.date | None, agreed: CycleMoment | None, cycle: Cycle
) -> list[CycleMoment]:
    """The moments that follow from an agreement, in order of time.

    `agreed` is the day the agreement itself names: it takes the place of the cycle, except before the end.

    >>> [moment.kind.value for moment in after_adoption(
    ...     adopted_on=dt.date(2026, 1, 1), ends_on=None, agreed=None, cycle=STANDARD)]
    ['short', 'yearly']
    """
    wanted = [agreed] if agreed else []
    if agreed is None:
        wanted = [
            moment
            for moment in (
                CycleMoment(EvaluationKind.SHORT, adopted_on + dt.timedelta(weeks=cycle.short_weeks)),
                CycleMoment(EvaluationKind.YEARLY, adopted_on + dt.timedelta(weeks=cycle.yearly_weeks)),
            )
            if ends_on is None or moment.day < ends_on
        ]
    if (
        ends_on is not None
        and ends_on > adopted_on
        and (agreed is None or agreed.kind != EvaluationKind.FINAL)
    ):
        final = max(ends_on - dt.timedelta(weeks=cycle.final_weeks), adopted_on + SOONEST)
        wanted.append(CycleMoment(EvaluationKind.FINAL, min(final, ends_on)))
    return sorted(wanted, key=lambda moment: moment.day)


def after_round(closed_on: dt.date, cycle: Cycle) -> CycleMoment:
    """The moment to look back on a round that was closed: within this many weeks."""
    return CycleMoment(EvaluationKind.AFTER_ROUND, closed_on + dt.timedelta(weeks=cycle.round_weeks))


def after_held(kind: str, held_on: dt.date, cycle: Cycle) -> CycleMoment:
    """The next moment when things stay as they are: a short check comes back soon, all others after a year."""
    if kind == EvaluationKind.SHORT:
        return CycleMoment(EvaluationKind.SHORT, held_on + dt.timedelta(weeks=cycle.short_weeks))
    return CycleMoment(EvaluationKind.YEARLY, held_on + dt.timedelta(weeks=cycle.yearly_weeks))
