# SPDX-License-Identifier: EUPL-1.2
"""Reads on promises: how each stands, counts per area, and what waits for whom."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.permissions import Scope, allows
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import (
    BINDING_ROLES,
    SIGNING_KINDS,
    Permission,
    ProcessState,
    PromiseState,
)
from processes.models import Agreement, Party, Process, Promise, PromiseEvidence, PromiseReport
from processes.rules.promises import SETTLED, UNANSWERED, Said, Tally, state_of, tally_of

MINUTES = {"answer": 5, "report": 5}
# How long before the day somebody promised it stands on "Mijn".
AHEAD = dt.timedelta(days=14)


@dataclass(frozen=True)
class Told:
    """One promise with its reports, oldest first, and how it stands."""

    promise: Promise
    reports: tuple[PromiseReport, ...]
    state: PromiseState

    @property
    def is_unanswered(self) -> bool:
        """Whether the other side has still to answer the newest report."""
        return self.state in UNANSWERED

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to report."""
        return self.state in SETTLED

    @property
    def may_be_reported(self) -> bool:
        """Whether it is the turn of who owes it."""
        return not self.is_settled and not self.is_unanswered

    @property
    def newest(self) -> int:
        """The number of the newest report; 0 when there is none."""
        return self.reports[-1].number if self.reports else 0

    @property
    def last(self) -> PromiseReport | None:
        """The newest report."""
        return self.reports[-1] if self.reports else None

    @property
    def scope(self) -> Scope:
        """The promise's own."""
        return self.promise.scope


@dataclass(frozen=True)
class AtEvidence:
    """One file of one promise."""

    evidence: PromiseEvidence

    @property
    def scope(self) -> Scope:
        """The promise's own."""
        return self.evidence.scope


def promise_by_number(slug: str, number: int, promise: int, *, now: dt.datetime) -> Told:
    """One promise with its story. Four queries. Raises `Promise.DoesNotExist`."""
    rows = _whole(Promise.objects.all())
    return _told(rows.get(agreement__process__slug=slug, agreement__number=number, number=promise), now)


def evidence_by_id(slug: str, pk: int) -> AtEvidence:
    """One file. One query. Raises `PromiseEvidence.DoesNotExist`."""
    rows = PromiseEvidence.objects.select_related(
        "report__promise__agreement__process", "report__promise__party"
    )
    return AtEvidence(rows.get(pk=pk, report__promise__agreement__process__slug=slug))


def promises_of(process: Process, *, with_drafts: bool, now: dt.datetime) -> list[Told]:
    """All promises of an area in the order of its agreements. Three queries.

    Readers get those under agreements that everybody may read; the parties get all.
    """
    rows = _whole(Promise.objects.filter(agreement__process=process))
    if not with_drafts:
        rows = rows.filter(agreement__published__is_public=True)
    return [_told(row, now) for row in rows.order_by("agreement__number", "number")]


def promises_under(agreement: Agreement, *, now: dt.datetime) -> list[Told]:
    """The promises under one agreement. Three queries at most."""
    return [_told(row, now) for row in _whole(agreement.promises.all())]


def tallies_of(processes: Iterable[int], *, now: dt.datetime) -> dict[int, Tally]:
    """What was promised, reported, confirmed and disputed under the agreements of each area that everybody may read. One query."""
    newest = PromiseReport.objects.filter(promise=OuterRef("pk")).order_by("-number")
    rows = Promise.objects.filter(
        agreement__process__in=list(processes), agreement__published__is_public=True
    ).values_list(
        "agreement__process_id",
        Subquery(newest.values("result")[:1]),
        Subquery(newest.values("at")[:1]),
        Subquery(newest.values("answer__verdict")[:1]),
    )
    states: dict[int, list[PromiseState]] = defaultdict(list)
    for process_id, result, at, verdict in rows.order_by():
        said = [Said(result, at, verdict or "")] if result else []
        states[process_id].append(state_of(said, now=now))
    return {process_id: tally_of(each) for process_id, each in states.items()}


def parties_that_promise(actor: Actor, process_id: int) -> list[Party]:
    """The signing parties of this process in which the actor has a seat. One query, none without seats."""
    mine = [seat.party_id for seat in actor.seats_in(process_id) if seat.kind in SIGNING_KINDS]
    return list(Party.objects.filter(pk__in=mine)) if mine else []


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """Reports of the other side to answer; own promises whose day is near or past. Three queries at most."""
    seats = [seat for seat in actor.seats if seat.kind in SIGNING_KINDS]
    if not seats:
        return []
    near = Q(party__in={seat.party_id for seat in seats}, due_on__lte=local_date(now) + AHEAD)
    reported = Q(
        agreement__process__in={seat.process_id for seat in seats if seat.role in BINDING_ROLES},
        reports__answer__isnull=True,
        reports__isnull=False,
    )
    rows = _whole(Promise.objects.filter(near | reported, agreement__process__state=ProcessState.RUNNING))
    told = [_told(row, now) for row in rows.distinct()]
    return [line for each in told for line in _lines(each, actor)]


def _lines(told: Told, actor: Actor) -> Sequence[Waiting]:
    promise = told.promise
    is_mine = any(seat.party_id == promise.party_id for seat in actor.seats)
    if told.is_unanswered:
        return (report_line(told),) if answers(actor, told) else ()
    if not is_mine or told.is_settled or promise.due_on is None:
        return ()
    title = _("Hoe ging het? %(promise)s") % {"promise": promise}
    return (_line(told, Urgency.HAS_A_DAY, promise.due_on, _("Meld hoe het ging"), title, has_day=True),)


def answers(actor: Actor, told: Told) -> bool:
    """Whether the newest report waits for this person, who speaks for the other side."""
    return told.is_unanswered and allows(actor, Permission.PROMISE_ANSWER, told.scope)


def report_line(told: Told) -> Waiting:
    """The report that waits, as a line of "Mijn" and of a mail."""
    promise, last = told.promise, told.reports[-1]
    title = _("%(party)s meldt: %(promise)s") % {"party": promise.party.short_name, "promise": promise}
    return _line(told, Urgency.OTHERS_WAIT, local_date(last.at), _("Bevestig of betwist"), title)


def told_by_id(ids: Iterable[int], *, now: dt.datetime) -> dict[int, Told]:
    """Promises of running processes with their stories, by id. Three queries."""
    rows = Promise.objects.filter(pk__in=set(ids), agreement__process__state=ProcessState.RUNNING)
    return {row.pk: _told(row, now) for row in _whole(rows)}


def _line(
    told: Told, urgency: Urgency, day: dt.date, verb: str, title: str, *, has_day: bool = False
) -> Waiting:
    return Waiting(
        urgency=urgency,
        day=day,
        verb=verb,
        title=title,
        where=told.promise.agreement.process.title,
        url=told.promise.get_absolute_url(),
        minutes=MINUTES["report" if has_day else "answer"],
        has_day=has_day,
    )


def _whole(rows: QuerySet[Promise]) -> QuerySet[Promise]:
    return rows.select_related(
        "agreement__process", "agreement__published", "agreement__current", "party"
    ).prefetch_related("reports__answer__party", "reports__evidence")


def _told(promise: Promise, now: dt.datetime) -> Told:
    reports = tuple(promise.reports.all())
    said = [Said(each.result, each.at, _verdict(each)) for each in reports]
    return Told(promise, reports, state_of(said, now=now))


def _verdict(report: PromiseReport) -> str:
    answer = getattr(report, "answer", None)
    return answer.verdict if answer else ""
