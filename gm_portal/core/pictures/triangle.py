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
    """Marks from the top down; a word that would cover another one moves a line lower."""
    marks: list[TriangleMark] = []
    taken: list[Point] = []
    for point in sorted(points, key=lambda p: place_of(p.a, p.b, p.c)[1]):
        x, y = place_of(point.a, point.b, point.c)
        to_left = x > WIDTH / 2 + 40
        label_x, label_y = (x - MARK - 8, y + 6) if to_left else (x + MARK + 8, y + 6)
        while any(
            abs(label_y - other_y) < LINE and abs(label_x - other_x) < 190 for other_x, other_y in taken
        ):
            label_y += LINE
        taken.append((label_x, label_y))
        path = "" if point.side in ("samen", "raad") else half_disc((x, y), MARK, left=point.side == "wijk")
        marks.append(
            TriangleMark(
                point, num(x), num(y), path, num(label_x), num(label_y), "end" if to_left else "start"
            )
        )
    return tuple(marks)
