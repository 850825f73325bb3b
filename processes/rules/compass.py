# SPDX-License-Identifier: EUPL-1.2
"""The compass: per value what each side scores, from the scale questions that name the value.

A score is the plain mean of the figures, on one decimal; the figures it rests on stay with it. There is never
one mark for an area: values are not added up, and areas are not compared.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from processes.enums import Side


@dataclass(frozen=True)
class Figure:
    """One party's figure (1 to 5) at one scale question."""

    question: str
    party: str
    side: str
    figure: int


@dataclass(frozen=True)
class ValueScore:
    """One value: the mean of each side (None without figures) and the figures it comes from."""

    value: str
    questions: tuple[str, ...]
    wijk: float | None
    gemeente: float | None
    figures: tuple[Figure, ...]

    @property
    def count_wijk(self) -> int:
        """How many figures the score of the wijk or dorp rests on."""
        return sum(figure.side == Side.WIJK for figure in self.figures)

    @property
    def count_gemeente(self) -> int:
        """How many figures the score of the municipality rests on."""
        return sum(figure.side == Side.GEMEENTE for figure in self.figures)


def scores(
    values: Iterable[str], questions: Mapping[str, Sequence[str]], figures: Iterable[Figure]
) -> tuple[ValueScore, ...]:
    """The score of every value. `questions` says which values each scale question is about.

    >>> figures = [Figure("V-1", "wij", "wijk", 2), Figure("V-2", "wij", "wijk", 5)]
    >>> [(score.wijk, score.gemeente) for score in scores(["INC"], {"V-1": ["INC"], "V-2": ["INC"]}, figures)]
    [(3.5, None)]
    """
    given = list(figures)
    found = []
    for value in values:
        about = tuple(code for code, names in questions.items() if value in names)
        own = tuple(figure for figure in given if figure.question in about)
        found.append(ValueScore(value, about, _mean(own, Side.WIJK), _mean(own, Side.GEMEENTE), own))
    return tuple(found)


def _mean(figures: Sequence[Figure], side: Side) -> float | None:
    own = [figure.figure for figure in figures if figure.side == side]
    return round(sum(own) / len(own), 1) if own else None
