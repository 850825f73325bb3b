# SPDX-License-Identifier: EUPL-1.2
"""The home page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gm_portal.core.gate import gate
from gm_portal.dashboards.queries import home as queries
from gm_portal.dashboards.views.parts import kept_part, map_part
from processes.queries.areas import news_of
from processes.views.area_parts import card_of


def _context() -> dict[str, Any]:
    processes = queries.newest_processes()
    news = news_of(processes)
    return {
        "cards": [card_of(process, news.get(process.pk)) for process in processes],
        "experiments": queries.experiments(),
    }


@gate(published=True)
def home(request: HttpRequest) -> HttpResponse:
    """What this is, where it happens, and how it goes."""
    context = {"map": map_part(), "below": kept_part("home", "dashboards/_home.html", _context)}
    return render(request, "dashboards/home.html", context)
