# SPDX-License-Identifier: EUPL-1.2
"""Another day, or calling it off, by agreement: one side proposes with a reason, the other confirms or keeps the day.

Until then the day stands, with its reminders. What only one side planned, and nobody else did anything with, that
side may take back by itself. Rows are locked as in `evaluations.py`.
"""

import datetime as dt

from django.db import transaction
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core import permissions
from gm_portal.core.actors import Actor, Seat
from gm_portal.core.clock import local_date
from gm_portal.core.errors import NotAllowedError, RuleError
from processes.actions.evaluations import (
    cancel_evaluation,
    lock_evaluation,
    move_evaluation,
    refuse_closed,
    refuse_move,
    refuse_other_day,
    tell,
)
from processes.enums import (
    SIDE_OF_KIND,
    SIGNING_KINDS,
    CalledOff,
    EvaluationState,
    MoveState,
    PartyKind,
    Permission,
)
from processes.models import Evaluation, MoveProposal, Process
from processes.queries.evaluation_standing import may_take_back
from processes.rules.evaluations import REASON_LENGTH


@transaction.atomic
def propose_move(
    *, evaluation: Evaluation, from_day: dt.date, day: dt.date, reason: str, actor: Actor, now: dt.datetime
) -> MoveProposal | Evaluation:
    """Propose another day to the other side.

    `from_day` is the day the reader saw. The same day again is the same proposal; another day of the same side
    takes its place. When the other side proposed this very day, both agree: it moves, and the evaluation returns.
    """
    permissions.require(actor, Permission.EVALUATION_PLAN, evaluation.scope)
    evaluation = _locked(evaluation)
    if evaluation.planned_on == day:
        raise RuleError(_("Het moment staat al op deze dag. Kies een andere dag."), field="day")
    refuse_move(evaluation, from_day=from_day, day=day, reason=reason, today=local_date(now))
    _refuse_reason(reason, _("Schrijf kort op waarom u een andere dag kiest."))
    seat = _any_seat(actor, evaluation)
    there = _same_or_agreed(evaluation, day, seat, actor=actor, now=now)
    if there is not None:
        return there
    proposal = _propose(evaluation, day, reason, seat, now)
    tell(evaluation, "propose_move", actor=actor, now=now, day=day.isoformat(), from_day=from_day.isoformat())
    return proposal


@transaction.atomic
def propose_cancel(
    *, evaluation: Evaluation, from_day: dt.date, reason: str, actor: Actor, now: dt.datetime
) -> MoveProposal | Evaluation:
    """Propose to the other side that a moment does not take place; until it confirms, the day stands.

    `from_day` is the day the reader saw. The same proposal again is the same one; when the other side proposed it
    too, both agree: it is called off, and the evaluation returns. A second time after that changes nothing.
    """
    permissions.require(actor, Permission.EVALUATION_PLAN, evaluation.scope)
    evaluation = _locked(evaluation)
    if evaluation.state == EvaluationState.CANCELLED:
        return evaluation
    refuse_closed(evaluation)
    refuse_other_day(evaluation, from_day)
    _refuse_reason(reason, _("Schrijf kort op waarom het niet doorgaat."))
    seat = _any_seat(actor, evaluation)
    there = _same_or_agreed(evaluation, None, seat, actor=actor, now=now)
    if there is not None:
        return there
    proposal = _propose(evaluation, None, reason, seat, now)
    tell(evaluation, "propose_cancel", actor=actor, now=now, from_day=from_day.isoformat())
    return proposal


@transaction.atomic
def take_back_evaluation(
    *, evaluation: Evaluation, reason: str, actor: Actor, now: dt.datetime
) -> Evaluation:
    """Take back a moment that only one's own side planned, before anybody else did anything with it.

    Raises `RuleError` once the other side did: then both decide (`propose_cancel`). Twice changes nothing.
    """
    permissions.require(actor, Permission.EVALUATION_PLAN, evaluation.scope)
    evaluation = _locked(evaluation)
    if evaluation.state == EvaluationState.CANCELLED:
        return evaluation
    refuse_closed(evaluation)
    _any_seat(actor, evaluation)
    if not may_take_back(evaluation, actor):
        raise RuleError(_("De andere kant rekent op dit moment. Stel samen vast dat het niet doorgaat."))
    _refuse_reason(reason, _("Schrijf kort op waarom het niet doorgaat."))
    return cancel_evaluation(
        evaluation=evaluation, reason=reason, actor=actor, now=now, called_off=CalledOff.TAKEN_BACK
    )


@transaction.atomic
def confirm_move(*, proposal: MoveProposal, actor: Actor, now: dt.datetime) -> Evaluation:
    """The other side agrees: the moment moves, or is called off. Confirming twice does so once.

    Raises `NotAllowedError` for the side that proposed it, `RuleError` when the day cannot be any more.
    """
    permissions.require(actor, Permission.EVALUATION_PLAN, proposal.evaluation.scope)
    evaluation = _locked(proposal.evaluation)
    proposal = _fresh(proposal)
    if proposal.state == MoveState.CONFIRMED:
        return evaluation
    _refuse_settled(proposal)
    seat = _seat_of_other_side(actor, proposal)
    if seat is None:
        raise NotAllowedError("who proposed a day does not confirm it")
    if proposal.to_day is None:
        refuse_closed(evaluation)
        _settle(proposal, MoveState.CONFIRMED, seat, now)
        return cancel_evaluation(evaluation=evaluation, reason=proposal.reason, actor=actor, now=now)
    evaluation = move_evaluation(
        evaluation=evaluation,
        from_day=proposal.from_day,
        day=proposal.to_day,
        reason=proposal.reason,
        actor=actor,
        now=now,
        proposed_by_id=proposal.party_id,
        confirmed_by_id=seat.party_id,
    )
    _settle(proposal, MoveState.CONFIRMED, seat, now)
    return evaluation


@transaction.atomic
def decline_move(*, proposal: MoveProposal, reply: str, actor: Actor, now: dt.datetime) -> MoveProposal:
    """The other side keeps the old day and says why; the side that proposed takes its proposal back.

    A second time changes nothing.
    """
    permissions.require(actor, Permission.EVALUATION_PLAN, proposal.evaluation.scope)
    evaluation = _locked(proposal.evaluation)
    proposal = _fresh(proposal)
    if proposal.state in (MoveState.DECLINED, MoveState.WITHDRAWN):
        return proposal
    _refuse_settled(proposal)
    refuse_closed(evaluation)
    seat = _seat_of_other_side(actor, proposal)
    if seat is None:
        return _settle(proposal, MoveState.WITHDRAWN, _any_seat(actor, evaluation), now)
    if not reply.strip():
        raise RuleError(_("Schrijf kort op waarom de dag blijft zoals hij is."), field="reply")
    proposal.reply = reply.strip()[:REASON_LENGTH]
    day = proposal.to_day.isoformat() if proposal.to_day else ""
    tell(evaluation, "decline_move", actor=actor, now=now, day=day)
    return _settle(proposal, MoveState.DECLINED, seat, now)


def _same_or_agreed(
    evaluation: Evaluation, day: dt.date | None, seat: Seat, *, actor: Actor, now: dt.datetime
) -> MoveProposal | Evaluation | None:
    """What lies on the table, when it is this very proposal or makes both agree; None when a new one can be made.

    Another proposal of one's own side is taken back; one of the other side is answered first.
    """
    there = evaluation.move_proposals.select_related("party").filter(state=MoveState.PROPOSED).first()
    if there is None:
        return None
    if there.to_day == day and there.party.side == _side(seat):
        return there
    if there.to_day == day and _seat_of_other_side(actor, there) is not None:
        return confirm_move(proposal=there, actor=actor, now=now)
    if there.party.side != _side(seat):
        if there.to_day is None:
            raise RuleError(_("Er ligt al een voorstel om dit moment af te zeggen. Antwoord daar eerst op."))
        shown = formats.date_format(there.to_day, "j F Y")
        raise RuleError(_("Er ligt al een voorstel voor %(day)s. Antwoord daar eerst op.") % {"day": shown})
    _settle(there, MoveState.WITHDRAWN, seat, now)
    return None


def _propose(
    evaluation: Evaluation, day: dt.date | None, reason: str, seat: Seat, now: dt.datetime
) -> MoveProposal:
    made: MoveProposal = MoveProposal.objects.create(
        evaluation=evaluation,
        party_id=seat.party_id,
        from_day=evaluation.planned_on,
        to_day=day,
        reason=reason.strip(),
        at=now,
    )
    return made


def _refuse_reason(reason: str, asked: str) -> None:
    if not reason.strip():
        raise RuleError(asked, field="reason")
    if len(reason.strip()) > REASON_LENGTH:
        raise RuleError(_("Maak dit korter: hoogstens 300 tekens."), field="reason")


def _locked(evaluation: Evaluation) -> Evaluation:
    Process.objects.select_for_update(no_key=True).get(pk=evaluation.process_id)
    return lock_evaluation(evaluation)


def _fresh(proposal: MoveProposal) -> MoveProposal:
    return MoveProposal.objects.select_related("party", "evaluation__process").get(pk=proposal.pk)


def _refuse_settled(proposal: MoveProposal) -> None:
    if proposal.state == MoveState.CONFIRMED:
        raise RuleError(_("Dit voorstel is al bevestigd. Kijk hoe het nu staat."))
    if proposal.state != MoveState.PROPOSED:
        raise RuleError(_("Dit voorstel ligt niet meer op tafel. Stel een nieuwe dag voor."))


def _settle(proposal: MoveProposal, state: MoveState, seat: Seat, now: dt.datetime) -> MoveProposal:
    proposal.state, proposal.answered_by_id, proposal.answered_at = state, seat.party_id, now
    proposal.save(update_fields=("state", "answered_by", "answered_at", "reply"))
    return proposal


def _side(seat: Seat) -> str:
    return SIDE_OF_KIND[PartyKind(seat.kind)]


def _any_seat(actor: Actor, evaluation: Evaluation) -> Seat:
    """The seat somebody speaks from; the permission saw to it that there is one."""
    seats = [seat for seat in actor.seats_in(evaluation.process_id) if seat.kind in SIGNING_KINDS]
    if not seats:
        raise NotAllowedError("a day is moved by the two sides, not by the portal")
    return seats[0]


def _seat_of_other_side(actor: Actor, proposal: MoveProposal) -> Seat | None:
    """A seat of the actor on the side that did not propose; None for who only sits on the side that did."""
    seats = actor.seats_in(proposal.evaluation.process_id)
    return next(
        (seat for seat in seats if seat.kind in SIGNING_KINDS and _side(seat) != proposal.party.side), None
    )
