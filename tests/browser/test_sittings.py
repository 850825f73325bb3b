# SPDX-License-Identifier: EUPL-1.2
"""A meeting in real browsers: two devices see each other's changes within two seconds, and no typing is lost.

The story: council asks to join, the table answers, both sides meet, record, disagree, confirm and end.
"""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import look

AREA = "/gebieden/rivierenbuurt"
MEETING = f"{AREA}/praatplaat/bijeenkomst/"
AT_ONCE = 2_000
OURS = "Wij beginnen bij de school."
THEIRS = "Wij beginnen bij de winkels."
TYPING = "Hier was ik nog mee bezig."


def screen(page: Page) -> Locator:
    return page.locator("#scherm")


def open_screen(page: Page) -> None:
    page.goto(MEETING)
    page.get_by_role("link", name="Open het scherm").click()
    expect(screen(page)).to_be_visible()


def form_of(page: Page) -> Locator:
    return page.locator("#opschrijven")


def record(page: Page, text: str, state: str = "hier zijn we het over eens") -> None:
    form = form_of(page)
    form.locator("textarea").first.fill(text)
    form.get_by_label(state, exact=True).check()
    form.get_by_role("button", name="Leg dit samen vast").click()
    expect(screen(page).get_by_text(text)).to_be_visible()


def go_to(page: Page, code: str) -> None:
    page.locator("#route").get_by_role("button", name=re.compile(f"^{code} ")).click()
    expect(screen(page).get_by_text(f"· {code} ·")).to_be_visible()


def test_council_asks_to_join_and_the_table_answers(window: Callable[..., Page]) -> None:
    council = window(width=360, user="raadslid", javascript=False)
    council.goto(f"{AREA}/")
    council.get_by_role("link", name="Vraag of u kunt aanschuiven").click()
    council.get_by_role("button", name="Vraag of u kunt aanschuiven").click()
    expect(council).to_have_title(re.compile("^Fout:"))
    council.get_by_label("Waarom wilt u aanschuiven?").fill("Ik wil graag luisteren.")
    council.get_by_role("button", name="Vraag of u kunt aanschuiven").click()
    expect(council.get_by_text("Uw vraag ligt op tafel.")).to_be_visible()

    wijk = window(width=360, user="rivierenbuurt")
    wijk.goto("/mijn/")
    wijk.get_by_role("link", name=re.compile("Een raadslid wil aanschuiven")).click()
    look(wijk, at="Antwoord op een vraag om aan te schuiven")
    wijk.get_by_role("radio", name="Welkom").check()
    wijk.get_by_label("Toelichting").fill("Graag, vanavond in het buurthuis.")
    wijk.get_by_role("button", name="Verstuur het antwoord").click()
    expect(wijk.get_by_text("Uw antwoord is verstuurd.")).to_be_visible()
    look(wijk)
    council.goto("/mijn/")
    expect(council.get_by_text("Antwoord op uw vraag om aan te schuiven: welkom")).to_be_visible()
    reader = window(width=360)
    for path in (f"{AREA}/", "/raad/"):
        reader.goto(path)
        expect(reader.get_by_text("De raad schuift aan")).to_be_visible()
        look(reader)
    council.goto(f"{AREA}/aanschuiven/")
    expect(council.get_by_text("Graag, vanavond in het buurthuis.")).to_be_visible()


def test_two_devices_see_each_other_within_two_seconds(window: Callable[..., Page]) -> None:
    wall, team = window(width=1920, user="rivierenbuurt"), window(width=360, user="gebiedsteam")
    wall.goto(MEETING)
    look(wall)
    wall.get_by_role("button", name="Begin de bijeenkomst").click()
    look(wall, at="Bijeenkomst ")
    open_screen(team)
    look(team)
    guest = window(width=360, user="raadslid")
    guest.goto(wall.url)
    expect(guest.get_by_text("U kijkt mee.")).to_be_visible()
    expect(guest.locator("main").get_by_role("button")).to_have_count(0)

    # Another question on the screen.
    go_to(wall, "DEN-5")
    began = time.monotonic()
    for page in (team, guest):
        expect(screen(page).get_by_text("· DEN-5 ·")).to_be_visible(timeout=AT_ONCE)
    expect(form_of(team).get_by_text("bij DEN-5")).to_be_visible(timeout=AT_ONCE)
    assert time.monotonic() - began < AT_ONCE / 1000
    expect(team.locator("#route [aria-current=step]")).to_contain_text("DEN-5")
    look(team)

    # A joint text, and its confirmation.
    record(wall, OURS)
    expect(screen(team).get_by_text(OURS)).to_be_visible(timeout=AT_ONCE)
    look(team)
    screen(team).get_by_role("button", name=re.compile("^Bevestig namens")).click()
    expect(screen(team).get_by_text("Alle partijen bevestigden deze tekst")).to_be_visible()
    expect(screen(wall).get_by_text("Alle partijen bevestigden deze tekst")).to_be_visible(timeout=AT_ONCE)
    look(wall)


def test_what_somebody_types_is_never_overwritten(window: Callable[..., Page]) -> None:
    wall, team = window(width=1920, user="rivierenbuurt"), window(width=360, user="gebiedsteam")
    for page in (wall, team):
        open_screen(page)
    go_to(wall, "DEN-3")
    expect(form_of(team).get_by_text("bij DEN-3")).to_be_visible(timeout=AT_ONCE)
    typed = form_of(team).locator("textarea").first
    typed.fill(TYPING)
    record(wall, THEIRS)
    expect(screen(team).get_by_text(THEIRS)).to_be_visible(timeout=AT_ONCE)
    expect(typed).to_have_value(TYPING)
    expect(form_of(team).get_by_text("Op het scherm veranderde er iets.")).to_be_visible()
    look(team)
    # Recording it shows both texts; nothing is overwritten until the second chooses.
    form_of(team).get_by_label("hier zijn we het over eens", exact=True).check()
    form_of(team).get_by_role("button", name="Leg dit samen vast").click()
    expect(form_of(team).get_by_text(THEIRS)).to_be_visible()
    expect(form_of(team).locator("textarea").first).to_have_value(TYPING)
    look(team)
    form_of(team).get_by_role("button", name="Leg dit samen vast").click()
    expect(screen(team).get_by_text(TYPING)).to_be_visible()
    expect(screen(wall).get_by_text(TYPING)).to_be_visible(timeout=AT_ONCE)


def test_the_meeting_ends_with_minutes_to_print(window: Callable[..., Page]) -> None:
    wall, team = window(user="rivierenbuurt"), window(width=360, user="gebiedsteam")
    for page in (wall, team):
        open_screen(page)
    team.get_by_role("button", name="Sluit de bijeenkomst af").click()
    expect(team.get_by_text("Dit schreef u samen op.")).to_be_visible()
    expect(wall.get_by_text("De bijeenkomst is afgesloten").first).to_be_visible(timeout=AT_ONCE)
    wall.get_by_role("link", name="Lees wat u samen opschreef").click()
    expect(wall).to_have_title(re.compile("^Bijeenkomst Rivierenbuurt van"))
    for page in (wall, team):
        expect(page.get_by_text(OURS)).to_be_visible()
        expect(page.get_by_text(TYPING)).to_be_visible()
        look(page)
    wall.get_by_role("link", name="Open het verslag om te printen").click()
    look(wall, at="Verslag")
    wall.emulate_media(media="print")
    expect(wall.get_by_text(OURS)).to_be_visible()
    expect(wall.get_by_role("navigation", name="Hoofdmenu")).to_be_hidden()


def test_a_meeting_works_without_javascript_and_with_the_keyboard(window: Callable[..., Page]) -> None:
    plain = window(width=360, user="rivierenbuurt", javascript=False)
    plain.goto(MEETING)
    plain.get_by_role("button", name="Begin de bijeenkomst").press("Enter")
    first_question = screen(plain).get_by_role("heading", level=1).inner_text()
    plain.get_by_role("button", name="Volgende vraag").press("Enter")
    expect(screen(plain).get_by_role("heading", level=1)).not_to_have_text(first_question)
    form = form_of(plain)
    form.locator("textarea").first.fill(OURS)
    form.get_by_label("eens, met een verschil dat is opgeschreven").press("Space")
    form.get_by_role("button", name="Leg dit samen vast").press("Enter")
    expect(plain).to_have_title(re.compile("^Fout:"))
    form.get_by_label("Welk verschil blijft er?").fill("Wie het betaalt.")
    form.get_by_role("button", name="Leg dit samen vast").press("Enter")
    expect(screen(plain).get_by_text("Wie het betaalt.")).to_be_visible()
    team = window(width=360, user="gebiedsteam", javascript=False)
    team.goto(plain.url)
    screen(team).get_by_role("button", name=re.compile("^Bevestig namens")).press("Enter")
    expect(screen(team).get_by_text("Alle partijen bevestigden deze tekst")).to_be_visible()
    plain.get_by_role("link", name="Ververs nu").press("Enter")
    expect(screen(plain).get_by_text("Alle partijen bevestigden deze tekst")).to_be_visible()
    plain.get_by_role("button", name="Sluit de bijeenkomst af").press("Enter")
    expect(plain.get_by_text("De bijeenkomst is afgesloten.")).to_be_visible()
