# SPDX-License-Identifier: EUPL-1.2
"""Reads on where the sides differ, the largest difference first. The measure only orders: it is never shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gm_portal.core.actors import Actor
from processes.enums import Side
from processes.models import Question
from processes.queries.praatplaat import Table, spec_of
from processes.queries.seen_answers import SeenAnswer, seen_answers
from processes.rules.answers_in_words import Part, parts_in_words, sides_apart


@dataclass(frozen=True)
class SaidAnswer:
    """One party's answer, in parts to show."""

    side: str
    party: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class DifferentQuestion:
    """One question both sides answered."""

    question: Question
    answers: tuple[SaidAnswer, ...]

    @property
    def columns(self) -> tuple[tuple[SaidAnswer, ...], ...]:
        """The answers of the wijk or dorp, and those of the municipality: to stand beside each other."""
        sides = (Side.WIJK, Side.GEMEENTE)
        return tuple(tuple(row for row in self.answers if row.side == side) for side in sides)


@dataclass(frozen=True)
class DifferencesOfTable:
    """Questions both sides answered: with a difference (largest first), the same, and those in words only."""

    measured: tuple[DifferentQuestion, ...]
    same: tuple[DifferentQuestion, ...]
    words: tuple[DifferentQuestion, ...]


def differences_of(table: Table, actor: Actor) -> DifferencesOfTable:
    """Where the sides differ, as far as `actor` may see it. One query besides the questions."""
    said: dict[int, list[SeenAnswer]] = {}
    for row in seen_answers([table.conversation] if table.conversation else [], actor):
        said.setdefault(row.question_id, []).append(row)
    measured: list[tuple[float, DifferentQuestion]] = []
    words: list[DifferentQuestion] = []
    for question in table.questions:
        rows = said.get(question.pk, [])
        wijk, gemeente = _of_side(rows, Side.WIJK), _of_side(rows, Side.GEMEENTE)
        if not wijk or not gemeente:
            continue
        spec = spec_of(question, table.topics)
        lines = tuple(SaidAnswer(row.side, row.party, parts_in_words(spec, row.content)) for row in rows)
        far = sides_apart(spec, wijk, gemeente)
        if far is None:
            words.append(DifferentQuestion(question, lines))
        else:
            measured.append((far, DifferentQuestion(question, lines)))
    measured.sort(key=lambda each: -each[0])
    return DifferencesOfTable(
        tuple(row for far, row in measured if far),
        tuple(row for far, row in measured if not far),
        tuple(words),
    )


def _of_side(rows: list[SeenAnswer], side: Side) -> list[Mapping[str, Any]]:
    return [row.content for row in rows if row.side == side]
