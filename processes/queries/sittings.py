# SPDX-License-Identifier: EUPL-1.2
"""Reads on sittings: what is on the screen of a meeting, and what was concluded in it.

A screen hangs in a room. It shows what everybody at the table may read, never the drafts of whoever opened it.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.actors import Actor, Seat
from gm_portal.core.clock import local_date
from gm_portal.core.permissions import Scope
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import ConversationState, JoinState, ProcessState
from processes.models import Conversation, JoinRequest, JointRevision, Party, Process, Question, Sitting
from processes.queries.conversations import JointText, QuestionPage, question_page, signatories_of, spec_of
from processes.queries.praatplaat import QuestionRow, Table, question_rows, table_by_slug
from processes.queries.question_seats import AtQuestion
from processes.rules import conversations as rules
from processes.rules.answers_in_words import parts_in_words

LISTED = 20
# A meeting nobody ended does not ask for attention for ever.
STILL_ON = dt.timedelta(hours=24)
MINUTES = 60
INVITED_ROLES = frozenset({GlobalRole.COUNCIL_MEMBER, GlobalRole.ALDERMAN})


def reader_in_the_room(process_id: int) -> Actor:
    """Somebody at the table who belongs to no party: sees what all of them may see."""
    return Actor(seats=(Seat(process_id, 0, "", ""),))


# --- sittings -------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class AtSitting:
    """One sitting of a conversation; with a party when somebody acts for it."""

    table: Table
    sitting: Sitting
    guests: frozenset[int]
    party: Party | None = None

    @property
    def scope(self) -> Scope:
        """The scope of the table, or of the party; those who were made welcome may read along."""
        scope = self.table.scope_of(self.party.pk) if self.party else self.table.scope
        return replace(scope, guests=self.guests)

    @property
    def process(self) -> Process:
        """Where it is about."""
        return self.table.process

    @property
    def is_running(self) -> bool:
        """Whether the meeting goes on: nobody ended it, and its round is open."""
        return self.sitting.ended_at is None and self.table.scope.is_open

    @property
    def question(self) -> Question:
        """What is on the screen, as this version words it."""
        return self.question_with(self.sitting.question.code) or self.table.questions[0]

    def question_with(self, code: str) -> Question | None:
        """The question with this code, when this version has one."""
        return next((row for row in self.table.questions if row.code == code), None)

    def until(self, now: dt.datetime) -> dt.datetime:
        """Until when it went on; `now` when it still does."""
        return self.sitting.ended_at or self.sitting.conversation.closed_at or now


def sitting_by_id(slug: str, pk: int) -> AtSitting:
    """A sitting of a process. One query. Raises `Sitting.DoesNotExist`."""
    related = ("question", "conversation__process", "conversation__praatplaat")
    rows = Sitting.objects.filter(conversation__process__slug=slug).select_related(*related)
    guests = _welcome().filter(process=OuterRef("conversation__process")).values("user_id")
    sitting = rows.annotate(guest_ids=ArraySubquery(guests)).get(pk=pk)
    conversation = sitting.conversation
    table = Table(conversation.process, conversation, conversation.praatplaat)
    return AtSitting(table, sitting, frozenset(sitting.guest_ids))


def sitting_seat(slug: str, pk: int, party_id: int) -> AtSitting:
    """The same, for one party of the process. Raises `Party.DoesNotExist` too."""
    at = sitting_by_id(slug, pk)
    party = next((party for party in at.table.parties if party.pk == party_id), None)
    if party is None:
        raise Party.DoesNotExist(party_id)
    return replace(at, party=party)


def _welcome() -> QuerySet[JoinRequest]:
    return JoinRequest.objects.filter(state=JoinState.WELCOME, user__is_active=True)


@dataclass(frozen=True)
class SittingTable:
    """The meetings of a process: the one that is going on, and the earlier ones."""

    table: Table
    sittings: tuple[Sitting, ...]
    guests: frozenset[int]

    @property
    def scope(self) -> Scope:
        """The scope of the table; those who were made welcome may read along."""
        return replace(self.table.scope, guests=self.guests)

    @property
    def running(self) -> Sitting | None:
        """The meeting that is going on."""
        is_open = self.table.scope.is_open
        here = self.table.conversation.pk if self.table.conversation else None
        found = (row for row in self.sittings if row.ended_at is None and row.conversation_id == here)
        return next(found, None) if is_open else None

    @property
    def earlier(self) -> tuple[Sitting, ...]:
        """The others, newest first."""
        running = self.running
        return tuple(row for row in self.sittings if row != running)


def sittings_at(slug: str) -> SittingTable:
    """The newest meetings of a process. Three queries. Raises `Process.DoesNotExist`."""
    table = table_by_slug(slug)
    rows = Sitting.objects.filter(conversation__process=table.process).select_related("conversation")
    guests = _welcome().filter(process=table.process).values_list("user_id", flat=True)
    return SittingTable(table, tuple(rows.order_by("-started_at")[:LISTED]), frozenset(guests))


# --- the screen -----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Screen:
    """What hangs on the wall: one question with what all parties shared, and how far the other questions are."""

    at: AtSitting
    page: QuestionPage
    rows: tuple[QuestionRow, ...]
    number: int

    @property
    def count(self) -> int:
        """How many questions there are."""
        return len(self.rows)


def screen_of(at: AtSitting, *, day: dt.date) -> Screen:
    """The screen of a sitting as everybody in the room may see it. Twelve queries at most, besides `at`."""
    page = read_in_the_room(at, at.question, day=day)
    rows = question_rows(at.table, reader_in_the_room(at.process.pk))
    number = [row.question.pk for row in rows].index(at.question.pk) + 1
    return Screen(at, page, rows, number)


def read_in_the_room(at: AtSitting, question: Question, *, day: dt.date) -> QuestionPage:
    """One question as everybody in the room may see it."""
    return question_page(AtQuestion(at.table, question), reader_in_the_room(at.process.pk), day=day)


# --- what was concluded ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Concluded:
    """What a meeting wrote down about one question, and whether all parties confirmed it."""

    question: Question
    text: JointText
    stands: bool


def concluded_in(at: AtSitting, now: dt.datetime) -> list[Concluded]:
    """The last joint text of each question that was proposed or confirmed in this sitting. Six queries."""
    until = at.until(now)
    during = (at.sitting.started_at, until)
    touched = Q(at__range=during) | Q(confirmations__at__range=during)
    rows = JointRevision.objects.filter(touched, joint__conversation=at.sitting.conversation, at__lte=until)
    rows = rows.select_related("joint__question__block", "party").prefetch_related("confirmations")
    newest: dict[int, JointRevision] = {}
    for revision in rows.order_by("number").distinct():
        newest[revision.joint_id] = revision
    signatories = signatories_of(at.process.pk, local_date(until)) if newest else ()
    needed = [party.party_id for party in signatories if party.has_people]
    found = []
    for revision in newest.values():
        done = frozenset(row.party_id for row in revision.confirmations.all() if row.at <= until)
        text = _text(at, revision, done, needed)
        found.append(Concluded(revision.joint.question, text, rules.is_confirmed(signatories, done)))
    return sorted(found, key=lambda each: (each.question.block.position, each.question.position))


def _text(at: AtSitting, revision: JointRevision, done: frozenset[int], needed: list[int]) -> JointText:
    spec = rules.together(spec_of(revision.joint.question, at.table.topics))
    names = {party.pk: party.name for party in at.table.parties}
    return JointText(
        number=revision.number,
        state=revision.state,
        word=revision.get_state_display(),
        content=revision.content,
        parts=parts_in_words(spec, revision.content),
        difference=revision.difference,
        party=revision.party.name,
        at=revision.at,
        confirmed_by=_named(names, done),
        waits_for=_named(names, (pk for pk in needed if pk not in done)),
        confirmed_ids=done,
    )


def _named(names: dict[int, str], parties: Iterable[int]) -> tuple[str, ...]:
    wanted = set(parties)
    return tuple(name for pk, name in names.items() if pk in wanted)


# --- what waits -----------------------------------------------------------------------------------------
def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """A meeting that is going on, for who sits at its table or was made welcome. One query."""
    if actor.user_id is None:
        return []
    mine = {seat.process_id for seat in actor.seats}
    invited = _welcome().filter(process=OuterRef("conversation__process"), user_id=actor.user_id)
    # A welcome ends with the office.
    theirs = Q(Exists(invited)) if actor.roles & INVITED_ROLES else Q()
    rows = Sitting.objects.filter(
        Q(conversation__process__in=mine) | theirs,
        ended_at__isnull=True,
        started_at__gt=now - STILL_ON,
        conversation__state=ConversationState.OPEN,
        conversation__process__state=ProcessState.RUNNING,
    )
    return [_line(row.conversation, row, mine) for row in rows.select_related("conversation__process")]


def _line(conversation: Conversation, sitting: Sitting, mine: set[int]) -> Waiting:
    slug = conversation.process.slug
    return Waiting(
        urgency=Urgency.OTHERS_WAIT,
        day=local_date(sitting.started_at),
        verb=_("Doe mee") if conversation.process_id in mine else _("Kijk mee"),
        title=_("De bijeenkomst is begonnen"),
        where=conversation.process.title,
        url=reverse("sitting-page", args=(slug, sitting.pk)),
        minutes=MINUTES,
        has_day=False,
    )
