# SPDX-License-Identifier: EUPL-1.2
"""Reads on the praatplaat of a process: its questions, and how far every party is as this reader may know it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When

from gm_portal.core import pages
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date, now
from gm_portal.core.compiled import Compiled
from gm_portal.core.memory import kept_in_memory
from gm_portal.core.permissions import Scope
from processes.enums import SIGNING_KINDS, AnswerState, AnswerType, PartyKind, Side
from processes.models import (
    Answer,
    AnswerRevision,
    Area,
    Conversation,
    JointAnswer,
    Party,
    Praatplaat,
    Process,
    Question,
)
from processes.queries.reveal import veil_over
from processes.rules import conversations as rules
from processes.rules.conversations import Option, QuestionSpec, Reader

PER_TOPIC = (AnswerType.LEVEL_PER_TOPIC, AnswerType.ACCENT)


@dataclass(frozen=True)
class Table:
    """A process at its praatplaat: the newest round, or only the questions when nobody has begun yet."""

    process: Process
    conversation: Conversation | None
    praatplaat: Praatplaat | None

    @property
    def scope(self) -> Scope:
        """Public; open while its round is."""
        if self.conversation is not None:
            return self.conversation.scope
        return Scope(self.process.pk, is_open=False, is_public=True)

    def scope_of(self, party_id: int) -> Scope:
        """The scope in which one party acts here."""
        scope = self.scope
        return Scope(scope.process_id, party_id, scope.state, scope.is_open, scope.is_public)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions of this version with their building blocks, in order. One query, the first time."""
        return questions_of(self.praatplaat) if self.praatplaat else ()

    @cached_property
    def topics(self) -> tuple[Option, ...]:
        """The topics of this version."""
        return topics_among(self.questions)

    @cached_property
    def parties(self) -> tuple[Party, ...]:
        """The parties of the process, residents first. One query."""
        rows = _parties_of(process_id=self.process.pk)
        return tuple(sorted(rows, key=lambda party: (party.kind == PartyKind.AREA_TEAM, party.name)))

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """The wijken or dorpen of the process, for its emblem. One query, kept until something public changes."""
        return pages.kept(f"areas:{self.process.pk}", lambda: tuple(self.process.areas.defer("geometry")))


_parties_of: Compiled[Party] = Compiled(
    lambda process_id: Party.objects.filter(process=process_id), process_id=int
)
_newest_round: Compiled[Conversation] = Compiled(
    lambda slug: (
        Conversation.objects.select_related("process", "praatplaat")
        .filter(process__slug=slug)
        .order_by("-round")[:1]
    ),
    slug=str,
)


def table_by_slug(slug: str) -> Table:
    """The table of a process: one query with a conversation, two more without. Raises `Process.DoesNotExist`."""
    for conversation in _newest_round(slug=slug):
        return Table(conversation.process, conversation, conversation.praatplaat)
    process = Process.objects.get(slug=slug)
    published = Praatplaat.objects.filter(published_at__isnull=False)
    return Table(process, None, published.order_by("-version").first())


@kept_in_memory(8)
def praatplaat_by_id(praatplaat_id: int) -> Praatplaat:
    """A version a conversation talks about: it is published, so it never changes and is read once."""
    return Praatplaat.objects.get(pk=praatplaat_id)


def questions_of(praatplaat: Praatplaat) -> tuple[Question, ...]:
    """The questions of one version. A published version never changes (a trigger refuses): it is read once."""
    return _published(praatplaat.pk) if praatplaat.published_at else _read_questions(praatplaat.pk)


@kept_in_memory(8)
def _published(praatplaat_id: int) -> tuple[Question, ...]:
    return _read_questions(praatplaat_id)


def _read_questions(praatplaat_id: int) -> tuple[Question, ...]:
    rows = Question.objects.filter(praatplaat=praatplaat_id).select_related("block")
    return tuple(rows.order_by("block__position", "position"))


def topics_among(questions: Iterable[Question]) -> tuple[Option, ...]:
    """The options of KIE-1, as topics."""
    found = next((question for question in questions if question.code == rules.TOPICS_QUESTION), None)
    return options_of(found) if found else ()


def options_of(question: Question) -> tuple[Option, ...]:
    """The options of a question as plain data."""
    return tuple(Option(row["code"], row["text"]) for row in question.options)


def spec_of(question: Question, topics: tuple[Option, ...] | None = None) -> QuestionSpec:
    """A question as the rules see it. Without `topics` they are read (one query, only for questions per topic)."""
    kind = AnswerType(question.answer_type)
    if topics is None and kind in PER_TOPIC:
        rows = Question.objects.filter(praatplaat_id=question.praatplaat_id, code=rules.TOPICS_QUESTION)
        topics = topics_among(rows)
    return QuestionSpec(
        code=question.code,
        text=question.text,
        answer_type=kind,
        with_text=question.with_text,
        per_side=question.per_side,
        max_choices=question.max_choices,
        options=options_of(question),
        topics=topics or (),
    )


# --- how far everybody is -------------------------------------------------------------------------------
@dataclass(frozen=True)
class PartyState:
    """How far one party is with one question, as this reader may know it."""

    party: Party
    reader: Reader
    state: str
    has_newer_draft: bool = False
    # Shared, but hidden from this reader until all sides shared (revealed together).
    is_hidden: bool = False
    # The own party said: later.
    is_skipped: bool = False
    # The question changed, and the own party did not look at its answer since.
    needs_check: bool = False


@dataclass(frozen=True)
class JointStanding:
    """The joint answer of one question: what stands, and which proposal waits for whom."""

    state: str = ""
    proposal: int | None = None
    confirmed_by: frozenset[int] = frozenset()
    needs_check: bool = False

    @property
    def waits(self) -> bool:
        """Whether a proposal is on the table that not everybody confirmed."""
        return self.proposal is not None


@dataclass(frozen=True)
class QuestionRow:
    """One question with the standing of every party."""

    question: Question
    parties: tuple[PartyState, ...]
    joint: JointStanding

    def side_state(self, side: Side) -> str:
        """How far a whole side is: as far as the party that has come least far, of those who decide."""
        states = [
            row.state for row in self.parties if row.party.side == side and row.party.kind in SIGNING_KINDS
        ]
        return min(states, key=rules.STATES.index) if states else ""

    @cached_property
    def wijk(self) -> str:
        """How far the wijk or dorp is."""
        return self.side_state(Side.WIJK)

    @cached_property
    def gemeente(self) -> str:
        """How far the municipality is."""
        return self.side_state(Side.GEMEENTE)


def question_rows(table: Table, actor: Actor) -> tuple[QuestionRow, ...]:
    """Every question with its standing for `actor`.

    Four queries, of which two only with a conversation; two more where answers are revealed together.
    """
    states = _states(table)
    veil = veil_over([table.conversation] if table.conversation else [], local_date(now()))
    joints = _joints(table, at_the_table=bool(actor.seats_in(table.process.pk)))
    mine = {seat.party_id for seat in actor.seats_in(table.process.pk)}
    speaking = {party_id for _question, party_id in states}
    # Residents at large speak through contributions: they have a place here once they answered something.
    parties = [p for p in table.parties if p.kind in SIGNING_KINDS or p.pk in speaking | mine]
    seats = [(party, rules.reader_of(actor, table.process.pk, party.pk)) for party in parties]
    conversation_id = table.conversation.pk if table.conversation else 0
    rows = []
    for question in table.questions:
        standing = []
        waits = veil.waits(conversation_id, question.pk)
        for party, reader in seats:
            state, is_empty, newer, skipped, to_check = states.get((question.pk, party.pk), NOTHING_SAID)
            seen = rules.state_seen(reader, state, is_empty=is_empty)
            is_own = reader == Reader.OWN
            is_shared = waits and reader == Reader.TABLE and seen == AnswerState.SHARED
            standing.append(
                PartyState(
                    party,
                    reader,
                    seen,
                    is_own and newer,
                    is_hidden=is_shared and veil.hides(conversation_id, question.pk, of=party.pk, to=mine),
                    is_skipped=is_own and skipped,
                    needs_check=is_own and to_check,
                )
            )
        rows.append(QuestionRow(question, tuple(standing), joints.get(question.pk, JointStanding())))
    return tuple(rows)


Standing = tuple[str, bool, bool, bool, bool]
NOTHING_SAID: Standing = ("", True, False, False, False)


def _states(table: Table) -> dict[tuple[int, int], Standing]:
    """Per question and party: the state, whether a draft is empty, whether the newest text is newer than the shared
    one, whether the party put the question off, and whether it has to look at its answer again.
    """
    if table.conversation is None:
        return {}
    return {
        (question, party): (state, is_empty, shared is not None and shared != latest, skipped, to_check)
        for question, party, state, is_empty, latest, shared, skipped, to_check in _answers_in(
            conversation_id=table.conversation.pk
        )
    }


def _answer_rows(conversation_id: int) -> QuerySet[Answer, Any]:
    """In no order: the rows go into a mapping, and the order of the model joins five tables."""
    text = AnswerRevision.objects.filter(pk=OuterRef("latest")).exclude(content={})
    # Only a draft can be empty to its reader, so only for drafts a text is looked up.
    is_empty = Case(When(state=AnswerState.DRAFT, then=~Exists(text)), default=Value(False))
    rows = Answer.objects.filter(conversation=conversation_id).annotate(
        is_empty=is_empty, is_skipped=Q(skipped_at__isnull=False)
    )
    return rows.order_by().values_list(
        "question_id", "party_id", "state", "is_empty", "latest_id", "shared_id", "is_skipped", "needs_check"
    )


_answers_in: Compiled[tuple[Any, ...]] = Compiled(_answer_rows, conversation_id=int)


def _joints(table: Table, *, at_the_table: bool) -> dict[int, JointStanding]:
    """Per question what stands together; proposals only for who sits at the table."""
    if table.conversation is None:
        return {}
    found = {}
    rows = _joints_in(conversation_id=table.conversation.pk)
    for question_id, current_id, confirmed_id, state, confirmed_by, to_check in rows:
        waits = at_the_table and current_id != confirmed_id
        found[question_id] = JointStanding(
            state or "",
            current_id if waits else None,
            frozenset(confirmed_by) if waits else frozenset(),
            needs_check=at_the_table and to_check,
        )
    return found


_joints_in: Compiled[tuple[Any, ...]] = Compiled(
    lambda conversation_id: (
        JointAnswer.objects.filter(conversation=conversation_id)
        .annotate(confirmed_by=ArrayAgg("current__confirmations__party_id"))
        .order_by()
        .values_list(
            "question_id", "current_id", "confirmed_id", "confirmed__state", "confirmed_by", "needs_check"
        )
    ),
    conversation_id=int,
)


@dataclass(frozen=True)
class OwnList:
    """What waits for one party at this table, as rows of questions."""

    party: Party
    confirm: tuple[QuestionRow, ...]
    reply: tuple[QuestionRow, ...]
    share: tuple[QuestionRow, ...]
    begin: tuple[QuestionRow, ...]
    later: tuple[QuestionRow, ...] = ()
    check: tuple[QuestionRow, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether nothing waits."""
        return not (self.confirm or self.reply or self.share or self.begin or self.check)


def own_lists(rows: Sequence[QuestionRow], table: Table, actor: Actor) -> tuple[OwnList, ...]:
    """Per own party what still waits for it, from rows that are there already. No query."""
    if not table.scope.is_open:
        return ()
    mine = {seat.party_id for seat in actor.seats_in(table.process.pk)}
    return tuple(_own_list(rows, party) for party in table.parties if party.pk in mine)


def _own_list(rows: Sequence[QuestionRow], party: Party) -> OwnList:
    confirm: list[QuestionRow] = []
    reply: list[QuestionRow] = []
    share: list[QuestionRow] = []
    begin: list[QuestionRow] = []
    later: list[QuestionRow] = []
    check: list[QuestionRow] = []
    for row in rows:
        own = next(state for state in row.parties if state.party.pk == party.pk)
        others = [state for state in row.parties if state.party.side != party.side and state.state]
        if row.joint.waits and party.pk not in row.joint.confirmed_by and party.kind in SIGNING_KINDS:
            confirm.append(row)
        # One that waits for confirmation was looked at already: by who proposed it anew.
        if own.needs_check or (row.joint.needs_check and not row.joint.waits):
            check.append(row)
        if own.is_skipped:
            later.append(row)
        elif own.state == "":
            (reply if others else begin).append(row)
        elif own.state == "draft" or own.has_newer_draft:
            share.append(row)
    lists = (tuple(found) for found in (confirm, reply, share, begin, later, check))
    return OwnList(party, *lists)
