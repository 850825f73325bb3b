# SPDX-License-Identifier: EUPL-1.2
"""What ends in three months: who has a part in what comes after hears of it in time, and so does the clerk."""

import datetime as dt
from abc import abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.clock import local_date
from processes.enums import PartyKind
from processes.models import Reminder
from processes.queries.reminder_sources.base import Source, Table, chairs_at, holders, in_chunks
from processes.rules.reminders import Chair, Occurrence, Window, ending_moment, moment_on

ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Ending:
    """Something with a last day, of one party or (without `party_id`) of the whole table."""

    pk: int
    process_id: int
    ends_on: dt.date
    known_since: dt.date  # nobody is reminded of a day that was not known yet
    party_id: int | None = None


class SourceOfEndings(Source):
    """One kind of thing that ends. `kinds` holds its one kind, `object_type` what its reminders point at."""

    object_type: str
    lookback = dt.timedelta(days=93)

    @abstractmethod
    def ends_in(self, window: Window) -> Iterable[Ending]:
        """Those whose last day lies three months after this window."""

    def hears(self, chair: Chair, party_id: int | None) -> bool:
        """Whether who sits here has a part in what comes after: who speaks for a party, and the whole gebiedsteam."""
        return chair.binds or chair.kind == PartyKind.AREA_TEAM

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Three months before the last day, for who sat at the table by then, and for the clerks."""
        for chunk in in_chunks(self.ends_in(window)):
            chairs = chairs_at({each.process_id for each in chunk}, window.today)
            clerks = holders(GlobalRole.CLERK)
            for each in chunk:
                moment = ending_moment(each.ends_on)
                day = local_date(moment)
                if day not in window or day < each.known_since:
                    continue
                at_the_table = {
                    chair.user_id
                    for chair in chairs[each.process_id]
                    if self.hears(chair, each.party_id) and day >= chair.since
                }
                over = moment_on(each.ends_on + ONE_DAY)
                for user_id in sorted(at_the_table.union(clerks)):
                    yield Occurrence(
                        self.kinds[0], self.object_type, each.pk, each.process_id, user_id, moment, over
                    )

    def is_for(self, reminder: Reminder, table: Table, party_id: int | None = None) -> bool:
        """Whether the recipient still has a part in it."""
        is_clerk = GlobalRole.CLERK in table.actor(reminder).roles
        return is_clerk or self.sits_at_the_table(reminder, table, party_id)

    def sits_at_the_table(self, reminder: Reminder, table: Table, party_id: int | None = None) -> bool:
        """Whether the recipient has a part in it by a seat: then he reads what is not for all too."""
        return any(self.hears(chair, party_id) for chair in table.chairs(reminder))
