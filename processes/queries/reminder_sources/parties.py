# SPDX-License-Identifier: EUPL-1.2
"""Parties: a mandate that ends in three months, and a party that came down to one person."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import BINDING_ROLES, SIGNING_KINDS, PartyKind, ProcessState, ReminderKind
from processes.models import Membership, Reminder
from processes.queries.parties import lonely_line, roles_now, with_roles
from processes.queries.reminder_sources.base import CHUNK, Source, Table, chairs_at, in_chunks
from processes.queries.reminder_sources.endings import ONE_DAY, Ending, SourceOfEndings
from processes.rules.parties import Flag, flags
from processes.rules.reminder_mails import Line
from processes.rules.reminders import (
    LAPSE,
    Chair,
    Occurrence,
    Window,
    ending_moment,
    endings,
    moment_on,
)

MEMBERSHIP, PARTY = "membership", "party"


class MandatesThatEnd(SourceOfEndings):
    """Three months before somebody no longer speaks for a party, unless the period goes on after it.

    The party, the gebiedsteam and the clerk hear of the role, never of the name.
    """

    name = "mandates"
    kinds = (ReminderKind.SEAT_ENDS,)
    object_type = MEMBERSHIP

    def ends_in(self, window: Window) -> Iterator[Ending]:
        """Binding seats."""
        rows = _mandates().filter(ends_on__range=endings(window)).order_by("pk")
        names = ("pk", "party__process_id", "ends_on", "starts_on", "party_id")
        for row in rows.values_list(*names).iterator(CHUNK):
            yield Ending(*row)

    def hears(self, chair: Chair, party_id: int | None) -> bool:
        """The party itself, and the whole gebiedsteam."""
        return chair.kind == PartyKind.AREA_TEAM or (chair.binds and chair.party_id == party_id)

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those that still end on that day without a next period."""
        rows = _mandates().select_related("party__process")
        found = rows.in_bulk({each.object_id for each in reminders})
        lines = {}
        for each in reminders:
            seat = found.get(each.object_id)
            if seat is None or seat.ends_on is None or ending_moment(seat.ends_on) != each.moment:
                continue
            if self.is_for(each, table, seat.party_id):
                lines[each.pk] = Line(ReminderKind.SEAT_ENDS, _mandate_line(seat, seat.ends_on), each.pk)
        return lines


class LonelyParties(Source):
    """The day after somebody left and one person stayed behind, that person is asked to invite somebody."""

    name = "lonely parties"
    kinds = (ReminderKind.ONE_PERSON_LEFT,)
    lookback = LAPSE

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Parties somebody left on the day before a day of this window."""
        rows = Membership.objects.filter(
            ends_on__range=window.before(ONE_DAY),
            party__kind__in=SIGNING_KINDS,
            party__process__state=ProcessState.RUNNING,
        )
        left = rows.values_list("party_id", "party__process_id", "ends_on").distinct().order_by("party_id")
        for chunk in in_chunks(left.iterator(CHUNK)):
            chairs = chairs_at({process_id for _pk, process_id, _day in chunk}, window.today)
            for pk, process_id, last_day in chunk:
                if last_day is None:
                    continue
                stayed = [each for each in chairs[process_id] if each.party_id == pk]
                moment = moment_on(last_day + ONE_DAY)
                if len(stayed) == 1 and stayed[0].binds and stayed[0].since <= last_day:
                    yield Occurrence(
                        ReminderKind.ONE_PERSON_LEFT,
                        PARTY,
                        pk,
                        process_id,
                        stayed[0].user_id,
                        moment,
                        moment + LAPSE,
                    )

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those whose recipient is still the only one."""
        rows = with_roles(table.today).filter(process__state=ProcessState.RUNNING)
        found = {each.pk: each for each in rows.filter(pk__in={each.object_id for each in reminders})}
        return {
            each.pk: Line(
                ReminderKind.ONE_PERSON_LEFT, lonely_line(found[each.object_id], table.today), each.pk
            )
            for each in reminders
            if each.object_id in found
            and Flag.ONE_PERSON in flags(found[each.object_id].kind, roles_now(found[each.object_id]))
            and any(chair.binds and chair.party_id == each.object_id for chair in table.chairs(each))
        }


def _mandates() -> QuerySet[Membership]:
    """Binding seats that end without anybody in the same role after them."""
    after = Membership.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("ends_on")),
        party=OuterRef("party"),
        role=OuterRef("role"),
    )
    rows = Membership.objects.filter(
        role__in=BINDING_ROLES,
        party__kind__in=SIGNING_KINDS,
        party__process__state=ProcessState.RUNNING,
        user__is_active=True,
    )
    return rows.exclude(Exists(after)).exclude(ends_on=F("starts_on"))


def _mandate_line(seat: Membership, ends_on: dt.date) -> Waiting:
    words = {
        "role": seat.get_role_display(),
        "party": seat.party.short_name,
        "day": formats.date_format(ends_on, "j F Y"),
    }
    return Waiting(
        urgency=Urgency.HAS_A_DAY,
        day=ends_on,
        verb=_("Bespreek wie het overneemt"),
        title=_("Het mandaat als %(role)s van %(party)s loopt tot %(day)s") % words,
        where=seat.party.process.title,
        url=seat.party.get_absolute_url(),
        minutes=5,
    )
