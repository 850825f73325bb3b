# SPDX-License-Identifier: EUPL-1.2
"""Planning by the cycle: what follows from an adopted agreement, a closed round, and the settings of an area."""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction

from gm_portal.core import audit, permissions
from gm_portal.core.actors import SYSTEM, Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import RuleError
from gm_portal.core.models import Visibility
from processes.actions.evaluations import party_of, plan_evaluation
from processes.enums import AgreementKind, EvaluationKind, EvaluationState, Permission
from processes.models import Agreement, AgreementVersion, Evaluation, EvaluationCycle, Process
from processes.queries.cycles import cycle_of, due_by_cycle
from processes.rules import cycles as rules
from processes.rules.cycles import Cycle, CycleMoment
from processes.rules.evaluations import day_problem


@transaction.atomic
def set_cycle(*, process: Process, cycle: Cycle, actor: Actor, now: dt.datetime) -> EvaluationCycle:
    """Choose how often an area looks back. What is planned stays: its days move only by agreement.

    Raises `RuleError` at the field, also for a cycle of no time at all. The same choice again changes nothing.
    """
    permissions.require(actor, Permission.EVALUATION_CYCLE, process.scope)
    for field, message in rules.cycle_problems(cycle):
        raise RuleError(message, field=field)
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    values = {name: getattr(cycle, name) for name in rules.NAMES}
    before = cycle_of(process)
    row, _created = EvaluationCycle.objects.update_or_create(process=process, defaults=values)
    if before != cycle:
        audit.record(
            actor=actor,
            verb="set_evaluation_cycle",
            target=process,
            process_id=process.pk,
            party_id=party_of(actor, process.pk),
            visibility=Visibility.PUBLIC,
            now=now,
            **values,
        )
    return row


@transaction.atomic
def plan_by_cycle(*, process: Process, actor: Actor, now: dt.datetime) -> list[Evaluation]:
    """Plan everything the cycle asks for and that is not planned yet. Twice plans nothing more."""
    permissions.require(actor, Permission.EVALUATION_PLAN, process.scope)
    return [
        plan_evaluation(
            process=process,
            day=due.moment.day,
            kind=due.moment.kind,
            agreements=due.agreements,
            actor=actor,
            now=now,
            together=True,  # both sides agreed on the cycle
        )
        for due in due_by_cycle(process, local_date(now))
    ]


def plan_after_adoption(*, agreement: Agreement, version: AgreementVersion, now: dt.datetime) -> None:
    """Plan what follows from an agreement that was just adopted. Runs inside the transaction of the adoption.

    The day the agreement names always comes; what the cycle adds joins a moment of its kind that is planned.
    """
    today = local_date(now)
    agreed = _agreed(agreement, version, today)
    moments = rules.after_adoption(
        adopted_on=max(today, version.starts_on or today),
        ends_on=version.ends_on,
        agreed=agreed,
        cycle=cycle_of(agreement.process),
    )
    for moment in moments:
        _plan(agreement.process, moment, [agreement], joins=moment != agreed, now=now)


def plan_after_round(*, process: Process, closed_on: dt.date, now: dt.datetime) -> None:
    """Plan the moment to look back on a round. Runs inside the transaction that closes it."""
    _plan(process, rules.after_round(closed_on, cycle_of(process)), [], joins=True, now=now)


def plan_after_held(*, evaluation: Evaluation, agreements: Sequence[Agreement], now: dt.datetime) -> None:
    """Plan the next moment on what stays as it is, and keep that it came from this one.

    What ends before that day is not looked back on again: its final evaluation is planned already.
    """
    if evaluation.held_on is None:
        return
    moment = rules.after_held(evaluation.kind, evaluation.held_on, cycle_of(evaluation.process))
    # Written down long after the day itself: the next moment still lies ahead.
    day = max(moment.day, local_date(now) + rules.SOONEST)
    moment = CycleMoment(moment.kind, day)
    staying = [each for each in agreements if _lasts(each, day)]
    if staying:
        _plan(evaluation.process, moment, staying, joins=True, now=now, came_from=evaluation)


def follow(planned: Evaluation, came_from: Evaluation) -> None:
    """Keep which moment led to this one; the first that did stays."""
    Evaluation.objects.filter(pk=planned.pk, follows__isnull=True).exclude(pk=came_from.pk).update(
        follows=came_from
    )


def _lasts(agreement: Agreement, day: dt.date) -> bool:
    ends_on = agreement.published.ends_on if agreement.published else None
    return ends_on is None or ends_on > day


def _agreed(agreement: Agreement, version: AgreementVersion, today: dt.date) -> CycleMoment | None:
    if not version.evaluate_on or day_problem(version.evaluate_on, today=today):
        return None
    is_moment = agreement.kind == AgreementKind.EVALUATIEMOMENT
    kind = version.fields.get("moment", EvaluationKind.YEARLY) if is_moment else EvaluationKind.YEARLY
    return CycleMoment(EvaluationKind(kind), version.evaluate_on)


def _plan(
    process: Process,
    moment: CycleMoment,
    agreements: Sequence[Agreement],
    *,
    joins: bool,
    now: dt.datetime,
    came_from: Evaluation | None = None,
) -> None:
    """Plan one moment, or join the first of its kind: nobody comes together twice for the same talk."""
    day = moment.day
    if joins:
        there = process.evaluations.filter(state=EvaluationState.PLANNED, kind=moment.kind)
        if moment.kind == EvaluationKind.FINAL:
            there = there.filter(agreements__in=agreements)
        first = there.order_by("planned_on").first()
        day = first.planned_on if first else day
    if not joins or _can_join(process, day, local_date(now)):
        # The parties agreed on the cycle; the portal does what it says, whoever signed last.
        planned = plan_evaluation(
            process=process, day=day, kind=moment.kind, agreements=agreements, actor=SYSTEM, now=now
        )
        if came_from is not None:
            follow(planned, came_from)
    else:
        _add(process.evaluations.filter(state=EvaluationState.PLANNED, planned_on=day), agreements)


def _can_join(process: Process, day: dt.date, today: dt.date) -> bool:
    """Whether the day can still be planned; one that has passed without a record takes agreements along as it is."""
    return not day_problem(day, today=today)


def _add(evaluations: Iterable[Evaluation], agreements: Sequence[Agreement]) -> None:
    for evaluation in evaluations:
        evaluation.agreements.add(*agreements)
