# SPDX-License-Identifier: EUPL-1.2
"""The compass and the measure that puts the largest difference first."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.enums import AnswerType, Level
from processes.rules.answers_in_words import how_far, sides_apart
from processes.rules.compass import Figure, scores
from processes.rules.conversations import UNKNOWN, Option, QuestionSpec

TOPICS = tuple(Option(code, code) for code in ("groen", "jeugd", "verkeer"))
FIGURES = st.builds(
    Figure,
    question=st.sampled_from(["V-1", "V-2", "V-3"]),
    party=st.sampled_from(["een", "twee"]),
    side=st.sampled_from(["wijk", "gemeente"]),
    figure=st.integers(1, 5),
)
POINTS = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(
    lambda cuts: {"A": min(cuts), "B": max(cuts) - min(cuts), "C": 10 - max(cuts)}
)
ANSWERS: dict[AnswerType, st.SearchStrategy[dict[str, Any]]] = {
    AnswerType.SCALE: st.fixed_dictionaries({"scale": st.integers(1, 5)}),
    AnswerType.ONE_CHOICE: st.fixed_dictionaries(
        {"choices": st.sampled_from(["groen", "jeugd"]).map(lambda code: [code])}
    ),
    AnswerType.MANY_CHOICES: st.fixed_dictionaries(
        {"choices": st.lists(st.sampled_from([t.code for t in TOPICS]), min_size=1, unique=True)}
    ),
    AnswerType.LEVEL_PER_TOPIC: st.fixed_dictionaries(
        {
            "levels": st.dictionaries(
                st.sampled_from([t.code for t in TOPICS]),
                st.sampled_from([*Level.values, UNKNOWN]),
                min_size=1,
            )
        }
    ),
    AnswerType.ACCENT: st.fixed_dictionaries({"points": POINTS}),
    AnswerType.TEXT: st.fixed_dictionaries({"text": st.text(min_size=1)}),
}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[QuestionSpec, dict[str, Any], dict[str, Any]]:
    """Two answers to one question of any type."""
    kind = draw(st.sampled_from(list(ANSWERS)))
    spec = QuestionSpec("V-1", "Vraag?", kind, options=TOPICS, topics=TOPICS)
    return spec, draw(ANSWERS[kind]), draw(ANSWERS[kind])


@given(pairs())
def test_a_difference_is_the_same_from_both_sides_and_between_nothing_and_all(
    pair: tuple[QuestionSpec, dict[str, Any], dict[str, Any]],
) -> None:
    spec, one, other = pair
    far = how_far(spec, one, other)
    assert far == how_far(spec, other, one)
    assert far is None or 0 <= far <= 1
    assert how_far(spec, one, one) in (0, None)
    assert sides_apart(spec, [one], [other]) == far
    assert far is None or sides_apart(spec, [one, other], [other, one]) == far


def test_between_more_parties_the_two_that_differ_most_count() -> None:
    spec = QuestionSpec("V-1", "Vraag?", AnswerType.SCALE)
    assert sides_apart(spec, [{"scale": 1}, {"scale": 5}], [{"scale": 2}]) == pytest.approx(0.75)
    assert sides_apart(spec, [], [{"scale": 2}]) is None


@given(st.lists(FIGURES))
def test_a_score_lies_between_the_figures_it_rests_on(figures: list[Figure]) -> None:
    about = {"V-1": ["INC"], "V-2": ["INC", "ZEG"], "V-3": []}
    for score in scores(["INC", "ZEG", "LER"], about, figures):
        assert all(score.value in about[figure.question] for figure in score.figures)
        for side, mean, count in (
            ("wijk", score.wijk, score.count_wijk),
            ("gemeente", score.gemeente, score.count_gemeente),
        ):
            own = [figure.figure for figure in score.figures if figure.side == side]
            assert len(own) == count
            assert mean is None if not own else mean is not None and min(own) <= mean <= max(own)
