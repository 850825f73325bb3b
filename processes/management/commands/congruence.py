# SPDX-License-Identifier: EUPL-1.2
"""`manage.py congruence SLUG`: what the congruence check finds for one process, as JSON."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from gm_portal.core import clock
from processes.models import Process
from processes.queries.areas import process_by_slug
from processes.queries.congruence import with_drafts


class Command(BaseCommand):
    """Print the findings of one process. For operators: it also counts drafts, which readers do not see."""

    help = "Print the congruence findings of a process as JSON, drafts included."

    def add_arguments(self, parser: CommandParser) -> None:
        """The process, by its slug."""
        parser.add_argument("slug", help="the last part of the address, as in /gebieden/SLUG/")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find, check and print."""
        slug = options["slug"]
        try:
            process = process_by_slug(slug)
        except Process.DoesNotExist as error:
            raise CommandError(_("Er is geen gebied met de naam “%(slug)s”.") % {"slug": slug}) from error
        standing, of_drafts = with_drafts(process, today=clock.local_date(clock.now()))
        found = {
            "process": process.slug,
            "level": standing.level,
            "findings": [
                {
                    "rule": each.rule,
                    "severity": each.severity.value,
                    "status": each.status.value,
                    "agreement": each.agreement,
                    "text": str(each.text),
                }
                for each in (*standing.findings, *of_drafts)
            ],
        }
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
