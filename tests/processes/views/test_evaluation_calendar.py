# SPDX-License-Identifier: EUPL-1.2
"""The day as a file for a calendar: stable name, a higher version when moved, the same for everybody."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from processes.enums import EvaluationState
from processes.models import Evaluation, EvaluationMove
from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db


def file_of(evaluation: Evaluation) -> Calendar:
    address = reverse("evaluation-calendar", args=("korenbuurt", evaluation.pk))
    answer = Client().get(address)
    assert (answer.status_code, answer["Content-Type"]) == (
        200,
        "text/calendar; charset=utf-8; method=PUBLISH",
    )
    assert answer.content == Client().get(address).content
    return Calendar.from_ical(answer.content)


def test_the_day_can_be_put_in_a_calendar(people: People) -> None:
    evaluation = factories.EvaluationFactory(process=people.process, planned_on=dt.date(2027, 3, 28))
    calendar = file_of(evaluation)
    (event,) = calendar.events
    assert (str(calendar["method"]), str(event["uid"])) == (
        "PUBLISH",
        f"evaluation-{evaluation.pk}@127.0.0.1",
    )
    assert (event.decoded("dtstart"), event.decoded("dtend")) == (dt.date(2027, 3, 28), dt.date(2027, 3, 29))
    assert (event["sequence"], str(event["status"])) == (0, "CONFIRMED")
    assert str(event["summary"]) == "Samen terugkijken in Korenbuurt"
    assert str(event["url"]).endswith(evaluation.get_absolute_url())
    page = Client().get(evaluation.get_absolute_url()).content.decode()
    assert reverse("evaluation-calendar", args=("korenbuurt", evaluation.pk)) in page


def test_each_move_raises_the_version_under_the_same_name(people: People) -> None:
    evaluation = factories.EvaluationFactory(process=people.process, planned_on=dt.date(2027, 3, 28))
    before = file_of(evaluation).events[0]
    EvaluationMove.objects.create(
        evaluation=evaluation,
        from_day=evaluation.planned_on,
        to_day=dt.date(2027, 4, 4),
        reason="vakantie",
        at=factories.NOW + dt.timedelta(days=1),
    )
    evaluation.planned_on = dt.date(2027, 4, 4)
    evaluation.save()
    after = file_of(evaluation).events[0]
    assert (after["uid"], after["sequence"]) == (before["uid"], before["sequence"] + 1)
    assert after.decoded("dtstart") == dt.date(2027, 4, 4)
    assert after.decoded("dtstamp") > before.decoded("dtstamp")


def test_what_is_called_off_is_called_off_in_the_calendar(people: People) -> None:
    evaluation = factories.EvaluationFactory(process=people.process, state=EvaluationState.CANCELLED)
    (event,) = file_of(evaluation).events
    assert (str(event["status"]), event["sequence"]) == ("CANCELLED", 1)


def test_a_moment_of_another_process_and_other_methods_are_refused(people: People) -> None:
    evaluation = factories.EvaluationFactory(process=people.process)
    assert Client().get(reverse("evaluation-calendar", args=("zeewijk", evaluation.pk))).status_code == 404
    assert (
        Client().post(reverse("evaluation-calendar", args=("korenbuurt", evaluation.pk))).status_code == 405
    )
