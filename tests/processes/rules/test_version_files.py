# SPDX-License-Identifier: EUPL-1.2
"""Question files: what goes out comes in again, and every error is named by sheet, row and column at once."""

import datetime as dt
import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gm_portal.core.errors import RuleError
from processes.rules.conversations import Option
from processes.rules.version_files import as_json, option_line, option_of, read_rows, rows_of_json
from processes.rules.version_sheets import as_sheets, rows_of_sheets
from processes.rules.versions import VersionText, flaws
from tests.processes.rules.test_versions import WHOLE, published, with_question


def through_sheets(whole: VersionText) -> tuple[VersionText, list[str]]:
    """A version written as a workbook and read again, with the errors."""
    rows, errors = rows_of_sheets(as_sheets(whole))
    reading = read_rows(rows, in_sheet=True)
    return reading.version, [error.message for error in (*errors, *reading.errors(in_sheet=True))]


def workbook(change: Any) -> bytes:
    """The workbook of a good version with something changed in it."""
    book = openpyxl.load_workbook(io.BytesIO(as_sheets(WHOLE)))
    change(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def told(content: bytes) -> list[tuple[str, int, str]]:
    """Where the errors of a workbook are."""
    rows, errors = rows_of_sheets(content)
    found = (*errors, *read_rows(rows, in_sheet=True).errors(in_sheet=True))
    return [(error.kind.value, error.row, error.column) for error in found]


@pytest.mark.parametrize("whole", [WHOLE, published()], ids=["small", "version 1"])
def test_both_files_come_back_as_they_went(whole: VersionText) -> None:
    assert through_sheets(whole) == (whole, [])
    reading = read_rows(rows_of_json(as_json(2, whole).encode()), in_sheet=False)
    assert (reading.version, reading.errors(in_sheet=False)) == (whole, [])


@pytest.mark.parametrize("text", ["=1+1", "+31", "-", "@SUM(A1)", "=HYPERLINK('x')", "12", "1.50"])
def test_a_text_that_looks_like_a_formula_stays_a_text(text: str) -> None:
    assert through_sheets(with_question(text=text)) == (with_question(text=text), [])


@given(st.text(max_size=60), st.text(max_size=60))
@example("0\r0", "")
@example("", "0\r0")
@settings(max_examples=30, deadline=None)
def test_any_text_goes_out_and_in_or_is_refused(text: str, more: str) -> None:
    whole = with_question(text=text.strip(), help=more.strip())
    if not flaws(whole):
        assert through_sheets(whole) == (whole, [])
    else:
        assert read_rows(rows_of_sheets(as_sheets(whole))[0], in_sheet=True)


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_option_line_is_read(line: str) -> None:
    option = option_of(line)
    assert isinstance(option.code, str)
    if option.code and " = " not in option.text and option.text == option.text.strip():
        assert option_of(option_line(Option("x", option.text or "y"))).code == "x"


def test_every_error_of_a_sheet_comes_at_once() -> None:
    def change(book: Any) -> None:
        sheet = book["vragen"]
        sheet.append(["DEN-1", "XXX", "", "", "cijfer", "", "veel", "misschien", "", "QQQ", "", "gelogen"])

    assert set(told(workbook(change))) == {
        ("vragen", 2, "code"),
        ("vragen", 5, "code"),
        ("vragen", 5, "bouwsteen"),
        ("vragen", 5, "vraag"),
        ("vragen", 5, "soort"),
        ("vragen", 5, "hoogstens"),
        ("vragen", 5, "met toelichting"),
        ("vragen", 5, "waarden"),
        ("vragen", 5, "herkomst"),
    }


def _rename(book: Any) -> None:
    book["vragen"]["C1"] = "tekst"


def _double(book: Any) -> None:
    book["vragen"]["D1"] = "vraag"


def _formula(book: Any) -> None:
    book["vragen"]["C2"] = "=A1&A2"


def _date(book: Any) -> None:
    book["vragen"]["C2"] = dt.date(2026, 1, 1)


def _no_sheet(book: Any) -> None:
    del book["waarden"]


def _empty(book: Any) -> None:
    book["bouwstenen"].delete_rows(2, 9)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (_rename, ("vragen", 1, "tekst")),
        (_rename, ("vragen", 1, "vraag")),
        (_double, ("vragen", 1, "vraag")),
        (_formula, ("vragen", 2, "vraag")),
        (_date, ("vragen", 2, "vraag")),
        (_no_sheet, ("waarden", 0, "")),
        (_empty, ("bouwstenen", 0, "")),
    ],
)
def test_wrong_sheets_columns_and_cells_are_named(change: Any, where: tuple[str, int, str]) -> None:
    assert where in told(workbook(change))


def _bomb() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b"0" * 30_000_000)
    return made.getvalue()


def _laughs() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    return made.getvalue()


def _half() -> bytes:
    return as_sheets(WHOLE)[:2000]


def _scrambled() -> bytes:
    content = bytearray(as_sheets(WHOLE))
    content[200:400] = b"\xff" * 200
    return bytes(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"geen zip", b"PK\x03\x04", _bomb(), _laughs(), _half(), _scrambled(), b"x" * 2_000_001],
    ids=["empty", "text", "stub", "bomb", "laughs", "half", "scrambled", "large"],
)
def test_what_is_no_workbook_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(RuleError) as refusal:
        rows_of_sheets(content)
    assert refusal.value.field == "file"


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"null", b"12", b"\xff\xfe", b"[" * 100_000, b'{"questions": 1}',
        b'{"blocks": [], "values": [], "questions": {}}', b"x" * 2_000_001,
        json.dumps({"blocks": [{}] * 3000, "values": [], "questions": []}).encode(),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_no_json_of_a_praatplaat_is_refused(content: bytes) -> None:
    with pytest.raises(RuleError) as refusal:
        rows_of_json(content)
    assert refusal.value.field == "file"


@pytest.mark.parametrize(
    "question",
    [
        None, 1, "x", [], {"code": {"a": {"b": 1}}}, {"text": ["x"]}, {"options": "x"}, {"options": [1]},
        {"options": [{"code": 1}]}, {"options": [[["x"]]]}, {"value_codes": [[1]]}, {"max_choices": 1e300},
        {"max_choices": "9" * 5000}, {"text": "\x00"}, {"text": "\ud83d"}, {"with_text": 3}, {"with_text": "wel"},
        {"code": True}, {"max_choices": -1}, {"answer_type": None},
    ],
    ids=str,
)  # fmt: skip
def test_odd_json_is_told_by_row_and_column(question: Any) -> None:
    whole = json.loads(as_json(1, WHOLE))
    whole["questions"].append(question)
    rows = rows_of_json(json.dumps(whole).encode())
    errors = read_rows(rows, in_sheet=False).errors(in_sheet=False)
    assert errors
    assert all(error.row == 4 and error.column for error in errors)
    # What waits to be read must fit in the database.
    kept = json.dumps([row.cells for row in rows])
    assert "\\u0000" not in kept
    assert "\\ud83d" not in kept
