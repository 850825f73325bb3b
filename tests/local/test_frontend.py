# SPDX-License-Identifier: EUPL-1.2
"""The front-end build: only what is used, always the same bytes, and a clear word when a file is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gm_portal.local import frontend
from gm_portal.local.frontend import (
    MissingFile,
    bare_icon,
    build,
    nlds_css,
    parse_tokens,
    reachable_tokens,
    without_gallery_states,
)

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "node_modules"
installed = pytest.mark.skipif(not MODULES.is_dir(), reason="node_modules is not there: run `make setup`")


def test_only_reachable_tokens_are_kept() -> None:
    tokens = parse_tokens("/* x */ .t { --a: var(--b); --b: 1px; --c: 2px; /* note */ }")
    assert reachable_tokens(tokens, ".x{color:var(--a)}") == {"--a": "var(--b)", "--b": "1px"}


def test_gallery_states_go_and_real_states_stay() -> None:
    css = ".b--hover,.b:hover{x:1}.b--hover{y:1}.b:hover:not(.b--disabled,.b--focus){z:1}@media print{.b--hover{q:1}}"
    assert without_gallery_states(css) == (
        ".b:hover{x:1}.b:hover:not(.b--disabled,.b--focus){z:1}@media print{.b--hover{q:1}}"
    )


def test_an_icon_keeps_only_its_shapes() -> None:
    svg = '<svg\n width="24">\n <path stroke="none" d="M0 0h24v24H0z" fill="none" />\n <path d="M5 12" />\n</svg>'
    assert bare_icon(svg) == '<path d="M5 12"/>'


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match=r"@utrecht/root-css.*npm ci"):
        build(tmp_path, tmp_path / "out", ROOT / "static" / "css")
    assert not (tmp_path / "out").exists()


def test_the_command_fails_with_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert frontend.main(["--modules", str(tmp_path), "--target", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.startswith("frontend: ")


@installed
def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    own = ROOT / "static" / "css"
    build(MODULES, tmp_path / "one", own)
    build(MODULES, tmp_path / "two", own)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert all((tmp_path / "one" / f).read_bytes() == (tmp_path / "two" / f).read_bytes() for f in files)


@installed
def test_the_style_sheet_loads_nothing_from_elsewhere() -> None:
    css = nlds_css(MODULES, ROOT / "static" / "css")
    assert set(re.findall(r"url\(([^)]*)\)", css)) == {'"fonts/noto-sans.woff2"', '"fonts/noto-serif.woff2"'}
    assert "@import" not in css
    assert css.count("{") == css.count("}")


@installed
def test_every_icon_in_the_templates_is_on_the_list() -> None:
    used = {
        name
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r'(?:\{% icon |symbol=)"([a-z0-9-]+)"', path.read_text("utf-8"))
    }
    assert used <= set(frontend.ICONS)


def test_the_components_on_the_list_are_those_in_use() -> None:
    pages = "".join(path.read_text("utf-8") for path in (ROOT / "templates").rglob("*.html"))
    tags = (ROOT / "gm_portal" / "core" / "templatetags" / "nlds_forms.py").read_text("utf-8")
    used = set(re.findall(r"\butrecht-([a-z]+(?:-[a-z]+)*)", pages + tags))
    assert used == set(frontend.UTRECHT)
