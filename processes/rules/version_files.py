# SPDX-License-Identifier: EUPL-1.2
"""A version of the praatplaat as a file: rows of cells in, a version or every error out.

A spreadsheet has a sheet per kind of part with Dutch columns; JSON has a list per kind with the names of our
fields. Both become the same rows, so that both are held against the same rules.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from gm_portal.core.errors import RuleError
from gm_portal.core.origins import Origin
from processes.enums import AnswerType
from processes.rules.conversations import Option
from processes.rules.versions import BlockText, Flaw, PartKind, QuestionText, ValueText, VersionText, flaws

MOST_BYTES = 2_000_000
MOST_ROWS = 2_000
# PostgreSQL holds no NUL and no half of a surrogate pair; this sign it holds, and the rules refuse it.
NOT_STORED = re.compile(r"[\x00\ud800-\udfff]")
NO_SIGN = "\x07"


@dataclass(frozen=True)
class FileRow:
    """One line of a file. `number` is the line people see: in a sheet the header is line 1."""

    kind: PartKind
    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True)
class FileError:
    """What is wrong with one cell (`column` is empty for a whole line) and what to do."""

    kind: PartKind
    row: int
    column: str
    message: str

    def as_dict(self) -> dict[str, Any]:
        """As plain data, to keep with the import."""
        return {"kind": self.kind.value, "row": self.row, "column": self.column, "message": self.message}


class CellError(ValueError):
    """A cell holds something else than its column asks."""


# --- what one cell may hold ---------------------------------------------------------------------------
def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise CellError(_("Schrijf hier een tekst."))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()


def _yes_no(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    said = _words(value).casefold()
    if said not in ("ja", "nee", ""):
        raise CellError(_("Kies uit ja of nee."))
    return said == "ja"


def _whole(value: Any) -> int | None:
    said = _words(value)
    if not said:
        return None
    if not (said.isascii() and said.isdecimal() and len(said) < 5):
        raise CellError(_("Vul een heel getal in, bijvoorbeeld 3. Of laat dit leeg."))
    return int(said)


def _lines(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, list) else _words(value).split("\n")
    return tuple(said for said in map(_words, parts) if said)


def _codes(value: Any) -> tuple[str, ...]:
    parts = (
        value if isinstance(value, list) else _words(value).replace(";", ",").replace("\n", ",").split(",")
    )
    return tuple(said for said in map(_words, parts) if said)


def _options(value: Any) -> tuple[Option, ...]:
    """Per line "code = tekst"; a line without a code gets one made of its words."""
    if isinstance(value, list) and any(not isinstance(row, Mapping) for row in value):
        raise CellError(_("Geef elke keuze een code en een tekst."))
    if isinstance(value, list):
        return tuple(Option(_words(row.get("code")), _words(row.get("text"))) for row in value)
    return tuple(option_of(line) for line in _lines(value))


def option_of(line: str) -> Option:
    """One option from one line.

    >>> option_of("groen = groen en water"), option_of("Verkeer en parkeren")
    (Option(code='groen', text='groen en water'), Option(code='verkeer-en-parkeren', text='Verkeer en parkeren'))
    """
    code, equals, text = (part.strip() for part in line.partition(" = "))
    return Option(code, text) if equals else Option(slugify(code)[:80].strip("-"), code)


def option_line(option: Option) -> str:
    """One option as one line; the reverse of `option_of`."""
    return f"{option.code} = {option.text}"


def _one_of(labels: type[AnswerType] | type[Origin]) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        said = _words(value)
        for code, label in labels.choices:
            if said.casefold() in (code.casefold(), str(label).casefold()):
                return str(code)
        known = "; ".join(str(label) for label in labels.labels)
        raise CellError(_("Kies uit: %(known)s.") % {"known": known})

    return read


@dataclass(frozen=True)
class Column:
    """A field of a part, what its column is called in a sheet, and how a cell is read."""

    field: str
    header: str
    read: Callable[[Any], Any] = _words
    required: bool = False


COLUMNS: Mapping[PartKind, tuple[Column, ...]] = {
    PartKind.VERSION: (
        Column("title", "titel", required=True),
        Column("origin", "herkomst", _one_of(Origin)),
        Column("source", "bron"),
    ),
    PartKind.BLOCK: (
        Column("code", "code", required=True),
        Column("name", "naam", required=True),
        Column("subtitle", "uitleg"),
        Column("anchor", "onderbouwing"),
    ),
    PartKind.VALUE: (
        Column("code", "code", required=True),
        Column("name", "naam", required=True),
        Column("definition", "uitleg", required=True),
        Column("indicators", "signalen", _lines),
        Column("origin", "herkomst", _one_of(Origin)),
        Column("source", "bron"),
    ),
    PartKind.QUESTION: (
        Column("code", "code", required=True),
        Column("block", "bouwsteen", required=True),
        Column("text", "vraag", required=True),
        Column("help", "uitleg"),
        Column("answer_type", "soort", _one_of(AnswerType), required=True),
        Column("options", "keuzes", _options),
        Column("max_choices", "hoogstens", _whole),
        Column("with_text", "met toelichting", _yes_no),
        Column("per_side", "per kant", _yes_no),
        Column("value_codes", "waarden", _codes),
        Column("anchor", "onderbouwing"),
        Column("origin", "herkomst", _one_of(Origin)),
    ),
}
MAKE: Mapping[PartKind, Any] = {
    PartKind.BLOCK: BlockText,
    PartKind.VALUE: ValueText,
    PartKind.QUESTION: QuestionText,
}
JSON_LISTS = {"blocks": PartKind.BLOCK, "values": PartKind.VALUE, "questions": PartKind.QUESTION}


# --- from rows to a version ---------------------------------------------------------------------------
@dataclass(frozen=True)
class Reading:
    """What a file says: the version as far as it could be read, and what could not be read."""

    version: VersionText
    rows: Mapping[PartKind, tuple[FileRow, ...]]
    unread: tuple[FileError, ...]

    def errors(self, *, in_sheet: bool) -> list[FileError]:
        """Every error of the file at once, in the order of the file."""
        told = {(error.kind, error.row, error.column) for error in self.unread}
        found = list(self.unread)
        for flaw in flaws(self.version):
            error = self._located(flaw, in_sheet=in_sheet)
            if (error.kind, error.row, error.column) not in told:
                found.append(error)
        order = list(PartKind)
        return sorted(found, key=lambda error: (order.index(error.kind), error.row))

    def _located(self, flaw: Flaw, *, in_sheet: bool) -> FileError:
        rows = self.rows.get(flaw.kind, ())
        number = rows[flaw.place].number if flaw.place < len(rows) and flaw.field else 0
        return FileError(flaw.kind, number, column_name(flaw.kind, flaw.field, in_sheet), flaw.message)


def column_name(kind: PartKind, field: str, in_sheet: bool) -> str:
    """What a field is called in this kind of file."""
    headers = {column.field: column.header for column in COLUMNS[kind]}
    return headers.get(field, field) if in_sheet else field


def read_rows(rows: Sequence[FileRow], *, in_sheet: bool) -> Reading:
    """Rows as a version. What a cell holds wrongly is an error; the rest of its line is read all the same."""
    parts: dict[PartKind, list[Any]] = {kind: [] for kind in PartKind}
    kept: dict[PartKind, list[FileRow]] = {kind: [] for kind in PartKind}
    unread: list[FileError] = []
    for row in rows:
        values, wrong = _read_cells(row, in_sheet)
        unread += wrong
        parts[row.kind].append(values if row.kind == PartKind.VERSION else MAKE[row.kind](**values))
        kept[row.kind].append(row)
    about = parts[PartKind.VERSION][0] if parts[PartKind.VERSION] else {"title": ""}
    version = VersionText(
        **about,
        blocks=tuple(parts[PartKind.BLOCK]),
        values=tuple(parts[PartKind.VALUE]),
        questions=tuple(parts[PartKind.QUESTION]),
    )
    return Reading(version, {kind: tuple(found) for kind, found in kept.items()}, tuple(unread))


def _read_cells(row: FileRow, in_sheet: bool) -> tuple[dict[str, Any], list[FileError]]:
    values: dict[str, Any] = {}
    wrong: list[FileError] = []
    for column in COLUMNS[row.kind]:
        cell = row.cells.get(column.field)
        if cell in (None, "") and column.field == "origin":
            continue  # nobody has to say where a new question comes from: it was made here
        try:
            values[column.field] = column.read(cell)
        except CellError as error:
            name = column.header if in_sheet else column.field
            wrong.append(FileError(row.kind, row.number, name, str(error)))
            if column.required:
                values[column.field] = ""
    return values, wrong


# --- JSON ---------------------------------------------------------------------------------------------
def rows_of_json(content: bytes) -> list[FileRow]:
    """The rows of a JSON file. Raises `RuleError` when it is no JSON file of a praatplaat."""
    if len(content) > MOST_BYTES:
        raise RuleError(_("Dit bestand is te groot. Kies een bestand van hoogstens 2 MB."), field="file")
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise RuleError(
            _("Dit is geen goed JSON-bestand. Kijk het na en kies het opnieuw."), field="file"
        ) from error
    lists = [told.get(name) if isinstance(told, dict) else None for name in JSON_LISTS]
    if any(not isinstance(parts, list) for parts in lists):
        message = _("In dit bestand staat geen praatplaat. Er horen %(names)s in.")
        raise RuleError(message % {"names": ", ".join(JSON_LISTS)}, field="file")
    rows = [_json_row(PartKind.VERSION, 1, told)]
    for kind, parts in zip(JSON_LISTS.values(), lists, strict=True):
        rows += [_json_row(kind, number, part) for number, part in enumerate(parts or [], 1)]
    if len(rows) > MOST_ROWS:
        raise RuleError(_("In dit bestand staan te veel regels. Kies een kleiner bestand."), field="file")
    return rows


def _json_row(kind: PartKind, number: int, part: Any) -> FileRow:
    told = part if isinstance(part, dict) else {}
    return FileRow(kind, number, {column.field: tame(told.get(column.field)) for column in COLUMNS[kind]})


def tame(value: Any, depth: int = 0) -> Any:
    """A value from outside as the database can hold it; what it cannot hold becomes a sign that the rules refuse."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if -1e9 < value < 1e9 else NO_SIGN
    if isinstance(value, str):
        return NOT_STORED.sub(NO_SIGN, value)
    if isinstance(value, list) and depth < 2:
        return [tame(part, depth + 1) for part in value]
    if isinstance(value, dict) and depth < 2:
        return {name: tame(value.get(name), depth + 1) for name in ("code", "text")}
    return NO_SIGN


def as_json(number: int, version: VersionText) -> str:
    """A version as JSON, as the portal's own data files have it."""
    parts = asdict(version)
    told = {"version": number, **{name: parts[name] for name in ("title", "origin", "source", *JSON_LISTS)}}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"
