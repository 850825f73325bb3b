# SPDX-License-Identifier: EUPL-1.2
"""Mail as state rows: queued with the change, sent after the commit, swept when stuck.

`queued → sending → sent | failed`; a mail can come back (`bounced`) or be held (`stopped`). How it is sent stands
in `mail_sending.py`; the Message-ID follows from the key, so a mail repeated after a crash shows up once.
A text that holds a secret is emptied once it is sent; every text and address is forgotten after 90 days.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string

from gm_portal.core.mail_message import message_id_of
from gm_portal.core.mail_sending import MAX_ATTEMPTS, STUCK_AFTER, register_refresher, send, send_all, sweep
from gm_portal.core.models import MailState, OutgoingMail, UndeliverableAddress

SUBJECT_LENGTH = 200
KEPT_FOR = dt.timedelta(days=90)
UNDELIVERABLE_FOR = dt.timedelta(days=365)

# All of mail behind one name, for who uses it.
__all__ = [
    "MAX_ATTEMPTS",
    "STUCK_AFTER",
    "NewMail",
    "forget_old",
    "forget_recipient",
    "queue_mail",
    "queue_many",
    "register_refresher",
    "send",
    "send_all",
    "sweep",
]


def queue_mail(
    *,
    key: str,
    to: str,
    subject: str,
    template: str,
    context: dict[str, Any],
    now: dt.datetime,
    dispatch: bool = True,
    holds_secret: bool = False,
) -> OutgoingMail:
    """Queue one mail for one occasion; a second call with the same `key` returns the row that is there.

    Renders `template` (plain text) now, so that the mail says what was true when it was asked for.
    With `dispatch` the worker sends it as soon as this transaction is committed. `holds_secret` says that the
    text opens something and is not kept after sending.
    """
    body = render_to_string(
        template, context | {"site_url": settings.SITE_URL, "site_name": settings.SITE_NAME}
    )
    mail, created = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject,
            "body": body.strip() + "\n",
            "message_id": message_id_of(key),
            "queued_at": now,
            "holds_secret": holds_secret,
        },
    )
    if created and dispatch:
        # Robust: a broker that is down must not break the page, for the sweep sends the mail later.
        transaction.on_commit(lambda: _dispatch(mail.pk), robust=True)
    return mail


@dataclass(frozen=True)
class NewMail:
    """A mail that was composed already, in text and (when not empty) HTML."""

    key: str
    to: str
    subject: str
    body: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    calendar: str = ""


def queue_many(mails: Sequence[NewMail], *, now: dt.datetime) -> list[int]:
    """Queue composed mails with one insert; returns their ids. Call inside the transaction that asks for them.

    The caller sends them after the commit; what he does not get to, the sweep sends. A key that is there already
    keeps its mail.
    """
    OutgoingMail.objects.bulk_create(
        [
            OutgoingMail(
                key=each.key,
                to=each.to,
                subject=each.subject[:SUBJECT_LENGTH],
                body=each.body.strip() + "\n",
                html=each.html,
                headers=each.headers,
                calendar=each.calendar,
                message_id=message_id_of(each.key),
                queued_at=now,
            )
            for each in mails
        ],
        ignore_conflicts=True,
    )
    rows = OutgoingMail.objects.filter(key__in=[each.key for each in mails])
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _dispatch(mail_id: int) -> None:
    # By its name, for the tasks import this module.
    current_app.send_task("gm_portal.core.tasks.send_mail", (mail_id,), retry=False)


def forget_old(*, now: dt.datetime) -> int:
    """Empty the text and the address of mails of more than 90 days ago; returns how many.

    The row stays: that a reminder went out remains part of the history.
    """
    UndeliverableAddress.objects.filter(since__lt=now - UNDELIVERABLE_FOR).delete()
    return _empty(OutgoingMail.objects.filter(queued_at__lt=now - KEPT_FOR))


def forget_recipient(address: str) -> int:
    """Take one person's address and texts out of all mails, sent or waiting; returns how many."""
    UndeliverableAddress.objects.filter(address=address.lower()).delete()
    return _empty(OutgoingMail.objects.filter(to__iexact=address))


def _empty(mails: QuerySet[OutgoingMail]) -> int:
    ids = list(mails.exclude(to="", body="").values_list("pk", flat=True))
    emptied = OutgoingMail.objects.filter(pk__in=ids)
    # What still waits has nobody to go to any more.
    emptied.filter(state=MailState.QUEUED).update(state=MailState.FAILED)
    return emptied.update(to="", body="", html="", headers={}, calendar="", error="")
