# SPDX-License-Identifier: EUPL-1.2
"""Who acts. An actor is plain data, so that permission rules need neither request nor database."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from gm_portal.core import clock


@dataclass(frozen=True)
class Seat:
    """One person's place in one party: `kind` is the party's kind, `role` the membership's role."""

    process_id: int
    party_id: int
    kind: str
    role: str


@dataclass(frozen=True)
class Actor:
    """Somebody, or the system itself, at one moment. A forgotten actor is nobody and may do nothing."""

    user_id: int | None = None
    roles: frozenset[str] = frozenset()
    seats: tuple[Seat, ...] = field(default=())
    is_system: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Whether a person with an account acts."""
        return self.user_id is not None

    def seats_in(self, process_id: int | None) -> tuple[Seat, ...]:
        """The seats this actor holds in one process."""
        return tuple(seat for seat in self.seats if seat.process_id == process_id)


NOBODY = Actor()
SYSTEM = Actor(is_system=True)

SeatSource = Callable[[int, dt.date], tuple[Seat, ...]]
_seat_sources: list[SeatSource] = []


def register_seat_source(source: SeatSource) -> SeatSource:
    """Let a higher floor tell which seats a user holds on a day (an app does this once, when ready)."""
    if source not in _seat_sources:
        _seat_sources.append(source)
    return source


def actor_of(user: object, *, today: dt.date) -> Actor:
    """The actor a signed-in user is today; `NOBODY` for an anonymous user."""
    user_id = getattr(user, "pk", None)
    if user_id is None or not getattr(user, "is_active", False):
        return NOBODY
    seats = tuple(seat for source in _seat_sources for seat in source(user_id, today))
    return Actor(user_id=user_id, roles=frozenset(getattr(user, "global_roles", ())), seats=seats)


def current_actor(request: HttpRequest) -> Actor:
    """Who asks: the actor the middleware put on this request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]  # set by ActorMiddleware
    return actor


class ActorMiddleware:
    """Puts a lazy `request.actor` on every request: anonymous readers cost no query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Attach the actor and go on."""
        user = request.user
        request.actor = SimpleLazyObject(lambda: actor_of(user, today=clock.local_date(clock.now())))  # type: ignore[attr-defined]  # our own attribute
        return self.get_response(request)
