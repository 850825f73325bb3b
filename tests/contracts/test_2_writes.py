# SPDX-License-Identifier: EUPL-1.2
"""Contract 2: writes happen only in `actions/` and in `gm_portal/core|accounts`."""

import ast
from pathlib import Path

import pytest

from tests.contracts.sources import python_files, tree_of

WRITES = frozenset(
    {
        "save", "create", "bulk_create", "get_or_create", "update_or_create", "bulk_update", "delete", "update",
        "acreate", "asave", "aupdate", "adelete", "add_error_and_save", "executemany",
    }
)  # fmt: skip
OPEN_ROOMS = ("actions", "migrations")
# The servers and the bench of one machine write files and start processes; they hold no domain rows but the bench's.
OPEN_FLOORS = ("gm_portal/core/", "gm_portal/accounts/", "gm_portal/local/")
# Names that are no rows: a hash object's update, a set's; a workbook that is written to memory.
HARMLESS_RECEIVERS = frozenset({"digest", "hasher", "book"})


def _closed_files() -> list[Path]:
    return [
        path
        for path in python_files()
        if not set(path.parts) & set(OPEN_ROOMS) and not str(path).startswith(OPEN_FLOORS)
    ]


def writes_in(tree: ast.Module) -> list[tuple[int, str]]:
    """Calls in a file that look like writes: line and method."""
    return [
        (node.lineno, node.func.attr)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in WRITES
        and not (isinstance(node.func.value, ast.Name) and node.func.value.id in HARMLESS_RECEIVERS)
        and not _is_super(node.func.value)
    ]


def _is_super(node: ast.expr) -> bool:
    """`super().save()`: a model's own save is asked by whoever writes, and that is counted."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "super"


@pytest.mark.parametrize("path", _closed_files(), ids=str)
def test_no_writes_outside_the_action_rooms(path: Path) -> None:
    assert writes_in(tree_of(path)) == []


def test_a_write_would_be_seen() -> None:
    assert writes_in(ast.parse("def view(request):\n    Answer.objects.create()\n    row.save()")) == [
        (2, "create"),
        (3, "save"),
    ]


def test_the_rooms_it_reads_exist() -> None:
    rooms = {path.parts[1] for path in _closed_files() if path.parts[0] in {"processes", "agendas"}}
    assert {"models", "rules", "queries", "forms", "views"} <= rooms
