# SPDX-License-Identifier: EUPL-1.2
"""Around looking back: what the other side proposed about a day, and what was decided and nobody wrote yet."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence

from gm_portal.core.clock import local_date
from processes.enums import SIGNING_KINDS, ReminderKind
from processes.models import AgreementOutcome, Reminder
from processes.queries.evaluation_waiting import (
    answers,
    open_outcomes,
    open_proposals,
    outcomes_line,
    parties_of,
    proposal_line,
)
from processes.queries.reminder_sources.base import CHUNK, Source, Table, chairs_at, in_chunks
from processes.rules.reminder_mails import Line
from processes.rules.reminders import ANSWER_AFTER, LAPSE, Occurrence, Window, moment_on

PROPOSAL = "move_proposal"
OUTCOMES = "outcomes"  # its number is that of the moment they were decided at
NEXT_DAY = dt.timedelta(days=1)


class ProposalsThatWait(Source):
    """The morning after one side proposed another day, or to call it off, the other side hears of it."""

    name = "move proposals"
    kinds = (ReminderKind.MOVE_WAITS,)
    lookback = LAPSE

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Proposals of the day before the days in question, for everybody on the side that was asked."""
        first, end = window.moments_before(NEXT_DAY)
        rows = open_proposals().filter(at__gte=first, at__lt=end).order_by("pk")
        for chunk in in_chunks(rows.iterator(CHUNK)):
            chairs = chairs_at({each.evaluation.process_id for each in chunk}, window.today)
            for proposal in chunk:
                process_id = proposal.evaluation.process_id
                day = local_date(proposal.at) + NEXT_DAY
                moment = moment_on(day)
                people = {
                    chair.user_id
                    for chair in chairs[process_id]
                    if day >= chair.since and answers(proposal, [chair.kind])
                }
                for user_id in sorted(people):
                    yield Occurrence(
                        ReminderKind.MOVE_WAITS,
                        PROPOSAL,
                        proposal.pk,
                        process_id,
                        user_id,
                        moment,
                        moment + LAPSE,
                    )

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those nobody answered, for who still sits on the side that was asked."""
        found = open_proposals().in_bulk({each.object_id for each in reminders})
        return {
            each.pk: Line(ReminderKind.MOVE_WAITS, proposal_line(found[each.object_id]), each.pk)
            for each in reminders
            if each.object_id in found
            and answers(found[each.object_id], [chair.kind for chair in table.chairs(each)])
        }


class OutcomesThatWait(Source):
    """Two weeks after people decided to adapt or widen, who speaks for a named party hears it was not written yet."""

    name = "outcomes"
    kinds = (ReminderKind.OUTCOME_WAITS,)
    lookback = LAPSE

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Decisions of two weeks before the days in question, for who binds a party the agreement names."""
        first, end = window.moments_before(ANSWER_AFTER)
        rows = open_outcomes().filter(at__gte=first, at__lt=end).order_by("pk")
        for chunk in in_chunks(rows.iterator(CHUNK)):
            chairs = chairs_at({each.agreement.process_id for each in chunk}, window.today)
            named = parties_of({each.agreement_id for each in chunk})
            seen = set()
            for row in chunk:
                process_id = row.agreement.process_id
                day = local_date(row.at) + ANSWER_AFTER
                moment = moment_on(day)
                people = {
                    chair.user_id
                    for chair in chairs[process_id]
                    if chair.binds and day >= chair.since and chair.party_id in named[row.agreement_id]
                }
                for user_id in sorted(people):
                    if (row.evaluation_id, user_id) in seen:
                        continue
                    seen.add((row.evaluation_id, user_id))
                    yield Occurrence(
                        ReminderKind.OUTCOME_WAITS,
                        OUTCOMES,
                        row.evaluation_id,
                        process_id,
                        user_id,
                        moment,
                        moment + LAPSE,
                    )

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those of which something is still not written, for who speaks for a party an agreement names."""
        moments: dict[int, list[AgreementOutcome]] = defaultdict(list)
        wanted = {each.object_id for each in reminders}
        for row in open_outcomes().filter(evaluation__in=wanted).order_by("at", "pk"):
            moments[row.evaluation_id].append(row)
        ids = {row.agreement_id for rows in moments.values() for row in rows}
        named = parties_of(ids) if ids else {}
        lines = {}
        for each in reminders:
            chairs = table.chairs(each)
            parties = {chair.party_id for chair in chairs if chair.kind in SIGNING_KINDS}
            rows = [row for row in moments[each.object_id] if parties & named[row.agreement_id]]
            if rows and any(chair.binds for chair in chairs):
                lines[each.pk] = Line(ReminderKind.OUTCOME_WAITS, outcomes_line(rows), each.pk)
        return lines
