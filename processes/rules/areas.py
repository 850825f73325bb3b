# SPDX-License-Identifier: EUPL-1.2
"""Rules of areas: emblems, finding a wijk by name, dates as a source gives them. Plain data in and out."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gm_portal.core.pictures.maps import Box, joint_box, square_view

# Shorter searches would find nearly everything.
SHORTEST_SEARCH = 2
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_MONTH = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Emblem:
    """The outline of one or more areas in a square: `paths` and the `viewBox` around them."""

    paths: tuple[str, ...]
    view_box: str


def emblem_of(outlines: Sequence[tuple[str, Box]]) -> Emblem | None:
    """The emblem of areas given as (path, box); None when there is nothing to draw."""
    if not outlines:
        return None
    box = joint_box([box for _, box in outlines])
    return Emblem(tuple(path for path, _ in outlines), square_view(box))


def plain(text: str) -> str:
    """Small letters without accents, and words apart by one space: what a search compares.

    >>> plain("  Coöperatieve   WIJKRAAD ")
    'cooperatieve wijkraad'
    """
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", bare.lower()))


def begins_a_word(query: str, text: str) -> bool:
    """Whether `query` stands in `text` from the beginning of a word on, whatever the accents.

    >>> begins_a_word("boer", "Ten Boer"), begins_a_word("oer", "Ten Boer")
    (True, False)
    """
    wanted = plain(query)
    return bool(wanted) and f" {wanted}" in f" {plain(text)}"


def find_by_name(query: str, names: Iterable[tuple[str, str, str]]) -> list[str]:
    """The codes of areas for a search, from (code, name, note): names first, notes only when no name fits.

    A note helps who looks for a part of a wijk ("Indische buurt") that has no outline of its own.
    """
    if len(plain(query)) < SHORTEST_SEARCH:
        return []
    listed = list(names)
    by_name = [code for code, name, _ in listed if begins_a_word(query, name)]
    return by_name or [code for code, _, note in listed if begins_a_word(query, note)]


def read_day(when: str) -> tuple[dt.date, str] | None:
    """The day of a date as a source gives it, with the Django format that fits; None for other words.

    >>> read_day("2021-12")
    (datetime.date(2021, 12, 1), 'F Y')
    """
    if match := _DAY.fullmatch(when):
        return dt.date(*(int(part) for part in match.groups())), "j F Y"
    if match := _MONTH.fullmatch(when):
        return dt.date(int(match[1]), int(match[2]), 1), "F Y"
    return None


def first_sentence(text: str, longest: int = 120) -> str:
    """The first sentence of a text, cut after a whole word when it is longer than `longest` characters.

    >>> first_sentence("Start. En verder."), first_sentence("een twee drie", 8)
    ('Start.', 'een twee…')
    """
    sentence = re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0]
    if len(sentence) <= longest:
        return sentence
    words = (
        sentence[: longest + 1].rsplit(" ", 1)[0] if " " in sentence[: longest + 1] else sentence[:longest]
    )
    return words.rstrip(" ,;:") + "…"
