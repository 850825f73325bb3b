# SPDX-License-Identifier: EUPL-1.2
"""What changed between two versions of the praatplaat, and what that means for a conversation that moves."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.utils.translation import gettext as _

from gm_portal.core.origins import Origin
from processes.enums import AnswerType
from processes.rules.agreement_texts import Change, changes
from processes.rules.conversations import Option
from processes.rules.versions import (
    TOPIC_TYPES,
    BlockText,
    PartKind,
    PartText,
    QuestionText,
    ValueText,
    VersionText,
)

Lines = list[tuple[str, str]]
Part = TypeVar("Part", BlockText, ValueText, QuestionText)


class Fate(StrEnum):
    """What became of a part in the later version."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    GONE = "gone"


@dataclass(frozen=True)
class PartChange:
    """One part in two versions. `asks_differently`: an answer to the old question has to be checked."""

    kind: PartKind
    code: str
    name: str
    fate: Fate
    changes: tuple[Change, ...] = ()
    has_moved: bool = False
    asks_differently: bool = False


@dataclass(frozen=True)
class VersionDiff:
    """Two versions held side by side."""

    title: tuple[Change, ...]
    blocks: tuple[PartChange, ...]
    values: tuple[PartChange, ...]
    questions: tuple[PartChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed at all."""
        parts = (*self.blocks, *self.values, *self.questions)
        return not self.title and all(part.fate == Fate.SAME and not part.has_moved for part in parts)

    def count(self, fate: Fate) -> int:
        """How many questions this became of."""
        return sum(part.fate == fate for part in self.questions)


def diff(before: VersionText, after: VersionText) -> VersionDiff:
    """What changed from `before` to `after`, part by part, known by their codes."""
    title = changes(_version_lines(before), _version_lines(after))
    return VersionDiff(
        title=title,
        blocks=_parts(PartKind.BLOCK, before.blocks, after.blocks, _block_lines),
        values=_parts(PartKind.VALUE, before.values, after.values, _value_lines),
        questions=_questions(before, after),
    )


def _parts(
    kind: PartKind, before: Sequence[Part], after: Sequence[Part], lines: Callable[[Part], Lines]
) -> tuple[PartChange, ...]:
    old, new = {part.code: part for part in before}, {part.code: part for part in after}
    moved = moved_codes(list(old), list(new))
    found: list[PartChange] = []
    for code, part in new.items():
        if code not in old:
            found.append(PartChange(kind, code, name_of(part), Fate.NEW))
            continue
        changed = changes(lines(old[code]), lines(part))
        fate = Fate.CHANGED if changed else Fate.SAME
        found.append(PartChange(kind, code, name_of(part), fate, changed, code in moved))
    gone: list[PartChange] = [
        PartChange(kind, code, name_of(part), Fate.GONE) for code, part in old.items() if code not in new
    ]
    return (*found, *gone)


def _questions(before: VersionText, after: VersionText) -> tuple[PartChange, ...]:
    names = {block.code: block.name for block in (*before.blocks, *after.blocks)}
    old = {question.code: asked(question, before.topics) for question in before.questions}
    new = {question.code: asked(question, after.topics) for question in after.questions}

    def lines(question: QuestionText) -> Lines:
        return _question_lines(question, names)

    found = _parts(PartKind.QUESTION, before.questions, after.questions, lines)
    result = []
    for part in found:
        differs = part.code in old and part.code in new and old[part.code] != new[part.code]
        # The topics stand in another question: a change there is a change of what is asked here.
        extra = _topic_changes(before, after, part.code) if differs else ()
        fate = Fate.CHANGED if extra else part.fate
        result.append(
            PartChange(
                part.kind, part.code, part.name, fate, (*part.changes, *extra), part.has_moved, differs
            )
        )
    return tuple(result)


def _topic_changes(before: VersionText, after: VersionText, code: str) -> tuple[Change, ...]:
    question = next(question for question in after.questions if question.code == code)
    if question.answer_type not in TOPIC_TYPES:
        return ()
    label = _("Onderwerpen")
    return changes([(label, _option_words(before.topics))], [(label, _option_words(after.topics))])


def asked(question: QuestionText, topics: tuple[Option, ...]) -> tuple[object, ...]:
    """What people read and choose from when they answer: where this is equal, an answer still fits."""
    own = topics if question.answer_type in TOPIC_TYPES else ()
    return (
        question.text,
        question.help,
        question.answer_type,
        question.with_text,
        question.per_side,
        question.max_choices,
        question.options,
        own,
    )


def moved_codes(before: Sequence[str], after: Sequence[str]) -> frozenset[str]:
    """The codes that stand elsewhere among the codes both have: as few as explain the new order.

    >>> sorted(moved_codes(["a", "b", "c"], ["c", "a", "b", "d"]))
    ['c']
    """
    place = {code: number for number, code in enumerate(before)}
    common = [code for code in after if code in place]
    ends: list[int] = []
    chain: list[tuple[str, int]] = []
    for code in common:
        at = bisect_left(ends, place[code])
        ends[at : at + 1] = [place[code]]
        chain.append((code, at))
    kept, wanted = set(), len(ends) - 1
    ceiling = len(before)
    for code, at in reversed(chain):
        if at == wanted and place[code] < ceiling:
            kept.add(code)
            ceiling, wanted = place[code], wanted - 1
    return frozenset(code for code in common if code not in kept)


# --- in words ---------------------------------------------------------------------------------------------
def name_of(part: PartText) -> str:
    """What people call a part."""
    return part.text if isinstance(part, QuestionText) else part.name


def lines_of(part: PartText | VersionText) -> Lines:
    """A part, or the title of a version, as (label, words)."""
    if isinstance(part, VersionText):
        return _version_lines(part)
    if isinstance(part, BlockText):
        return _block_lines(part)
    return _value_lines(part) if isinstance(part, ValueText) else _question_lines(part, {})


def _version_lines(version: VersionText) -> Lines:
    return [
        (_("Titel"), version.title),
        (_("Herkomst"), _word(Origin, version.origin)),
        (_("Bron"), version.source),
    ]


def _block_lines(block: BlockText) -> Lines:
    return [(_("Naam"), block.name), (_("Uitleg"), block.subtitle), (_("Onderbouwing"), block.anchor)]


def _value_lines(value: ValueText) -> Lines:
    return [
        (_("Naam"), value.name),
        (_("Uitleg"), value.definition),
        (_("Signalen"), "\n".join(value.indicators)),
        (_("Herkomst"), _word(Origin, value.origin)),
        (_("Bron"), value.source),
    ]


def _question_lines(question: QuestionText, blocks: Mapping[str, str]) -> Lines:
    yes, no = _("ja"), _("nee")
    return [
        (_("Vraag"), question.text),
        (_("Uitleg"), question.help),
        (_("Soort antwoord"), _word(AnswerType, question.answer_type)),
        (_("Keuzes"), _option_words(question.options)),
        (_("Hoogstens"), str(question.max_choices or "")),
        (_("Met toelichting"), yes if question.with_text else no),
        (_("Elke kant een eigen cijfer"), yes if question.per_side else no),
        (_("Bouwsteen"), blocks.get(question.block, question.block)),
        (_("Waarden"), ", ".join(question.value_codes)),
        (_("Onderbouwing"), question.anchor),
        (_("Herkomst"), _word(Origin, question.origin)),
    ]


def _option_words(options: Iterable[Option]) -> str:
    return "\n".join(f"{option.text} ({option.code})" for option in options)


def _word(labels: type[Origin] | type[AnswerType], code: str) -> str:
    return str(labels(code).label) if code in labels.values else code
