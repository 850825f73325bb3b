# SPDX-License-Identifier: EUPL-1.2
"""What one person chose about reminders, and one reminder by its number."""

import datetime as dt
from dataclasses import dataclass

from processes.models import Reminder, ReminderPause, ReminderPreference


@dataclass(frozen=True)
class Choices:
    """How often on each topic (without a choice: daily), and the pause that stands."""

    rhythms: dict[str, str]
    pause: ReminderPause | None


def choices_of(user_id: int, *, today: dt.date) -> Choices:
    """The choices of one person; a pause that is over counts no more. Two queries."""
    rows = ReminderPreference.objects.filter(user_id=user_id)
    pause = ReminderPause.objects.filter(user_id=user_id, ends_on__gte=today).first()
    return Choices(dict(rows.values_list("topic", "rhythm")), pause)


def reminder_by_id(pk: int) -> Reminder:
    """One reminder. Raises `Reminder.DoesNotExist`."""
    return Reminder.objects.get(pk=pk)
