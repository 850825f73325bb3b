# SPDX-License-Identifier: EUPL-1.2
"""Every page of looking back on the narrowest phone: accessible, no wider than the screen, for reader and table."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.axe import look

VILLAGES = "/gebieden/onnen-noordlaren-glimmen/evaluatie/"
STEPS = ("", "antwoorden/", "inwoners/", "toen-en-nu/", "vastleggen/", "verplaatsen/", "afzeggen/")


def _moments(page: Page) -> dict[str, str]:
    """The address of the held and of the planned moment of the villages."""
    page.goto(VILLAGES)
    found = {}
    for link in page.locator("main a").all():
        path = link.get_attribute("href") or ""
        if re.fullmatch(rf"{VILLAGES}\d+/", path):
            row = link.locator("xpath=ancestor::li[1] | ancestor::section[1]").last.inner_text()
            found["held" if "gehouden" in row and "gepland" not in row else "planned"] = path
    return found


def _fits(page: Page, path: str) -> None:
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    look(page)


def test_a_reader_sees_what_was_held_and_what_is_planned(window: Callable[..., Page]) -> None:
    page = window(width=320)
    moments = _moments(page)
    assert set(moments) == {"held", "planned"}
    for path in (*moments.values(), f"{moments['held']}toen-en-nu/"):
        _fits(page, path)


@pytest.mark.parametrize("who", ["gebiedsteam", "dorpen"])
def test_the_table_does_everything_on_a_phone(window: Callable[..., Page], who: str) -> None:
    page = window(width=320, user=who)
    planned = _moments(page)["planned"]
    for step in STEPS:
        _fits(page, f"{planned}{step}")
    page.goto(f"{planned}antwoorden/")
    own = page.locator("main a[href*='/antwoorden/']").first.get_attribute("href")
    assert own is not None
    for path in (own, f"{VILLAGES}ritme/", "/mijn/", "/mijn/herinneringen/"):
        _fits(page, path)
