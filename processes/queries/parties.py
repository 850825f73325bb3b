# SPDX-License-Identifier: EUPL-1.2
"""Reads on parties and their people."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import Actor, Seat
from gm_portal.core.compiled import Compiled
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import BINDING_ROLES, ProcessState
from processes.models import Membership, Party, PartyInvitation, Praatplaat, Process
from processes.rules.parties import ADVICE, Flag, flags

_seats: Compiled[tuple[int, int, str, str]] = Compiled(
    lambda user_id, day: (
        Membership.objects.active_on(day)
        .filter(user_id=user_id)
        .order_by()
        .values_list("party__process_id", "party_id", "party__kind", "role")
    ),
    user_id=int,
    day=dt.date,
)


def seats_of(user_id: int, day: dt.date) -> tuple[Seat, ...]:
    """The seats a user holds on a day. One query."""
    return tuple(
        Seat(process_id=process_id, party_id=party_id, kind=kind, role=role)
        for process_id, party_id, kind, role in sorted(_seats(user_id=user_id, day=day))
    )


def party_by_id(slug: str, party_id: int, **kwargs: object) -> Party:
    """One party of one process. Raises `Party.DoesNotExist`."""
    return Party.objects.select_related("process").get(pk=party_id, process__slug=slug)


def membership_by_id(slug: str, party_id: int, pk: int, **kwargs: object) -> Membership:
    """One membership of one party. Raises `Membership.DoesNotExist`."""
    rows = Membership.objects.select_related("party__process", "user")
    return rows.get(pk=pk, party_id=party_id, party__process__slug=slug)


def invitation_by_id(slug: str, party_id: int, pk: int, **kwargs: object) -> PartyInvitation:
    """One invitation of one party. Raises `PartyInvitation.DoesNotExist`."""
    rows = PartyInvitation.objects.select_related("party__process", "invitation")
    return rows.get(pk=pk, party_id=party_id, party__process__slug=slug)


@dataclass(frozen=True)
class People:
    """Everybody who acts for a party on a day, and who did before."""

    now: tuple[Membership, ...]
    before: tuple[Membership, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that are taken by somebody who can still sign in."""
        return tuple(membership.role for membership in self.now if membership.user.is_active)


def people_of(party: Party, day: dt.date) -> People:
    """The people of a party; those who left are named too, with their period. One query."""
    rows = tuple(party.memberships.select_related("user").order_by("starts_on", "pk"))
    now = tuple(row for row in rows if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day))
    return People(now=now, before=tuple(row for row in reversed(rows) if row not in now))


def open_invitations(party: Party, now: dt.datetime) -> QuerySet[PartyInvitation]:
    """Invitations to a party that nobody used yet; those that are too old stay for 14 days more."""
    return (
        party.invitations.filter(
            invitation__accepted_at__isnull=True,
            invitation__revoked_at__isnull=True,
            invitation__expires_at__gt=now - dt.timedelta(days=14),
        )
        .select_related("invitation__invited_by")
        .order_by("-invitation__created_at")
    )


@dataclass(frozen=True)
class Footing:
    """A party with too few people, and what to do about it."""

    party: Party
    flags: tuple[Flag, ...]

    @property
    def advice(self) -> list[str]:
        """One sentence a flag."""
        return [str(ADVICE[flag]) for flag in self.flags]


def with_roles(day: dt.date) -> QuerySet[Party]:
    """Parties with `roles_now`: the roles that are taken on a day by people who can still sign in."""
    active = Q(memberships__starts_on__lte=day, memberships__user__is_active=True) & (
        Q(memberships__ends_on__isnull=True) | Q(memberships__ends_on__gte=day)
    )
    return Party.objects.annotate(
        roles_now=ArrayAgg("memberships__role", filter=active, default=[], order_by="memberships__role")
    ).select_related("process")


def roles_now(party: Party) -> list[str]:
    """The roles that are taken, of a party read by `with_roles`."""
    roles: list[str] = party.roles_now  # type: ignore[attr-defined]  # annotated by with_roles
    return roles


def lonely_parties(process_ids: Sequence[int], *, today: dt.date) -> dict[int, list[Footing]]:
    """Parties with one person, nobody, or nobody who may speak for them, by process. One query."""
    found: dict[int, list[Footing]] = defaultdict(list)
    for party in with_roles(today).filter(process_id__in=process_ids):
        raised = flags(party.kind, roles_now(party))
        if raised:
            found[party.process_id].append(Footing(party, raised))
    return dict(found)


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """A coordinator or deputy who is the last one left gets one kind line. One query, none for others."""
    mine = [seat.party_id for seat in actor.seats if seat.role in BINDING_ROLES]
    if not mine:
        return []
    running = with_roles(clock.local_date(now)).filter(pk__in=mine, process__state=ProcessState.RUNNING)
    today = clock.local_date(now)
    return [
        lonely_line(party, today)
        for party in running
        if Flag.ONE_PERSON in flags(party.kind, roles_now(party))
    ]


def lonely_line(party: Party, today: dt.date) -> Waiting:
    """The line for the last person of a party."""
    return Waiting(
        urgency=Urgency.WHENEVER,
        day=today,
        verb=_("Nodig iemand uit"),
        title=_("U bent de enige van %(party)s") % {"party": party.short_name},
        where=party.process.title,
        url=party.get_absolute_url(),
        minutes=5,
        has_day=False,
    )


def processes_for_administration(today: dt.date) -> list[Process]:
    """All processes with their areas and parties (each with `roles_now`). Three queries."""
    parties = Prefetch("parties", queryset=with_roles(today))
    return list(Process.objects.prefetch_related("areas", parties).order_by("title"))


def newest_praatplaat() -> Praatplaat | None:
    """The published version new conversations start with."""
    return Praatplaat.objects.filter(published_at__isnull=False).order_by("-version").first()


def seats_in_words(user_ids: Sequence[int], day: dt.date) -> dict[int, list[str]]:
    """Where people act, in words, by user id. One query."""
    rows = Membership.objects.active_on(day).filter(user_id__in=user_ids).select_related("party")
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.user_id].append(f"{row.party.name} ({row.get_role_display()})")
    return dict(found)
