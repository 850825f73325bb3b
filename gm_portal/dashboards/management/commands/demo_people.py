# SPDX-License-Identifier: EUPL-1.2
"""`manage.py demo_people`: the seven people of the demo and a little example content."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gm_portal.core import clock
from gm_portal.core.actors import SYSTEM
from processes.actions.demo import create_demo


class Command(BaseCommand):
    """Only in the demo: a deployment never has accounts with a known password."""

    help = "Create the demo accounts and example content (idempotent; only without DATABASE_URL)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Create what is missing and say what was added."""
        if not settings.DEMO:
            raise CommandError("This is not the demo: accounts with a known password stay out of it.")
        added = create_demo(actor=SYSTEM, now=clock.now())
        if options["verbosity"] < 1:
            return
        if not added:
            self.stdout.write("Nothing to do: the demo is complete.")
            return
        words = ", ".join(f"{count} {kind}" for kind, count in sorted(added.items()))
        self.stdout.write(f"Added for the demo: {words}.")
