# SPDX-License-Identifier: EUPL-1.2
"""The mail that tells what waits: a digest in, a letter out. Pure; everything it needs is in the digest."""

import datetime as dt
from dataclasses import dataclass, field

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from gm_portal.core.waiting import Waiting
from processes.enums import ReminderKind


@dataclass(frozen=True)
class CalendarMoment:
    """A day that belongs in somebody's calendar. `sequence` goes up each time the day is moved (RFC 5545)."""

    uid: str
    day: dt.date
    title: str
    minutes: int
    sequence: int = 0


@dataclass(frozen=True)
class Line:
    """One thing that waits: exactly the line of "Mijn", with the kind of reminder that brings it in the mail."""

    kind: ReminderKind
    waiting: Waiting
    reminder_id: int = 0
    moment: CalendarMoment | None = None

    @property
    def order(self) -> tuple[Waiting, int]:
        """The order of "Mijn"."""
        return (self.waiting, self.reminder_id)


@dataclass(frozen=True)
class Digest:
    """All that waits for one person on one day, most urgent first; its texts are in `language`.

    `key` names the mail: one person, one day, one mail. `user_id` is for links that are signed for one person.
    """

    key: str
    user_id: int
    name: str
    language: str
    day: dt.date
    lines: tuple[Line, ...]
    site_url: str
    site_name: str


@dataclass(frozen=True)
class Letter:
    """A mail, ready to be queued. `calendar` is an iCalendar file or empty."""

    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    calendar: str = ""


def compose(digest: Digest) -> Letter:
    """The letter of this digest. Raises `ValueError` for a digest without lines: nothing empty is sent."""
    if not digest.lines:
        raise ValueError(f"{digest.key} has nothing to tell")
    with override(digest.language):
        first = digest.lines[0].waiting
        subject = f"{first.verb}: {first.title} ({first.where})"
        if len(digest.lines) > 1:
            subject = _("%(first)s, en nog %(more)s") % {"first": subject, "more": len(digest.lines) - 1}
        return Letter(subject, render_to_string("processes/reminders/digest.txt", {"digest": digest}))
