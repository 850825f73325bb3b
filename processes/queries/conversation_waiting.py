# SPDX-License-Identifier: EUPL-1.2
"""What waits for somebody in conversations: at most three lines per table, never one per question."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gm_portal.core.actors import Actor, Seat
from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import (
    SIDE_OF_KIND,
    SIGNING_KINDS,
    AnswerState,
    ConversationState,
    PartyKind,
    ProcessState,
)
from processes.models import Answer, Conversation, JointAnswer
from processes.queries.progress import OF_NOW

MINUTES = {"confirm": 3, "reply": 5, "share": 2}
AT_MOST_MINUTES = 60


@dataclass
class _Found:
    """Question codes with the moment since when they wait, for one party at one table."""

    confirm: dict[str, dt.datetime] = field(default_factory=dict)
    reply: dict[str, dt.datetime] = field(default_factory=dict)
    share: dict[str, dt.datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class _Row:
    code: str
    party_id: int
    kind: str
    state: str
    is_empty: bool
    is_newer: bool
    is_skipped: bool
    shared_at: dt.datetime | None
    written_at: dt.datetime | None


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """The lines for "Mijn": joint proposals, questions the other side answered, own drafts. Three queries."""
    process_ids = {seat.process_id for seat in actor.seats}
    if not process_ids:
        return []
    open_ones = Conversation.objects.filter(
        process_id__in=process_ids, state=ConversationState.OPEN, process__state=ProcessState.RUNNING
    ).select_related("process")
    at_tables = {conversation.pk: conversation for conversation in open_ones}
    lines_at = tables(at_tables)
    return [
        line
        for conversation in at_tables.values()
        for seat in actor.seats_in(conversation.process_id)
        for line in lines_at(conversation.pk, seat).values()
    ]


def tables(conversations: Mapping[int, Conversation]) -> Callable[[int, Seat], dict[str, Waiting]]:
    """A function that tells what waits for one seat in one of these conversations, by what is to be done.

    Two queries now, none later: also for a run over many people.
    """
    answers, joints = _answers(conversations), _proposals(conversations)

    def lines_at(conversation_id: int, seat: Seat) -> dict[str, Waiting]:
        conversation = conversations.get(conversation_id)
        if conversation is None:
            return {}
        return dict(
            _lines(
                conversation, _sort(seat, answers.get(conversation_id, []), joints.get(conversation_id, []))
            )
        )

    return lines_at


def _answers(tables: Iterable[int]) -> dict[int, list[_Row]]:
    said = Q(latest__isnull=False) | Q(skipped_at__isnull=False)
    rows = Answer.objects.filter(said, conversation__in=list(tables), question__praatplaat=OF_NOW).annotate(
        is_empty=Q(latest__isnull=True) | Q(latest__content={}), is_skipped=Q(skipped_at__isnull=False)
    )
    rows = rows.annotate(is_newer=Q(shared__isnull=False) & ~Q(shared=F("latest")))
    names = (
        "question__code",
        "party_id",
        "party__kind",
        "state",
        "is_empty",
        "is_newer",
        "is_skipped",
        "shared_at",
    )
    found: dict[int, list[_Row]] = {}
    for conversation_id, *row in rows.values_list("conversation_id", *names, "latest__at"):
        found.setdefault(conversation_id, []).append(_Row(*row))
    return found


def _proposals(tables: Iterable[int]) -> dict[int, list[tuple[str, dt.datetime, list[int]]]]:
    rows = JointAnswer.objects.filter(
        conversation__in=list(tables), current__isnull=False, question__praatplaat=OF_NOW
    )
    rows = rows.exclude(confirmed=F("current")).annotate(
        confirmed_by=ArrayAgg("current__confirmations__party_id")
    )
    found: dict[int, list[tuple[str, dt.datetime, list[int]]]] = {}
    names = ("conversation_id", "question__code", "current__at", "confirmed_by")
    for conversation_id, code, at, confirmed_by in rows.values_list(*names):
        found.setdefault(conversation_id, []).append((code, at, confirmed_by))
    return found


def _sort(seat: Seat, answers: list[_Row], proposals: list[tuple[str, dt.datetime, list[int]]]) -> _Found:
    found = _Found()
    if seat.kind in SIGNING_KINDS:
        found.confirm = {
            code: at for code, at, confirmed_by in proposals if seat.party_id not in confirmed_by
        }
    side = SIDE_OF_KIND[PartyKind(seat.kind)]
    own = {row.code: row for row in answers if row.party_id == seat.party_id}
    for row in answers:
        mine = own.get(row.code)
        theirs = SIDE_OF_KIND[PartyKind(row.kind)] != side and row.shared_at
        if (
            theirs
            and not (mine and mine.is_skipped)
            and (mine is None or (mine.is_empty and mine.state == AnswerState.DRAFT))
        ):
            found.reply[row.code] = theirs
    for row in own.values():
        if row.written_at is None or row.is_empty or row.is_skipped:
            continue
        if row.state == AnswerState.DRAFT or row.is_newer:
            found.share[row.code] = row.written_at
    return found


def _lines(conversation: Conversation, found: _Found) -> Iterable[tuple[str, Waiting]]:
    if found.confirm:
        title = ngettext(
            "Het gezamenlijke voorstel bij vraag %(code)s",
            "%(count)s gezamenlijke voorstellen",
            len(found.confirm),
        )
        yield (
            "confirm",
            _line(conversation, "confirm", found.confirm, Urgency.OTHERS_WAIT, _("Lees en bevestig"), title),
        )
    if found.reply:
        title = ngettext(
            "Vraag %(code)s: de andere kant deelde een antwoord",
            "%(count)s vragen die de andere kant al beantwoordde",
            len(found.reply),
        )
        yield (
            "reply",
            _line(conversation, "reply", found.reply, Urgency.OTHERS_WAIT, _("Beantwoord"), title),
        )
    if found.share:
        title = ngettext(
            "Uw concept bij vraag %(code)s", "%(count)s concepten van uw partij", len(found.share)
        )
        yield (
            "share",
            _line(conversation, "share", found.share, Urgency.WHENEVER, _("Maak af en deel"), title),
        )


def _line(
    conversation: Conversation,
    what: str,
    codes: dict[str, dt.datetime],
    urgency: Urgency,
    verb: str,
    title: str,
) -> Waiting:
    """One line: to the question itself when there is one, else to the list on the praatplaat."""
    slug, code = conversation.process.slug, min(codes)
    alone = len(codes) == 1
    page = reverse("question", args=(slug, code)) if alone else reverse("praatplaat", args=(slug,))
    anchor = "#wacht" if not alone else "#samen" if what == "confirm" else "#antwoord"
    return Waiting(
        urgency=urgency,
        day=local_date(min(codes.values())),
        verb=verb,
        title=title % {"code": code, "count": len(codes)},
        where=conversation.process.title,
        url=page + anchor,
        minutes=min(MINUTES[what] * len(codes), AT_MOST_MINUTES),
        has_day=False,
    )
