# SPDX-License-Identifier: EUPL-1.2
"""A version of the praatplaat as a spreadsheet (.xlsx): a sheet per kind of part, a line per part.

A workbook is a zip of XML from outside. What it may hold is checked before openpyxl unpacks it; formulas are
refused, never calculated; what we write is always text, so that a question may begin with "=".
"""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from gm_portal.core.errors import RuleError
from gm_portal.core.origins import Origin
from processes.enums import AnswerType
from processes.rules.version_files import (
    COLUMNS,
    MOST_BYTES,
    MOST_ROWS,
    FileError,
    FileRow,
    option_line,
)
from processes.rules.versions import UNPRINTABLE, PartKind, VersionText

MOST_UNPACKED = 20_000_000
MOST_MEMBERS = 200
MOST_COLUMNS = 60
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {"text": 60, "help": 50, "definition": 60, "options": 50, "anchor": 40, "subtitle": 40, "name": 32}


def _refuse(message: str) -> RuleError:
    return RuleError(message, field="file")


def rows_of_sheets(content: bytes) -> tuple[list[FileRow], list[FileError]]:
    """The rows of a workbook, and what is wrong with its sheets, columns and cells.

    Raises `RuleError` when it is no workbook, or one that is too large.
    """
    _check_zip(content)
    import openpyxl  # late: a large library that only this page needs

    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        sheets = {sheet.title.strip().casefold(): sheet for sheet in book.worksheets}
        rows: list[FileRow] = []
        errors: list[FileError] = []
        for kind in PartKind:
            if kind.value not in sheets:
                message = _("Dit blad ontbreekt. Neem de bladen van ons voorbeeld over.")
                errors.append(FileError(kind, 0, "", message))
                continue
            found, wrong = _read_sheet(kind, sheets[kind.value].iter_rows(max_col=MOST_COLUMNS))
            rows, errors = rows + found, errors + wrong
    except RuleError:
        raise
    except Exception as error:  # whatever a broken workbook makes a library of others stumble over
        raise _refuse(_("Dit bestand is niet te lezen. Bewaar het opnieuw als .xlsx en kies het.")) from error
    return rows, errors


def _check_zip(content: bytes) -> None:
    """Refuse what is no workbook, and one that unpacks to more than a question file ever holds."""
    if len(content) > MOST_BYTES:
        raise _refuse(_("Dit bestand is te groot. Kies een bestand van hoogstens 2 MB."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            members = packed.infolist()
            too_much = sum(member.file_size for member in members) > MOST_UNPACKED
            if too_much or len(members) > MOST_MEMBERS:
                raise _refuse(_("Dit bestand wordt te groot bij het uitpakken. Kies een kleiner bestand."))
            for member in members:
                # A zip never yields more than the size it states, so this reading has an end.
                if b"<!DOCTYPE" in (inside := packed.read(member)) or b"<!ENTITY" in inside:
                    raise _refuse(_("In dit bestand staat iets dat niet mag. Bewaar het opnieuw als .xlsx."))
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
    ) as error:
        raise _refuse(_("Dit is geen .xlsx-bestand. Bewaar het als .xlsx en kies het opnieuw.")) from error
    except Exception as error:
        if isinstance(error, RuleError):
            raise
        raise _refuse(_("Dit bestand is niet te lezen. Bewaar het opnieuw als .xlsx en kies het.")) from error


def _read_sheet(kind: PartKind, lines: Iterable[Sequence[Any]]) -> tuple[list[FileRow], list[FileError]]:
    """One sheet: the columns by their names, then a row per line that holds something."""
    fields: dict[int, str] = {}
    rows: list[FileRow] = []
    errors: list[FileError] = []
    headers = {column.field: column.header for column in COLUMNS[kind]}
    for number, line in enumerate(lines, 1):
        if number == 1:
            fields, errors = _read_header(kind, line)
            continue
        cells = {}
        for place, cell in enumerate(line):
            if place not in fields or cell.value is None:
                continue
            problem = _problem_with(cell)
            if problem:
                errors.append(FileError(kind, number, headers[fields[place]], problem))
            else:
                cells[fields[place]] = cell.value
        if any(value != "" for value in cells.values()):
            rows.append(FileRow(kind, number, cells))
        if number > MOST_ROWS:
            raise _refuse(_("In dit bestand staan te veel regels. Kies een kleiner bestand."))
    if not rows and not errors:
        errors.append(FileError(kind, 0, "", _("Dit blad is leeg. Vul minstens één regel in.")))
    return rows, errors


def _read_header(kind: PartKind, line: Sequence[Any]) -> tuple[dict[int, str], list[FileError]]:
    known = {column.header: column for column in COLUMNS[kind]}
    fields: dict[int, str] = {}
    errors: list[FileError] = []
    for place, cell in enumerate(line):
        name = " ".join(str(cell.value or "").split()).casefold()[:80]
        if not name:
            continue
        if name not in known:
            message = _("Deze kolom kennen wij niet. Haal hem weg of gebruik een naam uit het voorbeeld.")
            errors.append(FileError(kind, 1, name, message))
        elif known[name].field in fields.values():
            errors.append(FileError(kind, 1, name, _("Deze kolom staat er twee keer. Haal er één weg.")))
        else:
            fields[place] = known[name].field
    missing = [
        column.header for column in COLUMNS[kind] if column.required and column.field not in fields.values()
    ]
    errors += [FileError(kind, 1, name, _("Deze kolom ontbreekt. Voeg hem toe.")) for name in missing]
    return fields, errors


def _problem_with(cell: Any) -> str:
    if cell.data_type == "f":
        return _("Hier staat een formule. Zet er de tekst zelf neer.")
    if cell.data_type == "e":
        return _("Hier staat een fout uit het rekenblad. Zet er de tekst zelf neer.")
    if isinstance(cell.value, dt.date | dt.time | dt.timedelta):
        return _("Hier staat een datum of tijd. Zet er een tekst neer.")
    return ""


# --- writing --------------------------------------------------------------------------------------------
def as_sheets(version: VersionText) -> bytes:
    """A version as a workbook that can be changed and read in again."""
    import openpyxl  # late: see above
    from openpyxl.cell import WriteOnlyCell  # late: as above
    from openpyxl.styles import Alignment, Font  # late: as above

    book = openpyxl.Workbook(write_only=True)
    parts: dict[PartKind, Sequence[Any]] = {
        PartKind.VERSION: (version,),
        PartKind.BLOCK: version.blocks,
        PartKind.VALUE: version.values,
        PartKind.QUESTION: version.questions,
    }
    for kind, rows in parts.items():
        sheet = book.create_sheet(kind.value)
        sheet.freeze_panes = "A2"
        for place, column in enumerate(COLUMNS[kind]):
            sheet.column_dimensions[chr(ord("A") + place)].width = WIDTHS.get(column.field, 16)
        lines = [[column.header for column in COLUMNS[kind]]]
        lines += [
            [_cell_text(column.field, getattr(row, column.field)) for column in COLUMNS[kind]] for row in rows
        ]
        for number, line in enumerate(lines):
            cells = []
            for text in line:
                cell = WriteOnlyCell(sheet, value=text)
                cell.data_type = "s"  # text, also when it begins with "="
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                cell.font = Font(bold=number == 0)
                cells.append(cell)
            sheet.append(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _cell_text(field: str, value: Any) -> str:
    """A field as the text of a cell; `read_rows` reads it back."""
    if isinstance(value, bool):
        return _("ja") if value else _("nee")
    if field == "value_codes":
        return _clean(", ".join(value))
    if field == "options":
        return _clean("\n".join(option_line(option) for option in value))
    if field == "indicators":
        return _clean("\n".join(value))
    if field == "answer_type" and value in AnswerType.values:
        return str(AnswerType(value).label)
    if field == "origin" and value in Origin.values:
        return str(Origin(value).label)
    return "" if value is None else _clean(str(value))


def _clean(text: str) -> str:
    """Without characters a workbook cannot hold."""
    return UNPRINTABLE.sub("", text)[:32_000]
