# SPDX-License-Identifier: EUPL-1.2
"""Counts the queries of each page inside this process, for the first reader after a change and for the next."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gm_portal.accounts.models import User
from gm_portal.core import clock, pages
from gm_portal.local.bench import agreements, congruence, conversation, filling, importing
from gm_portal.local.bench.pages import PAGES, SIZES, Page


def fill_and_count(total: int) -> dict[str, Any]:
    """Make the database ready with `total` processes; return queries and a session per page."""
    settings.ALLOWED_HOSTS = ["*"]
    call_command("migrate", verbosity=0, interactive=False)
    call_command("load_groningen", verbosity=0)
    call_command("demo_people", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    author = User.objects.order_by("pk")[0]
    filling.fill(total, author_id=author.pk, now=clock.now())
    # The large conversation stands in the small portal: what it costs hangs on itself.
    large = conversation.fill(clock.now()) if total == SIZES[0] else None
    if large:
        agreements.fill(clock.now())
    checked = congruence.seconds() if total == max(SIZES) else {}
    filling.vacuum()
    sessions = {page.name: _reader(page.reader).cookies[settings.SESSION_COOKIE_NAME].value for page in PAGES}
    return {
        "queries": {page.name: _queries(page) for page in PAGES},
        "sessions": sessions,
        "conversation": conversation.count(large) if large else {},
        "agreements": agreements.count() if large else {},
        "congruence": checked,
        "import_seconds": importing.seconds("beheer@demo.example") if large else 0.0,
    }


def _reader(email: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=email))
    return client


def _queries(page: Page) -> dict[str, int]:
    counts = {}
    for name, client in (("anonymous", Client()), ("signed_in", _reader(page.reader))):
        client.get("/privacy/")
        pages.refresh()
        counts[f"{name}.first"] = _count(client, page.address)
        counts[f"{name}.next"] = _count(client, page.address)
    return counts


def _count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    if response.status_code != 200:
        raise RuntimeError(f"{address} answers {response.status_code}")
    return len(captured)
