# SPDX-License-Identifier: EUPL-1.2
"""The conversation in a real browser: saving while typing, two screens at once, and every page accessible."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import look

PLATE = "/gebieden/rivierenbuurt/praatplaat/"
QUESTION = f"{PLATE}KIE-3/"


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_conversation_is_accessible(window: Callable[..., Page], width: int) -> None:
    page = window(width=width, user="rivierenbuurt")
    for path in ("", "?toon=wacht", "?toon=verschil", "kompas/", "rondes/", "KIE-3/", "DEN-4/"):
        page.goto(PLATE + path)
        look(page)


def test_a_text_saves_itself_and_a_second_screen_is_told(window: Callable[..., Page]) -> None:
    first, second = window(width=360, user="rivierenbuurt"), window(width=360, user="rivierenbuurt")
    for page in (first, second):
        page.goto(QUESTION)
    first.get_by_label("Uw antwoord").fill("Wij kiezen samen.")
    expect(first.get_by_text("Bewaard om")).to_be_visible()
    first.get_by_label("Uw antwoord").fill("Wij kiezen samen, aan tafel.")
    expect(first.locator("input[name=based_on]").first).to_have_value("2")
    look(first)
    second.get_by_label("Uw antwoord").fill("Op het andere scherm.")
    # Only what comes back from the server counts; it waits a second for the typing to end.
    expect(second.get_by_text("Wij kiezen samen, aan tafel.")).to_be_visible()
    look(second)
    second.get_by_role("button", name="Kies de andere tekst").click()
    expect(second.get_by_label("Uw antwoord")).to_have_value("Wij kiezen samen, aan tafel.")
    second.get_by_role("link", name="Bekijk de geschiedenis").click()
    look(second, at="Geschiedenis van KIE-3")
    expect(second.get_by_text("Op het andere scherm.").first).to_be_visible()


def test_the_keyboard_alone_answers_and_puts_off(window: Callable[..., Page]) -> None:
    page = window(user="gebiedsteam")
    page.goto(QUESTION)
    page.get_by_label("Uw antwoord").focus()
    page.keyboard.type("Het team denkt mee.")
    expect(page.get_by_text("Bewaard om")).to_be_visible()
    page.get_by_role("button", name="Komt later").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Deze vraag staat nu bij later.")).to_be_visible()
    expect(page.get_by_text("1 vraag komt later")).to_be_visible()
    look(page)
