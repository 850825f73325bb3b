# SPDX-License-Identifier: EUPL-1.2
"""Which shared answers still wait to be revealed together. Every read that shows a shared text asks here."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from processes.enums import SIGNING_KINDS
from processes.models import Answer, Conversation, Membership, Party
from processes.rules.answers import is_revealed
from processes.rules.conversations import Signatory


@dataclass(frozen=True)
class Veil:
    """Per conversation that reveals together: the questions that all sides shared. Others are not in it."""

    revealed: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def hides(self, conversation_id: int, question_id: int) -> bool:
        """Whether what one side shared here is still hidden from the other."""
        return conversation_id in self.revealed and question_id not in self.revealed[conversation_id]


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
    veiled = {row.pk: row.process_id for row in conversations if row.reveal_together}
    if not veiled:
        return NO_VEIL
    signatories = signatories_by_process(set(veiled.values()), day)
    shared: dict[tuple[int, int], set[int]] = {}
    rows = Answer.objects.filter(conversation_id__in=list(veiled), shared__isnull=False).order_by()
    for conversation_id, question_id, party_id in rows.values_list(
        "conversation_id", "question_id", "party_id"
    ):
        shared.setdefault((conversation_id, question_id), set()).add(party_id)
    revealed: dict[int, set[int]] = {pk: set() for pk in veiled}
    for (conversation_id, question_id), parties in shared.items():
        if is_revealed(signatories.get(veiled[conversation_id], ()), parties):
            revealed[conversation_id].add(question_id)
    return Veil({pk: frozenset(questions) for pk, questions in revealed.items()})
