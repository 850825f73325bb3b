# SPDX-License-Identifier: EUPL-1.2
"""Writing down what came of a moment to look back: the outcome, the lessons and the next day."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.agreements import end_agreement
from processes.actions.evaluations import lock_agreements, lock_evaluation, party_of, plan_evaluation
from processes.enums import AGREEMENT_IN_FORCE_STATES, AgreementState, EvaluationState, Outcome, Permission
from processes.models import Agreement, Evaluation, Lesson, Process

Record = tuple[dt.date, str, str]  # the day, the summary, the outcome


@transaction.atomic
def hold_evaluation(
    *,
    evaluation: Evaluation,
    held_on: dt.date,
    summary: str,
    outcome: str,
    lessons: Sequence[str],
    actor: Actor,
    now: dt.datetime,
    next_day: dt.date | None = None,
) -> Evaluation:
    """Record a moment as held, in one go with all that follows from it.

    The agreements become evaluated, or end when the outcome is to stop. Each lesson gets the next number in
    its process. With `next_day` the next moment is planned on what stays in force. The same record twice is
    one; a different record of the same moment raises `StaleError`, so that nobody overwrites another's words.
    """
    permissions.require(actor, Permission.EVALUATION_HOLD, evaluation.scope)
    agreements = lock_agreements(list(evaluation.agreements.values_list("pk", flat=True)))
    Process.objects.select_for_update(no_key=True).get(pk=evaluation.process_id)
    evaluation = lock_evaluation(evaluation)
    record: Record = (held_on, summary.strip(), outcome)
    if evaluation.state != EvaluationState.PLANNED:
        return _as_it_was(evaluation, record)
    _check(record, today=local_date(now))
    evaluation.held_on, evaluation.summary, evaluation.outcome = record
    evaluation.state = EvaluationState.HELD
    evaluation.save(update_fields=("held_on", "summary", "outcome", "state"))
    drawn = _draw_lessons(evaluation, lessons, now)
    audit.record(
        actor=actor,
        verb="hold_evaluation",
        target=evaluation,
        process_id=evaluation.process_id,
        party_id=party_of(actor, evaluation.process_id),
        visibility=Visibility.PUBLIC,
        now=now,
        outcome=outcome,
        lessons=[lesson.number for lesson in drawn],
    )
    staying = _follow_up(agreements, outcome, actor=actor, now=now)
    if next_day is not None:
        _plan_next(evaluation, next_day, staying, actor=actor, now=now)
    return evaluation


def _check(record: Record, *, today: dt.date) -> None:
    held_on, summary, _outcome = record
    if held_on > today:
        raise RuleError(_("Die dag moet nog komen. Kies vandaag of een eerdere dag."), field="held_on")
    if not summary:
        raise RuleError(_("Schrijf in een paar zinnen wat u nu ziet."), field="summary")


def _as_it_was(evaluation: Evaluation, record: Record) -> Evaluation:
    """The evaluation when this is the same record again; else a refusal that says what to do."""
    if evaluation.state == EvaluationState.CANCELLED:
        raise RuleError(_("Dit moment gaat niet door. Plan een nieuw moment."))
    if record == (evaluation.held_on, evaluation.summary, evaluation.outcome):
        return evaluation
    raise StaleError(_("Iemand anders legde dit moment net vast. Lees eerst wat er nu staat."))


def _draw_lessons(evaluation: Evaluation, texts: Sequence[str], now: dt.datetime) -> list[Lesson]:
    """The lessons as rows, numbered on within the process. The process is locked, so no number is given twice."""
    last = Lesson.objects.filter(process_id=evaluation.process_id).aggregate(last=Max("number"))["last"] or 0
    kept = [text.strip() for text in texts if text.strip()]
    return Lesson.objects.bulk_create(
        Lesson(
            process_id=evaluation.process_id, evaluation=evaluation, number=number, text=text, created_at=now
        )
        for number, text in enumerate(kept, start=last + 1)
    )


def _follow_up(
    agreements: Sequence[Agreement], outcome: str, *, actor: Actor, now: dt.datetime
) -> list[Agreement]:
    """Take the agreements along to what was decided; returns those that stay in force."""
    in_force = [each for each in agreements if each.state in AGREEMENT_IN_FORCE_STATES]
    if outcome == Outcome.STOP:
        for agreement in in_force:
            end_agreement(agreement=agreement, actor=actor, now=now)
        return []
    Agreement.objects.filter(pk__in=[each.pk for each in in_force]).update(state=AgreementState.EVALUATED)
    return in_force


def _plan_next(
    evaluation: Evaluation, day: dt.date, agreements: Sequence[Agreement], *, actor: Actor, now: dt.datetime
) -> None:
    """Plan the next moment; a refusal lands at the field where the day was typed."""
    try:
        plan_evaluation(
            process=evaluation.process,
            day=day,
            kind=evaluation.kind,
            agreements=agreements,
            actor=actor,
            now=now,
        )
    except RuleError as error:
        raise RuleError(error.message, field="next_day") from error
