# SPDX-License-Identifier: EUPL-1.2
"""Pages of the right to challenge: who reads what, what each form does, and what must not leak."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.test import TestCase
from pytest_django import DjangoAssertNumQueries

from processes.models import Agreement, Challenge, ChallengeMove, GivingParty, Lesson
from tests.challenges import TEAM, WIJK, Route, make_route
from tests.factories import NOW, challenge
from tests.people import EVERYBODY

pytestmark = pytest.mark.django_db
LIST = "/gebieden/korenbuurt/uitdaagrecht/"
NEW, TASK = f"{LIST}nieuw/", f"{LIST}1/"
FILL, GIVE, PROPOSE = f"{TASK}inzet/", f"{TASK}wie-geeft-weg/", f"{TASK}voorstel/"
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}
BINDING = {"wijk_coordinator", "wijk_deputy", "team_coordinator"}
IDEA = {"route": "uitdaagrecht", "title": "De speeltuin", "idea": "Wij beheren de speeltuin."}
STOP = {
    "seen": "exploration",
    "moved_on": "2026-11-22",
    "reason": "Te breed.",
    "lessons": "Begin klein.\n\nKies één.",
}
ANSWER = {"consent": "yes", "consent_on": "2026-11-22", "source": "Brief van vandaag"}
PROPOSAL = {"result": "Mooi groen", "level": "N2", "vraag": ["AA-1"]}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def route(db: None) -> Route:
    return make_route()


def page(route: Route, name: str, address: str, status: int = 200) -> str:
    response = route.table.people.client(name).get(address)
    assert response.status_code == status
    return response.content.decode()


def refused(name: str, response: Any, *, stranger: int = 404) -> None:
    """What somebody who may not do this gets."""
    if name == "anonymous":
        assert response["Location"].startswith("/accounts/login/")
    else:
        assert response.status_code == (403 if name in TABLE else stranger)


# Reading ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", EVERYBODY)
def test_an_idea_is_of_the_parties_until_it_is_shared(route: Route, name: str) -> None:
    client = route.table.people.client(name)
    assert (client.get(TASK).status_code == 200) is (name in TABLE)
    assert ("Het groen in de straat" in client.get(LIST).content.decode()) is (name in TABLE)
    with TestCase.captureOnCommitCallbacks(execute=True):
        route.move("exploration", "wijk_coordinator")
    assert "Wij willen het groen zelf onderhouden." in client.get(TASK).content.decode()
    assert "Het groen in de straat" in client.get(LIST).content.decode()


def test_what_stopped_as_an_idea_stays_with_the_parties(route: Route) -> None:
    route.move("stopped", "wijk_coordinator", reason="Toch niet.", lessons=("Vraag het eerst rond.",))
    assert "Toch niet." in page(route, "team_member", TASK)
    page(route, "stranger", TASK, 404)
    assert "Het groen in de straat" not in page(route, "anonymous", LIST)


def test_the_page_tells_how_far_it_is_and_what_it_asks(route: Route) -> None:
    route.travel("consent")
    shown = page(route, "anonymous", TASK)
    for words in (
        "De taak raakt 1 onderwerp en 1 afdeling.",
        "6 mensen, samen 12 uur per week.",
        "Eenvoudige taken binnen één domein hebben meer kans.",
        "Stadsbeheer",
        "nog geen antwoord",
        "Wij zoeken het uit.",
        "22 november 2026",
    ):
        assert words in shown
    assert "Kies een kleinere taak." not in shown
    assert shown.count("<h1") == 1
    assert shown.count('aria-current="step"') == 1
    assert "csrfmiddlewaretoken" not in shown


def test_a_task_and_its_agreement_have_titles_of_their_own(route: Route) -> None:
    """Both may carry the same name; in a row of tabs they must differ (WCAG 2.4.2)."""
    title = page(route, "wijk_member", TASK).split("<title>")[1].split("</title>")[0]
    assert f"{route.task.title} ({route.task.get_route_display()})" in title


def test_a_wide_task_hears_the_advice(route: Route) -> None:
    route.travel("feasibility")
    route.fill_in("team_member", TEAM | {"domains": ["groen", "sociaal"]})
    assert "Kies een kleinere taak." in page(route, "wijk_member", TASK)


def test_a_late_answer_is_shown_and_blocks_nobody(route: Route) -> None:
    route.travel("exploration")
    with time_machine.travel(NOW + dt.timedelta(days=43), tick=False):
        assert "Antwoord te laat" in page(route, "anonymous", TASK)
        assert "antwoord te laat" in page(route, "stranger", LIST)
        client = route.table.people.client("team_coordinator")
        said = {"seen": "exploration", "moved_on": "2027-01-04", "reason": "Beter laat."}
        assert client.post(f"{TASK}stap/feasibility/", said)["Location"] == TASK


def test_where_it_stopped_stands_in_the_route_with_its_lessons(route: Route) -> None:
    route.travel("consent")
    route.move("stopped", "team_coordinator", reason="Niemand geeft weg.", lessons=("Vraag het eerder.",))
    shown = page(route, "anonymous", TASK)
    assert "hier eindigde de taak" in shown
    assert "Vraag het eerder." in shown
    assert "Niemand geeft weg." in shown
    assert 'aria-current="step"' not in shown


def test_the_draft_agreement_is_not_named_to_readers(route: Route) -> None:
    route.travel("proposal")
    agreement = route.propose()
    assert agreement.get_absolute_url() in page(route, "wijk_member", TASK)
    assert agreement.get_absolute_url() not in page(route, "anonymous", TASK)
    assert TASK in page(route, "wijk_member", agreement.get_absolute_url())


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("anonymous", 5), ("wijk_coordinator", 7)])
def test_the_list_costs_the_same_however_long(
    route: Route, name: str, queries: int, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(count):
        task = challenge(route.table.people.process, "running")
        task.giving.create(kind="department", name="Stadsbeheer")
    client = route.table.people.client(name)
    client.get(LIST)
    with django_assert_num_queries(queries):
        assert client.get(f"{LIST}?x={count}").status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_however_much_stands_on_it(
    route: Route, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    route.travel("feasibility")
    for number in range(count):
        route.giver(f"Afdeling {number}")
    client = route.table.people.client("wijk_coordinator")
    client.get(TASK)
    with django_assert_num_queries(6):
        assert client.get(TASK).status_code == 200


# Writing ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", EVERYBODY)
def test_who_starts(route: Route, name: str) -> None:
    client = route.table.people.client(name)
    said = IDEA | ({"route": "omgekeerd"} if name.startswith("team") else {})
    response = client.post(NEW, said)
    if name in TABLE:
        assert response["Location"] == f"{LIST}2/"
        assert client.post(NEW, said)["Location"] == f"{LIST}2/"
    else:
        refused(name, response, stranger=403)
    assert Challenge.objects.count() == 1 + (name in TABLE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"route": ""},
        {"route": "omgekeerd"},
        {"title": ""},
        {"title": "x" * 121},
        {"idea": "\x00"},
        {"idea": "a@b.nl"},
    ],
)
def test_half_an_idea_is_refused_and_kept_on_screen(route: Route, wrong: dict[str, str]) -> None:
    response = route.table.people.client("wijk_member").post(NEW, IDEA | wrong)
    assert response.status_code == 400
    assert 'id="fouten"' in response.content.decode()
    assert Challenge.objects.count() == 1


@pytest.mark.parametrize("name", EVERYBODY)
def test_each_side_fills_in_its_own(route: Route, name: str) -> None:
    route.travel("feasibility")
    client = route.table.people.client(name)
    said = WIJK | TEAM | {"team_money_cents": "5.000", "wijk_people": "7"}
    response = client.post(FILL, said)
    task = route.fresh()
    if name in TABLE:
        assert response["Location"] == TASK
        assert (task.wijk_people, task.team_money_cents) == (
            (None, 500_000) if name.startswith("team") else (7, None)
        )
    else:
        refused(name, response, stranger=403)
        assert task.wijk_people is None


@pytest.mark.parametrize(
    "wrong",
    [{"wijk_people": "-1"}, {"wijk_people": "veel"}, {"wijk_hours": "99999"}, {"wijk_support": "x" * 401}],
)
def test_what_cannot_be_is_refused_at_its_field(route: Route, wrong: dict[str, str]) -> None:
    route.travel("feasibility")
    response = route.table.people.client("wijk_member").post(FILL, WIJK | wrong)
    assert response.status_code == 400
    assert 'id="fouten"' in response.content.decode()
    assert route.fresh().wijk_people is None


def test_who_writes_on_an_old_form_is_409_and_loses_nothing(route: Route) -> None:
    route.travel("feasibility")
    route.fill_in("wijk_deputy", WIJK)
    response = route.table.people.client("wijk_member").post(FILL, WIJK | {"wijk_knowledge": "Iets anders."})
    assert response.status_code == 409
    assert "Iets anders." in response.content.decode()
    assert route.fresh().wijk_knowledge == "Hoveniers."


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_keeps_the_list(route: Route, name: str) -> None:
    route.travel("feasibility")
    client = route.table.people.client(name)
    response = client.post(GIVE, {"kind": "department", "name": "Stadsbeheer"})
    if not name.startswith("team"):
        refused(name, response, stranger=403)
        assert not GivingParty.objects.exists()
        giver = route.giver()
        refused(name, client.post(f"{GIVE}{giver.pk}/", ANSWER), stranger=403)
        giver.refresh_from_db()
        assert giver.consent == "open"
        return
    assert response["Location"] == f"{TASK}#akkoord"
    giver = GivingParty.objects.get()
    assert client.post(f"{GIVE}{giver.pk}/", ANSWER)["Location"] == f"{TASK}#akkoord"
    assert "Brief van vandaag" in client.get(f"{GIVE}{giver.pk}/").content.decode()
    assert "Brief van vandaag" in client.get(TASK).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"consent": "open"}, {"consent_on": "2026-11-23"}, {"consent_on": "x"}, {"source": ""}]
)
def test_half_an_answer_is_refused(route: Route, wrong: dict[str, str]) -> None:
    route.travel("feasibility")
    giver = route.giver()
    response = route.table.people.client("team_member").post(f"{GIVE}{giver.pk}/", ANSWER | wrong)
    assert response.status_code == 400
    giver.refresh_from_db()
    assert giver.consent == "open"


def test_a_giver_of_another_task_is_not_found(route: Route) -> None:
    route.travel("feasibility")
    other = challenge(route.table.people.other_process, "feasibility")
    giver = other.giving.create(kind="department", name="Elders")
    page(route, "team_member", f"{GIVE}{giver.pk}/", 404)


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_stops_a_task(route: Route, name: str) -> None:
    route.travel("exploration")
    client = route.table.people.client(name)
    response = client.post(f"{TASK}stap/stopped/", STOP)
    if name in BINDING:
        assert response["Location"] == TASK
        assert client.post(f"{TASK}stap/stopped/", STOP)["Location"] == TASK
        assert [str(each) for each in get_messages(response.wsgi_request)] == [
            "De taak staat nu bij “gestopt”."
        ]
        assert [each.text for each in Lesson.objects.order_by("number")] == ["Begin klein.", "Kies één."]
        assert "Begin klein." in client.get("/leerpunten/").content.decode()
    else:
        refused(name, response, stranger=403)
        assert not Lesson.objects.exists()
    assert ChallengeMove.objects.filter(target_step="stopped").count() == (name in BINDING)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"reason": ""}, 400),
        ({"lessons": " \n "}, 400),
        ({"moved_on": ""}, 400),
        ({"moved_on": "2026-11-23"}, 400),
        ({"seen": "maan"}, 400),
        ({"seen": "consent"}, 409),
    ],
)
def test_a_step_that_is_not_complete_is_refused(route: Route, wrong: dict[str, str], status: int) -> None:
    route.travel("exploration")
    response = route.table.people.client("wijk_coordinator").post(f"{TASK}stap/stopped/", STOP | wrong)
    assert response.status_code == status
    assert route.fresh().step == "exploration"


def test_the_other_side_may_read_the_form_but_not_send_it(route: Route) -> None:
    route.travel("exploration")
    said = {"seen": "exploration", "moved_on": "2026-11-22", "reason": "Ja."}
    client = route.table.people.client("wijk_coordinator")
    assert client.post(f"{TASK}stap/feasibility/", said).status_code == 403
    assert client.get(f"{TASK}stap/maan/").status_code == 404
    assert route.fresh().step == "exploration"


@pytest.mark.parametrize(
    ("stands", "step", "words", "way"),
    [
        ("idea", "trial", "De taak staat nu bij “idee”.", TASK),
        ("exploration", "consent", "De taak staat nu bij “verkenning”.", TASK),
        ("feasibility", "consent", "Zet op de lijst welke afdelingen", GIVE),
        ("feasibility", "consent", "Laat de wijk of het dorp invullen", FILL),
        ("proposal", "decision", "Maak eerst een afspraak van het voorstel.", PROPOSE),
        ("decision", "trial", "Wacht tot de afspraak geldt.", "/gebieden/korenbuurt/afspraken/1/"),
        ("running", "exploration", "De taak staat nu bij “loopt”.", TASK),
    ],
)
def test_a_step_that_is_not_due_says_what_comes_first(
    route: Route, stands: str, step: str, words: str, way: str
) -> None:
    if stands != "idea":
        route.travel(stands)
    before = route.fresh().step
    for name in ("team_coordinator", "wijk_coordinator"):
        shown = page(route, name, f"{TASK}stap/{step}/")
        assert "Dit komt eerst" in shown
        assert words in shown
        assert f'href="{way}"' in shown
        assert 'name="moved_on"' not in shown
        client = route.table.people.client(name)
        said = {"seen": before, "moved_on": "2026-11-22", "reason": "Nu al."}
        assert client.post(f"{TASK}stap/{step}/", said).status_code in (400, 403, 409)
    assert route.fresh().step == before


def test_a_proposal_that_is_not_due_says_what_comes_first(route: Route) -> None:
    route.travel("consent")
    shown = page(route, "wijk_member", PROPOSE)
    assert "De taak staat nu bij “akkoord van wie iets weggeeft”." in shown
    assert f'href="{TASK}"' in shown
    assert 'name="level"' not in shown
    assert route.table.people.client("wijk_member").post(PROPOSE, PROPOSAL).status_code == 400


def test_the_trial_asks_for_the_decision(route: Route) -> None:
    route.travel("decision")
    route.prepare("trial")
    client = route.table.people.client("team_coordinator")
    address = f"{TASK}stap/trial/"
    assert "Wie besloot?" in client.get(address).content.decode()
    said = {
        "seen": "decision",
        "moved_on": "2026-11-22",
        "decided_by": "college",
        "decided_on": "2026-11-20",
        "decision_reference": "B&W-12",
        "trial_ends_on": "2027-05-01",
    }
    assert client.post(address, said | {"trial_ends_on": "2026-11-01"}).status_code == 400
    assert client.post(address, said)["Location"] == TASK
    assert "De proef duurt tot en met 1 mei 2027." in page(route, "anonymous", TASK)
    assert "kenmerk B&amp;W-12" in page(route, "anonymous", TASK)


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_makes_the_proposal(route: Route, name: str) -> None:
    route.travel("proposal")
    client = route.table.people.client(name)
    response = client.post(PROPOSE, PROPOSAL)
    if name in TABLE:
        assert response["Location"] == "/gebieden/korenbuurt/afspraken/1/"
        assert client.post(PROPOSE, PROPOSAL)["Location"] == "/gebieden/korenbuurt/afspraken/1/"
    else:
        refused(name, response, stranger=403)
    assert Agreement.objects.count() == (name in TABLE)


@pytest.mark.parametrize(
    "wrong", [{"result": ""}, {"level": ""}, {"level": "N9"}, {"vraag": []}, {"vraag": ["ZZ-9"]}]
)
def test_half_a_proposal_is_refused(route: Route, wrong: dict[str, Any]) -> None:
    route.travel("proposal")
    response = route.table.people.client("wijk_member").post(PROPOSE, PROPOSAL | wrong)
    assert response.status_code == 400
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("address", [LIST, NEW, TASK, FILL, GIVE, PROPOSE, f"{TASK}stap/stopped/"])
def test_other_ways_of_asking_are_refused(route: Route, address: str) -> None:
    assert route.table.people.client("wijk_coordinator").delete(address).status_code == 405
