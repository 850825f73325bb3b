# SPDX-License-Identifier: EUPL-1.2
"""Reading what a mail server sends back: a delivery report (RFC 3464) or a complaint (RFC 5965).

Pure: bytes in, a report out. Our own Message-IDs are easy to recognise and hard to guess, so a report counts
only when it holds one: nobody silences somebody else's mail by writing to the bounce box.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import Message

from gm_portal.core.models import BounceKind

MESSAGE_ID = re.compile(r"<[0-9a-f]{32}@[^\s<>]{1,100}>")
MAX_BYTES = 200_000
MAILBOX_FULL = "5.2.2"  # it passes, whatever the server calls it


@dataclass(frozen=True)
class Report:
    """One thing that came back. `message_ids` are those it may be about; at most one of them is ours."""

    kind: BounceKind
    message_ids: tuple[str, ...]
    detail: str


def read_report(raw: bytes) -> Report | None:
    """The report in this mail; None when it is something else: an answer, a delay, "I am away"."""
    try:
        mail = message_from_bytes(raw[:MAX_BYTES], policy=policy.compat32)
        found = _complaint(mail) or _failure(mail)
    except (MessageError, LookupError, UnicodeError, ValueError):
        return None
    if found is None:
        return None
    ids = tuple(dict.fromkeys(MESSAGE_ID.findall(raw[:MAX_BYTES].decode("utf-8", "replace"))))
    return Report(found[0], ids[:10], found[1]) if ids else None


def _complaint(mail: Message) -> tuple[BounceKind, str] | None:
    if any(part.get_content_type() == "message/feedback-report" for part in mail.walk()):
        return BounceKind.COMPLAINT, ""
    return None


def _failure(mail: Message) -> tuple[BounceKind, str] | None:
    """The first recipient that was given up on: for good (5.x.x) or for this time (4.x.x)."""
    for part in mail.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message) or _plain(block, "Action").lower() != "failed":
                continue
            status = _plain(block, "Status")
            is_final = status.startswith("5") and not status.startswith(MAILBOX_FULL)
            kind = BounceKind.HARD if is_final else BounceKind.SOFT
            return kind, _plain(block, "Diagnostic-Code") or status
    return None


def _plain(block: Message, name: str) -> str:
    """The value of a field on one line, without what the database or a reader would stumble over."""
    return " ".join(str(block.get(name, "")).replace("\x00", " ").split())[:300]
