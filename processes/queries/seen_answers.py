# SPDX-License-Identifier: EUPL-1.2
"""The answers of whole rounds, each as far as this reader may see it: for the compass, differences and rounds.

Drafts are never in it, not even the own ones: what these pages show is what has been said to others.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date, now
from gm_portal.core.compiled import Compiled
from gm_portal.core.memory import kept_in_memory
from processes.enums import SIDE_OF_KIND, SIGNING_KINDS, PartyKind
from processes.models import Answer, Conversation
from processes.queries.reveal import veil_over
from processes.rules.conversations import Reader, reader_of


@dataclass(frozen=True)
class SeenAnswer:
    """One party's answer to one question in one round, in the text this reader may see."""

    conversation_id: int
    question_id: int
    party_id: int
    party: str
    side: str
    content: Mapping[str, Any]


def seen_answers(
    conversations: Sequence[Conversation], actor: Actor, *, types: Iterable[str] | None = None
) -> tuple[SeenAnswer, ...]:
    """What the deciding parties said in these rounds (of one process or more), party by party.

    One query, two more where answers are revealed together. `types` asks for some types of answers only.
    """
    veil = veil_over(conversations, local_date(now()))
    asked = None if types is None else tuple(types)
    ids = [row.pk for row in conversations]
    rows = _of_one_round(asked)(conversation_id=ids[0]) if len(ids) == 1 else _rows(ids, asked)
    found = []
    process_of = {row.pk: row.process_id for row in conversations}
    for conversation_id, question_id, party_id, name, kind, shared, published in rows:
        process_id = process_of[conversation_id]
        reader = reader_of(actor, process_id, party_id)
        mine = {seat.party_id for seat in actor.seats_in(process_id)}
        hidden = reader == Reader.TABLE and veil.hides(conversation_id, question_id, of=party_id, to=mine)
        content = published if reader == Reader.PUBLIC or hidden else shared
        if content:
            side = SIDE_OF_KIND[PartyKind(kind)].value
            found.append(SeenAnswer(conversation_id, question_id, party_id, name, side, content))
    return tuple(found)


def _rows(conversation_ids: list[int], types: tuple[str, ...] | None) -> QuerySet[Answer, Any]:
    rows = Answer.objects.filter(
        conversation__in=conversation_ids, shared__isnull=False, party__kind__in=SIGNING_KINDS
    ).order_by("-party__kind", "party__name")
    if types is not None:
        rows = rows.filter(question__answer_type__in=types)
    return rows.values_list(
        "conversation_id",
        "question_id",
        "party_id",
        "party__short_name",
        "party__kind",
        "shared__content",
        "published__content",
    )


@kept_in_memory(8)
def _of_one_round(types: tuple[str, ...] | None) -> Compiled[tuple[Any, ...]]:
    """The pages of one table ask this of one round; per choice of types one statement."""
    return Compiled(lambda conversation_id: _rows([conversation_id], types), conversation_id=int)
