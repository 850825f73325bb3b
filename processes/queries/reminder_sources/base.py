# SPDX-License-Identifier: EUPL-1.2
"""What a source of reminders is, and what all sources read: who sits where, and who holds a role."""

import datetime as dt
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from gm_portal.accounts.models import User
from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.actors import Actor, Seat
from gm_portal.core.clock import local_date
from processes.enums import ReminderKind
from processes.models import Membership, Reminder
from processes.rules.reminder_mails import Line
from processes.rules.reminders import Chair, Occurrence, Window

CHUNK = 500
T = TypeVar("T")


@dataclass(frozen=True)
class Table:
    """Who the recipients of some reminders are at this moment: their seats and roles."""

    now: dt.datetime
    actors: dict[int, Actor]

    @property
    def today(self) -> dt.date:
        """The day in Groningen."""
        return local_date(self.now)

    def actor(self, reminder: Reminder) -> Actor:
        """The recipient of this reminder."""
        return self.actors[reminder.recipient_id]

    def chairs(self, reminder: Reminder) -> list[Chair]:
        """The seats of the recipient at the table this reminder is about."""
        return [
            Chair(reminder.recipient_id, seat.party_id, seat.kind, seat.role)
            for seat in self.actor(reminder).seats_in(reminder.process_id)
        ]


class Source(ABC):
    """One kind of thing that people are reminded of.

    `name` names its progress in the database; `lookback` is how long its reminders can matter.
    """

    name: str
    kinds: tuple[ReminderKind, ...]
    lookback: dt.timedelta

    @abstractmethod
    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Every reminder whose day lies in this window. Reads along an index, so that nothing new costs nothing."""

    @abstractmethod
    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """The line of each reminder that still matters and that its recipient may still see, by its id.

        A fixed number of queries for any number of reminders; the words are in the active language.
        """


def in_chunks(rows: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Rows in lists of at most `size`, so that a large backlog takes no more memory than a small one."""
    each = iter(rows)
    while chunk := list(islice(each, size)):
        yield chunk


def chairs_at(process_ids: Collection[int], day: dt.date) -> dict[int, list[Chair]]:
    """Who sits at the table of each process on `day` and can sign in. One query."""
    found: dict[int, list[Chair]] = defaultdict(list)
    rows = Membership.objects.active_on(day).filter(party__process_id__in=process_ids, user__is_active=True)
    names = ("party__process_id", "user_id", "party_id", "party__kind", "role", "starts_on")
    for process_id, *seat in rows.order_by("pk").values_list(*names):
        found[process_id].append(Chair(*seat))
    return found


def holders(*roles: GlobalRole) -> list[int]:
    """People who hold one of these roles for the whole municipality. One query."""
    rows = User.objects.filter(is_active=True, global_roles__overlap=list(roles))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def table_of(people: Iterable[User], now: dt.datetime) -> Table:
    """Seats and roles of these people, as they are at `now`. One query."""
    found = {person.pk: person for person in people}
    seats: dict[int, list[Seat]] = defaultdict(list)
    rows = Membership.objects.active_on(local_date(now)).filter(user_id__in=found)
    names = ("user_id", "party__process_id", "party_id", "party__kind", "role")
    for user_id, *seat in rows.order_by("party__process_id", "party_id").values_list(*names):
        seats[user_id].append(Seat(*seat))
    return Table(
        now,
        {
            pk: Actor(pk, frozenset(person.global_roles), tuple(seats[pk])) if person.is_active else Actor()
            for pk, person in found.items()
        },
    )
