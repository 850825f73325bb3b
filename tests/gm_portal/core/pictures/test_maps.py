# SPDX-License-Identifier: EUPL-1.2
"""The map: every point inside the picture, neighbours keep one shared border."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.pictures.maps import joint_box, map_place, path_data, project_areas, square_view

LON = st.floats(6.4, 6.8, allow_nan=False)
LAT = st.floats(53.1, 53.3, allow_nan=False)


def feature(code: str, ring: list[tuple[float, float]], **extra: float) -> dict[str, object]:
    """A GeoJSON feature with one ring."""
    return {
        "type": "Feature",
        "properties": {"code": code, **extra},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def absolute_points(path: str) -> list[tuple[float, float]]:
    """Read our own path data back to absolute points."""
    points: list[tuple[float, float]] = []
    for ring in re.findall(r"M([^z]*)z", path):
        start, steps = ring.split("l")
        numbers = [float(n) for n in re.findall(r"-?(?:\d+\.\d|\.\d|\d+)", f"{start} {steps}")]
        x, y = numbers[:2]
        points.append((x, y))
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = x + dx, y + dy
            points.append((x, y))
    return points


@given(st.lists(st.tuples(LON, LAT), min_size=4, max_size=12, unique=True))
def test_every_point_stays_inside_the_picture(ring: list[tuple[float, float]]) -> None:
    drawn = project_areas([feature("a", ring)], width=500)
    for x, y in absolute_points(drawn.paths["a"]):
        assert -0.1 <= x <= 500.1
        assert -0.1 <= y <= drawn.height + 0.1


def test_neighbours_share_their_border_points() -> None:
    border = [(6.5000013, 53.2000049), (6.5123456, 53.2198765)]
    west = feature("west", [*border, (6.45, 53.21), border[0]])
    east = feature("east", [*border, (6.55, 53.21), border[0]])
    drawn = project_areas([west, east])
    shared = set(absolute_points(drawn.paths["west"])) & set(absolute_points(drawn.paths["east"]))
    assert len({(round(x, 1), round(y, 1)) for x, y in shared}) == 2


def test_north_is_up_and_east_is_right() -> None:
    low = feature("laag", [(6.5, 53.1), (6.51, 53.1), (6.51, 53.11), (6.5, 53.1)])
    high = feature("hoog", [(6.6, 53.2), (6.61, 53.2), (6.61, 53.21), (6.6, 53.2)])
    drawn = project_areas([low, high])
    assert drawn.labels["hoog"][1] < drawn.labels["laag"][1]
    assert drawn.labels["hoog"][0] > drawn.labels["laag"][0]


def test_a_given_label_point_is_used() -> None:
    ring = [(6.5, 53.1), (6.6, 53.1), (6.6, 53.2), (6.5, 53.2), (6.5, 53.1)]
    drawn = project_areas([feature("a", ring, label_lon=6.5, label_lat=53.2)], margin=4)
    assert drawn.labels["a"] == (4.0, 4.0)


def test_a_multipolygon_gives_one_ring_per_part() -> None:
    rings = [[(6.5, 53.1), (6.51, 53.1), (6.51, 53.11)], [(6.6, 53.2), (6.61, 53.2), (6.61, 53.21)]]
    many = {
        "properties": {"code": "a"},
        "geometry": {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]},
    }
    assert project_areas([many]).paths["a"].count("M") == 2


@pytest.mark.parametrize("features", [[], [{"properties": {"code": "a"}, "geometry": {"type": "Point"}}]])
def test_nothing_to_draw_is_refused(features: list[dict[str, object]]) -> None:
    with pytest.raises(ValueError, match="area"):
        project_areas(features)


def test_path_data_is_short_and_skips_flat_rings() -> None:
    assert path_data([[(10, 5), (13, 5), (13, 5), (13, -15), (10, 5)]]) == "M1 .5l.3 0 0-2z"
    assert path_data([[(0, 0), (1, 1), (0, 0)]]) == ""


def test_an_emblem_is_square_around_all_villages() -> None:
    box = joint_box([(0, 0, 10, 10), (20, 30, 10, 10)])
    assert box == pytest.approx((0, 0, 30, 40))
    assert square_view(box, margin=0) == "-5.0 0.0 40.0 40.0"


def test_the_name_of_a_place_stands_beside_its_areas() -> None:
    north = map_place("De Hoogte en Korrewegwijk", "/d/", ["M0 0z"], [(400, 380, 60, 40)])
    south = map_place("Rivierenbuurt", "/r/", ["M0 0z"], [(313, 550, 47, 42)])
    edge = map_place("Onnen, Noordlaren en Glimmen", "/o/", ["M0 0z"], [(470, 700, 270, 410)])
    assert north.lines == ("De Hoogte en", "Korrewegwijk")
    assert float(north.y) < 380
    assert (south.anchor, float(south.x), float(south.y)) == ("start", 372.0, 581.0)
    assert (edge.anchor, float(edge.x)) == ("end", 458.0)


def test_a_place_without_areas_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        map_place("x", "/x/", [], [])
