# SPDX-License-Identifier: EUPL-1.2
"""Days people were invited for and that changed since: their calendar hears of it in the next mail they get anyway."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Max

from gm_portal.core.clock import local_date
from gm_portal.core.models import OutgoingMail
from processes.enums import EvaluationState, ReminderKind, ReminderState
from processes.models import Evaluation, Reminder
from processes.queries.reminder_sources.evaluations import EVALUATION, INVITES
from processes.rules.reminder_mails import ChangedDay
from processes.rules.reminders import OFFSETS

# An invitation from longer ago was for a day that has passed.
LOOKBACK = dt.timedelta(weeks=7)
Invited = dict[tuple[int, int], dt.date]  # the day somebody was told last, by person and moment


@dataclass(frozen=True)
class _Change:
    """A moment that was moved or called off, and when."""

    evaluation: Evaluation
    at: dt.datetime
    times_moved: int


def changed_days(
    user_ids: Collection[int], now: dt.datetime, *, besides: OutgoingMail | None = None
) -> dict[int, list[ChangedDay]]:
    """What changed for each of these people after their last mail; `besides` is a mail that did not leave yet.

    At most three queries for any number of people; one when nobody was invited lately.
    """
    mailed = Reminder.objects.filter(recipient_id__in=user_ids, state=ReminderState.QUEUED)
    if besides is not None:
        mailed = mailed.exclude(mail=besides)
    invited: Invited = {}
    rows = mailed.filter(object_type=EVALUATION, kind__in=INVITES, moment__gt=now - LOOKBACK)
    names = ("recipient_id", "object_id", "kind", "moment")
    for user_id, pk, kind, moment in rows.order_by("handled_at", "pk").values_list(*names):
        invited[user_id, pk] = local_date(moment) - OFFSETS[ReminderKind(kind)]
    today = local_date(now)
    invited = {key: day for key, day in invited.items() if day >= today}
    if not invited:
        return {}
    changed = _changed({pk for _user_id, pk in invited})
    people = {user_id for user_id, pk in invited if pk in changed}
    last = dict(
        mailed.filter(recipient_id__in=people)
        .order_by()
        .values_list("recipient_id")
        .annotate(Max("handled_at"))
    )
    found: dict[int, list[ChangedDay]] = {}
    for (user_id, pk), was in sorted(invited.items()):
        change = changed.get(pk)
        if change is not None and last[user_id] < change.at:
            told = _told(change, was)
            if told.is_off or told.day != was:
                found.setdefault(user_id, []).append(told)
    return found


def _changed(ids: Collection[int]) -> dict[int, _Change]:
    """Those of these moments that were moved or called off, with when. One query."""
    states = (EvaluationState.PLANNED, EvaluationState.CANCELLED)
    rows = Evaluation.objects.filter(pk__in=ids, state__in=states).select_related("process")
    found: dict[int, _Change] = {}
    for each in rows.annotate(moved_at=Max("moves__at"), times_moved=Count("moves")):
        at = each.called_off_at or each.moved_at
        if at is not None:
            found[each.pk] = _Change(each, at, each.times_moved)
    return found


def _told(change: _Change, was: dt.date) -> ChangedDay:
    evaluation = change.evaluation
    is_off = evaluation.state == EvaluationState.CANCELLED
    return ChangedDay(
        uid=f"{EVALUATION}-{evaluation.pk}",
        was=was,
        day=evaluation.planned_on,
        place=evaluation.process.title,
        url=evaluation.get_absolute_url(),
        sequence=change.times_moved + is_off,
        is_off=is_off,
    )
