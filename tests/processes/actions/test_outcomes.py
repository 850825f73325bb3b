# SPDX-License-Identifier: EUPL-1.2
"""What came of looking back: outcome, lessons, agreements and the next day, in one go or not at all."""

import datetime as dt
from dataclasses import replace

import pytest

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions.agreements import amend_agreement
from processes.actions.evaluation_moves import propose_move
from processes.actions.evaluation_voices import open_voices
from processes.actions.evaluations import cancel_evaluation
from processes.actions.outcomes import hold_evaluation, open_round_after
from processes.actions.rounds import close_round
from processes.enums import AgreementState, EvaluationKind, EvaluationState, MoveState, Outcome
from processes.models import Agreement, AgreementOutcome, Evaluation, Lesson
from processes.queries.agreements import text_of
from processes.queries.outcomes import looked_back_on, trace_of
from processes.rules.evaluations import Decision
from tests import factories
from tests.agreements import ROL
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
        ({"held_on": TODAY - dt.timedelta(days=800)}, "held_on"),
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


# Each agreement its own outcome, each outcome its act --------------------------------------------------
def _with_two(people: People, evaluation: Evaluation) -> tuple[Agreement, Agreement]:
    first = evaluation.agreements.get()
    second = factories.AgreementFactory(process=people.process, title="Het plein", fields=ROL)
    evaluation.agreements.add(second)
    return first, second


def _outcomes(evaluation: Evaluation) -> dict[int, str]:
    return dict(evaluation.outcomes.values_list("agreement_id", "outcome"))


def test_keeping_plans_the_next_moment_by_the_cycle_with_the_trace(
    people: People, evaluation: Evaluation
) -> None:
    held = _hold(people, evaluation)
    [following] = held.led_to.all()
    assert (following.kind, following.planned_on) == (EvaluationKind.SHORT, TODAY + dt.timedelta(weeks=26))
    assert list(following.agreements.all()) == [_agreement(held)]
    assert trace_of(held).next_moments == (following,)
    assert trace_of(following).came_from == held


def test_what_ends_before_the_next_moment_is_not_planned_again(people: People) -> None:
    short = factories.EvaluationFactory(process=people.process, planned_on=TODAY)
    short.agreements.add(
        factories.AgreementFactory(process=people.process, ends_on=TODAY + dt.timedelta(days=30))
    )
    assert not _hold(people, short).led_to.exists()


def test_each_agreement_gets_its_own_outcome(people: People, evaluation: Evaluation) -> None:
    first, second = _with_two(people, evaluation)
    held = _hold(
        people,
        evaluation,
        decisions={second.pk: Decision(Outcome.STOP, wish="Het plein is af.")},
    )
    assert held.outcome == ""
    assert _outcomes(held) == {first.pk: Outcome.KEEP, second.pk: Outcome.STOP}
    second.refresh_from_db()
    assert second.state == AgreementState.ENDED
    stopped = held.outcomes.get(agreement=second)
    assert (stopped.wish, stopped.version, stopped.made) == ("Het plein is af.", second.published, None)
    assert [row.evaluation for row in looked_back_on(second)] == [held]


@pytest.mark.parametrize("outcome", [Outcome.ADAPT, Outcome.WIDEN])
def test_adapting_starts_the_draft_of_a_next_version(
    people: People, evaluation: Evaluation, outcome: str
) -> None:
    agreement = factories.AgreementFactory(process=people.process, fields=ROL)
    evaluation.agreements.set([agreement])
    held = _hold(
        people,
        evaluation,
        outcome=outcome,
        decisions={agreement.pk: Decision(outcome, "Meer bomen.", "Wij planten een bos.")},
    )
    agreement.refresh_from_db()
    made = held.outcomes.get().made
    assert made is not None
    assert agreement.current == made
    assert (made.number, made.text) == (2, "Wij planten een bos.")
    assert agreement.published.number == 1, "what holds stays until all sign"
    [led] = trace_of(held).outcomes
    assert (led.version, led.is_public) == (made, False)
    assert not held.led_to.exists(), "adoption plans the next moment"


def test_without_a_new_text_the_version_that_comes_later_is_the_trace(
    people: People, evaluation: Evaluation
) -> None:
    agreement = factories.AgreementFactory(process=people.process, fields=ROL)
    evaluation.agreements.set([agreement])
    held = _hold(people, evaluation, outcome=Outcome.ADAPT)
    assert trace_of(held).outcomes[0].version is None
    later = amend_agreement(
        agreement=agreement,
        based_on=1,
        content=replace(
            text_of(agreement.current), text="Wij planten een bos.", reason="Dat bleek bij het terugkijken."
        ),
        actor=people.actor("wijk_member"),
        now=NOW + dt.timedelta(days=1),
    )
    assert trace_of(held).outcomes[0].version == later


def test_an_agreement_of_another_process_is_refused(people: People, evaluation: Evaluation) -> None:
    elsewhere = factories.AgreementFactory(process=people.other_process)
    with pytest.raises(RuleError) as refused:
        _hold(people, evaluation, decisions={elsewhere.pk: Decision(Outcome.STOP)})
    assert refused.value.field == "outcome"
    evaluation.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (evaluation.state, elsewhere.state) == (EvaluationState.PLANNED, AgreementState.RUNNING)
    assert not AgreementOutcome.objects.exists()


def test_an_unknown_outcome_is_refused(people: People, evaluation: Evaluation) -> None:
    with pytest.raises(RuleError):
        _hold(people, evaluation, decisions={_agreement(evaluation).pk: Decision("hope")})


def test_a_new_text_that_cannot_be_leaves_nothing_half_done(people: People, evaluation: Evaluation) -> None:
    agreement = factories.AgreementFactory(process=people.process, fields=ROL, number=5)
    evaluation.agreements.set([agreement])
    with pytest.raises(RuleError) as refused:
        _hold(
            people,
            evaluation,
            outcome=Outcome.ADAPT,
            decisions={agreement.pk: Decision(Outcome.ADAPT, "", "x" * 801)},
        )
    assert refused.value.field == "text_5"
    evaluation.refresh_from_db()
    assert (evaluation.state, Lesson.objects.count()) == (EvaluationState.PLANNED, 0)


def test_widening_opens_the_next_round_once(people: People, evaluation: Evaluation) -> None:
    conversation = factories.ConversationFactory(process=people.process)
    held = _hold(people, evaluation, outcome=Outcome.WIDEN)
    given = {"together": False, "actor": people.actor("wijk_deputy"), "now": NOW}
    with pytest.raises(RuleError, match="loopt nog"):
        open_round_after(evaluation=held, **given)
    close_round(conversation=conversation, actor=people.actor("wijk_deputy"), now=NOW)
    for _click in range(2):
        opened = open_round_after(evaluation=held, **given)
    assert opened.next_round is not None
    assert (opened.next_round.round, people.process.conversations.count()) == (2, 2)
    assert trace_of(opened).next_round == opened.next_round


def test_a_moment_that_asked_for_no_more_opens_no_round(people: People, evaluation: Evaluation) -> None:
    held = _hold(people, evaluation)
    with pytest.raises(RuleError, match="vroeg niet"):
        open_round_after(evaluation=held, together=False, actor=people.actor("wijk_deputy"), now=NOW)
    with pytest.raises(NotAllowedError):
        open_round_after(evaluation=held, together=False, actor=people.actor("wijk_member"), now=NOW)


def test_holding_closes_the_link_of_residents_and_takes_proposals_off_the_table(
    people: People, evaluation: Evaluation
) -> None:
    link = open_voices(evaluation=evaluation, last=TODAY, actor=people.actor("wijk_deputy"), now=NOW)
    propose_move(
        evaluation=evaluation,
        from_day=TODAY,
        day=TODAY + dt.timedelta(days=9),
        reason="Te druk.",
        actor=people.actor("wijk_deputy"),
        now=NOW,
    )
    _hold(people, evaluation)
    link.refresh_from_db()
    assert link.closed_at == NOW
    assert evaluation.move_proposals.get().state == MoveState.WITHDRAWN
