# SPDX-License-Identifier: EUPL-1.2
"""From longitude and latitude to one shared SVG map.

The projection is a local equirectangular one: longitude is scaled by the cosine of the middle
latitude. Over the 25 km of the municipality the error stays under a line width.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any

from gm_portal.core.pictures.shapes import num, wrapped

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Ring = list[tuple[int, int]]
NAME_LINE = 40.0
SMALL = 80


@dataclass(frozen=True, slots=True)
class ProjectedMap:
    """All areas in one coordinate system.

    `boxes` are (x, y, width, height); `labels` is where the name or the dot of an area goes.
    """

    view_box: str
    width: float
    height: float
    paths: dict[str, str]
    boxes: dict[str, Box]
    labels: dict[str, Point]


@dataclass(frozen=True, slots=True)
class _Projection:
    """Degrees to map units; y grows downwards as in SVG."""

    west: float
    north: float
    x_scale: float
    y_scale: float
    margin: float

    def tenths(self, lon: float, lat: float) -> tuple[int, int]:
        """The point in tenths of a unit: neighbours share exactly the same rounded border points."""
        x = self.margin + (lon - self.west) * self.x_scale
        y = self.margin + (self.north - lat) * self.y_scale
        return round(x * 10), round(y * 10)


def project_areas(
    features: Iterable[Mapping[str, Any]], width: float = 1000, margin: float = 4
) -> ProjectedMap:
    """Project GeoJSON features (WGS84) into one map of `width` units.

    Each feature needs `properties.code` and a Polygon or MultiPolygon. `label_lon` and `label_lat`
    are used when present, otherwise the middle of the largest ring. Raises ValueError when there is
    nothing to draw or a geometry is of another kind.
    """
    listed = list(features)
    if not listed:
        raise ValueError("project_areas needs at least one area")
    rings = {str(f["properties"]["code"]): _rings(f["geometry"]) for f in listed}
    projection, height = _fit([p for area in rings.values() for ring in area for p in ring], width, margin)
    paths: dict[str, str] = {}
    boxes: dict[str, Box] = {}
    labels: dict[str, Point] = {}
    for feature in listed:
        code = str(feature["properties"]["code"])
        drawn = [[projection.tenths(*point) for point in ring] for ring in rings[code]]
        paths[code] = path_data(drawn)
        boxes[code] = _box(drawn)
        labels[code] = _label(feature["properties"], projection, drawn)
    return ProjectedMap(f"0 0 {width:g} {height:g}", width, height, paths, boxes, labels)


def path_data(rings: Iterable[Sequence[tuple[int, int]]]) -> str:
    """SVG path data of closed rings given in tenths of a unit; relative steps keep it short.

    Points that fall on the one before them are left out, and a ring without a surface is skipped.
    """
    parts: list[str] = []
    for ring in rings:
        points = _without_repeats(ring)
        if len(points) < 3:
            continue
        (x, y), *rest = points
        steps: list[str] = []
        for next_x, next_y in rest:
            steps.append(_pair(next_x - x, next_y - y))
            x, y = next_x, next_y
        parts.append(f"M{_pair(*points[0])}l{' '.join(steps)}z")
    return "".join(parts)


def joint_box(boxes: Iterable[Box], margin: float = 0) -> Box:
    """The smallest box around all boxes, `margin` wider on every side. Raises ValueError for none."""
    corners = [(x, y, x + w, y + h) for x, y, w, h in boxes]
    if not corners:
        raise ValueError("joint_box needs at least one box")
    left, top = min(c[0] for c in corners) - margin, min(c[1] for c in corners) - margin
    right, bottom = max(c[2] for c in corners) + margin, max(c[3] for c in corners) + margin
    return (round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1))


def square_view(box: Box, margin: float = 0.06) -> str:
    """The `viewBox` of a square around `box`, so that emblems of all areas have the same size.

    `margin` is the share of the longest side that stays free on each side.
    """
    x, y, width, height = box
    side = max(width, height, 0.1) * (1 + 2 * margin)
    return f"{x + width / 2 - side / 2:.1f} {y + height / 2 - side / 2:.1f} {side:.1f} {side:.1f}"


def _rings(geometry: Mapping[str, Any]) -> list[list[Point]]:
    """All rings of a geometry, holes included (drawn with the even-odd rule)."""
    kind = geometry["type"]
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"an area must be a Polygon or MultiPolygon, not {kind}")
    polygons = [geometry["coordinates"]] if kind == "Polygon" else geometry["coordinates"]
    return [[(float(p[0]), float(p[1])) for p in ring] for polygon in polygons for ring in polygon]


def _fit(points: list[Point], width: float, margin: float) -> tuple[_Projection, float]:
    """The projection that fills `width`, and the height that goes with it."""
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))
    y_scale = (width - 2 * margin) / max((east - west) * squeeze, 1e-9)
    height = round((north - south) * y_scale + 2 * margin, 1)
    return _Projection(west, north, squeeze * y_scale, y_scale, margin), height


def _box(rings: list[Ring]) -> Box:
    xs = [p[0] for ring in rings for p in ring]
    ys = [p[1] for ring in rings for p in ring]
    return (min(xs) / 10, min(ys) / 10, (max(xs) - min(xs)) / 10, (max(ys) - min(ys)) / 10)


def _label(properties: Mapping[str, Any], projection: _Projection, rings: list[Ring]) -> Point:
    lon, lat = properties.get("label_lon"), properties.get("label_lat")
    if lon is not None and lat is not None:
        x, y = projection.tenths(float(lon), float(lat))
        return (x / 10, y / 10)
    x0, y0, width, height = _box([max(rings, key=len)])
    return (round(x0 + width / 2, 1), round(y0 + height / 2, 1))


def _without_repeats(ring: Sequence[tuple[int, int]]) -> Ring:
    points: Ring = []
    for point in ring:
        if not points or points[-1] != point:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    return points


def _pair(x: int, y: int) -> str:
    """Two tenths as the shortest SVG numbers: `-3` → `-.3`, `120` → `12`."""
    second = _tenth(y)
    return f"{_tenth(x)}{'' if second.startswith('-') else ' '}{second}"


def _tenth(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    if not rest:
        return f"{sign}{whole}"
    return f"{sign}{whole or ''}.{rest}"


@dataclass(frozen=True, slots=True)
class MapPlace:
    """A process on the map: the paths of its areas as one link, its name in lines from (x, y) down."""

    name: str
    url: str
    note: str
    paths: tuple[str, ...]
    x: str
    y: str
    anchor: str
    lines: tuple[str, ...]


def map_place(
    name: str, url: str, paths: Sequence[str], boxes: Sequence[Box], note: str = "", height: float = 1113.5
) -> MapPlace:
    """A process on the map, its name under its areas, or above when they are small and in the north.

    At the lower edge of a map of `height` units the name stands to the side, and so does that of a single
    small area: under it the name would run into the names of its neighbours. Raises ValueError without boxes.
    """
    x, y, wide, high = joint_box(boxes)
    lines = wrapped(name, 17)
    tall = NAME_LINE * len(lines)
    above = wide < 150 and y + high / 2 < height * 0.45
    if y + high + tall + 20 > height or (wide < SMALL and not above):
        to_left = x > 1000 - x - wide
        at = (x - 12 if to_left else x + wide + 12, y + high / 2 - tall / 2 + NAME_LINE * 0.75)
        anchor = "end" if to_left else "start"
    else:
        at = (min(max(x + wide / 2, 150), 850), y - tall + 22 if above else y + high + NAME_LINE * 0.9)
        anchor = "middle"
    return MapPlace(name, url, note, tuple(paths), num(at[0]), num(at[1]), anchor, lines)
