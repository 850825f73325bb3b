# SPDX-License-Identifier: EUPL-1.2
"""Then and now: the answers of an earlier round beside those of now, for who may see them."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from processes.actions.rounds import close_round, open_round
from processes.models import Evaluation
from tests import factories
from tests.factories import NOW, TODAY
from tests.factories.table import TableOfCast, make_table
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


@pytest.fixture
def evaluation(people: People, table: TableOfCast) -> Evaluation:
    found: Evaluation = factories.EvaluationFactory(
        process=people.process, planned_on=TODAY + dt.timedelta(days=7)
    )
    return found


def page(evaluation: Evaluation, client: Client | None = None) -> Any:
    return (client or Client()).get(reverse("then-and-now", args=("korenbuurt", evaluation.pk)))


def second_round(table: TableOfCast) -> None:
    by = {"actor": table.people.actor("wijk_deputy"), "now": NOW}
    close_round(conversation=table.conversation, **by)
    table.conversation = open_round(
        process=table.people.process, after=1, newest_version=False, together=False, **by
    )


def test_text_figures_compass_and_accent_stand_beside_each_other(
    table: TableOfCast, evaluation: Evaluation
) -> None:
    table.publish("wijk_coordinator", "DEN-1", {"text": "De school praat niet mee."})
    table.publish("wijk_coordinator", "DEN-4", {"scale": 2})
    table.publish("wijk_coordinator", "BES-1", {"points": {"A": 6, "B": 2, "C": 2}})
    second_round(table)
    table.publish("wijk_coordinator", "DEN-1", {"text": "Nu praat de school mee."})
    table.publish("wijk_coordinator", "DEN-4", {"scale": 4})
    table.publish("wijk_coordinator", "BES-1", {"points": {"A": 2, "B": 2, "C": 6}})
    response = page(evaluation)
    text = response.content.decode()
    assert text.index("De school praat niet mee.") < text.index("Nu praat de school mee.")
    for part in ("2 van 5", "4 van 5", "De weg van het accent", "Het kompas"):
        assert part in text
    [value] = response.context["compass"]
    assert (value.name, value.then.wijk, value.now.wijk) == ("Inclusie", 2.0, 4.0)


def test_with_one_round_only_now_is_still_to_come(table: TableOfCast, evaluation: Evaluation) -> None:
    table.publish("wijk_coordinator")
    text = page(evaluation).content.decode()
    assert "De school praat mee." in text
    assert "Nog niet opnieuw gevraagd" in text


def test_what_is_not_public_does_not_leak(table: TableOfCast, evaluation: Evaluation) -> None:
    table.publish("wijk_coordinator", "DEN-4")
    table.share("team_coordinator", "DEN-1", {"text": "Alleen voor de tafel."})
    table.save("wijk_member", "DEN-1", {"text": "Alleen ons concept."})
    assert "Alleen voor de tafel." not in page(evaluation).content.decode()
    for name in ("anonymous", "wijk_member", "team_member", "clerk"):
        assert "Alleen ons concept." not in page(evaluation, table.people.client(name)).content.decode()


def test_nothing_to_compare_says_what_comes(evaluation: Evaluation) -> None:
    text = page(evaluation).content.decode()
    assert "Er is nog niets om te vergelijken" in text
    assert "csrfmiddlewaretoken" not in text
    assert Client().post(reverse("then-and-now", args=("korenbuurt", evaluation.pk))).status_code == 405
    assert Client().get(reverse("then-and-now", args=("zeewijk", evaluation.pk))).status_code == 404


def test_it_costs_the_same_at_one_and_at_three(
    table: TableOfCast, evaluation: Evaluation, django_assert_num_queries: Any
) -> None:
    for codes in (("DEN-1",), ("DEN-4", "KIE-2", "DOE-1")):
        for code in codes:
            table.publish("wijk_coordinator", code)
        address = reverse("then-and-now", args=("korenbuurt", evaluation.pk))
        # Another address each time: the page of an anonymous reader is kept.
        with django_assert_num_queries(13):
            assert Client().get(address, {"n": len(codes)}).status_code == 200
