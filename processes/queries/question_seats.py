# SPDX-License-Identifier: EUPL-1.2
"""Where somebody reads or writes: one question at the table of a process, with the party that acts there."""

from dataclasses import dataclass

from django.db.models import F

from gm_portal.core.compiled import Compiled
from gm_portal.core.permissions import Scope
from processes.enums import ConversationState
from processes.models import (
    Answer,
    Party,
    Question,
)
from processes.queries.praatplaat import Table, praatplaat_by_id, table_by_slug


@dataclass(frozen=True)
class AtQuestion:
    """One question at the table of a process; with a party when somebody acts for it."""

    table: Table
    question: Question
    party: Party | None = None
    # Asked in an earlier version, not in the one of now: nothing can be written here any more.
    is_gone: bool = False
    # What this party said here before, as it was when it was read.
    said: Answer | None = None

    @property
    def scope(self) -> Scope:
        """The scope of the party, or of the table."""
        return self.table.scope_of(self.party.pk) if self.party else self.table.scope


def question_at_table(slug: str, code: str) -> AtQuestion:
    """A question by its code, of the version this process talks about. Two queries."""
    table = table_by_slug(slug)
    found = next((question for question in table.questions if question.code == code), None)
    if found is None:
        raise Question.DoesNotExist(code)
    return AtQuestion(table, found)


_said_at: Compiled[Answer] = Compiled(
    lambda slug, code, party_id: (
        Answer.objects.filter(
            conversation__process__slug=slug,
            conversation__state=ConversationState.OPEN,
            question__code=code,
            question__praatplaat=F("conversation__praatplaat"),
            party_id=party_id,
        )
        .select_related("conversation__process", "party", "latest")
        .order_by()[:1]
    ),
    slug=str,
    code=str,
    party_id=int,
)


def seat_at_question(slug: str, code: str, party_id: int) -> AtQuestion:
    """The same, for one party of the process; there must be a conversation.

    One query where the party said something before: that is what texts that save themselves ask all the time.
    """
    for said in _said_at(slug=slug, code=code, party_id=party_id):
        conversation = said.conversation
        conversation.praatplaat = praatplaat_by_id(conversation.praatplaat_id)
        table = Table(conversation.process, conversation, conversation.praatplaat)
        question = next(row for row in table.questions if row.pk == said.question_id)
        return AtQuestion(table, question, said.party, said=said)
    at = question_at_table(slug, code)
    party = next((party for party in at.table.parties if party.pk == party_id), None)
    if party is None or at.table.conversation is None:
        raise Party.DoesNotExist(party_id)
    return AtQuestion(at.table, at.question, party)


def seat_or_gone(slug: str, code: str, party_id: int) -> AtQuestion:
    """The same, also for a question the conversation asked before it moved on: who typed there gets his text back."""
    try:
        return seat_at_question(slug, code, party_id)
    except Question.DoesNotExist:
        table = table_by_slug(slug)
        rows = Question.objects.filter(code=code, praatplaat__published_at__isnull=False)
        newest = table.praatplaat.version if table.praatplaat else 0
        old = rows.filter(praatplaat__version__lt=newest).order_by("-praatplaat__version").first()
        party = next((party for party in table.parties if party.pk == party_id), None)
        if old is None or party is None or table.conversation is None:
            raise
        return AtQuestion(table, old, party, is_gone=True)
