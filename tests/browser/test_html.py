# SPDX-License-Identifier: EUPL-1.2
"""The HTML as it leaves the server is valid, for readers, residents, area team, council and administration."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from gm_portal.local.environment import BASE_DIR

PLACES = ["", "praatplaat/", "afspraken/", "evaluatie/", "agenda/"]
AREAS = ["rivierenbuurt", "hoogkerk", "onnen-noordlaren-glimmen", "de-hoogte-korrewegwijk"]
PUBLIC = [
    "/",
    "/gebieden/",
    "/raad/",
    "/leerpunten/",
    "/terugkijken/",
    "/bronnen/",
    "/toegankelijkheid/",
    "/privacy/",
]
OF_AREAS = [f"/gebieden/{area}/{place}" for area in AREAS for place in PLACES]
WALKS = {
    "": [*PUBLIC, *OF_AREAS, "/accounts/login/", "/bestaat-niet/"],
    "rivierenbuurt": ["/mijn/", *(path for path in OF_AREAS if "rivierenbuurt" in path)],
    "gebiedsteam": ["/mijn/", "/mijn/herinneringen/", "/gebieden/hoogkerk/evaluatie/ritme/", *OF_AREAS],
    "raadslid": ["/mijn/", "/raad/"],
    "beheer": ["/mijn/", "/beheer/"],
}


@pytest.mark.parametrize("who", WALKS, ids=lambda who: who or "anonymous")
def test_html_is_valid(window: Callable[..., Page], tmp_path: Path, who: str) -> None:
    page = window(user=who)
    for number, path in enumerate(WALKS[who]):
        answer = page.request.get(path)
        assert answer.status < 500, path
        name = path.strip("/").replace("/", "_") or "home"
        (tmp_path / f"{number:02}_{name}.html").write_text(answer.text(), encoding="utf-8")
    assert _problems(tmp_path) == ""


def _problems(folder: Path) -> str:
    """What html-validate says; Node is the machine's or, without one, that of the virtual environment."""
    node = shutil.which("node") or str(BASE_DIR / ".venv" / "bin" / "node")
    program = BASE_DIR / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    config = BASE_DIR / ".htmlvalidate.json"
    done = subprocess.run(
        [node, program, "--config", config, "--formatter", "text", *sorted(folder.glob("*.html"))],
        cwd=folder,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr
