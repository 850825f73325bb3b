# SPDX-License-Identifier: EUPL-1.2
"""Reads on conversations: one question with every party's answer, and what waits for whom.

An answer leaves this room only as far as its reader may see it: the own party its newest text, the others at
the table the shared one, everybody else the published one.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from gm_portal.core.actors import Actor
from gm_portal.core.compiled import Compiled
from processes.enums import SIGNING_KINDS, AnswerState, PartyKind
from processes.models import (
    Answer,
    AnswerRevision,
    CompassValue,
    JointAnswer,
    JointRevision,
    Party,
    Question,
)
from processes.queries.compass import values_of
from processes.queries.praatplaat import Table, spec_of
from processes.queries.question_seats import AtQuestion
from processes.queries.reveal import Veil, signatories_by_process, veil_over
from processes.rules import conversations as rules
from processes.rules.answers_in_words import Difference, Part, differences, parts_in_words
from processes.rules.conversations import QuestionSpec, Reader, Signatory


def signatories_of(process_id: int, day: dt.date) -> tuple[Signatory, ...]:
    """The parties whose confirmation counts on `day`. One query."""
    return signatories_by_process([process_id], day).get(process_id, ())


# --- one question ---------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Text:
    """One text of an answer, fit to be shown."""

    number: int
    content: Mapping[str, Any]
    parts: tuple[Part, ...]
    at: dt.datetime
    author: str = ""
    on_paper: bool = False
    # The version whose question this answers, when nobody said yet that it fits the question of now; else 0.
    older: int = 0


@dataclass(frozen=True)
class PartyAnswer:
    """One party's answer as this reader may see it. `newest` is there for the own party only."""

    party: Party
    reader: Reader
    state: str
    text: Text | None
    newest: Text | None = None
    shared: Text | None = None
    published: Text | None = None
    answer: Answer | None = None
    # Shared, but hidden from who is not of this party until all sides shared (revealed together).
    is_hidden: bool = False
    # Some party has yet to share before everybody at the table reads what is shared here (revealed together).
    waits: bool = False

    @property
    def is_mine(self) -> bool:
        """Whether the reader may write here."""
        return self.reader == Reader.OWN

    @property
    def has_newer_draft(self) -> bool:
        """Whether the own party wrote on after sharing."""
        return bool(self.newest and self.shared and self.newest.number != self.shared.number)

    @property
    def can_be_published(self) -> bool:
        """Whether the shared text is not the published one."""
        is_new = not self.published or (self.shared and self.published.number != self.shared.number)
        return bool(self.shared and is_new and not self.waits)

    @property
    def is_skipped(self) -> bool:
        """Whether the own party said: later."""
        return bool(self.answer and self.answer.skipped_at)


@dataclass(frozen=True)
class JointText:
    """One joint text, fit to be shown, and who confirmed it."""

    number: int
    state: str
    word: str
    content: Mapping[str, Any]
    parts: tuple[Part, ...]
    difference: str
    party: str
    at: dt.datetime
    older: int = 0
    confirmed_by: tuple[str, ...] = ()
    waits_for: tuple[str, ...] = ()
    confirmed_ids: frozenset[int] = frozenset()


@dataclass(frozen=True)
class QuestionPage:
    """Everything the page of one question shows."""

    at: AtQuestion
    spec: QuestionSpec
    answers: tuple[PartyAnswer, ...]
    differences: tuple[Difference, ...]
    values: tuple[CompassValue, ...]
    joint: JointAnswer | None
    proposal: JointText | None
    confirmed: JointText | None
    confirmed_at: dt.datetime | None
    previous: Question | None
    following: Question | None


def question_page(at: AtQuestion, actor: Actor, *, day: dt.date) -> QuestionPage:
    """One question as `actor` may see it on `day`.

    Six queries at most, besides those of `at`; two more where answers are revealed together.
    """
    table, question = at.table, at.question
    spec = spec_of(question, table.topics)
    veil = veil_over([table.conversation] if table.conversation else [], day)
    answers = _answers(at, spec, actor, veil)
    joint, proposal, confirmed = _joint(at, spec, bool(actor.seats_in(table.process.pk)), day)
    codes = [row.code for row in table.questions]
    here = codes.index(question.code)
    return QuestionPage(
        at=at,
        spec=spec,
        answers=answers,
        differences=_difference_of_sides(spec, answers),
        values=_values_of(table, question),
        joint=joint,
        proposal=proposal,
        confirmed=confirmed,
        confirmed_at=joint.confirmed_at if joint else None,
        previous=table.questions[here - 1] if here else None,
        following=table.questions[here + 1] if here + 1 < len(codes) else None,
    )


def _values_of(table: Table, question: Question) -> tuple[CompassValue, ...]:
    """The compass values a question is about."""
    known = values_of(table.praatplaat) if table.praatplaat else ()
    return tuple(value for value in known if value.code in question.value_codes)


def _answers(at: AtQuestion, spec: QuestionSpec, actor: Actor, veil: Veil) -> tuple[PartyAnswer, ...]:
    process_id = at.table.process.pk
    conversation = at.table.conversation
    rows = _said_at(conversation_id=conversation.pk, question_id=at.question.pk) if conversation else []
    by_party = {answer.party_id: answer for answer in rows}
    mine = {seat.party_id for seat in actor.seats_in(process_id)}
    shown = [
        party for party in at.table.parties if party.kind in SIGNING_KINDS or party.pk in mine | set(by_party)
    ]
    answers = [
        _party_answer(
            spec,
            party,
            by_party.get(party.pk),
            rules.reader_of(actor, process_id, party.pk),
            veil=veil,
            mine=mine,
        )
        for party in shown
    ]
    return tuple(row for row in answers if row.party.kind != PartyKind.RESIDENTS or row.is_mine or row.text)


_said_at: Compiled[Answer] = Compiled(
    lambda conversation_id, question_id: (
        Answer.objects.filter(conversation=conversation_id, question=question_id)
        .select_related("latest__author", "shared", "published")
        .order_by()
    ),
    conversation_id=int,
    question_id=int,
)


def _party_answer(
    spec: QuestionSpec,
    party: Party,
    answer: Answer | None,
    reader: Reader,
    *,
    veil: Veil,
    mine: Iterable[int],
) -> PartyAnswer:
    """What a reader with seats in `mine` gets of an answer; texts he may not see are not even put in."""
    if answer is None:
        return PartyAnswer(party, reader, "", None)
    place = (answer.conversation_id, answer.question_id)
    newest = answer.latest
    state = rules.state_seen(reader, answer.state, is_empty=not (newest and newest.content))
    published = _text(spec, answer, answer.published)
    if reader == Reader.PUBLIC:
        return PartyAnswer(party, reader, state, published)
    if reader == Reader.TABLE and veil.hides(*place, of=party.pk, to=mine):
        is_hidden = state == AnswerState.SHARED
        return PartyAnswer(party, reader, state, published, published=published, is_hidden=is_hidden)
    shared = _text(spec, answer, answer.shared)
    if reader == Reader.TABLE:
        return PartyAnswer(party, reader, state, shared, shared=shared, published=published)
    own = _text(spec, answer, newest, author=str(newest.author) if newest else "")
    waits = veil.waits(*place) and answer.state == AnswerState.SHARED
    is_hidden = waits and not veil.is_kept(*place, party.pk)
    return PartyAnswer(party, reader, state, own, own, shared, published, answer, is_hidden, waits)


def _text(
    spec: QuestionSpec, answer: Answer, revision: AnswerRevision | None, *, author: str = ""
) -> Text | None:
    if revision is None:
        return None
    content, version = revision.content, revision.praatplaat_version
    is_older = answer.needs_check or (answer.latest and answer.latest.praatplaat_version > version)
    parts = parts_in_words(spec, content)
    return Text(
        revision.number,
        content,
        parts,
        revision.at,
        author,
        on_paper=revision.on_paper,
        older=version if is_older else 0,
    )


def _difference_of_sides(spec: QuestionSpec, answers: tuple[PartyAnswer, ...]) -> tuple[Difference, ...]:
    """Where the two sides differ, in what everybody at this table can see; only for one party on each side."""
    texts: dict[str, list[Mapping[str, Any]]] = {}
    for row in answers:
        seen = row.text if row.reader == Reader.PUBLIC else row.shared
        if seen and row.party.kind in SIGNING_KINDS:
            texts.setdefault(row.party.side.value, []).append(seen.content)
    wijk, gemeente = texts.get("wijk", []), texts.get("gemeente", [])
    return differences(spec, wijk[0], gemeente[0]) if len(wijk) == len(gemeente) == 1 else ()


def _joint(
    at: AtQuestion, spec: QuestionSpec, at_the_table: bool, day: dt.date
) -> tuple[JointAnswer | None, JointText | None, JointText | None]:
    """The joint answer, the proposal that waits (only for who sits at the table) and the text that stands."""
    conversation = at.table.conversation
    rows = _joint_at(conversation_id=conversation.pk, question_id=at.question.pk) if conversation else []
    joint = next(iter(rows), None)
    if joint is None:
        return None, None, None
    to_check = joint.needs_check
    confirmed = _joint_text(spec, joint.confirmed, needs_check=to_check) if joint.confirmed else None
    if not at_the_table or joint.current is None or joint.current_id == joint.confirmed_id:
        return joint, None, confirmed
    done = frozenset(joint.current.confirmations.values_list("party_id", flat=True))
    needed = [party.party_id for party in signatories_of(at.table.process.pk, day) if party.has_people]
    parties = at.table.parties
    return joint, _joint_text(spec, joint.current, done, needed, parties, needs_check=to_check), confirmed


_joint_at: Compiled[JointAnswer] = Compiled(
    lambda conversation_id, question_id: (
        JointAnswer.objects.filter(conversation=conversation_id, question=question_id)
        .select_related("current__party", "confirmed__party")
        .order_by()
    ),
    conversation_id=int,
    question_id=int,
)


def _joint_text(
    spec: QuestionSpec,
    revision: JointRevision,
    done: frozenset[int] = frozenset(),
    needed: list[int] | None = None,
    parties: tuple[Party, ...] = (),
    *,
    needs_check: bool = False,
) -> JointText:
    together = rules.together(spec)
    return JointText(
        number=revision.number,
        state=revision.state,
        word=revision.get_state_display(),
        content=revision.content,
        parts=parts_in_words(together, revision.content),
        difference=revision.difference,
        party=revision.party.name,
        at=revision.at,
        older=revision.praatplaat_version if needs_check else 0,
        confirmed_by=tuple(party.name for party in parties if party.pk in done),
        waits_for=tuple(p.name for p in parties if p.pk in (needed or []) and p.pk not in done),
        confirmed_ids=done,
    )
