# SPDX-License-Identifier: EUPL-1.2
"""A party's own paper in a real browser: with the keyboard only, on a phone, clean in every state."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import look
from tests.browser.steps import code_on_the_sheet

PLATE = "/gebieden/rivierenbuurt/praatplaat/"
Window = Callable[..., Page]


def tab_to(page: Page, words: str) -> None:
    """Press Tab until the focus stands on what has this name: no mouse, no jump."""
    for _each in range(150):
        page.keyboard.press("Tab")
        here = page.evaluate(
            "(document.activeElement.innerText || document.activeElement.labels?.[0]?.innerText || '').trim()"
        )
        if " ".join(here.split()).replace(" :", ":").startswith(words):
            return
    raise AssertionError(f"the keyboard does not reach {words}")


@pytest.mark.parametrize("width", [360, 1280])
def test_1_the_pages_are_clean(window: Window, width: int) -> None:
    page = window(width=width, user="rivierenbuurt")
    page.goto(PLATE)
    page.get_by_role("link", name="Antwoorden op papier van").click()
    expect(page.get_by_text("Er is een tweede persoon nodig")).to_be_visible()
    look(page, at="Antwoorden op papier")
    for code in ("BES-1", "KIE-1"):
        page.get_by_role("link", name=re.compile(rf"Typ over\s*: {code}")).click()
        look(page, at=f"Papier overtypen · {code}")
        page.get_by_role("button", name="Bewaar dit papier").click()
        expect(page.get_by_text("Vul de bladcode in").first).to_be_visible()
        look(page)
        for title in ("Papier overtypen", "Antwoorden op papier"):
            page.go_back()
            expect(page).to_have_title(re.compile(f"^{title}"))


def test_2_the_keyboard_alone_types_over_and_takes_back(window: Window) -> None:
    page = window(user="rivierenbuurt")
    page.goto(PLATE)
    tab_to(page, "Antwoorden op papier van")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Antwoorden op papier")).to_be_visible()
    code = code_on_the_sheet(page)
    page.goto(f"{page.url}?blad={code.lower()}")
    tab_to(page, "Typ over: KIE-4")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Uw antwoord")).to_be_visible()
    tab_to(page, "Uw antwoord")
    page.keyboard.type("[voorbeeldtekst] Aan de keukentafel.")
    tab_to(page, "Bewaar dit papier")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Iemand anders van uw partij kijkt het na.").first).to_be_visible()
    look(page)
    tab_to(page, "Lees terug")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Aan de keukentafel.")).to_be_visible()
    expect(page.get_by_role("button", name="Dit staat op het papier")).to_have_count(0)
    look(page)
    tab_to(page, "Haal weg en typ opnieuw over")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Weggehaald.")).to_be_visible()
    look(page)


def test_3_the_main_path_of_an_answer_needs_only_tab_and_enter(window: Window) -> None:
    page = window(user="rivierenbuurt")
    page.goto(f"{PLATE}KIE-4/")
    tab_to(page, "Uw antwoord")
    page.keyboard.type("[voorbeeldtekst] Met het toetsenbord.")
    expect(page.get_by_text("Bewaard om")).to_be_visible()
    tab_to(page, "Deel met de gemeente")
    page.keyboard.press("Enter")
    expect(page.get_by_text("De andere kant kan dit antwoord nu lezen.")).to_be_visible()
    look(page)
    tab_to(page, "Stel een gezamenlijk antwoord voor")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Dit vinden we samen")).to_be_visible()
    look(page)
    tab_to(page, "Dit vinden we samen")
    page.keyboard.type("[voorbeeldtekst] Ieder belang krijgt een stoel.")
    tab_to(page, "hier zijn we het over eens")
    page.keyboard.press("Space")
    tab_to(page, "Leg dit voor aan de andere kant")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Hij wacht nog op de andere kant.")).to_be_visible()
    look(page)
