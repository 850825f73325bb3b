# SPDX-License-Identifier: EUPL-1.2
"""What is asked of every page as it stands, also after interaction: axe-core, its width, one main heading."""

import re
from functools import lru_cache
from pathlib import Path
from weakref import WeakKeyDictionary

from playwright.sync_api import BrowserContext, Frame, Page, Request, expect

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA and the rules that axe calls best practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class _Journey:
    """The pages that a window asked for: how many so far, and which of them have not come yet."""

    def __init__(self) -> None:
        self.asked = 0
        self.under_way: set[Request] = set()

    def leave(self, request: Request) -> None:
        if request.is_navigation_request():
            self.asked += 1
            self.under_way.add(request)

    def end(self, request: Request) -> None:
        self.under_way.discard(request)

    def arrive(self, frame: Frame) -> None:
        if frame.parent_frame is None:
            self.under_way.clear()


_JOURNEYS: WeakKeyDictionary[BrowserContext, _Journey] = WeakKeyDictionary()


def follow(context: BrowserContext) -> None:
    """Keep count of the pages of this window, so that nobody looks at a page that is about to go."""
    journey = _JOURNEYS[context] = _Journey()
    context.on("request", journey.leave)
    context.on("requestfinished", journey.end)
    context.on("requestfailed", journey.end)
    context.on("page", lambda page: page.on("framenavigated", journey.arrive))


@lru_cache(maxsize=1)
def _source() -> str:
    return AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """What axe finds: one line per element, with the rule and its advice. Only on a page that stays."""
    page.wait_for_load_state()
    journey = _JOURNEYS[page.context]
    before = journey.asked
    page.evaluate(_source())
    found = page.evaluate("tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS)
    is_old = journey.under_way or journey.asked != before
    assert not is_old, (
        f"another page is on its way: first expect something that only the page after {page.url} has"
    )
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(map(str, node['target']))}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


def overflows(page: Page) -> bool:
    """Whether the page scrolls sideways, which axe does not see."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def out_of_reach(page: Page) -> list[str]:
    """Boxes that scroll sideways and that a keyboard cannot get into: their last columns are lost."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll('main *')].filter(box =>
            ['auto', 'scroll'].includes(getComputedStyle(box).overflowX) && box.scrollWidth > box.clientWidth + 1
            && box.tabIndex < 0 && !box.querySelector('a, button')).map(box => box.className || box.tagName)"""
    )
    return found


def look(page: Page, at: str = "") -> None:
    """The page is accessible, no wider than the screen, and has one main heading.

    After a click, `at` is what only the title of the new page says, so that nobody looks at the old one.
    """
    if at:
        expect(page).to_have_title(re.compile(re.escape(at)))
    # pytest explains only the asserts of tests, so these say it themselves.
    found = violations(page)
    assert found == [], f"{page.url}: {found}"
    assert not overflows(page), f"{page.url} is wider than the screen"
    assert page.locator("h1").count() == 1, f"{page.url} has not one main heading"
