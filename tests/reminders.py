# SPDX-License-Identifier: EUPL-1.2
"""The moments around one planned day of the Korenbuurt, and who got a mail."""

import datetime as dt

from django.core import mail

DAY = dt.date(2027, 1, 29)  # a Friday
SIX_BEFORE = dt.datetime(2026, 12, 18, 7, 0, tzinfo=dt.UTC)
TWO_BEFORE = dt.datetime(2027, 1, 15, 7, 0, tzinfo=dt.UTC)
ON_THE_DAY = dt.datetime(2027, 1, 29, 7, 0, tzinfo=dt.UTC)
TWO_LATE = dt.datetime(2027, 2, 12, 7, 0, tzinfo=dt.UTC)
SIX_LATE = dt.datetime(2027, 3, 12, 7, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
TABLE = ["team_coordinator", "team_member", "wijk_coordinator", "wijk_deputy", "wijk_member"]


def mailed() -> list[str]:
    """Who got a mail, by the part before the @, and empty the box."""
    names = sorted(message.to[0].split("@")[0] for message in mail.outbox)
    mail.outbox.clear()
    return names
