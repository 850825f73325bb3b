# SPDX-License-Identifier: EUPL-1.2
"""The compass of two rounds beside each other, from answers a reader may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from processes.enums import AnswerType, Side
from processes.models import CompassValue, Conversation, Question
from processes.queries.rounds import QuestionOverRounds
from processes.rules.compass import Figure, ValueScore, scores


@dataclass(frozen=True)
class ValueThenAndNow:
    """One value of the compass: the score of each side in the round before and in the round of now."""

    name: str
    then: ValueScore | None
    now: ValueScore | None


def compass_then_and_now(
    questions: Sequence[QuestionOverRounds], before: Conversation | None, present: Conversation | None
) -> list[ValueThenAndNow]:
    """The values that anybody gave a figure for, in the words of the newest version. Two queries."""
    newest = present or before
    if newest is None:
        return []
    values = dict(
        CompassValue.objects.filter(praatplaat=newest.praatplaat_id)
        .order_by("position")
        .values_list("code", "name")
    )
    rows = Question.objects.filter(praatplaat=newest.praatplaat_id, answer_type=AnswerType.SCALE)
    about = dict(rows.values_list("code", "value_codes"))
    then, now = (_scores(questions, values, about, row) for row in (before, present))
    found = [ValueThenAndNow(name, then.get(code), now.get(code)) for code, name in values.items()]
    return [row for row in found if any(score and score.figures for score in (row.then, row.now))]


def _scores(
    questions: Sequence[QuestionOverRounds],
    values: dict[str, str],
    about: dict[str, list[str]],
    conversation: Conversation | None,
) -> dict[str, ValueScore]:
    if conversation is None:
        return {}
    figures = [
        Figure(question.code, said.party, said.side, said.content["scale"])
        for question in questions
        for said in question.said
        if said.round == conversation.round and said.side != Side.SAMEN and "scale" in said.content
    ]
    return {score.value: score for score in scores(values, about, figures)}
