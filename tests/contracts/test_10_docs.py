# SPDX-License-Identifier: EUPL-1.2
"""Contract 10: the commands, paths, addresses and settings that README and docs name do exist."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands
from django.urls import Resolver404, resolve

from tests.contracts.sources import ROOT

DOCS = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *(ROOT / "docs").rglob("*.md")]
)
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
SETTINGS = (ROOT / "gm_portal/settings.py").read_text(encoding="utf-8")
SETTINGS += (ROOT / "docker-compose.yml").read_text(encoding="utf-8") + "".join(
    path.read_text(encoding="utf-8") for path in sorted((ROOT / "gm_portal/local").glob("*.py"))
)
TOP_LEVEL = (
    "gm_portal/",
    "processes/",
    "agendas/",
    "templates/",
    "static/",
    "tests/",
    "docs/",
    "locale/",
    "deploy/",
)
MADE_LATER = ("static/vendor/",)


def _code(path: Path) -> list[str]:
    """Everything in backticks or code blocks."""
    text = path.read_text(encoding="utf-8")
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    return [line for block in blocks for line in block.splitlines()] + re.findall(r"`([^`\n]+)`", text)


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_make_targets_exist(path: Path) -> None:
    named = {name for code in _code(path) for name in re.findall(r"\bmake ([a-z]+)\b", code)}
    assert named <= TARGETS


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_management_commands_exist(path: Path) -> None:
    named = {name for code in _code(path) for name in re.findall(r"manage\.py ([a-z_]+)", code)}
    assert named <= set(get_commands())


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_modules_exist(path: Path) -> None:
    named = {name for code in _code(path) for name in re.findall(r"python -m (gm_portal[\w.]+)", code)}
    assert {name for name in named if not (ROOT / (name.replace(".", "/") + ".py")).exists()} == set()


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_paths_exist(path: Path) -> None:
    named = {code.split()[0].rstrip(",.;") for code in _code(path) if code.startswith(TOP_LEVEL)}
    plain = {name for name in named if not re.search(r"[<*…|{]", name) and not name.startswith(MADE_LATER)}
    assert {name for name in plain if not (ROOT / name.split(":")[0]).exists()} == set()


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_images_exist(path: Path) -> None:
    named = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", path.read_text(encoding="utf-8"))
    assert [name for name in named if not (path.parent / name).exists()] == []


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_addresses_exist(path: Path) -> None:
    named = {code for code in _code(path) if re.fullmatch(r"/[a-z0-9./-]*", code) and "/usr" not in code}
    unknown = set()
    for address in named:
        try:
            resolve(address)
        except Resolver404:
            unknown.add(address)
    assert unknown == set()


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_settings_exist(path: Path) -> None:
    named = {code for code in _code(path) if re.fullmatch(r"[A-Z][A-Z0-9]*_[A-Z0-9_]+|PORT|HOST", code)}
    assert {name for name in named if name not in SETTINGS} == set()


@pytest.mark.parametrize("app", ["processes", "agendas"])
def test_the_map_names_the_concept_of_every_file(app: str) -> None:
    """By its own name, or by the concept it begins with."""
    told = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = {
        path.stem
        for path in (ROOT / app).rglob("*.py")
        if not {"migrations", "data", "management"} & set(path.parts)
    }
    names -= {"__init__", "apps", "urls", "tasks", "enums"}
    concepts = set(re.findall(r"[`/]([a-z]+?)s?[`*_]", told))
    assert {name for name in names if name not in told and name.split("_")[0] not in concepts} == set()


def test_the_readme_names_every_make_target_people_need() -> None:
    said = " ".join(_code(ROOT / "README.md"))
    assert {
        name for name in ("run", "test", "check", "fix", "bench", "lock") if f"make {name}" not in said
    } == set()
