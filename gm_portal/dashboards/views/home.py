# SPDX-License-Identifier: EUPL-1.2
"""The home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gm_portal.core.gate import gate
from gm_portal.dashboards.queries import home as queries
from gm_portal.dashboards.views.parts import Parts, kept_parts, map_part, rendered
from processes.queries.areas import news_of
from processes.views.area_parts import card_of


def _parts() -> Parts:
    """The map, and what stands below it."""
    processes = queries.newest_processes()
    news = news_of(processes)
    below = {
        "cards": [card_of(process, news.get(process.pk)) for process in processes],
        "experiments": queries.experiments(),
    }
    return map_part(), rendered("dashboards/_home.html", below)


@gate(published=True)
def home(request: HttpRequest) -> HttpResponse:
    """What this is, where it happens, and how it goes."""
    picture, below = kept_parts("home", _parts)
    return render(request, "dashboards/home.html", {"map": picture, "below": below})
