# SPDX-License-Identifier: EUPL-1.2
"""axe-core on the page as it stands, also after interaction."""

from functools import lru_cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA and the rules that axe calls best practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@lru_cache(maxsize=1)
def _source() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds: one line per element, with the rule and its advice."""
    page.evaluate(_source())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page scrolls sideways, which axe does not see."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def out_of_reach(page: Page) -> list[str]:
    """Boxes that scroll sideways and that a keyboard cannot get into: their last columns are lost."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll('main *')].filter(box =>
            ['auto', 'scroll'].includes(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth + 1
            && box.tabIndex < 0 && !box.querySelector('a, button')).map(box => box.className || box.tagName)"""
    )
    return found
