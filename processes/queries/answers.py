# SPDX-License-Identifier: EUPL-1.2
"""Reads on the texts of one answer: its history, for the own party only."""

from dataclasses import dataclass

from processes.models import Answer, AnswerRevision
from processes.queries.question_seats import AtQuestion


@dataclass(frozen=True)
class HistoryText:
    """One text of an answer: what it says, who wrote it, and how far it got."""

    revision: AnswerRevision
    author: str
    before: AnswerRevision | None
    is_newest: bool
    is_shared: bool
    is_published: bool


@dataclass(frozen=True)
class History:
    """All texts of one party's answer to one question, newest first."""

    answer: Answer | None
    texts: tuple[HistoryText, ...]


def history_of(at: AtQuestion) -> History:
    """The history of the answer of the party in `at`. Two queries."""
    answer = (
        Answer.objects.filter(conversation=at.table.conversation, party=at.party, question=at.question)
        .select_related("conversation__process", "question")
        .first()
    )
    if answer is None:
        return History(None, ())
    rows = list(answer.revisions.select_related("author").order_by("-number"))
    return History(
        answer,
        tuple(
            HistoryText(
                revision=row,
                author=str(row.author),
                before=rows[place + 1] if place + 1 < len(rows) else None,
                is_newest=row.pk == answer.latest_id,
                is_shared=row.pk == answer.shared_id,
                is_published=row.pk == answer.published_id,
            )
            for place, row in enumerate(rows)
        ),
    )
