# SPDX-License-Identifier: EUPL-1.2
"""Fill the agendas with what is documented. What people changed in the portal stays as they made it."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

from django.db import transaction

from agendas.models import AgendaItem
from agendas.rules.items import next_number
from gm_portal.core import audit, pages
from gm_portal.core.actors import SYSTEM
from gm_portal.core.models import Visibility
from gm_portal.core.origins import Origin
from processes.models import Agreement, Process

DATA = Path(__file__).resolve().parent.parent / "data" / "items.json"


@transaction.atomic
def load_items(*, now: dt.datetime) -> int:
    """Add the documented items that are not there yet and return how many that were.

    Called after the processes and their agreements are loaded. An item is known by its process and title;
    one that is there is left alone, whatever people did with it since.
    """
    entries: list[dict[str, Any]] = json.loads(DATA.read_text("utf-8"))
    slugs = {entry["process"] for entry in entries}
    processes = {row.slug: row for row in Process.objects.select_for_update().filter(slug__in=slugs)}
    added = 0
    for entry in entries:
        process = processes.get(entry["process"])
        if process is not None and _load_item(process, entry, now):
            added += 1
    if added:
        pages.refresh_after_commit()
    return added


def _load_item(process: Process, entry: dict[str, Any], now: dt.datetime) -> bool:
    mine = AgendaItem.objects.filter(process=process)
    if mine.exclude(origin=Origin.PORTAL).filter(title=entry["title"]).exists():
        return False
    item = AgendaItem.objects.create(
        process=process,
        number=next_number(mine.values_list("number", flat=True)),
        title=entry["title"],
        text=entry["text"],
        theme=entry["theme"],
        state=entry["state"],
        origin=entry["origin"],
        source=entry["source"],
        created_at=now,
    )
    item.agreements.set(_documented_agreements(process, entry["agreement_kind"]))
    audit.record(
        actor=SYSTEM,
        verb="load_item",
        target=item,
        now=now,
        process_id=process.pk,
        # Loading history is no news from the area, and must not count as its last activity.
        visibility=Visibility.ADMIN,
        number=item.number,
    )
    return True


def _documented_agreements(process: Process, kind: str) -> list[Agreement]:
    """The agreement of this kind that the sources name; never one that people made in the portal."""
    documented = Agreement.objects.filter(
        process=process,
        kind=kind,
        origin__in=(Origin.SEED, Origin.FOUND),
        published__isnull=False,
    )
    return list(documented[:1])
