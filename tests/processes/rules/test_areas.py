# SPDX-License-Identifier: EUPL-1.2
"""Pure rules of areas."""

import datetime as dt
import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.rules import areas

NAMES = [
    ("ten-boer", "Ten Boer", ""),
    ("korrewegwijk", "Korrewegwijk", "Indische buurt en Professorenbuurt."),
    ("noordlaren", "Noordlaren", "Samen met Onnen."),
    ("onnen", "Onnen", ""),
]


def test_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(areas).failed == 0


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("boer", ["ten-boer"]),
        ("TEN  boer", ["ten-boer"]),
        ("ten-boer", ["ten-boer"]),
        ("önnen", ["onnen"]),
        ("indische", ["korrewegwijk"]),
        ("oord", []),
        ("o", []),
        ("", []),
        ("…", []),
        ("%' OR 1=1", []),
    ],
)
def test_a_search_compares_words_without_accents_and_notes_only_when_no_name_fits(query, found) -> None:
    assert areas.find_by_name(query, NAMES) == found


@given(st.text())
def test_a_search_never_fails(query: str) -> None:
    assert set(areas.find_by_name(query, NAMES)) <= {code for code, _, _ in NAMES}


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("2023-10-10", (dt.date(2023, 10, 10), "j F Y")),
        ("2021-12", (dt.date(2021, 12, 1), "F Y")),
        ("2022", None),
        ("2022-2023", None),
        ("uiterlijk begin 2023", None),
    ],
)
def test_a_date_is_read_only_as_far_as_the_source_gives_it(when, day) -> None:
    assert areas.read_day(when) == day


def test_an_emblem_holds_all_areas_in_one_square() -> None:
    emblem = areas.emblem_of([("M0 0", (0, 0, 10, 10)), ("M9 9", (90, 0, 10, 20))])
    assert emblem is not None
    assert emblem.paths == ("M0 0", "M9 9")
    x, y, width, height = (float(number) for number in emblem.view_box.split())
    assert width == height
    assert x <= 0 <= y + height
    assert x + width >= 100
    assert areas.emblem_of([]) is None
