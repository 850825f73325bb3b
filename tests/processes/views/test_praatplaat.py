# SPDX-License-Identifier: EUPL-1.2
"""The praatplaat of a process: the plate, the list, what waits, the accent."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from processes.enums import ProcessState
from processes.models import Process
from tests import factories
from tests.factories.table import TableOfCast, make_questions, make_table
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
MEMBERS = tuple(name for name in EVERYBODY if name.startswith(("wijk", "team")))
URL = "/gebieden/korenbuurt/praatplaat/"


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def text_of(response) -> str:
    return response.content.decode()


@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_finds_every_question_on_the_plate_and_in_the_list(table: TableOfCast, who: str) -> None:
    response = table.people.client(who).get(URL)
    page = text_of(response)
    assert response.status_code == 200
    assert page.count("<h1>") == 1
    for code in table.questions:
        # Once as a dot, once in the list; members may find it in their own list as well.
        assert page.count(f'href="{reverse("question", args=("korenbuurt", code))}"') >= 2
    assert ("Wat wacht nog op ons?" in page) is (who in MEMBERS)


def test_states_are_words(table: TableOfCast) -> None:
    table.save("wijk_member", "DEN-1")
    table.share("team_member", "DEN-4")
    table.publish("team_coordinator", "KIE-1")
    words = {
        who: text_of(table.people.client(who).get(URL)) for who in ("anonymous", "wijk_member", "team_member")
    }
    counts = {
        who: [
            len(re.findall(rf'<span class="soft">{word}</span>', page))
            for word in ("concept", "gedeeld", "openbaar", "nog niet ingevuld", "nog niet gedeeld")
        ]
        for who, page in words.items()
    }
    assert counts == {
        "anonymous": [0, 0, 1, 0, 0],
        "wijk_member": [1, 1, 1, 7, 6],
        "team_member": [0, 1, 1, 6, 8],
    }


def test_the_plate_of_a_side_is_as_far_as_its_last_party(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", "DEN-1")
    assert "Wijk of dorp: openbaar." in text_of(Client().get(URL))
    factories.PartyFactory(process=table.people.process, name="Tweede vereniging")
    assert "Wijk of dorp: openbaar." not in text_of(Client().get(URL + "?vers"))


@pytest.mark.parametrize("published", [1, 3])
@pytest.mark.parametrize(("who", "queries"), [("anonymous", 9), ("wijk_coordinator", 11)])
def test_the_number_of_queries_is_constant(
    table: TableOfCast, who: str, queries: int, published: int, django_assert_num_queries
) -> None:
    for code in ("BES-1", "DEN-1", "DEN-4")[:published]:
        table.publish("wijk_coordinator", code)
        table.publish("team_coordinator", code)
    client = table.people.client(who)
    client.get("/gebieden/zeewijk/praatplaat/")
    with django_assert_num_queries(queries):
        client.get(URL)


def test_the_accent_is_a_picture_with_numbers(table: TableOfCast) -> None:
    assert "Er is nog geen accent te zien." in text_of(Client().get(URL))
    table.publish("wijk_coordinator", "BES-1")
    table.share("team_coordinator", "BES-1", {"points": {"A": 0, "B": 0, "C": 10}})
    page = text_of(Client().get(URL + "?vers"))
    assert "Vooral aanjagen &amp; initiëren: 5 van de 10 punten." in page
    assert "Alle tien punten voor" not in page
    assert "Alle tien punten voor verdelen &amp; besluiten." in text_of(
        table.people.client("wijk_member").get(URL)
    )


def test_what_waits_comes_first_and_is_grouped(table: TableOfCast) -> None:
    table.share("team_member", "DEN-4")
    table.save("wijk_member", "KIE-1")
    page = text_of(table.people.client("wijk_coordinator").get(URL))
    waiting = page[page.index("Wat wacht nog op ons?") : page.index("De plaat")]
    assert "DEN-4" in waiting
    assert "KIE-1" in waiting
    assert "Nog 6 vragen zijn open." in waiting


def test_when_all_is_shared_nothing_waits(table: TableOfCast) -> None:
    for code in table.questions:
        table.share("wijk_member", code)
    assert "Er wacht nu niets op u." in text_of(table.people.client("wijk_member").get(URL))


def test_kind_words_where_nobody_began(people: People) -> None:
    assert "Hier komt de praatplaat" in text_of(people.client("anonymous").get(URL))
    make_questions()
    page = text_of(people.client("wijk_member").get(URL))
    assert "Hier is nog geen gesprek begonnen." in page
    assert "Vraag DEN-1?" in page
    assert "Wat wacht nog op ons?" not in page


def test_a_finished_process_shows_the_questions(people: People) -> None:
    make_questions()
    Process.objects.filter(pk=people.process.pk).update(state=ProcessState.FINISHED)
    page = text_of(Client().get(URL))
    assert "Dit gebied is afgerond." in page
    assert "Vraag DEN-1?" in page


def test_other_methods_and_unknown_processes(table: TableOfCast) -> None:
    client = table.people.client("wijk_coordinator")
    assert client.post(URL).status_code == 405
    assert client.get("/gebieden/nergens/praatplaat/").status_code == 404
