# SPDX-License-Identifier: EUPL-1.2
"""Pages to put a required finding off: proposing, answering, and what readers see of it."""

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from processes.models import Postponement
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import People

pytestmark = pytest.mark.django_db
LIST = "/gebieden/korenbuurt/afspraken/"
PAGE = f"{LIST}uitstel/CR-02/"
REASON = "Eerst kiezen wij een nieuw bestuur."
UNTIL = TODAY + dt.timedelta(days=90)
SAID = {"until": UNTIL.isoformat(), "reason": REASON}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def table(people: People) -> People:
    factories.AgreementFactory(process=people.process, number=1, level="N1")
    return people


def proposal(people: People) -> str:
    people.client("wijk_coordinator").post(PAGE, SAID)
    return Postponement.objects.get().get_absolute_url()


def test_from_the_list_to_a_postponement_everybody_reads(table: People) -> None:
    wijk, team, reader = (table.client(name) for name in ("wijk_coordinator", "team_coordinator", "stranger"))
    assert PAGE in wijk.get(LIST).content.decode()
    assert PAGE not in reader.get(LIST).content.decode()
    assert wijk.post(PAGE, SAID)["Location"] == f"{LIST}#passen"
    page = team.get(LIST).content.decode()
    address = Postponement.objects.get().get_absolute_url()
    assert "stelt uitstel voor tot en met 20 februari 2027." in page
    assert address in page
    assert REASON not in reader.get(LIST).content.decode()
    assert REASON in team.get(address).content.decode()
    assert team.post(address, {"stap": "bevestig"})["Location"] == f"{LIST}#passen"
    page = reader.get(LIST).content.decode()
    assert "Uitgesteld tot en met 20 februari 2027, omdat:" in page
    assert REASON in page
    assert "Er is 1 punt uitgesteld." in page
    assert wijk.post(address, {"stap": "stop"}).status_code == 302
    assert REASON not in reader.get(LIST).content.decode()


def test_for_one_agreement(table: People) -> None:
    page = table.client("team_coordinator").post(f"{LIST}uitstel/CR-04/?afspraak=1", SAID)
    assert page.status_code == 302
    assert Postponement.objects.get().agreement_number == 1


@pytest.mark.parametrize("name", ["wijk_member", "stranger", "council_member", "clerk", "administrator"])
def test_who_speaks_for_nobody_may_not(table: People, name: str) -> None:
    assert table.client(name).get(PAGE).status_code == 403
    assert table.client(name).post(PAGE, SAID).status_code == 403
    assert not Postponement.objects.exists()
    address = proposal(table)
    expected = 403 if name == "wijk_member" else 404
    assert table.client(name).get(address).status_code == expected
    assert table.client(name).post(address, {"stap": "bevestig"}).status_code == expected
    assert Postponement.objects.get().confirmed_at is None


def test_anonymous_signs_in_first_and_other_methods_are_refused(table: People) -> None:
    for address in (PAGE, proposal(table)):
        assert table.client("anonymous").post(address, SAID)["Location"].startswith("/accounts/login/")
        assert table.client("wijk_coordinator").put(address).status_code == 405


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"until": ""}, "Kies een dag die nog komt."),
        ({"until": "gisteren"}, "Vul een datum in"),
        ({"until": "2026-11-22"}, "Kies een dag die nog komt."),
        ({"until": "2027-11-23"}, "Kies een dag binnen een jaar."),
        ({"reason": ""}, "Schrijf op waarom u dit uitstelt."),
        ({"reason": "x" * 301}, "Maak de reden korter"),
    ],
)
def test_bad_input_says_what_to_do_and_keeps_what_was_typed(
    table: People, changed: dict[str, str], words: str
) -> None:
    response = table.client("wijk_coordinator").post(PAGE, SAID | changed)
    page = response.content.decode()
    assert (response.status_code, words in page) == (400, True)
    assert (SAID | changed)["reason"] in page
    assert not Postponement.objects.exists()


@pytest.mark.parametrize(
    "address", ["CR-99/", "CR-09/", "CR-02/?afspraak=x", "CR-04/?afspraak=99999999", "9/"]
)
def test_what_is_not_there_is_404(table: People, address: str) -> None:
    assert table.client("wijk_coordinator").get(f"{LIST}uitstel/{address}").status_code == 404


def test_advice_is_not_put_off(table: People) -> None:
    client = table.client("wijk_coordinator")
    assert "Dit punt kunt u niet uitstellen." in client.get(f"{LIST}uitstel/CR-05/").content.decode()
    assert client.post(f"{LIST}uitstel/CR-05/", SAID).status_code == 400
    assert not Postponement.objects.exists()


def test_twice_is_once_and_a_wrong_answer_is_told(table: People) -> None:
    address = proposal(table)
    assert proposal(table) == address
    own, team = table.client("wijk_deputy"), table.client("team_coordinator")
    response = own.post(address, {"stap": "bevestig"})
    assert response.status_code == 400
    assert "De andere kant bevestigt het." in response.content.decode()
    assert team.post(address, {"stap": "x"}).status_code == 400
    assert team.post(address, {"stap": "stop"}).status_code == 302
    assert team.post(address, {"stap": "stop"}).status_code == 302
    assert "Dit uitstel is voorbij" in team.get(address).content.decode()
    assert team.post(address, {"stap": "bevestig"}).status_code == 400


def test_of_another_process_it_is_404(table: People) -> None:
    address = proposal(table).replace("korenbuurt", table.other_process.slug)
    assert table.client("team_coordinator").get(address).status_code == 404
