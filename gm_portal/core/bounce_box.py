# SPDX-License-Identifier: EUPL-1.2
"""The bounce box: a mailbox of our own that is read now and then, for who sends without a mail service.

What was understood is written down and then deleted; what was not stays in the box, marked as read, for a person.
"""

import datetime as dt
import imaplib
import logging
from urllib.parse import unquote, urlsplit

from django.conf import settings

from gm_portal.core.bounce_reports import MAX_BYTES, read_report
from gm_portal.core.bounces import record_bounce

logger = logging.getLogger(__name__)
AT_A_TIME = 200
PATIENCE_SECONDS = 30


def read_box(*, now: dt.datetime) -> int:
    """Read what is new in the box; returns how many mails came back. Nothing without `BOUNCE_BOX`.

    A box that does not answer is tried again at the next run; a mail is only deleted after its report is
    committed, so a run that dies half-way loses nothing.
    """
    if not settings.BOUNCE_BOX:
        return 0
    try:
        box = _open()
    except (OSError, imaplib.IMAP4.error) as error:
        logger.warning("The bounce box does not open: %s", type(error).__name__)
        return 0
    try:
        return _read(box, now)
    except (OSError, imaplib.IMAP4.error) as error:
        logger.warning("The bounce box stopped half-way: %s", type(error).__name__)
        return 0
    finally:
        _close(box)


def _open() -> imaplib.IMAP4:
    """Log in and open the folder named in `imaps://user:password@host:993/INBOX`."""
    place = urlsplit(settings.BOUNCE_BOX)
    kind = imaplib.IMAP4_SSL if place.scheme == "imaps" else imaplib.IMAP4
    box = kind(
        place.hostname or "",
        place.port or (993 if place.scheme == "imaps" else 143),
        timeout=PATIENCE_SECONDS,
    )
    box.login(unquote(place.username or ""), unquote(place.password or ""))
    box.select(place.path.strip("/") or "INBOX")
    return box


def _read(box: imaplib.IMAP4, now: dt.datetime) -> int:
    count = 0
    _ok, found = box.uid("SEARCH", "UNSEEN")
    for uid in (found[0] or b"").split()[:AT_A_TIME]:
        name = uid.decode("ascii")
        _ok, parts = box.uid("FETCH", name, f"(BODY.PEEK[]<0.{MAX_BYTES}>)")
        raw = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        is_ours = _record(raw, now)
        count += is_ours
        box.uid("STORE", name, "+FLAGS", r"(\Seen \Deleted)" if is_ours else r"(\Seen)")
    if count:
        box.expunge()
    return count


def _record(raw: bytes, now: dt.datetime) -> bool:
    report = read_report(raw)
    if report is None:
        return False
    return any(
        record_bounce(message_id=each, kind=report.kind, detail=report.detail, now=now) is not None
        for each in report.message_ids
    )


def _close(box: imaplib.IMAP4) -> None:
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error):
        logger.info("The bounce box was closed by the other side.")
