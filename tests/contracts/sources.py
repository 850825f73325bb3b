# SPDX-License-Identifier: EUPL-1.2
"""The project's own Python files, for contracts that read code as text."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("gm_portal", "processes", "agendas")


@cache
def python_files() -> tuple[Path, ...]:
    """All files of the three packages, migrations included, relative to the root."""
    return tuple(
        sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    )


@cache
def tree_of(path: Path) -> ast.Module:
    """The syntax tree of one file."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


@cache
def lines_of(path: Path) -> tuple[str, ...]:
    """The lines of one file."""
    return tuple((ROOT / path).read_text(encoding="utf-8").splitlines())


def inline_imports(path: Path) -> Iterator[ast.Import | ast.ImportFrom]:
    """Imports inside a function."""
    for function in ast.walk(tree_of(path)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield node
