# SPDX-License-Identifier: EUPL-1.2
"""What comes back about our mail, from a mail service or from the bounce box: one action for both.

A bounce that names nothing of ours is ignored: whoever tells us of it needs no answer but "thank you".
"""

import datetime as dt

from django.db import transaction
from django.db.models import QuerySet

from gm_portal.core import audit
from gm_portal.core.actors import SYSTEM, Actor
from gm_portal.core.models import BounceKind, MailState, OutgoingMail, UndeliverableAddress, Visibility

# A service that knows only the address means one of the mails of the last month.
LATELY = dt.timedelta(days=30)
CAN_COME_BACK = (MailState.SENDING, MailState.SENT, MailState.BOUNCED, MailState.QUEUED)


@transaction.atomic
def record_bounce(
    *,
    kind: BounceKind,
    now: dt.datetime,
    message_id: str = "",
    address: str = "",
    detail: str = "",
    actor: Actor = SYSTEM,
) -> OutgoingMail | None:
    """Write down that a mail came back or was unwelcome; returns the mail, None when it is none of ours.

    `message_id` is enough; an `address` alone counts only from a source that proved who it is. After a hard
    bounce or a complaint the address of that mail gets nothing more. Told twice, it is written once.
    """
    mail = _mail_of(message_id, address, now)
    if mail is None:
        return None
    is_new = kind == BounceKind.COMPLAINT or mail.state != MailState.BOUNCED
    if kind != BounceKind.COMPLAINT and is_new:
        mail.state, mail.bounced_at, mail.error = MailState.BOUNCED, now, detail[:500]
        mail.save(update_fields=("state", "bounced_at", "error"))
    if kind != BounceKind.SOFT and mail.to:
        is_new = _hold_back(mail.to, kind, detail, now)
    if is_new:
        _tell(mail, kind, actor, now)
    return mail


@transaction.atomic
def refuse_address(*, mail: OutgoingMail, detail: str, now: dt.datetime, actor: Actor = SYSTEM) -> None:
    """The mail server said at once that this address does not exist: the same as a report that comes back.

    The mail never left and keeps its state; the caller closes it.
    """
    if _hold_back(mail.to, BounceKind.HARD, detail, now):
        _tell(mail, BounceKind.HARD, actor, now)


def _hold_back(address: str, kind: BounceKind, detail: str, now: dt.datetime) -> bool:
    """Send nothing more to this address; False when it got nothing already."""
    _row, is_new = UndeliverableAddress.objects.get_or_create(
        address=address.lower(), defaults={"kind": kind, "detail": detail[:300], "since": now}
    )
    return is_new


def _tell(mail: OutgoingMail, kind: BounceKind, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb="record_bounce",
        target=mail,
        now=now,
        visibility=Visibility.ADMIN,
        kind=kind.value,
    )


def _mail_of(message_id: str, address: str, now: dt.datetime) -> OutgoingMail | None:
    """The mail a report is about, locked."""
    rows = OutgoingMail.objects.select_for_update().filter(state__in=CAN_COME_BACK)
    if message_id:
        found = rows.filter(message_id=message_id).first()
        if found is not None:
            return found
    if address:
        lately = rows.filter(to__iexact=address, sent_at__gte=now - LATELY)
        return lately.order_by("-sent_at", "-pk").first()
    return None


@transaction.atomic
def trust_again(*, address: str, actor: Actor, now: dt.datetime) -> bool:
    """Send mail to this address again; False when nothing held it. The caller has checked that `actor` may."""
    row = UndeliverableAddress.objects.select_for_update().filter(address=address.lower()).first()
    if row is None:
        return False
    audit.record(
        actor=actor, verb="trust_address", target=row, now=now, visibility=Visibility.ADMIN, kind=row.kind
    )
    row.delete()
    return True


def undeliverable(address: str) -> UndeliverableAddress | None:
    """Why this address gets no mail, None when it gets mail."""
    return UndeliverableAddress.objects.filter(address=address.lower()).first()


def undeliverable_addresses() -> QuerySet[UndeliverableAddress]:
    """All addresses that get no mail, the newest first."""
    return UndeliverableAddress.objects.all()
