# SPDX-License-Identifier: EUPL-1.2
"""Permissions: names are an enum, grants are small predicates, and what nobody granted is closed.

A predicate gets an `Actor` and a `Scope` (plain data about the thing), never a request or a query.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from gm_portal.core.actors import Actor
from gm_portal.core.errors import NotAllowedError


@dataclass(frozen=True)
class Scope:
    """What a permission rule may know of a thing: where it belongs and in which state it is."""

    process_id: int | None = None
    party_id: int | None = None
    state: str = ""
    is_open: bool = True
    is_public: bool = False
    # People from outside whom those inside made welcome to this very thing.
    guests: frozenset[int] = frozenset()


Predicate = Callable[[Actor, Scope], bool]


@dataclass(frozen=True)
class Grant:
    """One line of the permission matrix: who may, said as a predicate and in words."""

    predicate: Predicate
    reason: str


_grants: dict[StrEnum, Grant] = {}


def grant(permission: StrEnum, predicate: Predicate, reason: str) -> None:
    """Open `permission` to whoever `predicate` says. A second grant of the same name is a mistake."""
    if permission in _grants:
        raise ValueError(f"{permission} is granted twice: one line of the matrix says who may.")
    _grants[permission] = Grant(predicate, reason)


def granted() -> dict[StrEnum, Grant]:
    """The whole matrix, for tests and for the page that explains who may do what."""
    return dict(_grants)


def allows(actor: Actor, permission: StrEnum, scope: Scope | None = None) -> bool:
    """Whether `actor` may. A permission without a grant is closed to all, the system included."""
    line = _grants.get(permission)
    return bool(line and line.predicate(actor, scope or Scope()))


def require(actor: Actor, permission: StrEnum, scope: Scope | None = None) -> None:
    """Refuse with `NotAllowedError` unless `actor` may: the first line of every action."""
    if not allows(actor, permission, scope):
        raise NotAllowedError(f"{permission} is not open to this actor")


# Small words to build predicates from ------------------------------------------------------------
def anyone(actor: Actor, scope: Scope) -> bool:
    """Everybody, with or without an account."""
    return True


def signed_in(actor: Actor, scope: Scope) -> bool:
    """Everybody with an account."""
    return actor.is_signed_in


def system(actor: Actor, scope: Scope) -> bool:
    """The portal itself: a scheduled job."""
    return actor.is_system


def role(*names: str) -> Predicate:
    """Somebody with one of these global roles."""
    wanted = frozenset(names)
    return lambda actor, scope: bool(actor.roles & wanted)


def either(*predicates: Predicate) -> Predicate:
    """At least one of these holds."""
    return lambda actor, scope: any(predicate(actor, scope) for predicate in predicates)


def both(*predicates: Predicate) -> Predicate:
    """All of these hold."""
    return lambda actor, scope: all(predicate(actor, scope) for predicate in predicates)


def when_open(actor: Actor, scope: Scope) -> bool:
    """The thing is still open to change (a running process, an open round)."""
    return scope.is_open


def when_public(actor: Actor, scope: Scope) -> bool:
    """The thing is published."""
    return scope.is_public
