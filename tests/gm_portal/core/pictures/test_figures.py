# SPDX-License-Identifier: EUPL-1.2
"""Triangle, compass, balance, timeline and spark."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.pictures.balance import BalanceRow, balance
from gm_portal.core.pictures.compass import RADIUS, CompassValue, compass
from gm_portal.core.pictures.shapes import num, wrapped
from gm_portal.core.pictures.spark import HEIGHT as SPARK_HEIGHT
from gm_portal.core.pictures.spark import spark
from gm_portal.core.pictures.timeline import WIDTH as LINE_WIDTH
from gm_portal.core.pictures.timeline import TimelineMoment, timeline
from gm_portal.core.pictures.triangle import HEIGHT, WIDTH, A, B, C, TrianglePoint, place_of, triangle

TENS = st.sampled_from([(a, b, 10 - a - b) for a in range(11) for b in range(11 - a)])
DAYS = st.dates(dt.date(2015, 1, 1), dt.date(2035, 12, 31))
SCORES = st.one_of(st.none(), st.floats(0, 5, allow_nan=False))


def numbers(path: str) -> list[float]:
    """All coordinates of a path without arcs."""
    return [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", path)]


@given(st.floats(-1e4, 1e4, allow_nan=False))
def test_a_number_for_svg_never_has_a_comma_or_an_exponent(value: float) -> None:
    assert re.fullmatch(r"-?\d+(\.\d)?", num(value))
    assert float(num(value)) == pytest.approx(value, abs=0.051)


@given(st.text(alphabet="abc ", max_size=60), st.integers(1, 20))
def test_wrapping_keeps_every_word(text: str, width: int) -> None:
    assert " ".join(wrapped(text, width)).split() == text.split()


# --- triangle -----------------------------------------------------------------------------------
def test_all_points_on_one_form_lie_in_its_corner() -> None:
    assert place_of(10, 0, 0) == A
    assert place_of(0, 7, 0) == B
    assert place_of(0, 0, 1) == C


@given(TENS)
def test_a_point_lies_inside_the_triangle(points: tuple[int, int, int]) -> None:
    x, y = place_of(*points)
    assert A[0] - 1e-6 <= x <= C[0] + 1e-6
    assert B[1] - 1e-6 <= y <= A[1] + 1e-6


@given(st.lists(TENS, min_size=1, max_size=4))
def test_words_of_the_points_never_cover_each_other(divisions: list[tuple[int, int, int]]) -> None:
    names = ("Wijk", "Gemeente", "Samen", "Dorpsbelangen")
    sides = ("wijk", "gemeente", "samen", "wijk")
    points = [TrianglePoint(names[at], sides[at], *division) for at, division in enumerate(divisions)]
    boxes = []
    for mark in triangle(points).marks:
        width = len(mark.point.label) * 9.6
        left = float(mark.label_x) - {"end": width, "middle": width / 2, "start": 0}[mark.anchor]
        boxes.append((left, float(mark.label_y), left + width))
        assert left >= -0.1
        assert left + width <= WIDTH + 0.1
        assert 0 < float(mark.label_y) < HEIGHT
    for at, (left, y, right) in enumerate(boxes):
        for other_left, other_y, other_right in boxes[at + 1 :]:
            assert left >= other_right - 0.2 or other_left >= right - 0.2 or abs(y - other_y) >= 19.8


def test_earlier_rounds_become_a_trail() -> None:
    points = [TrianglePoint("Wijk", "wijk", 10 - r, r, 0, round=r) for r in (1, 2, 3)]
    drawn = triangle(points)
    assert len(drawn.marks) == 1
    assert drawn.marks[0].point.round == 3
    assert len(drawn.earlier) == 2
    assert drawn.trails[0][1].count("L") == 2


@pytest.mark.parametrize("division", [(0, 0, 0), (-1, 6, 5)])
def test_an_impossible_division_is_refused(division: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="three numbers"):
        place_of(*division)


# --- compass ------------------------------------------------------------------------------------
@given(st.lists(st.tuples(SCORES, SCORES), min_size=3, max_size=9))
def test_the_compass_draws_what_is_there(scores: list[tuple[float | None, float | None]]) -> None:
    drawn = compass([CompassValue(f"V{n}", f"Waarde {n}", w, g) for n, (w, g) in enumerate(scores)])
    assert len(drawn.spokes) == len(scores)
    assert [spoke.wijk_mark is None for spoke in drawn.spokes] == [w is None for w, _ in scores]
    complete = all(w is not None and g is not None for w, g in scores)
    assert bool(drawn.difference) == complete
    assert all(abs(n) <= RADIUS + 0.1 for n in numbers(drawn.wijk_path + " " + drawn.gemeente_path))


def test_a_score_outside_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 5"):
        compass([CompassValue("INC", "Inclusie", 6)])


# --- balance ------------------------------------------------------------------------------------
@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=7))
def test_the_balance_shows_every_asked_and_agreed_guarantee(rows: list[tuple[int, int]]) -> None:
    bars = balance([BalanceRow(str(at), asked, agreed) for at, (asked, agreed) in enumerate(rows)])
    for bar, (asked, agreed) in zip(bars, rows, strict=True):
        kinds = [kind for _, kind in bar.blocks]
        assert kinds.count("met") == min(asked, agreed)
        assert kinds.count("open") == max(asked - agreed, 0)
        assert kinds.count("extra") == max(agreed - asked, 0)
        assert bar.in_balance == (agreed >= asked)
    assert len({bar.view_box for bar in bars}) <= 1


def test_a_balance_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="zero"):
        balance([BalanceRow("x", -1, 0)])


# --- timeline -----------------------------------------------------------------------------------
@given(st.lists(DAYS, max_size=12), DAYS)
def test_moments_stay_on_the_line_in_order_and_apart(days: list[dt.date], today: dt.date) -> None:
    drawn = timeline([TimelineMoment(day, "planned", "x") for day in days], today)
    places = [(float(mark.x), float(mark.y)) for mark in drawn.marks]
    assert [x for x, _ in places] == sorted(x for x, _ in places)
    assert all(0 <= x <= LINE_WIDTH for x, _ in places)
    for at, (x, y) in enumerate(places):
        assert all(abs(x - other_x) >= 18 or abs(y - other_y) >= 18 for other_x, other_y in places[at + 1 :])


def test_a_moved_moment_points_to_its_new_day() -> None:
    moved = TimelineMoment(dt.date(2026, 9, 1), "moved", "x", moved_to=dt.date(2027, 2, 1))
    assert timeline([moved]).marks[0].arc.startswith("M")
    assert not timeline([TimelineMoment(dt.date(2026, 9, 1), "held", "x")]).marks[0].arc


# --- spark --------------------------------------------------------------------------------------
@given(st.lists(st.integers(0, 500), max_size=24))
def test_the_spark_stays_in_its_box(counts: list[int]) -> None:
    drawn = spark(counts)
    assert all(0 <= y <= SPARK_HEIGHT for y in numbers(drawn.line)[1::2])
    assert drawn.total == sum(counts)
