# SPDX-License-Identifier: EUPL-1.2
"""Mail as state rows: queued with the change, sent after the commit, swept when stuck.

`queued → sending → sent | failed`. Sending is claimed by a conditional update, so two workers never send
the same row; the Message-ID follows from the key, so a mail repeated after a crash shows up once.
"""

import datetime as dt
import hashlib
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string

from gm_portal.core.models import MailState, OutgoingMail

MAX_ATTEMPTS = 3
STUCK_AFTER = dt.timedelta(minutes=10)


def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    now: dt.datetime,
    dispatch: bool = True,
) -> OutgoingMail:
    """Queue one mail for one occasion; a second call with the same `key` returns the row that is there.

    Renders `template` (plain text) now, so that the mail says what was true when it was asked for.
    With `dispatch` the worker sends it as soon as this transaction is committed.
    """
    body = render_to_string(
        template, context | {"site_url": settings.SITE_URL, "site_name": settings.SITE_NAME}
    )
    mail, created = OutgoingMail.objects.get_or_create(
        key=key, defaults={"to": to, "subject": subject, "body": body.strip() + "\n", "queued_at": now}
    )
    if created and dispatch:
        transaction.on_commit(lambda: _dispatch(mail.pk))
    return mail


def _dispatch(mail_id: int) -> None:
    from gm_portal.core.tasks import send_mail  # late: tasks import this module

    send_mail.apply_async((mail_id,), ignore_result=True, retry=False)


def send(mail_id: int, *, now: dt.datetime) -> MailState:
    """Claim and send one mail; returns the state it ends in. A mail somebody else claimed is left alone."""
    claimed = OutgoingMail.objects.filter(pk=mail_id, state=MailState.QUEUED).update(
        state=MailState.SENDING, claimed_at=now
    )
    mail = OutgoingMail.objects.get(pk=mail_id)
    if not claimed:
        return MailState(mail.state)
    mail.attempts += 1
    try:
        EmailMessage(
            mail.subject, mail.body, to=[mail.to], headers={"Message-ID": _message_id(mail.key)}
        ).send()
    except OSError as error:  # SMTPException and every network failure are OSErrors
        mail.error = str(error)[:500]
        mail.state = MailState.FAILED if mail.attempts >= MAX_ATTEMPTS else MailState.QUEUED
    else:
        mail.state, mail.sent_at, mail.error = MailState.SENT, now, ""
    mail.save(update_fields=("state", "attempts", "error", "sent_at"))
    return MailState(mail.state)


def sweep(*, now: dt.datetime) -> list[int]:
    """Put mails whose sender died back in the queue; returns the ids of all mails that wait to be sent."""
    OutgoingMail.objects.filter(state=MailState.SENDING, claimed_at__lt=now - STUCK_AFTER).update(
        state=MailState.QUEUED
    )
    waiting = OutgoingMail.objects.filter(state=MailState.QUEUED, attempts__lt=MAX_ATTEMPTS)
    return list(waiting.order_by("queued_at").values_list("pk", flat=True)[:500])


def _message_id(key: str) -> str:
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@{host}>"
