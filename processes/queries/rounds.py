# SPDX-License-Identifier: EUPL-1.2
"""Reads on the rounds of one process: which there were, and the same question over the rounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gm_portal.core.actors import Actor
from gm_portal.core.permissions import Scope
from processes.enums import ConversationState, Side
from processes.models import Answer, Area, Conversation, JointAnswer, Praatplaat, Process, Question
from processes.queries.praatplaat import spec_of, topics_among
from processes.queries.seen_answers import seen_answers
from processes.rules.conversations import QuestionSpec


@dataclass(frozen=True)
class Rounds:
    """The rounds of a process, the newest first."""

    process: Process
    conversations: tuple[Conversation, ...]

    @property
    def scope(self) -> Scope:
        """Rounds are changed as long as the process runs, also when the last one is closed."""
        return self.process.scope

    @property
    def last(self) -> Conversation | None:
        """The newest round."""
        return self.conversations[0] if self.conversations else None

    @property
    def is_open(self) -> bool:
        """Whether a round is open."""
        return self.last is not None and self.last.state == ConversationState.OPEN


def rounds_by_slug(slug: str) -> Rounds:
    """The rounds of a process. Two queries; raises `Process.DoesNotExist`."""
    process = Process.objects.get(slug=slug)
    rows = Conversation.objects.filter(process=process).select_related("praatplaat").order_by("-round")
    for row in rows:
        row.process = process
    return Rounds(process, tuple(rows))


def is_anything_shared(conversation: Conversation) -> bool:
    """Whether some party shared an answer in this round: how answers are revealed is then fixed. One query."""
    return Answer.objects.filter(conversation=conversation, shared__isnull=False).exists()


def newest_version() -> Praatplaat | None:
    """The newest published version. One query."""
    return Praatplaat.objects.filter(published_at__isnull=False).order_by("-version").first()


def areas_of(process: Process) -> tuple[Area, ...]:
    """The wijken or dorpen, for the emblem. One query."""
    return tuple(process.areas.defer("geometry"))


@dataclass(frozen=True)
class SaidInRound:
    """What one party (or both together) said about one question in one round."""

    round: int
    party: str
    side: str
    spec: QuestionSpec
    content: Mapping[str, Any]


@dataclass(frozen=True)
class QuestionOverRounds:
    """One question, as it was asked last, with everything said about it."""

    code: str
    text: str
    answer_type: str
    said: tuple[SaidInRound, ...]


def over_rounds(rounds: Rounds, actor: Actor) -> tuple[QuestionOverRounds, ...]:
    """Per question what was said in each round, as `actor` may see it; only questions with something to see.

    A question keeps its code over the versions; it is shown in its newest wording. Three queries, two more where
    answers are revealed together.
    """
    numbers = {row.pk: row.round for row in rounds.conversations}
    said: dict[int, list[tuple[int, str, str, Mapping[str, Any]]]] = {}
    for row in seen_answers(rounds.conversations, actor):
        place = (numbers[row.conversation_id], row.party, row.side, row.content)
        said.setdefault(row.question_id, []).append(place)
    joints = JointAnswer.objects.filter(conversation__in=list(numbers), confirmed__isnull=False)
    names = ("conversation_id", "question_id", "confirmed__content")
    for conversation_id, question_id, content in joints.values_list(*names):
        place = (numbers[conversation_id], "", Side.SAMEN.value, content)
        said.setdefault(question_id, []).append(place)
    return _by_code(said)


def _by_code(
    said: dict[int, list[tuple[int, str, str, Mapping[str, Any]]]],
) -> tuple[QuestionOverRounds, ...]:
    versions = Question.objects.filter(pk__in=list(said)).values("praatplaat")
    questions = list(
        Question.objects.filter(praatplaat__in=versions).order_by(
            "-praatplaat__version", "block__position", "position"
        )
    )
    topics = {
        version: topics_among(row for row in questions if row.praatplaat_id == version)
        for version in {row.praatplaat_id for row in questions}
    }
    found: dict[str, tuple[Question, list[SaidInRound]]] = {}
    for question in questions:
        if question.pk in said:
            spec = spec_of(question, topics[question.praatplaat_id])
            _first, rows = found.setdefault(question.code, (question, []))
            rows += [
                SaidInRound(number, name, side, spec, told) for number, name, side, told in said[question.pk]
            ]
    return tuple(
        QuestionOverRounds(
            code, question.text, question.answer_type, tuple(sorted(rows, key=lambda row: row.round))
        )
        for code, (question, rows) in found.items()
    )
