# SPDX-License-Identifier: EUPL-1.2
"""Contributions of residents at large (achterban): when a link is open, what may be sent, and how it is counted."""

import datetime as dt
import secrets
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from django.utils.translation import gettext as _

from processes.enums import AnswerType
from processes.rules import archetypes
from processes.rules.answers_in_words import archetype_names, level_words
from processes.rules.conversations import SCALE, QuestionSpec, parts_of

MAX_DAYS = 366
MAX_TITLE, MAX_INTRO = 120, 1_000
# Letters that cannot be mistaken for each other: people type the address from paper.
ADDRESS_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
ADDRESS_LENGTH = 12
# A hall of 200 phones, or a whole dorp after a leaflet, is no flood. Counted per link, never per address.
PER_MINUTE, PER_ROUND = 1_000, 50_000
BUSY_FROM = 400
LEAST_SECONDS_WHEN_BUSY = 4
FORM_HOURS = 24


class LinkState(StrEnum):
    """Whether residents can contribute."""

    EARLY = "early"
    OPEN = "open"
    CLOSED = "closed"


def new_token() -> str:
    """What stands in the address and the QR code: 59 bits, so nobody guesses it."""
    return "".join(secrets.choice(ADDRESS_LETTERS) for _each in range(ADDRESS_LENGTH))


def link_state(
    *,
    opens_at: dt.datetime,
    closes_at: dt.datetime,
    closed_at: dt.datetime | None,
    is_open: bool,
    now: dt.datetime,
) -> LinkState:
    """Whether a link takes contributions now. `is_open` says whether the round and the process still run."""
    if closed_at is not None or not is_open or now >= closes_at:
        return LinkState.CLOSED
    return LinkState.EARLY if now < opens_at else LinkState.OPEN


class Asks(Protocol):
    """Anything with questions to answer: a link of the conversation, a link or a sheet of looking back."""

    @property
    def version(self) -> int:
        """The version of the questions."""

    @property
    def questions(self) -> Sequence[Any]:
        """The questions in order, each with its code and text."""

    @property
    def specs(self) -> Mapping[str, QuestionSpec]:
        """The same questions as the rules see them, by code."""


@dataclass(frozen=True)
class Problem:
    """What is wrong and at which field."""

    field: str
    message: str


def link_problems(
    *, title: str, codes: Sequence[str], known: Iterable[str], first: dt.date, last: dt.date, today: dt.date
) -> list[Problem]:
    """Everything wrong with a link somebody wants to open."""
    found = []
    if not title.strip():
        found.append(Problem("title", _("Vul een titel in. Inwoners zien die bovenaan.")))
    if not codes:
        found.append(Problem("codes", _("Kies ten minste één vraag.")))
    if set(codes) - set(known):
        found.append(Problem("codes", _("Kies uit de lijst. Deze vraag staat er niet bij.")))
    if last < first:
        found.append(Problem("last", _("Kies een laatste dag die na de eerste dag komt.")))
    elif last < today:
        found.append(Problem("last", _("Kies een laatste dag die nog moet komen.")))
    elif (last - first).days > MAX_DAYS:
        found.append(Problem("last", _("Kies een laatste dag binnen een jaar.")))
    return found


def is_too_quick(*, shown_at: dt.datetime, now: dt.datetime, is_busy: bool) -> bool:
    """Whether a form came back faster than a person fills it in. Asked only when it is very busy."""
    return is_busy and (now - shown_at).total_seconds() < LEAST_SECONDS_WHEN_BUSY


def texts_of(content: Mapping[str, Any]) -> list[str]:
    """The texts somebody typed in one answer."""
    return [content[name] for name in ("text", "text_gemeente") if isinstance(content.get(name), str)]


# --- voices: how many people an answer rests on ---------------------------------------------------------
def voices(people: int, title: str) -> dict[str, Any]:
    """What an answer keeps about the contributions it sums up."""
    return {"people": people, "link": title}


# --- totals --------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Row:
    """One line of totals: how many people chose it. `share` is its length as a bar, 0 to 100."""

    text: str
    count: int
    share: int


@dataclass(frozen=True)
class Totals:
    """How a group answered one part of a question."""

    title: str
    people: int
    rows: tuple[Row, ...]
    mean: str = ""


def totals_of(spec: QuestionSpec, contents: Sequence[Mapping[str, Any]]) -> tuple[Totals, ...]:
    """The totals per option of one question; texts have none. Screen and paper count alike."""
    found = [made for name in parts_of(spec) if name in _TOTALS for made in _TOTALS[name](spec, contents)]
    return tuple(total for total in found if total.people)


def _rows(names: Mapping[Any, str], counts: Mapping[Any, int]) -> tuple[Row, ...]:
    most = max([counts.get(code, 0) for code in names], default=0) or 1
    return tuple(
        Row(text, counts.get(code, 0), round(100 * counts.get(code, 0) / most))
        for code, text in names.items()
    )


def _choices(spec: QuestionSpec, contents: Sequence[Mapping[str, Any]]) -> list[Totals]:
    given = [content["choices"] for content in contents if content.get("choices")]
    names = {option.code: option.text for option in spec.options}
    title = _("Gekozen") if spec.answer_type == AnswerType.ONE_CHOICE else _("Gekozen (meer dan één mag)")
    return [Totals(title, len(given), _rows(names, Counter(code for chosen in given for code in chosen)))]


def _scale(spec: QuestionSpec, contents: Sequence[Mapping[str, Any]]) -> list[Totals]:
    given = [content["scale"] for content in contents if content.get("scale") in SCALE]
    mean = f"{sum(given) / len(given):.1f}".replace(".", ",") if given else ""
    names = {number: str(number) for number in SCALE}
    return [Totals(_("Cijfer"), len(given), _rows(names, Counter(given)), mean)]


def _levels(spec: QuestionSpec, contents: Sequence[Mapping[str, Any]]) -> list[Totals]:
    made = []
    for topic in spec.topics:
        given = [
            content["levels"][topic.code] for content in contents if topic.code in content.get("levels", {})
        ]
        made.append(Totals(topic.text, len(given), _rows(level_words(spec), Counter(given))))
    return made


def _points(spec: QuestionSpec, contents: Sequence[Mapping[str, Any]]) -> list[Totals]:
    accents = [archetypes.accent_of(content.get("points")) for content in contents]
    given = [accent.as_points() for accent in accents if accent]
    sums: Counter[str] = Counter()
    for points in given:
        sums += Counter(points)
    return [Totals(_("Alle punten samen"), len(given), _rows(archetype_names(spec), sums))]


_TOTALS = {"choices": _choices, "scale": _scale, "levels": _levels, "points": _points}
