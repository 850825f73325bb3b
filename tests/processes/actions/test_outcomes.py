# SPDX-License-Identifier: EUPL-1.2
"""What came of looking back: outcome, lessons, agreements and the next day, in one go or not at all."""

import datetime as dt

import pytest

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions.evaluations import cancel_evaluation
from processes.actions.outcomes import hold_evaluation
from processes.enums import AgreementState, EvaluationKind, EvaluationState, Outcome
from processes.models import Agreement, Evaluation, Lesson
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    """A moment of today, on one agreement in force."""
    found: Evaluation = factories.EvaluationFactory(
        process=people.process, planned_on=TODAY, kind=EvaluationKind.SHORT
    )
    found.agreements.add(factories.AgreementFactory(process=people.process))
    return found


def _hold(people: People, evaluation: Evaluation, name: str = "wijk_member", **values: object) -> Evaluation:
    given = {
        "held_on": TODAY,
        "summary": "Er staat meer groen.",
        "outcome": Outcome.KEEP,
        "lessons": ["Begin klein.", "Vraag hulp."],
    } | values
    return hold_evaluation(evaluation=evaluation, actor=people.actor(name), now=NOW, **given)


def _agreement(evaluation: Evaluation) -> Agreement:
    return evaluation.agreements.get()


def test_a_moment_is_held_with_its_lessons(people: People, evaluation: Evaluation) -> None:
    held = _hold(people, evaluation)
    held.refresh_from_db()
    assert (held.state, held.held_on, held.summary, held.outcome) == (
        EvaluationState.HELD,
        TODAY,
        "Er staat meer groen.",
        Outcome.KEEP,
    )
    assert list(held.lessons.values_list("number", "text")) == [(1, "Begin klein."), (2, "Vraag hulp.")]
    event = AuditEvent.objects.get(verb="hold_evaluation")
    assert (event.visibility, event.party_id) == (Visibility.PUBLIC, people.wijk.pk)
    assert event.data == {"outcome": "keep", "lessons": [1, 2]}


def test_lessons_are_numbered_on_within_the_process(people: People, evaluation: Evaluation) -> None:
    factories.LessonFactory(process=people.process, number=3)
    factories.LessonFactory(process=people.other_process, number=9)
    _hold(people, evaluation, lessons=["", "  Begin klein. ", "Vraag hulp."])
    assert list(evaluation.lessons.values_list("number", "text")) == [(4, "Begin klein."), (5, "Vraag hulp.")]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.KEEP, AgreementState.EVALUATED),
        (Outcome.ADAPT, AgreementState.EVALUATED),
        (Outcome.WIDEN, AgreementState.EVALUATED),
        (Outcome.STOP, AgreementState.ENDED),
    ],
)
def test_the_agreements_follow_the_outcome(
    people: People, evaluation: Evaluation, outcome: str, state: str
) -> None:
    _hold(people, evaluation, outcome=outcome)
    agreement = _agreement(evaluation)
    assert agreement.state == state
    assert (agreement.ended_at is not None) == (state == AgreementState.ENDED)


def test_what_had_ended_before_stays_ended(people: People, evaluation: Evaluation) -> None:
    ended = factories.AgreementFactory(process=people.process, state=AgreementState.ENDED)
    evaluation.agreements.add(ended)
    _hold(people, evaluation)
    ended.refresh_from_db()
    assert ended.state == AgreementState.ENDED


def test_the_next_moment_is_planned_on_what_stays(people: People, evaluation: Evaluation) -> None:
    next_day = TODAY + dt.timedelta(days=180)
    _hold(people, evaluation, next_day=next_day)
    planned = people.process.evaluations.get(state=EvaluationState.PLANNED)
    assert (planned.planned_on, planned.kind) == (next_day, EvaluationKind.SHORT)
    assert list(planned.agreements.all()) == [_agreement(evaluation)]


def test_after_a_stop_the_next_moment_has_no_agreements(people: People, evaluation: Evaluation) -> None:
    _hold(people, evaluation, outcome=Outcome.STOP, next_day=TODAY + dt.timedelta(days=180))
    planned = people.process.evaluations.get(state=EvaluationState.PLANNED)
    assert not planned.agreements.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"held_on": TODAY + dt.timedelta(days=1)}, "held_on"),
        ({"summary": " \n"}, "summary"),
        ({"next_day": TODAY - dt.timedelta(days=1)}, "next_day"),
    ],
)
def test_a_refusal_names_its_field_and_writes_nothing(
    people: People, evaluation: Evaluation, values: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        _hold(people, evaluation, **values)
    assert refused.value.field == field
    evaluation.refresh_from_db()
    assert evaluation.state == EvaluationState.PLANNED
    assert _agreement(evaluation).state == AgreementState.RUNNING
    assert not Lesson.objects.exists()
    assert not AuditEvent.objects.exists()


def test_the_same_record_twice_is_one(people: People, evaluation: Evaluation) -> None:
    _hold(people, evaluation)
    _hold(people, evaluation)
    assert Lesson.objects.count() == 2
    assert AuditEvent.objects.filter(verb="hold_evaluation").count() == 1


def test_nobody_overwrites_what_another_wrote(people: People, evaluation: Evaluation) -> None:
    _hold(people, evaluation)
    with pytest.raises(StaleError):
        _hold(people, evaluation, "team_member", summary="Er staat minder groen.")
    evaluation.refresh_from_db()
    assert evaluation.summary == "Er staat meer groen."


def test_a_cancelled_moment_is_not_held(people: People, evaluation: Evaluation) -> None:
    cancel_evaluation(evaluation=evaluation, reason="Ziek.", actor=people.actor("team_member"), now=NOW)
    with pytest.raises(RuleError):
        _hold(people, evaluation)


def test_a_moment_may_be_held_before_its_day(people: People, evaluation: Evaluation) -> None:
    early = factories.EvaluationFactory(process=people.process, planned_on=TODAY + dt.timedelta(days=9))
    assert _hold(people, early).held_on == TODAY


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_may_hold(people: People, evaluation: Evaluation, name: str) -> None:
    if name in TABLE:
        assert _hold(people, evaluation, name).state == EvaluationState.HELD
    else:
        with pytest.raises(NotAllowedError):
            _hold(people, evaluation, name)
