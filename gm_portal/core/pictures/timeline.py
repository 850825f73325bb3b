# SPDX-License-Identifier: EUPL-1.2
"""Moments on one line: what was held, what is planned, what was moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from gm_portal.core.pictures.shapes import num

WIDTH, MARGIN, LINE_Y = 360.0, 16.0, 46.0
MARK = 9.0


@dataclass(frozen=True, slots=True)
class TimelineMoment:
    """One moment; `kind` is held, planned, moved or cancelled. `moved_to` is where a moved moment went."""

    on: dt.date
    kind: str
    label: str
    url: str = ""
    moved_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class TimelineMark:
    """A moment on its place; `arc` leads to the new date of a moved moment."""

    moment: TimelineMoment
    number: int
    x: str
    y: str
    arc: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """The line with its years, the marks and, where it falls inside, today."""

    view_box: str
    line_y: str
    years: tuple[tuple[str, str], ...]
    marks: tuple[TimelineMark, ...]
    today: str


def timeline(moments: Sequence[TimelineMoment], today: dt.date | None = None) -> Timeline:
    """Lay the moments on a line of whole years. Moments that would overlap stand one above the other."""
    days = [m.on for m in moments] + [m.moved_to for m in moments if m.moved_to] + ([today] if today else [])
    if not days:
        return Timeline(f"0 0 {num(WIDTH)} 80", num(LINE_Y), (), (), "")
    first, last = dt.date(min(days).year, 1, 1), dt.date(max(days).year + 1, 1, 1)

    def across(day: dt.date) -> float:
        return MARGIN + (WIDTH - 2 * MARGIN) * (day - first).days / (last - first).days

    ordered = sorted(moments, key=lambda moment: moment.on)
    levels = _levels([across(moment.on) for moment in ordered])
    marks = []
    for number, (moment, level) in enumerate(zip(ordered, levels, strict=True), start=1):
        x, y = across(moment.on), LINE_Y - level * (2 * MARK + 4)
        marks.append(TimelineMark(moment, number, num(x), num(y), _arc(x, y, moment, across)))
    height = 2 * MARK + 4
    top = -max(levels, default=0) * height
    every = max(1, (last.year - first.year + 5) // 6)
    years = tuple(
        (num(across(dt.date(year, 1, 1))), str(year)) for year in range(first.year, last.year + 1, every)
    )
    box = f"0 {num(top)} {num(WIDTH)} {num(84 - top)}"
    return Timeline(box, num(LINE_Y), years, tuple(marks), num(across(today)) if today else "")


def _levels(places: Sequence[float]) -> list[int]:
    """The storey of each mark, so that no two on the same storey overlap."""
    free_from: list[float] = []
    levels = []
    for x in places:
        level = next((at for at, free in enumerate(free_from) if x >= free), len(free_from))
        free_from[level : level + 1] = [x + 2 * MARK + 3]
        levels.append(level)
    return levels


def _arc(x: float, y: float, moment: TimelineMoment, across: Callable[[dt.date], float]) -> str:
    if moment.moved_to is None:
        return ""
    end = across(moment.moved_to)
    half = max(abs(end - x) / 2, 1)
    sweep = 1 if end > x else 0
    return f"M{num(x)} {num(y - MARK)}A{num(half)} {num(min(half, 26))} 0 0 {sweep} {num(end)} {num(LINE_Y - MARK)}"
