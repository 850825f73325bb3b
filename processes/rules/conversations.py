# SPDX-License-Identifier: EUPL-1.2
"""What an answer to a question of the praatplaat may hold, per type of answer.

A content is plain data: {"text", "text_gemeente" (the second of two columns), "choices": [codes], "scale": 1-5,
"levels": {topic: "N1".."N4" or "unknown"}, "points": {"A", "B", "C"}, "topic_points": {topic: points}}. An answer
that sums up what residents contributed also holds {"voices": {"people", "link"}}: nobody types that.
`normalise` brings what was typed into that form, without empty parts; `problems` says what is wrong with it.
Problems name the field of the form: a double underscore goes down into a part ("levels__groen").
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor
from processes.enums import AnswerState, AnswerType, JointState, Level, Side
from processes.rules import archetypes

MAX_CHARACTERS = 5_000
SCALE = range(1, 6)
UNKNOWN = "unknown"
LEVEL_CODES = (*Level.values, UNKNOWN)
# The question whose options are the topics of the questions that ask something per topic.
TOPICS_QUESTION = "KIE-1"

# A joint answer stands when people agree; "not yet" is recorded too, but it is no joint answer.
AGREED_STATES = (JointState.AGREED, JointState.AGREED_WITH_DIFFERENCE)

Content = dict[str, Any]


@dataclass(frozen=True)
class Option:
    """One thing to choose, or one topic."""

    code: str
    text: str


@dataclass(frozen=True)
class QuestionSpec:
    """A question as the rules see it. `topics` are the options of KIE-1 in the same version."""

    code: str
    text: str
    answer_type: AnswerType
    with_text: bool = False
    per_side: bool = False
    max_choices: int | None = None
    options: tuple[Option, ...] = ()
    topics: tuple[Option, ...] = ()


@dataclass(frozen=True)
class Problem:
    """What is wrong and at which field; the message says what to do."""

    field: str
    message: str


PARTS = {
    AnswerType.TEXT: ("text",),
    AnswerType.TWO_COLUMNS: ("text", "text_gemeente"),
    AnswerType.ONE_CHOICE: ("choices",),
    AnswerType.MANY_CHOICES: ("choices",),
    AnswerType.SCALE: ("scale",),
    AnswerType.LEVEL_PER_TOPIC: ("levels",),
    AnswerType.ACCENT: ("points", "topic_points"),
}


def parts_of(spec: QuestionSpec) -> tuple[str, ...]:
    """The parts of a content this question asks for, in the order people fill them in."""
    parts = PARTS[spec.answer_type]
    return (*parts, "text") if spec.with_text and "text" not in parts else parts


def together(spec: QuestionSpec) -> QuestionSpec:
    """The question as both sides answer it together.

    A figure each side gives for itself has no joint figure, so only words remain. Other figures and choices
    may get words, because what people conclude together is seldom a figure alone.
    """
    if spec.per_side:
        return replace(spec, answer_type=AnswerType.TEXT, per_side=False)
    return replace(spec, with_text=True)


# --- who sees how much --------------------------------------------------------------------------------
class Reader(Enum):
    """Who reads an answer: its own party, another party at the table, or everybody else."""

    OWN = "own"
    TABLE = "table"
    PUBLIC = "public"


# How far an answer can be, from least to furthest; empty means that this reader can see nothing.
STATES = ("", *AnswerState.values)


def reader_of(actor: Actor, process_id: int, party_id: int) -> Reader:
    """Who `actor` is to the answers of one party."""
    seats = actor.seats_in(process_id)
    if any(seat.party_id == party_id for seat in seats):
        return Reader.OWN
    return Reader.TABLE if seats else Reader.PUBLIC


def state_seen(reader: Reader, state: str, *, is_empty: bool = False) -> str:
    """How far an answer is for this reader: nobody outside the party learns that a draft exists."""
    if reader == Reader.OWN:
        return "" if is_empty and state == AnswerState.DRAFT else state
    if reader == Reader.TABLE:
        return "" if state == AnswerState.DRAFT else state
    return state if state == AnswerState.PUBLISHED else ""


# --- from what was typed to a content -----------------------------------------------------------------
def normalise(spec: QuestionSpec, raw: Mapping[str, Any]) -> Content:
    """What was typed, in one form and without empty parts: equal answers become equal contents."""
    tidied = {name: _tidy(spec, name, raw.get(name)) for name in parts_of(spec)}
    return {name: value for name, value in tidied.items() if not _blank(value)}


def is_empty(spec: QuestionSpec, content: Mapping[str, Any]) -> bool:
    """Whether nothing was answered."""
    return not normalise(spec, content)


def with_voices(content: Content, voices: Content | None) -> Content:
    """The content with the number of residents it rests on; an empty answer rests on nobody."""
    return content | {"voices": voices} if content and voices else content


def _blank(value: Any) -> bool:
    return value is None or value in ("", [], {})


def _tidy(spec: QuestionSpec, name: str, value: Any) -> Any:
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if name == "choices" and isinstance(value, list | tuple):
        order = {option.code: number for number, option in enumerate(spec.options)}
        chosen = {str(code) for code in value if not _blank(code)}
        return sorted(chosen, key=lambda code: (order.get(code, len(order)), code))
    if name == "levels" and isinstance(value, Mapping):
        return {topic: level for topic, level in value.items() if not _blank(level)}
    if name == "points":
        return _tidy_points(value)
    if name == "topic_points" and isinstance(value, Mapping):
        tidied = {topic: _tidy_points(points) for topic, points in value.items()}
        return {topic: points for topic, points in tidied.items() if not _blank(points)}
    return value


def _tidy_points(points: Any) -> Any:
    """A form left open counts as zero, unless all three are left open."""
    if not isinstance(points, Mapping) or all(_blank(value) for value in points.values()):
        return points if points and not isinstance(points, Mapping) else None
    return {code: 0 if _blank(points.get(code)) else points[code] for code in (*archetypes.CODES, *points)}


# --- what is wrong ------------------------------------------------------------------------------------
def problems(spec: QuestionSpec, content: Mapping[str, Any]) -> list[Problem]:
    """Everything wrong with a normalised content; an empty list for one that may be kept."""
    strange = [name for name in content if name not in parts_of(spec)]
    found = [Problem(name, _("Deze vraag heeft zo'n veld niet. Laat het weg.")) for name in strange]
    for name in parts_of(spec):
        if name in content:
            found += _CHECKS[name](spec, name, content[name])
    return found


def _check_text(spec: QuestionSpec, name: str, value: Any) -> list[Problem]:
    if not isinstance(value, str):
        return [Problem(name, _("Schrijf hier een tekst."))]
    if "\x00" in value:
        return [Problem(name, _("In de tekst staat een teken dat niet kan. Typ de tekst opnieuw."))]
    if len(value) > MAX_CHARACTERS:
        message = _("Maak de tekst korter: hoogstens 5.000 tekens. U hebt er nu %(count)s.")
        return [Problem(name, message % {"count": len(value)})]
    return []


def _check_choices(spec: QuestionSpec, name: str, value: Any) -> list[Problem]:
    known = {option.code for option in spec.options}
    if not isinstance(value, list) or any(not isinstance(code, str) or code not in known for code in value):
        return [Problem(name, _("Kies uit de lijst. Deze keuze staat er niet bij."))]
    most = 1 if spec.answer_type == AnswerType.ONE_CHOICE else spec.max_choices
    if most is not None and len(value) > most:
        message = _("Kies er hoogstens %(most)s. U koos er %(count)s.")
        return [Problem(name, message % {"most": most, "count": len(value)})]
    return []


def _check_scale(spec: QuestionSpec, name: str, value: Any) -> list[Problem]:
    if isinstance(value, bool) or not isinstance(value, int) or value not in SCALE:
        return [Problem(name, _("Kies een cijfer van 1 tot en met 5."))]
    return []


def _check_levels(spec: QuestionSpec, name: str, value: Any) -> list[Problem]:
    if not isinstance(value, Mapping):
        return [Problem(name, _("Kies per onderwerp een niveau."))]
    topics = {topic.code for topic in spec.topics}
    return [
        Problem(f"{name}__{topic}", _("Kies een niveau uit de lijst."))
        for topic, level in value.items()
        if topic not in topics or level not in LEVEL_CODES
    ]


def _check_points(spec: QuestionSpec, name: str, value: Any) -> list[Problem]:
    problem = archetypes.problem_with(value)
    return [Problem(name, problem)] if problem else []


def _check_topic_points(spec: QuestionSpec, name: str, value: Any) -> list[Problem]:
    if not isinstance(value, Mapping):
        return [Problem(name, _("Verdeel per onderwerp tien punten."))]
    topics = {topic.code: topic.text for topic in spec.topics}
    found = []
    for topic, points in value.items():
        wrong = archetypes.problem_with(points) if topic in topics else _("Kies een onderwerp uit de lijst.")
        if wrong:
            message = f"{topics[topic]}: {wrong}" if topic in topics else wrong
            found.append(Problem(f"{name}__{topic}", message))
    return found


_CHECKS = {
    "text": _check_text,
    "text_gemeente": _check_text,
    "choices": _check_choices,
    "scale": _check_scale,
    "levels": _check_levels,
    "points": _check_points,
    "topic_points": _check_topic_points,
}


# --- together -----------------------------------------------------------------------------------------
def joint_problems(spec: QuestionSpec, state: str, content: Content, difference: str) -> list[Problem]:
    """Everything wrong with a proposed joint answer. `spec` is the question as asked together."""
    found = problems(spec, content)
    if state not in JointState.values:
        found.append(Problem("state", _("Kies of u het eens bent.")))
    if state in AGREED_STATES and not content:
        found.append(Problem(parts_of(spec)[0], _("Schrijf op waar u het samen over eens bent.")))
    if state == JointState.AGREED_WITH_DIFFERENCE and not difference:
        found.append(Problem("difference", _("Schrijf op welk verschil er blijft.")))
    return found + _check_text(spec, "difference", difference)


@dataclass(frozen=True)
class Signatory:
    """A party whose confirmation counts, and whether somebody can give it."""

    party_id: int
    side: Side
    has_people: bool


def is_confirmed(signatories: Iterable[Signatory], confirmed: Iterable[int]) -> bool:
    """Whether a joint text stands: every party with a person confirmed it, and both sides spoke.

    A party without people cannot block the others, but one side can never conclude alone.
    """
    done = frozenset(confirmed)
    everybody = list(signatories)
    if any(party.has_people and party.party_id not in done for party in everybody):
        return False
    return {Side.WIJK, Side.GEMEENTE} <= {party.side for party in everybody if party.party_id in done}
