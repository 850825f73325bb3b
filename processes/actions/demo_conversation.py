# SPDX-License-Identifier: EUPL-1.2
"""An example conversation for the demo, through the same actions as everybody's, with the marker in its texts."""

import datetime as dt
from dataclasses import dataclass

from gm_portal.accounts.models import User
from gm_portal.core import clock
from gm_portal.core.actors import Actor, actor_of
from processes.actions.answer_sharing import publish_answer, save_and_share
from processes.actions.joint_answers import confirm_joint, propose_joint
from processes.enums import ConversationState, JointState, PartyKind
from processes.models import Conversation, Party, Question
from processes.rules.conversations import Content

MARKER = "[voorbeeldtekst]"
SLUG = "rivierenbuurt"


@dataclass(frozen=True)
class ExampleAnswer:
    """What one side answers to one question; shared only, or published as well."""

    code: str
    wijk: Content
    gemeente: Content
    is_published: bool = True


EXAMPLES = (
    ExampleAnswer(
        "DEN-1",
        {
            "text": f"{MARKER} De bewonersorganisatie praat mee, en een groep die de straten groener maakt. "
            "De school en de winkels doen nog niet mee."
        },
        {
            "text": f"{MARKER} Wij spreken vooral de bewonersorganisatie. "
            "Studenten en nieuwe inwoners horen wij bijna niet."
        },
    ),
    ExampleAnswer("DEN-4", {"scale": 3}, {"scale": 4}, is_published=False),
    ExampleAnswer("BES-1", {"points": {"A": 2, "B": 6, "C": 2}}, {"points": {"A": 4, "B": 5, "C": 1}}),
)
TOGETHER: Content = {
    "text": f"{MARKER} Wij gaan samen langs de school, de winkels en de studentenhuizen. "
    "Na de zomer kijken wij wie er dan meepraten."
}

CONCLUDED = "hoogkerk"
REACHED: Content = {
    "text": f"{MARKER} Bij een volgende ronde vragen wij ook jongeren en mensen zonder internet. "
    "Achteraf tellen wij samen wie er meedeed."
}


@dataclass(frozen=True)
class Speaker:
    """Somebody of the demo at the table, with the party he speaks for."""

    party: Party
    actor: Actor


def add_example_conversation(wijk_email: str, team_email: str, *, now: dt.datetime) -> int:
    """Let both sides of the Rivierenbuurt answer a few questions; nothing when anybody answered already."""
    conversation = (
        Conversation.objects.filter(process__slug=SLUG, state=ConversationState.OPEN)
        .select_related("process", "praatplaat")
        .first()
    )
    if conversation is None or conversation.answers.exists():
        return 0
    wijk = speaker_at(conversation, wijk_email, PartyKind.RESIDENT_ORGANISATION, now)
    team = speaker_at(conversation, team_email, PartyKind.AREA_TEAM, now)
    if wijk is None or team is None:
        return 0
    questions = {question.code: question for question in conversation.praatplaat.questions.all()}
    for example in EXAMPLES:
        question = questions[example.code]
        is_published = example.is_published
        answer_as_example(conversation, question, wijk, example.wijk, is_published=is_published, now=now)
        answer_as_example(conversation, question, team, example.gemeente, is_published=is_published, now=now)
    _conclude(conversation, questions["DEN-1"], wijk, team, now)
    return 2 * len(EXAMPLES)


def add_example_conclusion(wijk_email: str, team_email: str, *, now: dt.datetime) -> int:
    """One joint answer in Hoogkerk, so that an agreement can grow from it; nothing when there is one already."""
    conversation = (
        Conversation.objects.filter(process__slug=CONCLUDED, state=ConversationState.OPEN)
        .select_related("process", "praatplaat")
        .first()
    )
    if conversation is None or conversation.joint_answers.exists():
        return 0
    wijk = speaker_at(conversation, wijk_email, PartyKind.RESIDENT_ORGANISATION, now)
    team = speaker_at(conversation, team_email, PartyKind.AREA_TEAM, now)
    if wijk is None or team is None:
        return 0
    question = conversation.praatplaat.questions.get(code="DEN-1")
    _conclude(conversation, question, wijk, team, now, content=REACHED)
    return 1


def speaker_at(conversation: Conversation, email: str, kind: PartyKind, now: dt.datetime) -> Speaker | None:
    """The demo person at this table; None when people changed who sits there."""
    user = User.objects.filter(email=email).first()
    actor = actor_of(user, today=clock.local_date(now))
    seats = {seat.party_id for seat in actor.seats_in(conversation.process_id)}
    party = conversation.process.parties.filter(kind=kind, pk__in=seats).first()
    return Speaker(party, actor) if party else None


def answer_as_example(
    conversation: Conversation,
    question: Question,
    speaker: Speaker,
    content: Content,
    *,
    is_published: bool,
    now: dt.datetime,
) -> None:
    """Share what one side says, and publish it when asked."""
    answer = save_and_share(
        conversation=conversation,
        party=speaker.party,
        question=question,
        content=content,
        based_on=0,
        actor=speaker.actor,
        now=now,
    )
    if is_published:
        publish_answer(answer=answer, actor=speaker.actor, now=now)


def _conclude(
    conversation: Conversation,
    question: Question,
    wijk: Speaker,
    team: Speaker,
    now: dt.datetime,
    *,
    content: Content = TOGETHER,
) -> None:
    """One joint answer: proposed by the wijk, confirmed by the gebiedsteam."""
    joint = propose_joint(
        conversation=conversation,
        question=question,
        party=wijk.party,
        state=JointState.AGREED,
        content=content,
        difference="",
        based_on=0,
        actor=wijk.actor,
        now=now,
    )
    confirm_joint(joint=joint, number=1, party=team.party, actor=team.actor, now=now)
