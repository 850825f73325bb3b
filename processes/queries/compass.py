# SPDX-License-Identifier: EUPL-1.2
"""Reads for the compass of one table: the values, the scale questions and the figures each side gave."""

from dataclasses import dataclass

from gm_portal.core.actors import Actor
from gm_portal.core.memory import kept_in_memory
from processes.enums import AnswerType
from processes.models import CompassValue, Praatplaat, Question
from processes.queries.praatplaat import Table
from processes.queries.seen_answers import seen_answers
from processes.rules.compass import Figure, ValueScore, scores


@dataclass(frozen=True)
class CompassOfTable:
    """The values with their scores, and the scale questions they come from."""

    rows: tuple[tuple[CompassValue, ValueScore], ...]
    questions: tuple[Question, ...]

    @property
    def has_scores(self) -> bool:
        """Whether there is anything to draw."""
        return any(score.figures for _value, score in self.rows)


def compass_of(table: Table, actor: Actor) -> CompassOfTable:
    """The compass as `actor` may see it. One query besides the questions, one more the first time."""
    if table.praatplaat is None:
        return CompassOfTable((), ())
    scales = tuple(row for row in table.questions if row.answer_type == AnswerType.SCALE)
    codes = {question.pk: question.code for question in scales}
    rounds = [table.conversation] if table.conversation else []
    figures = [
        Figure(codes[row.question_id], row.party, row.side, row.content["scale"])
        for row in seen_answers(rounds, actor, types=[AnswerType.SCALE])
        if row.question_id in codes and "scale" in row.content
    ]
    values = {value.code: value for value in values_of(table.praatplaat)}
    about = {question.code: question.value_codes for question in scales}
    return CompassOfTable(
        tuple((values[score.value], score) for score in scores(values, about, figures)), scales
    )


def values_of(praatplaat: Praatplaat) -> tuple[CompassValue, ...]:
    """The values of one version. A published version never changes (a trigger refuses): it is read once."""
    if praatplaat.published_at is None:
        return tuple(CompassValue.objects.filter(praatplaat=praatplaat))
    return _published_values(praatplaat.pk)


@kept_in_memory(8)
def _published_values(praatplaat_id: int) -> tuple[CompassValue, ...]:
    return tuple(CompassValue.objects.filter(praatplaat_id=praatplaat_id))
