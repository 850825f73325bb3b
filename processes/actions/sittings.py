# SPDX-License-Identifier: EUPL-1.2
"""Writes on sittings: begin, put a question on the screen, end. What is concluded goes through `joint_answers`."""

import datetime as dt

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import Visibility
from processes.enums import Permission
from processes.models import Conversation, Question, Sitting


@transaction.atomic
def begin_sitting(*, conversation: Conversation, actor: Actor, now: dt.datetime) -> Sitting:
    """Begin a meeting, at the first question without a joint answer. The one that is going on is returned as it is.

    Raises `RuleError` when the round was closed in between, or has no questions.
    """
    permissions.require(actor, Permission.SITTING_HOLD, conversation.scope)
    if actor.user_id is None:
        raise NotAllowedError("a meeting needs a person who begins it")
    # Lock first, then read: of two who begin at once, the second finds the first one's meeting.
    Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    conversation = Conversation.objects.select_related("process").get(pk=conversation.pk)
    if not conversation.scope.is_open:
        raise RuleError(_("Deze ronde is afgesloten. Er kan geen bijeenkomst meer beginnen."))
    running = Sitting.objects.filter(conversation=conversation, ended_at__isnull=True).first()
    if running is not None:
        return running
    question = _first_question(conversation)
    if question is None:
        raise RuleError(_("Deze praatplaat heeft nog geen vragen."))
    sitting = Sitting.objects.create(
        conversation=conversation, question=question, started_at=now, started_by_id=actor.user_id
    )
    _record(sitting, "begin_sitting", actor, now)
    return sitting


def _first_question(conversation: Conversation) -> Question | None:
    """The first question that has no joint answer yet; the very first when all have one."""
    questions = Question.objects.filter(praatplaat_id=conversation.praatplaat_id)
    questions = questions.order_by("block__position", "position")
    done = conversation.joint_answers.filter(confirmed__isnull=False).values("question_id")
    return questions.exclude(pk__in=done).first() or questions.first()


@transaction.atomic
def move_sitting(*, sitting: Sitting, code: str, actor: Actor, now: dt.datetime) -> Sitting:
    """Put another question on the screen, for everybody who has it open. The same question changes nothing."""
    permissions.require(actor, Permission.SITTING_HOLD, sitting.conversation.scope)
    sitting = _locked(sitting.pk)
    if sitting.ended_at is not None:
        raise RuleError(_("De bijeenkomst is al afgesloten."))
    question = Question.objects.filter(praatplaat_id=sitting.conversation.praatplaat_id, code=code).first()
    if question is None:
        raise RuleError(_("Kies een vraag van deze praatplaat."))
    if question.pk == sitting.question_id:
        return sitting
    sitting.question = question
    sitting.beat += 1
    sitting.save(update_fields=("question", "beat"))
    _record(sitting, "move_sitting", actor, now)
    return sitting


@transaction.atomic
def end_sitting(*, sitting: Sitting, actor: Actor, now: dt.datetime) -> Sitting:
    """End the meeting. A second time changes nothing."""
    permissions.require(actor, Permission.SITTING_HOLD, sitting.conversation.scope)
    sitting = _locked(sitting.pk)
    if sitting.ended_at is not None:
        return sitting
    sitting.ended_at = now
    sitting.beat += 1
    sitting.save(update_fields=("ended_at", "beat"))
    _record(sitting, "end_sitting", actor, now)
    return sitting


def stir(conversation_id: int) -> None:
    """Tell the screens of a meeting that what they show has changed; call it in the transaction of the change."""
    running = Sitting.objects.filter(conversation_id=conversation_id, ended_at__isnull=True)
    running.update(beat=F("beat") + 1)


def _locked(pk: int) -> Sitting:
    """The sitting as the database knows it, locked until the end of the transaction."""
    Sitting.objects.select_for_update(no_key=True).get(pk=pk)
    return Sitting.objects.select_related("conversation__process", "question").get(pk=pk)


def _record(sitting: Sitting, verb: str, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=sitting,
        now=now,
        process_id=sitting.conversation.process_id,
        visibility=Visibility.PROCESS,
        question=sitting.question.code,
    )
