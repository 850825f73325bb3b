# SPDX-License-Identifier: EUPL-1.2
"""Planning by the cycle: after adoption, after a round, by hand; and choosing another cycle."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError

from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import AuditEvent
from processes.actions.evaluation_cycle import plan_after_adoption, plan_by_cycle, set_cycle
from processes.actions.rounds import close_round
from processes.enums import AgreementState, EvaluationKind, EvaluationState
from processes.models import Agreement, Evaluation, EvaluationCycle
from processes.queries.cycles import cycle_of, due_by_cycle
from processes.rules.cycles import STANDARD
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
BINDS = {"wijk_coordinator", "wijk_deputy", "team_coordinator"}


def adopted(people: People, number: int = 1, **version: Any) -> Agreement:
    agreement: Agreement = factories.AgreementFactory(process=people.process, number=number, **version)
    assert agreement.current is not None
    plan_after_adoption(agreement=agreement, version=agreement.current, now=NOW)
    return agreement


def planned(people: People) -> list[tuple[str, dt.date, int]]:
    rows = people.process.evaluations.filter(state=EvaluationState.PLANNED).order_by("planned_on")
    return [(row.kind, row.planned_on, row.agreements.count()) for row in rows]


def test_adoption_plans_a_short_check_and_a_year(people: People) -> None:
    adopted(people)
    assert planned(people) == [
        (EvaluationKind.SHORT, TODAY + dt.timedelta(weeks=26), 1),
        (EvaluationKind.YEARLY, TODAY + dt.timedelta(weeks=52), 1),
    ]


def test_a_second_agreement_joins_the_moments_that_are_planned(people: People) -> None:
    adopted(people)
    adopted(people, number=2)
    assert [(kind, count) for kind, _day, count in planned(people)] == [
        (EvaluationKind.SHORT, 2),
        (EvaluationKind.YEARLY, 2),
    ]


def test_a_moment_that_is_overdue_takes_the_agreement_along_as_it_is(people: People) -> None:
    late = factories.EvaluationFactory(
        process=people.process, kind=EvaluationKind.SHORT, planned_on=TODAY - dt.timedelta(days=3)
    )
    agreement = adopted(people)
    assert list(late.agreements.all()) == [agreement]
    assert len(planned(people)) == 2


def test_a_round_that_closes_plans_its_own_moment_once(people: People) -> None:
    conversation = factories.ConversationFactory(process=people.process)
    for _click in range(2):
        close_round(conversation=conversation, actor=people.actor("wijk_deputy"), now=NOW)
    assert planned(people) == [(EvaluationKind.AFTER_ROUND, TODAY + dt.timedelta(weeks=8), 0)]


def test_by_hand_only_what_is_missing_is_planned(people: People) -> None:
    factories.AgreementFactory.create_batch(2, process=people.process)
    factories.AgreementFactory(process=people.process, state=AgreementState.DRAFT)
    assert len(due_by_cycle(people.process, TODAY)) == 2
    for expected in (2, 0):
        found = plan_by_cycle(process=people.process, actor=people.actor("team_member"), now=NOW)
        assert len(found) == expected
    assert [(kind, count) for kind, _day, count in planned(people)] == [
        (EvaluationKind.SHORT, 2),
        (EvaluationKind.YEARLY, 2),
    ]


def test_the_cycle_of_an_area_counts(people: People) -> None:
    set_cycle(
        process=people.process,
        cycle=replace(STANDARD, short_weeks=10),
        actor=people.actor("wijk_coordinator"),
        now=NOW,
    )
    adopted(people)
    assert planned(people)[0][:2] == (EvaluationKind.SHORT, TODAY + dt.timedelta(weeks=10))


def test_choosing_twice_is_choosing_once(people: People) -> None:
    for _click in range(2):
        set_cycle(
            process=people.process,
            cycle=replace(STANDARD, yearly_weeks=40),
            actor=people.actor("team_coordinator"),
            now=NOW,
        )
    assert cycle_of(people.process).yearly_weeks == 40
    assert AuditEvent.objects.filter(verb="set_evaluation_cycle").count() == 1


@pytest.mark.parametrize("name", ["short_weeks", "final_weeks"])
def test_a_cycle_of_no_time_is_refused(people: People, name: str) -> None:
    with pytest.raises(RuleError) as refused:
        set_cycle(
            process=people.process,
            cycle=replace(STANDARD, **{name: 0}),
            actor=people.actor("wijk_coordinator"),
            now=NOW,
        )
    assert refused.value.field == name
    assert cycle_of(people.process) == STANDARD


def test_the_database_refuses_it_too(people: People) -> None:
    with pytest.raises(IntegrityError):
        EvaluationCycle.objects.create(
            process=people.process, short_weeks=0, yearly_weeks=52, round_weeks=8, final_weeks=8
        )


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_speaks_for_a_party_chooses(people: People, name: str) -> None:
    def act() -> EvaluationCycle:
        return set_cycle(process=people.process, cycle=STANDARD, actor=people.actor(name), now=NOW)

    if name in BINDS:
        assert act().short_weeks == 26
    else:
        with pytest.raises(NotAllowedError):
            act()
    assert not Evaluation.objects.exists()
