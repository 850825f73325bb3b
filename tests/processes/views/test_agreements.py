# SPDX-License-Identifier: EUPL-1.2
"""Pages to read: the list with the balance, the sheet and its versions; and what must not leak from them."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gm_portal.core import pages
from processes.enums import ProcessState
from tests import factories
from tests.agreements import EVALUATE_ON, TASK, Table, confirmed, make_table
from tests.factories import NOW
from tests.people import EVERYBODY

pytestmark = pytest.mark.django_db
LIST = "/gebieden/korenbuurt/afspraken/"
SHEET = f"{LIST}1/"
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}
COUNCIL = {"council_member", "clerk", "alderman"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def read(table: Table, name: str, address: str, status: int = 200) -> str:
    response = table.people.client(name).get(address)
    assert response.status_code == status
    return response.content.decode()


# Drafts stay with the parties ------------------------------------------------------------------------
@pytest.mark.parametrize("name", EVERYBODY)
def test_a_draft_is_for_the_parties_only(table: Table, name: str) -> None:
    table.draft(title="Geheim voorstel", text="Dit weet nog niemand.")
    client = table.people.client(name)
    for address in (SHEET, f"{SHEET}versies/1/"):
        response = client.get(address)
        if name in TABLE:
            assert response.status_code == 200
            assert "Dit weet nog niemand." in response.content.decode()
        elif name == "anonymous":
            assert response["Location"] == f"/accounts/login/?next={address}"
        else:
            assert response.status_code == 404
    assert ("Geheim voorstel" in read(table, name, LIST)) is (name in TABLE)


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_proposal_to_change_is_for_the_parties_only(table: Table, name: str) -> None:
    agreement = table.draft()
    table.sign_all(agreement)
    table.amend(agreement, title="Geheim voorstel", text="Dit weet nog niemand.")
    for address in (LIST, SHEET, f"{SHEET}versies/1/"):
        page = read(table, name, address)
        assert ("Geheim voorstel" in page or "Versie 2" in page) is (name in TABLE)
        assert "Het groen" in page or name in TABLE
    response = table.people.client(name).get(f"{SHEET}versies/2/")
    assert response.status_code == (200 if name in TABLE else 302 if name == "anonymous" else 404)


def test_what_was_only_proposed_stays_hidden_after_adoption(table: Table) -> None:
    agreement = table.draft(text="Het eerste idee.")
    table.amend(agreement, text="De tekst die werd getekend.")
    table.sign_all(agreement, version=2)
    page = read(table, "anonymous", SHEET)
    assert "De tekst die werd getekend." in page
    assert "Het eerste idee." not in page
    assert "Wat is er veranderd?" not in page
    assert read(table, "stranger", f"{SHEET}versies/1/", status=404)
    assert "Het eerste idee." in read(table, "wijk_member", SHEET) + read(
        table, "wijk_member", f"{SHEET}versies/1/"
    )


@pytest.mark.parametrize("name", EVERYBODY)
def test_the_council_reads_along_when_it_is_asked(table: Table, name: str) -> None:
    agreement = table.draft(text="Het eerste idee.", kind="taak", level="N4", fields=TASK)
    table.amend(agreement, text="De buurt onderhoudt het groen.", level="N4", fields=TASK)
    client = table.people.client(name)
    assert (client.get(SHEET).status_code == 200) is (name in TABLE)
    table.sign_all(agreement, version=2)
    assert (client.get(SHEET).status_code == 200) is (name in TABLE)
    table.submit(agreement)
    may_read = name in TABLE | COUNCIL
    response = client.get(SHEET)
    assert (response.status_code == 200) is may_read
    if may_read:
        assert "De buurt onderhoudt het groen." in response.content.decode()
    assert (client.get(f"{SHEET}versies/1/").status_code == 200) is (name in TABLE)


def test_after_the_decision_everybody_reads(table: Table) -> None:
    agreement = table.draft(kind="taak", level="N4", fields=TASK)
    table.sign_all(agreement)
    table.decide(agreement)
    page = read(table, "anonymous", SHEET)
    assert "kenmerk R-1" in page
    assert "22 november 2026" in page


# The sheet -------------------------------------------------------------------------------------------
def test_the_sheet_tells_what_who_how_much_and_when(table: Table) -> None:
    table.sign_all(table.draft(evaluate_on=EVALUATE_ON))
    page = read(table, "anonymous", SHEET)
    for words in (
        "De buurt plant bomen.",
        "Adviseren",
        "Werkgroep groen",
        "1 mei 2027",
        "Bewoners Korenbuurt",
        "Gebiedsteam Noord",
        "Vraag AA-1?",
        "in dit portaal vastgelegd",
        "De balans",
    ):
        assert words in page
    assert page.count("<h1") == 1
    assert page.count("op 22 november 2026, door de") == 2


def test_signatures_name_parties_not_people(table: Table) -> None:
    table.people.wijk_coordinator.name = "Een Herkenbare Naam"
    table.people.wijk_coordinator.save()
    agreement = table.draft("wijk_coordinator")
    table.sign(agreement, "wijk_coordinator")
    assert "Herkenbare" not in read(table, "team_member", SHEET)


def test_an_amendment_shows_what_changed(table: Table) -> None:
    agreement = table.draft()
    table.amend(agreement, text="De buurt plant veel bomen.")
    page = read(table, "team_member", SHEET)
    assert '<ins class="added"><span class="visually-hidden">[nieuw:] </span>veel </ins>' in page
    assert "Waarom: De buurt vroeg erom." in page


def test_a_proposal_suspends_and_says_so(table: Table) -> None:
    agreement = table.draft()
    table.sign_all(agreement)
    table.amend(agreement, title="Nieuw")
    said = "Zolang versie 2 openligt, is deze afspraak opgeschort. Versie 1 blijft te lezen."
    assert said in read(table, "team_member", SHEET)
    assert said in read(table, "team_member", f"{SHEET}versies/1/")
    assert said in read(table, "team_member", LIST)
    page = read(table, "stranger", f"{SHEET}versies/1/")
    assert "Zolang die openligt, geldt de afspraak niet. Versie 1 blijft te lezen." in page
    assert "opgeschort" in read(table, "anonymous", LIST)


def test_a_text_is_shown_as_it_was_typed(table: Table) -> None:
    table.sign_all(table.draft(title="<script>alert(1)</script>", text="a & b <i>"))
    page = read(table, "anonymous", SHEET)
    assert "&lt;script&gt;" in page
    assert "a &amp; b &lt;i&gt;" in page
    assert "<script>alert" not in page


def test_items_on_the_agenda_are_linked(table: Table) -> None:
    agreement = table.draft()
    item = factories.AgendaItemFactory(process=table.people.process, title="Bomen langs de straat")
    item.agreements.add(agreement)
    page = read(table, "team_member", SHEET)
    assert "Bomen langs de straat" in page
    assert item.get_absolute_url() in page


def test_a_documented_agreement_says_where_it_is_from(table: Table) -> None:
    factories.AgreementFactory(process=table.people.process, number=1, origin="seed", source="B")
    page = read(table, "anonymous", SHEET)
    assert "uit het raadsstuk" in page
    assert "niet in dit portaal ondertekend" in page


@pytest.mark.parametrize(
    ("name", "verbs"),
    [
        ("team_coordinator", {"sign", "amend", "discuss", "withdraw"}),
        ("wijk_deputy", {"sign", "amend", "discuss", "withdraw"}),
        ("team_member", {"amend", "discuss"}),
    ],
)
def test_buttons_are_for_who_may_press_them(table: Table, name: str, verbs: set[str]) -> None:
    table.draft()
    page = read(table, name, SHEET)
    offered = {
        "sign": "ondertekenen/",
        "amend": "wijzigen/",
        "discuss": "bespreken/",
        "withdraw": "intrekken/",
    }
    assert {verb for verb, path in offered.items() if f'"{SHEET}{path}"' in page} == verbs


@pytest.mark.parametrize("name", ["anonymous", "stranger", "clerk"])
def test_readers_get_no_buttons(table: Table, name: str) -> None:
    table.sign_all(table.draft())
    assert not re.search(
        r"ondertekenen/|wijzigen/|bespreken/|intrekken/|raadsbesluit/", read(table, name, SHEET)
    )


def test_the_clerk_is_led_to_the_decision_and_the_parties_to_submitting(table: Table) -> None:
    agreement = table.draft(kind="taak", level="N4", fields=TASK)
    table.sign_all(agreement)
    ask, decide = "/gebieden/korenbuurt/raad/voorleggen/?afspraak=1", "/gebieden/korenbuurt/raad/1/besluit/"
    assert ask in read(table, "team_coordinator", SHEET)
    assert ask not in read(table, "team_member", SHEET)
    table.submit(agreement)
    assert decide in read(table, "clerk", SHEET)
    assert decide not in read(table, "council_member", SHEET)
    assert "Deze tekst ligt bij de raad." in read(table, "team_member", SHEET)
    assert ask not in read(table, "team_coordinator", SHEET)


def test_who_signed_is_not_asked_again(table: Table) -> None:
    agreement = table.draft()
    table.sign(agreement, "team_coordinator")
    assert "ondertekenen/" not in read(table, "team_coordinator", SHEET)
    assert "ondertekenen/" in read(table, "wijk_coordinator", SHEET)


def test_what_no_longer_blocks_can_be_adopted(table: Table) -> None:
    """The other agreement ended, so nothing stands in the way any more: one press adopts it."""
    budget = {"theme": "groen"}
    first = table.draft(kind="budget", level="N3", fields=budget)
    table.sign_all(first)
    second = table.draft(title="Tweede", kind="budget", level="N1", fields=budget)
    table.sign_all(second)
    address = f"{LIST}2/"
    assert "Stel de afspraak vast" not in read(table, "wijk_member", address)
    first.refresh_from_db()
    first.state = "ended"
    first.save()
    assert "Stel de afspraak vast" in read(table, "wijk_coordinator", address)
    confirmed(table.people.client("wijk_coordinator")).post(f"{address}ondertekenen/", {"version": 1})
    assert "van kracht" in read(table, "stranger", address)


# The list --------------------------------------------------------------------------------------------
def test_the_list_asks_with_a_verb_and_leads_members_to_the_form(table: Table) -> None:
    factories.AgreementFactory(process=table.people.process, number=1, level="N3")
    page = read(table, "anonymous", LIST)
    assert "Schrijf op wie namens de wijk beslist" in page
    assert "Maak deze afspraak" not in page
    assert f"{LIST}nieuw/?soort=procesgarantie.mandaat" in read(table, "wijk_member", LIST)


def test_an_empty_list_says_what_comes_here(table: Table) -> None:
    page = read(table, "anonymous", LIST)
    assert "Er geldt nu geen afspraak" in page
    assert "Passen de afspraken bij elkaar?" not in page


def test_the_parties_see_what_their_drafts_ask(table: Table) -> None:
    factories.AgreementFactory(process=table.people.process, number=1)
    table.draft(level="N3")
    assert "Wat vragen de concepten nog?" in read(table, "wijk_member", LIST)
    assert "Wat vragen de concepten nog?" not in read(table, "stranger", LIST)


def test_a_finished_area_is_told_as_history(table: Table) -> None:
    factories.AgreementFactory(process=table.people.process, number=1, state="ended", level="N4")
    table.people.process.state = ProcessState.FINISHED
    table.people.process.save()
    page = read(table, "wijk_coordinator", LIST)
    assert "Hoe pasten de afspraken bij elkaar?" in page
    assert "Maak deze afspraak" not in page
    assert "Maak een afspraak" not in page
    assert "De balans toen" in read(table, "wijk_coordinator", SHEET)


def test_in_an_area_that_goes_on_what_ended_counts_no_more(table: Table) -> None:
    factories.AgreementFactory(process=table.people.process, number=1, state="ended", level="N4")
    factories.AgreementFactory(process=table.people.process, number=2, level="N1")
    page = read(table, "wijk_coordinator", SHEET)
    assert "De balans van nu" in page
    assert "De balans toen" not in page


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/gebieden/nergens/afspraken/", 404),
        (f"{LIST}99/", 404),
        (f"{LIST}{10**30}/", 404),
        (f"{SHEET}versies/9/", 404),
        (f"{SHEET}versies/{10**30}/", 404),
    ],
)
def test_what_does_not_exist_is_not_found(table: Table, address: str, status: int) -> None:
    table.sign_all(table.draft())
    for name in ("stranger", "wijk_coordinator", "anonymous"):
        read(table, name, address, status=status)


@pytest.mark.parametrize("address", [LIST, SHEET, f"{SHEET}versies/1/"])
def test_reading_pages_take_no_post(table: Table, address: str) -> None:
    table.sign_all(table.draft())
    assert table.people.client("wijk_coordinator").post(address).status_code == 405


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("anonymous", 8), ("wijk_coordinator", 12)])
def test_the_list_costs_the_same_however_long(
    table: Table, count: int, name: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        agreement = table.draft(title=f"Afspraak {number}")
        table.sign_all(agreement)
        table.amend(agreement, title=f"Voorstel {number}")
    client = table.people.client(name)
    with django_assert_num_queries(queries):
        assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("anonymous", 15), ("wijk_coordinator", 17)])
def test_the_sheet_costs_the_same_however_much_belongs_to_it(
    table: Table, count: int, name: str, queries: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    agreement = table.draft()
    for number in range(1, count + 1):
        table.sign_all(agreement, version=number)
        factories.AgendaItemFactory(process=table.people.process).agreements.add(agreement)
        table.amend(agreement, based_on=number, title=f"Voorstel {number}")
    client = table.people.client(name)
    with django_assert_num_queries(queries):
        assert client.get(SHEET).status_code == 200


def test_a_kept_page_changes_with_the_last_signature(
    table: Table, django_capture_on_commit_callbacks
) -> None:
    agreement = table.draft()
    table.sign(agreement, "team_coordinator")
    reader = Client()
    assert "Het groen" not in reader.get(LIST).content.decode()
    before = pages.generation()
    with django_capture_on_commit_callbacks(execute=True):
        table.sign(agreement, "wijk_coordinator")
    assert pages.generation() != before
    assert "Het groen" in reader.get(LIST).content.decode()
