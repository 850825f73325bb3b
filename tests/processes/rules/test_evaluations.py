# SPDX-License-Identifier: EUPL-1.2
"""Which days can be planned, and the guide for the conversation."""

import datetime as dt
import hashlib

import pytest

from processes import data
from processes.enums import AnswerType, EvaluationKind, Outcome, Side
from processes.rules.evaluations import (
    DURATIONS,
    KIND_MEANINGS,
    OUTCOME_MEANINGS,
    day_problem,
    guide,
    resident_questions,
)

TODAY = dt.date(2026, 11, 22)


@pytest.mark.parametrize("days", [0, 1, 365, 19 * 365])
def test_today_and_later_can_be_planned(days: int) -> None:
    assert day_problem(TODAY + dt.timedelta(days=days), today=TODAY) == ""


@pytest.mark.parametrize("day", [TODAY - dt.timedelta(days=1), dt.date(202, 1, 29), dt.date(9999, 12, 31)])
def test_the_past_and_typing_errors_in_the_year_cannot(day: dt.date) -> None:
    assert day_problem(day, today=TODAY).endswith((".", "!"))


@pytest.mark.parametrize(
    ("kind", "codes"),
    [
        (EvaluationKind.SHORT, [1, 6, 13, 15]),
        (EvaluationKind.YEARLY, list(range(1, 17))),
        (EvaluationKind.AFTER_ROUND, list(range(2, 12))),
        (EvaluationKind.FINAL, list(range(1, 17))),
    ],
)
def test_each_kind_has_its_questions(kind: str, codes: list[int]) -> None:
    found = guide(kind)
    assert [question.code for question in found.questions] == [f"EV-{number:02}" for number in codes]
    assert found.origin == "proposal"


def test_every_question_says_who_answers_and_how() -> None:
    for question in guide(EvaluationKind.YEARLY).questions:
        assert question.text
        assert question.answer
        assert question.value_name
        assert question.speakers
        assert set(question.speakers) <= set(Side.values)


def test_every_kind_and_outcome_is_explained() -> None:
    assert set(KIND_MEANINGS) == set(DURATIONS) == set(EvaluationKind)
    assert set(OUTCOME_MEANINGS) == set(Outcome)


def test_a_version_of_the_guide_never_changes() -> None:
    """Moments are held with a version: a changed question is a next version, in a file of its own."""
    found = hashlib.sha256((data.FOLDER / "evaluation_guide-1.json").read_bytes()).hexdigest()
    assert found == "cbb362283b4e1f491f5d45690d21f70d32f1dd778286f39f9244a16c9c6ff78c"


def test_residents_are_asked_the_seven_statements_of_the_model() -> None:
    assert [question.code for question in resident_questions()] == [
        f"EV-{number:02}" for number in (2, 4, 5, 6, 8, 9, 11)
    ]
    assert {question.answer_type for question in resident_questions()} == {AnswerType.SCALE}
