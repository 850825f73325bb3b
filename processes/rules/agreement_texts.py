# SPDX-License-Identifier: EUPL-1.2
"""A version of an agreement as text: what it says part by part, and what changed between two versions."""

import datetime as dt
import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from processes.enums import Level
from processes.rules.agreement_fields import FieldKind, FieldSpec, specs_of


@dataclass(frozen=True)
class VersionText:
    """What one version says: the same for the form, the action and the sheet.

    `reason` says why this version is there; what is not `is_public` says why in `private_reason`.
    """

    title: str
    text: str
    level: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    evaluate_on: dt.date | None = None
    reason: str = ""
    is_public: bool = True
    private_reason: str = ""


def same_words(one: VersionText, other: VersionText) -> bool:
    """Whether two versions say the same, whatever the reason to write them."""
    return replace(one, reason="") == replace(other, reason="")


def long_date(day: dt.date) -> str:
    """15 januari 2026."""
    return formats.date_format(day, "j F Y")


def euros(cents: int) -> str:
    """Whole cents as people write them: € 57.363 or € 57.363,50."""
    whole, rest = divmod(cents, 100)
    amount = formats.number_format(whole, use_l10n=True, force_grouping=True)
    if not rest:
        return f"€ {amount}"
    return f"€ {amount}{formats.get_format('DECIMAL_SEPARATOR')}{rest:02d}"


def readable(spec: FieldSpec, value: Any) -> str:
    """The value of an own field in words."""
    if spec.kind in (FieldKind.CHOICE, FieldKind.MANY):
        labels = dict(spec.choices)
        chosen = value if isinstance(value, list | tuple) else [value]
        return ", ".join(str(labels.get(code, code)) for code in chosen)
    if spec.kind is FieldKind.DATE:
        return long_date(dt.date.fromisoformat(value))
    if spec.kind is FieldKind.CENTS:
        return euros(value)
    if spec.kind is FieldKind.DAYS:
        return ngettext("%(count)s dag", "%(count)s dagen", int(value)) % {"count": value}
    return _("ja") if spec.kind is FieldKind.YES else str(value)


def own_parts(kind: str, fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The own fields of a version that are filled in, as (label, words)."""
    return [
        (str(spec.label), readable(spec, fields[spec.name]))
        for spec in specs_of(kind)
        if fields.get(spec.name)
    ]


def parts(kind: str, version: VersionText) -> list[tuple[str, str]]:
    """Everything a version says, as (label, words), in the order of the sheet."""
    days = (
        (_("Begint op"), version.starts_on),
        (_("Loopt tot en met"), version.ends_on),
        (_("Terugkijken op"), version.evaluate_on),
    )
    return [
        (_("Titel"), version.title),
        (_("Wat we afspreken"), version.text),
        (_("Hoeveel zeggenschap"), str(Level(version.level).label)),
        *((label, long_date(day)) for label, day in days if day),
        *own_parts(kind, version.fields),
        *([] if version.is_public else [(_("Niet openbaar, omdat"), version.private_reason)]),
    ]


# Below this likeness the old and the new text stand apart: loose words in between do not read.
MOSTLY_OTHER = 0.5


# What changed ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Piece:
    """A run of words: `kept`, `added` or `removed`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Change:
    """What became of one part of an agreement, in words."""

    label: str
    pieces: tuple[Piece, ...]


def word_diff(before: str, after: str) -> tuple[Piece, ...]:
    """The two texts as one, word by word.

    >>> [(piece.kind, piece.text) for piece in word_diff("elk jaar een keer", "elk half jaar een keer")]
    [('kept', 'elk '), ('added', 'half '), ('kept', 'jaar een keer')]
    """
    old, new = _words(before), _words(after)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < MOSTLY_OTHER:
        return tuple(Piece(kind, text) for kind, text in (("removed", before), ("added", after)) if text)
    pieces: list[Piece] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            pieces.append(Piece("kept", "".join(old[a:b])))
            continue
        if b > a:
            pieces.append(Piece("removed", "".join(old[a:b])))
        if d > c:
            pieces.append(Piece("added", "".join(new[c:d])))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    """Words with the white space after them, so that pieces join to the very text."""
    return re.findall(r"\s+|\S+\s*", text)


def changes(before: Iterable[tuple[str, str]], after: Iterable[tuple[str, str]]) -> tuple[Change, ...]:
    """What changed between two versions, given as (label, text) per part; equal parts are left out."""
    old, new = dict(before), dict(after)
    labels = [*new, *(label for label in old if label not in new)]
    return tuple(
        Change(label, word_diff(old.get(label, ""), new.get(label, "")))
        for label in labels
        if old.get(label, "") != new.get(label, "")
    )
