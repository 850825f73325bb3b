# SPDX-License-Identifier: EUPL-1.2
"""Reports on promises that nobody confirmed or disputed yet."""

from collections.abc import Iterator, Sequence

from gm_portal.core.clock import local_date
from processes.enums import ProcessState, ReminderKind
from processes.models import PromiseReport, Reminder
from processes.queries.promises import answers, report_line, told_by_id
from processes.queries.reminder_sources.base import CHUNK, Source, Table, chairs_at, in_chunks
from processes.rules.promises import ANSWER_WITHIN
from processes.rules.reminder_mails import Line
from processes.rules.reminders import LAPSE, Occurrence, Window, moment_on

PROMISE = "promise"


class ReportsThatWait(Source):
    """Thirty days after a party reported how a promise went, who may confirm it hears that it waits."""

    name = "promises"
    kinds = (ReminderKind.PROMISE_WAITS,)
    lookback = LAPSE

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Unanswered reports of the days in question, for everybody who binds a party; `lines` knows the side."""
        first, end = window.moments_before(ANSWER_WITHIN)
        rows = PromiseReport.objects.filter(
            at__gte=first,
            at__lt=end,
            answer__isnull=True,
            promise__agreement__process__state=ProcessState.RUNNING,
        ).order_by("pk")
        names = ("promise_id", "promise__agreement__process_id", "promise__party_id", "at")
        for chunk in in_chunks(rows.values_list(*names).iterator(CHUNK)):
            chairs = chairs_at({process_id for _pk, process_id, *_rest in chunk}, window.today)
            for pk, process_id, party_id, at in chunk:
                day = local_date(at) + ANSWER_WITHIN
                moment = moment_on(day)
                people = {
                    chair.user_id
                    for chair in chairs[process_id]
                    if chair.binds and chair.party_id != party_id and day >= chair.since
                }
                for user_id in sorted(people):
                    yield Occurrence(
                        ReminderKind.PROMISE_WAITS, PROMISE, pk, process_id, user_id, moment, moment + LAPSE
                    )

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those whose newest report still waits for this very person."""
        found = told_by_id((each.object_id for each in reminders), now=table.now)
        return {
            each.pk: Line(ReminderKind.PROMISE_WAITS, report_line(found[each.object_id]), each.pk)
            for each in reminders
            if each.object_id in found and answers(table.actor(each), found[each.object_id])
        }
