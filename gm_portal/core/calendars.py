# SPDX-License-Identifier: EUPL-1.2
"""Days for somebody's calendar, as an iCalendar file (RFC 5545). Pure: days in, text out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

PRODUCT = "-//Wijk- en dorpsdemocratie Groningen//portaal//NL"


@dataclass(frozen=True)
class CalendarDay:
    """One whole day. `uid` stays the same for ever; `sequence` goes up each time the day is moved."""

    uid: str
    day: dt.date
    title: str
    about: str
    url: str
    sequence: int = 0
    is_off: bool = False


def uid_of(name: str, site_url: str) -> str:
    """The name of a day over all calendars of the world: ours, at our host."""
    return f"{name}@{urlsplit(site_url).hostname or 'localhost'}"


def calendar_file(days: Sequence[CalendarDay], *, stamp: dt.datetime) -> str:
    """The file that tells a calendar of these days. Published, not a request: nobody is asked to answer.

    A whole day that leaves its owner free: at what hour people meet, they agree among themselves.
    """
    return _file(tuple(days), stamp)


# Everybody at one table gets the same file in the same run.
@lru_cache(maxsize=64)
def _file(days: tuple[CalendarDay, ...], stamp: dt.datetime) -> str:
    from icalendar import Calendar, Event  # late: 80 modules that only who asks for a calendar needs

    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    for each in days:
        event = Event()
        event.add("uid", each.uid)
        event.add("dtstamp", stamp.astimezone(dt.UTC))
        event.add("dtstart", each.day)
        event.add("dtend", each.day + dt.timedelta(days=1))
        event.add("sequence", each.sequence)
        event.add("summary", _line(each.title))
        event.add("description", f"{_line(each.about)}\n{each.url}")
        event.add("url", each.url)
        event.add("status", "CANCELLED" if each.is_off else "CONFIRMED")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    text: str = calendar.to_ical().decode("utf-8")
    return text


def _line(text: str) -> str:
    """On one line, without the signs a calendar file may not hold."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
