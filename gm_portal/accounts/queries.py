# SPDX-License-Identifier: EUPL-1.2
"""Reads on people and invitations."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence

from django.db.models import Q, QuerySet

from gm_portal.accounts.models import Invitation, User
from gm_portal.accounts.roles import GlobalRole
from gm_portal.accounts.tokens import token_hash

PlaceSource = Callable[[Sequence[int], dt.date], dict[int, list[str]]]
_place_sources: list[PlaceSource] = []


def register_place_source(source: PlaceSource) -> PlaceSource:
    """Let a higher floor tell in words where people act, in bulk (an app does this once, when ready)."""
    if source not in _place_sources:
        _place_sources.append(source)
    return source


def places_of(ids: Sequence[int], day: dt.date) -> dict[int, list[str]]:
    """Where people act on a day, in words, by user id. One query a source."""
    found: dict[int, list[str]] = {}
    for source in _place_sources:
        for pk, places in source(ids, day).items():
            found.setdefault(pk, []).extend(places)
    return found


def people() -> QuerySet[User]:
    """Everybody with a working account, by name."""
    return User.objects.filter(is_active=True).order_by("name", "pk")


def people_like(words: str) -> QuerySet[User]:
    """People whose name or address holds these words; everybody without words."""
    found = people()
    return found.filter(Q(name__icontains=words) | Q(email__icontains=words)) if words else found


def person_by_id(pk: int) -> User:
    """One person with a working account. Raises `User.DoesNotExist`."""
    return User.objects.get(pk=pk, is_active=True)


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """Names by id, in one query; people who were erased have the name they got then."""
    wanted = {pk for pk in ids if pk is not None}
    return dict(User.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def administrators() -> QuerySet[User]:
    """Everybody who administers the portal."""
    return people().filter(global_roles__contains=[GlobalRole.ADMINISTRATOR])


def account_for(email: str) -> User | None:
    """The account with this e-mail address, if there is one."""
    return User.objects.filter(email=email.strip().lower()).first()


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation a link belongs to, whatever became of it; None when there never was one."""
    return Invitation.objects.select_related("invited_by").filter(token_hash=token_hash(token)).first()


def invitation_by_id(pk: int) -> Invitation:
    """One invitation. Raises `Invitation.DoesNotExist`."""
    return Invitation.objects.select_related("invited_by").get(pk=pk)


def open_invitations(now: dt.datetime) -> QuerySet[Invitation]:
    """Invitations nobody used yet, withdrawn ones left out; those that are too old stay for 14 days more."""
    return Invitation.objects.filter(
        accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=now - dt.timedelta(days=14)
    ).select_related("invited_by")
