# SPDX-License-Identifier: EUPL-1.2
"""What stands on paper: the parts of a question sheet, how a poster is filled, and the code on a sheet.

Plain data that the templates of the papers read (`templates/processes/paper/`). Papers are in Dutch.
"""

import hashlib
import secrets
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from processes.enums import AnswerType
from processes.rules.answers_in_words import archetype_names, level_words
from processes.rules.conversations import SCALE, UNKNOWN, QuestionSpec, parts_of

# Without 0, O, 1, I and L: people copy a code by hand.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 6
LONG_OPTIONS = 14
# More than this does not fit on one poster in letters that can be read from two metres.
FITS_POSTER = 30


def new_sheet_code() -> str:
    """A code for the sheets of one link."""
    return "".join(secrets.choice(LETTERS) for _each in range(CODE_LENGTH))


def party_code(conversation_id: int, party_id: int, version: int) -> str:
    """The code on the sheets of one party, in one round, of one version of the praatplaat.

    No secret: it tells sheets of another party, round or version apart, so it is worked out and not kept.
    """
    digest = hashlib.sha256(f"sheet {conversation_id} {party_id} {version}".encode()).digest()
    number = int.from_bytes(digest[:8])
    letters = []
    for _each in range(CODE_LENGTH):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "".join(letters)


def version_of_code(typed: str, conversation_id: int, party_id: int, versions: Iterable[int]) -> int | None:
    """Of which of these versions a party's sheet is; None when the code is not of this party and round."""
    code = tidy_code(typed)
    return next((each for each in versions if party_code(conversation_id, party_id, each) == code), None)


def tidy_code(typed: str) -> str:
    """A code as somebody typed it, in one form: "k7mp 3q" is "K7MP3Q"."""
    return "".join(character for character in typed.upper() if character.isalnum())[: CODE_LENGTH + 1]


def sheet_question(spec: QuestionSpec, help_text: str, *, per_topic: bool = False) -> dict[str, Any]:
    """One question on a sheet: its words and the room to answer; `per_topic` asks points per topic too."""
    names = [name for name in parts_of(spec) if per_topic or name != "topic_points"]
    parts = [part for name in names for part in _PARTS[name](spec)]
    return {
        "code": spec.code,
        "text": spec.text,
        "help": help_text,
        "parts": parts,
        "long": len(spec.options) > LONG_OPTIONS or len(spec.topics) > LONG_OPTIONS or len(parts) > 3,
    }


def _text(spec: QuestionSpec) -> list[dict[str, Any]]:
    if spec.answer_type == AnswerType.TWO_COLUMNS:
        return [_lines(_("Dit doet de wijk of het dorp"), 4)]
    if spec.answer_type == AnswerType.TEXT:
        return [_lines("", 6)]
    return [_lines(_("Toelichting"), 3)]


def _lines(title: str, count: int) -> dict[str, Any]:
    return {"kind": "lines", "title": title, "count": count}


def _second_text(spec: QuestionSpec) -> list[dict[str, Any]]:
    return [_lines(_("Dit doet de gemeente"), 4)]


def _choices(spec: QuestionSpec) -> list[dict[str, Any]]:
    one = spec.answer_type == AnswerType.ONE_CHOICE
    title = _("Kruis één vakje aan") if one else _("Kruis aan wat past")
    if spec.max_choices:
        title = _("Kruis hoogstens %(most)s vakjes aan") % {"most": spec.max_choices}
    options = [option.text for option in spec.options]
    return [{"kind": "options", "title": title, "one": one, "options": options}]


def _scale(spec: QuestionSpec) -> list[dict[str, Any]]:
    return [
        {
            "kind": "scale",
            "title": _("Kruis uw cijfer aan"),
            "numbers": [str(number) for number in SCALE],
            "hint": _("1 is het laagst, 5 is het hoogst."),
        }
    ]


def _levels(spec: QuestionSpec) -> list[dict[str, Any]]:
    words = level_words(spec)
    hint = "; ".join(text for code, text in words.items() if code != UNKNOWN)
    return [
        {
            "kind": "levels",
            "title": _("Kruis per onderwerp één vakje aan"),
            "head": _("Onderwerp"),
            "levels": [_("nog niet") if code == UNKNOWN else code for code in words],
            "topics": [topic.text for topic in spec.topics],
            "hint": hint + ".",
        }
    ]


def _points(spec: QuestionSpec) -> list[dict[str, Any]]:
    return [
        {
            "kind": "points",
            "title": _("Verdeel tien punten"),
            "options": list(archetype_names(spec).values()),
            "hint": _("Samen tien. Een 0 mag ook."),
        }
    ]


def _topic_points(spec: QuestionSpec) -> list[dict[str, Any]]:
    """A line per topic, for who wants another division there."""
    if not spec.topics:
        return []
    return [
        {
            "kind": "topic_points",
            "title": _("Wilt u per onderwerp iets anders?"),
            "head": _("Onderwerp"),
            "options": list(archetype_names(spec).values()),
            "topics": [topic.text for topic in spec.topics],
            "hint": _("Samen tien op elke regel. Laat een regel leeg als dezelfde verdeling geldt."),
        }
    ]


_PARTS = {
    "text": _text,
    "text_gemeente": _second_text,
    "choices": _choices,
    "scale": _scale,
    "levels": _levels,
    "points": _points,
    "topic_points": _topic_points,
}


def poster_columns(count: int) -> tuple[list[int], list[int], list[int]]:
    """Which building blocks go left, in the middle (under the plate) and right, in reading order.

    >>> poster_columns(5)
    ([0, 1], [2], [3, 4])
    """
    middle = count % 2 if count > 1 else 0
    left = (count - middle + 1) // 2
    return list(range(left)), list(range(left, left + middle)), list(range(left + middle, count))


def poster_size(questions: int) -> float:
    """The size of the letters on a poster, in points: fewer questions are set larger."""
    return 15.0 if questions <= 20 else 14.0 if questions <= 26 else 11.0
