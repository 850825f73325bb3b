# SPDX-License-Identifier: EUPL-1.2
"""`manage.py load_groningen`: the practice areas of Groningen and their documented history."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from agendas.actions.loading import load_items
from gm_portal.core import clock
from gm_portal.core.actors import SYSTEM
from processes.actions.loading import load_documented


class Command(BaseCommand):
    """Fills what is missing, in one transaction; a second run changes nothing and says so."""

    help = "Load the areas, the praatplaat and the documented history of the practice areas (idempotent)."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        """Load both apps' documented data and print a short summary."""
        now = clock.now()
        changed = load_documented(actor=SYSTEM, now=now)
        changed["agenda items"] = load_items(now=now)
        if options["verbosity"] < 1:
            return
        if not any(changed.values()):
            self.stdout.write("Nothing to do: everything documented is there.")
            return
        words = ", ".join(f"{count} {kind}" for kind, count in sorted(changed.items()) if count)
        self.stdout.write(f"Added or brought up to date: {words}.")
