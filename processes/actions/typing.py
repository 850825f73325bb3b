# SPDX-License-Identifier: EUPL-1.2
"""Texts that save themselves while somebody types: one statement when the text only goes on, else a save like any other."""

import datetime as dt
import json
from typing import Any

from django.db import connection

from gm_portal.core import process_pages
from gm_portal.core.actors import Actor
from processes.actions.conversations import check_place, mark_of, save_draft, writer_of
from processes.enums import ConversationState, Permission, ProcessState
from processes.models import Answer, AnswerRevision, Conversation, Party, Question
from processes.queries.praatplaat import spec_of
from processes.rules import answers
from processes.rules import conversations as rules

# Lock, check and write in one: the lock waits for whoever writes this answer, and looks again at what he left. Then
# the text must still be the one that was read, of this question, unseen by others, in a round that is open.
GO_ON = """
UPDATE processes_answerrevision
SET number = number + 1, content = %(content)s, at = %(now)s, praatplaat_version = %(version)s
WHERE while_typing AND number = %(number)s AND id = (
    SELECT answer.latest_id FROM processes_answer answer
    JOIN processes_conversation conversation ON conversation.id = answer.conversation_id
    JOIN processes_process process ON process.id = conversation.process_id
    WHERE answer.id = %(answer)s AND answer.latest_id = %(text)s AND answer.question_id = %(question)s
        AND answer.shared_id IS DISTINCT FROM answer.latest_id
        AND answer.published_id IS DISTINCT FROM answer.latest_id
        AND NOT answer.needs_check
        AND conversation.state = %(open)s AND conversation.praatplaat_id = %(praatplaat)s
        AND process.state = %(running)s
    FOR NO KEY UPDATE OF answer
)
"""


def save_while_typing(
    *,
    said: Answer | None,
    conversation: Conversation,
    party: Party,
    question: Question,
    content: rules.Content,
    based_on: int,
    actor: Actor,
    now: dt.datetime,
) -> Answer:
    """Save what is typed so far. `said` is the answer as it was read, with its latest text; None for a first text.

    A text that goes on (see `rules.answers.goes_on`) costs one statement. Whatever else it is, `save_draft` says.
    """
    check_place(conversation, party, question, actor, Permission.ANSWER_WRITE)
    if said is not None and _went_on(said, conversation, question, content, based_on, actor, now):
        return said
    return save_draft(
        conversation=conversation,
        party=party,
        question=question,
        content=content,
        based_on=based_on,
        actor=actor,
        now=now,
        while_typing=True,
    )


def _went_on(
    said: Answer,
    conversation: Conversation,
    question: Question,
    content: rules.Content,
    based_on: int,
    actor: Actor,
    now: dt.datetime,
) -> bool:
    """Whether the text was written into the latest one. When not, nothing was written."""
    text, spec = said.latest, spec_of(question)
    if text is None or text.number != based_on:
        return False
    if not answers.goes_on(mark_of(said), author_id=writer_of(actor), now=now):
        return False
    content = rules.normalise(spec, content)
    if rules.problems(spec, content):
        return False
    content = rules.with_voices(content, text.content.get("voices"))
    if content == text.content:
        return False
    if not _written(said, text, content, question, conversation, now):
        return False
    text.number, text.content, text.at = text.number + 1, content, now
    text.praatplaat_version = conversation.praatplaat.version
    process_pages.changed_after_commit(conversation.process_id)
    return True


def _written(
    said: Answer,
    text: AnswerRevision,
    content: rules.Content,
    question: Question,
    conversation: Conversation,
    now: dt.datetime,
) -> bool:
    """Whether the database took this content as the next state of this text."""
    values: dict[str, Any] = {
        "content": json.dumps(content),
        "now": now,
        "version": conversation.praatplaat.version,
        "number": text.number,
        "answer": said.pk,
        "text": text.pk,
        "question": question.pk,
        "praatplaat": conversation.praatplaat_id,
        "open": ConversationState.OPEN.value,
        "running": ProcessState.RUNNING.value,
    }
    with connection.cursor() as cursor:
        cursor.execute(GO_ON, values)
        return cursor.rowcount == 1
