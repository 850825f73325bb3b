# SPDX-License-Identifier: EUPL-1.2
"""The kompas voor wijkdemocratie: one spoke per value, one line per side, the difference shaded.

Never one mark for a wijk: the picture compares two views, it does not rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gm_portal.core.pictures.shapes import Point, num, pair, polar, polygon, wrapped

RADIUS = 150.0


@dataclass(frozen=True, slots=True)
class CompassValue:
    """One value of the compass with the score of each side, None where there is none."""

    code: str
    label: str
    wijk: float | None = None
    gemeente: float | None = None


@dataclass(frozen=True, slots=True)
class CompassSpoke:
    """A spoke with its name (in lines) and the marks of both sides, as (x, y) or None."""

    value: CompassValue
    end_x: str
    end_y: str
    label_x: str
    label_y: str
    anchor: str
    lines: tuple[str, ...]
    wijk_mark: tuple[str, str] | None
    gemeente_mark: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Compass:
    """The picture around the origin. A path is empty when a side scored fewer than two values."""

    view_box: str
    rings: tuple[str, ...]
    spokes: tuple[CompassSpoke, ...]
    wijk_path: str
    gemeente_path: str
    difference: str


def compass(values: Sequence[CompassValue], top: int = 5) -> Compass:
    """Draw the values on as many spokes; scores run from 0 (middle) to `top`. Raises ValueError outside that."""
    step = 360 / max(len(values), 1)
    wijk = [_place(value.wijk, at * step, top) for at, value in enumerate(values)]
    gemeente = [_place(value.gemeente, at * step, top) for at, value in enumerate(values)]
    spokes = tuple(_spoke(value, at * step, wijk[at], gemeente[at]) for at, value in enumerate(values))
    rings = tuple(
        polygon([polar(RADIUS * ring / top, at * step) for at in range(len(values))])
        for ring in range(1, top + 1)
    )
    both = [place for place in (*wijk, *gemeente) if place is not None]
    whole = len(both) == 2 * len(values) and len(values) > 2
    # Both outlines in one even-odd path leave exactly the part that only one side covers.
    difference = polygon([*filter(None, wijk)]) + polygon([*filter(None, gemeente)]) if whole else ""
    return Compass("-285 -205 570 415", rings, spokes, _line(wijk), _line(gemeente), difference)


def _place(score: float | None, angle: float, top: int) -> Point | None:
    if score is None:
        return None
    if not 0 <= score <= top:
        raise ValueError(f"a score lies between 0 and {top}, not {score}")
    return polar(RADIUS * score / top, angle)


def _line(places: Sequence[Point | None]) -> str:
    """A closed line through all marks, or pieces of line where values miss."""
    known = [place for place in places if place is not None]
    if len(known) < 2:
        return ""
    if len(known) == len(places):
        return polygon(known)
    pieces: list[str] = []
    before: Point | None = None
    for place in places:
        if place is not None:
            pieces.append(f"{'M' if before is None else 'L'}{pair(place)}")
        before = place
    return "".join(pieces)


def _spoke(value: CompassValue, angle: float, wijk: Point | None, gemeente: Point | None) -> CompassSpoke:
    end = polar(RADIUS, angle)
    x, y = polar(RADIUS + 16, angle)
    anchor = "middle" if abs(x) < 20 else "start" if x > 0 else "end"
    lines = wrapped(value.label, 15)
    # The first line moves up so that the name as a whole stands at the height of the spoke's end.
    lift = (len(lines) - 1) * 19 if y < -100 else (len(lines) - 1) * 9.5 if y < 100 else -8
    return CompassSpoke(
        value,
        num(end[0]),
        num(end[1]),
        num(x),
        num(y + 6 - lift),
        anchor,
        lines,
        (num(wijk[0]), num(wijk[1])) if wijk else None,
        (num(gemeente[0]), num(gemeente[1])) if gemeente else None,
    )
