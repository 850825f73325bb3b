# SPDX-License-Identifier: EUPL-1.2
"""Calling off by agreement of both sides; only what one side planned alone may be taken back by that side."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from gm_portal.core.actors import SYSTEM
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions.evaluation_moves import (
    confirm_move,
    decline_move,
    propose_cancel,
    propose_move,
    take_back_evaluation,
)
from processes.actions.evaluation_voices import open_voices
from processes.actions.evaluations import plan_evaluation
from processes.enums import CalledOff, EvaluationKind, EvaluationState, MoveState
from processes.models import Evaluation, MoveProposal
from processes.queries.evaluation_standing import may_take_back
from processes.queries.evaluation_waiting import waiting_for
from tests import factories
from tests.evaluations import save, say, share
from tests.factories import NOW
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
DAY, LATER = dt.date(2027, 1, 29), dt.date(2027, 3, 5)
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}
WHY = "De afspraak stopt."


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    found: Evaluation = factories.EvaluationFactory(process=people.process, planned_on=DAY)
    return found


def propose(people: People, evaluation: Evaluation, name: str = "wijk_member", **values: Any) -> Any:
    given = {"from_day": DAY, "reason": f" {WHY} "} | values
    return propose_cancel(evaluation=evaluation, actor=people.actor(name), now=NOW, **given)


def planned(people: People, name: str = "wijk_member", **values: Any) -> Evaluation:
    given: dict[str, Any] = {"day": DAY, "kind": EvaluationKind.SHORT, "agreements": []} | values
    return plan_evaluation(process=people.process, actor=people.actor(name), now=NOW, **given)


def take_back(
    people: People, evaluation: Evaluation, name: str = "wijk_deputy", reason: str = WHY
) -> Evaluation:
    return take_back_evaluation(evaluation=evaluation, reason=reason, actor=people.actor(name), now=NOW)


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


# --- by both sides ---------------------------------------------------------------------------------------
def test_it_stands_until_the_other_side_confirms(people: People, evaluation: Evaluation) -> None:
    proposal = propose(people, evaluation)
    evaluation.refresh_from_db()
    assert (evaluation.state, proposal.calls_off) == (EvaluationState.PLANNED, True)
    off = confirm_move(proposal=proposal, actor=people.actor("team_member"), now=NOW)
    assert (off.state, off.summary, off.called_off_as, off.called_off_at) == (
        EvaluationState.CANCELLED,
        WHY,
        CalledOff.TOGETHER,
        NOW,
    )
    proposal.refresh_from_db()
    assert (proposal.state, proposal.party, proposal.answered_by) == (
        MoveState.CONFIRMED,
        people.wijk,
        people.team,
    )
    assert verbs() == ["propose_cancel", "cancel_evaluation"]
    assert set(AuditEvent.objects.values_list("visibility", flat=True)) == {Visibility.PUBLIC}


def test_each_act_twice_is_once(people: People, evaluation: Evaluation) -> None:
    assert propose(people, evaluation) == propose(people, evaluation, "wijk_deputy")
    proposal = MoveProposal.objects.get()
    for _click in range(2):
        confirm_move(proposal=proposal, actor=people.actor("team_member"), now=NOW)
    assert propose(people, evaluation).state == EvaluationState.CANCELLED
    assert verbs() == ["propose_cancel", "cancel_evaluation"]


@pytest.mark.parametrize("name", ["wijk_coordinator", "wijk_member"])
def test_who_proposed_does_not_confirm(people: People, evaluation: Evaluation, name: str) -> None:
    proposal = propose(people, evaluation)
    with pytest.raises(NotAllowedError):
        confirm_move(proposal=proposal, actor=people.actor(name), now=NOW)
    evaluation.refresh_from_db()
    assert evaluation.state == EvaluationState.PLANNED


def test_both_sides_proposing_it_agree(people: People, evaluation: Evaluation) -> None:
    propose(people, evaluation)
    assert propose(people, evaluation, "team_member").state == EvaluationState.CANCELLED


def test_the_other_side_keeps_the_day_and_says_why(people: People, evaluation: Evaluation) -> None:
    proposal = propose(people, evaluation)
    with pytest.raises(RuleError) as refused:
        decline_move(proposal=proposal, reply=" ", actor=people.actor("team_member"), now=NOW)
    assert refused.value.field == "reply"
    kept = decline_move(proposal=proposal, reply="Juist nu.", actor=people.actor("team_member"), now=NOW)
    evaluation.refresh_from_db()
    assert (kept.state, kept.reply, evaluation.state) == (
        MoveState.DECLINED,
        "Juist nu.",
        EvaluationState.PLANNED,
    )


def test_another_day_takes_the_place_of_calling_off_for_the_same_side(
    people: People, evaluation: Evaluation
) -> None:
    first = propose(people, evaluation)
    move = {"from_day": DAY, "day": LATER, "reason": "Dan liever later.", "now": NOW}
    propose_move(evaluation=evaluation, actor=people.actor("wijk_member"), **move)
    first.refresh_from_db()
    assert first.state == MoveState.WITHDRAWN
    with pytest.raises(RuleError, match="5 maart 2027"):
        propose(people, evaluation, "team_member")


def test_calling_off_by_the_other_side_is_answered_first(people: People, evaluation: Evaluation) -> None:
    propose(people, evaluation)
    with pytest.raises(RuleError, match="af te zeggen"):
        propose_move(
            evaluation=evaluation,
            from_day=DAY,
            day=LATER,
            reason="Later.",
            actor=people.actor("team_member"),
            now=NOW,
        )


@pytest.mark.parametrize("reason", [" ", "x" * 301])
def test_it_asks_for_a_reason_that_fits(people: People, evaluation: Evaluation, reason: str) -> None:
    with pytest.raises(RuleError) as refused:
        propose(people, evaluation, reason=reason)
    assert refused.value.field == "reason"
    assert not MoveProposal.objects.exists()


def test_who_read_another_day_is_told(people: People, evaluation: Evaluation) -> None:
    with pytest.raises(StaleError):
        propose(people, evaluation, from_day=DAY - dt.timedelta(days=7))


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_the_two_sides_call_off(people: People, evaluation: Evaluation, name: str) -> None:
    if name in TABLE:
        assert isinstance(propose(people, evaluation, name), MoveProposal)
        return
    proposal = propose(people, evaluation)
    for act in (
        lambda: propose(people, evaluation, name),
        lambda: confirm_move(proposal=proposal, actor=people.actor(name), now=NOW),
        lambda: take_back(people, evaluation, name),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_the_portal_itself_proposes_nothing(people: People, evaluation: Evaluation) -> None:
    with pytest.raises(NotAllowedError):
        propose_cancel(evaluation=evaluation, from_day=DAY, reason=WHY, actor=SYSTEM, now=NOW)


def test_it_waits_for_the_other_side_alone(people: People, evaluation: Evaluation) -> None:
    propose(people, evaluation)
    lines = waiting_for(people.actor("team_member"), NOW)
    assert [(line.verb, line.title) for line in lines] == [
        ("Antwoord op het voorstel", "Terugkijken op 29 januari 2027 afzeggen")
    ]
    assert waiting_for(people.actor("wijk_coordinator"), NOW) == []


def test_what_was_called_off_stays_so_in_the_database(people: People, evaluation: Evaluation) -> None:
    confirm_move(proposal=propose(people, evaluation), actor=people.actor("team_member"), now=NOW)
    nothing = {"called_off_as": "", "called_off_at": None}
    for values in ({"state": EvaluationState.PLANNED, **nothing}, {"summary": "Anders."}):
        with pytest.raises(DatabaseError, match="called off and stays so"), transaction.atomic():
            Evaluation.objects.filter(pk=evaluation.pk).update(**values)


# --- taken back by the side that planned it alone -----------------------------------------------------------
def test_what_one_side_planned_it_takes_back_with_a_reason(people: People) -> None:
    evaluation = planned(people)
    assert evaluation.planned_by == people.wijk
    with pytest.raises(RuleError) as refused:
        take_back(people, evaluation, reason=" ")
    assert refused.value.field == "reason"
    for _click in range(2):
        off = take_back(people, evaluation)
    assert (off.state, off.summary, off.called_off_as) == (
        EvaluationState.CANCELLED,
        WHY,
        CalledOff.TAKEN_BACK,
    )
    assert verbs() == ["plan_evaluation", "cancel_evaluation"]


def test_the_other_side_does_not_take_it_back(people: People) -> None:
    with pytest.raises(RuleError, match="rekent op dit moment"):
        take_back(people, planned(people), "team_member")


def _the_other_side_planned_it_too(people: People, evaluation: Evaluation) -> None:
    assert planned(people, "team_member").pk == evaluation.pk


def _the_cycle_asked_for_it_too(people: People, evaluation: Evaluation) -> None:
    assert planned(people, together=True).pk == evaluation.pk


def _the_other_side_began_its_answers(people: People, evaluation: Evaluation) -> None:
    save(people, evaluation, "team_member")


def _the_other_side_proposed_another_day(people: People, evaluation: Evaluation) -> None:
    move = {"from_day": DAY, "day": LATER, "reason": "Vakantie.", "now": NOW}
    propose_move(evaluation=evaluation, actor=people.actor("team_member"), **move)


def _a_resident_answered(people: People, evaluation: Evaluation) -> None:
    say(
        open_voices(
            evaluation=evaluation,
            last=evaluation.planned_on,
            actor=people.actor("wijk_coordinator"),
            now=NOW,
        )
    )


@pytest.mark.parametrize(
    "happens",
    [
        _the_other_side_planned_it_too,
        _the_cycle_asked_for_it_too,
        _the_other_side_began_its_answers,
        _the_other_side_proposed_another_day,
        _a_resident_answered,
    ],
)
def test_what_somebody_else_counts_on_is_not_taken_back(people: People, happens: Any) -> None:
    evaluation = planned(people)
    happens(people, evaluation)
    evaluation.refresh_from_db()
    assert not may_take_back(evaluation, people.actor("wijk_deputy"))
    with pytest.raises(RuleError, match="rekent op dit moment"):
        take_back(people, evaluation)


def test_own_answers_do_not_stand_in_the_way(people: People) -> None:
    evaluation = planned(people)
    share(people, evaluation, "wijk_coordinator")
    assert take_back(people, evaluation).called_off_as == CalledOff.TAKEN_BACK


def test_what_the_cycle_planned_nobody_takes_back(people: People, evaluation: Evaluation) -> None:
    assert evaluation.planned_by is None
    for name in ("wijk_deputy", "team_member"):
        with pytest.raises(RuleError, match="rekent op dit moment"):
            take_back(people, evaluation, name)
