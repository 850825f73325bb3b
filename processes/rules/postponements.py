# SPDX-License-Identifier: EUPL-1.2
"""What a proposal to put off a required finding must say: until when, at most a year, and why."""

import datetime as dt

from django.utils.translation import gettext as _

MOST_CHARACTERS = 300


def last_day(today: dt.date) -> dt.date:
    """The last day something can be put off to: the same day next year."""
    try:
        return today.replace(year=today.year + 1)
    except ValueError:  # 29 February
        return today.replace(year=today.year + 1, day=28)


def flaws_of(*, until: dt.date, reason: str, today: dt.date) -> list[tuple[str, str]]:
    """Everything wrong with a proposal: the field, and what to do."""
    found = []
    if until <= today:
        found.append(("until", _("Kies een dag die nog komt.")))
    elif until > last_day(today):
        found.append(("until", _("Kies een dag binnen een jaar.")))
    if not reason:
        found.append(("reason", _("Schrijf op waarom u dit uitstelt.")))
    elif len(reason) > MOST_CHARACTERS:
        found.append(("reason", _("Maak de reden korter: hoogstens 300 tekens.")))
    elif "\x00" in reason:
        found.append(("reason", _("Haal het onzichtbare teken weg.")))
    return found
