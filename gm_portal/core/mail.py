# SPDX-License-Identifier: EUPL-1.2
"""Mail as state rows: queued with the change, sent after the commit, swept when stuck.

`queued → sending → sent | failed`; a mail can come back (`bounced`) or be held (`stopped`). Sending is claimed by a conditional update, so two workers never send
the same row; the Message-ID follows from the key, so a mail repeated after a crash shows up once.
A text that holds a secret is emptied once it is sent; every text and address is forgotten after 90 days.
"""

import datetime as dt
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from gm_portal.core import audit
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError
from gm_portal.core.mail_message import build, message_id_of
from gm_portal.core.models import MailState, OutgoingMail, UndeliverableAddress, Visibility

MAX_ATTEMPTS = 3
STUCK_AFTER = dt.timedelta(minutes=10)
KEPT_FOR = dt.timedelta(days=90)
UNDELIVERABLE_FOR = dt.timedelta(days=365)


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


def _dispatch(mail_id: int) -> None:
    # By its name, for the tasks import this module.
    current_app.send_task("gm_portal.core.tasks.send_mail", (mail_id,), retry=False)


def send(mail_id: int, *, now: dt.datetime) -> MailState:
    """Claim and send one mail; returns the state it ends in. A mail somebody else claimed is left alone."""
    claimed = OutgoingMail.objects.filter(pk=mail_id, state=MailState.QUEUED).update(
        state=MailState.SENDING, claimed_at=now
    )
    mail = OutgoingMail.objects.get(pk=mail_id)
    if not claimed:
        return MailState(mail.state)
    if UndeliverableAddress.objects.filter(address=mail.to.lower()).exists():
        mail.state, mail.error = MailState.STOPPED, ""
        mail.save(update_fields=("state", "error"))
        return MailState.STOPPED
    mail.attempts += 1
    try:
        build(mail).send()
    except (OSError, ValueError) as error:  # SMTP and the network raise OSErrors, a bad address a ValueError
        mail.error = str(error)[:500]
        mail.state = MailState.FAILED if mail.attempts >= MAX_ATTEMPTS else MailState.QUEUED
    else:
        mail.state, mail.sent_at, mail.error = MailState.SENT, now, ""
    mail.save(update_fields=("state", "attempts", "error", "sent_at"))
    if mail.state == MailState.SENT and mail.holds_secret:
        mail.body = mail.html = ""
        mail.save(update_fields=("body", "html"))
    return MailState(mail.state)


def sweep(*, now: dt.datetime) -> list[int]:
    """Put mails whose sender died back in the queue; returns the ids of all mails that wait to be sent."""
    OutgoingMail.objects.filter(state=MailState.SENDING, claimed_at__lt=now - STUCK_AFTER).update(
        state=MailState.QUEUED
    )
    waiting = OutgoingMail.objects.filter(state=MailState.QUEUED, attempts__lt=MAX_ATTEMPTS).exclude(to="")
    return list(waiting.order_by("queued_at").values_list("pk", flat=True)[:500])


@transaction.atomic
def retry(*, mail: OutgoingMail, actor: Actor, now: dt.datetime) -> OutgoingMail:
    """Put a mail that failed back in the queue. A mail that is not failed is left alone.

    The caller has checked that `actor` may. Raises `RuleError` when the text is no longer there.
    """
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if mail.state != MailState.FAILED:
        return mail
    if not mail.body:
        raise RuleError(_("De tekst van deze mail is niet bewaard. Doe opnieuw wat de mail maakte."))
    mail.state, mail.attempts = MailState.QUEUED, 0
    mail.save(update_fields=("state", "attempts"))
    audit.record(actor=actor, verb="retry_mail", target=mail, now=now, visibility=Visibility.ADMIN)
    transaction.on_commit(lambda: _dispatch(mail.pk))
    return mail


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
