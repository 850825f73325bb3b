# SPDX-License-Identifier: EUPL-1.2
"""Agreements: a version that waits for a signature, and an agreement (budget, power) that comes to its end."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import AGREEMENT_STANDING_STATES, ProcessState, ReminderKind
from processes.models import Agreement, AgreementParty, Reminder, SignOff
from processes.queries.agreement_waiting import line_of, open_versions
from processes.queries.reminder_sources.base import (
    CHUNK,
    Source,
    Table,
    chairs_at,
    in_chunks,
)
from processes.queries.reminder_sources.endings import Ending, SourceOfEndings
from processes.rules.reminder_mails import Line
from processes.rules.reminders import (
    LAPSE,
    SIGNATURE_AFTER,
    Occurrence,
    Window,
    ending_moment,
    endings,
    moment_on,
)

AGREEMENT = "agreement"


class VersionsToSign(Source):
    """A week after a version was written, or another party signed it, who has not signed hears that it waits."""

    name = "versions"
    kinds = (ReminderKind.SIGNATURE_WAITS,)
    lookback = LAPSE

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Open versions written, or signed by somebody, on the days in question."""
        first, end = window.moments_before(SIGNATURE_AFTER)
        names = ("pk", "process_id")
        written = open_versions().filter(current__at__gte=first, current__at__lt=end)
        signed = open_versions().filter(current__sign_offs__at__gte=first, current__sign_offs__at__lt=end)
        days = {
            (*ids, local_date(at))
            for rows, moment in ((written, "current__at"), (signed, "current__sign_offs__at"))
            for *ids, at in rows.values_list(*names, moment)
        }
        for chunk in in_chunks(sorted(days)):
            chairs = chairs_at({process_id for _pk, process_id, _day in chunk}, window.today)
            asked = _asked({pk for pk, *_rest in chunk})
            for pk, process_id, written_on in chunk:
                day = written_on + SIGNATURE_AFTER
                moment = moment_on(day)
                people = {
                    chair.user_id
                    for chair in chairs[process_id]
                    if chair.binds and day >= chair.since and (pk, chair.party_id) in asked
                }
                for user_id in sorted(people):
                    yield Occurrence(
                        ReminderKind.SIGNATURE_WAITS,
                        AGREEMENT,
                        pk,
                        process_id,
                        user_id,
                        moment,
                        moment + LAPSE,
                    )

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those whose recipient still binds a party that has not signed the version on the table."""
        rows = open_versions().filter(pk__in={each.object_id for each in reminders})
        found = {each.pk: each for each in rows.select_related("process", "current")}
        asked = _asked(found)
        lines = {}
        for each in reminders:
            parties = [
                chair.party_id
                for chair in table.chairs(each)
                if chair.binds and (each.object_id, chair.party_id) in asked
            ]
            if each.object_id in found and parties:
                waiting = line_of(found[each.object_id], parties)
                lines[each.pk] = Line(ReminderKind.SIGNATURE_WAITS, waiting, each.pk)
        return lines


class AgreementsThatEnd(SourceOfEndings):
    """Three months before an agreement ends: time to decide what comes next, for both sides and the clerk."""

    name = "endings"
    kinds = (ReminderKind.AGREEMENT_ENDS,)
    object_type = AGREEMENT

    def ends_in(self, window: Window) -> Iterator[Ending]:
        """Published versions."""
        rows = _in_force().filter(published__ends_on__range=endings(window)).order_by("pk")
        names = ("pk", "process_id", "published__ends_on", "published__at")
        for pk, process_id, ends_on, written_at in rows.values_list(*names).iterator(CHUNK):
            yield Ending(pk, process_id, ends_on, local_date(written_at))

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those that still end on that day."""
        rows = _in_force().select_related("process", "published")
        found = rows.in_bulk({each.object_id for each in reminders})
        lines = {}
        for each in reminders:
            agreement = found.get(each.object_id)
            ends_on = agreement.published.ends_on if agreement and agreement.published else None
            if agreement is None or ends_on is None or ending_moment(ends_on) != each.moment:
                continue
            # The clerk hears of what he may read; what is not for all stays with its parties.
            may_read = agreement.scope.is_public or self.sits_at_the_table(each, table)
            if may_read and self.is_for(each, table):
                lines[each.pk] = Line(ReminderKind.AGREEMENT_ENDS, _ending_line(agreement, ends_on), each.pk)
        return lines


def _asked(agreement_ids: Iterable[int]) -> set[tuple[int, int]]:
    """Which named parties have not signed the version on the table yet, as (agreement, party). One query."""
    signed = SignOff.objects.filter(version=OuterRef("agreement__current"), party=OuterRef("party"))
    rows = AgreementParty.objects.filter(~Exists(signed), agreement__in=list(agreement_ids))
    return set(rows.values_list("agreement_id", "party_id"))


def _in_force() -> QuerySet[Agreement]:
    return Agreement.objects.filter(state__in=AGREEMENT_STANDING_STATES, process__state=ProcessState.RUNNING)


def _ending_line(agreement: Agreement, ends_on: dt.date) -> Waiting:
    day = formats.date_format(ends_on, "j F Y")
    return Waiting(
        urgency=Urgency.HAS_A_DAY,
        day=ends_on,
        verb=_("Bespreek wat erna komt"),
        title=_("%(title)s loopt tot %(day)s") % {"title": agreement, "day": day},
        where=agreement.process.title,
        url=agreement.get_absolute_url(),
        minutes=10,
    )
