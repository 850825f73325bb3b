# SPDX-License-Identifier: EUPL-1.2
"""Reads on a conversation that moves to a newer praatplaat: what becomes of each question and our answers.

After a move an answer hangs on the question with the same code in the new version; an answer to a question that
is gone stays at its old question, and is read with the words of that question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from gm_portal.core.actors import Actor
from gm_portal.core.compiled import Compiled
from gm_portal.core.permissions import Scope
from processes.models import (
    Answer,
    AnswerRevision,
    ContributionLink,
    Conversation,
    JointAnswer,
    Party,
    Praatplaat,
    Question,
)
from processes.queries.older_contributions import contributions_to_gone, enough_to_gone
from processes.queries.praatplaat import Table, options_of, spec_of, table_by_slug, topics_among
from processes.queries.versions import newest_published, text_of
from processes.rules import conversations as rules
from processes.rules.answers_in_words import Part, in_one_line, parts_in_words
from processes.rules.conversations import Option, Reader
from processes.rules.version_diff import PartChange, VersionDiff, diff
from processes.rules.versions import TOPIC_TYPES


@dataclass(frozen=True)
class Move:
    """A conversation, and the version it can move to; no `target` when it uses the newest."""

    table: Table
    conversation: Conversation
    target: Praatplaat | None

    @property
    def scope(self) -> Scope:
        """The scope of the conversation."""
        return self.conversation.scope

    @cached_property
    def diff(self) -> VersionDiff:
        """What changes. Six queries."""
        return diff(
            text_of(self.conversation.praatplaat), text_of(self.target or self.conversation.praatplaat)
        )


def move_by_slug(slug: str) -> Move:
    """The newest round of a process with the version it can move to. Raises `Conversation.DoesNotExist`."""
    table = table_by_slug(slug)
    if table.conversation is None:
        raise Conversation.DoesNotExist(slug)
    newest = newest_published()
    is_newer = newest is not None and newest.version > table.conversation.praatplaat.version
    return Move(table, table.conversation, newest if is_newer else None)


@dataclass(frozen=True)
class OwnText:
    """What one own party wrote, in one line."""

    party: Party
    line: str


@dataclass(frozen=True)
class MoveRow:
    """One question in the move: what becomes of it, and our answers."""

    change: PartChange
    texts: tuple[OwnText, ...]
    joint: str


def move_rows(move: Move, actor: Actor) -> tuple[MoveRow, ...]:
    """Every question of both versions, in the order of the new one, with the answers of the actor's parties."""
    mine = {seat.party_id for seat in actor.seats_in(move.table.process.pk)}
    rows = Answer.objects.filter(conversation=move.conversation, party__in=mine, latest__isnull=False)
    texts: dict[str, list[OwnText]] = {}
    for answer in rows.select_related("question", "latest", "party"):
        spec = spec_of(answer.question, move.table.topics)
        line = in_one_line(spec, _said(answer.latest))
        texts.setdefault(answer.question.code, []).append(OwnText(answer.party, line))
    joints = {}
    standing = JointAnswer.objects.filter(conversation=move.conversation, current__isnull=False)
    for joint in standing.select_related("question", "current"):
        spec = rules.together(spec_of(joint.question, move.table.topics))
        joints[joint.question.code] = in_one_line(spec, joint.current.content if joint.current else {})
    return tuple(
        MoveRow(change, tuple(texts.get(change.code, ())), joints.get(change.code, ""))
        for change in move.diff.questions
    )


def _said(revision: AnswerRevision | None) -> dict[str, Any]:
    return revision.content if revision else {}


# --- after a move: the words a text answered ----------------------------------------------------------------
@dataclass(frozen=True)
class OldWords:
    """The question as it was worded when a text was written, and the text as it read then."""

    version: int
    text: str
    help: str
    parts: tuple[Part, ...]


class OldQuestions:
    """Questions of earlier versions with one code, by version. Reads at once what may be needed: one query."""

    def __init__(self, question: Question, versions: Iterable[int]) -> None:
        wanted = set(versions)
        codes = {question.code, rules.TOPICS_QUESTION}
        rows = Question.objects.filter(praatplaat__version__in=wanted, code__in=codes)
        by_version: dict[int, dict[str, Question]] = {}
        for row in rows.select_related("praatplaat"):  # no query when nothing is wanted
            by_version.setdefault(row.praatplaat.version, {})[row.code] = row
        self._found = {
            version: (found[question.code], topics_among(found.values()))
            for version, found in by_version.items()
            if question.code in found
        }

    def words(self, version: int, content: Mapping[str, Any], *, together: bool = False) -> OldWords | None:
        """A text with the question it answered; None when that question is not known."""
        if version not in self._found:
            return None
        question, topics = self._found[version]
        spec = spec_of(question, topics)
        parts = parts_in_words(rules.together(spec) if together else spec, content)
        return OldWords(version, question.text, question.help, parts)

    def differs(self, version: int, question: Question, topics: tuple[Option, ...]) -> bool:
        """Whether that version asked something else than `question` does now."""
        if version not in self._found:
            return False
        old, old_topics = self._found[version]
        return _asked(old, old_topics) != _asked(question, topics)


def _asked(question: Question, topics: tuple[Option, ...]) -> tuple[object, ...]:
    own = topics if question.answer_type in TOPIC_TYPES else ()
    return (
        question.text, question.help, question.answer_type, question.with_text, question.per_side,
        question.max_choices, options_of(question), own,
    )  # fmt: skip


# --- questions that are no longer there -----------------------------------------------------------------------
@dataclass(frozen=True)
class GoneAnswer:
    """One answer to a question that is gone, as this reader may see it."""

    party: Party | None
    state: str
    parts: tuple[Part, ...]
    difference: str = ""


@dataclass(frozen=True)
class GoneQuestion:
    """A question that is no longer there, with what was said about it."""

    question: Question
    version: int
    answers: tuple[GoneAnswer, ...]
    # Residents at large: a number from ten on, and the own links of who asked them.
    people: int = 0
    links: tuple[ContributionLink, ...] = ()


def gone_questions(table: Table, actor: Actor) -> tuple[GoneQuestion, ...]:
    """Questions of earlier versions with answers this reader may see. Seven queries at most."""
    if table.conversation is None:
        return ()
    answers = Answer.objects.filter(conversation=table.conversation).exclude(
        question__praatplaat=F("conversation__praatplaat")
    )
    found: dict[int, tuple[Question, list[GoneAnswer]]] = {}
    rows = answers.select_related("question__praatplaat", "party", "latest", "shared", "published")
    topics = _topics_of_earlier(table)
    answered = list(rows.order_by("question__praatplaat__version", "question__position", "party"))
    mine = {seat.party_id for seat in actor.seats_in(table.process.pk)}
    opened = {row.question_id for row in answered if row.revealed_at and row.party_id in mine}
    for answer in answered:
        shown = _gone_answer(answer, table, actor, topics, was_open=answer.question_id in opened)
        if shown:
            found.setdefault(answer.question_id, (answer.question, []))[1].append(shown)
    joints = JointAnswer.objects.filter(conversation=table.conversation, confirmed__isnull=False).exclude(
        question__praatplaat=F("conversation__praatplaat")
    )
    for joint in joints.select_related("question__praatplaat", "confirmed"):
        spec = rules.together(spec_of(joint.question, topics.get(joint.question.praatplaat_id, ())))
        text = joint.confirmed
        if text is None:
            continue
        shown = GoneAnswer(None, text.state, parts_in_words(spec, text.content), text.difference)
        found.setdefault(joint.question_id, (joint.question, []))[1].append(shown)
    spoke = {row.question.pk: row for row in contributions_to_gone(table.conversation, actor)}
    for pk, row in spoke.items():
        found.setdefault(pk, (row.question, []))
    return tuple(
        GoneQuestion(
            question,
            question.praatplaat.version,
            tuple(answers),
            people=spoke[pk].people if pk in spoke else 0,
            links=spoke[pk].links if pk in spoke else (),
        )
        for pk, (question, answers) in found.items()
    )


def standing_of(conversation: Conversation) -> tuple[int, bool]:
    """The number of the newest published version, and whether questions with answers were left behind. One query."""
    number, has_behind = _standing(conversation_id=conversation.pk)[0]
    return number or 0, has_behind


def _standing_rows(conversation_id: int) -> QuerySet[Conversation, Any]:
    behind = Answer.objects.filter(conversation=OuterRef("pk"), latest__isnull=False).exclude(
        question__praatplaat=OuterRef("praatplaat")
    )
    newest = Praatplaat.objects.filter(published_at__isnull=False).order_by("-version").values("version")[:1]
    rows = Conversation.objects.filter(pk=conversation_id).annotate(
        newest=Subquery(newest), has_behind=Exists(behind) | Exists(enough_to_gone())
    )
    return rows.order_by().values_list("newest", "has_behind")


_standing: Compiled[tuple[Any, ...]] = Compiled(_standing_rows, conversation_id=int)


def _topics_of_earlier(table: Table) -> dict[int, tuple[Option, ...]]:
    newest = table.praatplaat.version if table.praatplaat else 0
    rows = Question.objects.filter(code=rules.TOPICS_QUESTION, praatplaat__version__lt=newest)
    return {row.praatplaat_id: options_of(row) for row in rows}


def _gone_answer(
    answer: Answer,
    table: Table,
    actor: Actor,
    topics: Mapping[int, tuple[Option, ...]],
    *,
    was_open: bool,
) -> GoneAnswer | None:
    """The answer as far as this reader may see it; None when there is nothing for him.

    `was_open`: what was shared here was revealed to a party of this reader.
    """
    reader = rules.reader_of(actor, table.process.pk, answer.party_id)
    seen = {Reader.OWN: answer.latest, Reader.TABLE: answer.shared, Reader.PUBLIC: answer.published}[reader]
    waited = table.conversation is not None and table.conversation.reveal_together
    if reader == Reader.TABLE and waited and not (was_open and answer.revealed_at):
        # Nobody can share here any more: what was not revealed when the question went stays with its party.
        seen = answer.published
    if seen is None or not seen.content:
        return None
    spec = spec_of(answer.question, topics.get(answer.question.praatplaat_id, ()))
    return GoneAnswer(answer.party, answer.state, parts_in_words(spec, seen.content))
