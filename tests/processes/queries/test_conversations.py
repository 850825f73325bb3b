# SPDX-License-Identifier: EUPL-1.2
"""Reads of the conversation: what waits for whom, accents and counts in bulk."""

import datetime as dt

import pytest

from gm_portal.core.actors import NOBODY, SYSTEM
from gm_portal.core.waiting import Urgency
from processes.actions.joint_answers import confirm_joint, propose_joint
from processes.enums import ConversationState, JointState
from processes.models import Conversation, Process
from processes.queries.archetypes import accents_of, last_round
from processes.queries.conversation_waiting import waiting_for
from processes.queries.praatplaat import own_lists, question_rows, table_by_slug
from processes.queries.progress import PartyProgress, Progress, progress_of
from tests import factories
from tests.factories.table import TableOfCast, make_table
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def propose(table: TableOfCast, who: str, code: str, content: dict[str, object] | None = None):
    return propose_joint(
        **table.place(who, code),
        state=JointState.AGREED,
        content=content or {"text": "Samen"},
        difference="",
        based_on=0,
        actor=table.people.actor(who),
        now=factories.NOW,
    )


def agree(table: TableOfCast, code: str, content: dict[str, object] | None = None) -> None:
    joint = propose(table, "wijk_member", code, content)
    confirm_joint(
        joint=joint,
        number=1,
        party=table.people.team,
        actor=table.people.actor("team_member"),
        now=factories.NOW,
    )


def lines(table: TableOfCast, who: str) -> list[tuple[str, str, str]]:
    return [(line.verb, line.title, line.url) for line in waiting_for(table.people.actor(who), factories.NOW)]


PLATE = "/gebieden/korenbuurt/praatplaat/"


# --- waiting --------------------------------------------------------------------------------------------
def test_nothing_waits_at_a_fresh_table(table: TableOfCast) -> None:
    assert [lines(table, who) for who in EVERYBODY] == [[]] * len(EVERYBODY)


def test_one_shared_answer_is_one_line_to_its_question(table: TableOfCast) -> None:
    table.share("team_member")
    assert lines(table, "wijk_member") == [
        ("Beantwoord", "Vraag DEN-1: de andere kant deelde een antwoord", f"{PLATE}DEN-1/#antwoord")
    ]
    assert lines(table, "team_member") == []
    assert lines(table, "other_wijk_coordinator") == []


def test_many_questions_are_one_line(table: TableOfCast) -> None:
    for code in ("DEN-1", "DEN-4", "KIE-1"):
        table.share("team_member", code)
    assert lines(table, "wijk_member") == [
        ("Beantwoord", "3 vragen die de andere kant al beantwoordde", f"{PLATE}#wacht")
    ]


def test_an_own_draft_answers_the_line_and_makes_another(table: TableOfCast) -> None:
    table.share("team_member")
    table.save("wijk_member")
    (line,) = waiting_for(table.people.actor("wijk_coordinator"), factories.NOW)
    assert (line.urgency, line.verb, line.title) == (
        Urgency.WHENEVER,
        "Maak af en deel",
        "Uw concept bij vraag DEN-1",
    )
    assert (line.day, line.has_day, line.where, line.minutes) == (
        dt.date(2026, 11, 22),
        False,
        "Korenbuurt",
        2,
    )


def test_a_draft_of_the_other_side_is_not_told(table: TableOfCast) -> None:
    table.save("team_member")
    assert lines(table, "wijk_member") == []


def test_a_newer_draft_after_sharing_waits_to_be_shared(table: TableOfCast) -> None:
    table.share("wijk_member")
    assert lines(table, "wijk_member") == []
    table.save("wijk_member", content={"text": "Anders"}, based_on=1)
    assert [line[0] for line in lines(table, "wijk_member")] == ["Maak af en deel"]


def test_an_emptied_draft_counts_as_not_answered(table: TableOfCast) -> None:
    table.share("team_member")
    table.save("wijk_member")
    table.save("wijk_member", content={}, based_on=1)
    assert [line[0] for line in lines(table, "wijk_member")] == ["Beantwoord"]


def test_a_proposal_waits_for_who_did_not_confirm_it(table: TableOfCast) -> None:
    propose(table, "wijk_member", "DEN-1")
    (line,) = waiting_for(table.people.actor("team_member"), factories.NOW)
    assert (line.urgency, line.verb, line.url) == (
        Urgency.OTHERS_WAIT,
        "Lees en bevestig",
        f"{PLATE}DEN-1/#samen",
    )
    assert lines(table, "wijk_deputy") == []
    propose(table, "team_member", "DEN-1")
    assert lines(table, "team_member") == []


def test_a_closed_round_waits_for_nobody(table: TableOfCast) -> None:
    table.share("team_member")
    Conversation.objects.update(state=ConversationState.CLOSED, closed_at=factories.NOW)
    assert lines(table, "wijk_member") == []


@pytest.mark.parametrize("filled", [1, 3])
def test_the_lines_cost_three_queries(table: TableOfCast, filled: int, django_assert_num_queries) -> None:
    for code in ("DEN-1", "DEN-4", "KIE-1")[:filled]:
        table.share("team_member", code)
        propose(table, "team_member", code)
    actor = table.people.actor("wijk_member")
    with django_assert_num_queries(3):
        assert len(waiting_for(actor, factories.NOW)) == 2


def test_who_has_no_seat_costs_no_query(table: TableOfCast, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert waiting_for(NOBODY, factories.NOW) == waiting_for(SYSTEM, factories.NOW) == []


def test_the_list_on_the_plate_says_the_same(table: TableOfCast) -> None:
    table.share("team_member", "DEN-4")
    table.save("wijk_member", "KIE-1")
    propose(table, "team_member", "DEN-1")
    actor = table.people.actor("wijk_member")
    place = table_by_slug("korenbuurt")
    (own,) = own_lists(question_rows(place, actor), place, actor)
    codes = {
        name: [row.question.code for row in getattr(own, name)]
        for name in ("confirm", "reply", "share", "begin")
    }
    assert codes == {
        "confirm": ["DEN-1"],
        "reply": ["DEN-4"],
        "share": ["KIE-1"],
        "begin": ["DEN-1", "KIE-2", "BES-1", "BES-2", "DOE-1", "TER-5"],
    }


# --- accents --------------------------------------------------------------------------------------------
def test_readers_see_published_accents_and_the_table_sees_shared_ones(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", "BES-1", {"points": {"A": 10, "B": 0, "C": 0}})
    table.share("wijk_coordinator", "BES-1", {"points": {"A": 0, "B": 10, "C": 0}}, 1)
    table.save("wijk_coordinator", "BES-1", {"points": {"A": 0, "B": 0, "C": 10}}, 2)
    table.share("team_member", "BES-1", {"points": {"A": 5, "B": 5, "C": 0}})
    seen = {
        who: [
            (point.label, point.a, point.b, point.c)
            for point in accents_of([table.people.process], table.people.actor(who))[table.people.process.pk]
        ]
        for who in EVERYBODY
    }
    public = [("Bewoners Korenbuurt", 10, 0, 0)]
    at_the_table = [("Bewoners Korenbuurt", 0, 10, 0), ("Gebiedsteam Noord", 5, 5, 0)]
    members = {name for name in EVERYBODY if name.startswith(("wijk", "team"))}
    assert seen == {who: at_the_table if who in members else public for who in EVERYBODY}


def test_the_joint_accent_is_there_once_all_confirmed(table: TableOfCast) -> None:
    points = {"points": {"A": 1, "B": 2, "C": 7}}
    propose(table, "wijk_member", "BES-1", points)
    assert accents_of([table.people.process])[table.people.process.pk] == ()
    propose(table, "team_member", "BES-1", points)
    (point,) = accents_of([table.people.process])[table.people.process.pk]
    assert (point.side, point.label, point.c) == ("samen", "samen", 7)
    assert point.sentence == "Vooral verdelen & besluiten: 7 van de 10 punten."


def test_an_accent_per_topic_alone_is_no_point(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", "BES-1", {"topic_points": {"groen": {"A": 10, "B": 0, "C": 0}}})
    assert accents_of([table.people.process])[table.people.process.pk] == ()


def test_rounds_are_kept_apart(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", "BES-1", {"points": {"A": 10, "B": 0, "C": 0}})
    Conversation.objects.update(state=ConversationState.CLOSED, closed_at=factories.NOW)
    table.conversation = factories.ConversationFactory(
        process=table.people.process, praatplaat=table.conversation.praatplaat, round=2
    )
    table.publish("wijk_coordinator", "BES-1", {"points": {"A": 4, "B": 6, "C": 0}})
    points = accents_of([table.people.process])[table.people.process.pk]
    assert [(point.round, point.a) for point in points] == [(1, 10), (2, 4)]
    assert [point.round for point in last_round(points)] == [2]


# --- counts ---------------------------------------------------------------------------------------------
def test_counts_are_honest(table: TableOfCast) -> None:
    wijk, team = table.people.wijk.pk, table.people.team.pk
    table.save("wijk_member", "DEN-1")
    table.share("wijk_member", "DEN-4")
    table.share("team_member", "DEN-4")
    table.publish("wijk_coordinator", "KIE-1")
    table.publish("team_coordinator", "KIE-1")
    table.publish("wijk_coordinator", "KIE-2")
    agree(table, "DEN-4", {"scale": 3})
    propose(table, "wijk_member", "DEN-1")
    assert progress_of([table.people.process])[table.people.process.pk] == Progress(
        round=1,
        questions=8,
        answered=4,
        shared=2,
        published=1,
        joint=1,
        parties=(PartyProgress(wijk, 4, 3, 2), PartyProgress(team, 2, 2, 1)),
    )


def test_an_agreement_not_to_agree_is_no_joint_answer(table: TableOfCast) -> None:
    for who in ("wijk_member", "team_member"):
        propose_joint(
            **table.place(who, "DEN-1"),
            state=JointState.NOT_YET,
            content={},
            difference="",
            based_on=0,
            actor=table.people.actor(who),
            now=factories.NOW,
        )
    assert progress_of([table.people.process])[table.people.process.pk].joint == 0


def test_an_emptied_draft_is_not_counted(table: TableOfCast) -> None:
    table.save("wijk_member")
    table.save("wijk_member", content={}, based_on=1)
    assert progress_of([table.people.process])[table.people.process.pk].answered == 0


def test_a_process_without_a_conversation_counts_nothing(people: People) -> None:
    assert progress_of([people.process]) == {people.process.pk: Progress()}


@pytest.mark.parametrize("number", [1, 3])
def test_bulk_reads_cost_the_same_for_any_number(
    table: TableOfCast, number: int, django_assert_num_queries
) -> None:
    table.publish("wijk_coordinator", "BES-1")
    for _each in range(number - 1):
        factories.ConversationFactory(praatplaat=table.conversation.praatplaat)
    processes = list(Process.objects.filter(conversations__isnull=False))
    assert len(processes) == number
    with django_assert_num_queries(2):
        accents_of(processes)
    with django_assert_num_queries(3):
        progress_of(processes)
