# SPDX-License-Identifier: EUPL-1.2
"""Lessons that changed nothing a year later, as far as their owner said."""

from collections.abc import Iterator, Sequence

from processes.enums import ReminderKind
from processes.models import Reminder
from processes.queries.lessons import ASKED_AFTER, asked_from, line_of, unanswered_after
from processes.queries.reminder_sources.base import Source, Table, chairs_at, in_chunks
from processes.rules.reminder_mails import Line
from processes.rules.reminders import LAPSE, Occurrence, Window, moment_on

LESSON = "lesson"


class LessonsOfAYearAgo(Source):
    """A year after a lesson was drawn, who speaks for its owner is asked what became of it."""

    name = "lessons"
    kinds = (ReminderKind.LESSON_WAITS,)
    lookback = LAPSE

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Lessons drawn, or last answered, a year before the days in question."""
        for chunk in in_chunks(asked_from(*window.moments_before(ASKED_AFTER))):
            chairs = chairs_at({process_id for _pk, process_id, *_rest in chunk}, window.today)
            for pk, process_id, owner_id, drawn_on in chunk:
                day = drawn_on + ASKED_AFTER
                moment = moment_on(day)
                people = {
                    chair.user_id
                    for chair in chairs[process_id]
                    if chair.binds and chair.party_id == owner_id and day >= chair.since
                }
                for user_id in sorted(people):
                    yield Occurrence(
                        ReminderKind.LESSON_WAITS, LESSON, pk, process_id, user_id, moment, moment + LAPSE
                    )

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those of which still nobody said what became of them, for who still speaks for the owner."""
        rows = unanswered_after(table.now).filter(pk__in={each.object_id for each in reminders})
        found = {lesson.pk: lesson for lesson in rows}
        return {
            each.pk: Line(ReminderKind.LESSON_WAITS, line_of(found[each.object_id]), each.pk)
            for each in reminders
            if each.object_id in found
            and any(
                chair.binds and chair.party_id == found[each.object_id].owner_id
                for chair in table.chairs(each)
            )
        }
