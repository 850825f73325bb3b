# SPDX-License-Identifier: EUPL-1.2
"""Writes that show an answer to others: share it with the table, publish it for everybody. Deliberate steps."""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gm_portal.core import permissions
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.errors import MovedError, RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.actions.conversations import answer_for_update, record_answer, save_draft
from processes.enums import AnswerState, Permission
from processes.models import Answer, Conversation, Party, Question
from processes.queries.reveal import veil_over
from processes.rules import conversations as rules


@transaction.atomic
def share_answer(
    *,
    answer: Answer,
    actor: Actor,
    now: dt.datetime,
    number: int | None = None,
    together: bool = False,
) -> Answer:
    """Show the party's latest text to the other parties. Later drafts stay with the party until shared anew.

    `number` names the text that was read; when it is no longer the latest, `StaleError`. `together`: who shares was
    told that the other side reads it only once all shared; when that was changed meanwhile, `MovedError`. Sharing
    the same text again changes nothing.
    """
    permissions.require(actor, Permission.ANSWER_SHARE, answer.scope)
    if together:
        _check_waits_together(answer.conversation_id)
    answer = answer_for_update(answer.pk)
    if answer.latest is None or not answer.latest.content:
        raise RuleError(_("Vul eerst een antwoord in. Daarna kunt u het delen."))
    if number is not None and answer.latest.number != number:
        raise StaleError(
            _("Iemand van uw partij bewaarde intussen een nieuwe tekst. Lees die eerst."),
            current={"number": answer.latest.number, "content": answer.latest.content},
        )
    if answer.shared_id == answer.latest_id:
        return answer
    answer.shared, answer.shared_at = answer.latest, now
    if answer.state == AnswerState.DRAFT:
        answer.state = AnswerState.SHARED
    answer.save(update_fields=("shared", "shared_at", "state"))
    record_answer(answer, "share_answer", Visibility.PROCESS, actor, now, number=answer.latest.number)
    return answer


@transaction.atomic
def save_and_share(
    *,
    conversation: Conversation,
    party: Party,
    question: Question,
    content: rules.Content,
    based_on: int,
    actor: Actor,
    now: dt.datetime,
    together: bool = False,
) -> Answer:
    """Keep a text and show it to the other parties in one go: both happen, or neither.

    See `save_draft` and `share_answer`.
    """
    if together:
        _check_waits_together(conversation.pk)
    answer = save_draft(
        conversation=conversation,
        party=party,
        question=question,
        content=content,
        based_on=based_on,
        actor=actor,
        now=now,
    )
    return share_answer(answer=answer, actor=actor, now=now)


def _check_waits_together(conversation_id: int) -> None:
    """Refuse to share a text at once that was meant to wait for the other side.

    Locks the conversation, as the choice between the two does; before the answer, as a move to a version does.
    """
    row = Conversation.objects.select_for_update(no_key=True).get(pk=conversation_id)
    if not row.reveal_together:
        raise MovedError(
            _(
                "De andere kant leest een gedeeld antwoord nu meteen: dat is net veranderd. Deel het pas als u dat wilt."
            )
        )


@transaction.atomic
def publish_answer(*, answer: Answer, actor: Actor, now: dt.datetime, number: int | None = None) -> Answer:
    """Show the shared text to everybody: exactly what the other parties have seen, never a later draft.

    `number` names the text that was read; when something else is shared by now, `StaleError`.
    """
    permissions.require(actor, Permission.ANSWER_PUBLISH, answer.scope)
    answer = answer_for_update(answer.pk)
    if answer.shared is None:
        raise RuleError(_("Deel het antwoord eerst met de andere kant. Daarna kunt u het openbaar maken."))
    if number is not None and answer.shared.number != number:
        raise StaleError(
            _("Er is intussen een andere tekst gedeeld. Lees die eerst."),
            current={"number": answer.shared.number, "content": answer.shared.content},
        )
    if answer.published_id == answer.shared_id:
        return answer
    if veil_over([answer.conversation], local_date(now)).waits(answer.conversation_id, answer.question_id):
        raise RuleError(
            _("Dit antwoord wordt zichtbaar als alle partijen deelden. Daarna kunt u het openbaar maken.")
        )
    answer.published, answer.published_at, answer.state = answer.shared, now, AnswerState.PUBLISHED
    answer.save(update_fields=("published", "published_at", "state"))
    record_answer(answer, "publish_answer", Visibility.PUBLIC, actor, now, number=answer.shared.number)
    return answer


@transaction.atomic
def keep_what_is_revealed(*, conversations: QuerySet[Conversation], now: dt.datetime) -> None:
    """Write down what all sides may read by now, before the table changes (decision 0035): a step of other writes.

    Locks the conversation, as sharing to wait does: nothing is revealed between this and the change.
    """
    waiting = list(conversations.filter(reveal_together=True).order_by("pk").select_for_update(no_key=True))
    veil = veil_over(waiting, local_date(now))
    for conversation in waiting:
        rows = Answer.objects.filter(conversation=conversation, question__in=veil.revealed[conversation.pk])
        rows.filter(shared__isnull=False, revealed_at__isnull=True).update(revealed_at=now)
