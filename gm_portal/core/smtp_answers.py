# SPDX-License-Identifier: EUPL-1.2
"""What a mail server means when it refuses (RFC 5321, RFC 3463). Pure: an error in, an answer out."""

import re
import smtplib

# Without an enhanced code these say "no such mailbox here"; 552 is a full one, 554 and 571 are about the mail.
NO_MAILBOX = (550, 551, 553)
# 5.1.x is the address; 5.2.1 a mailbox that takes nothing any more. 5.1.7 and 5.1.8 are about us, who send.
ADDRESS_STATUS = re.compile(r"5\.(?:1\.(?!7\b|8\b)\d{1,3}|2\.1)\b")
STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
# Servers that give no enhanced code say in words that it is the sender they do not want.
ABOUT_US = re.compile(
    r"relay|spam|spf|dkim|dmarc|block|black|denied|policy|reputation|authenticat|banned", re.I
)


def is_final(error: OSError | ValueError) -> bool:
    """Whether trying again is of no use: the address or the mail is refused for good (5xx), or cannot be written."""
    answers = _answers(error)
    if answers:
        return all(500 <= code < 600 for code, _text in answers)
    return isinstance(error, ValueError)


def unknown_address(error: OSError | ValueError) -> str:
    """What the server said when it refused this very address for good; empty when it refused something else.

    A server that does not trust us (5.7.x, "relaying denied") refuses everybody: that says nothing of an address.
    """
    answers = _answers(error)
    if not answers or not all(_no_such_address(code, text) for code, text in answers):
        return ""
    code, text = answers[0]
    return " ".join(f"{code} {text}".replace("\x00", " ").split())[:300]


def _answers(error: OSError | ValueError) -> list[tuple[int, str]]:
    """The codes and words the server gave on the recipients or on the mail; none for anything else."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return [(code, _words(text)) for code, text in error.recipients.values()]
    if isinstance(error, smtplib.SMTPDataError):
        return [(error.smtp_code, _words(error.smtp_error))]
    return []


def _no_such_address(code: int, text: str) -> bool:
    if not 500 <= code < 600:
        return False
    status = STATUS.match(text)
    if status:
        return bool(ADDRESS_STATUS.match(status.group(1)))
    return code in NO_MAILBOX and not ABOUT_US.search(text)


def _words(text: bytes | str) -> str:
    return text.decode("utf-8", "replace") if isinstance(text, bytes) else text
