# SPDX-License-Identifier: EUPL-1.2
"""Our own styles and scripts hold nothing that no page uses."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.contracts.sources import ROOT

STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
COMPONENTS = ROOT / "static" / "vendor" / "nlds.css"
# What can name a class, a file or a property: templates, the code that makes HTML, and scripts.
SPEAKERS = ("templates", "gm_portal", "processes", "agendas", "static/js")


@cache
def _said() -> str:
    wanted = {".html", ".py", ".js"}
    paths = [path for name in SPEAKERS for path in sorted((ROOT / name).rglob("*")) if path.suffix in wanted]
    return "\n".join(path.read_text(encoding="utf-8") for path in paths if "migrations" not in path.parts)


@cache
def _words() -> frozenset[str]:
    return frozenset(re.findall(r"[A-Za-z_][\w-]*", _said()))


def _bare(css: str) -> str:
    return re.sub(r"/\*.*?\*/|\"[^\"]*\"|'[^']*'", "", css, flags=re.DOTALL)


def _is_said(name: str) -> bool:
    """Whether a class stands somewhere, whole or as what a page completes ("state--" before a variable)."""
    if name in _words():
        return True
    stems = (name[: at.end()] for at in re.finditer(r"-+|__", name))
    return any(re.search(rf"(?<![\w-]){re.escape(stem)}\{{", _said()) for stem in stems)


@pytest.mark.parametrize("path", STYLES, ids=lambda path: path.name)
def test_every_class_of_a_style_sheet_stands_on_a_page(path: Path) -> None:
    selectors = re.findall(r"([^{};]+)\{", _bare(path.read_text(encoding="utf-8")))
    classes = {name for each in selectors for name in re.findall(r"\.([A-Za-z][\w-]*)", each)}
    assert sorted(name for name in classes if not _is_said(name)) == []


def test_every_property_we_set_is_read() -> None:
    css = _bare("".join(path.read_text(encoding="utf-8") for path in STYLES))
    made = set(re.findall(r"(?<=[{;\s])(--[\w-]+)\s*:", css))
    read = set(re.findall(r"var\(\s*(--[\w-]+)", css + COMPONENTS.read_text(encoding="utf-8")))
    assert sorted(made - read) == []


@pytest.mark.parametrize("path", [*STYLES, *SCRIPTS], ids=lambda path: path.name)
def test_every_file_is_asked_for(path: Path) -> None:
    assert f"{path.parent.name}/{path.name}" in _said()
