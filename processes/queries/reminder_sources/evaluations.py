# SPDX-License-Identifier: EUPL-1.2
"""Moments to look back: six and two weeks ahead, the day itself, and late (only to the gemeente's side)."""

import datetime as dt
from collections.abc import Iterator, Sequence

from django.db.models import Count, Max, QuerySet
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import EvaluationKind, EvaluationState, ProcessState, ReminderKind
from processes.models import Evaluation, Reminder
from processes.queries.evaluations import line_of
from processes.queries.reminder_sources.base import CHUNK, Source, Table, chairs_at, holders, in_chunks
from processes.rules.evaluations import MINUTES
from processes.rules.reminder_mails import CalendarMoment, Line
from processes.rules.reminders import EXPIRY, OFFSETS, Chair, Occurrence, Window, expiry_of, is_for, moment_of

EVALUATION = "evaluation"
INVITES = (ReminderKind.SIX_WEEKS_BEFORE, ReminderKind.TWO_WEEKS_BEFORE, ReminderKind.ON_THE_DAY)


class PlannedEvaluations(Source):
    """Everybody in the resident organisation and the gebiedsteam before the day, all seats on it; then the gemeente."""

    name = "evaluations"
    kinds = tuple(OFFSETS)
    lookback = max(EXPIRY[kind] - offset for kind, offset in OFFSETS.items())

    def occurrences(self, window: Window) -> Iterator[Occurrence]:
        """Per kind the evaluations whose day lies that far from this window. One index range a kind."""
        aldermen: list[Chair] | None = None
        for kind, offset in OFFSETS.items():
            rows = _planned().filter(planned_on__range=window.before(offset)).order_by("pk")
            known = rows.annotate(moved_at=Max("moves__at"))
            names = ("pk", "process_id", "planned_on", "created_at", "moved_at")
            for chunk in in_chunks(known.values_list(*names).iterator(CHUNK)):
                if kind == ReminderKind.SIX_WEEKS_LATE and aldermen is None:
                    aldermen = [Chair(pk, is_alderman=True) for pk in holders(GlobalRole.ALDERMAN)]
                chairs = chairs_at({process_id for _pk, process_id, *_rest in chunk}, window.today)
                for pk, process_id, planned_on, created_at, moved_at in chunk:
                    known_since = local_date(max(filter(None, (created_at, moved_at))))
                    if local_date(moment_of(kind, planned_on)) >= known_since:
                        everybody = [*chairs.get(process_id, ()), *(aldermen or ())]
                        yield from _of_one(kind, pk, process_id, planned_on, everybody)

    def lines(self, reminders: Sequence[Reminder], table: Table) -> dict[int, Line]:
        """Those whose day is still this day, nothing is written down yet, and the recipient still in the chair."""
        rows = _planned().annotate(times_moved=Count("moves"))
        found = rows.select_related("process").in_bulk({each.object_id for each in reminders})
        # One line an evaluation, however many people read it.
        usual = {pk: line_of(evaluation, table.today) for pk, evaluation in found.items()}
        return {
            each.pk: _line(each, evaluation, usual[each.object_id], table, times_moved=evaluation.times_moved)
            for each in reminders
            if (evaluation := found.get(each.object_id)) and _still_matters(each, evaluation, table)
        }


def _planned() -> QuerySet[Evaluation]:
    return Evaluation.objects.filter(state=EvaluationState.PLANNED, process__state=ProcessState.RUNNING)


def _of_one(
    kind: ReminderKind, pk: int, process_id: int, planned_on: dt.date, chairs: list[Chair]
) -> Iterator[Occurrence]:
    """Each person once, and nobody of a day from before he took his seat."""
    moment, expires_at = moment_of(kind, planned_on), expiry_of(kind, planned_on)
    day = local_date(moment)
    people = {chair.user_id for chair in chairs if is_for(kind, chair) and day >= chair.since}
    for user_id in sorted(people):
        yield Occurrence(kind, EVALUATION, pk, process_id, user_id, moment, expires_at)


def _still_matters(reminder: Reminder, evaluation: Evaluation, table: Table) -> bool:
    kind = ReminderKind(reminder.kind)
    if moment_of(kind, evaluation.planned_on) != reminder.moment:
        return False
    is_alderman = GlobalRole.ALDERMAN in table.actor(reminder).roles
    chairs = [*table.chairs(reminder), Chair(reminder.recipient_id, is_alderman=is_alderman)]
    return any(is_for(kind, chair) for chair in chairs)


def _line(
    reminder: Reminder, evaluation: Evaluation, waiting: Waiting, table: Table, *, times_moved: int
) -> Line:
    kind = ReminderKind(reminder.kind)
    if not table.chairs(reminder):  # an alderman, who has nothing to write down there
        waiting = _signal(evaluation)
    moment = None
    if kind in INVITES and evaluation.planned_on >= table.today:
        moment = CalendarMoment(
            uid=f"{EVALUATION}-{evaluation.pk}",
            day=evaluation.planned_on,
            title=_("Samen terugkijken in %(place)s") % {"place": evaluation.process.title},
            minutes=MINUTES[EvaluationKind(evaluation.kind)],
            sequence=times_moved,
        )
    return Line(kind, waiting, reminder.pk, moment)


def _signal(evaluation: Evaluation) -> Waiting:
    day = formats.date_format(evaluation.planned_on, "j F Y")
    return Waiting(
        urgency=Urgency.HAS_A_DAY,
        day=evaluation.planned_on,
        verb=_("Vraag het gebiedsteam wat er nodig is"),
        title=_("Samen terugkijken op %(day)s is nog niet vastgelegd") % {"day": day},
        where=evaluation.process.title,
        url=evaluation.get_absolute_url(),
        minutes=5,
    )
