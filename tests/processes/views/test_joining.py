# SPDX-License-Identifier: EUPL-1.2
"""The pages to ask for a seat and to answer: who gets in, what waits, and what readers learn."""

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from processes.enums import JoinState
from processes.models import JoinRequest, Process
from processes.queries.joining import joined, waiting_for
from tests import factories
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
TABLE = ("wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member")
BINDS = ("wijk_coordinator", "wijk_deputy", "team_coordinator")
JOINERS = ("council_member", "alderman")
PAGE = "/gebieden/korenbuurt/aanschuiven/"
WHY = "Ik wil horen hoe het met de school gaat."


def text_of(response: Any) -> str:
    return response.content.decode()


def ask(people: People, who: str = "council_member", **fields: Any) -> JoinRequest:
    said = {"message": WHY, "asked_at": factories.NOW} | fields
    return JoinRequest.objects.create(process=people.process, user=getattr(people, who), **said)


def welcome(people: People, who: str = "council_member", **fields: Any) -> JoinRequest:
    return ask(people, who, state=JoinState.WELCOME, answered_at=factories.NOW, **fields)


def answer_url(request: JoinRequest) -> str:
    return reverse("join-answer", args=("korenbuurt", request.pk))


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_opens_the_page(people: People, who: str) -> None:
    ask(people, "alderman")
    response = people.client(who).get(PAGE)
    if who == "anonymous":
        assert response["Location"].startswith("/accounts/login/")
        return
    assert response.status_code == (200 if who in TABLE + JOINERS else 403)
    # The table sees who asked, another council member does not.
    assert (WHY in text_of(response)) == (who in (*TABLE, "alderman"))
    assert ("Vraag of u kunt aanschuiven</button>" in text_of(response)) == (who == "council_member")
    assert ("Geef antwoord" in text_of(response)) == (who in BINDS)


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_ask(people: People, who: str) -> None:
    response = people.client(who).post(PAGE, {"message": WHY})
    assert response.status_code == (302 if who in (*JOINERS, "anonymous") else 403)
    assert JoinRequest.objects.count() == (who in JOINERS)


def test_asking_twice_shows_the_one_request(people: People) -> None:
    client = people.client("council_member")
    for _twice in range(2):
        page = text_of(client.post(PAGE, {"message": WHY}, follow=True))
        assert "De tafel heeft nog niet geantwoord." in page
    assert JoinRequest.objects.count() == 1


@pytest.mark.parametrize("message", ["", "x" * 501, "\x00"])
def test_bad_input_keeps_what_was_typed(people: People, message: str) -> None:
    response = people.client("council_member").post(PAGE, {"message": message})
    assert response.status_code == 400
    assert message[:500].replace("\x00", "") in text_of(response)
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_answers(people: People, who: str) -> None:
    request = ask(people)
    client = people.client(who)
    expected = 302 if who == "anonymous" else 200 if who in BINDS else 403 if who in TABLE + JOINERS else 404
    assert client.get(answer_url(request)).status_code == expected
    data = {"state": "welcome", "reply": "Graag.", "seen": "asked"}
    assert client.post(answer_url(request), data).status_code == (302 if expected == 200 else expected)
    request.refresh_from_db()
    assert (request.state == JoinState.WELCOME) == (who in BINDS)


@pytest.mark.parametrize(
    "data", [{}, {"state": "asked"}, {"state": "not_now"}, {"state": "not_now", "reply": "\x00"}]
)
def test_a_wrong_answer_says_what_to_do(people: People, data: dict[str, str]) -> None:
    request = ask(people)
    response = people.client("wijk_coordinator").post(answer_url(request), {"seen": "asked"} | data)
    assert response.status_code == 400
    request.refresh_from_db()
    assert request.state == JoinState.ASKED


def test_a_request_of_another_process_is_404(people: People) -> None:
    request = ask(people)
    address = reverse("join-answer", args=("zeewijk", request.pk))
    assert people.client("wijk_coordinator").get(address).status_code == 404


def test_the_asker_reads_the_answer(people: People) -> None:
    request = welcome(people, reply="Kom om acht uur.")
    client = people.client("council_member")
    page = text_of(client.get(PAGE))
    assert "U bent welkom." in page
    assert "Kom om acht uur." in page
    assert "<textarea" not in page
    request.state = JoinState.NOT_NOW
    request.save()
    page = text_of(client.get(PAGE))
    assert "Nu past het niet." in page
    assert "<textarea" in page


def test_readers_learn_the_function_and_never_the_name(
    people: People, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    request = ask(people, "alderman")
    pages = ("/gebieden/korenbuurt/", "/raad/")
    for page in pages:
        assert "schuift aan" not in text_of(Client().get(page))
    with django_capture_on_commit_callbacks(execute=True):
        data = {"state": "welcome", "reply": "Geheime plek", "seen": "asked"}
        people.client("wijk_coordinator").post(answer_url(request), data)
    for page in pages:
        shown = text_of(Client().get(page))
        assert "De wethouder schuift aan" in shown
        assert people.alderman.name not in shown.replace("wethouder", "")
        assert WHY not in shown
        assert "Geheime plek" not in shown
    with django_capture_on_commit_callbacks(execute=True):
        data = {"state": "not_now", "reply": "Toch niet.", "seen": "welcome"}
        people.client("team_coordinator").post(answer_url(request), data)
    for page in pages:
        assert "De wethouder schuift aan" not in text_of(Client().get(page))


def test_the_way_to_ask_is_there_for_who_may(people: People) -> None:
    for who in EVERYBODY:
        cache.clear()
        page = text_of(people.client(who).get("/gebieden/korenbuurt/"))
        assert (PAGE in page) == (who in JOINERS)


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_one_and_three_requests(
    people: People, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(count):
        user = factories.UserFactory(global_roles=["council_member"])
        state = {"state": JoinState.WELCOME, "answered_at": factories.NOW}
        JoinRequest.objects.create(
            process=people.process, user=user, message=WHY, asked_at=factories.NOW, **state
        )
    client = people.client("wijk_coordinator")
    client.get(PAGE)
    with django_assert_num_queries(4):
        client.get(PAGE)
    with django_assert_num_queries(1):
        assert joined()[0].words == ("De raad schuift aan",)


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_request_waits_for_who_can_answer(
    people: People, who: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask(people)
    actor = people.actor(who)
    with django_assert_num_queries(0 if who == "anonymous" else 1):
        lines = waiting_for(actor, factories.NOW)
    assert [line.title for line in lines] == (["Een raadslid wil aanschuiven"] if who in BINDS else [])


def test_the_answer_waits_two_weeks_for_who_asked(people: People) -> None:
    welcome(people)
    actor = people.actor("council_member")
    line = waiting_for(actor, factories.NOW + dt.timedelta(days=13))[0]
    assert line.title == "Antwoord op uw vraag om aan te schuiven: welkom"
    assert waiting_for(actor, factories.NOW + dt.timedelta(days=15)) == []
    assert waiting_for(people.actor("wijk_coordinator"), factories.NOW) == []


def test_a_finished_process_asks_nobody(people: People) -> None:
    request = ask(people)
    welcome(people, "alderman")
    Process.objects.update(state="finished")
    assert joined() == ()
    assert waiting_for(people.actor("wijk_coordinator"), factories.NOW) == []
    assert people.client("council_member").post(PAGE, {"message": WHY}).status_code == 403
    assert people.client("wijk_coordinator").get(answer_url(request)).status_code == 403
