# SPDX-License-Identifier: EUPL-1.2
"""The cycle of an area in the browser, and the planning everybody reads: planned, moved, held."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from processes.enums import EvaluationState
from processes.models import Evaluation, EvaluationCycle, EvaluationMove
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import People

pytestmark = pytest.mark.django_db
CYCLE = {"short_weeks": "20", "yearly_weeks": "50", "round_weeks": "6", "final_weeks": "9"}
ADDRESS = "/gebieden/korenbuurt/evaluatie/ritme/"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


def text_of(response: Any) -> str:
    found: str = response.content.decode()
    return found


def test_who_speaks_for_a_party_chooses_the_cycle(people: People) -> None:
    client = people.client("wijk_deputy")
    for _click in range(2):
        assert client.post(ADDRESS, CYCLE).status_code == 302
    row = EvaluationCycle.objects.get()
    assert (row.short_weeks, row.yearly_weeks, row.round_weeks, row.final_weeks) == (20, 50, 6, 9)


def test_a_member_reads_it_and_is_told_who_may(people: People) -> None:
    text = text_of(people.client("team_member").get(ADDRESS))
    assert "Uw coördinator of vervanger kan dit veranderen." in text
    people.client("team_member").post(ADDRESS, CYCLE)
    assert not EvaluationCycle.objects.exists()


@pytest.mark.parametrize("weeks", ["0", "-3", "521", "veel", ""])
def test_a_cycle_of_no_time_is_refused_at_its_field(people: People, weeks: str) -> None:
    response = people.client("wijk_deputy").post(ADDRESS, CYCLE | {"short_weeks": weeks})
    assert response.status_code == 400
    assert response.context["form"].errors == {
        "short_weeks": ["Vul een aantal weken in, van 1 tot en met 520."]
    }
    assert response.context["form"]["yearly_weeks"].value() == "50"


@pytest.mark.parametrize("name", ["stranger", "other_wijk_coordinator", "clerk", "administrator"])
def test_others_do_not(people: People, name: str) -> None:
    assert people.client(name).get(ADDRESS).status_code == 403
    assert people.client(name).post(ADDRESS, CYCLE).status_code == 403
    assert people.client("wijk_deputy").put(ADDRESS).status_code == 405
    assert Client().get("/gebieden/nergens/evaluatie/ritme/").status_code == 404


def test_what_the_cycle_asks_is_planned_with_one_button(people: People) -> None:
    factories.AgreementFactory(process=people.process, title="Groene straat")
    client = people.client("wijk_member")
    assert "Plan deze momenten" in text_of(client.get(ADDRESS))
    for said in ("2 momenten staan gepland.", "Alles stond al gepland."):
        assert said in text_of(client.post(ADDRESS, {"plan": "1"}, follow=True))
    assert Evaluation.objects.count() == 2
    assert "Alles staat gepland." in text_of(client.get(ADDRESS))


# The planning of all areas -----------------------------------------------------------------------------
def moment(people: People, days: int, **values: Any) -> Evaluation:
    found: Evaluation = factories.EvaluationFactory(
        process=people.process, planned_on=TODAY + dt.timedelta(days=days), **values
    )
    return found


def test_planned_moved_and_held_stand_on_one_line(people: People) -> None:
    moment(people, -200, state=EvaluationState.HELD, held_on=TODAY - dt.timedelta(days=190))
    moment(people, -3)
    moved = moment(people, 60)
    EvaluationMove.objects.create(
        evaluation=moved, from_day=TODAY, to_day=moved.planned_on, reason="De zaal is vol.", at=NOW
    )
    text = text_of(Client().get(reverse("planning")))
    for part in ("gehouden", "dag voorbij, nog niets vastgelegd", "verplaatst", "De zaal is vol.",
                 "22 november 2026", "21 januari 2027", '<svg class="timeline"', "1 keer verplaatst"):  # fmt: skip
        assert part in text
    assert "csrfmiddlewaretoken" not in text


def test_an_empty_planning_says_what_comes(people: People) -> None:
    assert "Hier komt de planning van alle gebieden." in text_of(Client().get(reverse("planning")))


def test_it_costs_the_same_at_one_and_at_three(people: People, django_assert_num_queries: Any) -> None:
    for number in (1, 3):
        for _each in range(number):
            process = factories.ProcessFactory()
            each = factories.EvaluationFactory(process=process, planned_on=TODAY)
            EvaluationMove.objects.create(
                evaluation=each, from_day=TODAY, to_day=TODAY, reason="Te koud.", at=NOW
            )
        with django_assert_num_queries(5):
            assert Client().get(reverse("planning"), {"n": number}).status_code == 200
