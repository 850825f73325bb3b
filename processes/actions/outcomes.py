# SPDX-License-Identifier: EUPL-1.2
"""Writing down what came of a moment to look back: the outcome, the lessons and the next day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gm_portal.core import permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import RuleError, StaleError
from processes.actions.agreement_ending import end_agreement
from processes.actions.agreement_steps import locked
from processes.actions.agreements import amend_agreement
from processes.actions.evaluation_cycle import follow, plan_after_held
from processes.actions.evaluation_voices import end_voices
from processes.actions.evaluations import (
    lock_agreements,
    lock_evaluation,
    party_of,
    plan_evaluation,
    settle_proposals,
    tell,
)
from processes.actions.rounds import open_round
from processes.enums import (
    AGREEMENT_STANDING_STATES,
    AgreementState,
    EvaluationState,
    Outcome,
    Permission,
)
from processes.models import Agreement, AgreementOutcome, AgreementVersion, Evaluation, Lesson, Process
from processes.queries.agreements import text_of
from processes.queries.outcomes import outcomes_in
from processes.rules.agreements import REASON_LENGTH
from processes.rules.evaluations import WISH_LENGTH, Decision, asks_next_round, outcome_of_all, reason_after

Record = tuple[dt.date, str, str]  # the day, the summary, the outcome
EARLIEST = dt.timedelta(days=366)  # before its day; more is a typing error in the year
NEXT_VERSION = (Outcome.ADAPT, Outcome.WIDEN)


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
    decisions: Mapping[int, Decision] | None = None,
) -> Evaluation:
    """Record a moment as held, in one go with all that follows from it.

    `outcome` holds for every agreement that `decisions` (by id) says nothing else about. Each leads to its act:
    keep plans the next moment, adapt and widen start a next version when its text was given, stop ends the
    agreement. Each lesson gets the next number in its process. The same record twice is one; a different record
    of the same moment raises `StaleError`, so that nobody overwrites another's words.
    """
    permissions.require(actor, Permission.EVALUATION_HOLD, evaluation.scope)
    agreements = lock_agreements(_looked_back_on(evaluation))
    Process.objects.select_for_update(no_key=True).get(pk=evaluation.process_id)
    evaluation = lock_evaluation(evaluation)
    decided = _decided(agreements, outcome, decisions or {})
    if decided:
        outcome = outcome_of_all(each.outcome for _agreement, each in decided)
    record: Record = (held_on, summary.strip(), outcome)
    if evaluation.state != EvaluationState.PLANNED:
        return _as_it_was(evaluation, record)
    _check(record, planned_on=evaluation.planned_on, today=local_date(now))
    _write(evaluation, record)
    settle_proposals(evaluation, actor=actor, now=now)
    end_voices(evaluation, actor=actor, now=now)
    drawn = _draw_lessons(evaluation, lessons, party_of(actor, evaluation.process_id), now)
    numbers = [lesson.number for lesson in drawn]
    tell(evaluation, "hold_evaluation", actor=actor, now=now, outcome=outcome, lessons=numbers)
    for agreement, decision in decided:
        _follow_up(evaluation, agreement, decision, actor=actor, now=now)
    _go_on(evaluation, decided, next_day, actor=actor, now=now)
    return evaluation


@transaction.atomic
def open_round_after(*, evaluation: Evaluation, together: bool, actor: Actor, now: dt.datetime) -> Evaluation:
    """Open the next round because of a moment that was held, and keep that trace. Twice opens one round.

    Raises `RuleError` while the present round is open, and when the moment did not ask for it.
    """
    permissions.require(actor, Permission.ROUND_CHANGE, evaluation.process.scope)
    process = Process.objects.select_for_update().get(pk=evaluation.process_id)
    evaluation = lock_evaluation(evaluation)
    if evaluation.next_round_id is not None:
        return evaluation
    if evaluation.state != EvaluationState.HELD or not asks_next_round(
        evaluation.kind, outcomes_in(evaluation)
    ):
        raise RuleError(_("Dit moment vroeg niet om een volgende ronde. Open die bij de rondes."))
    evaluation.next_round = open_round(
        process=process,
        after=process.round,
        newest_version=True,
        together=together,
        actor=actor,
        now=now,
    )
    evaluation.save(update_fields=("next_round",))
    return evaluation


def _looked_back_on(evaluation: Evaluation) -> list[int]:
    """Asked anew: a page reads `evaluation.agreements` ahead without what is not for all."""
    return list(Agreement.objects.filter(evaluations=evaluation).values_list("pk", flat=True))


def _decided(
    agreements: Sequence[Agreement], outcome: str, decisions: Mapping[int, Decision]
) -> list[tuple[Agreement, Decision]]:
    """What is decided about each agreement in force. Raises `RuleError` for one this moment is not about."""
    if set(decisions) - {each.pk for each in agreements}:
        raise RuleError(_("Kies alleen iets voor afspraken van dit moment."), field="outcome")
    unknown = {each.outcome for each in decisions.values()} - set(Outcome.values)
    if unknown:
        raise RuleError(_("Kies wat u met de afspraken doet."), field="outcome")
    standing = [each for each in agreements if each.state in AGREEMENT_STANDING_STATES]
    return [(each, decisions.get(each.pk, Decision(outcome))) for each in standing]


def _check(record: Record, *, planned_on: dt.date, today: dt.date) -> None:
    held_on, summary, _outcome = record
    if held_on < planned_on - EARLIEST:
        raise RuleError(_("Die dag is te lang geleden. Kijk of het jaar klopt."), field="held_on")
    if held_on > today:
        raise RuleError(_("Die dag moet nog komen. Kies vandaag of een eerdere dag."), field="held_on")
    if not summary:
        raise RuleError(_("Schrijf in een paar zinnen wat u nu ziet."), field="summary")


def _write(evaluation: Evaluation, record: Record) -> None:
    evaluation.held_on, evaluation.summary, evaluation.outcome = record
    evaluation.state = EvaluationState.HELD
    evaluation.save(update_fields=("held_on", "summary", "outcome", "state"))


def _as_it_was(evaluation: Evaluation, record: Record) -> Evaluation:
    """The evaluation when this is the same record again; else a refusal that says what to do."""
    if evaluation.state == EvaluationState.CANCELLED:
        raise RuleError(_("Dit moment gaat niet door. Plan een nieuw moment."))
    if record == (evaluation.held_on, evaluation.summary, evaluation.outcome):
        return evaluation
    raise StaleError(_("Iemand anders legde dit moment net vast. Lees eerst wat er nu staat."))


def _draw_lessons(
    evaluation: Evaluation, texts: Sequence[str], owner_id: int | None, now: dt.datetime
) -> list[Lesson]:
    """The lessons as rows, numbered on within the process. The process is locked, so no number is given twice.

    The party that wrote them down sees to them, until somebody chooses another owner.
    """
    last = Lesson.objects.filter(process_id=evaluation.process_id).aggregate(last=Max("number"))["last"] or 0
    kept = [text.strip() for text in texts if text.strip()]
    return Lesson.objects.bulk_create(
        Lesson(
            process_id=evaluation.process_id,
            evaluation=evaluation,
            number=number,
            text=text,
            owner_id=owner_id,
            drawn_on=evaluation.held_on,
            created_at=now,
        )
        for number, text in enumerate(kept, start=last + 1)
    )


def _follow_up(
    evaluation: Evaluation, agreement: Agreement, decision: Decision, *, actor: Actor, now: dt.datetime
) -> None:
    """Take one agreement along to what was decided, and keep the trace."""
    made = None
    published_id = agreement.published_id
    if decision.outcome == Outcome.STOP:
        end_agreement(agreement=agreement, actor=actor, now=now)
    else:
        # What is suspended was looked back on as well: it comes back as such when the proposal is taken back.
        is_suspended = agreement.state == AgreementState.SUSPENDED
        field = "resumes_as" if is_suspended else "state"
        Agreement.objects.filter(pk=agreement.pk).update(**{field: AgreementState.EVALUATED})
        if decision.outcome in NEXT_VERSION:
            made = _next_version(agreement, decision, actor=actor, now=now)
    AgreementOutcome.objects.create(
        evaluation=evaluation,
        agreement=agreement,
        version_id=published_id,
        outcome=decision.outcome,
        wish=decision.wish.strip()[:WISH_LENGTH],
        made=made,
        at=now,
    )


def _next_version(
    agreement: Agreement, decision: Decision, *, actor: Actor, now: dt.datetime
) -> AgreementVersion | None:
    """The draft of a next version when its text was given; without one it starts at the agreement itself."""
    current = locked(agreement).current
    text = decision.text.replace("\r\n", "\n").strip()
    if current is None or not text or text == current.text:
        return None
    reason = reason_after(decision.wish)[:REASON_LENGTH]
    content = replace(text_of(current), text=text, reason=reason)
    if content.evaluate_on and content.evaluate_on <= local_date(now):
        content = replace(content, evaluate_on=None)  # the day to look back that has just been
    try:
        return amend_agreement(
            agreement=agreement, based_on=current.number, content=content, actor=actor, now=now
        )
    except RuleError as error:
        told = _("Deze tekst kan nog niet: %(why)s Laat hem hier leeg en pas de afspraak daarna aan.")
        raise RuleError(told % {"why": error.message}, field=f"text_{agreement.number}") from error


def _go_on(
    evaluation: Evaluation,
    decided: Sequence[tuple[Agreement, Decision]],
    next_day: dt.date | None,
    *,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """Plan the next moment: on the chosen day for all that stays, else as each kept agreement asks."""
    if next_day is not None:
        staying = [each for each, decision in decided if decision.outcome != Outcome.STOP]
        _plan_next(evaluation, next_day, staying, actor=actor, now=now)
    else:
        kept = [each for each, decision in decided if decision.outcome == Outcome.KEEP]
        plan_after_held(evaluation=evaluation, agreements=kept, now=now)


def _plan_next(
    evaluation: Evaluation, day: dt.date, agreements: Sequence[Agreement], *, actor: Actor, now: dt.datetime
) -> None:
    """Plan the next moment; a refusal lands at the field where the day was typed."""
    try:
        planned = plan_evaluation(
            process=evaluation.process,
            day=day,
            kind=evaluation.kind,
            agreements=agreements,
            actor=actor,
            now=now,
            together=True,  # chosen at the table where both looked back
        )
    except RuleError as error:
        raise RuleError(error.message, field="next_day") from error
    follow(planned, evaluation)
