# SPDX-License-Identifier: EUPL-1.2
"""One story: a coordinator who is alone invites a neighbour, who comes in, and later has everything erased.

Without JavaScript, as every core task. Administration is looked at after it, so that its pages have something to show.
"""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import look
from tests.browser.steps import link_for

PASSWORD = "drie rode fietsen bij de kade"
NEIGHBOUR = "buur@test.example"


def test_a_neighbour_is_invited_comes_in_and_leaves_nothing_behind(window: Callable[..., Page]) -> None:
    coordinator = window(width=360, user="hoogkerk")
    coordinator.goto("/gebieden/hoogkerk/")
    coordinator.get_by_role("link", name="Vereniging Wijkraad Hoogkerk").first.click()
    expect(coordinator.get_by_text("Er is nog één persoon.")).to_be_visible()
    look(coordinator)
    coordinator.get_by_role("button", name="Stuur uitnodiging").click()
    look(coordinator, at="Fout:")
    coordinator.get_by_label("Naam").fill("Buurvrouw")
    coordinator.get_by_label("E-mailadres").fill(NEIGHBOUR)
    coordinator.get_by_role("radio", name="lid").check()
    coordinator.get_by_role("button", name="Stuur uitnodiging").click()
    expect(coordinator.get_by_text("De uitnodiging voor Buurvrouw gaat zo weg.")).to_be_visible()
    expect(coordinator.get_by_text(NEIGHBOUR)).to_be_visible()
    look(coordinator)

    neighbour = window(width=360)
    neighbour.goto(link_for(NEIGHBOUR))
    expect(neighbour).to_have_url(re.compile("/uitnodiging/$"))
    expect(neighbour.get_by_text("nodigt u uit om mee te doen als lid van")).to_be_visible()
    look(neighbour)
    neighbour.get_by_label("Uw wachtwoord").fill("kort")
    neighbour.get_by_role("button", name="Ja, ik doe mee").click()
    look(neighbour, at="Fout:")
    neighbour.get_by_label("Uw wachtwoord").fill(PASSWORD)
    neighbour.get_by_role("button", name="Ja, ik doe mee").click()
    neighbour.wait_for_url("**/praatplaat/*/*")
    coordinator.reload()
    expect(coordinator.get_by_text("Er is nog één persoon.")).to_have_count(0)

    neighbour.goto("/mijn/gegevens/")
    expect(neighbour.get_by_text(NEIGHBOUR)).to_be_visible()
    look(neighbour)
    neighbour.get_by_role("link", name="Wis mijn gegevens").click()
    neighbour.locator("input[type=password]").fill(PASSWORD)
    neighbour.locator("main button[type=submit]").first.click()
    neighbour.get_by_label("Ja, wis deze gegevens voorgoed.").check()
    look(neighbour, at="Wis mijn gegevens")
    neighbour.get_by_role("button", name="Wis mijn gegevens").click()
    expect(neighbour.get_by_text("Uw gegevens zijn gewist.")).to_be_visible()
    coordinator.reload()
    expect(coordinator.get_by_text("Eerdere deelnemer").first).to_be_visible()


def test_inviting_and_accepting_work_without_javascript(window: Callable[..., Page]) -> None:
    coordinator = window(javascript=False, user="dorpen")
    coordinator.goto("/gebieden/onnen-noordlaren-glimmen/")
    coordinator.locator("a[href*='/partijen/']").first.click()
    coordinator.get_by_label("Naam").fill("Dorpsgenoot")
    coordinator.get_by_label("E-mailadres").fill("dorpsgenoot@test.example")
    coordinator.get_by_role("button", name="Stuur uitnodiging").click()
    expect(coordinator.get_by_text("De uitnodiging voor Dorpsgenoot gaat zo weg.")).to_be_visible()
    neighbour = window(javascript=False)
    neighbour.goto(link_for("dorpsgenoot@test.example"))
    neighbour.get_by_label("Uw wachtwoord").fill(PASSWORD)
    neighbour.get_by_role("button", name="Ja, ik doe mee").click()
    neighbour.wait_for_url("**/praatplaat/*/*")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_of_administration_are_accessible_and_fit(window: Callable[..., Page], width: int) -> None:
    page = window(width=width, user="beheer")
    page.goto("/beheer/mensen/uitnodigen/")
    page.locator("input[type=password]").fill("gronings-model")
    page.locator("main button[type=submit]").first.click()
    page.get_by_role("button", name="Stuur uitnodiging").click()
    look(page, at="Fout:")
    for path in (
        "/beheer/",
        "/beheer/mensen/",
        "/beheer/gebieden/",
        "/beheer/gebied-toevoegen/",
        "/beheer/gebieden/hoogkerk/",
        "/beheer/gebieden/hoogkerk/partij-toevoegen/",
        "/beheer/mail/",
        "/beheer/mail/?zoek=hoogkerk",
        "/beheer/logboek/?wat=invite",
    ):
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200
        look(page)
    page.goto("/beheer/mensen/")
    page.get_by_role("link", name="Geef rollen").first.click()
    look(page, at="Rollen van")


@pytest.mark.parametrize("path", ["/uitnodiging/onzin/", "/uitnodiging/"])
def test_a_dead_link_is_a_kind_page(phone: Page, path: str) -> None:
    answer = phone.goto(path)
    assert answer is not None
    assert answer.status == 404
    look(phone)
