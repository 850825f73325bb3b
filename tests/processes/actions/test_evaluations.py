# SPDX-License-Identifier: EUPL-1.2
"""Planning, moving and cancelling: once, by whoever is at the table, with the trail that readers see."""

import datetime as dt
import threading

import pytest
from django.db import connection

from gm_portal.core.actors import SYSTEM
from gm_portal.core.errors import NotAllowedError, PortalError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions.evaluations import cancel_evaluation, move_evaluation, plan_evaluation
from processes.enums import EvaluationKind, EvaluationState, ProcessState
from processes.models import Agreement, Evaluation
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY, People, make_people

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 1, 29)
LATER = dt.date(2027, 3, 5)
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}


def _plan(people: People, name: str = "wijk_member", **values: object) -> Evaluation:
    given = {"day": DAY, "kind": EvaluationKind.SHORT, "agreements": []} | values
    return plan_evaluation(process=people.process, actor=people.actor(name), now=NOW, **given)


def _move(people: People, evaluation: Evaluation, name: str = "team_member", **values: object) -> Evaluation:
    given = {"from_day": DAY, "day": LATER, "reason": "De zaal is vol."} | values
    return move_evaluation(evaluation=evaluation, actor=people.actor(name), now=NOW, **given)


def _cancel(people: People, evaluation: Evaluation, name: str = "team_member") -> Evaluation:
    return cancel_evaluation(
        evaluation=evaluation, reason="De afspraak stopt.", actor=people.actor(name), now=NOW
    )


def _told() -> list[tuple[str, str, int | None]]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "visibility", "party_id"))


@pytest.fixture
def agreement(people: People) -> Agreement:
    """An agreement in force in the Korenbuurt."""
    found: Agreement = factories.AgreementFactory(process=people.process)
    return found


def test_a_moment_is_planned_with_its_agreements(people: People, agreement: Agreement) -> None:
    evaluation = _plan(people, agreements=[agreement])
    assert (evaluation.planned_on, evaluation.kind, evaluation.state) == (
        DAY,
        EvaluationKind.SHORT,
        EvaluationState.PLANNED,
    )
    assert list(evaluation.agreements.all()) == [agreement]
    assert _told() == [("plan_evaluation", Visibility.PUBLIC, people.wijk.pk)]


def test_the_same_day_twice_is_one_moment_with_all_agreements(people: People, agreement: Agreement) -> None:
    other = factories.AgreementFactory(process=people.process)
    first = _plan(people, agreements=[agreement])
    again = _plan(people, "team_coordinator", agreements=[agreement, other], kind=EvaluationKind.FINAL)
    assert again == first
    assert again.kind == EvaluationKind.SHORT, "what was planned first stays what it is"
    assert set(first.agreements.all()) == {agreement, other}
    _plan(people, agreements=[agreement, other])
    assert [verb for verb, _visibility, _party in _told()] == ["plan_evaluation"] * 2


def test_a_cancelled_moment_does_not_keep_its_day(people: People) -> None:
    cancelled = _cancel(people, _plan(people))
    assert _plan(people).pk != cancelled.pk


@pytest.mark.parametrize("day", [TODAY - dt.timedelta(days=1), dt.date(202, 1, 1), dt.date.max])
def test_a_day_that_cannot_be_is_refused_at_its_field(people: People, day: dt.date) -> None:
    with pytest.raises(RuleError) as refused:
        _plan(people, day=day)
    assert refused.value.field == "day"
    assert not Evaluation.objects.exists()


def test_today_is_the_day_in_groningen(people: People) -> None:
    late_in_the_evening = dt.datetime(2026, 11, 22, 23, 30, tzinfo=dt.UTC)  # 00.30 on the 23rd in Groningen
    with pytest.raises(RuleError):
        plan_evaluation(
            process=people.process,
            day=dt.date(2026, 11, 22),
            kind=EvaluationKind.SHORT,
            agreements=[],
            actor=SYSTEM,
            now=late_in_the_evening,
        )


def test_agreements_of_elsewhere_are_refused(people: People) -> None:
    foreign = factories.AgreementFactory(process=people.other_process)
    with pytest.raises(RuleError) as refused:
        _plan(people, agreements=[foreign])
    assert refused.value.field == "agreements"
    assert not Evaluation.objects.exists()


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_plan_move_and_cancel(people: People, name: str) -> None:
    evaluation = factories.EvaluationFactory(process=people.process, planned_on=DAY)
    acts = (
        lambda: _plan(people, name, day=dt.date(2027, 6, 1)),
        lambda: _move(people, evaluation, name),
        lambda: _cancel(people, evaluation, name),
    )
    for act in acts:
        if name in TABLE:
            act()
        else:
            with pytest.raises(NotAllowedError):
                act()


def test_a_finished_process_plans_nothing(people: People) -> None:
    people.process.state = ProcessState.FINISHED
    people.process.save()
    with pytest.raises(NotAllowedError):
        _plan(people)


def test_moving_keeps_the_old_day_and_the_reason(people: People) -> None:
    evaluation = _move(people, _plan(people), reason="  De zaal is vol. ")
    assert evaluation.planned_on == LATER
    [move] = evaluation.moves.all()
    assert (move.from_day, move.to_day, move.reason, move.at) == (DAY, LATER, "De zaal is vol.", NOW)
    assert _told()[-1] == ("move_evaluation", Visibility.PUBLIC, people.team.pk)


def test_moving_twice_to_the_same_day_moves_once(people: People) -> None:
    evaluation = _plan(people)
    _move(people, evaluation)
    _move(people, evaluation, "wijk_deputy")
    assert evaluation.moves.count() == 1


def test_who_saw_an_older_day_is_told_the_new_one(people: People) -> None:
    evaluation = _plan(people)
    _move(people, evaluation)
    with pytest.raises(StaleError, match="5 maart 2027"):
        _move(people, evaluation, day=dt.date(2027, 4, 1))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"day": TODAY - dt.timedelta(days=1)}, "day"),
        ({"day": dt.date(2027, 6, 1)}, "day"),
    ],
)
def test_a_move_that_cannot_be_is_refused_at_its_field(
    people: People, values: dict[str, object], field: str
) -> None:
    evaluation = _plan(people)
    _plan(people, day=dt.date(2027, 6, 1))
    with pytest.raises(RuleError) as refused:
        _move(people, evaluation, **values)
    assert refused.value.field == field
    evaluation.refresh_from_db()
    assert evaluation.planned_on == DAY
    assert not evaluation.moves.exists()


def test_a_day_that_has_passed_can_still_be_moved(people: People) -> None:
    passed = factories.EvaluationFactory(process=people.process, planned_on=TODAY - dt.timedelta(days=9))
    assert _move(people, passed, from_day=passed.planned_on).planned_on == LATER


def test_cancelling_keeps_the_reason_and_happens_once(people: People) -> None:
    evaluation = _plan(people)
    for _click in range(2):
        cancelled = _cancel(people, evaluation)
    assert (cancelled.state, cancelled.summary) == (EvaluationState.CANCELLED, "De afspraak stopt.")
    assert [verb for verb, _visibility, _party in _told()] == ["plan_evaluation", "cancel_evaluation"]


def test_cancelling_asks_why(people: People) -> None:
    with pytest.raises(RuleError) as refused:
        cancel_evaluation(evaluation=_plan(people), reason=" ", actor=people.actor("wijk_deputy"), now=NOW)
    assert refused.value.field == "reason"


@pytest.mark.parametrize("state", [EvaluationState.HELD, EvaluationState.CANCELLED])
def test_what_is_over_is_not_moved(people: People, state: str) -> None:
    held_on = TODAY if state == EvaluationState.HELD else None
    evaluation = factories.EvaluationFactory(
        process=people.process, planned_on=DAY, state=state, held_on=held_on
    )
    with pytest.raises(RuleError):
        _move(people, evaluation)
    if state == EvaluationState.HELD:
        with pytest.raises(RuleError):
            _cancel(people, evaluation)


def test_the_portal_itself_plans_what_an_agreement_says(people: People, agreement: Agreement) -> None:
    plan_evaluation(
        process=people.process,
        day=DAY,
        kind=EvaluationKind.YEARLY,
        agreements=[agreement],
        actor=SYSTEM,
        now=NOW,
    )
    assert _told() == [("plan_evaluation", Visibility.PUBLIC, None)]


@pytest.mark.django_db(transaction=True)
def test_both_sides_planning_the_same_day_at_once_make_one_moment() -> None:
    people = make_people()
    start = threading.Barrier(2)
    found: list[int | str] = []

    def work(name: str) -> None:
        actor = people.actor(name)
        start.wait()
        try:
            planned = plan_evaluation(
                process=people.process,
                day=DAY,
                kind=EvaluationKind.SHORT,
                agreements=[],
                actor=actor,
                now=NOW,
            )
            found.append(planned.pk)
        except PortalError as error:
            found.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in ("wijk_deputy", "team_member")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert found == [Evaluation.objects.get().pk] * 2
