# SPDX-License-Identifier: EUPL-1.2
"""Rounds close and open; answers that are revealed together stay hidden until all sides shared."""

from typing import Any

import pytest

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from processes.actions import answer_sharing, conversations, joint_answers
from processes.actions import rounds as actions
from processes.enums import ConversationState, ProcessState, Step
from processes.models import Answer, Conversation, JointAnswer, Process
from tests import factories
from tests.factories.table import TableOfCast, make_table
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
BINDING = ("wijk_coordinator", "wijk_deputy", "team_coordinator")


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def by(table: TableOfCast, who: str = "wijk_coordinator") -> dict[str, Any]:
    return {"actor": table.people.actor(who), "now": factories.NOW}


def close(table: TableOfCast, who: str = "wijk_coordinator") -> Conversation:
    return actions.close_round(conversation=Conversation.objects.latest("round"), **by(table, who))


def open_next(table: TableOfCast, after: int = 1, **more: Any) -> Conversation:
    choice = {"newest_version": False, "together": False} | more
    return actions.open_round(process=table.people.process, after=after, **choice, **by(table))


# --- closing and opening ---------------------------------------------------------------------------------
def test_a_closed_round_stays_and_the_next_begins_at_step_one(table: TableOfCast) -> None:
    table.publish("wijk_coordinator")
    Process.objects.update(step=Step.EVALUATION)
    for _click in range(2):
        assert close(table).state == ConversationState.CLOSED
    for _click in range(2):
        second = open_next(table)
    process = Process.objects.get(pk=table.people.process.pk)
    assert (second.round, process.round, process.step) == (2, 2, Step.CONVERSATION)
    assert second.praatplaat == table.conversation.praatplaat
    assert Answer.objects.get().published is not None
    assert Conversation.objects.count() == 2


def test_the_next_round_can_take_the_newest_published_version(table: TableOfCast) -> None:
    newer = factories.PraatplaatFactory()
    factories.publish(newer)
    factories.PraatplaatFactory()  # a draft is never taken
    close(table)
    assert open_next(table, newest_version=True).praatplaat == newer


def test_nothing_is_written_in_a_closed_round(table: TableOfCast) -> None:
    stale = table.conversation
    close(table)
    with pytest.raises((RuleError, NotAllowedError)):
        conversations.save_draft(
            conversation=stale,
            party=table.people.wijk,
            question=table.questions["DEN-1"],
            content={"text": "Net te laat"},
            based_on=0,
            **by(table),
        )
    assert not Answer.objects.filter(latest__isnull=False).exists()


def test_an_open_round_is_closed_first_and_the_last_one_counts(table: TableOfCast) -> None:
    with pytest.raises(RuleError, match="loopt nog"):
        open_next(table)
    close(table)
    with pytest.raises(StaleError):
        open_next(table, after=4)
    open_next(table)


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - set(BINDING)))
def test_who_does_not_bind_a_party_changes_no_round(table: TableOfCast, who: str) -> None:
    with pytest.raises(NotAllowedError):
        close(table, who)
    with pytest.raises(NotAllowedError):
        actions.set_reveal_together(conversation=table.conversation, together=True, **by(table, who))


def test_a_finished_process_opens_no_round(table: TableOfCast) -> None:
    close(table)
    table.people.process.state = ProcessState.FINISHED
    table.people.process.save()
    with pytest.raises(NotAllowedError):
        open_next(table)


# --- revealed together -----------------------------------------------------------------------------------
@pytest.mark.parametrize("who", BINDING)
def test_each_side_can_choose_it_before_anything_is_shared(table: TableOfCast, who: str) -> None:
    table.save("wijk_member")
    done = actions.set_reveal_together(conversation=table.conversation, together=True, **by(table, who))
    assert done.reveal_together
    table.share("wijk_member", based_on=1)
    with pytest.raises(RuleError, match="al een antwoord gedeeld"):
        actions.set_reveal_together(conversation=table.conversation, together=False, **by(table, who))


def test_nothing_is_published_before_all_sides_shared(table: TableOfCast) -> None:
    actions.set_reveal_together(conversation=table.conversation, together=True, **by(table))
    answer = table.share("wijk_member")
    with pytest.raises(RuleError, match="zichtbaar als alle partijen deelden"):
        answer_sharing.publish_answer(answer=answer, **by(table))
    table.share("team_member")
    assert answer_sharing.publish_answer(answer=answer, **by(table)).published is not None


# --- three parties -----------------------------------------------------------------------------------------
def test_a_joint_text_of_three_parties_stands_when_all_three_confirmed_it(table: TableOfCast) -> None:
    third = factories.PartyFactory(process=table.people.process, name="Vereniging Oost")
    person = factories.MembershipFactory(party=third).user
    from gm_portal.core.actors import actor_of

    actors = {
        table.people.wijk: table.people.actor("wijk_coordinator"),
        table.people.team: table.people.actor("team_coordinator"),
        third: actor_of(person, today=factories.TODAY),
    }

    def propose(text: str, party: Any, based_on: int) -> JointAnswer:
        return joint_answers.propose_joint(
            conversation=table.conversation,
            question=table.questions["DEN-1"],
            party=party,
            state="agreed",
            content={"text": text},
            difference="",
            based_on=based_on,
            actor=actors[party],
            now=factories.NOW,
        )

    def confirm(joint: JointAnswer, party: Any, number: int) -> JointAnswer:
        return joint_answers.confirm_joint(
            joint=joint, number=number, party=party, actor=actors[party], now=factories.NOW
        )

    joint = propose("Samen", table.people.wijk, 0)
    assert confirm(joint, table.people.team, 1).confirmed is None
    assert confirm(joint, third, 1).confirmed.content == {"text": "Samen"}
    # A change asks all three again; until then the confirmed text stands.
    joint = propose("Samen, en beter", third, 1)
    assert joint.confirmed.content == {"text": "Samen"}
    assert confirm(joint, table.people.wijk, 2).confirmed.content == {"text": "Samen"}
    with pytest.raises(StaleError):
        confirm(joint, table.people.team, 1)
    assert confirm(joint, table.people.team, 2).confirmed.content == {"text": "Samen, en beter"}
