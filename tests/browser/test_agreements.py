# SPDX-License-Identifier: EUPL-1.2
"""Agreements and what hangs on them, on a small phone: accessible, no wider than the screen, with the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import look

AREA = "/gebieden/rivierenbuurt"
PILOT = "/gebieden/de-hoogte-korrewegwijk"
SIGNED = f"{AREA}/afspraken/5/"  # the example agreement of the demo, of two versions
EVERYBODY = [
    SIGNED,
    f"{SIGNED}versies/1/",
    f"{SIGNED}verschil/?van=1&naar=2",
    f"{AREA}/beloften/",
    f"{AREA}/uitdaagrecht/1/",
    f"{AREA}/raad/",
    f"{PILOT}/afspraken/",
    f"{PILOT}/uitdaagrecht/",
    f"{PILOT}/uitdaagrecht/1/",
    "/afspraken/regels/",
    "/afspraken/regels/1/",
]


def tab_to(page: Page, words: str) -> None:
    """Walk with the Tab key to the link or button with these words; fails when it is never reached."""
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip() == words:
            return
    raise AssertionError(f"the keyboard never reaches “{words}”")


@pytest.mark.parametrize("path", EVERYBODY)
def test_what_everybody_reads_is_accessible_and_fits(window: Callable[..., Page], path: str) -> None:
    page = window(width=320)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    look(page)


def test_a_finding_is_postponed_by_both_sides(window: Callable[..., Page]) -> None:
    wijk = window(width=320, user="hoogkerk")
    wijk.goto("/gebieden/hoogkerk/afspraken/uitstel/CR-09/")
    wijk.get_by_role("button", name="Stel dit uitstel voor").click()
    look(wijk, at="Fout:")
    wijk.get_by_label("Tot en met welke dag?").fill("2001-01-01")
    wijk.get_by_label("Waarom stelt u dit uit?").fill("Voorbeeldtekst: wij zoeken nog iemand.")
    tab_to(wijk, "Stel dit uitstel voor")
    wijk.keyboard.press("Enter")
    expect(wijk.get_by_text("Kies een dag die nog komt.").first).to_be_visible()
    expect(wijk.get_by_label("Waarom stelt u dit uit?")).to_have_value(
        "Voorbeeldtekst: wij zoeken nog iemand."
    )
    look(wijk)


def test_a_transfer_is_written_signed_and_put_before_the_council(window: Callable[..., Page]) -> None:
    wijk = window(width=320, user="rivierenbuurt")
    wijk.goto(f"{AREA}/afspraken/nieuw/?soort=bevoegdheid&vraag=DEN-1&stap=2")
    wijk.get_by_label("Titel").fill("Speelplekken kiezen")
    wijk.get_by_label("Wat spreekt u af?").fill("Voorbeeldtekst: de wijk kiest waar speelplekken komen.")
    wijk.locator("[name=level][value=N4]").check()
    wijk.get_by_label("Welk besluit neemt de wijk").fill("Waar speelplekken komen.")
    wijk.get_by_label("Binnen welke grenzen").fill("Binnen het budget.")
    tab_to(wijk, "Bewaar het concept")
    wijk.keyboard.press("Enter")
    wijk.wait_for_url("**/afspraken/6/")
    look(wijk)
    team = window(width=320, user="gebiedsteam")
    for person in (wijk, team):
        person.goto(f"{AREA}/afspraken/6/ondertekenen/")
        person.get_by_label("Wachtwoord").fill("gronings-model")
        person.keyboard.press("Enter")
        look(person, at="Onderteken versie 1")
        tab_to(person, "Onderteken versie 1")
        person.keyboard.press("Enter")
        person.wait_for_url("**/afspraken/6/")
    expect(team.get_by_text("Vaststellen kan nog niet.")).to_be_visible()
    team.get_by_role("link", name="Leg voor aan de raad").click()
    look(team, at="Leg voor aan de raad")
    team.get_by_label("Wat vraagt u de raad, en waarom?").fill(
        "Voorbeeldtekst: wij vragen om deze overdracht."
    )
    team.get_by_role("button", name="Leg voor aan de raad").click()
    team.wait_for_url("**/raad/1/")
    look(team)


def test_the_clerk_writes_down_what_the_council_decided(window: Callable[..., Page]) -> None:
    clerk = window(width=320, user="griffie")
    clerk.goto(f"{AREA}/raad/1/besluit/")
    clerk.get_by_role("button", name="Leg het raadsbesluit vast").click()
    look(clerk, at="Fout:")
    clerk.get_by_label("de raad zei nee").check()
    clerk.get_by_label("Op welke dag besloot de raad?").fill(
        clerk.evaluate("new Date().toLocaleDateString('sv')")
    )
    clerk.get_by_label("Kenmerk van het besluit").fill("voorbeeld")
    clerk.get_by_label("Waarom zei de raad nee?").fill("Voorbeeldtekst: eerst een kleinere taak.")
    tab_to(clerk, "Leg het raadsbesluit vast")
    clerk.keyboard.press("Enter")
    clerk.wait_for_url("**/raad/1/")
    expect(clerk.get_by_text("De raad zei nee.").first).to_be_visible()
    look(clerk)
    clerk.goto(f"{AREA}/afspraken/6/")
    look(clerk)


def test_a_promise_is_kept_by_both_sides(window: Callable[..., Page]) -> None:
    team = window(width=320, user="gebiedsteam")
    team.goto(f"{SIGNED}beloften/nieuw/")
    team.get_by_label("Wat belooft u?").fill("Voorbeeldtekst: wij zetten een bank neer.")
    tab_to(team, "Beloof dit")
    team.keyboard.press("Enter")
    team.wait_for_url("**/beloften/1/")
    look(team)
    team.get_by_label("gedaan", exact=True).check()
    team.get_by_label("Vertel het kort").fill("Voorbeeldtekst: de bank staat er.")
    wrong = {"name": "bank.exe", "mimeType": "application/pdf", "buffer": b"MZ"}
    team.locator("input[type=file]").set_input_files(wrong)
    team.get_by_role("button", name="Verstuur de melding").click()
    expect(team.get_by_text("Dit soort bestand nemen we niet aan.").first).to_be_visible()
    expect(team.get_by_label("Vertel het kort")).to_have_value("Voorbeeldtekst: de bank staat er.")
    look(team)
    team.get_by_role("button", name="Verstuur de melding").click()
    expect(team.get_by_text("Uw melding is bewaard.")).to_be_visible()
    wijk = window(width=320, user="rivierenbuurt")
    wijk.goto(f"{SIGNED}beloften/1/")
    look(wijk)
    wijk.locator("[name=verdict][value=confirmed]").check()
    wijk.get_by_role("button", name="Verstuur het antwoord").click()
    expect(wijk.get_by_text("Uw antwoord is bewaard.")).to_be_visible()
    wijk.goto(f"{AREA}/beloften/")
    expect(wijk.get_by_text("bevestigd", exact=True).first).to_be_visible()
    look(wijk)


@pytest.mark.parametrize(
    ("user", "path"),
    [
        ("rivierenbuurt", f"{SIGNED}wijzigen/"),
        ("rivierenbuurt", f"{SIGNED}verlengen/"),
        ("rivierenbuurt", f"{AREA}/afspraken/nieuw/"),
        ("gebiedsteam", f"{AREA}/uitdaagrecht/1/inzet/"),
        ("gebiedsteam", f"{AREA}/uitdaagrecht/1/wie-geeft-weg/"),
        ("gebiedsteam", f"{AREA}/uitdaagrecht/1/stap/consent/"),
        ("gebiedsteam", f"{AREA}/uitdaagrecht/1/stap/stopped/"),
        ("hoogkerk", "/gebieden/hoogkerk/uitdaagrecht/nieuw/"),
        ("beheer", "/beheer/regels/"),
    ],
)
def test_a_form_of_the_parties_is_accessible_and_fits(
    window: Callable[..., Page], user: str, path: str
) -> None:
    page = window(width=320, user=user)
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200
    look(page)
