# SPDX-License-Identifier: EUPL-1.2
"""The praatplaat: a round plate with the compass in the middle and the building blocks around it.

Each question is a dot of two halves, wijk left and gemeente right. A half grows with its answer:
nothing, small (draft), larger (shared), whole (published). A ring stands around a joint answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import degrees, hypot

from gm_portal.core.pictures.shapes import Point, arc, half_disc, num, polar, ring_sector

RIM = 300.0
LABEL_BAND = 262.0
CENTRE = 96.0
DOT = 23.0
OUTER_ROW = 213.0
INNER_ROW = 150.0
TO_NUMBER = 38.0
SPACING = 62.0
GROWTH = {"": 0.0, "draft": 0.5, "shared": 0.75, "published": 1.0}
JOINTS = ("", "agreed", "agreed_with_difference", "not_yet")


@dataclass(frozen=True, slots=True)
class PlateQuestion:
    """One question and how far both sides are. States: "" (nothing), draft, shared, published."""

    code: str
    block: str
    url: str
    label: str
    wijk_state: str = ""
    gemeente_state: str = ""
    joint: str = ""


@dataclass(frozen=True, slots=True)
class PlateDot:
    """A question on its place. The paths are empty where nothing was answered."""

    question: PlateQuestion
    number: str
    x: str
    y: str
    number_x: str
    number_y: str
    left_outline: str
    right_outline: str
    left_fill: str
    right_fill: str


@dataclass(frozen=True, slots=True)
class PlateSegment:
    """One building block: its piece of the plate, the line its name follows, and its dots."""

    code: str
    name: str
    path: str
    name_path: str
    dots: tuple[PlateDot, ...]


@dataclass(frozen=True, slots=True)
class Plate:
    """The whole plate around the origin."""

    view_box: str
    rim: str
    centre: str
    dot: str
    ring: str
    segments: tuple[PlateSegment, ...]
    spokes: tuple[tuple[str, str], ...]
    compass_name_y: str


def plate(
    questions: Sequence[PlateQuestion], names: Mapping[str, str] | None = None, spokes: int = 7
) -> Plate:
    """Lay the questions on the plate, blocks in the order in which they first occur.

    `names` gives the name of a block by its code. Raises ValueError for a state or joint it does not know.
    """
    blocks = list(dict.fromkeys(question.block for question in questions))
    segments = []
    for index, block in enumerate(blocks):
        span = 360 / len(blocks)
        inside = [question for question in questions if question.block == block]
        segments.append(_segment(block, (names or {}).get(block, block), index * span, span, inside))
    ends = tuple((num(x), num(y)) for x, y in (polar(CENTRE - 38, 360 * at / spokes) for at in range(spokes)))
    side = RIM + 12
    return Plate(
        f"{num(-side)} {num(-side)} {num(2 * side)} {num(2 * side)}",
        num(RIM),
        num(CENTRE),
        num(DOT),
        num(DOT + 6),
        tuple(segments),
        ends,
        num(CENTRE - 14),
    )


def dot_places(count: int, middle: float, span: float) -> list[Point]:
    """Where `count` dots go in a segment, in reading order: from the top down, from left to right."""
    rows = [count] if count <= 2 else [count - count * 2 // 5, count * 2 // 5]
    radii = [(OUTER_ROW + INNER_ROW) / 2] if len(rows) == 1 else [OUTER_ROW, INNER_ROW]
    placed: list[list[Point]] = []
    for radius, in_row in zip(radii, rows, strict=True):
        step = min(degrees(SPACING / radius), span * 0.9 / max(in_row, 1))
        first = middle - step * (in_row - 1) / 2
        placed.append([polar(radius, first + step * at) for at in range(in_row)])
    turn = middle % 360
    if 135 <= turn <= 225:  # at the bottom the inner row comes first, and left is the other way round
        return [place for row in reversed(placed) for place in reversed(row)]
    if turn <= 45 or turn >= 315:
        return [place for row in placed for place in row]
    return sorted((place for row in placed for place in row), key=lambda place: (place[1], place[0]))


def _segment(
    code: str, name: str, middle: float, span: float, questions: Sequence[PlateQuestion]
) -> PlateSegment:
    start, end = middle - span / 2 + 0.8, middle + span / 2 - 0.8
    # Below the middle a name would stand on its head: let its line run the other way round.
    below = 95 < middle % 360 < 265
    line = arc(RIM - 16, end, start) if below else arc(LABEL_BAND + 11, start, end)
    places = dot_places(len(questions), middle, span)
    dots = tuple(_dot(question, place) for question, place in zip(questions, places, strict=True))
    return PlateSegment(code, name, ring_sector(CENTRE + 8, LABEL_BAND, start, end), line, dots)


def _dot(question: PlateQuestion, place: Point) -> PlateDot:
    if question.joint not in JOINTS:
        raise ValueError(f"unknown joint state {question.joint!r}")
    return PlateDot(
        question,
        question.code.rpartition("-")[2],
        num(place[0]),
        num(place[1]),
        *_number_place(place),
        half_disc(place, DOT, left=True),
        half_disc(place, DOT, left=False),
        _grown(place, question.wijk_state, left=True),
        _grown(place, question.gemeente_state, left=False),
    )


def _number_place(place: Point) -> tuple[str, str]:
    """Where the number of a question stands: outwards of an outer dot, inwards of an inner one."""
    radius = hypot(*place)
    further = TO_NUMBER if radius >= (OUTER_ROW + INNER_ROW) / 2 else -TO_NUMBER
    scale = (radius + further) / radius
    return num(place[0] * scale), num(place[1] * scale + 5)


def _grown(place: Point, state: str, *, left: bool) -> str:
    if state not in GROWTH:
        raise ValueError(f"unknown state {state!r}")
    return half_disc(place, DOT * GROWTH[state], left=left) if state else ""
