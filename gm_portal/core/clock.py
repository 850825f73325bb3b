# SPDX-License-Identifier: EUPL-1.2
"""The one place that reads the clock. Everything below an edge gets `now` passed in."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def now() -> dt.datetime:
    """The present moment, aware, in UTC. Called at the edges only: views, tasks and commands."""
    return timezone.now()


def local_date(moment: dt.datetime) -> dt.date:
    """The calendar day in Groningen at `moment`."""
    return moment.astimezone(AMSTERDAM).date()


def local_moment(day: dt.date, hour: int = 0) -> dt.datetime:
    """The aware moment of `hour` o'clock in Groningen on `day`."""
    return dt.datetime.combine(day, dt.time(hour), tzinfo=AMSTERDAM)
