# SPDX-License-Identifier: EUPL-1.2
"""One story: a coordinator who is alone brings in a neighbour, and they check each other's paper on their phones.

The coordinator has no JavaScript. What one typed over counts only when the other has seen it, and then for both alike.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import look
from tests.browser.steps import code_on_the_sheet, link_for

AREA = "/gebieden/hoogkerk/"
PARTY = "Vereniging Wijkraad Hoogkerk"
NEIGHBOUR = "buur-met-papier@test.example"
PASSWORD = "drie rode fietsen bij de kade"
TITLE = "Wie praat er mee?"


@pytest.fixture(scope="module")
def address() -> dict[str, str]:
    """What the two learn on the way: the pages of their link, of its paper, and of the paper of the party."""
    return {}


@pytest.fixture
def coordinator(window: Callable[..., Page]) -> Page:
    """The phone of the coordinator."""
    return window(width=360, user="hoogkerk", javascript=False)


@pytest.fixture
def neighbour(window: Callable[..., Page]) -> Page:
    """The phone of the second person, who signs in with the password of the first test."""
    page = window(width=360)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", NEIGHBOUR)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page).to_have_url(re.compile("/mijn/$"))
    return page


def press(page: Page, verb: str, said: str) -> None:
    """Press the button of this verb; go on when the portal has said this."""
    page.get_by_role("button", name=verb).click()
    expect(page.get_by_text(said).first).to_be_visible()


def test_1_a_second_person_comes_in_through_the_screens(
    window: Callable[..., Page], coordinator: Page, address: dict[str, str]
) -> None:
    coordinator.goto(f"{AREA}praatplaat/")
    coordinator.get_by_role("link", name="Antwoorden op papier van").click()
    expect(coordinator.get_by_text("Er is een tweede persoon nodig")).to_be_visible()
    address["own paper"] = coordinator.url
    coordinator.get_by_role("link", name="Nodig iemand uit").click()
    coordinator.get_by_label("Naam").fill("Buur")
    coordinator.get_by_label("E-mailadres").fill(NEIGHBOUR)
    coordinator.get_by_role("radio", name="lid").check()
    press(coordinator, "Stuur uitnodiging", "De uitnodiging voor Buur gaat zo weg.")

    guest = window(width=360)
    guest.goto(link_for(NEIGHBOUR))
    guest.get_by_label("Uw wachtwoord").fill(PASSWORD)
    guest.get_by_role("button", name="Ja, ik doe mee").click()
    guest.wait_for_url("**/praatplaat/*/*")
    coordinator.goto(address["own paper"])
    expect(coordinator.get_by_text("Er is een tweede persoon nodig")).to_have_count(0)


def test_2_what_the_neighbour_typed_is_checked_by_the_coordinator(
    coordinator: Page, neighbour: Page, address: dict[str, str]
) -> None:
    neighbour.goto(address["own paper"])
    code = code_on_the_sheet(neighbour)
    neighbour.get_by_role("link", name=re.compile(r"Typ over\s*: KIE-4")).click()
    neighbour.get_by_label("Bladcode").fill(code)
    neighbour.get_by_label("Uw antwoord").fill("[voorbeeldtekst] Aan de keukntafel.")
    press(neighbour, "Bewaar dit papier", "Iemand anders van uw partij kijkt het na.")
    look(neighbour)
    neighbour.get_by_role("link", name=re.compile("^Lees terug")).click()
    look(neighbour, at="Papier nakijken")
    expect(neighbour.get_by_role("button", name="Dit staat op het papier")).to_have_count(0)

    coordinator.goto(address["own paper"])
    coordinator.get_by_role("link", name=re.compile("^Kijk na")).click()
    coordinator.get_by_label("Uw antwoord").fill("[voorbeeldtekst] Aan de keukentafel.")
    press(coordinator, "Dit staat op het papier", "Nagekeken. Dit is nu het antwoord van uw partij.")
    for page in (coordinator, neighbour):
        page.goto(f"{AREA}praatplaat/KIE-4/")
        expect(page.get_by_label("Uw antwoord")).to_have_value("[voorbeeldtekst] Aan de keukentafel.")


def test_3_paper_of_a_resident_counts_when_the_other_has_checked_it(
    window: Callable[..., Page], coordinator: Page, neighbour: Page, address: dict[str, str]
) -> None:
    coordinator.goto(f"{AREA}praatplaat/")
    coordinator.get_by_role("link", name=re.compile("Inbreng van inwoners")).click()
    coordinator.get_by_role("link", name="Vraag inwoners om inbreng").click()
    coordinator.get_by_label("Titel").fill(TITLE)
    for code in ("DEN-1", "DEN-2"):
        coordinator.locator(f"input[value='{code}']").check()
    press(coordinator, "Maak de link", "De link staat klaar.")
    address["link"] = coordinator.url
    resident = window(width=360, javascript=False)
    resident.goto(coordinator.locator(".share__address a").get_attribute("href") or "")
    resident.get_by_label("studenten").check()
    press(resident, "Verstuur uw inbreng", "Dank u wel")

    coordinator.goto(address["link"])
    code = coordinator.locator("main").inner_text().split("Bladcode ")[1][:6]
    coordinator.get_by_role("link", name="Typ papier over").click()
    coordinator.get_by_label("Bladcode").fill(code)
    coordinator.get_by_label("Versie").fill("1")
    coordinator.get_by_label("studenten").check()
    coordinator.get_by_label("Uw antwoord").fill("De school.")
    press(coordinator, "Bewaar dit papier", "Iemand anders van uw partij kijkt het na.")
    expect(coordinator.get_by_role("link", name=re.compile("^Kijk na"))).to_have_count(0)
    address["paper"] = coordinator.url
    for page in (coordinator, neighbour):
        page.goto(address["link"])
        expect(page.locator("main")).to_contain_text("1 inwoner deed mee.")
        expect(page.locator("main")).to_contain_text("1 papier wacht op nakijken.")

    neighbour.goto(address["paper"])
    neighbour.get_by_role("link", name=re.compile("^Kijk na")).click()
    look(neighbour, at="Papier nakijken")
    expect(neighbour.get_by_label("studenten")).to_be_checked()
    press(neighbour, "Dit staat op het papier", "Nagekeken. Dit papier telt nu mee.")


def test_4_both_read_the_same_totals(coordinator: Page, neighbour: Page, address: dict[str, str]) -> None:
    read = []
    for page in (coordinator, neighbour):
        page.goto(address["link"])
        said = "2 inwoners deden mee. Van hen deed 1 mee op papier."
        expect(page.locator("main")).to_contain_text(said)
        expect(page.get_by_text("wacht op nakijken")).to_have_count(0)
        page.get_by_role("link", name=re.compile("^DEN-2")).click()
        expect(page.get_by_text("2 inwoners gaven antwoord, op een scherm of op papier.")).to_be_visible()
        rows = page.locator(".totals tbody tr").all_inner_texts()
        read.append([" ".join(row.split()) for row in rows])
    assert read[0] == read[1]
    assert [row for row in read[0] if not row.endswith(" 0")] == ["studenten 2"]
    look(neighbour)
