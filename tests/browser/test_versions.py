# SPDX-License-Identifier: EUPL-1.2
"""A next praatplaat from draft to a table that moves on a phone; axe at every step."""

import io
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import openpyxl
from django.db import connection
from playwright.sync_api import Page, expect

from processes.models import Praatplaat, PraatplaatImport
from processes.queries.versions import text_of
from processes.rules.version_sheets import as_sheets
from processes.tasks import read_praatplaat_file
from tests.browser.axe import look

ADMIN = "/beheer/praatplaat/"
TABLE = "/gebieden/rivierenbuurt/praatplaat/"


def test_from_a_draft_to_a_table_that_moves(window: Callable[..., Page]) -> None:
    admin = window(width=360, user="beheer")
    admin.goto(ADMIN)
    look(admin)
    admin.get_by_role("button", name="Begin aan versie 2").click()
    look(admin, at="Concept versie 2")
    admin.locator("#vragen-DEN-1 a").click()
    look(admin, at="DEN-1")
    admin.get_by_label("Vraag", exact=True).fill("Wie praten er dit keer mee?")
    admin.get_by_role("button", name="Bewaar").click()
    expect(admin.get_by_text("DEN-1 is bewaard.")).to_be_visible()
    admin.get_by_role("button", name="Zet DEN-2 hoger").click()
    expect(admin.locator("[id^=vragen-DEN-]").first).to_have_id("vragen-DEN-2")
    admin.locator("#vragen-KIE-3 a").click()
    admin.get_by_text("Haal dit weg uit het concept").click()
    admin.get_by_role("button", name="Haal KIE-3 weg").click()
    expect(admin.get_by_text("KIE-3 is weggehaald uit het concept.")).to_be_visible()
    admin.get_by_role("link", name="Voeg een vraag toe").click()
    admin.get_by_label("Code").fill("fout code")
    admin.get_by_role("button", name="Voeg toe").click()
    look(admin, at="Fout:")
    admin.goto(f"{ADMIN}2/vaststellen/")
    look(admin)
    admin.get_by_role("button", name="Stel versie 2 vast").click()
    expect(admin.get_by_text("Versie 2 is vastgesteld.")).to_be_visible()
    look(admin)
    admin.goto("/praatplaat/versies/1/2/")
    look(admin)

    wijk = window(width=360, user="rivierenbuurt")
    wijk.goto(TABLE)
    wijk.get_by_role("link", name="Bekijk wat er verandert").click()
    look(wijk, at="Nieuwe versie voor")
    wijk.get_by_role("button", name="Ga verder met versie 2").click()
    expect(wijk.get_by_text("Het gesprek gaat nu verder met versie 2.")).to_be_visible()
    look(wijk)
    wijk.goto(f"{TABLE}DEN-1/")
    look(wijk)
    wijk.goto(f"{TABLE}vragen-van-eerder/")
    look(wijk)


def test_a_file_is_read_while_the_page_looks_on(window: Callable[..., Page], tmp_path: Path) -> None:
    version = Praatplaat.objects.order_by("version").first()
    assert version is not None
    good = as_sheets(text_of(version))
    book = openpyxl.load_workbook(io.BytesIO(good))
    book["vragen"]["E2"] = "cijfer"
    book.save(tmp_path / "fout.xlsx")
    (tmp_path / "goed.xlsx").write_bytes(good)
    admin = window(user="beheer")
    for name, words in (("fout.xlsx", "Er is 1 fout gevonden."), ("goed.xlsx", "Alles klopt.")):
        admin.goto(f"{ADMIN}inlezen/")
        look(admin)
        admin.locator("input[type=file]").set_input_files(tmp_path / name)
        admin.get_by_role("button", name="Lees dit bestand in").click()
        expect(admin.get_by_text("regels gelezen.")).to_be_visible()
        look(admin)
        _let_the_worker_read()
        expect(admin.get_by_text(words)).to_be_visible()
        look(admin)


def _let_the_worker_read() -> None:
    """What the task does, with a connection of its own: a test holds its own writes back until its end."""

    def work() -> None:
        newest = PraatplaatImport.objects.first()
        if newest is not None:
            read_praatplaat_file(newest.pk)
        connection.close()

    worker = Thread(target=work)
    worker.start()
    worker.join()
