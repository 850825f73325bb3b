# SPDX-License-Identifier: EUPL-1.2
"""Numbers, angles and arcs that several pictures share. Angles are degrees clockwise from the top."""

from __future__ import annotations

from math import cos, radians, sin

Point = tuple[float, float]


def num(value: float) -> str:
    """A coordinate for SVG, one decimal at most. A string, so that no template turns 1.5 into 1,5.

    >>> num(12.04), num(-0.04), num(3.25)
    ('12', '0', '3.2')
    """
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def polar(radius: float, angle: float, centre: Point = (0, 0)) -> Point:
    """The point at `radius` from the centre, `angle` degrees clockwise from the top."""
    turn = radians(angle)
    return centre[0] + radius * sin(turn), centre[1] - radius * cos(turn)


def pair(point: Point) -> str:
    """Two coordinates as SVG path data."""
    return f"{num(point[0])} {num(point[1])}"


def half_disc(centre: Point, radius: float, *, left: bool, gap: float = 0.8) -> str:
    """Path data of the left or right half of a disc; `gap` is kept free on each side of the middle."""
    x, y = centre
    edge = x - gap if left else x + gap
    sweep = 0 if left else 1
    r = num(radius)
    return f"M{pair((edge, y - radius))}A{r} {r} 0 0 {sweep} {pair((edge, y + radius))}z"


def ring_sector(inner: float, outer: float, start: float, end: float) -> str:
    """Path data of a piece of a ring around the origin, from angle `start` clockwise to `end`."""
    wide = 1 if end - start > 180 else 0
    a, b = polar(outer, start), polar(outer, end)
    c, d = polar(inner, end), polar(inner, start)
    big, small = num(outer), num(inner)
    return f"M{pair(a)}A{big} {big} 0 {wide} 1 {pair(b)}L{pair(c)}A{small} {small} 0 {wide} 0 {pair(d)}z"


def arc(radius: float, start: float, end: float) -> str:
    """Path data of an open arc around the origin; runs anticlockwise when `end` is before `start`."""
    wide = 1 if abs(end - start) > 180 else 0
    sweep = 1 if end > start else 0
    r = num(radius)
    return f"M{pair(polar(radius, start))}A{r} {r} 0 {wide} {sweep} {pair(polar(radius, end))}"


def polygon(points: list[Point]) -> str:
    """Path data of a closed polygon."""
    return f"M{'L'.join(pair(point) for point in points)}z" if points else ""


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """The words of `text` in lines of about `width` characters; no word is broken."""
    lines: list[str] = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return tuple(lines)
