# SPDX-License-Identifier: EUPL-1.2
"""Contract 1: floors and rooms. import-linter (pyproject.toml) holds the floors; inline imports carry a reason."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.contracts.sources import ROOT, inline_imports, lines_of, python_files


def test_no_file_imports_a_floor_above_its_own() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("path", python_files(), ids=str)
def test_every_inline_import_carries_its_reason(path: Path) -> None:
    lines = lines_of(path)
    silent = [
        f"{path}:{node.lineno} {lines[node.lineno - 1].strip()}"
        for node in inline_imports(path)
        if "#" not in lines[node.lineno - 1] and not _reason_above(lines, node.lineno - 1)
    ]
    assert silent == []


def _reason_above(lines: tuple[str, ...], index: int) -> bool:
    """Whether a comment, or another inline import with one, stands right above; a docstring does not count."""
    for line in reversed(lines[:index]):
        text = line.strip()
        if text.startswith("#") or (text.startswith(("import ", "from ")) and "#" in text):
            return True
        if not text.startswith(("import ", "from ")):
            return False
    return False
