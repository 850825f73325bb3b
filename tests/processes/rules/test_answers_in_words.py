# SPDX-License-Identifier: EUPL-1.2
"""Answers as people read them, and where two sides differ."""

from typing import Any

import pytest

from processes.enums import AnswerType
from processes.rules.answers_in_words import (
    Difference,
    differences,
    how_far,
    in_one_line,
    parts_in_words,
)
from processes.rules.conversations import Option, QuestionSpec

TOPICS = (Option("groen", "Groen"), Option("jeugd", "Jeugd"), Option("plein", "Plein"))
TEXT = QuestionSpec("V", "?", AnswerType.TEXT)
COLUMNS = QuestionSpec("V", "?", AnswerType.TWO_COLUMNS)
MANY = QuestionSpec("V", "?", AnswerType.MANY_CHOICES, with_text=True, options=TOPICS)
SCALE = QuestionSpec("V", "?", AnswerType.SCALE)
LEVELS = QuestionSpec("V", "?", AnswerType.LEVEL_PER_TOPIC, topics=TOPICS)
ACCENT = QuestionSpec("V", "?", AnswerType.ACCENT, topics=TOPICS)


@pytest.mark.parametrize(
    ("spec", "content", "line"),
    [
        (TEXT, {"text": "Wij praten\n\nmee."}, "Wij praten mee."),
        (COLUMNS, {"text": "Wij", "text_gemeente": "Zij"}, "Wij · Zij"),
        (MANY, {"choices": ["plein", "groen"], "text": "Nu."}, "Groen, Plein · Nu."),
        (SCALE, {"scale": 3}, "3 van 5"),
        (
            LEVELS,
            {"levels": {"jeugd": "N2", "groen": "unknown"}},
            "Groen: weten we nog niet; Jeugd: N2 agenderen en initiatief nemen",
        ),
        (
            ACCENT,
            {"points": {"A": 0, "B": 3, "C": 7}},
            "Vooral verdelen & besluiten: 7 van de 10 punten.",
        ),
        (TEXT, {}, ""),
    ],
)
def test_one_line_of_every_type(spec: QuestionSpec, content: dict[str, Any], line: str) -> None:
    assert in_one_line(spec, content) == line


def test_a_long_answer_becomes_a_short_line() -> None:
    line = in_one_line(TEXT, {"text": "woord " * 60})
    assert len(line) <= 120
    assert line.endswith("…")


def test_the_version_words_its_own_levels_and_archetypes() -> None:
    own = QuestionSpec(
        "V", "?", AnswerType.LEVEL_PER_TOPIC, topics=TOPICS, options=(Option("N4", "overnemen"),)
    )
    assert parts_in_words(own, {"levels": {"groen": "N4"}})[0].rows == (("Groen", "N4 overnemen"),)
    accent = QuestionSpec(
        "V", "?", AnswerType.ACCENT, options=(Option("A", "raad"), Option("B", "doe"), Option("C", "kies"))
    )
    assert parts_in_words(accent, {"points": {"A": 1, "B": 9, "C": 0}})[0].rows == (
        ("raad", "1"),
        ("doe", "9"),
        ("kies", "0"),
    )


def test_an_accent_per_topic_is_a_row_per_topic() -> None:
    part = parts_in_words(ACCENT, {"topic_points": {"groen": {"A": 10, "B": 0, "C": 0}}})[0]
    assert (part.title, part.rows) == (
        "Per onderwerp",
        (("Groen", "Alle tien punten voor adviseren & inspreken."),),
    )


@pytest.mark.parametrize(
    ("spec", "one", "other", "found", "far"),
    [
        (TEXT, {"text": "a"}, {"text": "b"}, (), None),
        (SCALE, {"scale": 2}, {"scale": 4}, (Difference("Cijfer", "2", "4"),), 0.5),
        (SCALE, {"scale": 2}, {"scale": 2}, (), 0),
        (
            MANY,
            {"choices": ["groen", "jeugd"]},
            {"choices": ["groen", "plein"]},
            (
                Difference("Jeugd", "gekozen", "niet gekozen", lang="nl"),
                Difference("Plein", "niet gekozen", "gekozen", lang="nl"),
            ),
            1 - 1 / 3,
        ),
        (
            LEVELS,
            {"levels": {"groen": "N1", "jeugd": "unknown"}},
            {"levels": {"groen": "N4", "plein": "N1"}},
            (Difference("Groen", "N1 adviseren", "N4 overgedragen taak of bevoegdheid", lang="nl"),),
            1,
        ),
        (
            ACCENT,
            {"points": {"A": 0, "B": 5, "C": 5}},
            {"points": {"A": 2, "B": 5, "C": 3}},
            (
                Difference("adviseren & inspreken", "0", "2"),
                Difference("verdelen & besluiten", "5", "3"),
            ),
            0.2,
        ),
        (SCALE, {}, {"scale": 4}, (), None),
    ],
)
def test_where_two_sides_differ(
    spec: QuestionSpec,
    one: dict[str, Any],
    other: dict[str, Any],
    found: tuple[Difference, ...],
    far: float | None,
) -> None:
    assert differences(spec, one, other) == found
    assert how_far(spec, one, other) == (None if far is None else pytest.approx(far))
    assert how_far(spec, other, one) == how_far(spec, one, other)
