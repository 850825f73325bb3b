# SPDX-License-Identifier: EUPL-1.2
"""Writes around a party's answer: put a question off, choose between two texts, bring an earlier text back."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.conversations import party_scope, save_draft, writer_of
from processes.enums import Permission
from processes.models import Answer, AnswerRevision, Conversation, Party, Question
from processes.queries.praatplaat import spec_of
from processes.rules import conversations as rules


@transaction.atomic
def skip_answer(
    *, conversation: Conversation, party: Party, question: Question, actor: Actor, now: dt.datetime
) -> Answer:
    """Say "komt later": the question leaves the party's list until somebody saves a text. Twice changes nothing."""
    permissions.require(actor, Permission.ANSWER_WRITE, party_scope(conversation, party))
    if question.praatplaat_id != conversation.praatplaat_id:
        raise RuleError(_("Deze vraag hoort niet bij dit gesprek. Kies een vraag van de praatplaat."))
    answer, _is_new = Answer.objects.get_or_create(conversation=conversation, party=party, question=question)
    answer = Answer.objects.select_for_update().get(pk=answer.pk)
    if answer.skipped_at is not None:
        return answer
    if answer.shared_id is not None:
        raise RuleError(_("Uw partij deelde deze vraag al. U hoeft nu niets te doen."))
    answer.skipped_at = now
    answer.save(update_fields=("skipped_at",))
    audit.record(
        actor=actor,
        verb="skip_answer",
        target=answer,
        now=now,
        process_id=conversation.process_id,
        party_id=party.pk,
        visibility=Visibility.PARTY,
        question=question.code,
    )
    return answer


@transaction.atomic
def choose_text(
    *,
    conversation: Conversation,
    party: Party,
    question: Question,
    mine: rules.Content,
    seen: int,
    keep_mine: bool,
    actor: Actor,
    now: dt.datetime,
) -> Answer:
    """Choose between an own text and the one somebody saved in between, which has number `seen`.

    Nothing is lost: an own text that is not chosen goes into the history, just before the chosen one. When a
    third text came in between, `StaleError` shows that one.
    """
    permissions.require(actor, Permission.ANSWER_WRITE, party_scope(conversation, party))
    # The other text may be one that saved itself on another screen of the same person: nothing goes on in it now.
    AnswerRevision.objects.filter(
        answer__conversation=conversation, answer__party=party, answer__question=question, number=seen
    ).update(while_typing=False)
    answer = save_draft(
        conversation=conversation,
        party=party,
        question=question,
        content=mine,
        based_on=seen,
        actor=actor,
        now=now,
    )
    if keep_mine:
        return answer
    theirs = AnswerRevision.objects.filter(answer=answer, number=seen).first()
    if theirs is None or answer.latest is None or answer.latest.number == seen:
        return answer
    return restore_text(answer=answer, number=seen, based_on=answer.latest.number, actor=actor, now=now)


@transaction.atomic
def restore_text(*, answer: Answer, number: int, based_on: int, actor: Actor, now: dt.datetime) -> Answer:
    """Bring back the text with this number, as a next text: the history only grows.

    `based_on` is the newest text the person saw; when there is a newer one, `StaleError`. What is there already
    is not doubled. Raises `RuleError` for a text that no longer fits the question.
    """
    permissions.require(actor, Permission.ANSWER_WRITE, answer.scope)
    Answer.objects.select_for_update().get(pk=answer.pk)
    answer = Answer.objects.select_related("latest", "question", "conversation__praatplaat").get(pk=answer.pk)
    earlier = AnswerRevision.objects.filter(answer=answer, number=number).first()
    if earlier is None or answer.latest is None:
        raise RuleError(_("Deze tekst is er niet meer. Kies een andere tekst uit de geschiedenis."))
    if answer.latest.number != based_on:
        raise StaleError(_("Iemand van uw partij bewaarde intussen een nieuwe tekst. Lees die eerst."))
    if answer.latest.content == earlier.content:
        return answer
    if rules.problems(spec_of(answer.question), _asked_for(earlier.content)):
        raise RuleError(_("Deze tekst past niet meer bij de vraag. Neem over wat u wilt houden."))
    answer.latest = AnswerRevision.objects.create(
        answer=answer,
        number=answer.latest.number + 1,
        content=earlier.content,
        author_id=writer_of(actor),
        at=now,
        praatplaat_version=answer.conversation.praatplaat.version,
    )
    answer.skipped_at = None
    answer.save(update_fields=("latest", "skipped_at"))
    audit.record(
        actor=actor,
        verb="restore_text",
        target=answer,
        now=now,
        process_id=answer.conversation.process_id,
        party_id=answer.party_id,
        visibility=Visibility.PARTY,
        question=answer.question.code,
        number=number,
    )
    return answer


def _asked_for(content: rules.Content) -> rules.Content:
    """The content without the number of residents it rests on: nobody types that."""
    return {name: value for name, value in content.items() if name != "voices"}
