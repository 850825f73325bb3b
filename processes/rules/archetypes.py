# SPDX-License-Identifier: EUPL-1.2
"""The accent: ten points over the three archetypes, and where that lies in the triangle.

The question is the council paper's (seed S); the ten points are our own proposal. An accent is never a box:
a party may mix, and 10-0-0 is as good as 4-3-3.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

POINTS = 10
CODES = ("A", "B", "C")
NAMES = {
    "A": gettext_lazy("adviseren & inspreken"),
    "B": gettext_lazy("aanjagen & initiëren"),
    "C": gettext_lazy("verdelen & besluiten"),
}
Place = tuple[float, float]


@dataclass(frozen=True)
class Accent:
    """How one party divided its ten points. Made by `accent_of`, which refuses what does not add up."""

    a: int
    b: int
    c: int

    @property
    def parts(self) -> tuple[int, int, int]:
        """The three numbers, in the order A, B, C."""
        return (self.a, self.b, self.c)

    def as_points(self) -> dict[str, int]:
        """The form in which a content keeps it."""
        return dict(zip(CODES, self.parts, strict=True))


def problem_with(points: Any) -> str:
    """The sentence that says what is wrong with `points`, or an empty text when it is a good accent."""
    if not isinstance(points, Mapping) or set(points) - set(CODES):
        return _("Verdeel de tien punten over de drie vormen.")
    values = [points.get(code, 0) for code in CODES]
    if any(isinstance(value, bool) or not isinstance(value, int) for value in values):
        return _("Vul hele getallen in, van 0 tot en met 10.")
    if any(value < 0 or value > POINTS for value in values):
        return _("Vul hele getallen in, van 0 tot en met 10.")
    total = sum(values)
    if total != POINTS:
        return _("Verdeel precies tien punten. U verdeelde er nu %(total)s.") % {"total": total}
    return ""


def accent_of(points: Any) -> Accent | None:
    """The accent a content's points stand for; None when they are not ten points over three."""
    if problem_with(points):
        return None
    return Accent(*(points.get(code, 0) for code in CODES))


def place(accent: Accent, corners: tuple[Place, Place, Place]) -> Place:
    """Where an accent lies in the triangle with these corners (barycentric: the points are the weights).

    >>> place(Accent(10, 0, 0), ((0, 0), (4, 0), (2, 3)))
    (0.0, 0.0)
    """
    x = sum(weight * corner[0] for weight, corner in zip(accent.parts, corners, strict=True)) / POINTS
    y = sum(weight * corner[1] for weight, corner in zip(accent.parts, corners, strict=True)) / POINTS
    return (x, y)


def distance(one: Accent, other: Accent) -> int:
    """How many of the ten points would have to move to make two accents the same: 0 to 10."""
    return sum(abs(a - b) for a, b in zip(one.parts, other.parts, strict=True)) // 2


def summary(accent: Accent, names: Mapping[str, Any] = NAMES) -> str:
    """The accent in one sentence.

    >>> summary(Accent(2, 2, 6), {"A": "advies", "B": "initiatief", "C": "besluit"})
    'Vooral besluit: 6 van de 10 punten.'
    """
    most = max(accent.parts)
    tops = [str(names[code]) for code, points in zip(CODES, accent.parts, strict=True) if points == most]
    if most == POINTS:
        return _("Alle tien punten voor %(name)s.") % {"name": tops[0]}
    if len(tops) == 1:
        return _("Vooral %(name)s: %(points)s van de 10 punten.") % {"name": tops[0], "points": most}
    return _("Evenveel voor %(one)s als voor %(other)s: elk %(points)s punten.") % {
        "one": tops[0],
        "other": tops[1],
        "points": most,
    }
