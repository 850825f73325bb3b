# SPDX-License-Identifier: EUPL-1.2
"""Every public page in a real browser: accessible, no wider than the screen, nothing from outside."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import look, out_of_reach, overflows

PUBLIC = [
    "/",
    "/gebieden/",
    "/gebieden/rivierenbuurt/",
    "/gebieden/rivierenbuurt/praatplaat/",
    "/gebieden/rivierenbuurt/afspraken/",
    "/gebieden/rivierenbuurt/evaluatie/",
    "/gebieden/rivierenbuurt/agenda/",
    "/gebieden/onnen-noordlaren-glimmen/",
    "/gebieden/de-hoogte-korrewegwijk/",
    "/raad/",
    "/leerpunten/",
    "/terugkijken/",
    "/accounts/login/",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_accessible_and_fits(window: Callable[..., Page], path: str) -> None:
    page = window(width=320)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    look(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a[href^=\"#\"]')"), "the first Tab is the skip link"


TABLES = ["/raad/", "/gebieden/rivierenbuurt/praatplaat/", "/gebieden/hoogkerk/afspraken/"]


def test_tables_fit_a_tablet_too(window: Callable[..., Page]) -> None:
    """Between a phone and a desktop: what does not fit scrolls in its box, and a keyboard reaches it."""
    page = window()
    for path in TABLES:
        page.goto(path)
        for fold in page.locator("main details").all():
            fold.evaluate("fold => fold.open = true")
        for width in (360, 768, 1000):
            page.set_viewport_size({"width": width, "height": 900})
            assert (path, width, overflows(page), out_of_reach(page)) == (path, width, False, [])


def test_paper_stays_white_and_holds_the_whole_table(window: Callable[..., Page]) -> None:
    page = window(width=672)  # an A4 sheet between its margins
    page.goto("/raad/")
    page.emulate_media(media="print")
    for part in ("html", "body"):
        assert (
            page.locator(part).evaluate("part => getComputedStyle(part).backgroundColor")
            == "rgb(255, 255, 255)"
        )
    assert not page.locator("nav:has(.filters)").is_visible()
    box = page.locator(".council-box")
    assert box.evaluate("box => box.scrollWidth <= box.clientWidth")


def test_demo_people_sign_in_without_a_second_step(window: Callable[..., Page]) -> None:
    page = window(user="gebiedsteam")
    expect(page).to_have_url(re.compile("/mijn/$"))


def test_a_page_works_without_javascript(window: Callable[..., Page]) -> None:
    page = window(javascript=False, user="rivierenbuurt")
    answer = page.goto("/gebieden/rivierenbuurt/praatplaat/")
    assert answer is not None
    assert answer.status == 200
