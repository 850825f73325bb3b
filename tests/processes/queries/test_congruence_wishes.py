# SPDX-License-Identifier: EUPL-1.2
"""What the check knows of the conversation: never a draft, for readers only what is public, the joint answer first."""

from typing import Any

import pytest

from processes.enums import AnswerType, JointState
from processes.models import Answer, AnswerRevision, Conversation, JointAnswer, JointRevision, Party, Question
from processes.queries.congruence import standings_of, with_drafts
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(people: People) -> Conversation:
    """An open round with the questions about say and sturdiness, and an agreement on groen at N3."""
    plate = factories.PraatplaatFactory()
    block = factories.BuildingBlockFactory(praatplaat=plate)
    factories.QuestionFactory(block=block, code="BES-2", answer_type=AnswerType.LEVEL_PER_TOPIC, position=1)
    factories.QuestionFactory(block=block, code="BES-5", answer_type=AnswerType.SCALE, position=2)
    factories.publish(plate)
    factories.AgreementFactory(
        process=people.process, number=1, kind="budget", level="N3", fields={"theme": "groen"}
    )
    return factories.ConversationFactory(process=people.process, praatplaat=plate)


def answer(people: People, conversation: Conversation, party: Party, state: str, **content: Any) -> Answer:
    code = "BES-2" if "levels" in content else "BES-5"
    question = Question.objects.get(praatplaat=conversation.praatplaat, code=code)
    row = Answer.objects.create(conversation=conversation, question=question, party=party)
    text = AnswerRevision.objects.create(
        answer=row, number=1, content=content, author=people.wijk_member, at=NOW
    )
    row.latest, row.state = text, state
    if state != "draft":
        row.shared, row.shared_at = text, NOW
    if state == "published":
        row.published, row.published_at = text, NOW
    row.save()
    return row


def joint(people: People, conversation: Conversation, state: JointState, **content: Any) -> None:
    code = "BES-2" if "levels" in content else "BES-5"
    question = Question.objects.get(praatplaat=conversation.praatplaat, code=code)
    row = JointAnswer.objects.create(conversation=conversation, question=question)
    row.current = row.confirmed = JointRevision.objects.create(
        joint=row, number=1, state=state, content=content, party=people.wijk, author=people.wijk_member, at=NOW,
        difference="Iets" if state == JointState.AGREED_WITH_DIFFERENCE else "",
    )  # fmt: skip
    row.confirmed_at = NOW
    row.save()


def seen(people: People, rule: str) -> tuple[list[Any], list[Any]]:
    """What a rule finds for readers, and for the table."""
    public = standings_of([people.process], today=TODAY)[people.process.pk]
    table, _drafts = with_drafts(people.process, today=TODAY)
    return tuple(
        [(each.status.value, each.agreement) for each in held.findings if each.rule == rule]
        for held in (public, table)
    )


OPEN, MET, LOW = [("open", 1)], [("voldaan", None)], {"groen": "N2"}


@pytest.mark.parametrize(
    ("state", "public", "table"), [("draft", [], []), ("shared", [], OPEN), ("published", OPEN, OPEN)]
)
def test_a_wish_is_known_as_far_as_the_answer_is(
    people: People, conversation: Conversation, state: str, public: list[Any], table: list[Any]
) -> None:
    answer(people, conversation, people.wijk, state, levels=LOW)
    assert seen(people, "CR-23") == (public, table)


def test_a_new_draft_does_not_show_in_what_was_published(people: People, conversation: Conversation) -> None:
    row = answer(people, conversation, people.wijk, "published", levels={"groen": "N3"})
    row.latest = AnswerRevision.objects.create(
        answer=row, number=2, content={"levels": LOW}, author=people.wijk_member, at=NOW
    )
    row.save()
    assert seen(people, "CR-23") == (MET, MET)


def test_what_is_revealed_together_waits_for_the_other_side(
    people: People, conversation: Conversation
) -> None:
    Conversation.objects.update(reveal_together=True)
    answer(people, conversation, people.wijk, "shared", levels=LOW)
    assert seen(people, "CR-23") == ([], [])
    answer(people, conversation, people.team, "shared", levels=LOW)
    assert seen(people, "CR-23") == ([], OPEN)


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (JointState.AGREED, MET),
        (JointState.AGREED_WITH_DIFFERENCE, MET),
        (JointState.NOT_YET, OPEN),
    ],
)
def test_the_joint_answer_goes_before_those_of_the_parties(
    people: People, conversation: Conversation, state: JointState, expected: list[Any]
) -> None:
    answer(people, conversation, people.wijk, "published", levels=LOW)
    joint(people, conversation, state, levels={"groen": "N3"})
    assert seen(people, "CR-23") == (expected, expected)


def test_without_a_joint_answer_the_highest_wish_and_the_lowest_mark_count(
    people: People, conversation: Conversation
) -> None:
    assert seen(people, "CR-24") == ([("open", None)], [("open", None)])
    answer(people, conversation, people.wijk, "published", levels=LOW)
    answer(people, conversation, people.team, "published", levels={"groen": "N3", "jeugd": "unknown"})
    assert seen(people, "CR-23") == (MET, MET)
    answer(people, conversation, people.wijk, "published", scale=4)
    assert seen(people, "CR-24") == (MET, MET)
    answer(people, conversation, people.team, "published", scale=2)
    assert seen(people, "CR-24") == ([("open", None)], [("open", None)])


def test_the_newest_round_with_an_answer_counts(people: People, conversation: Conversation) -> None:
    answer(people, conversation, people.wijk, "published", levels=LOW)
    conversation.state, conversation.closed_at = "closed", NOW
    conversation.save()
    second = factories.ConversationFactory(
        process=people.process, praatplaat=conversation.praatplaat, round=2
    )
    assert seen(people, "CR-23") == (OPEN, OPEN)
    answer(people, second, people.wijk, "published", levels={"groen": "N4"})
    assert seen(people, "CR-23") == (MET, MET)
