# SPDX-License-Identifier: EUPL-1.2
"""A version of the praatplaat as plain data, and what is wrong with it."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from gm_portal.core.origins import Origin
from processes.enums import AnswerType
from processes.rules.archetypes import CODES as ARCHETYPE_CODES
from processes.rules.conversations import LEVEL_CODES, TOPICS_QUESTION, Option

MOST_QUESTIONS = 600
MOST_OPTIONS = 40
MOST_OPTION = 200
MOST_WORDS = 2_000
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
CHOICE_TYPES = (AnswerType.ONE_CHOICE, AnswerType.MANY_CHOICES)
TOPIC_TYPES = (AnswerType.LEVEL_PER_TOPIC, AnswerType.ACCENT)


class PartKind(StrEnum):
    """The kinds of parts of a version; also the names of the lists and sheets in a file."""

    VERSION = "praatplaat"
    BLOCK = "bouwstenen"
    VALUE = "waarden"
    QUESTION = "vragen"


KIND_WORDS: Mapping[PartKind, str | Promise] = {
    PartKind.VERSION: _lazy("Praatplaat"),
    PartKind.BLOCK: _lazy("Bouwstenen"),
    PartKind.VALUE: _lazy("Waarden"),
    PartKind.QUESTION: _lazy("Vragen"),
}


@dataclass(frozen=True)
class BlockText:
    """A bouwsteen."""

    code: str
    name: str
    subtitle: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class ValueText:
    """A value of the compass."""

    code: str
    name: str
    definition: str = ""
    indicators: tuple[str, ...] = ()
    origin: str = Origin.PORTAL.value
    source: str = ""


@dataclass(frozen=True)
class QuestionText:
    """A question."""

    code: str
    block: str
    text: str
    help: str = ""
    answer_type: str = AnswerType.TEXT.value
    with_text: bool = False
    per_side: bool = False
    max_choices: int | None = None
    options: tuple[Option, ...] = ()
    value_codes: tuple[str, ...] = ()
    anchor: str = ""
    origin: str = Origin.PORTAL.value


PartText = BlockText | ValueText | QuestionText


@dataclass(frozen=True)
class VersionText:
    """A whole version; parts in the order people see them."""

    title: str
    origin: str = Origin.PORTAL.value
    source: str = ""
    blocks: tuple[BlockText, ...] = ()
    values: tuple[ValueText, ...] = ()
    questions: tuple[QuestionText, ...] = ()

    @property
    def topics(self) -> tuple[Option, ...]:
        """The topics of the questions that ask something per topic."""
        found = (question.options for question in self.questions if question.code == TOPICS_QUESTION)
        return next(found, ())


@dataclass(frozen=True)
class Flaw:
    """What is wrong: in which part (its place in its list, from 0), at which field, and what to do."""

    kind: PartKind
    place: int
    field: str
    message: str


def stamp(thing: Any) -> str:
    """A short fingerprint of a part or version: equal only when nothing changed."""
    return hashlib.sha256(repr(asdict(thing)).encode("utf-8", "surrogatepass")).hexdigest()[:24]


def flaws(version: VersionText) -> list[Flaw]:
    """Everything wrong with a version; an empty list for one that may be published."""
    found = [Flaw(PartKind.VERSION, 0, field, message) for field, message in _of_version(version)]
    lists: dict[PartKind, tuple[PartText, ...]] = {
        PartKind.BLOCK: version.blocks,
        PartKind.VALUE: version.values,
        PartKind.QUESTION: version.questions,
    }
    for kind, parts in lists.items():
        codes = Counter(part.code for part in parts)
        for place, part in enumerate(parts):
            found += [Flaw(kind, place, field, message) for field, message in flaws_of(part, version)]
            if part.code and codes[part.code] > 1:
                message = _("Deze code staat er twee keer. Geef elke regel een eigen code.")
                found.append(Flaw(kind, place, "code", message))
    return found + _of_the_whole(version)


def flaws_of(part: PartText, version: VersionText) -> list[tuple[str, str]]:
    """What is wrong with one part within its version, as (field, what to do)."""
    if isinstance(part, BlockText):
        return _of_block(part)
    return _of_value(part) if isinstance(part, ValueText) else _of_question(part, version)


def with_part(whole: VersionText, current: PartText | None, text: PartText) -> VersionText:
    """The version as it becomes when `text` takes the place of `current`, or is added."""
    if isinstance(text, BlockText):
        return replace(whole, blocks=_put(whole.blocks, current, text))
    if isinstance(text, ValueText):
        return replace(whole, values=_put(whole.values, current, text))
    return replace(whole, questions=_put(whole.questions, current, text))


def _put(parts: tuple[Any, ...], current: PartText | None, text: PartText) -> tuple[Any, ...]:
    if current not in parts:
        return (*parts, text)
    return tuple(text if part == current else part for part in parts)


Said = list[tuple[str, str]]


def _of_version(version: VersionText) -> Said:
    found = _text("title", version.title, 120, required=True) + _text("source", version.source, 300)
    return found + _one_of("origin", version.origin, Origin.values)


def _of_block(block: BlockText) -> Said:
    found = _code(block.code, 8) + _text("name", block.name, 80, required=True)
    return (
        found + _text("subtitle", block.subtitle, 200) + _text("anchor", block.anchor, MOST_WORDS, lines=True)
    )


def _of_value(value: ValueText) -> Said:
    found = _code(value.code, 8) + _text("name", value.name, 80, required=True)
    found += _text("definition", value.definition, MOST_WORDS, required=True, lines=True)
    for indicator in value.indicators:
        found += _text("indicators", indicator, 500)
    return (
        found
        + _one_of("origin", value.origin, Origin.values)
        + _text("source", value.source, MOST_WORDS, lines=True)
    )


def _of_question(question: QuestionText, version: VersionText) -> Said:
    found = _code(question.code, 16) + _text("text", question.text, 300, required=True)
    found += _text("help", question.help, MOST_WORDS, lines=True)
    found += _text("anchor", question.anchor, MOST_WORDS, lines=True)
    found += _one_of("origin", question.origin, Origin.values)
    found += _one_of("block", question.block, [block.code for block in version.blocks])
    known = {value.code for value in version.values}
    strange = [code for code in question.value_codes if code not in known]
    if strange:
        message = _("Deze waarde bestaat niet: %(codes)s. Kies uit %(known)s.")
        listed = _listed([value.code for value in version.values])
        found.append(("value_codes", message % {"codes": _listed(strange), "known": listed}))
    if len(set(question.value_codes)) < len(question.value_codes):
        found.append(("value_codes", _("Een waarde staat er twee keer. Noem elke waarde één keer.")))
    wrong = _one_of("answer_type", question.answer_type, AnswerType.values)
    return found + (wrong or _of_answer(question, version))


def _of_answer(question: QuestionText, version: VersionText) -> Said:
    """What is wrong with how a question is answered."""
    kind = AnswerType(question.answer_type)
    found = _of_options(question, kind)
    if question.max_choices is not None:
        if kind != AnswerType.MANY_CHOICES:
            found.append(("max_choices", _("Laat dit leeg: dit kan alleen bij meer dan één keuze.")))
        elif not 1 <= question.max_choices <= max(len(question.options), 1):
            message = _("Vul een getal in van 1 tot en met het aantal keuzes.")
            found.append(("max_choices", message))
    if kind in TOPIC_TYPES and not version.topics:
        message = _("Deze soort vraagt iets per onderwerp. Maak eerst vraag %(code)s met keuzes.")
        found.append(("answer_type", message % {"code": TOPICS_QUESTION}))
    return found


def _of_options(question: QuestionText, kind: AnswerType) -> Said:
    codes = [option.code for option in question.options]
    found: Said = []
    for option in question.options:
        found += _text("options", option.text, MOST_OPTION, required=True)
        if not CODE.fullmatch(option.code) or len(option.code) > 80:
            found.append(("options", _("Gebruik voor de code van een keuze letters, cijfers en streepjes.")))
    if len(set(codes)) < len(codes):
        found.append(("options", _("Een keuze staat er twee keer. Maak elke keuze anders.")))
    if len(codes) > MOST_OPTIONS:
        found.append(("options", _("Geef hoogstens %(most)s keuzes.") % {"most": MOST_OPTIONS}))
    if kind in CHOICE_TYPES and len(codes) < 2:
        found.append(("options", _("Geef minstens twee keuzes.")))
    elif kind == AnswerType.LEVEL_PER_TOPIC and not set(codes) <= set(LEVEL_CODES):
        message = _("Gebruik hier alleen de niveaus als code: %(codes)s.")
        found.append(("options", message % {"codes": _listed(LEVEL_CODES)}))
    elif kind == AnswerType.ACCENT and codes and codes != list(ARCHETYPE_CODES):
        found.append(("options", _("Geef precies drie keuzes met de codes A, B en C. Of laat dit leeg.")))
    elif kind in (AnswerType.TEXT, AnswerType.TWO_COLUMNS, AnswerType.SCALE) and codes:
        found.append(("options", _("Laat dit leeg: deze soort vraag heeft geen keuzes.")))
    return found


def _of_the_whole(version: VersionText) -> list[Flaw]:
    found = []
    if not version.blocks:
        found.append(Flaw(PartKind.VERSION, 0, "", _("Er is nog geen bouwsteen. Voeg er minstens één toe.")))
    if not version.questions:
        found.append(Flaw(PartKind.VERSION, 0, "", _("Er is nog geen vraag. Voeg er minstens één toe.")))
    if len(version.questions) > MOST_QUESTIONS:
        message = _("Er zijn te veel vragen. Maak er hoogstens %(most)s.") % {"most": MOST_QUESTIONS}
        found.append(Flaw(PartKind.VERSION, 0, "", message))
    used = {question.block for question in version.questions}
    for place, block in enumerate(version.blocks):
        if version.questions and block.code not in used:
            message = _("Deze bouwsteen heeft geen vraag. Voeg een vraag toe of haal de bouwsteen weg.")
            found.append(Flaw(PartKind.BLOCK, place, "code", message))
    return found


# --- small checks ---------------------------------------------------------------------------------------
def _code(code: str, most: int) -> Said:
    if not code:
        return [("code", _("Vul een code in."))]
    if len(code) > most:
        return [("code", _("Maak de code korter: hoogstens %(most)s tekens.") % {"most": most})]
    if not CODE.fullmatch(code):
        return [("code", _("Gebruik in de code alleen letters, cijfers en streepjes."))]
    return []


def _text(field: str, text: str, most: int, *, required: bool = False, lines: bool = False) -> Said:
    if required and not text.strip():
        return [(field, _("Vul dit in."))]
    if len(text) > most:
        message = _("Maak dit korter: hoogstens %(most)s tekens. Het zijn er nu %(count)s.")
        return [(field, message % {"most": most, "count": len(text)})]
    # A lone \r comes back from a file as a new line, so it may not stand in a version at all.
    if UNPRINTABLE.search(text) or "\r" in text or ("\n" in text and not lines):
        return [(field, _("Hier staat een teken dat niet kan. Typ de tekst opnieuw, op één regel."))]
    return []


def _one_of(field: str, code: str, known: Iterable[str]) -> Said:
    codes = list(known)
    if code in codes:
        return []
    if not codes:
        return [(field, _("Hier is nog niets om uit te kiezen. Maak dat eerst."))]
    return [(field, _("Kies uit: %(codes)s.") % {"codes": _listed(codes)})]


def _listed(codes: Iterable[str]) -> str:
    """Codes in a row, shortened when there are many."""
    row = list(codes)
    return ", ".join(row[:12]) + (" …" if len(row) > 12 else "")
