# SPDX-License-Identifier: EUPL-1.2
"""Reads on the cycle of looking back: how often an area does, and what it asks for that is not planned yet."""

import datetime as dt
from dataclasses import dataclass

from gm_portal.core.clock import local_date
from processes.enums import AGREEMENT_IN_FORCE_STATES, EvaluationKind, EvaluationState
from processes.models import Agreement, EvaluationCycle, Process
from processes.rules import cycles as rules
from processes.rules.cycles import STANDARD, Cycle, CycleMoment


def cycle_of(process: Process) -> Cycle:
    """How often a process looks back: its own choice, or the standard. One query."""
    row = EvaluationCycle.objects.filter(process=process).first()
    return Cycle(**{name: getattr(row, name) for name in rules.NAMES}) if row else STANDARD


@dataclass(frozen=True)
class DueMoment:
    """One moment the cycle asks for, with what it looks back on."""

    moment: CycleMoment
    agreements: tuple[Agreement, ...]


def due_by_cycle(process: Process, today: dt.date) -> list[DueMoment]:
    """What the cycle asks for and nobody planned yet, by kind. Three queries.

    Agreements in force that no planned moment of a kind looks back on; those from a source count from today.
    """
    in_force = process.agreements.filter(state__in=AGREEMENT_IN_FORCE_STATES).select_related("published")
    cycle = cycle_of(process)
    planned = process.evaluations.filter(state=EvaluationState.PLANNED)
    covered = set(planned.values_list("kind", "agreements__pk"))
    kinds = {kind for kind, _pk in covered}
    found: dict[CycleMoment, list[Agreement]] = {}
    first: dict[EvaluationKind, CycleMoment] = {}
    for agreement in in_force.order_by("number"):
        since = local_date(agreement.adopted_at) if agreement.adopted_at else today
        ends_on = agreement.published.ends_on if agreement.published else None
        moments = rules.after_adoption(
            adopted_on=max(since, today - dt.timedelta(weeks=cycle.short_weeks)),
            ends_on=ends_on,
            agreed=None,
            cycle=cycle,
        )
        for moment in moments:
            is_final = moment.kind == EvaluationKind.FINAL
            if (moment.kind, agreement.pk) in covered or (not is_final and moment.kind in kinds):
                continue
            day = max(moment.day, today + rules.SOONEST)
            # One talk for all that comes up at the same kind; only endings have a day of their own.
            place = (
                CycleMoment(moment.kind, day)
                if is_final
                else first.setdefault(moment.kind, CycleMoment(moment.kind, day))
            )
            found.setdefault(place, []).append(agreement)
    ordered = sorted(found.items(), key=lambda item: item[0].day)
    return [DueMoment(moment, tuple(agreements)) for moment, agreements in ordered]
