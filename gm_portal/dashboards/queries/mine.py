# SPDX-License-Identifier: EUPL-1.2
"""What waits for one person, from every concept, and where that person sits at the table."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Prefetch

from agendas.queries import items
from gm_portal.core.actors import Actor
from gm_portal.core.waiting import Waiting
from processes.enums import MembershipRole
from processes.models import Area, Party
from processes.queries import (
    agreement_waiting,
    challenges,
    conversation_waiting,
    council,
    evaluation_waiting,
    evaluations,
    joining,
    lessons,
    paper_answers,
    parties,
    postponements,
    promises,
    reminders,
    sittings,
    typed_papers,
)
from processes.rules.areas import Emblem, emblem_of

Source = Callable[[Actor, dt.datetime], list[Waiting]]
# Each concept that can wait for a person has one; a new concept adds its line here.
SOURCES: tuple[Source, ...] = (
    conversation_waiting.waiting_for,
    agreement_waiting.waiting_for,
    postponements.waiting_for,
    council.waiting_for,
    challenges.waiting_for,
    evaluations.waiting_for,
    evaluation_waiting.waiting_for,
    items.waiting_for,
    parties.waiting_for,
    promises.waiting_for,
    typed_papers.waiting_for,
    paper_answers.waiting_for,
    sittings.waiting_for,
    joining.waiting_for,
    lessons.waiting_for,
    reminders.waiting_for,
)


@dataclass(frozen=True)
class Place:
    """A seat at a table, in words, with the outline by which people know their wijk or dorp."""

    party: Party
    role: str
    emblem: Emblem | None


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """Everything that waits for this person, most urgent first; what the mail tells of too, and once."""
    return sorted({line for source in SOURCES for line in source(actor, now)})


def places_of(actor: Actor) -> list[Place]:
    """The parties of this person with their process and the person's role. Two queries, none without seats."""
    roles = {seat.party_id: MembershipRole(seat.role).label for seat in actor.seats}
    if not roles:
        return []
    areas = Prefetch("process__areas", queryset=Area.objects.only("outline", "box"))
    rows = Party.objects.filter(pk__in=roles).select_related("process").prefetch_related(areas)
    return [
        Place(party, str(roles[party.pk]), _emblem(party))
        for party in rows.order_by("process__title", "name")
    ]


def _emblem(party: Party) -> Emblem | None:
    areas = party.process.areas.all()
    return emblem_of([(area.outline, (area.box[0], area.box[1], area.box[2], area.box[3])) for area in areas])
