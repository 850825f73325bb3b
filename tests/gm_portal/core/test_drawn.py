# SPDX-License-Identifier: EUPL-1.2
"""Pieces of HTML kept under everything they show: never another's, never old, never more than fits."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.drawn import Drawings, check_plain, drawings, drawn_once
from processes.enums import AnswerState
from processes.models import Party

made: list[Any] = []


@dataclass(frozen=True)
class Line:
    name: str
    number: int | None = None
    more: tuple["Line", ...] = ()


@dataclass
class Loose:
    name: str


@dataclass(frozen=True)
class Forgetful:
    name: str
    aside: str = field(default="", compare=False)


@drawn_once
def line_piece(line: Line, title: str = "") -> SafeString:
    made.append(line)
    return format_html("<p>{} {} {}</p>", line.name, title, _("concept"))


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    drawings.clear()
    made.clear()
    yield
    drawings.clear()


def test_the_same_data_are_drawn_once() -> None:
    assert line_piece(Line("een")) == line_piece(Line("een")) == "<p>een  concept</p>"
    assert made == [Line("een")]


@given(st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=12))
def test_other_data_are_another_piece(asked: list[tuple[str, str]]) -> None:
    """Whatever was asked before: a piece is what it would be when nothing was kept."""
    for name, title in asked:
        kept = line_piece(Line(name), title=title)
        assert kept == format_html("<p>{} {} {}</p>", name, title, "concept")


def test_each_language_has_its_own() -> None:
    dutch = line_piece(Line("een"))
    with override("en"):
        english = line_piece(Line("een"))
    assert (dutch, english) == ("<p>een  concept</p>", "<p>een  draft</p>")


def test_a_text_marked_as_safe_never_opens_the_door_for_one_that_is_not() -> None:
    """The two are equal to Python: the one is refused, the other is escaped."""
    with pytest.raises(TypeError, match="SafeString"):
        line_piece(Line(mark_safe("<b>")))
    assert line_piece(Line("<b>")) == line_piece(Line(mark_safe("<b>"))) == "<p>&lt;b&gt;  concept</p>"


@pytest.mark.parametrize(
    "value",
    [
        Loose("los"),
        Forgetful("half"),
        ["lijst"],
        {"a": 1},
        AnswerState.SHARED,
        gettext_lazy("concept"),
        Line,
        (Line("een", more=(Loose("diep"),)),),  # type: ignore[arg-type]  # what must not be there
    ],
)
def test_what_does_not_equal_by_all_it_says_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        check_plain(value)


def test_a_row_of_a_table_is_refused() -> None:
    """It equals its older self, whatever it says now."""
    with pytest.raises(TypeError, match="Party"):
        line_piece(Line(Party(pk=1, name="De wijk")))  # type: ignore[arg-type]


def test_a_function_that_knows_more_is_refused() -> None:
    secret = "van een ander"

    def tells(line: Line) -> SafeString:
        return format_html("{}{}", secret, line.name)

    with pytest.raises(TypeError, match="knows more"):
        drawn_once(tells)


def test_what_was_not_asked_for_longest_makes_room() -> None:
    kept = Drawings(most=10)
    for key in ("a", "b"):
        kept.keep(key, SafeString("12345"))
    kept.get("a")
    kept.keep("c", SafeString("12345"))
    assert {key: kept.get(key) for key in "abc"} == {"a": "12345", "b": None, "c": "12345"}
    assert kept.characters == 10
    kept.keep("groot", SafeString("1" * 11))
    assert (kept.get("groot"), kept.characters) == (None, 0)
