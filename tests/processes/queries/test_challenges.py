# SPDX-License-Identifier: EUPL-1.2
"""Whose turn it is on "Mijn", and what the lists cost."""

import pytest
from pytest_django import DjangoAssertNumQueries

from gm_portal.core.actors import NOBODY
from gm_portal.core.waiting import Urgency
from processes.queries import challenges as queries
from tests.challenges import Route, make_route
from tests.factories import NOW, challenge

pytestmark = pytest.mark.django_db


@pytest.fixture
def route(db: None) -> Route:
    return make_route()


def lines(route: Route, name: str) -> list[tuple[str, Urgency]]:
    actor = route.table.people.actor(name)
    return [(each.verb, each.urgency) for each in queries.waiting_for(actor, NOW)]


@pytest.mark.parametrize(
    ("step", "wijk", "team"),
    [
        ("idea", [("Deel het idee", Urgency.WHENEVER)], []),
        (
            "exploration",
            [("Vul in wat de wijk of het dorp inzet", Urgency.HAS_A_DAY)],
            [("Geef antwoord: zoek het uit", Urgency.HAS_A_DAY)],
        ),
        (
            "feasibility",
            [("Vul in wat de wijk of het dorp inzet", Urgency.OTHERS_WAIT)],
            [("Vul in wat de gemeente inzet", Urgency.OTHERS_WAIT)],
        ),
        ("consent", [], [("Leg het akkoord van afdelingen en partners vast", Urgency.OTHERS_WAIT)]),
        (
            "proposal",
            [("Maak een afspraak van het voorstel", Urgency.OTHERS_WAIT)],
            [("Maak een afspraak van het voorstel", Urgency.OTHERS_WAIT)],
        ),
        ("decision", [], []),
        ("continued", [], []),
    ],
)
def test_each_side_hears_when_it_is_its_turn(
    route: Route, step: str, wijk: list[tuple[str, Urgency]], team: list[tuple[str, Urgency]]
) -> None:
    route.travel(step)
    assert lines(route, "wijk_coordinator") == wijk
    assert lines(route, "team_coordinator") == team
    for name in ("wijk_member", "clerk", "stranger", "other_wijk_coordinator"):
        assert lines(route, name) == []


def test_nobody_waits_for_nothing(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert queries.waiting_for(NOBODY, NOW) == []


@pytest.mark.parametrize("count", [1, 3])
def test_waiting_and_lists_cost_the_same_however_long(
    route: Route, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    process = route.table.people.process
    for _number in range(count):
        task = challenge(process, "evaluation")
        task.giving.create(kind="department", name="Stadsbeheer")
    actor = route.table.people.actor("team_coordinator")
    with django_assert_num_queries(3):
        assert len(queries.waiting_for(actor, NOW)) == count
    with django_assert_num_queries(3):
        shown = queries.challenges_of(process, with_ideas=True)
        assert [queries.facts_of(each).is_in_force for each in shown] == [True] * count + [False]
