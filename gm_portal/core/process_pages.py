# SPDX-License-Identifier: EUPL-1.2
"""Parts of the pages of one process, kept for readers who may see exactly the same.

Whatever happens in a process gives that process a new generation once it is committed; what concerns no process in
particular gives all of them one. Both generations are in every key, so a part made before is never found again.
A generation is a random name: it cannot come back, also not after the cache was emptied.

A part is made for a reader without a face: only the seats in this process and the roles, and these are in the key.
What is personal (the token of a form, the mark of who is typing) is left open in the part and filled in when served.
"""

import datetime as dt
import hashlib
import logging
import re
import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.utils.connection import ConnectionProxy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from redis.exceptions import RedisError

from gm_portal.core import clock, pages, typed
from gm_portal.core.actors import Actor, current_actor

logger = logging.getLogger(__name__)
cache: ConnectionProxy = pages.cache
ALL = "process:all:generation"
SWEPT = "process:swept"
# Parts of quiet processes and former readers leave the cache by themselves.
KEPT_SECONDS = int(dt.timedelta(hours=1).total_seconds())
TOKEN, AUTHOR = "token", "author"


# --- generations ----------------------------------------------------------------------------------------
def _name_of(process_id: int | None) -> str:
    return ALL if process_id is None else f"process:{process_id}:generation"


def changed(process_id: int | None) -> None:
    """Give a process a new generation, or every process when `process_id` is None."""
    try:
        cache.set(_name_of(process_id), secrets.token_hex(8), timeout=None)
    except (RedisError, OSError):
        logger.warning("The cache did not take the new generation of a process; the sweep will.")


def changed_after_commit(process_id: int | None) -> None:
    """Give a process a new generation once this transaction is committed (at once when there is none)."""
    transaction.on_commit(lambda: changed(process_id))


def sweep(*, newest_event: int, processes_after: Callable[[int], Iterable[int | None]]) -> int:
    """Give a new generation to the processes of recent events, for one may have died before it could; how many.

    `processes_after` gives the processes of the events with a higher number. Events of the sweep before count
    again: numbers are given out before the commit, so a lower one can appear later.
    """
    older, newer = cache.get(SWEPT) or (0, 0)
    if older == newest_event:
        return 0
    found = set(processes_after(older)) if older else {None}
    for process_id in found:
        changed(process_id)
    cache.set(SWEPT, (newer, newest_event), timeout=None)
    return len(found)


def _generations(process_id: int) -> tuple[str, ...] | None:
    """The generations a part of this process stands under; None when nothing may be kept now.

    Inside a transaction a reader may see what others cannot see yet, so nothing is kept there.
    """
    if connection.in_atomic_block:
        return None
    names = (ALL, _name_of(process_id))
    try:
        found = cache.get_many(names)
        for name in names:
            if name not in found:
                cache.add(name, secrets.token_hex(8), timeout=None)
                found[name] = cache.get(name)
    except (RedisError, OSError):
        logger.warning("The cache does not answer: the parts of a process are made anew each time.")
        return None
    return tuple(str(found[name]) for name in names)


# --- parts ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Part:
    """A piece of HTML with open places: text, name of a place, text, and so on. `facts` go to the page around it."""

    pieces: tuple[str, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def for_reader(self, request: HttpRequest) -> SafeString:
        """The HTML for this one reader. A part without a form asks for no token."""
        values: dict[str, Callable[[], str]] = {
            TOKEN: lambda: get_token(request),
            AUTHOR: lambda: typed.author_mark(current_actor(request).user_id or 0),
        }
        needed = {name: values[name]() for name in set(self.pieces[1::2])}
        filled = (needed[piece] if at % 2 else piece for at, piece in enumerate(self.pieces))
        return mark_safe("".join(filled))  # noqa: S308  # our templates made it, with all the escaping of theirs


@dataclass(frozen=True)
class Blanks:
    """What stands on the open places while a part is made. Nobody can type it: it is new each time."""

    token: str = field(default_factory=lambda: f"{TOKEN}-{secrets.token_hex(16)}")
    author: str = field(default_factory=lambda: f"{AUTHOR}-{secrets.token_hex(16)}")

    def render(self, template: str, context: Mapping[str, Any], facts: Mapping[str, Any]) -> Part:
        """Render a template without a request, and open the places in it."""
        html = render_to_string(template, {**context, "csrf_token": self.token})
        found = re.split(f"({self.token}|{self.author})", html)
        names = {self.token: TOKEN, self.author: AUTHOR}
        return Part(tuple(names[piece] if at % 2 else piece for at, piece in enumerate(found)), facts)

    def in_piece(self, piece: SafeString) -> SafeString:
        """A piece that was drawn with the places of `OPEN`, with those of this part."""
        filled = piece.replace(OPEN.token, self.token).replace(OPEN.author, self.author)
        return mark_safe(filled)  # noqa: S308  # only names of our own took the place of each other


# In pieces that are drawn once (`drawn.py`); only this program knows these names, and no page has them.
OPEN = Blanks()


def without_a_face(actor: Actor, process_id: int) -> Actor:
    """All a part may know of its reader: the seats in this process and the roles; not who it is."""
    return Actor(roles=actor.roles, seats=actor.seats_in(process_id))


def kept(
    *,
    process_id: int,
    name: str,
    actor: Actor,
    read: Iterable[models.Model | None],
    make: Callable[[Actor], Part],
) -> Part:
    """A part of a page, made once for all readers with the same seats and roles, per language and day.

    `make` gets the reader without a face. The generation is read before it starts: what was made while something
    changed stands under a generation nobody asks for any more. `read` are the rows that were read even before,
    to find the page: they are in the key as they were.
    """
    reader = without_a_face(actor, process_id)
    generations = _generations(process_id)
    if generations is None:
        return make(reader)
    key = _key(process_id, f"{name}|{_as_read(read)}", reader, generations)
    try:
        found: Part | None = cache.get(key)
    except (RedisError, OSError):
        return make(reader)
    if found is not None:
        return found
    part = make(reader)
    try:
        cache.set(key, part, timeout=KEPT_SECONDS)
    except (RedisError, OSError):
        logger.warning("The cache did not take a part of a process.")
    return part


def _as_read(rows: Iterable[models.Model | None]) -> str:
    """Every column of these rows."""
    return repr(
        [row and [getattr(row, column.attname) for column in row._meta.concrete_fields] for row in rows]
    )


def _key(process_id: int, name: str, reader: Actor, generations: tuple[str, ...]) -> str:
    seats = sorted((seat.party_id, seat.kind, seat.role) for seat in reader.seats)
    day = clock.local_date(clock.now()).isoformat()
    about = (pages.release(), generations, day, get_language(), name, seats, sorted(reader.roles))
    digest = hashlib.sha256(repr(about).encode()).hexdigest()[:40]
    return f"process:{process_id}:part:{digest}"
