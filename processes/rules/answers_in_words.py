# SPDX-License-Identifier: EUPL-1.2
"""Answers as people read them: per type the parts to show, one line of words, and where two sides differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from processes.enums import AnswerType, Level
from processes.rules import archetypes
from processes.rules.conversations import SCALE, UNKNOWN, Option, QuestionSpec, parts_of

Row = tuple[str, str]
SHORT = 120
DUTCH = "nl"
# Counts of residents under this are not shown (docs/privacy).
SHOWN_FROM = 10


KINDS = {
    "text": gettext_lazy("Tekst"),
    "list": gettext_lazy("Gekozen"),
    "scale": gettext_lazy("Cijfer"),
    "rows": gettext_lazy("Per onderwerp"),
    "points": gettext_lazy("Tien punten"),
    "voices": gettext_lazy("Inbreng"),
}


@dataclass(frozen=True)
class Part:
    """One part of an answer. `kind`: text, list, scale, rows, points or voices; the other fields follow from it.

    `lang`: in what language the items, or the names of the rows, are when it is not that of the page; `value_lang` the
    same for what stands beside the names. The words of a praatplaat are Dutch on every page.
    """

    kind: str
    title: str = ""
    text: str = ""
    items: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    number: int = 0
    lang: str = ""
    value_lang: str = ""


@dataclass(frozen=True)
class Difference:
    """One point on which two answers differ, said from both sides. `lang` and `value_lang` as in a part."""

    what: str
    one: str
    other: str
    lang: str = ""
    value_lang: str = ""


def words_of_plate(spec: QuestionSpec) -> str:
    """The language of the names of levels and archetypes: Dutch where this version words them, else the page's."""
    return DUTCH if spec.options else ""


def level_words(spec: QuestionSpec) -> dict[str, str]:
    """The levels of say as this version of the praatplaat words them, lowest first, "unknown" last."""
    texts = {option.code: option.text for option in spec.options}
    words = {level.value: f"{level.value} {texts.get(level.value, level.label)}" for level in Level}
    return words | {UNKNOWN: texts.get(UNKNOWN, _("weten we nog niet"))}


def archetype_names(spec: QuestionSpec) -> dict[str, str]:
    """The names of the three archetypes, as this version of the praatplaat words them."""
    texts = [option.text for option in spec.options]
    if len(texts) != len(archetypes.CODES):
        return {code: str(name) for code, name in archetypes.NAMES.items()}
    return dict(zip(archetypes.CODES, texts, strict=True))


def parts_in_words(spec: QuestionSpec, content: Mapping[str, Any]) -> tuple[Part, ...]:
    """The answer as parts to show, in the order of the question; empty for an empty answer."""
    shown = [_SHOW[name](spec, content[name]) for name in parts_of(spec) if name in content]
    voices = content.get("voices")
    shown.append([Part("voices", text=voices_in_words(voices["people"]))] if voices else [])
    return tuple(part for parts in shown for part in parts)


def voices_in_words(people: int) -> str:
    """On how many residents an answer rests; a small number is not told, for then people recognise each other."""
    if people < SHOWN_FROM:
        return _("Op basis van inbreng van inwoners.")
    return _("Op basis van inbreng van %(people)s inwoners.") % {"people": people}


def as_lines(spec: QuestionSpec, content: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The whole answer as (what, words), so that two texts of one answer can be held side by side."""
    lines = []
    for part in parts_in_words(spec, content):
        rows = "\n".join(f"{name}: {value}" for name, value in part.rows)
        words = part.text or "\n".join(part.items) or rows
        if part.kind == "scale":
            words = _("%(number)s van 5") % {"number": part.number}
        if part.kind == "points":
            words = rows
        lines.append((part.title or str(KINDS.get(part.kind, "")), words))
    return tuple(lines)


def in_one_line(spec: QuestionSpec, content: Mapping[str, Any]) -> str:
    """The answer in one short line, for lists and tables."""
    words = []
    for part in parts_in_words(spec, content):
        if part.kind == "scale":
            words.append(_("%(number)s van 5") % {"number": part.number})
        elif part.kind == "rows":
            words.append("; ".join(f"{name}: {value}" for name, value in part.rows))
        elif part.kind != "voices":
            words.append(part.text or ", ".join(part.items))
    line = " · ".join(" ".join(word.split()) for word in words)
    return line if len(line) <= SHORT else line[: SHORT - 1].rstrip() + "…"


def _texts(options: tuple[Option, ...], codes: Any) -> tuple[str, ...]:
    return tuple(option.text for option in options if option.code in codes)


def _show_text(spec: QuestionSpec, value: str) -> list[Part]:
    two = spec.answer_type == AnswerType.TWO_COLUMNS
    return [Part("text", title=_("Dit doet de wijk of het dorp") if two else "", text=value)]


def _show_second(spec: QuestionSpec, value: str) -> list[Part]:
    return [Part("text", title=_("Dit doet de gemeente"), text=value)]


def _show_choices(spec: QuestionSpec, value: list[str]) -> list[Part]:
    return [Part("list", items=_texts(spec.options, value), lang=DUTCH)]


def _show_scale(spec: QuestionSpec, value: int) -> list[Part]:
    return [Part("scale", number=value)]


def _show_levels(spec: QuestionSpec, value: Mapping[str, str]) -> list[Part]:
    words = level_words(spec)
    rows = [(topic.text, words[value[topic.code]]) for topic in spec.topics if topic.code in value]
    return [Part("rows", rows=tuple(rows), lang=DUTCH, value_lang=words_of_plate(spec))]


def _show_points(spec: QuestionSpec, value: Mapping[str, int]) -> list[Part]:
    names = archetype_names(spec)
    accent = archetypes.accent_of(value)
    if accent is None:
        return []
    rows = tuple((names[code], str(number)) for code, number in accent.as_points().items())
    return [Part("points", text=archetypes.summary(accent, names), rows=rows, lang=words_of_plate(spec))]


def _show_topic_points(spec: QuestionSpec, value: Mapping[str, Mapping[str, int]]) -> list[Part]:
    names = archetype_names(spec)
    accents = [(topic.text, archetypes.accent_of(value.get(topic.code))) for topic in spec.topics]
    rows = [(text, archetypes.summary(accent, names)) for text, accent in accents if accent]
    return [Part("rows", title=_("Per onderwerp"), rows=tuple(rows), lang=DUTCH)] if rows else []


_SHOW: dict[str, Any] = {
    "text": _show_text,
    "text_gemeente": _show_second,
    "choices": _show_choices,
    "scale": _show_scale,
    "levels": _show_levels,
    "points": _show_points,
    "topic_points": _show_topic_points,
}


# --- where two sides differ ---------------------------------------------------------------------------
def differences(
    spec: QuestionSpec, one: Mapping[str, Any], other: Mapping[str, Any]
) -> tuple[Difference, ...]:
    """Where two answers to one question differ. Words are not compared: people read those side by side."""
    if not one or not other:
        return ()
    found: list[Difference] = []
    if "choices" in parts_of(spec):
        ours, theirs = one.get("choices", []), other.get("choices", [])
        yes, no = _("gekozen"), _("niet gekozen")
        for option in spec.options:
            here, there = option.code in ours, option.code in theirs
            if here != there:
                found.append(Difference(option.text, yes if here else no, yes if there else no, lang=DUTCH))
    if "scale" in one and "scale" in other and one["scale"] != other["scale"]:
        found.append(Difference(_("Cijfer"), str(one["scale"]), str(other["scale"])))
    if "levels" in parts_of(spec):
        ours, theirs, words = one.get("levels", {}), other.get("levels", {}), level_words(spec)
        for topic in spec.topics:
            here, there = ours.get(topic.code), theirs.get(topic.code)
            if here and there and here != there:
                found.append(Difference(topic.text, words[here], words[there], DUTCH, words_of_plate(spec)))
    return tuple(found) + _accent_differences(spec, one, other)


def _accent_differences(
    spec: QuestionSpec, one: Mapping[str, Any], other: Mapping[str, Any]
) -> tuple[Difference, ...]:
    ours, theirs = archetypes.accent_of(one.get("points")), archetypes.accent_of(other.get("points"))
    if ours is None or theirs is None:
        return ()
    names = archetype_names(spec)
    return tuple(
        Difference(names[code], str(here), str(there), words_of_plate(spec))
        for code, here, there in zip(archetypes.CODES, ours.parts, theirs.parts, strict=True)
        if here != there
    )


def how_far(spec: QuestionSpec, one: Mapping[str, Any], other: Mapping[str, Any]) -> float | None:
    """How far two answers lie apart, 0 (same) to 1 (opposite); None when that has no measure.

    Only to put the questions with the largest differences first: it is never shown as a mark.
    """
    if "scale" in one and "scale" in other:
        return abs(one["scale"] - other["scale"]) / (SCALE[-1] - SCALE[0])
    if one.get("choices") and other.get("choices"):
        ours, theirs = set(one["choices"]), set(other["choices"])
        return 1 - len(ours & theirs) / len(ours | theirs)
    if one.get("levels") and other.get("levels"):
        return _levels_apart(one["levels"], other["levels"])
    accents = archetypes.accent_of(one.get("points")), archetypes.accent_of(other.get("points"))
    if accents[0] and accents[1]:
        return archetypes.distance(accents[0], accents[1]) / archetypes.POINTS
    return None


def sides_apart(
    spec: QuestionSpec, one: Sequence[Mapping[str, Any]], other: Sequence[Mapping[str, Any]]
) -> float | None:
    """How far two sides lie apart: as far as the two parties that differ most, one of each side."""
    known = [far for ours in one for theirs in other if (far := how_far(spec, ours, theirs)) is not None]
    return max(known) if known else None


def _levels_apart(ours: Mapping[str, str], theirs: Mapping[str, str]) -> float | None:
    known = [
        abs(Level.values.index(ours[topic]) - Level.values.index(theirs[topic]))
        for topic in ours
        if ours[topic] != UNKNOWN and theirs.get(topic, UNKNOWN) != UNKNOWN
    ]
    return max(known) / (len(Level.values) - 1) if known else None
