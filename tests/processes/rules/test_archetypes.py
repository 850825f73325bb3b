# SPDX-License-Identifier: EUPL-1.2
"""The accent: ten points over three archetypes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.rules import archetypes
from processes.rules.archetypes import Accent, accent_of, distance, place, problem_with, summary

ACCENTS = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(
    lambda cut: Accent(min(cut), max(cut) - min(cut), 10 - max(cut))
)
CORNERS = ((0.0, 0.0), (10.0, 0.0), (5.0, 8.0))
NAMES = {"A": "adviseren", "B": "aanjagen", "C": "verdelen"}


@given(ACCENTS)
def test_every_division_of_ten_points_is_good(accent: Accent) -> None:
    assert sum(accent.parts) == archetypes.POINTS
    assert problem_with(accent.as_points()) == ""
    assert accent_of(accent.as_points()) == accent


@given(st.fixed_dictionaries({code: st.integers(-3, 13) for code in archetypes.CODES}))
def test_points_that_are_not_ten_or_below_zero_are_refused(points: dict[str, int]) -> None:
    good = sum(points.values()) == 10 and min(points.values()) >= 0
    assert (accent_of(points) is not None) is good
    assert (problem_with(points) == "") is good


@given(ACCENTS)
def test_a_point_lies_inside_the_triangle(accent: Accent) -> None:
    x, y = place(accent, CORNERS)
    assert -1e-9 <= y <= 8 + 1e-9
    assert y / 8 * 5 - 1e-9 <= x <= 10 - y / 8 * 5 + 1e-9


@given(ACCENTS)
def test_the_place_tells_the_points_back(accent: Accent) -> None:
    """Barycentric: from a place in the triangle the division can be read again."""
    x, y = place(accent, CORNERS)
    c = y / 8 * 10
    b = x - 5 * c / 10
    assert (round(10 - b - c), round(b), round(c)) == accent.parts


@given(ACCENTS, ACCENTS, ACCENTS)
def test_distance_is_a_distance(one: Accent, other: Accent, third: Accent) -> None:
    assert distance(one, one) == 0
    assert distance(one, other) == distance(other, one)
    assert 0 <= distance(one, other) <= 10
    assert (distance(one, other) == 0) is (one == other)
    assert distance(one, third) <= distance(one, other) + distance(other, third)


@given(ACCENTS)
def test_the_sentence_names_what_has_most_points(accent: Accent) -> None:
    sentence = summary(accent, NAMES)
    most = max(accent.parts)
    named = [name for name in NAMES.values() if name in sentence]
    assert named == [NAMES[code] for code, points in accent.as_points().items() if points == most]


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ((10, 0, 0), "Alle tien punten voor adviseren."),
        ((2, 2, 6), "Vooral verdelen: 6 van de 10 punten."),
        ((4, 4, 2), "Evenveel voor adviseren als voor aanjagen: elk 4 punten."),
    ],
)
def test_the_sentences(parts: tuple[int, int, int], sentence: str) -> None:
    assert summary(Accent(*parts), NAMES) == sentence


@pytest.mark.parametrize(
    "points",
    [None, "", [], 7, {"A": 10, "D": 0}, {"A": 5.0, "B": 5}, {"A": True, "B": 9}, {"A": "10"}, {"A": 10**30}],
)
def test_nonsense_is_refused_with_a_sentence(points: object) -> None:
    assert accent_of(points) is None
    assert problem_with(points).endswith(".")


def test_too_few_points_are_counted_back() -> None:
    assert problem_with({"A": 3, "B": 4, "C": 1}) == "Verdeel precies tien punten. U verdeelde er nu 8."
