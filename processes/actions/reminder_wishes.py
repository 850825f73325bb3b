# SPDX-License-Identifier: EUPL-1.2
"""When something changes between queueing a reminder and its leaving: what is done, wishes, people who go."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import F

from gm_portal.accounts.models import User
from gm_portal.core.models import OutgoingMail
from processes.actions.reminders import digest_of, put_aside
from processes.enums import ReminderState, Rhythm, WhySkipped
from processes.models import Reminder, ReminderPause, ReminderPreference
from processes.queries import reminders as queries
from processes.queries.reminder_calendar import changed_days
from processes.rules.reminder_mails import compose


@transaction.atomic
def refresh_digest(mail: OutgoingMail, now: dt.datetime) -> bool:
    """Look again at a mail that leaves late; answers whether it still has something to tell.

    What is done, signed, moved or unwanted by now is taken out, and the mail is written anew when something was.
    """
    rows = queries.reminders_in([mail.pk])
    people = list(
        User.objects.select_for_update(no_key=True).filter(pk__in={row.recipient_id for row in rows})
    )
    lines = queries.lines_of(rows, [person for person in people if person.is_active], now)
    rhythms = queries.rhythms_of([person.pk for person in people])
    gone = [row for row in rows if row.pk not in lines]
    unwanted = [row for row in rows if row.pk in lines and queries.rhythm_of(rhythms, row) == Rhythm.NEVER]
    put_aside(gone, WhySkipped.DONE, now)
    put_aside(unwanted, WhySkipped.UNWANTED, now)
    left = [lines[row.pk] for row in rows if row not in gone and row not in unwanted]
    if left and (gone or unwanted):
        changes = changed_days([people[0].pk], now, besides=mail).get(people[0].pk, ())
        lines_left = sorted(left, key=lambda line: line.order)
        letter = compose(digest_of(people[0], lines_left, now, changes))
        mail.subject, mail.body, mail.html = letter.subject, letter.text.strip() + "\n", letter.html
        mail.headers, mail.calendar = letter.headers, letter.calendar
        mail.save(update_fields=("subject", "body", "html", "headers", "calendar"))
    return bool(left)


def reconsider(*, user_id: int) -> int:
    """Let everything that was put off for one person be decided on anew, at the next run; returns how much.

    Call it when somebody changes how often he wants mail, or his holiday, in the same transaction.
    """
    waiting = Reminder.objects.filter(recipient_id=user_id, state=ReminderState.WAITING)
    return waiting.exclude(due=F("moment")).update(due=F("moment"))


def forget_wishes(*, user: User, **kwargs: Any) -> None:
    """Forget how often a person wanted mail, and when not. Receiver of `person_erased`, inside its transaction."""
    ReminderPreference.objects.filter(user=user).delete()
    ReminderPause.objects.filter(user=user).delete()
