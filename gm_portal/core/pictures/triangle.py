# SPDX-License-Identifier: EUPL-1.2
"""The accent over the three archetypes as points in a triangle, with a trail over the rounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from gm_portal.core.pictures.shapes import Point, half_disc, num, pair, polygon

WIDTH, HEIGHT = 480.0, 424.0
A: Point = (60.0, 362.0)
B: Point = (240.0, 50.2)
C: Point = (420.0, 362.0)
MARK = 11.0
LINE = 22.0
LETTER = 9.6  # the width of a letter of 17 units, rather too wide than too narrow

Box = tuple[float, float, float, float]
# Where the names of the three forms stand: under the foot and above the top.
CORNER_WORDS: tuple[Box, ...] = ((0, A[1] + 15, WIDTH, HEIGHT), (B[0] - 110, 10, B[0] + 110, B[1] - 10))


@dataclass(frozen=True, slots=True)
class TrianglePoint:
    """Where one party (or both together) lays the accent; a, b and c are points or shares, not all zero."""

    label: str
    side: str
    a: float
    b: float
    c: float
    round: int = 1


@dataclass(frozen=True, slots=True)
class TriangleMark:
    """A drawn point: half a disc for one side, a ring for both together; its word stands beside it."""

    point: TrianglePoint
    x: str
    y: str
    path: str
    label_x: str
    label_y: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Triangle:
    """The picture: outline, light lines, marks of the last round and trails of the rounds before."""

    view_box: str
    outline: str
    grid: str
    corners: tuple[tuple[str, str, str], ...]
    marks: tuple[TriangleMark, ...]
    trails: tuple[tuple[str, str], ...]
    earlier: tuple[tuple[str, str, str], ...]


def place_of(a: float, b: float, c: float) -> Point:
    """The point for a division over the three corners. Raises ValueError for a negative or empty one."""
    total = a + b + c
    if min(a, b, c) < 0 or total <= 0:
        raise ValueError("a point needs three numbers of zero or more, not all zero")
    x = (a * A[0] + b * B[0] + c * C[0]) / total
    y = (a * A[1] + b * B[1] + c * C[1]) / total
    return x, y


def triangle(points: Sequence[TrianglePoint]) -> Triangle:
    """Draw the last round of every party as a mark and its earlier rounds as a trail."""
    ordered = sorted(points, key=lambda p: (p.side, p.label, p.round))
    last: list[TrianglePoint] = []
    trails: list[tuple[str, str]] = []
    earlier: list[tuple[str, str, str]] = []
    for (side, _), group in groupby(ordered, key=lambda p: (p.side, p.label)):
        rounds = list(group)
        places = [place_of(p.a, p.b, p.c) for p in rounds]
        last.append(rounds[-1])
        if len(rounds) > 1:
            trails.append((side, "M" + "L".join(pair(place) for place in places)))
            earlier += [(side, num(x), num(y)) for x, y in places[:-1]]
    return Triangle(
        f"0 0 {num(WIDTH)} {num(HEIGHT)}",
        polygon([A, B, C]),
        _grid(),
        (
            (num(A[0] - 44), num(A[1] + 34), "start"),
            (num(B[0]), num(B[1] - 18), "middle"),
            (num(C[0] + 44), num(C[1] + 34), "end"),
        ),
        _marks(last),
        tuple(trails),
        tuple(earlier),
    )


def _grid() -> str:
    """Lines at every two points of the ten, parallel to the three sides."""
    lines = []
    for step in (2, 4, 6, 8):
        rest = 10 - step
        for start, end in (
            ((step, rest, 0), (step, 0, rest)),
            ((rest, step, 0), (0, step, rest)),
            ((rest, 0, step), (0, rest, step)),
        ):
            lines.append(f"M{pair(place_of(*start))}L{pair(place_of(*end))}")
    return "".join(lines)


def _marks(points: Sequence[TrianglePoint]) -> tuple[TriangleMark, ...]:
    """Marks from the top down, each with its word where nothing else stands."""
    ordered = sorted(points, key=lambda p: place_of(p.a, p.b, p.c)[1])
    places = [place_of(point.a, point.b, point.c) for point in ordered]
    taken: list[Box] = [*CORNER_WORDS, *((x - MARK, y - MARK, x + MARK, y + MARK) for x, y in places)]
    marks: list[TriangleMark] = []
    for point, (x, y) in zip(ordered, places, strict=True):
        label_x, label_y, anchor, box = _word_place(point, x, y, taken)
        taken.append(box)
        path = "" if point.side in ("samen", "raad") else half_disc((x, y), MARK, left=point.side == "wijk")
        marks.append(TriangleMark(point, num(x), num(y), path, num(label_x), num(label_y), anchor))
    return tuple(marks)


def _word_place(
    point: TrianglePoint, x: float, y: float, taken: Sequence[Box]
) -> tuple[float, float, str, Box]:
    """The first free place for a word: on its own side, the other side, above, below, then further away."""
    width = len(point.label) * LETTER
    away = MARK + 8
    sides = [(x - away, y + 6, "end"), (x + away, y + 6, "start")]
    if point.side != "wijk":
        sides.reverse()
    middle = min(max(x, width / 2), WIDTH - width / 2)
    middles = [
        (middle, line, "middle")
        for step in range(16)
        for line in (y - away - LINE * step, y + away + 12 + LINE * step)
    ]
    first = middles[:2] + sides + middles[2:] if point.side == "samen" else sides + middles
    for label_x, label_y, anchor in first:
        left = label_x - {"end": width, "start": 0.0, "middle": width / 2}[anchor]
        box = (left, label_y - 15, left + width, label_y + 5)
        inside = left >= -0.1 and left + width <= WIDTH + 0.1 and box[1] >= 0 and box[3] <= HEIGHT
        if inside and not any(_overlap(box, other) for other in taken):
            return label_x, label_y, anchor, box
    return label_x, label_y, anchor, box


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
