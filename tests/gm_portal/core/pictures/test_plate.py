# SPDX-License-Identifier: EUPL-1.2
"""The praatplaat: every question has its own place, and a half dot grows with its answer."""

from __future__ import annotations

import re
from itertools import combinations
from math import dist, hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.pictures.plate import (
    CENTRE,
    DOT,
    GROWTH,
    LABEL_BAND,
    PlateQuestion,
    dot_places,
    plate,
)


def radius_of(path: str) -> float:
    """The radius of a drawn half disc."""
    found = re.search(r"A([\d.]+) ", path)
    return float(found.group(1)) if found else 0.0


def question(code: str = "DEN-1", **state: str) -> PlateQuestion:
    """One question of the block its code names."""
    return PlateQuestion(code, code.split("-", maxsplit=1)[0], f"/{code}", "Wie praten er mee?", **state)


@given(st.integers(1, 6), st.integers(0, 4))
def test_dots_stay_in_their_segment_and_apart(count: int, block: int) -> None:
    places = dot_places(count, block * 72.0, 72.0)
    assert len(places) == count
    assert all(hypot(*place) - DOT > CENTRE and hypot(*place) + DOT < LABEL_BAND for place in places)
    assert all(dist(one, other) > 2 * DOT for one, other in combinations(places, 2))


def test_no_two_questions_of_the_whole_plate_overlap() -> None:
    codes = [f"{block}-{n}" for block in ("DEN", "KIE", "BES", "DOE", "TER") for n in range(1, 6)]
    drawn = plate([question(code) for code in codes])
    centres = [(float(dot.x), float(dot.y)) for segment in drawn.segments for dot in segment.dots]
    assert len(centres) == 25
    assert all(dist(one, other) > 2 * DOT for one, other in combinations(centres, 2))


def test_the_top_segment_reads_from_left_to_right() -> None:
    drawn = plate([question(f"DEN-{n}") for n in range(1, 6)] + [question(f"KIE-{n}") for n in range(1, 4)])
    top = drawn.segments[0].dots
    assert [dot.number for dot in top] == ["1", "2", "3", "4", "5"]
    assert float(top[0].x) < float(top[1].x) < float(top[2].x)


@given(st.sampled_from(sorted(GROWTH)), st.sampled_from(sorted(GROWTH)))
def test_a_half_grows_with_its_own_answer_only(wijk: str, gemeente: str) -> None:
    dot = plate([question(wijk_state=wijk, gemeente_state=gemeente)]).segments[0].dots[0]
    assert radius_of(dot.left_fill) == pytest.approx(DOT * GROWTH[wijk], abs=0.1)
    assert radius_of(dot.right_fill) == pytest.approx(DOT * GROWTH[gemeente], abs=0.1)


def test_growth_follows_the_life_of_an_answer() -> None:
    steps = [GROWTH[state] for state in ("", "draft", "shared", "published")]
    assert steps == sorted(set(steps))


@pytest.mark.parametrize("wrong", [{"wijk_state": "secret"}, {"joint": "perhaps"}])
def test_an_unknown_state_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="unknown"):
        plate([question(**wrong)])


def test_an_empty_plate_is_just_a_plate() -> None:
    assert plate([]).segments == ()
