# SPDX-License-Identifier: EUPL-1.2
"""Which shared answers still wait to be revealed together. Every read that shows a shared text asks here."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from processes.enums import SIGNING_KINDS, ConversationState
from processes.models import Answer, Conversation, Membership, Party
from processes.rules.answers import is_revealed, stays_open
from processes.rules.conversations import Signatory


@dataclass(frozen=True)
class Veil:
    """Per conversation that reveals together: the questions that all sides shared. Others are not in it.

    `kept` has, per conversation and question, the parties whose answers were revealed before another one joined;
    `over` the conversations in which nobody can write any more.
    """

    revealed: Mapping[int, frozenset[int]] = field(default_factory=dict)
    kept: Mapping[tuple[int, int], frozenset[int]] = field(default_factory=dict)
    over: frozenset[int] = frozenset()

    def waits(self, conversation_id: int, question_id: int) -> bool:
        """Whether somebody has yet to share before everybody at the table reads what is shared here."""
        return conversation_id in self.revealed and question_id not in self.revealed[conversation_id]

    def is_kept(self, conversation_id: int, question_id: int, party_id: int) -> bool:
        """Whether the answer of this party was revealed before another one joined."""
        return party_id in self.kept.get((conversation_id, question_id), ())

    def hides(self, conversation_id: int, question_id: int, *, of: int, to: Iterable[int]) -> bool:
        """Whether what party `of` shared here is still hidden from a reader with seats in the parties `to`."""
        kept = self.kept.get((conversation_id, question_id), frozenset())
        return self.waits(conversation_id, question_id) and not stays_open(
            of=of, to=to, kept=kept, is_over=conversation_id in self.over
        )


NO_VEIL = Veil()


def signatories_by_process(process_ids: Iterable[int], day: dt.date) -> dict[int, tuple[Signatory, ...]]:
    """Per process the parties whose word counts on `day`. One query."""
    people = Membership.objects.active_on(day).filter(party=OuterRef("pk"), user__is_active=True)
    rows = Party.objects.filter(process_id__in=list(process_ids), kind__in=SIGNING_KINDS)
    found: dict[int, tuple[Signatory, ...]] = {}
    for party in rows.annotate(has_people=Exists(people)):
        signatory = Signatory(party.pk, party.side, party.has_people)
        found[party.process_id] = (*found.get(party.process_id, ()), signatory)
    return found


def veil_over(conversations: Iterable[Conversation], day: dt.date) -> Veil:
    """The veil over these conversations. Two queries, and none when nothing is revealed together."""
    together = [row for row in conversations if row.reveal_together]
    if not together:
        return NO_VEIL
    veiled = {row.pk: row.process_id for row in together}
    signatories = signatories_by_process(set(veiled.values()), day)
    shared: dict[tuple[int, int], set[int]] = {}
    kept: dict[tuple[int, int], frozenset[int]] = {}
    rows = Answer.objects.filter(conversation_id__in=list(veiled), shared__isnull=False).order_by()
    names = ("conversation_id", "question_id", "party_id", "revealed_at")
    for conversation_id, question_id, party_id, revealed_at in rows.values_list(*names):
        place = (conversation_id, question_id)
        shared.setdefault(place, set()).add(party_id)
        if revealed_at is not None:
            kept[place] = kept.get(place, frozenset()) | {party_id}
    revealed: dict[int, set[int]] = {pk: set() for pk in veiled}
    for (conversation_id, question_id), parties in shared.items():
        if is_revealed(signatories.get(veiled[conversation_id], ()), parties):
            revealed[conversation_id].add(question_id)
    over = frozenset(row.pk for row in together if row.state == ConversationState.CLOSED)
    return Veil({pk: frozenset(questions) for pk, questions in revealed.items()}, kept, over)
