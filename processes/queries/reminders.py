# SPDX-License-Identifier: EUPL-1.2
"""Reads for reminders: what people wish, what still matters, and the lines that both the mail and "Mijn" show."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils import translation

from gm_portal.accounts.models import User
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date, local_moment
from gm_portal.core.models import MailState, OutgoingMail, UndeliverableAddress
from gm_portal.core.waiting import Waiting
from processes.enums import TOPIC_OF_KIND, ReminderKind, ReminderState, ReminderTopic, Rhythm, WhySkipped
from processes.models import Reminder, ReminderPause, ReminderPreference
from processes.queries.reminder_sources import SOURCE_OF_KIND
from processes.queries.reminder_sources.base import Source, Table, table_of
from processes.rules.reminder_decisions import Wishes, digest_key, newest
from processes.rules.reminder_mails import Line
from processes.rules.reminders import TOLD_FOR, TOLD_ONCE_IN_A_WHILE

Told = set[tuple[int, str, int]]
# Put aside for these reasons it is in no mail, and still on "Mijn": what waits, waits.
KEPT_ON_MINE = (WhySkipped.UNWANTED, WhySkipped.NO_ADDRESS, WhySkipped.TOLD)


def due(now: dt.datetime) -> QuerySet[Reminder]:
    """What waits, is due, and is with no other worker; the longest first, everything of one person together."""
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now)
    return Reminder.objects.filter(free, state=ReminderState.WAITING, due__lte=now).order_by(
        "due", "recipient_id"
    )


def rhythms_of(user_ids: Collection[int]) -> dict[tuple[int, str], str]:
    """How often these people want mail, by person and topic. One query; daily when it is not there."""
    rows = ReminderPreference.objects.filter(user_id__in=user_ids)
    return {
        (user_id, topic): rhythm for user_id, topic, rhythm in rows.values_list("user_id", "topic", "rhythm")
    }


def rhythm_of(rhythms: dict[tuple[int, str], str], reminder: Reminder) -> str:
    """How often the recipient wants mail on what this reminder is about."""
    topic: ReminderTopic = TOPIC_OF_KIND[ReminderKind(reminder.kind)]
    return rhythms.get((reminder.recipient_id, topic), Rhythm.DAILY)


def wishes_of(people: Collection[User], now: dt.datetime) -> dict[int, Wishes]:
    """What each of these people can and wants to get today. Four queries.

    A mail of yesterday that left only today counts for today: one mail a day is what arrives.
    """
    today = local_date(now)
    ids = [person.pk for person in people]
    pauses = {
        user_id: (first, last)
        for user_id, first, last in ReminderPause.objects.filter(user_id__in=ids).values_list(
            "user_id", "starts_on", "ends_on"
        )
    }
    keys = {digest_key(pk, today): pk for pk in ids}
    left_today = Reminder.objects.filter(
        recipient_id__in=ids,
        mail__sent_at__gte=local_moment(today),
        mail__sent_at__lt=local_moment(today + dt.timedelta(days=1)),
    )
    mailed = set(left_today.values_list("recipient_id", flat=True)) | {
        keys[key] for key in OutgoingMail.objects.filter(key__in=keys).values_list("key", flat=True)
    }
    broken = set(
        UndeliverableAddress.objects.filter(
            address__in=[person.email.lower() for person in people]
        ).values_list("address", flat=True)
    )
    return {
        person.pk: Wishes(
            can_get_mail=person.is_active and person.email.lower() not in broken,
            had_mail_today=person.pk in mailed,
            pause=pauses.get(person.pk),
        )
        for person in people
    }


def told_lately(user_ids: Collection[int], now: dt.datetime) -> Told:
    """What these people were mailed about in the last four weeks, of what waits without a day. One query."""
    rows = Reminder.objects.filter(
        recipient_id__in=user_ids,
        kind__in=TOLD_ONCE_IN_A_WHILE,
        state=ReminderState.QUEUED,
        handled_at__gt=now - TOLD_FOR,
    )
    return set(rows.values_list("recipient_id", "kind", "object_id"))


def in_mail_that_did_not_leave(user_ids: Collection[int], now: dt.datetime) -> list[Reminder]:
    """Reminders in a mail of an earlier day that is still in the queue: they go along in today's. One query."""
    rows = Reminder.objects.filter(
        recipient_id__in=user_ids, state=ReminderState.QUEUED, mail__state=MailState.QUEUED
    )
    return list(rows.select_related("mail").order_by("pk"))


def lines_of(reminders: Iterable[Reminder], people: Collection[User], now: dt.datetime) -> dict[int, Line]:
    """The line of each reminder that still matters, by its id, in its recipient's own language.

    A fixed number of queries for each kind of thing and language, for any number of reminders.
    """
    table = table_of(people, now)
    languages = {person.pk: person.language for person in people}
    groups: dict[tuple[str, Source], list[Reminder]] = defaultdict(list)
    for each in reminders:
        source = SOURCE_OF_KIND.get(ReminderKind(each.kind))
        if source is not None and each.recipient_id in languages:
            groups[languages[each.recipient_id], source].append(each)
    found: dict[int, Line] = {}
    for (language, source), rows in groups.items():
        with translation.override(language):
            found |= source.lines(rows, table)
    return found


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """What this person was or will be mailed about and that still matters: the same lines as the mail."""
    if actor.user_id is None:
        return []
    rows = Reminder.objects.filter(recipient_id=actor.user_id, due__lte=now, expires_at__gt=now)
    rows = rows.exclude(state=ReminderState.STOPPED)
    shown = [each for each in rows if each.state != ReminderState.SKIPPED or each.why in KEPT_ON_MINE]
    by_source: dict[Source, list[Reminder]] = defaultdict(list)
    for each in newest(shown):
        by_source[SOURCE_OF_KIND[ReminderKind(each.kind)]].append(each)
    table = Table(now, {actor.user_id: actor})
    return [
        line.waiting for source, group in by_source.items() for line in source.lines(group, table).values()
    ]


def reminders_in(mail_ids: Sequence[int]) -> list[Reminder]:
    """What these mails tell of."""
    return list(Reminder.objects.filter(mail_id__in=mail_ids, state=ReminderState.QUEUED).order_by("pk"))
