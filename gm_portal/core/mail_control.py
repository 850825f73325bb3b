# SPDX-License-Identifier: EUPL-1.2
"""What an administrator does with one mail: send it again, or hold it back. The caller has checked that he may."""

import datetime as dt

from celery import current_app
from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit
from gm_portal.core.actors import Actor
from gm_portal.core.bounces import undeliverable
from gm_portal.core.errors import RuleError
from gm_portal.core.mail_message import message_id_of
from gm_portal.core.models import MailState, OutgoingMail, Visibility

RESENDABLE = (MailState.FAILED, MailState.STOPPED, MailState.BOUNCED, MailState.SENT)
STOPPABLE = (MailState.QUEUED, MailState.FAILED)


def mark_of(mail: OutgoingMail) -> str:
    """What somebody saw of a mail: the second half of a double click comes with the mark of before the first."""
    moment = mail.bounced_at or mail.sent_at or mail.claimed_at or mail.queued_at
    return f"{mail.state}-{moment.timestamp():.6f}"


@transaction.atomic
def resend(*, mail: OutgoingMail, seen: str, actor: Actor, now: dt.datetime) -> bool:
    """Put a mail in the queue again; False when it changed since it was seen, and nothing was done.

    What left before leaves as a mail of its own, so that mail programs show it. Raises `RuleError` when the text
    is gone, or the address refuses mail.
    """
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if mail.state not in RESENDABLE or mark_of(mail) != seen:
        return False
    if not mail.body or not mail.to:
        raise RuleError(_("De tekst van deze mail is niet bewaard. Doe opnieuw wat de mail maakte."))
    if undeliverable(mail.to):
        raise RuleError(_("Dit adres krijgt geen mail. Laat het eerst weer toe."))
    if mail.state in (MailState.SENT, MailState.BOUNCED):
        mail.message_id = message_id_of(f"{mail.key} {now.isoformat()}")
    mail.state, mail.attempts, mail.error = MailState.QUEUED, 0, ""
    mail.sent_at = mail.bounced_at = mail.next_attempt_at = None
    fields = ("state", "attempts", "error", "sent_at", "bounced_at", "next_attempt_at", "message_id")
    mail.save(update_fields=fields)
    audit.record(actor=actor, verb="retry_mail", target=mail, now=now, visibility=Visibility.ADMIN)
    # Robust: a broker that is away must not break the page, for the sweep sends the mail later.
    transaction.on_commit(
        lambda: current_app.send_task("gm_portal.core.tasks.send_mail", (mail.pk,), retry=False), robust=True
    )
    return True


@transaction.atomic
def stop(*, mail: OutgoingMail, actor: Actor, now: dt.datetime) -> bool:
    """Hold a mail back that has not left; False when it left meanwhile, or was held already."""
    held = OutgoingMail.objects.filter(pk=mail.pk, state__in=STOPPABLE).update(state=MailState.STOPPED)
    if held:
        audit.record(actor=actor, verb="stop_sending", target=mail, now=now, visibility=Visibility.ADMIN)
    return bool(held)
