# SPDX-License-Identifier: EUPL-1.2
"""Figures of residents: shown from ten answers per group upward, and never to be found by subtraction.

A total minus the groups beside it says what the rest answered. So a group is only shown beside the total when
what is left over is nobody, or ten people or more. Figures come once the period is over and do not grow after
that: else who compares today with yesterday reads the one answer that came in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from processes.rules.answers_in_words import SHOWN_FROM
from processes.rules.contributions import Totals, totals_of
from processes.rules.conversations import QuestionSpec

Group = str
Answered = tuple[Group, Mapping[str, Any]]  # the group ("" when it was not said) and the content


def shown_groups(counts: Mapping[Group, int]) -> frozenset[Group]:
    """The groups whose figures may stand beside the total. Nobody's own group is ever "".

    >>> sorted(shown_groups({"Onnen": 12, "Glimmen": 14, "Noordlaren": 3}))
    ['Glimmen']
    """
    total = sum(counts.values())
    shown = {group: count for group, count in counts.items() if group and count >= SHOWN_FROM}
    if total < SHOWN_FROM:
        return frozenset()
    while shown and 0 < total - sum(shown.values()) < SHOWN_FROM:
        del shown[min(shown, key=lambda group: (shown[group], group))]
    return frozenset(shown)


@dataclass(frozen=True)
class ResidentFigures:
    """What residents answered to one question: all together, and per group where that may be shown."""

    people: int
    totals: tuple[Totals, ...]
    groups: tuple[tuple[Group, tuple[Totals, ...]], ...]
    texts: tuple[str, ...]


def figures_of(spec: QuestionSpec, answered: Sequence[Answered]) -> ResidentFigures | None:
    """The figures of one question; None while fewer than ten people answered it.

    Texts come in the order of the alphabet: the order in which they came in could tell who wrote them.
    """
    given = [(group, content) for group, content in answered if content]
    if len(given) < SHOWN_FROM:
        return None
    # Counted per figure: of ten people who wrote something, one may have given a mark.
    totals = tuple(
        total for total in totals_of(spec, [content for _, content in given]) if total.people >= SHOWN_FROM
    )
    texts = [content["text"] for _group, content in given if content.get("text")]
    return ResidentFigures(
        len(given),
        totals,
        _per_group(spec, given, totals),
        tuple(sorted(texts)) if len(texts) >= SHOWN_FROM else (),
    )


def _per_group(
    spec: QuestionSpec, given: Sequence[Answered], totals: Sequence[Totals]
) -> tuple[tuple[Group, tuple[Totals, ...]], ...]:
    """Each group with those of its figures that may stand beside their total."""
    found: dict[Group, list[Totals]] = {}
    of_group = {
        group: totals_of(spec, [content for each, content in given if each == group])
        for group in sorted({group for group, _content in given})
    }
    for total in totals:
        same = {group: each for group, own in of_group.items() for each in own if each.title == total.title}
        for group in sorted(shown_groups({group: each.people for group, each in same.items()})):
            found.setdefault(group, []).append(same[group])
    return tuple((group, tuple(found[group])) for group in sorted(found))


def people_in_words(people: int) -> int | None:
    """How many people may be told: nobody below ten."""
    return people if people >= SHOWN_FROM else None
