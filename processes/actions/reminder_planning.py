# SPDX-License-Identifier: EUPL-1.2
"""Writing down which reminders are new, source by source: one occurrence is one row, by constraint.

A source is looked through from where the last run stopped, so that a run in which nothing is new costs the same
for four processes and for four hundred. A run after an outage looks through the days that were missed.
"""

import datetime as dt

from django.db import transaction

from processes.models import Reminder, ReminderRun
from processes.queries.reminder_sources import SOURCES, Source
from processes.queries.reminder_sources.base import in_chunks
from processes.rules.reminders import Occurrence, Window

ROWS = 1000


def plan_due(*, now: dt.datetime) -> int:
    """Write down what came due up to `now` and still matters, once each; returns how many rows there were to see."""
    return sum(_plan(source, now) for source in SOURCES)


@transaction.atomic
def _plan(source: Source, now: dt.datetime) -> int:
    """One source. Its row is locked: a second worker waits here, and then has nothing left to look through."""
    runs = ReminderRun.objects.select_for_update(no_key=True).filter(source=source.name)
    run = runs.first()
    if run is None:
        ReminderRun.objects.bulk_create(
            [ReminderRun(source=source.name, planned_until=NEVER)], ignore_conflicts=True
        )
        run = runs.get()
    window = Window.between(None if run.planned_until == NEVER else run.planned_until, now, source.lookback)
    seen = 0
    for chunk in in_chunks(source.occurrences(window), ROWS):
        rows = [_row(each) for each in chunk if each.moment <= now < each.expires_at]
        Reminder.objects.bulk_create(rows, ignore_conflicts=True)
        seen += len(rows)
    run.planned_until = now
    run.save(update_fields=("planned_until",))
    return seen


# Before the first run; the portal did not exist.
NEVER = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def _row(each: Occurrence) -> Reminder:
    return Reminder(
        kind=each.kind,
        object_type=each.object_type,
        object_id=each.object_id,
        process_id=each.process_id,
        recipient_id=each.user_id,
        moment=each.moment,
        due=each.moment,
        expires_at=each.expires_at,
    )
