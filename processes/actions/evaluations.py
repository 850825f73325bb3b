# SPDX-License-Identifier: EUPL-1.2
"""Planning, moving and cancelling a moment to look back. What came of it: see `outcomes.py`.

Rows are locked in one order everywhere: agreements, then the process, then the evaluation. Signing an
agreement plans an evaluation while it holds the agreement, so another order could stand still for ever.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from gm_portal.core.origins import Origin
from processes.enums import CalledOff, EvaluationState, MoveState, Permission
from processes.models import Agreement, Evaluation, EvaluationMove, Process
from processes.rules.agreements import speaking_seat
from processes.rules.evaluations import GUIDE_VERSION, day_problem


@transaction.atomic
def plan_evaluation(
    *,
    process: Process,
    day: dt.date,
    kind: str,
    agreements: Sequence[Agreement],
    actor: Actor,
    now: dt.datetime,
    origin: str = Origin.PORTAL,
    source: str = "",
    together: bool = False,
) -> Evaluation:
    """Plan a moment to look back on `agreements`; what is already planned that day is used and gets them added.

    With `together` both sides asked for it, by their cycle or at the table; else it is kept which party chose the
    day, which may take it back as long as nobody else did anything with it. Raises `RuleError` (field "day") for a
    day that has passed or is absurdly far away.
    """
    if not actor.is_system:
        permissions.require(actor, Permission.EVALUATION_PLAN, process.scope)
    problem = day_problem(day, today=local_date(now))
    if problem:
        raise RuleError(problem, field="day")
    wanted = _locked_of(process, agreements)
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    party_id = None if together else party_of(actor, process.pk)
    told = {
        "kind": kind,
        "planned_by_id": party_id,
        "guide_version": GUIDE_VERSION,
        "created_at": now,
        "origin": origin,
        "source": source,
    }
    evaluation, created = Evaluation.objects.select_for_update(no_key=True).get_or_create(
        process=process, planned_on=day, state=EvaluationState.PLANNED, defaults=told
    )
    if evaluation.planned_by_id not in (None, party_id):
        evaluation.planned_by = None  # somebody else wants to look back that day too
        evaluation.save(update_fields=("planned_by",))
    known = set(evaluation.agreements.values_list("pk", flat=True))
    added = [each for each in wanted if each.pk not in known]
    evaluation.agreements.add(*added)
    if created or added:
        tell(evaluation, "plan_evaluation", actor=actor, now=now, day=day.isoformat(), kind=evaluation.kind)
    return evaluation


def _locked_of(process: Process, agreements: Sequence[Agreement]) -> list[Agreement]:
    """These agreements, locked; raises `RuleError` when one is of another process."""
    wanted = lock_agreements([each.pk for each in agreements])
    if any(each.process_id != process.pk for each in wanted):
        raise RuleError(_("Kies alleen afspraken van dit gebied."), field="agreements")
    return wanted


@transaction.atomic
def move_evaluation(
    *,
    evaluation: Evaluation,
    from_day: dt.date,
    day: dt.date,
    reason: str,
    actor: Actor,
    now: dt.datetime,
    proposed_by_id: int | None = None,
    confirmed_by_id: int | None = None,
) -> Evaluation:
    """Move to the day both sides agreed on, with the reason: see `evaluation_moves.confirm_move`.

    `from_day` is the day the reader saw. Moving twice to the same day moves once. The reminders follow the
    day by themselves: those for the old day no longer exist, those for the new day are new occurrences.
    """
    permissions.require(actor, Permission.EVALUATION_PLAN, evaluation.scope)
    Process.objects.select_for_update(no_key=True).get(pk=evaluation.process_id)
    evaluation = lock_evaluation(evaluation)
    if evaluation.planned_on == day:
        return evaluation
    refuse_move(evaluation, from_day=from_day, day=day, reason=reason, today=local_date(now))
    EvaluationMove.objects.create(
        evaluation=evaluation,
        from_day=evaluation.planned_on,
        to_day=day,
        reason=reason.strip(),
        proposed_by_id=proposed_by_id,
        confirmed_by_id=confirmed_by_id,
        at=now,
    )
    evaluation.planned_on = day
    evaluation.save(update_fields=("planned_on",))
    days: dict[str, Any] = {"day": day.isoformat(), "from_day": from_day.isoformat()}
    tell(evaluation, "move_evaluation", actor=actor, now=now, **days)
    return evaluation


@transaction.atomic
def cancel_evaluation(
    *,
    evaluation: Evaluation,
    reason: str,
    actor: Actor,
    now: dt.datetime,
    called_off: str = CalledOff.TOGETHER,
) -> Evaluation:
    """Call a planned moment off, and keep why: see `evaluation_moves.py`, where both sides agree on it.

    A second time changes nothing.
    """
    permissions.require(actor, Permission.EVALUATION_PLAN, evaluation.scope)
    Process.objects.select_for_update(no_key=True).get(pk=evaluation.process_id)
    evaluation = lock_evaluation(evaluation)
    if evaluation.state == EvaluationState.CANCELLED:
        return evaluation
    refuse_closed(evaluation)
    if not reason.strip():
        raise RuleError(_("Schrijf kort op waarom het niet doorgaat."), field="reason")
    call_off(evaluation, called_off, reason=reason.strip(), actor=actor, now=now)
    tell(evaluation, "cancel_evaluation", actor=actor, now=now, called_off=called_off)
    return evaluation


def call_off(evaluation: Evaluation, why: str, *, reason: str, actor: Actor, now: dt.datetime) -> None:
    """Write down that a moment does not take place; what lay on the table for it goes. The evaluation is locked."""
    evaluation.state, evaluation.summary = EvaluationState.CANCELLED, reason
    evaluation.called_off_as, evaluation.called_off_at = why, now
    evaluation.save(update_fields=("state", "summary", "called_off_as", "called_off_at"))
    settle_proposals(evaluation, actor=actor, now=now)


def lock_agreements(ids: Sequence[int]) -> list[Agreement]:
    """These agreements, locked in one order. Call inside a transaction, before locking a process."""
    return list(
        Agreement.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=ids)
        .select_related("process")
        .order_by("pk")
    )


def lock_evaluation(evaluation: Evaluation | int) -> Evaluation:
    """The evaluation (or the one with this id) as it is now, locked; its process comes along."""
    rows = Evaluation.objects.select_for_update(of=("self",), no_key=True).select_related("process")
    return rows.get(pk=evaluation if isinstance(evaluation, int) else evaluation.pk)


def settle_proposals(evaluation: Evaluation, *, actor: Actor, now: dt.datetime) -> None:
    """A proposal for another day means nothing any more once the moment was held or called off.

    Where no party did that (an agreement ended by itself) it falls back to who proposed.
    """
    evaluation.move_proposals.filter(state=MoveState.PROPOSED).update(
        state=MoveState.WITHDRAWN,
        answered_by=party_of(actor, evaluation.process_id) or F("party"),
        answered_at=now,
    )


def refuse_move(
    evaluation: Evaluation, *, from_day: dt.date, day: dt.date, reason: str, today: dt.date
) -> None:
    """Refuse, at its field, a move that cannot be: the evaluation is locked."""
    refuse_closed(evaluation)
    refuse_other_day(evaluation, from_day)
    if not reason.strip():
        raise RuleError(_("Schrijf kort op waarom u een andere dag kiest."), field="reason")
    problem = day_problem(day, today=today)
    if problem:
        raise RuleError(problem, field="day")
    if evaluation.process.evaluations.filter(state=EvaluationState.PLANNED, planned_on=day).exists():
        raise RuleError(_("Op die dag staat al een moment gepland. Kies een andere dag."), field="day")


def refuse_other_day(evaluation: Evaluation, from_day: dt.date) -> None:
    """Refuse what was decided about a day that is no longer the day."""
    if evaluation.planned_on != from_day:
        shown = formats.date_format(evaluation.planned_on, "j F Y")
        raise StaleError(
            _("Iemand anders koos net een andere dag: %(day)s. Kijk of die dag past.") % {"day": shown}
        )


def refuse_closed(evaluation: Evaluation) -> None:
    if evaluation.state == EvaluationState.HELD:
        raise RuleError(_("Dit moment is al geweest. Plan een nieuw moment."))
    if evaluation.state == EvaluationState.CANCELLED:
        raise RuleError(_("Dit moment gaat niet door. Plan een nieuw moment."))


def tell(
    evaluation: Evaluation,
    verb: str,
    *,
    actor: Actor,
    now: dt.datetime,
    visibility: Visibility = Visibility.PUBLIC,
    **data: object,
) -> None:
    """The audit event of a change; every reader sees it unless `visibility` says otherwise."""
    audit.record(
        actor=actor,
        verb=verb,
        target=evaluation,
        process_id=evaluation.process_id,
        party_id=party_of(actor, evaluation.process_id),
        visibility=visibility,
        now=now,
        **data,
    )


def party_of(actor: Actor, process_id: int) -> int | None:
    """The party in this process for which the actor acts, None for the system."""
    seat = speaking_seat(actor, process_id)
    return seat.party_id if seat else None
