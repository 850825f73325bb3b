# SPDX-License-Identifier: EUPL-1.2
"""Choosing the step of a process."""

import pytest

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions.areas import set_step
from processes.enums import ProcessState, Step
from tests.factories import NOW


@pytest.mark.parametrize("who", ["wijk_coordinator", "wijk_deputy", "team_coordinator"])
def test_who_speaks_for_a_party_chooses_the_step_both_ways(people, who) -> None:
    for step in (Step.EVALUATION, Step.CONVERSATION, Step.AGREEMENT):
        set_step(process=people.process, step=step, actor=people.actor(who), now=NOW)
        people.process.refresh_from_db()
        assert people.process.step == step
    events = AuditEvent.objects.filter(verb="set_step").order_by("pk")
    assert [(event.data["was"], event.data["step"]) for event in events] == [(1, 3), (3, 1), (1, 2)]
    assert {(event.visibility, event.process_id) for event in events} == {
        (Visibility.PUBLIC, people.process.pk)
    }


@pytest.mark.parametrize(
    "who", ["anonymous", "stranger", "wijk_member", "team_member", "other_wijk_coordinator", "administrator"]
)
def test_nobody_else_does(people, who) -> None:
    with pytest.raises(NotAllowedError):
        set_step(process=people.process, step=2, actor=people.actor(who), now=NOW)
    assert not AuditEvent.objects.exists()


def test_the_same_step_twice_is_one_event(people) -> None:
    for _ in range(2):
        set_step(process=people.process, step=2, seen=1, actor=people.actor("wijk_coordinator"), now=NOW)
    assert AuditEvent.objects.count() == 1


def test_a_choice_over_somebody_elses_choice_asks_to_look_again(people) -> None:
    set_step(process=people.process, step=2, seen=1, actor=people.actor("team_coordinator"), now=NOW)
    with pytest.raises(StaleError) as refusal:
        set_step(process=people.process, step=3, seen=1, actor=people.actor("wijk_coordinator"), now=NOW)
    assert refusal.value.current == {"step": 2}


def test_an_unknown_step_and_a_finished_process_are_refused(people) -> None:
    actor = people.actor("wijk_coordinator")
    with pytest.raises(RuleError) as refusal:
        set_step(process=people.process, step=4, actor=actor, now=NOW)
    assert refusal.value.field == "step"
    stale = people.process
    type(stale).objects.filter(pk=stale.pk).update(state=ProcessState.FINISHED)
    with pytest.raises(RuleError):
        set_step(process=stale, step=2, actor=actor, now=NOW)
