# SPDX-License-Identifier: EUPL-1.2
"""Every public page in a real browser: accessible, no wider than the screen, nothing from outside."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.axe import overflows, violations

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
    assert not overflows(page)
    assert violations(page) == []
    assert page.locator("h1").count() == 1
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.matches('a[href^=\"#\"]')"), "the first Tab is the skip link"


def test_demo_people_sign_in_without_a_second_step(window: Callable[..., Page]) -> None:
    page = window(user="gebiedsteam")
    assert page.url.endswith("/mijn/")


def test_a_page_works_without_javascript(window: Callable[..., Page]) -> None:
    page = window(javascript=False, user="rivierenbuurt")
    answer = page.goto("/gebieden/rivierenbuurt/praatplaat/")
    assert answer is not None
    assert answer.status == 200
