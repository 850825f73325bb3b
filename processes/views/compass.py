# SPDX-License-Identifier: EUPL-1.2
"""The compass of one table: seven values, one line per side, and how every score came about."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core.actors import current_actor
from gm_portal.core.gate import gate
from gm_portal.core.pictures import compass as pictures
from processes.enums import Permission
from processes.queries.compass import CompassOfTable, compass_of
from processes.queries.praatplaat import Table, table_by_slug
from processes.views.area_parts import emblem


@gate(see=Permission.PROCESS_READ, fetch=table_by_slug, published=True)
def compass_page(request: HttpRequest, table: Table, slug: str) -> HttpResponse:
    """The picture, the table, and per value the questions, figures and mean behind it."""
    actor = current_actor(request)
    found = compass_of(table, actor)
    return render(
        request,
        "processes/praatplaat/compass.html",
        {
            "process": table.process,
            "conversation": table.conversation,
            "rows": found.rows,
            "questions": found.questions,
            "is_at_the_table": bool(actor.seats_in(table.process.pk)),
            "emblem": emblem(table.areas),
            "here": "kompas",
            "crumbs": [
                (_("Gebieden"), reverse("processes")),
                (table.process.title, reverse("process", args=(slug,))),
                (_("Praatplaat"), reverse("praatplaat", args=(slug,))),
                (_("Kompas"), ""),
            ],
        }
        | compass_picture(found),
    )


def compass_picture(found: CompassOfTable) -> dict[str, Any]:
    """What `components/pictures/compass.html` needs; no picture as long as there are no figures."""
    values = values_of_picture(found)
    return {"compass": pictures.compass(values) if found.has_scores else None, "values": values}


def values_of_picture(found: CompassOfTable) -> tuple[pictures.CompassValue, ...]:
    """The values with the score of each side, as the picture takes them."""
    return tuple(
        pictures.CompassValue(value.code, value.name, score.wijk, score.gemeente)
        for value, score in found.rows
    )
