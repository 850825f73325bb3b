# SPDX-License-Identifier: EUPL-1.2
"""What administrators look at: whether the portal runs, who needs help, what was mailed, what happened."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from redis.exceptions import RedisError

from gm_portal.accounts import queries as people
from gm_portal.core import clock, heartbeat
from gm_portal.core.bounces import undeliverable_addresses
from gm_portal.core.models import AuditEvent, MailState, OutgoingMail, UndeliverableAddress
from processes.enums import ProcessState, ReminderState
from processes.models import Praatplaat, Process, Reminder
from processes.queries.parties import Footing, lonely_parties

TO_COME = 50


@dataclass(frozen=True)
class Overview:
    """The first page of administration."""

    people: int
    administrators: int
    invitations: int
    processes: int
    lonely: list[Footing]
    mails: dict[str, int]
    is_beating: bool
    last_beat: dt.datetime | None
    reminders_due: int
    undeliverable: int
    praatplaten: list[Praatplaat]


def overview(now: dt.datetime) -> Overview:
    """All counts at one moment; eight queries and two looks at the heartbeat."""
    processes = dict(Process.objects.values_list("pk", "state"))
    running = [pk for pk, state in processes.items() if state == ProcessState.RUNNING]
    lonely = lonely_parties(running, today=clock.local_date(now))
    return Overview(
        people=people.people().count(),
        administrators=people.administrators().count(),
        invitations=people.open_invitations(now).count(),
        processes=len(processes),
        lonely=[footing for found in lonely.values() for footing in found],
        mails=mails_by_state(),
        is_beating=not heartbeat.has_stopped(),
        last_beat=_last_beat(),
        reminders_due=Reminder.objects.filter(state=ReminderState.WAITING, due__lte=now).count(),
        undeliverable=undeliverable_addresses().count(),
        praatplaten=list(Praatplaat.objects.annotate(question_count=Count("questions")).order_by("-version")),
    )


def mails_by_state() -> dict[str, int]:
    """How many mails are in each state."""
    counted = OutgoingMail.objects.order_by().values_list("state").annotate(Count("pk"))
    return {state.value: 0 for state in MailState} | dict(counted)


def _last_beat() -> dt.datetime | None:
    try:
        return heartbeat.last_beat()
    except RedisError:
        return None


def mails(*, state: str = "", words: str = "") -> QuerySet[OutgoingMail]:
    """Mails, newest first; of one state, or to addresses that hold these words."""
    found = OutgoingMail.objects.all()
    if state in MailState.values:
        found = found.filter(state=state)
    return found.filter(to__icontains=words) if words else found


def reminders_to_come(words: str) -> list[Reminder]:
    """What still waits for people whose address holds these words, the first to come first. One query."""
    rows = Reminder.objects.filter(state=ReminderState.WAITING, recipient__email__icontains=words)
    return list(rows.select_related("recipient", "process").order_by("due", "pk")[:TO_COME])


def address_by_id(pk: int) -> UndeliverableAddress:
    """One address that gets no mail. Raises `UndeliverableAddress.DoesNotExist`."""
    return UndeliverableAddress.objects.get(pk=pk)


def mail_by_id(pk: int) -> OutgoingMail:
    """One mail. Raises `OutgoingMail.DoesNotExist`."""
    return OutgoingMail.objects.get(pk=pk)


def events(
    *,
    process_id: int | None = None,
    verb: str = "",
    first_day: dt.date | None = None,
    last_day: dt.date | None = None,
) -> QuerySet[AuditEvent]:
    """The audit trail, newest first, by process, verb and period (both days included)."""
    found = AuditEvent.objects.order_by("-at", "-pk")
    if process_id is not None:
        found = found.filter(process_id=process_id)
    if verb:
        found = found.filter(verb=verb)
    if first_day:
        found = found.filter(at__gte=clock.local_moment(first_day))
    if last_day:
        found = found.filter(at__lt=clock.local_moment(last_day + dt.timedelta(days=1)))
    return found


def verbs_in_use() -> list[str]:
    """Every verb the trail knows."""
    return list(AuditEvent.objects.order_by("verb").values_list("verb", flat=True).distinct())


def process_titles() -> dict[int, str]:
    """Titles by id."""
    return dict(Process.objects.order_by("title").values_list("pk", "title"))
