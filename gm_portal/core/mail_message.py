# SPDX-License-Identifier: EUPL-1.2
"""From a mail row to the message that goes over the line: text, HTML, calendar and headers."""

from email.mime.text import MIMEText
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from gm_portal.core.models import OutgoingMail

# Robots leave our mail alone: no "I am away" comes back (RFC 3834; the second one is what Exchange listens to).
# No "Precedence: bulk": it was never a standard, and mail boxes count it against a personal mail.
FROM_A_ROBOT = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply"}


def message_id_of(key: str) -> str:
    """The Message-ID of the mail of one occasion: a mail repeated after a crash shows up once.

    Keyed, so that nobody can guess it: who knows it has seen the mail, or is the server that refused it.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    return f"<{salted_hmac('gm.mail', key, algorithm='sha256').hexdigest()[:32]}@{host}>"


def build(mail: OutgoingMail) -> EmailMessage:
    """The message of this row. What comes back goes to `BOUNCE_ADDRESS`, a reply to `MAIL_REPLY_TO`."""
    headers = FROM_A_ROBOT | mail.headers | {"Message-ID": mail.message_id or message_id_of(mail.key)}
    sender = settings.DEFAULT_FROM_EMAIL
    if settings.BOUNCE_ADDRESS:
        headers["From"], sender = sender, settings.BOUNCE_ADDRESS
    message = EmailMultiAlternatives(
        mail.subject,
        mail.body,
        from_email=sender,
        to=[mail.to],
        reply_to=[settings.MAIL_REPLY_TO] if settings.MAIL_REPLY_TO else None,
        headers=headers,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    if mail.calendar:
        message.attach(_calendar(mail.calendar))
    return message


def _calendar(ics: str) -> MIMEText:
    """The iCalendar file as an attachment; mail programs want its METHOD in the content type too (RFC 6047)."""
    part = MIMEText(ics, "calendar", "utf-8")
    method = next(
        (line.partition(":")[2].strip() for line in ics.splitlines() if line.startswith("METHOD:")), "PUBLISH"
    )
    part.set_param("method", method)
    part.add_header("Content-Disposition", "attachment", filename="agenda.ics")
    return part
