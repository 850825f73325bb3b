# SPDX-License-Identifier: EUPL-1.2
"""Pages around the council: who reads what, submitting, and recording the decision."""

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import TestCase
from pytest_django import DjangoAssertNumQueries

from processes.models import Agreement, CouncilBundle, CouncilDecision
from tests.agreements import TASK, Table, make_table
from tests.factories import NOW
from tests.people import EVERYBODY

pytestmark = pytest.mark.django_db
LIST = "/gebieden/korenbuurt/raad/"
SUBMIT, BUNDLE, DECIDE = f"{LIST}voorleggen/", f"{LIST}1/", f"{LIST}1/besluit/"
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}
BINDING = {"wijk_coordinator", "wijk_deputy", "team_coordinator"}
COUNCIL = {"council_member", "clerk", "alderman"}
ASKED = {"agreements": ["1-1"], "explanation": "Mogen wij dit zelf doen?"}
YES = {
    "outcome": "approved",
    "decided_on": "2026-11-22",
    "reference": "R-1",
    "scope_text": "De raad draagt over.",
}
NO = {
    "outcome": "rejected",
    "decided_on": "2026-11-22",
    "reference": "R-1",
    "reason": "Kies een kleinere taak.",
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


@pytest.fixture
def agreement(table: Table) -> Agreement:
    agreement = table.draft(kind="taak", level="N4", fields=TASK)
    table.sign_all(agreement)
    return agreement


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


# Who reads -------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", EVERYBODY)
def test_a_bundle_is_of_the_parties_and_the_council_until_it_is_decided(
    table: Table, agreement: Agreement, name: str
) -> None:
    bundle = table.submit(agreement)
    client = table.people.client(name)
    may = name in TABLE | COUNCIL
    assert (client.get(BUNDLE).status_code == 200) is may
    assert ("Het groen" in client.get(LIST).content.decode()) is may
    with TestCase.captureOnCommitCallbacks(execute=True):
        table.decide_on(bundle, outcome="rejected", reason="Kies een kleinere taak.")
    page = client.get(BUNDLE).content.decode()
    assert "Kies een kleinere taak." in page
    # The text itself never became public.
    assert ("De buurt plant bomen." in page) is may
    assert "Het groen" in client.get(LIST).content.decode()


@pytest.mark.parametrize("name", ["anonymous", "clerk", "team_coordinator"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(
    table: Table, name: str, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        agreement = table.draft(title=f"Taak {number}", kind="taak", level="N4", fields=TASK)
        table.sign_all(agreement)
        table.decide(agreement, reference=f"R-{number}")
    client = table.people.client(name)
    client.get(LIST)
    with django_assert_num_queries({"anonymous": 4, "clerk": 12, "team_coordinator": 12}[name]):
        assert client.get(f"{LIST}?x={count}").status_code == 200


# Submitting ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_submit(table: Table, agreement: Agreement, name: str) -> None:
    client = table.people.client(name)
    response = client.post(SUBMIT, ASKED)
    if name in BINDING:
        assert response["Location"] == BUNDLE
        assert client.post(SUBMIT, ASKED)["Location"] == BUNDLE
        assert "Mogen wij dit zelf doen?" in client.get(BUNDLE).content.decode()
    elif name == "anonymous":
        assert response["Location"].startswith("/accounts/login/")
    else:
        assert response.status_code == 403
    assert CouncilBundle.objects.count() == (name in BINDING)


def test_the_form_has_the_asked_agreement_ticked(table: Table, agreement: Agreement) -> None:
    page = table.people.client("wijk_coordinator").get(f"{SUBMIT}?afspraak=1").content.decode()
    assert 'value="1-1"' in page
    assert "checked" in page
    assert "De buurt plant bomen." in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"agreements": []},
        {"agreements": ["1"]},
        {"agreements": ["1-x"]},
        {"agreements": ["999999999-1"]},
        {"agreements": ["77-1"]},
        {"explanation": ""},
        {"explanation": "x" * 2001},
        {"explanation": "\x00"},
    ],
)
def test_half_a_bundle_is_refused(table: Table, agreement: Agreement, wrong: dict[str, Any]) -> None:
    response = table.people.client("team_coordinator").post(SUBMIT, ASKED | wrong)
    assert response.status_code == 400
    assert 'id="fouten"' in response.content.decode()
    assert not CouncilBundle.objects.exists()


def test_a_text_that_changed_is_409_with_the_newer_text(table: Table, agreement: Agreement) -> None:
    table.amend(agreement, text="Iets heel anders.", level="N4", fields=TASK)
    response = table.people.client("team_coordinator").post(SUBMIT, ASKED)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Iets heel anders." in page
    assert "Mogen wij dit zelf doen?" in page
    assert not CouncilBundle.objects.exists()


def test_of_two_who_submit_at_once_the_second_keeps_his_words_and_reads_the_first(
    table: Table, agreement: Agreement
) -> None:
    wijk, team = table.people.client("wijk_coordinator"), table.people.client("team_coordinator")
    assert wijk.post(SUBMIT, ASKED)["Location"] == BUNDLE
    response = team.post(SUBMIT, ASKED | {"explanation": "De gemeente ziet dit zo: <b>ja</b>."})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Uw tekst is niet weg" in page
    assert "De gemeente ziet dit zo: &lt;b&gt;ja&lt;/b&gt;.</textarea>" in page
    assert "Mogen wij dit zelf doen?" in page
    assert f'href="{LIST}"' in page
    assert 'name="explanation"' not in page
    assert CouncilBundle.objects.get().explanation == "Mogen wij dit zelf doen?"


def test_who_can_still_submit_something_else_keeps_the_form(table: Table, agreement: Agreement) -> None:
    other = table.draft(title="De speeltuin", kind="taak", level="N4", fields=TASK)
    table.sign_all(other)
    table.submit(agreement)
    response = table.people.client("team_coordinator").post(SUBMIT, ASKED | {"agreements": ["1-1", "2-1"]})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mogen wij dit zelf doen?</textarea>" in page
    assert page.count('name="agreements"') == 2
    assert "<strong>Het groen</strong>" in page
    assert CouncilBundle.objects.count() == 1


def test_nothing_to_submit_says_so(table: Table) -> None:
    table.draft(kind="taak", level="N4", fields=TASK)
    page = table.people.client("team_coordinator").get(SUBMIT).content.decode()
    assert "Er is nu niets om voor te leggen" in page


# Deciding --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", EVERYBODY)
def test_who_records_the_decision(table: Table, agreement: Agreement, name: str) -> None:
    table.submit(agreement)
    client = table.people.client(name)
    response = client.post(DECIDE, YES)
    if name == "clerk":
        assert response["Location"] == BUNDLE
        assert said(response)[0] == "Het raadsbesluit staat vast."
        assert client.post(DECIDE, YES)["Location"] == BUNDLE
    elif name == "anonymous":
        assert response["Location"].startswith("/accounts/login/")
    else:
        assert response.status_code == (403 if name in TABLE | COUNCIL else 404)
    assert CouncilDecision.objects.count() == (name == "clerk")


def test_a_no_is_read_by_the_parties(table: Table, agreement: Agreement) -> None:
    table.submit(agreement)
    table.people.client("clerk").post(DECIDE, NO)
    sheet = table.people.client("wijk_member").get("/gebieden/korenbuurt/afspraken/1/").content.decode()
    assert "Kies een kleinere taak." in sheet
    assert "De afspraak is terug bij de partijen." in sheet


def test_what_still_blocks_is_said(table: Table) -> None:
    agreement = table.draft(kind="taak", level="N4", fields={"result": "Groen"})
    table.sign_all(agreement)
    table.submit(agreement)
    response = table.people.client("clerk").post(DECIDE, YES)
    assert any("Vaststellen kan nog niet." in each for each in said(response))


@pytest.mark.parametrize(
    "wrong",
    [
        {"outcome": ""},
        {"outcome": "misschien"},
        {"decided_on": ""},
        {"decided_on": "morgen"},
        {"decided_on": "2026-11-23"},
        {"decided_on": "2026-11-21"},
        {"reference": ""},
        {"reference": "x" * 81},
        {"reference": "\x00"},
        {"scope_text": ""},
        {"scope_text": "x" * 2001},
        {"ends_on": "2026-11-01"},
        {"outcome": "rejected"},
    ],
)
def test_half_a_decision_is_refused(table: Table, agreement: Agreement, wrong: dict[str, Any]) -> None:
    table.submit(agreement)
    response = table.people.client("clerk").post(DECIDE, YES | wrong)
    assert response.status_code == 400
    assert 'id="fouten"' in response.content.decode()
    assert not CouncilDecision.objects.exists()


def test_a_decision_on_an_old_text_is_409_and_shows_the_newer(table: Table, agreement: Agreement) -> None:
    table.submit(agreement)
    table.amend(agreement, text="Iets heel anders.", level="N4", fields=TASK)
    clerk = table.people.client("clerk")
    assert "Deze bundel is verouderd" in clerk.get(BUNDLE).content.decode()
    assert "Vraag de partijen om een nieuwe bundel." in clerk.get(DECIDE).content.decode()
    response = clerk.post(DECIDE, YES)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Iets heel anders." in page
    assert "De raad draagt over." in page
    assert not CouncilDecision.objects.exists()


def test_a_decision_that_passed_is_said_on_the_sheet(table: Table, agreement: Agreement) -> None:
    table.submit(agreement)
    table.people.client("clerk").post(DECIDE, YES | {"ends_on": "2026-11-30"})
    sheet = "/gebieden/korenbuurt/afspraken/1/"
    client = table.people.client("team_coordinator")
    assert "geldt tot en met 30 november 2026" in client.get(sheet).content.decode()
    with time_machine.travel("2026-12-01T12:00:00Z", tick=False):
        page = client.get(sheet).content.decode()
        assert "Dit besluit is afgelopen." in page
        assert "Dit besluit liep af op 30 november 2026." in client.get(BUNDLE).content.decode()
        assert "beëindigd" in client.get("/gebieden/korenbuurt/afspraken/").content.decode()


@pytest.mark.parametrize("address", [LIST, SUBMIT, BUNDLE, DECIDE])
def test_other_ways_of_asking_are_refused(table: Table, agreement: Agreement, address: str) -> None:
    table.submit(agreement)
    assert table.people.client("clerk").delete(address).status_code == 405
