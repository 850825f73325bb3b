# SPDX-License-Identifier: EUPL-1.2
"""`manage.py verify_agreements [SLUG]`: recompute all hashes and check that signatures refer to existing texts."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from processes.models import Process
from processes.queries.agreement_papers import troubles


class Command(BaseCommand):
    """One line per problem and a summary; exit code 1 when anything does not add up."""

    help = "Recompute the hash of every version of every agreement, and check the signatures"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The area, when only one is to be checked."""
        parser.add_argument("slug", nargs="?", default="", help="the slug of one process; all without it")

    def handle(self, *args: Any, slug: str, **options: Any) -> None:
        """Print what is wrong."""
        if slug and not Process.objects.filter(slug=slug).exists():
            raise CommandError(f"There is no process {slug}.")
        checked = wrong = 0
        for trouble in troubles(slug):
            if trouble is None:
                checked += 1
                continue
            wrong += 1
            self.stdout.write(f"{trouble.where}: {trouble.what}")
        self.stdout.write(f"{checked} versions match their hash, {wrong} problems.")
        if wrong:
            sys.exit(1)
