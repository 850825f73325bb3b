# SPDX-License-Identifier: EUPL-1.2
"""`/mijn/`: what waits for one person, and nobody else's business."""

import datetime as dt

import pytest
from django.test import Client

from gm_portal.core.actors import NOBODY
from gm_portal.dashboards.queries import mine as queries
from processes import enums
from tests import factories

NOW, TODAY = factories.NOW, factories.TODAY


def test_who_is_not_signed_in_is_asked_to(db):
    response = Client().get("/mijn/")
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/mijn/")


def test_other_ways_of_asking_are_refused(people):
    assert people.client("wijk_member").post("/mijn/").status_code == 405


def test_when_nothing_waits_the_page_says_so_kindly(people):
    page = people.client("stranger").get("/mijn/").content.decode()
    assert "Er wacht niets op u" in page
    assert "Hier doet u mee" not in page


@pytest.mark.django_db
def test_the_list_holds_every_concept_most_urgent_first(people, time_machine):
    time_machine.move_to(NOW)
    factories.AgendaItemFactory(process=people.process, party=people.wijk)
    factories.EvaluationFactory(process=people.process, planned_on=TODAY + dt.timedelta(days=3))
    agreement = factories.AgreementFactory(
        process=people.process, state=enums.AgreementState.DISCUSSED, party=people.wijk, title="Samen schoon"
    )
    lines = queries.waiting_for(people.actor("team_coordinator"), NOW)
    assert lines == sorted(lines)
    assert [line.urgency for line in lines] == sorted(line.urgency for line in lines)
    page = people.client("team_coordinator").get("/mijn/").content.decode()
    assert agreement.get_absolute_url() in page
    assert "1 nieuw onderwerp op de agenda" in page
    assert "Samen terugkijken op" in page
    for line in lines:
        assert line.url in page
        assert line.minutes > 0


def test_my_tables_are_there_with_my_role(people):
    page = people.client("wijk_deputy").get("/mijn/").content.decode()
    assert "Bewoners Korenbuurt" in page
    assert "vervanger" in page
    assert people.process.get_absolute_url() in page
    assert "Zeewijk" not in page


@pytest.mark.parametrize(("who", "link"), [("council_member", "/raad/"), ("administrator", "/beheer/")])
def test_officials_find_their_page(people, who, link):
    assert f'class="forward" href="{link}"' in people.client(who).get("/mijn/").content.decode()


def test_mine_is_never_kept(people):
    first = people.client("wijk_member").get("/mijn/").content.decode()
    second = people.client("team_member").get("/mijn/").content.decode()
    assert "Bewoners Korenbuurt" in first
    assert "Bewoners Korenbuurt" not in second


def test_nobody_has_nothing(db):
    assert queries.waiting_for(NOBODY, NOW) == []
    assert queries.places_of(NOBODY) == []


def test_each_table_shows_the_outline_of_its_area(people):
    people.process.areas.set([factories.AreaFactory(outline="M7 7L70 7L70 70Z")])
    [place] = queries.places_of(people.actor("wijk_member"))
    assert place.emblem.paths == ("M7 7L70 7L70 70Z",)
    page = people.client("wijk_member").get("/mijn/").content.decode()
    assert page.count('d="M7 7L70 7L70 70Z"') == 1
    people.process.areas.clear()
    assert [place.emblem for place in queries.places_of(people.actor("wijk_member"))] == [None]


@pytest.mark.parametrize("count", [1, 3])
def test_mine_costs_the_same_for_one_and_three_tables(people, django_assert_num_queries, count):
    user = factories.UserFactory()
    question = factories.QuestionFactory()
    factories.publish(question.praatplaat)
    for _ in range(count):
        process = factories.ProcessFactory()
        factories.ConversationFactory(process=process, praatplaat=question.praatplaat)
        mine, other = factories.PartyFactory(process=process), factories.AreaTeamFactory(process=process)
        factories.MembershipFactory(party=mine, user=user)
        factories.AgendaItemFactory(process=process, party=other)
        factories.EvaluationFactory(process=process, planned_on=TODAY)
        factories.AgreementFactory(process=process, state=enums.AgreementState.DISCUSSED, party=other)
    client = Client()
    client.force_login(user)
    client.get("/mijn/")
    with django_assert_num_queries(25):
        client.get("/mijn/")
