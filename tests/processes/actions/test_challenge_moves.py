# SPDX-License-Identifier: EUPL-1.2
"""Taking a task along the route: who, with what, what it leads to, and what is refused."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.enums import CHALLENGE_ROUTE, AgreementState, ChallengeStep
from processes.models import Agreement, Challenge, ChallengeMove, Lesson
from processes.rules.challenges import TRANSITIONS
from tests.challenges import COLLEGE, FORWARD, Route, make_route
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY

pytestmark = pytest.mark.django_db
WHO = {target: name for target, name, _said in FORWARD}
STOP = {"reason": "Het is te breed.", "lessons": ("Begin klein.", " ", "Betrek afdelingen vroeg.")}


@pytest.fixture
def route(db: None) -> Route:
    return make_route()


def test_a_task_travels_the_whole_route(route: Route) -> None:
    task = route.travel("continued")
    assert [move.target_step for move in task.moves.order_by("number")] == [*CHALLENGE_ROUTE, "continued"]
    assert (task.decided_by, task.decision_reference, task.answer_due_on) == (
        "college",
        "B&W-12",
        TODAY + dt.timedelta(days=42),
    )
    assert task.agreement is not None
    assert task.agreement.challenge == task
    route.move("evaluation", "team_coordinator")
    route.move("given_back", "wijk_coordinator", **STOP)
    assert route.fresh().step == ChallengeStep.GIVEN_BACK
    assert [lesson.text for lesson in task.lessons.order_by("number")] == [
        "Begin klein.",
        "Betrek afdelingen vroeg.",
    ]


@pytest.mark.parametrize("step", ["idea", "exploration", "consent"])
@pytest.mark.parametrize(
    "name", ["wijk_member", "team_member", "stranger", "other_wijk_coordinator", "clerk", "anonymous"]
)
def test_who_does_not_speak_for_a_party_takes_no_step(route: Route, step: str, name: str) -> None:
    route.travel(step)
    for each in [each for each in TRANSITIONS if each.source == step]:
        with pytest.raises(NotAllowedError):
            route.move(each.target, name, **STOP)
    assert route.fresh().step == step


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("exploration", "team_coordinator"),
        ("feasibility", "wijk_coordinator"),
        ("consent", "wijk_coordinator"),
        ("proposal", "wijk_coordinator"),
        ("trial", "wijk_deputy"),
    ],
)
def test_the_other_side_waits(route: Route, target: str, name: str) -> None:
    before = [step for step, _name, _said in FORWARD]
    stands = before[before.index(target) - 1] if target != "exploration" else "idea"
    route.travel(stands)
    route.prepare(target)
    with pytest.raises(NotAllowedError):
        route.move(target, name, reason="Wij doen het.", **(COLLEGE if target == "trial" else {}))
    assert route.fresh().step == stands


def test_the_municipality_challenges_the_other_way_round(db: None) -> None:
    route = make_route("omgekeerd", "team_member")
    with pytest.raises(NotAllowedError):
        route.move("exploration", "wijk_coordinator")
    route.move("exploration", "team_coordinator")
    with pytest.raises(NotAllowedError):
        route.move("feasibility", "team_coordinator", reason="Ja.")
    assert route.move("feasibility", "wijk_coordinator", reason="Ja.").step == "feasibility"


@pytest.mark.parametrize("target", ["consent", "proposal", "decision", "trial"])
def test_what_is_missing_is_said_and_nothing_moves(route: Route, target: str) -> None:
    steps = [step for step, _name, _said in FORWARD]
    stands = steps[steps.index(target) - 1]
    route.travel(stands)
    with pytest.raises(RuleError) as refusal:
        route.move(target, WHO[target], **(COLLEGE if target == "trial" else {}))
    assert refusal.value.message
    assert route.fresh().step == stands


def test_one_no_holds_the_proposal_until_it_is_not_needed(route: Route) -> None:
    route.travel("consent")
    first, second = route.task.giving.get(), route.giver("Stichting Schoon", "partner")
    route.answer(first)
    route.answer(second, "no")
    with pytest.raises(RuleError):
        route.move("proposal", "team_coordinator")
    route.move("feasibility", "wijk_coordinator", reason="Wij maken de taak kleiner.")
    route.answer(second, "not_needed")
    route.move("consent", "team_coordinator")
    assert route.move("proposal", "team_coordinator").step == "proposal"


def test_six_weeks_that_passed_block_nobody(route: Route) -> None:
    route.travel("exploration")
    Challenge.objects.filter(pk=route.task.pk).update(answer_due_on=TODAY - dt.timedelta(days=1))
    assert route.move("feasibility", "team_coordinator", reason="Beter laat.").step == "feasibility"


def test_the_same_step_twice_is_one_and_a_late_click_hears_where_it_stands(route: Route) -> None:
    route.travel("exploration")
    said = {"seen": "exploration", "reason": "Wij zoeken het uit."}
    for _time in range(2):
        route.move("feasibility", "team_coordinator", **said)
    assert ChallengeMove.objects.filter(target_step="feasibility").count() == 1
    with pytest.raises(StaleError):
        route.move("stopped", "wijk_coordinator", **STOP | {"seen": "exploration"})
    assert route.fresh().step == "feasibility"


def test_a_step_that_does_not_follow_is_refused(route: Route) -> None:
    with pytest.raises(RuleError):
        route.move("running", "wijk_coordinator", reason="Gewoon beginnen.")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"lessons": ()}, "lessons"),
        ({"lessons": (" ", "")}, "lessons"),
        ({"lessons": ("x" * 501,)}, "lessons"),
        ({"lessons": ("x",) * 11}, "lessons"),
        ({"moved_on": TODAY + dt.timedelta(days=1)}, "moved_on"),
        ({"moved_on": TODAY - dt.timedelta(days=1)}, "moved_on"),
    ],
)
def test_stopping_asks_for_a_reason_and_lessons(route: Route, said: dict[str, Any], field: str) -> None:
    route.travel("exploration")
    with pytest.raises(RuleError) as refusal:
        route.move("stopped", "team_coordinator", **STOP | said)
    assert refusal.value.field == field
    assert (route.fresh().step, Lesson.objects.count()) == ("exploration", 0)


@pytest.mark.parametrize("step", [each for each in CHALLENGE_ROUTE if each != "evaluation"])
def test_a_task_stops_at_any_step_and_leaves_its_lessons(route: Route, step: str) -> None:
    route.travel(step)
    route.move("stopped", "wijk_coordinator", **STOP)
    task = route.fresh()
    assert (task.step, task.stopped_from, task.is_shared) == ("stopped", step, step != "idea")
    assert [
        (lesson.number, lesson.text, lesson.challenge) for lesson in Lesson.objects.order_by("number")
    ] == [
        (1, "Begin klein.", task),
        (2, "Betrek afdelingen vroeg.", task),
    ]
    event = AuditEvent.objects.filter(verb="stop_challenge").get()
    assert event.visibility == (Visibility.PROCESS if step == "idea" else Visibility.PUBLIC)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"decided_by": ""}, "decided_by"),
        ({"decided_by": "de buren"}, "decided_by"),
        ({"decided_on": None}, "decided_on"),
        ({"decided_on": TODAY + dt.timedelta(days=1)}, "decided_on"),
        ({"decision_reference": " "}, "decision_reference"),
        ({"decision_reference": "x" * 81}, "decision_reference"),
        ({"trial_ends_on": None}, "trial_ends_on"),
        ({"trial_ends_on": TODAY}, "trial_ends_on"),
    ],
)
def test_a_trial_begins_with_a_decision_and_an_end(route: Route, said: dict[str, Any], field: str) -> None:
    route.travel("decision")
    route.prepare("trial")
    with pytest.raises(RuleError) as refusal:
        route.move("trial", "team_coordinator", **COLLEGE | said)
    assert refusal.value.field == field
    assert route.fresh().step == "decision"


# The proposal ----------------------------------------------------------------------------------------
def test_the_proposal_becomes_a_draft_with_its_fields_filled(route: Route) -> None:
    route.travel("proposal")
    agreement = route.propose()
    assert route.propose("team_member") == agreement
    version = agreement.current
    assert version is not None
    assert (agreement.kind, agreement.state, version.title) == (
        "taak",
        AgreementState.DRAFT,
        route.task.title,
    )
    assert version.fields["departments"] == "Stadsbeheer"
    assert version.fields["departments_agreed_on"] == TODAY.isoformat()
    assert version.fields["route"] == "uitdaagrecht"
    assert version.fields["responsible"] == "Hoofd Stadsbeheer"
    assert Agreement.objects.count() == 1


def test_a_proposal_belongs_to_its_step(route: Route) -> None:
    route.travel("consent")
    with pytest.raises(RuleError):
        route.propose()
    with pytest.raises(NotAllowedError):
        route.propose("clerk")


def test_at_n4_the_decision_is_the_councils(route: Route) -> None:
    route.travel("proposal")
    agreement = route.propose(level="N4")
    fields = dict(agreement.current.fields) | {"notice_days": 90, "fallback": "De gemeente neemt het terug."}
    route.table.amend(agreement, title="Het groen", text="Wij doen het groen.", level="N4", fields=fields)
    route.move("decision", "wijk_coordinator")
    route.table.sign_all(agreement, version=2)
    trial = {"trial_ends_on": TODAY + dt.timedelta(days=180)}
    with pytest.raises(RuleError):
        route.move("trial", "team_coordinator", **trial)
    bundle = route.table.submit(agreement)
    route.table.decide_on(bundle)
    task = route.move("trial", "team_coordinator", **trial)
    assert (task.decided_by, task.decision_reference, task.decided_on) == ("raad", "R-1", NOW.date())


def test_a_no_of_the_council_brings_it_back_to_the_proposal(route: Route) -> None:
    route.travel("proposal")
    agreement = route.propose(level="N4")
    route.move("decision", "wijk_coordinator")
    route.table.sign_all(agreement)
    route.table.decide(agreement, outcome="rejected", reason="Te breed.")
    assert route.move("proposal", "wijk_deputy", reason="De raad zei nee.").step == "proposal"


# The database itself ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "change",
    [{"step": "stopped"}, {"stopped_from": "idea"}, {"step": "exploration"}, {"step": "trial"}],
)
def test_the_database_keeps_the_route_whole(route: Route, change: dict[str, str]) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Challenge.objects.filter(pk=route.task.pk).update(**change)


@pytest.mark.parametrize("name", EVERYBODY)
def test_a_finished_area_takes_no_steps(route: Route, name: str) -> None:
    route.table.people.process.state = "finished"
    route.table.people.process.save()
    route.task = Challenge.objects.get(pk=route.task.pk)
    with pytest.raises(NotAllowedError):
        route.move("exploration", name)
