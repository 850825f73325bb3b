# SPDX-License-Identifier: EUPL-1.2
"""The whole path of the Gronings model, as people walk it: on a phone, without JavaScript, in this order."""

import json
import re
from collections.abc import Callable

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.browser.conftest import DEMO_PASSWORD

AREA = "/gebieden/rivierenbuurt"
SECRET = "Dit concept leest alleen onze eigen partij."
OURS = "Bewoners, de school en de winkeliers praten mee."
THEIRS = "Vanuit de gemeente praat het gebiedsteam mee."
TOGETHER = "Wij nodigen ook de studenten uit."
SHARED = "Gedeeld. De andere kant kan dit antwoord nu lezen."
DAY = "2027-06-15"


@pytest.fixture
def phone(window: Callable[..., Page]) -> Callable[[str], Page]:
    """A phone without JavaScript, signed in as one of the demo people (or as nobody)."""
    return lambda user="": window(width=360, user=user, javascript=False)


def _press(page: Page, verb: str, said: str) -> None:
    """Press the button of this verb and wait until the portal says that it is done, or what is wrong."""
    page.get_by_role("button", name=re.compile(verb)).first.click()
    expect(page.get_by_text(said).first).to_be_visible()


def _answer(page: Page, code: str, text: str, verb: str, said: str) -> None:
    page.goto(f"{AREA}/praatplaat/{code}/")
    page.get_by_label("Uw antwoord").first.fill(text)
    _press(page, verb, said)


def _points(page: Page, points: tuple[int, int, int], verb: str, said: str) -> None:
    page.goto("/gebieden/hoogkerk/praatplaat/BES-1/")
    fields = page.locator("main input[type=number]")
    for index, number in enumerate(points):
        fields.nth(index).fill(str(number))
    _press(page, verb, said)


def _says(page: Page, path: str, text: str) -> bool:
    page.goto(path)
    return text in page.locator("main").inner_text()


def test_1_a_draft_stays_with_its_party_until_it_is_shared(phone: Callable[[str], Page]) -> None:
    wijk, team, reader = phone("rivierenbuurt"), phone("gebiedsteam"), phone("")
    question = f"{AREA}/praatplaat/DEN-5/"
    _answer(wijk, "DEN-5", SECRET, "Bewaar als concept", "Alleen uw partij ziet dit concept.")
    wijk.goto(question)
    expect(wijk.get_by_label("Uw antwoord").first).to_have_value(SECRET)
    assert SECRET not in team.goto(question).text()
    assert SECRET not in reader.goto(question).text()

    _answer(wijk, "DEN-5", OURS, "Deel met", SHARED)
    _answer(team, "DEN-5", THEIRS, "Deel met", SHARED)
    for page in (wijk, team):
        assert _says(page, question, OURS)
        assert _says(page, question, THEIRS)
    assert not _says(reader, question, OURS)


def test_2_together_they_record_a_joint_answer(phone: Callable[[str], Page]) -> None:
    wijk, team = phone("rivierenbuurt"), phone("gebiedsteam")
    question = f"{AREA}/praatplaat/DEN-5/"
    team.goto(question)
    team.get_by_text("Stel een gezamenlijk antwoord voor").click()
    together = team.locator("#samen")
    together.locator("textarea").first.fill(TOGETHER)
    together.get_by_label("hier zijn we het over eens", exact=True).check()
    together.get_by_role("button", name=re.compile("^(Stel|Leg)")).first.click()
    expect(team.get_by_text("Hij wacht nog op de andere kant.")).to_be_visible()
    wijk.goto(question)
    expect(wijk.locator("#samen")).to_contain_text(TOGETHER)
    wijk.locator("#samen").get_by_role("button", name=re.compile("Bevestig")).first.click()
    expect(wijk.get_by_text("Hij staat nu vast en is openbaar.")).to_be_visible()
    assert _says(phone(""), question, TOGETHER)


def test_3_both_place_their_accent(phone: Callable[[str], Page]) -> None:
    wijk, team = phone("hoogkerk"), phone("gebiedsteam")
    _points(wijk, (5, 5, 5), "Bewaar als concept", "Verdeel precies tien punten. U verdeelde er nu 15.")
    # What was typed is still there.
    expect(wijk.locator("main input[type=number]").first).to_have_value("5")
    _points(wijk, (1, 2, 7), "Deel met", SHARED)
    _points(team, (6, 3, 1), "Deel met", SHARED)
    team.goto("/gebieden/hoogkerk/praatplaat/")
    assert team.locator("svg").count() >= 2
    tables = " ".join(team.locator("table").all_inner_texts())
    assert re.search(r"1\s+2\s+7", tables)
    assert re.search(r"6\s+3\s+1", tables)


def _draft(page: Page) -> str:
    page.goto(f"{AREA}/afspraken/nieuw/")
    page.get_by_label("Rol", exact=False).first.check()
    page.get_by_label("DEN-5", exact=False).check()
    page.get_by_role("button", name="Schrijf de tekst").click()
    page.get_by_label("Titel", exact=False).fill("Wie er namens de buurt spreekt")
    page.get_by_label("Wat spreekt u af", exact=False).fill("De bewonersorganisatie spreekt namens de buurt.")
    page.get_by_label("Adviseren", exact=False).first.check()
    page.get_by_label("Wie heeft deze rol?", exact=False).fill("De bewonersorganisatie")
    page.get_by_role("checkbox", name="wijk of dorp").check()
    page.get_by_label("Waarover spreekt of beslist deze rol?", exact=False).fill(
        "Alles wat op de agenda staat"
    )
    page.get_by_label(re.compile("terug", re.IGNORECASE)).first.fill(DAY)
    page.locator("main form button[type=submit]").last.click()
    expect(page).to_have_url(re.compile(r"/afspraken/\d+/$"))
    return page.url


def _sign(page: Page, address: str, version: int) -> None:
    """Read, say again who you are when asked, and sign exactly this version."""
    page.goto(address)
    page.get_by_role("link", name=f"Onderteken versie {version}").click()
    page.wait_for_url(re.compile("reauthenticate|ondertekenen"))
    if "reauthenticate" in page.url:
        page.get_by_label("Wachtwoord").fill(DEMO_PASSWORD)
        page.locator("main form button[type=submit]").first.click()
    _press(page, f"Onderteken versie {version}", f"U heeft versie {version} ondertekend.")


def test_4_an_agreement_grows_is_amended_and_signed_version_by_version(phone: Callable[[str], Page]) -> None:
    wijk, team, reader = phone("rivierenbuurt"), phone("gebiedsteam"), phone("")
    address = _draft(team)
    assert reader.goto(address).status == 404 or "/accounts/login/" in reader.url

    _sign(team, address, 1)
    wijk.goto(f"{address}wijzigen/")
    wijk.get_by_label("Wat spreekt u af", exact=False).fill("De bewonersorganisatie en de school spreken.")
    wijk.locator("textarea[name=reason], input[name=reason]").fill("De school praat ook mee.")
    wijk.locator("main form button[type=submit]").last.click()
    expect(wijk.get_by_text("Versie 2 staat op tafel.")).to_be_visible()

    _sign(team, address, 2)
    _sign(wijk, address, 2)
    assert _says(reader, address, "De bewonersorganisatie en de school spreken.")
    assert _says(reader, address, "15 juni 2027")


def test_5_the_congruence_check_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("congruence", "rivierenbuurt")
    report = json.loads(capsys.readouterr().out)
    assert report["process"] == "rivierenbuurt"
    assert {finding["rule"] for finding in report["findings"]} >= {"CR-01", "CR-04"}


def test_6_one_reminder_per_person_leads_to_the_right_page(
    phone: Callable[[str], Page], capsys: pytest.CaptureFixture[str]
) -> None:
    page = phone("rivierenbuurt")  # first: the rows of the reminders stay locked until this test is over
    call_command("reminders", "--at", f"{DAY}T08:00:00+02:00")
    first = json.loads(capsys.readouterr().out)
    assert first["sent"] == first["queued"] > 0
    call_command("reminders", "--at", f"{DAY}T08:00:00+02:00")
    assert json.loads(capsys.readouterr().out)["queued"] == 0
    mails = [mail for mail in outbox.outbox if mail.to == ["rivierenbuurt@demo.example"]]
    assert len(mails) == 1
    link = re.search(r"https?://[^/\s]+(\S+/gebieden/rivierenbuurt/evaluatie/\d+/\S*)", mails[0].body)
    assert link, mails[0].body
    assert page.goto(link[1]).status == 200
    assert re.search(r"/evaluatie/\d+/", page.url)
    assert "15 juni 2027" in page.locator("main").inner_text()


def test_7_an_item_on_the_agenda_links_to_its_agreement(phone: Callable[[str], Page]) -> None:
    reader = phone("")
    reader.goto(f"{AREA}/agenda/")
    reader.get_by_role("link", name=re.compile("groen", re.IGNORECASE)).first.click()
    expect(reader).to_have_title(re.compile(", agenda van "))
    reader.locator("main").get_by_role("link", name=re.compile("vergroening", re.IGNORECASE)).first.click()
    expect(reader).to_have_url(re.compile(r"/afspraken/\d+/$"))


def test_8_the_council_sees_it_all(phone: Callable[[str], Page]) -> None:
    page = phone("raadslid")
    page.goto("/raad/")
    text = page.locator("main").inner_text()
    for title in ("Rivierenbuurt", "Hoogkerk", "Onnen, Noordlaren en Glimmen", "De Hoogte"):
        assert title in text
    assert page.locator("main svg").count() > 0
