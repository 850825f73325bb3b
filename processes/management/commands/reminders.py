# SPDX-License-Identifier: EUPL-1.2
"""`manage.py reminders --at 2027-01-15T08:00:00+01:00`: what the beat schedule does at that moment."""

import datetime as dt
import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from gm_portal.core import clock
from processes.actions.reminders import send_due


class Command(BaseCommand):
    """Sends what is due and prints one line of JSON."""

    help = "Send the reminders that are due, over the same code path as the beat schedule."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One option: the moment to act at."""
        parser.add_argument("--at", metavar="ISO", help="the moment, with its offset; now when left out")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send and report."""
        at = _moment(options["at"]) if options["at"] is not None else clock.now()
        self.stdout.write(json.dumps(send_due(now=at).as_dict()))


def _moment(text: str) -> dt.datetime:
    """The moment `text` names; refuses what has no offset, because 08:00 in Groningen is 07:00 or 06:00 in UTC."""
    try:
        moment = parse_datetime(text)
    except ValueError:
        moment = None
    if moment is None:
        raise CommandError(f"{text!r} is no moment. Write for example --at 2027-01-15T08:00:00+01:00.")
    if not 2000 <= moment.year < 3000:
        raise CommandError(f"{text!r} is too far away. Choose a year from 2000 to 2999.")
    if moment.tzinfo is None:
        example = text if "T" in text or " " in text else f"{text}T08:00:00"
        raise CommandError(f"{text!r} has no offset. Add one, for example {example}+01:00.")
    return moment
