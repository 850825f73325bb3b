# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the portal itself: a task takes an id, loads, delegates, and nothing else."""

from celery import shared_task
from django.db.models import Max

from gm_portal.core import bounce_box, clock, mail, pages, process_pages
from gm_portal.core.models import AuditEvent


@shared_task
def send_mail(mail_id: int) -> None:
    """Send one queued mail."""
    mail.send(mail_id, now=clock.now())


@shared_task
def sweep_mail() -> None:
    """Send what is still waiting, for instance after an outage."""
    now = clock.now()
    mail.send_all(mail.sweep(now=now), now=now)


@shared_task
def read_bounce_box() -> None:
    """Read what came back in the bounce box, where there is one."""
    bounce_box.read_box(now=clock.now())


@shared_task
def sweep_pages() -> None:
    """Refresh the published pages, and the parts of processes, when a change was committed but not announced."""
    newest = AuditEvent.objects.aggregate(newest=Max("pk"))["newest"] or 0
    pages.sweep(newest_event=newest)
    process_pages.sweep(newest_event=newest, processes_after=_processes_after)


def _processes_after(number: int) -> set[int | None]:
    """The processes of the events after this one."""
    rows = AuditEvent.objects.filter(pk__gt=number).order_by()
    return set(rows.values_list("process_id", flat=True).distinct())


@shared_task
def forget_old_mail() -> None:
    """Empty the text and address of mails of more than 90 days ago (docs/privacy)."""
    mail.forget_old(now=clock.now())
