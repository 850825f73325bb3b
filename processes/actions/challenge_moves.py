# SPDX-License-Identifier: EUPL-1.2
"""Taking a step on the route of the right to challenge: forward, back, or stopping with its lessons."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from gm_portal.core import permissions
from gm_portal.core.actors import Actor, Seat
from gm_portal.core.clock import local_date
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.agreements import draft_agreement
from processes.actions.challenges import locked, seat_of, side_of, tell
from processes.enums import ChallengeStep, DecidedBy, Permission
from processes.models import Agreement, Challenge, ChallengeMove, Lesson, Process
from processes.queries.challenges import challenge_by_number, council_ground, facts_of
from processes.rules.agreement_texts import VersionText
from processes.rules.challenge_weighing import agreement_fields
from processes.rules.challenges import (
    ASKS,
    BETWEEN,
    LESSON_LENGTH,
    MOST_LESSONS,
    REASON_LENGTH,
    Transition,
    answer_due,
    checked_lessons,
    lacking,
    may_take,
)


@dataclass(frozen=True)
class Taken:
    """What somebody says with a step. The decision is only for the step from decision to trial."""

    target: str
    seen: str
    moved_on: dt.date
    reason: str = ""
    lessons: Sequence[str] = field(default=())
    decided_by: str = ""
    decided_on: dt.date | None = None
    decision_reference: str = ""
    trial_ends_on: dt.date | None = None


@transaction.atomic
def move_challenge(*, challenge: Challenge, taken: Taken, actor: Actor, now: dt.datetime) -> Challenge:
    """Take one step of the route, with its day and reason. The same step twice is one.

    Raises `NotAllowedError` for a side that does not take this step, `StaleError` when the task stands elsewhere
    by now, `RuleError` with what is still missing. Six weeks that have passed block nothing.
    """
    permissions.require(actor, Permission.CHALLENGE_MOVE, challenge.scope)
    challenge = _whole(locked(challenge))
    if challenge.step == taken.target and taken.seen != taken.target:
        return challenge
    if challenge.step != taken.seen:
        raise StaleError(
            _("De taak staat intussen bij “%(step)s”. Lees eerst wat er is gebeurd.")
            % {"step": challenge.get_step_display()}
        )
    transition = BETWEEN.get((challenge.step, taken.target))
    if transition is None:
        raise RuleError(_("Deze stap kan nu niet. Kies een stap die er staat."))
    seat = _seat_for(transition, challenge, actor)
    missing = lacking(transition, facts_of(challenge))
    if missing:
        raise RuleError(" ".join(str(ASKS[need]) for need in missing))
    lessons = _check(transition, challenge, taken, today=local_date(now))
    _take(challenge, transition, taken, now)
    _write_move(challenge, transition, taken, seat, actor, now)
    _draw_lessons(challenge, lessons, now)
    is_public = challenge.is_shared
    tell(
        challenge,
        "stop_challenge" if transition.ends else "move_challenge",
        seat,
        actor,
        now,
        visibility=Visibility.PUBLIC if is_public else Visibility.PROCESS,
        step_from=transition.source,
        step_to=transition.target,
    )
    return challenge


def _whole(challenge: Challenge) -> Challenge:
    """The locked task with all that the rules look at."""
    return challenge_by_number(challenge.process.slug, challenge.number)


def _seat_for(transition: Transition, challenge: Challenge, actor: Actor) -> Seat:
    for seat in actor.seats_in(challenge.process_id):
        side = side_of(seat)
        if (
            may_take(transition, route=challenge.route, side=side, role=seat.role)
            and actor.user_id is not None
        ):
            return seat
    raise NotAllowedError(_("Deze stap is aan de andere kant."))


def _check(transition: Transition, challenge: Challenge, taken: Taken, *, today: dt.date) -> list[str]:
    """Refuse what is missing or cannot be; returns the lessons as they are kept."""
    if taken.moved_on > today:
        raise RuleError(_("Deze dag moet nog komen. Kies vandaag of een eerdere dag."), field="moved_on")
    last = challenge.moves.order_by("-number").values_list("moved_on", flat=True).first()
    if last is not None and taken.moved_on < last:
        raise RuleError(_("Deze dag ligt vóór de vorige stap. Kies een latere dag."), field="moved_on")
    reason = taken.reason.strip()
    if transition.asks_reason and not reason:
        raise RuleError(_("Schrijf op waarom. Anderen willen dat later kunnen lezen."), field="reason")
    if len(reason) > REASON_LENGTH:
        raise RuleError(_("Maak de tekst korter: hoogstens 2000 tekens."), field="reason")
    if transition.target == ChallengeStep.TRIAL:
        _check_decision(challenge, taken, today=today)
    return _checked_lessons(taken.lessons) if transition.ends else []


def _checked_lessons(texts: Sequence[str]) -> list[str]:
    lessons = checked_lessons(texts)
    if not lessons:
        raise RuleError(
            _("Schrijf minstens één leerpunt op. Ook wat stopt, leert ons iets."), field="lessons"
        )
    if len(lessons) > MOST_LESSONS or any(len(each) > LESSON_LENGTH for each in lessons):
        raise RuleError(
            _("Schrijf hoogstens 10 leerpunten op, elk in hoogstens 500 tekens."), field="lessons"
        )
    return lessons


def _check_decision(challenge: Challenge, taken: Taken, *, today: dt.date) -> None:
    """Where the council decides, its decision is in the portal; else the college's is written down here."""
    ground = council_ground(challenge.agreement, today=today) if challenge.agreement else None
    if ground is None:
        if taken.decided_by not in DecidedBy.values:
            raise RuleError(_("Kies wie besloot: het college of de raad."), field="decided_by")
        if taken.decided_on is None or taken.decided_on > today:
            raise RuleError(_("Vul de dag van het besluit in."), field="decided_on")
        if not taken.decision_reference.strip() or len(taken.decision_reference) > 80:
            raise RuleError(
                _("Vul het kenmerk van het besluit in, hoogstens 80 tekens."), field="decision_reference"
            )
    if taken.trial_ends_on is None or taken.trial_ends_on <= taken.moved_on:
        raise RuleError(
            _("Kies tot welke dag de proef duurt. Die dag ligt na het begin."), field="trial_ends_on"
        )


def _take(challenge: Challenge, transition: Transition, taken: Taken, now: dt.datetime) -> None:
    challenge.step = transition.target
    if transition.target == ChallengeStep.STOPPED:
        challenge.stopped_from = transition.source
    if transition.target == ChallengeStep.EXPLORATION:
        challenge.answer_due_on = answer_due(taken.moved_on)
    if transition.target == ChallengeStep.TRIAL:
        ground = council_ground(challenge.agreement, today=local_date(now)) if challenge.agreement else None
        challenge.decided_by = DecidedBy.COUNCIL if ground else taken.decided_by
        challenge.decided_on = ground.decided_on if ground else taken.decided_on
        challenge.decision_reference = ground.reference if ground else taken.decision_reference.strip()
        challenge.trial_ends_on = taken.trial_ends_on
    challenge.save()


def _write_move(
    challenge: Challenge, transition: Transition, taken: Taken, seat: Seat, actor: Actor, now: dt.datetime
) -> None:
    last = challenge.moves.aggregate(last=Max("number"))["last"] or 0
    ChallengeMove.objects.create(
        challenge=challenge,
        number=last + 1,
        source_step=transition.source,
        target_step=transition.target,
        moved_on=taken.moved_on,
        reason=taken.reason.replace("\r\n", "\n").strip(),
        party_id=seat.party_id,
        user_id=actor.user_id,
        at=now,
    )


def _draw_lessons(challenge: Challenge, texts: Sequence[str], now: dt.datetime) -> None:
    """The lessons as rows everybody reads, numbered on within the process."""
    if not texts:
        return
    Process.objects.select_for_update(no_key=True).get(pk=challenge.process_id)
    last = Lesson.objects.filter(process_id=challenge.process_id).aggregate(last=Max("number"))["last"] or 0
    Lesson.objects.bulk_create(
        Lesson(process_id=challenge.process_id, challenge=challenge, number=number, text=text, created_at=now)
        for number, text in enumerate(texts, start=last + 1)
    )


# The proposal ----------------------------------------------------------------------------------------
@transaction.atomic
def propose_challenge(
    *,
    challenge: Challenge,
    level: str,
    question_codes: Sequence[str],
    result: str,
    actor: Actor,
    now: dt.datetime,
) -> Agreement:
    """Make the draft agreement of a task, with what both sides filled in. Once: a second press finds the first."""
    permissions.require(actor, Permission.CHALLENGE_WRITE, challenge.scope)
    seat = seat_of(actor, challenge.process_id)
    challenge = _whole(locked(challenge))
    facts = facts_of(challenge)
    if challenge.agreement is not None and facts.has_agreement:
        return challenge.agreement
    if challenge.step != ChallengeStep.PROPOSAL:
        raise RuleError(_("Een voorstel maakt u in de stap “voorstel”."))
    agreement = draft_agreement(
        process=challenge.process,
        kind="taak",
        question_codes=question_codes,
        # It grows out of the challenge itself; a joint answer is kept where there is one.
        without_answer=True,
        content=VersionText(
            title=challenge.title,
            text=challenge.idea,
            level=level,
            fields=agreement_fields(challenge.route, result.replace("\r\n", "\n").strip(), facts),
        ),
        actor=actor,
        now=now,
    )
    challenge.agreement = agreement
    challenge.save(update_fields=("agreement",))
    tell(challenge, "propose_challenge", seat, actor, now, agreement=agreement.number)
    return agreement
