# SPDX-License-Identifier: EUPL-1.2
"""Reads on what is put off: what lies before a process, one proposal, and what waits for somebody's answer."""

import datetime as dt

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import BINDING_ROLES, SIGNING_KINDS, ProcessState
from processes.models import Postponement, Process


def _with_all() -> QuerySet[Postponement]:
    return Postponement.objects.select_related("process", "rule__ruleset", "party", "confirmed_party")


def postponement_by_pk(slug: str, pk: int) -> Postponement:
    """One proposal. Raises `Postponement.DoesNotExist`."""
    return _with_all().get(pk=pk, process__slug=slug)


def present_postponements(process: Process, *, today: dt.date) -> list[Postponement]:
    """What lies before the other side or holds now, the soonest to end first. One query."""
    rows = _with_all().filter(process=process, closed_at__isnull=True, until__gte=today)
    return list(rows.order_by("until", "code"))


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """Proposals of the other side that wait for this person's answer. One query, none for who speaks for nobody."""
    seats = [seat for seat in actor.seats if seat.kind in SIGNING_KINDS and seat.role in BINDING_ROLES]
    if not seats:
        return []
    today = local_date(now)
    rows = _with_all().filter(
        process__in={seat.process_id for seat in seats},
        process__state=ProcessState.RUNNING,
        confirmed_at__isnull=True,
        closed_at__isnull=True,
        until__gte=today,
    )
    kinds = {(seat.process_id, seat.kind) for seat in seats}
    return [
        Waiting(
            urgency=Urgency.OTHERS_WAIT,
            day=local_date(each.proposed_at),
            verb=_("Bevestig het uitstel"),
            title=_(each.rule.ask),
            where=each.process.title,
            url=each.get_absolute_url(),
            minutes=2,
            has_day=False,
        )
        for each in rows.order_by("proposed_at", "pk")
        if any(pk == each.process_id and kind != each.party.kind for pk, kind in kinds)
    ]
