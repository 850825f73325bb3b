# SPDX-License-Identifier: EUPL-1.2
"""The mail that tells what waits: a digest in, a letter out. Pure; everything it needs is in the digest."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import formats
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from gm_portal.core.calendars import CalendarDay, calendar_file, uid_of
from gm_portal.core.clock import local_moment
from gm_portal.core.waiting import Waiting
from processes.enums import TOPIC_OF_KIND, ReminderKind, ReminderTopic
from processes.rules.reminder_words import INVITATIONS
from processes.rules.unsubscribing import token_for

SUBJECT_LENGTH = 110
MOST_SIGNS = 160  # accents that stand apart are no letters, and take place all the same


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
class ChangedDay:
    """A day somebody was invited for (`was`) and that was moved, or called off, since his last mail."""

    uid: str
    was: dt.date
    day: dt.date
    place: str
    url: str
    sequence: int
    is_off: bool = False


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
    changes: tuple[ChangedDay, ...] = ()


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
        page = _page(digest)
        return Letter(
            subject=_subject(digest),
            text=_tidy(render_to_string("processes/reminders/digest.txt", page)),
            html=render_to_string("processes/reminders/digest.html", page),
            headers=_headers(digest),
            calendar=_calendar(digest),
        )


def _subject(digest: Digest) -> str:
    """The most urgent thing, and how much more there is; on one line and not too long for a phone."""
    first = digest.lines[0].waiting
    subject = Truncator(_one_line(f"{first.title} ({first.where})")).chars(SUBJECT_LENGTH)[:MOST_SIGNS]
    more = len(digest.lines) - 1
    if not more:
        return subject
    return ngettext("%(first)s, en nog %(more)s ding", "%(first)s, en nog %(more)s dingen", more) % {
        "first": subject,
        "more": more,
    }


def _page(digest: Digest) -> dict[str, Any]:
    """What both templates show."""
    topics = sorted({TOPIC_OF_KIND[line.kind] for line in digest.lines}, key=list(ReminderTopic).index)
    return {
        "digest": digest,
        "name": _one_line(digest.name),
        "lines": [_shown(line, digest) for line in digest.lines],
        "count": len(digest.lines),
        "minutes": sum(line.waiting.minutes for line in digest.lines),
        "changes": [_change_in_words(change) for change in digest.changes],
        "has_calendar": any(line.moment for line in digest.lines),
        "mine_url": _behind_sign_in(digest, reverse("mine")),
        "preferences_url": _behind_sign_in(digest, reverse("my-reminders")),
        "stops": [(topic.label, stop_url(digest.site_url, digest.user_id, topic)) for topic in topics],
        "stop_all_url": stop_url(digest.site_url, digest.user_id, None),
    }


def _shown(line: Line, digest: Digest) -> dict[str, Any]:
    waiting = line.waiting
    day = formats.date_format(waiting.day, "j F Y")
    return {
        "verb": waiting.verb,
        "title": _one_line(waiting.title),
        "where": _one_line(waiting.where),
        "day": day if waiting.has_day and day not in waiting.title else "",
        "minutes": waiting.minutes,
        "invitation": INVITATIONS.get(line.kind, ""),
        "url": _behind_sign_in(digest, waiting.url),
    }


def _behind_sign_in(digest: Digest, path: str) -> str:
    """A deep link that survives signing in; who is signed in already goes straight on."""
    return f"{digest.site_url}{reverse('account_login')}?{urlencode({'next': path}, safe='/')}"


def stop_url(site_url: str, user_id: int, topic: ReminderTopic | None) -> str:
    """The link that stops mail on a topic (or all of it) without signing in."""
    return site_url + reverse("stop-mail", args=(token_for(user_id, topic),))


def _headers(digest: Digest) -> dict[str, str]:
    """One click in the mail program stops these mails (RFC 2369 and RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{stop_url(digest.site_url, digest.user_id, None)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _change_in_words(change: ChangedDay) -> str:
    words = {
        "place": _one_line(change.place),
        "was": formats.date_format(change.was, "j F Y"),
        "day": formats.date_format(change.day, "j F Y"),
    }
    if change.is_off:
        return _("Samen terugkijken in %(place)s op %(was)s gaat niet door.") % words
    return _("Samen terugkijken in %(place)s is nu op %(day)s, niet op %(was)s.") % words


def _calendar(digest: Digest) -> str:
    """The days in this mail for somebody's calendar; empty when there are none.

    A day that changed has the name it had, and a higher number: calendars replace it or take it out.
    """
    days = {
        change.uid: CalendarDay(
            uid=uid_of(change.uid, digest.site_url),
            day=change.day,
            title=_("Samen terugkijken in %(place)s") % {"place": change.place},
            about=change.place,
            url=digest.site_url + change.url,
            sequence=change.sequence,
            is_off=change.is_off,
        )
        for change in digest.changes
    }
    days |= {
        line.moment.uid: CalendarDay(
            uid=uid_of(line.moment.uid, digest.site_url),
            day=line.moment.day,
            title=line.moment.title,
            about=line.waiting.where,
            url=digest.site_url + line.waiting.url,
            sequence=line.moment.sequence,
        )
        for line in digest.lines
        if line.moment
    }
    if not days:
        return ""
    return calendar_file(list(days.values()), stamp=local_moment(digest.day))


def _one_line(text: str) -> str:
    """Titles are typed by people: no line ends in a subject, and no paragraph of somebody else in our mail."""
    return " ".join(text.split())


def _tidy(text: str) -> str:
    """At most one empty line in a row: what templates leave behind."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
