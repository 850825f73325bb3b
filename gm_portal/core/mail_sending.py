# SPDX-License-Identifier: EUPL-1.2
"""Sending the mail rows: claimed, tried, backed off, and freed when the sender died.

Sending is claimed by a conditional update, so two workers never send the same row. What SMTP refuses for good
fails at once; what fails for now is tried again, later and later, for about three days. A worker that is killed
between handing a mail over and writing so down leaves a row that is sent again: SMTP offers no way round it, and
the same Message-ID lets mail programs show it once.
"""

import datetime as dt
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterable

from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.db import transaction
from django.db.models import F, Q

from gm_portal.core.bounces import refuse_address
from gm_portal.core.mail_message import build
from gm_portal.core.models import MailState, OutgoingMail, UndeliverableAddress
from gm_portal.core.smtp_answers import is_final, unknown_address

MAX_ATTEMPTS = 10
FIRST_DELAY = dt.timedelta(minutes=1)
LONGEST_DELAY = dt.timedelta(hours=12)
STUCK_AFTER = dt.timedelta(minutes=10)
# A mail that waited longer is looked at again before it leaves: what it says may be done by now.
STALE_AFTER = dt.timedelta(hours=1)
AT_ONCE = 500
# So many mails in a row that fail for now are a mail server that is ill: the others wait for the sweep.
TROUBLE = 5
# A task may take 300 seconds (CELERY_TASK_TIME_LIMIT); the sweep goes on where a run stops.
SECONDS = 200

log = logging.getLogger(__name__)
Refresh = Callable[[OutgoingMail, dt.datetime], bool]
_refreshers: dict[str, Refresh] = {}


def register_refresher(prefix: str, refresh: Refresh) -> None:
    """Let a higher floor look again at mails whose key begins with `prefix`, before they leave late.

    `refresh` may rewrite the mail; it answers whether there is still something to send.
    """
    _refreshers[prefix] = refresh


def delay_after(attempts: int) -> dt.timedelta:
    """How long to wait after so many attempts: 1, 4, 16, 64, 256 minutes, and then every twelve hours."""
    return min(FIRST_DELAY * 4 ** min(attempts - 1, 8), LONGEST_DELAY)


def send(mail_id: int, *, now: dt.datetime, line: BaseEmailBackend | None = None) -> MailState:
    """Claim and send one mail; returns the state it ends in. A mail somebody else claimed is left alone.

    `line` is a connection that is open already.
    """
    claimed = OutgoingMail.objects.filter(pk=mail_id, state=MailState.QUEUED).update(
        state=MailState.SENDING, claimed_at=now, attempts=F("attempts") + 1
    )
    mail = OutgoingMail.objects.get(pk=mail_id)
    if not claimed:
        return MailState(mail.state)
    if UndeliverableAddress.objects.filter(address=mail.to.lower()).exists() or not _still_matters(mail, now):
        mail.attempts -= 1  # it was no attempt
        return _close(mail, MailState.STOPPED)
    try:
        message = build(mail)
        message.connection = line
        message.send()
    except (OSError, ValueError) as error:  # SMTP and the network raise OSErrors, a bad address a ValueError
        return _close_failed(mail, error, now)
    mail.sent_at, mail.error = now, ""
    if mail.holds_secret:
        mail.body = mail.html = ""
    return _close(mail, MailState.SENT)


def send_all(mail_ids: Iterable[int], *, now: dt.datetime, seconds: float = SECONDS) -> Counter[MailState]:
    """Send these mails over one line, one after the other; counts the states they end in.

    One that fails does not stop the others. When the mail server itself fails, the rest stays in the queue and
    loses no attempt.
    """
    line = get_connection()
    shared = line if isinstance(line, SmtpBackend) else None
    states: Counter[MailState] = Counter()
    trouble, until = 0, time.monotonic() + seconds
    for mail_id in mail_ids:
        if trouble >= TROUBLE or time.monotonic() > until:
            states[MailState.QUEUED] += 1
            continue
        if shared is not None and not _is_open(shared):
            trouble += 1
            states[MailState.QUEUED] += 1
            continue
        state = send(mail_id, now=now, line=shared)
        states[state] += 1
        trouble = trouble + 1 if state == MailState.QUEUED else 0
        if shared is not None and state in (MailState.QUEUED, MailState.FAILED):
            _hang_up(shared)
    if shared is not None:
        _hang_up(shared)
    return states


def sweep(*, now: dt.datetime) -> list[int]:
    """Put mails whose sender died back in the queue; returns the ids of mails that are to be sent now."""
    stuck = OutgoingMail.objects.filter(state=MailState.SENDING, claimed_at__lt=now - STUCK_AFTER)
    stuck.filter(attempts__gte=MAX_ATTEMPTS).update(state=MailState.FAILED)
    freed = stuck.update(state=MailState.QUEUED)
    if freed:
        log.warning("%s mails were freed: their sender died, so they may arrive twice", freed)
    is_time = Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now)
    waiting = OutgoingMail.objects.filter(is_time, state=MailState.QUEUED).exclude(to="")
    return list(waiting.order_by("queued_at", "pk").values_list("pk", flat=True)[:AT_ONCE])


def _close_failed(mail: OutgoingMail, error: OSError | ValueError, now: dt.datetime) -> MailState:
    """To its end, or back in the queue for later. An address that does not exist gets nothing more."""
    mail.error = str(error)[:500]
    if refusal := unknown_address(error):
        with transaction.atomic():
            refuse_address(mail=mail, detail=refusal, now=now)
            return _close(mail, MailState.FAILED)
    if is_final(error) or mail.attempts >= MAX_ATTEMPTS:
        return _close(mail, MailState.FAILED)
    mail.next_attempt_at = now + delay_after(mail.attempts)
    return _close(mail, MailState.QUEUED)


def _close(mail: OutgoingMail, state: MailState) -> MailState:
    """Write down how it went, unless the sweep took the row back meanwhile."""
    rows = OutgoingMail.objects.filter(pk=mail.pk, state=MailState.SENDING, claimed_at=mail.claimed_at)
    rows.update(
        state=state,
        attempts=mail.attempts,
        error=mail.error,
        sent_at=mail.sent_at,
        next_attempt_at=mail.next_attempt_at,
        body=mail.body,
        html=mail.html,
    )
    return state


def _still_matters(mail: OutgoingMail, now: dt.datetime) -> bool:
    refresh = next((each for prefix, each in _refreshers.items() if mail.key.startswith(prefix)), None)
    if refresh is None or now - mail.queued_at < STALE_AFTER:
        return True
    return refresh(mail, now)


def _is_open(line: SmtpBackend) -> bool:
    try:
        line.open()
    except OSError as error:
        log.warning("the mail server does not answer: %s", error)
        return False
    return True


def _hang_up(line: SmtpBackend) -> None:
    try:
        line.close()
    except OSError as error:
        log.info("the mail server hung up first: %s", error)
