# SPDX-License-Identifier: EUPL-1.2
"""Reads on the agenda."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Min, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agendas.enums import ItemState
from agendas.models import AgendaItem
from gm_portal.core import clock
from gm_portal.core.actors import Actor
from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import SIGNING_KINDS, ProcessState
from processes.models import Agreement, Area, Party, Process
from processes.rules.permissions import at_the_table

MINUTES_TO_LOOK = 5


@dataclass(frozen=True)
class Agenda:
    """The agenda of one process, for the gate: it belongs where its process belongs."""

    process: Process

    @property
    def scope(self) -> Scope:
        """As open and as public as the process."""
        return self.process.scope


def _processes() -> "QuerySet[Process]":
    areas = Area.objects.only("name", "kind", "outline", "box").order_by("name")
    return Process.objects.prefetch_related(Prefetch("areas", areas))


def agenda_of(slug: str) -> Agenda:
    """The agenda of the process with this slug; raises `Process.DoesNotExist`."""
    return Agenda(_processes().get(slug=slug))


def item_by_number(slug: str, number: int) -> AgendaItem:
    """One item of a process; raises `DoesNotExist`, also for a number no item can have."""
    process = _processes().get(slug=slug)
    item = AgendaItem.objects.select_related("party").get(process=process, number=number)
    item.process = process
    return item


def _readable_agreements(process_id: int, actor: Actor) -> "QuerySet[Agreement]":
    """The agreements of a process this actor may know of: drafts only for who sits at the table."""
    rows = Agreement.objects.filter(process_id=process_id).select_related("current", "published", "process")
    return rows if at_the_table(actor, Scope(process_id)) else rows.filter(published__is_public=True)


def items_of(process: Process, actor: Actor) -> list[AgendaItem]:
    """All items with who brought them in and `readable_agreements`; two queries."""
    agreements = Prefetch(
        "agreements", _readable_agreements(process.pk, actor), to_attr="readable_agreements"
    )
    items: list[AgendaItem] = list(
        AgendaItem.objects.filter(process=process).select_related("party").prefetch_related(agreements)
    )
    for item in items:
        item.process = process
    return items


def agreements_on(item: AgendaItem, actor: Actor) -> list[Agreement]:
    """The linked agreements this actor may know of; one query."""
    return list(_readable_agreements(item.process_id, actor).filter(agenda_items=item))


def agreements_to_link(item: AgendaItem, actor: Actor) -> list[Agreement]:
    """The agreements of the process that are not linked to this item yet; one query."""
    return list(_readable_agreements(item.process_id, actor).exclude(agenda_items=item))


def parties_of(actor: Actor, process_id: int) -> list[Party]:
    """The parties this actor can bring something in for; one query."""
    ids = {seat.party_id for seat in actor.seats_in(process_id)}
    return list(Party.objects.filter(pk__in=ids))


def themes_of(process_id: int) -> list[str]:
    """Themes in use on this agenda, to choose from; one query."""
    rows = AgendaItem.objects.filter(process_id=process_id).exclude(theme="")
    return list(rows.order_by("theme").values_list("theme", flat=True).distinct())


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """New items the other side brought in and nobody took up yet: one line a process, one query."""
    seats = [seat for seat in actor.seats if seat.kind in SIGNING_KINDS]
    if not seats:
        return []
    rows = (
        AgendaItem.objects.filter(
            process_id__in={seat.process_id for seat in seats},
            process__state=ProcessState.RUNNING,
            state=ItemState.PROPOSED,
            origin=Origin.PORTAL,
        )
        .exclude(party_id__in={seat.party_id for seat in seats})
        .values("process__slug", "process__title")
        .annotate(count=Count("pk"), first=Min("created_at"))
        .order_by("first")
    )
    return [
        Waiting(
            urgency=Urgency.WHENEVER,
            day=clock.local_date(row["first"]),
            verb=_("Bekijk"),
            title=ngettext(
                "%(count)s nieuw onderwerp op de agenda",
                "%(count)s nieuwe onderwerpen op de agenda",
                row["count"],
            )
            % {"count": row["count"]},
            where=row["process__title"],
            url=reverse("agenda", args=(row["process__slug"],)),
            minutes=MINUTES_TO_LOOK,
            has_day=False,
        )
        for row in rows
    ]
