# SPDX-License-Identifier: EUPL-1.2
"""Another day by agreement of both sides: until the other side confirms, the old day stands."""

import datetime as dt
import threading

import pytest
from django.db import connection

from gm_portal.core.actors import SYSTEM
from gm_portal.core.errors import NotAllowedError, PortalError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions.evaluation_moves import confirm_move, decline_move, propose_move
from processes.actions.evaluations import cancel_evaluation, move_evaluation
from processes.enums import EvaluationState, MoveState
from processes.models import Evaluation, EvaluationMove, MoveProposal
from processes.queries.evaluation_waiting import waiting_for
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY, People, make_people

pytestmark = pytest.mark.django_db
DAY, LATER = dt.date(2027, 1, 29), dt.date(2027, 3, 5)
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    found: Evaluation = factories.EvaluationFactory(process=people.process, planned_on=DAY)
    return found


def propose(
    people: People, evaluation: Evaluation, name: str = "wijk_member", **values: object
) -> MoveProposal | Evaluation:
    given = {"from_day": DAY, "day": LATER, "reason": " De zaal is vol. "} | values
    return propose_move(evaluation=evaluation, actor=people.actor(name), now=NOW, **given)


def proposed(people: People, evaluation: Evaluation, name: str = "wijk_member") -> MoveProposal:
    found = propose(people, evaluation, name)
    assert isinstance(found, MoveProposal)
    return found


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def test_the_old_day_stands_until_the_other_side_confirms(people: People, evaluation: Evaluation) -> None:
    proposal = proposed(people, evaluation)
    evaluation.refresh_from_db()
    assert (evaluation.planned_on, evaluation.moves.count()) == (DAY, 0)
    moved = confirm_move(proposal=proposal, actor=people.actor("team_member"), now=NOW)
    assert moved.planned_on == LATER
    move = EvaluationMove.objects.get()
    assert (move.from_day, move.to_day, move.reason) == (DAY, LATER, "De zaal is vol.")
    assert (move.proposed_by, move.confirmed_by) == (people.wijk, people.team)
    assert verbs() == ["propose_move", "move_evaluation"]
    assert set(AuditEvent.objects.values_list("visibility", flat=True)) == {Visibility.PUBLIC}


def test_confirming_twice_moves_once(people: People, evaluation: Evaluation) -> None:
    proposal = proposed(people, evaluation)
    for _click in range(2):
        confirm_move(proposal=proposal, actor=people.actor("team_member"), now=NOW)
    assert EvaluationMove.objects.count() == 1


@pytest.mark.parametrize("name", ["wijk_coordinator", "wijk_member"])
def test_who_proposed_does_not_confirm(people: People, evaluation: Evaluation, name: str) -> None:
    proposal = proposed(people, evaluation)
    with pytest.raises(NotAllowedError):
        confirm_move(proposal=proposal, actor=people.actor(name), now=NOW)
    evaluation.refresh_from_db()
    assert evaluation.planned_on == DAY


def test_one_person_of_both_sides_may_speak_for_both(people: People, evaluation: Evaluation) -> None:
    factories.MembershipFactory(party=people.team, user=people.wijk_member)
    proposal = proposed(people, evaluation)
    assert confirm_move(proposal=proposal, actor=people.actor("wijk_member"), now=NOW).planned_on == LATER


def test_the_same_proposal_again_is_one(people: People, evaluation: Evaluation) -> None:
    assert proposed(people, evaluation) == proposed(people, evaluation, "wijk_deputy")
    assert verbs() == ["propose_move"]


def test_another_day_of_the_same_side_takes_its_place(people: People, evaluation: Evaluation) -> None:
    first = proposed(people, evaluation)
    second = propose(people, evaluation, day=dt.date(2027, 4, 2))
    first.refresh_from_db()
    assert first.state == MoveState.WITHDRAWN
    assert list(evaluation.move_proposals.filter(state=MoveState.PROPOSED)) == [second]


def test_both_sides_proposing_the_same_day_agree(people: People, evaluation: Evaluation) -> None:
    proposed(people, evaluation)
    assert isinstance(propose(people, evaluation, "team_member"), Evaluation)
    evaluation.refresh_from_db()
    assert evaluation.planned_on == LATER


def test_a_proposal_of_the_other_side_is_answered_first(people: People, evaluation: Evaluation) -> None:
    proposed(people, evaluation)
    with pytest.raises(RuleError, match="5 maart 2027"):
        propose(people, evaluation, "team_member", day=dt.date(2027, 4, 2))


def test_keeping_the_old_day_keeps_the_reason(people: People, evaluation: Evaluation) -> None:
    proposal = proposed(people, evaluation)
    for _click in range(2):
        declined = decline_move(
            proposal=proposal, reply=" Dan is het feest. ", actor=people.actor("team_member"), now=NOW
        )
    assert (declined.state, declined.reply) == (MoveState.DECLINED, "Dan is het feest.")
    assert verbs() == ["propose_move", "decline_move"]
    with pytest.raises(RuleError, match="ligt niet meer op tafel"):
        confirm_move(proposal=proposal, actor=people.actor("team_member"), now=NOW)


def test_keeping_the_old_day_asks_why(people: People, evaluation: Evaluation) -> None:
    with pytest.raises(RuleError) as refused:
        decline_move(
            proposal=proposed(people, evaluation), reply=" ", actor=people.actor("team_member"), now=NOW
        )
    assert refused.value.field == "reply"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"day": TODAY - dt.timedelta(days=1)}, "day"),
        ({"day": DAY}, "day"),
        ({"reason": "  "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused_at_its_field(
    people: People, evaluation: Evaluation, values: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        propose(people, evaluation, **values)
    assert refused.value.field == field
    assert not MoveProposal.objects.exists()


def test_who_read_an_older_day_is_told(people: People, evaluation: Evaluation) -> None:
    with pytest.raises(StaleError):
        propose(people, evaluation, from_day=DAY - dt.timedelta(days=7))


def test_a_day_that_passed_meanwhile_is_not_confirmed(people: People, evaluation: Evaluation) -> None:
    proposal = proposed(people, evaluation)
    with pytest.raises(RuleError, match="al voorbij"):
        confirm_move(proposal=proposal, actor=people.actor("team_member"), now=NOW + dt.timedelta(days=200))
    proposal.refresh_from_db()
    assert proposal.state == MoveState.PROPOSED


def test_a_cancelled_moment_has_no_proposal_left(people: People, evaluation: Evaluation) -> None:
    proposal = proposed(people, evaluation)
    cancel_evaluation(evaluation=evaluation, reason="Het stopt.", actor=people.actor("team_member"), now=NOW)
    proposal.refresh_from_db()
    assert proposal.state == MoveState.WITHDRAWN
    with pytest.raises(RuleError):
        confirm_move(proposal=proposal, actor=people.actor("team_member"), now=NOW)
    evaluation.refresh_from_db()
    assert (evaluation.state, evaluation.planned_on) == (EvaluationState.CANCELLED, DAY)


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_the_two_sides_move_a_day(people: People, evaluation: Evaluation, name: str) -> None:
    if name in TABLE:
        assert isinstance(propose(people, evaluation, name), MoveProposal)
        return
    proposal = proposed(people, evaluation)
    for act in (
        lambda: propose(people, evaluation, name, day=dt.date(2027, 4, 2)),
        lambda: confirm_move(proposal=proposal, actor=people.actor(name), now=NOW),
        lambda: decline_move(proposal=proposal, reply="Nee.", actor=people.actor(name), now=NOW),
    ):
        with pytest.raises(NotAllowedError):
            act()


def test_the_portal_itself_moves_nothing(people: People, evaluation: Evaluation) -> None:
    with pytest.raises(NotAllowedError):
        propose_move(evaluation=evaluation, from_day=DAY, day=LATER, reason="Beter.", actor=SYSTEM, now=NOW)


def test_it_waits_for_the_other_side_alone(people: People, evaluation: Evaluation) -> None:
    proposed(people, evaluation)
    assert [line.verb for line in waiting_for(people.actor("team_member"), NOW)] == [
        "Antwoord op het voorstel"
    ]
    assert waiting_for(people.actor("wijk_coordinator"), NOW) == []


@pytest.mark.django_db(transaction=True)
def test_two_sides_at_once_agree_or_wait_and_never_stand_still() -> None:
    people = make_people()
    evaluation = factories.EvaluationFactory(process=people.process, planned_on=DAY)
    start, told = threading.Barrier(2), []

    def work(name: str) -> None:
        actor = people.actor(name)
        start.wait()
        try:
            done = propose_move(
                evaluation=evaluation, from_day=DAY, day=LATER, reason="Beter.", actor=actor, now=NOW
            )
            told.append(type(done).__name__)
        except PortalError as error:
            told.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("wijk_member", "team_member")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(told) == ["Evaluation", "MoveProposal"]
    evaluation.refresh_from_db()
    assert (evaluation.planned_on, evaluation.moves.count()) == (LATER, 1)


def test_a_move_that_both_agreed_on_is_frozen_in_the_line(people: People, evaluation: Evaluation) -> None:
    move_evaluation(
        evaluation=evaluation,
        from_day=DAY,
        day=LATER,
        reason="Beter.",
        actor=people.actor("team_member"),
        now=NOW,
    )
    assert str(evaluation.moves.get()) == "2027-01-29 → 2027-03-05"
