# SPDX-License-Identifier: EUPL-1.2
"""Then and now: the questions of the praatplaat that were answered before, with the earlier answers beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gm_portal.core.actors import current_actor
from gm_portal.core.clock import local_date
from gm_portal.core.gate import gate
from processes.enums import AnswerType, Permission
from processes.models import Conversation, Evaluation
from processes.queries import evaluations as queries
from processes.queries.rounds import QuestionOverRounds, over_rounds, rounds_by_slug
from processes.queries.then_and_now import compass_then_and_now
from processes.views.evaluation_frame import about, crumbs_to
from processes.views.evaluation_parts import day_of
from processes.views.rounds import Cell, accent_over_rounds, cell_of


@dataclass(frozen=True)
class Beside:
    """One question: what was said then and what is said now, per party."""

    question: QuestionOverRounds
    then: tuple[Cell, ...]
    now: tuple[Cell, ...]


@gate(see=Permission.EVALUATION_READ, fetch=queries.evaluation_by_id, published=True)
def then_and_now(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """The rounds of before and of now beside each other: text, figures, compass and accent."""
    rounds = rounds_by_slug(slug)
    before, present = _two_rounds(rounds.conversations, evaluation)
    shown = {row.round for row in (before, present) if row}
    questions = over_rounds(rounds, current_actor(request))
    accents = [row for row in questions if row.answer_type == AnswerType.ACCENT]
    context = about(evaluation) | {
        "before": before,
        "present": present,
        "rows": [
            Beside(row, _cells(row, before), _cells(row, present))
            for row in questions
            if any(said.round in shown for said in row.said)
        ],
        "compass": compass_then_and_now(questions, before, present),
        "accents": [accent_over_rounds(row) for row in accents],
        "is_open": bool(present and present.scope.is_open),
        "is_at_the_table": bool(current_actor(request).seats_in(evaluation.process_id)),
        "crumbs": crumbs_to(evaluation, (_("Toen en nu"), "")),
    }
    return render(request, "processes/evaluations/then_and_now.html", context)


def _two_rounds(
    conversations: Sequence[Conversation], evaluation: Evaluation
) -> tuple[Conversation | None, Conversation | None]:
    """The round of the moment and the one before it; with one round only that is "then", and now is still open."""
    known = [row for row in conversations if local_date(row.opened_at) <= day_of(evaluation)]
    if len(known) > 1:
        return known[1], known[0]
    return (known[0], None) if known else (None, None)


def _cells(question: QuestionOverRounds, conversation: Conversation | None) -> tuple[Cell, ...]:
    if conversation is None:
        return ()
    said: list[Any] = [row for row in question.said if row.round == conversation.round]
    return tuple(cell_of(row) for row in said)
