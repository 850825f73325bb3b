# SPDX-License-Identifier: EUPL-1.2
"""Reads on moments to look back: constant queries, and only what everybody may read."""

import datetime as dt
from typing import Any

import pytest

from gm_portal.core.actors import NOBODY
from processes.enums import AgreementState, EvaluationState, PartyKind, ProcessState
from processes.models import Evaluation, Process
from processes.queries.evaluations import (
    agreements_in_force,
    evaluation_by_id,
    next_evaluations,
    process_with_evaluations,
    waiting_for,
)
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import People

pytestmark = pytest.mark.django_db


def _days(count: int) -> dt.date:
    return TODAY + dt.timedelta(days=count)


def test_the_next_moment_is_the_first_planned_one(people: People, django_assert_num_queries: Any) -> None:
    factories.EvaluationFactory(process=people.process, planned_on=_days(90))
    factories.EvaluationFactory(process=people.process, planned_on=_days(30))
    factories.EvaluationFactory(process=people.process, planned_on=_days(10), state=EvaluationState.CANCELLED)
    factories.EvaluationFactory(
        process=people.process, planned_on=_days(5), state=EvaluationState.HELD, held_on=_days(5)
    )
    with django_assert_num_queries(1):
        found = next_evaluations([people.process, people.other_process])
    assert found == {people.process.pk: _days(30)}


def test_an_evaluation_is_found_only_at_its_own_address(people: People) -> None:
    evaluation = factories.EvaluationFactory(process=people.process)
    assert evaluation_by_id("korenbuurt", evaluation.pk) == evaluation
    with pytest.raises(Evaluation.DoesNotExist):
        evaluation_by_id("zeewijk", evaluation.pk)
    with pytest.raises(Evaluation.DoesNotExist):
        evaluation_by_id("korenbuurt", 10**30)
    with pytest.raises(Process.DoesNotExist):
        process_with_evaluations("nergens")


def test_a_draft_that_was_linked_shows_nothing(people: People) -> None:
    evaluation = factories.EvaluationFactory(process=people.process)
    draft = factories.AgreementFactory(process=people.process, state=AgreementState.DRAFT)
    running = factories.AgreementFactory(process=people.process)
    evaluation.agreements.add(draft, running)
    assert [each.pk for each in evaluation_by_id("korenbuurt", evaluation.pk).agreements.all()] == [
        running.pk
    ]
    assert [each.pk for each in agreements_in_force(people.process)] == [running.pk]


@pytest.mark.parametrize(
    ("days", "verb"),
    [(15, None), (14, "Lees de vragen"), (0, "Leg vast wat eruit kwam"), (-60, "Leg vast wat eruit kwam")],
)
def test_a_moment_waits_from_two_weeks_before(people: People, days: int, verb: str | None) -> None:
    evaluation = factories.EvaluationFactory(process=people.process, planned_on=_days(days))
    lines = waiting_for(people.actor("wijk_member"), NOW)
    assert [line.verb for line in lines] == ([verb] if verb else [])
    for line in lines:
        assert (line.day, line.where) == (_days(days), "Korenbuurt")
        assert line.url.startswith(evaluation.get_absolute_url())


def test_it_waits_for_who_is_at_that_table(people: People, django_assert_num_queries: Any) -> None:
    for number in range(3):
        factories.EvaluationFactory(process=people.process, planned_on=_days(number))
    assert waiting_for(NOBODY, NOW) == []
    assert waiting_for(people.actor("other_wijk_coordinator"), NOW) == []
    assert waiting_for(people.actor("council_member"), NOW) == []
    with django_assert_num_queries(1):
        actor = people.actor("team_member")
    with django_assert_num_queries(1):
        assert len(waiting_for(actor, NOW)) == 3


def test_residents_at_large_have_nothing_to_write_down(people: People) -> None:
    achterban = factories.PartyFactory(process=people.process, kind=PartyKind.RESIDENTS)
    factories.MembershipFactory(party=achterban, user=people.stranger)
    factories.EvaluationFactory(process=people.process, planned_on=TODAY)
    assert waiting_for(people.actor("stranger"), NOW) == []


def test_a_finished_process_waits_for_nobody(people: People) -> None:
    factories.EvaluationFactory(process=people.process, planned_on=TODAY)
    people.process.state = ProcessState.FINISHED
    people.process.save()
    assert waiting_for(people.actor("wijk_member"), NOW) == []
