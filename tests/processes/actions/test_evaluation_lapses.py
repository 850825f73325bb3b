# SPDX-License-Identifier: EUPL-1.2
"""What is planned about an agreement that ended lapses with the reason: at once by an act, the next day by term."""

import datetime as dt
from typing import Any

import pytest

from gm_portal.core.clock import local_date
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions.agreement_ending import stop_agreement
from processes.actions.evaluation_lapses import lapse_due
from processes.actions.evaluation_moves import propose_move
from processes.actions.outcomes import hold_evaluation
from processes.actions.reminders import send_due
from processes.enums import CalledOff, EvaluationKind, EvaluationState, MoveState, Outcome
from processes.models import Agreement, CouncilDecision, Evaluation, Reminder
from processes.rules.reminders import moment_on
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import People

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)
END = TODAY + 30 * ONE_DAY
DAY = TODAY + 60 * ONE_DAY
REASON = "De afspraak is beëindigd. Er is niets meer om op terug te kijken."
LAPSED = (EvaluationState.CANCELLED, CalledOff.AGREEMENT_ENDED, REASON)
STAYS = (EvaluationState.PLANNED, "", "")


@pytest.fixture
def agreement(people: People) -> Agreement:
    found: Agreement = factories.AgreementFactory(process=people.process)
    return found


@pytest.fixture
def with_term(people: People) -> Agreement:
    """An agreement that holds up to and including `END`."""
    found: Agreement = factories.AgreementFactory(process=people.process, ends_on=END)
    return found


def about(people: People, *agreements: Agreement, **values: Any) -> Evaluation:
    """A planned moment on these agreements."""
    given = {"planned_on": DAY, "kind": EvaluationKind.YEARLY} | values
    found: Evaluation = factories.EvaluationFactory(process=people.process, **given)
    found.agreements.set(agreements)
    return found


def stop(people: People, agreement: Agreement) -> None:
    stop_agreement(agreement=agreement, reason="Klaar.", actor=people.actor("wijk_coordinator"), now=NOW)


def state(evaluation: Evaluation) -> tuple[str, str, str]:
    evaluation.refresh_from_db()
    return evaluation.state, evaluation.called_off_as, evaluation.summary


def test_an_act_that_ends_an_agreement_closes_what_was_planned_on_it(
    people: People, agreement: Agreement
) -> None:
    evaluation = about(people, agreement)
    for _click in range(2):
        stop(people, agreement)
    assert state(evaluation) == LAPSED
    event = AuditEvent.objects.get(verb="lapse_evaluation")
    assert (event.visibility, event.process_id, event.data) == (
        Visibility.PUBLIC,
        people.process.pk,
        {"day": DAY.isoformat()},
    )


def test_looking_back_that_stops_an_agreement_closes_its_other_moments(
    people: People, agreement: Agreement
) -> None:
    held, other = about(people, agreement, planned_on=TODAY), about(people, agreement)
    hold_evaluation(
        evaluation=held,
        held_on=TODAY,
        summary="Het is klaar.",
        outcome=Outcome.STOP,
        lessons=[],
        actor=people.actor("team_member"),
        now=NOW,
    )
    held.refresh_from_db()
    assert (held.state, state(other)) == (EvaluationState.HELD, LAPSED)


def test_what_still_has_something_to_look_back_on_stays(people: People, agreement: Agreement) -> None:
    going_on = factories.AgreementFactory(process=people.process)
    moments = [
        about(people, agreement, going_on),
        about(people, agreement, kind=EvaluationKind.FINAL, planned_on=DAY + ONE_DAY),
        about(people, planned_on=DAY + 2 * ONE_DAY),
        about(people, agreement, planned_on=TODAY),
    ]
    stop(people, agreement)
    assert [state(each) for each in moments] == [STAYS] * 4
    stop(people, going_on)
    assert [state(each) for each in moments] == [LAPSED, STAYS, STAYS, STAYS]


def test_a_term_that_passed_closes_it_in_the_run_of_the_next_day(
    people: People, with_term: Agreement
) -> None:
    evaluation = about(people, with_term)
    assert lapse_due(now=moment_on(END)) == 0
    assert state(evaluation) == STAYS
    send_due(now=moment_on(END + ONE_DAY))
    assert state(evaluation) == LAPSED
    assert [lapse_due(now=moment_on(END + ONE_DAY)) for _run in range(2)] == [0, 0]
    assert AuditEvent.objects.filter(verb="lapse_evaluation").count() == 1


@pytest.mark.parametrize("days", [1, 30, 399])
def test_a_scheduler_that_stood_still_makes_it_good(people: People, with_term: Agreement, days: int) -> None:
    lapse_due(now=NOW)
    evaluation = about(people, with_term, planned_on=END + 500 * ONE_DAY)
    assert lapse_due(now=moment_on(END + days * ONE_DAY)) == 1
    assert state(evaluation) == LAPSED


def test_a_moment_chosen_after_the_end_stays(people: People, with_term: Agreement) -> None:
    evaluation = about(people, with_term, created_at=moment_on(END + ONE_DAY))
    assert lapse_due(now=moment_on(END + 2 * ONE_DAY)) == 0
    assert state(evaluation) == STAYS


def test_a_decision_of_the_council_that_ends_closes_it_too(people: People, agreement: Agreement) -> None:
    CouncilDecision.objects.create(
        agreement=agreement,
        version=agreement.published,
        decided_on=TODAY,
        reference="R-1",
        scope_text="De raad draagt over.",
        ends_on=END,
        recorded_by=people.clerk,
        at=NOW,
    )
    evaluation = about(people, agreement)
    assert [lapse_due(now=moment_on(END + each * ONE_DAY)) for each in (0, 1)] == [0, 1]
    assert state(evaluation) == LAPSED


def test_nobody_is_reminded_of_what_lapsed(people: People, with_term: Agreement) -> None:
    about(people, with_term, planned_on=END + 15 * ONE_DAY)
    send_due(now=moment_on(END + ONE_DAY))
    assert not Reminder.objects.filter(object_type="evaluation").exists()


def test_a_proposal_on_the_table_goes_with_it(people: People, with_term: Agreement) -> None:
    evaluation = about(people, with_term)
    later = {"from_day": DAY, "day": DAY + 9 * ONE_DAY, "reason": "Te druk.", "now": NOW}
    proposal = propose_move(evaluation=evaluation, actor=people.actor("team_member"), **later)
    lapse_due(now=moment_on(END + ONE_DAY))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_by_id) == (MoveState.WITHDRAWN, people.team.pk)
    assert local_date(proposal.answered_at) == END + ONE_DAY
