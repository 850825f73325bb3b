# SPDX-License-Identifier: EUPL-1.2
"""Activity per month as one small line; the numbers themselves go in the text beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gm_portal.core.pictures.shapes import num, pair

WIDTH, HEIGHT, PAD = 120.0, 28.0, 4.0


@dataclass(frozen=True, slots=True)
class Spark:
    """The line, the surface under it and its last point. `numbers` reads "0, 3, 5"."""

    view_box: str
    line: str
    surface: str
    last_x: str
    last_y: str
    total: int
    numbers: str


def spark(counts: Sequence[int]) -> Spark:
    """A line through the counts, oldest first, from zero at the foot to the highest at the top."""
    values = list(counts) or [0]
    top = max(1, *values)
    step = (WIDTH - 2 * PAD) / max(len(values) - 1, 1)
    points = [
        (PAD + at * step, HEIGHT - PAD - (HEIGHT - 2 * PAD) * max(value, 0) / top)
        for at, value in enumerate(values)
    ]
    line = "M" + "L".join(pair(point) for point in points)
    foot = num(HEIGHT - PAD)
    surface = f"{line}L{num(points[-1][0])} {foot}L{num(points[0][0])} {foot}z"
    return Spark(
        f"0 0 {num(WIDTH)} {num(HEIGHT)}",
        line,
        surface,
        num(points[-1][0]),
        num(points[-1][1]),
        sum(values),
        ", ".join(str(value) for value in values),
    )
