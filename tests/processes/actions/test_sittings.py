# SPDX-License-Identifier: EUPL-1.2
"""Beginning, steering and ending a meeting, and the beat that tells the screens."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from gm_portal.core.actors import NOBODY, SYSTEM
from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import AuditEvent
from processes.actions.joint_answers import confirm_joint, propose_joint
from processes.actions.sittings import begin_sitting, end_sitting, move_sitting
from processes.models import Conversation, Sitting
from tests.factories import NOW
from tests.factories.table import TableOfCast, make_table
from tests.people import EVERYBODY, People

TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def begin(table: TableOfCast, who: str = "wijk_member") -> Sitting:
    return begin_sitting(conversation=table.conversation, actor=table.people.actor(who), now=NOW)


def beat_of(sitting: Sitting) -> int:
    return Sitting.objects.get(pk=sitting.pk).beat


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_signing_parties_hold_a_meeting(table: TableOfCast, who: str) -> None:
    sitting = begin(table, "team_member")
    actor = table.people.actor(who)
    acts = (
        lambda: begin_sitting(conversation=table.conversation, actor=actor, now=NOW),
        lambda: move_sitting(sitting=sitting, code="DEN-4", actor=actor, now=NOW),
        lambda: end_sitting(sitting=sitting, actor=actor, now=NOW),
    )
    for act in acts:
        if who in TABLE:
            act()
        else:
            with pytest.raises(NotAllowedError):
                act()


@pytest.mark.parametrize("actor", [NOBODY, SYSTEM])
def test_the_portal_itself_holds_no_meeting(table: TableOfCast, actor: object) -> None:
    with pytest.raises(NotAllowedError):
        begin_sitting(conversation=table.conversation, actor=actor, now=NOW)


def test_it_begins_at_the_first_question_without_a_joint_answer(table: TableOfCast) -> None:
    joint = propose_joint(
        **table.place("wijk_member", "DEN-1"), state="agreed", content={"text": "Samen."}, difference="",
        based_on=0, actor=table.people.actor("wijk_member"), now=NOW,
    )  # fmt: skip
    confirm_joint(
        joint=joint, number=1, party=table.people.team, actor=table.people.actor("team_member"), now=NOW
    )
    assert begin(table).question == table.questions["DEN-4"]


def test_every_change_of_what_parties_share_raises_the_beat(table: TableOfCast) -> None:
    sitting = begin(table)
    seen = beat_of(sitting)
    table.save("wijk_member")
    assert beat_of(sitting) == seen  # a draft is nobody else's business
    table.share("wijk_member", "DEN-4")
    assert beat_of(sitting) == seen + 1
    propose_joint(
        **table.place("wijk_member", "DEN-1"), state="not_yet", content={}, difference="", based_on=0,
        actor=table.people.actor("wijk_member"), now=NOW,
    )  # fmt: skip
    assert beat_of(sitting) > seen + 1


def test_the_same_again_raises_nothing_and_says_nothing(table: TableOfCast) -> None:
    sitting, actor = begin(table), table.people.actor("wijk_member")
    for _twice in range(2):
        begin(table, "team_member")
        move_sitting(sitting=sitting, code="DEN-4", actor=actor, now=NOW)
    for _twice in range(2):
        end_sitting(sitting=sitting, actor=actor, now=NOW)
    assert beat_of(sitting) == 3
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["begin_sitting", "move_sitting", "end_sitting"]
    assert set(AuditEvent.objects.values_list("visibility", flat=True)) == {"process"}


def test_a_round_that_closed_meanwhile_begins_no_meeting(table: TableOfCast) -> None:
    stale = Conversation.objects.select_related("process").get(pk=table.conversation.pk)
    Conversation.objects.update(state="closed", closed_at=NOW)
    with pytest.raises(RuleError):
        begin_sitting(conversation=stale, actor=table.people.actor("wijk_member"), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_who_begin_at_once_share_one_meeting(people: People) -> None:
    table = make_table(people)
    actors = [people.actor(who) for who in ("wijk_member", "team_member")]

    def begin_as(number: int) -> int:
        try:
            return begin_sitting(conversation=table.conversation, actor=actors[number % 2], now=NOW).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(begin_as, range(8)))) == 1
    assert Sitting.objects.count() == 1
