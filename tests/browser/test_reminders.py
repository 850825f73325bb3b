# SPDX-License-Identifier: EUPL-1.2
"""From the mail to the page and back: choosing how often, a holiday, stopping, and the mail itself as people see it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from gm_portal.accounts.models import User
from processes.enums import ReminderTopic
from processes.rules.unsubscribing import token_for
from tests.browser.axe import look, overflows, violations

GOLDEN = Path(__file__).parents[1] / "processes" / "rules" / "golden"


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_chooses_and_takes_a_holiday_on_a_phone(
    window: Callable[..., Page], javascript: bool
) -> None:
    page = window(width=320, user="hoogkerk", javascript=javascript)
    page.goto("/mijn/")
    page.get_by_role("link", name="Kies hoe vaak u mail wilt").click()
    topic = page.get_by_role("group", name="Samen terugkijken")
    topic.get_by_label("elke week").check()
    page.get_by_role("button", name="Bewaar mijn keuze").click()
    expect(page.get_by_text("Uw keuze is bewaard.")).to_be_visible()
    expect(page.get_by_role("group", name="Samen terugkijken").get_by_label("elke week")).to_be_checked()
    page.get_by_label("Eerste dag zonder mail").fill("2030-07-20")
    page.get_by_label("Laatste dag zonder mail").fill("2030-07-10")
    page.get_by_role("button", name=re.compile("Stuur mij dan geen mail|Verander de dagen")).click()
    expect(page).to_have_title(re.compile("^Fout:"))
    assert not overflows(page)
    if javascript:
        look(page)
    page.get_by_label("Laatste dag zonder mail").fill("2030-08-10")
    page.get_by_role("button", name=re.compile("Stuur mij dan geen mail|Verander de dagen")).click()
    expect(page.get_by_text("Van 20 juli 2030 tot en met 10 augustus 2030 krijgt u geen")).to_be_visible()
    if javascript:
        look(page)
    page.get_by_role("button", name="Stuur mij weer herinneringen").click()
    expect(page.get_by_text("U krijgt weer herinneringen.")).to_be_visible()


def test_the_link_of_a_mail_stops_it_without_signing_in(window: Callable[..., Page]) -> None:
    page = window(width=320)
    person = User.objects.get(email="dorpen@demo.example")
    page.goto(f"/herinneringen/afmelden/{token_for(person.pk, ReminderTopic.SIGNING)}/")
    look(page)
    page.get_by_role("button", name="Stop deze mail").click()
    look(page, at="U krijgt deze mail niet meer")
    page.goto("/herinneringen/afmelden/5-signing.verzonnen/")
    look(page, at="Deze link klopt niet")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 720])
def test_the_mail_itself_is_accessible_and_fits(window: Callable[..., Page], width: int, scheme: str) -> None:
    page = window(width=width, color_scheme=scheme)
    for language in ("nl", "en"):
        page.set_content((GOLDEN / f"digest-{language}.html").read_text("utf-8"))
        # A mail program brings its own page around it: landmarks are not the mail's to give.
        assert [each for each in violations(page) if not each.startswith(("region", "landmark"))] == []
        assert not overflows(page)
