# SPDX-License-Identifier: EUPL-1.2
"""Residents at large and paper in a real browser: a party asks, a phone without JavaScript answers, axe stays silent."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import look

PLATE = "/gebieden/hoogkerk/praatplaat/"
TITLE = "Hoe praten wij met elkaar?"
CODES = ("DEN-1", "DEN-2", "DEN-4", "KIE-2", "BES-1", "BES-2", "DOE-1")
Window = Callable[..., Page]


@pytest.fixture(scope="module")
def address() -> dict[str, str]:
    """What the party learns in the first test: the address of its link, and the one for residents."""
    return {}


def test_1_a_party_asks_its_residents(window: Window, address: dict[str, str]) -> None:
    page = window(user="hoogkerk")
    page.goto(PLATE)
    page.get_by_role("link", name=re.compile("Inbreng van inwoners")).click()
    look(page, at="Inbreng van inwoners · ")
    page.get_by_role("link", name="Vraag inwoners om inbreng").click()
    page.get_by_role("button", name="Maak de link").click()
    look(page, at="Fout:")
    page.get_by_label("Titel").fill(TITLE)
    for code in CODES:
        page.locator(f"input[value='{code}']").check()
    page.get_by_role("button", name="Maak de link").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("QR-code"))).to_be_visible()
    look(page)
    address["party"] = page.url
    address["residents"] = page.locator(".share__address a").get_attribute("href") or ""


def test_2_a_phone_without_javascript_takes_part(window: Window, address: dict[str, str]) -> None:
    phone = window(width=360, javascript=False)
    phone.goto(address["residents"])
    phone.get_by_label("Uw antwoord").fill("De school en de kerk praten mee.")
    phone.get_by_label("studenten").check()
    phone.locator("input[type=radio][value='4']").first.check()
    phone.get_by_role("button", name="Verstuur uw inbreng").click()
    expect(phone.get_by_role("heading", name="Dank u wel")).to_be_visible()
    assert phone.context.cookies() == []
    phone.go_back()
    expect(phone.get_by_role("heading", name="Dank u wel")).to_have_count(0)
    phone.get_by_role("button", name="Verstuur uw inbreng").click()
    expect(phone.get_by_role("heading", name="Dank u wel")).to_be_visible()
    party = window(user="hoogkerk")
    party.goto(address["party"])
    expect(party.locator("main")).to_contain_text("1 inwoner deed mee.")


def test_3_the_page_of_residents_is_clean_in_every_state(window: Window, address: dict[str, str]) -> None:
    phone = window(width=360)
    phone.goto(address["residents"])
    look(phone)
    send = phone.get_by_role("button", name=re.compile("Verstuur"))
    send.click()
    look(phone, at="Fout:")  # nothing filled in
    phone.get_by_label("Uw antwoord").fill("Mail mij: iemand@voorbeeld.nl")
    send.click()
    expect(phone.locator(".error-summary")).to_contain_text("Haal het e-mailadres weg")
    look(phone)
    phone.get_by_label("Uw antwoord").fill("Mevrouw Jansen helpt iedereen.")
    send.click()
    expect(phone.get_by_role("button", name="Verstuur toch")).to_be_visible()
    look(phone)
    phone.get_by_role("button", name="Verstuur toch").click()
    look(phone, at="Dank u wel")
    phone.goto("/inbreng/bestaatniet23/")
    look(phone)


def test_4_with_the_keyboard_only(window: Window, address: dict[str, str]) -> None:
    page = window()
    page.goto(address["residents"])
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Ga naar de inhoud")
    page.keyboard.press("Enter")
    for _each in range(3):
        page.keyboard.press("Tab")
        if page.locator("textarea:focus").count():
            break
    page.keyboard.type("Met het toetsenbord.")
    for _each in range(80):
        page.keyboard.press("Tab")
        if page.locator("button[type=submit]:focus").count():
            break
        # The trap for machines is never reached.
        assert page.locator("input[name=website]:focus").count() == 0
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Dank u wel")).to_be_visible()


def test_5_the_party_reads_sums_up_and_types_paper_in(window: Window, address: dict[str, str]) -> None:
    page = window(width=360, user="hoogkerk")
    for rest in ("", "DEN-1/", "DEN-2/", "BES-2/", "papier/"):
        page.goto(address["party"] + rest)
        look(page)
    page.goto(address["party"])
    code = page.locator("main").inner_text().split("Bladcode ")[1][:6]
    page.goto(address["party"] + "papier/")
    page.get_by_role("button", name="Bewaar dit papier").click()
    look(page, at="Fout:")
    page.get_by_label("Bladcode").fill(code)
    page.get_by_label("Versie").fill("1")
    page.get_by_label("Uw antwoord").fill("Van papier.")
    page.get_by_role("button", name="Bewaar dit papier").click()
    expect(page.locator("main")).to_contain_text("Wacht op iemand anders")
    look(page)
    sheet = page.request.get(address["party"] + "vragen.pdf")
    assert (sheet.status, sheet.headers["content-type"]) == (200, "application/pdf")


def test_6_closed_is_closed(window: Window, address: dict[str, str]) -> None:
    page, phone = window(user="hoogkerk"), window(width=360)
    phone.goto(address["residents"])
    phone.get_by_label("Uw antwoord").fill("Deze tekst komt te laat aan.")
    page.goto(address["party"])
    page.get_by_text("Sluit eerder").click()
    look(page)
    page.get_by_role("button", name="Sluit deze link").click()
    expect(page.get_by_text("De link is gesloten.")).to_be_visible()
    look(page)
    phone.get_by_role("button", name="Verstuur uw inbreng").click()
    expect(phone.locator("main")).to_contain_text("Deze tekst komt te laat aan.")
    look(phone)
