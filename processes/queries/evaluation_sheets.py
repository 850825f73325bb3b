# SPDX-License-Identifier: EUPL-1.2
"""Reads on the answers each side gives apart: what is asked of a party, and what this reader may see of the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date, now
from gm_portal.core.permissions import Scope
from processes.enums import SIGNING_KINDS, EvaluationState, PartyKind, Side
from processes.models import Conversation, Evaluation, EvaluationSheet, Membership, Party, Question
from processes.queries.evaluations import evaluation_by_id
from processes.queries.praatplaat import options_of
from processes.rules.answers_in_words import Part, parts_in_words
from processes.rules.conversations import (
    TOPICS_QUESTION,
    Option,
    QuestionSpec,
    Signatory,
    is_confirmed,
)
from processes.rules.evaluations import GuideQuestion, guide, spec_of

MISSED_QUESTION = "DEN-2"
AGREEMENTS = "agreements"


@dataclass(frozen=True)
class Block:
    """Under which heading a question stands: the value it is about."""

    name: str


@dataclass(frozen=True)
class Asked:
    """One question as a form shows it, with the same words as a question of the praatplaat."""

    code: str
    text: str
    help: str
    block: Block
    sides: tuple[str, ...]


def asked_of(question: GuideQuestion) -> Asked:
    """A question of the guide, fit for a form."""
    return Asked(question.code, question.text, question.note, Block(question.value_name), question.sides)


def options_for(evaluation: Evaluation) -> dict[str, tuple[Option, ...]]:
    """The options that come from elsewhere: groups and topics of the praatplaat, and the agreements. Two queries.

    From the version of the newest round: its people are the ones who answer.
    """
    newest = (
        Conversation.objects.filter(process=evaluation.process_id).order_by("-round").values("praatplaat")
    )
    rows = Question.objects.filter(praatplaat=newest[:1], code__in=(MISSED_QUESTION, TOPICS_QUESTION))
    found = {row.code: options_of(row) for row in rows}
    agreements = tuple(Option(f"afspraak-{each.number}", str(each)) for each in evaluation.agreements.all())
    return found | {AGREEMENTS: agreements}


def specs_of(questions: Sequence[GuideQuestion], evaluation: Evaluation) -> dict[str, QuestionSpec]:
    """What is asked, as the rules of answers see it; a choice without anything to choose becomes a text."""
    options = options_for(evaluation)
    return {question.code: spec_of(question, options) for question in questions}


@dataclass(frozen=True)
class OwnSheet:
    """The sheet of one party at one moment, filled or not."""

    evaluation: Evaluation
    party: Party
    sheet: EvaluationSheet | None

    @property
    def scope(self) -> Scope:
        """What the party may do while the process runs; that a moment is over the action says, in a sentence."""
        place = self.evaluation.scope
        return Scope(place.process_id, self.party.pk, place.state, place.is_open, is_public=True)

    @property
    def version(self) -> int:
        """The version of the guide; it never changes under a moment."""
        return self.evaluation.guide_version

    @cached_property
    def guide_questions(self) -> tuple[GuideQuestion, ...]:
        """What this side is asked."""
        return guide(self.evaluation.kind, self.evaluation.guide_version).of_side(self.party.side)

    @property
    def questions(self) -> tuple[Asked, ...]:
        """What this side is asked, for the form."""
        return tuple(asked_of(question) for question in self.guide_questions)

    @cached_property
    def specs(self) -> dict[str, QuestionSpec]:
        """The questions as the rules see them. Two queries."""
        return specs_of(self.guide_questions, self.evaluation)

    @property
    def number(self) -> int:
        """How often it was saved."""
        return self.sheet.number if self.sheet else 0

    @property
    def contents(self) -> dict[str, Any]:
        """What was answered, by code."""
        return self.sheet.contents if self.sheet else {}

    @property
    def is_open(self) -> bool:
        """Whether the party can still write: it did not share yet, and the moment is to come."""
        is_shared = self.sheet is not None and self.sheet.shared_at is not None
        return not is_shared and self.evaluation.state == EvaluationState.PLANNED


def own_sheet(slug: str, pk: int, party_id: int) -> OwnSheet:
    """The sheet of a signing party. Raises `DoesNotExist` of the moment or the party."""
    evaluation = evaluation_by_id(slug, pk)
    party = Party.objects.get(pk=party_id, process=evaluation.process_id, kind__in=SIGNING_KINDS)
    sheet = EvaluationSheet.objects.filter(evaluation=evaluation, party=party).first()
    return OwnSheet(evaluation, party, sheet)


# --- revealed together ----------------------------------------------------------------------------------
@dataclass(frozen=True)
class SheetStanding:
    """How far one party is, as everybody at the table may know it. `is_own` opens the way to write."""

    party: Party
    is_own: bool
    is_shared: bool
    has_draft: bool


@dataclass(frozen=True)
class SaidApart:
    """What each party said about one question, beside the others. Only made once all may be seen."""

    question: GuideQuestion
    said: tuple[tuple[Party, tuple[Part, ...]], ...]


@dataclass(frozen=True)
class Sheets:
    """The sheets of one moment for one reader. `answers` is empty until both sides shared theirs."""

    standings: tuple[SheetStanding, ...]
    is_revealed: bool
    answers: tuple[SaidApart, ...]

    @property
    def has_any(self) -> bool:
        """Whether there is something to tell readers."""
        return bool(self.answers)


def sheets_of(evaluation: Evaluation, actor: Actor) -> Sheets:
    """What `actor` may see of the answers. Three queries, two more for the words once they may be seen.

    Nothing of the other side is shown before every deciding party shared its own; everybody else reads it after
    the moment was held. A draft is never in it.
    """
    mine = {seat.party_id for seat in actor.seats_in(evaluation.process_id)}
    parties = _parties(evaluation)
    sheets = {sheet.party_id: sheet for sheet in EvaluationSheet.objects.filter(evaluation=evaluation)}
    shared = {pk for pk, sheet in sheets.items() if sheet.shared_at is not None}
    is_revealed = _is_revealed(parties, shared)
    at_the_table = any(party.pk in mine for party in parties)
    may_see = is_revealed and (at_the_table or evaluation.state == EvaluationState.HELD)
    standings = tuple(
        SheetStanding(
            party,
            is_own=party.pk in mine,
            is_shared=party.pk in shared,
            has_draft=party.pk in mine and party.pk in sheets and party.pk not in shared,
        )
        for party in parties
    )
    contents = {pk: sheets[pk].contents for pk in shared}
    answers = _beside_each_other(evaluation, parties, contents) if may_see else ()
    return Sheets(standings if at_the_table else (), is_revealed, answers)


def _parties(evaluation: Evaluation) -> list[Party]:
    rows = Party.objects.filter(process=evaluation.process_id, kind__in=SIGNING_KINDS)
    return sorted(rows, key=lambda party: (party.kind == PartyKind.AREA_TEAM, party.name))


def _is_revealed(parties: Sequence[Party], shared: set[int]) -> bool:
    """Every party with people shared, and both sides spoke: the same rule by which joint texts stand."""
    with_people = set(
        Membership.objects.active_on(local_date(now()))
        .filter(party__in=[party.pk for party in parties], user__is_active=True)
        .values_list("party_id", flat=True)
    )
    table = [Signatory(party.pk, Side(party.side), party.pk in with_people) for party in parties]
    return is_confirmed(table, shared)


def _beside_each_other(
    evaluation: Evaluation, parties: Sequence[Party], contents: Mapping[int, Mapping[str, Any]]
) -> tuple[SaidApart, ...]:
    questions = guide(evaluation.kind, evaluation.guide_version).questions
    specs = specs_of(questions, evaluation)
    found = []
    for question in questions:
        said = tuple(
            (party, parts_in_words(specs[question.code], contents[party.pk][question.code]))
            for party in parties
            if question.code in contents.get(party.pk, {})
        )
        if said:
            found.append(SaidApart(question, said))
    return tuple(found)
