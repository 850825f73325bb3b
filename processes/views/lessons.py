# SPDX-License-Identifier: EUPL-1.2
"""The page with all lessons learnt."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gm_portal.core.gate import gate
from gm_portal.core.permissions import Scope
from processes.enums import Permission
from processes.queries import lessons as queries
from processes.views.evaluation_parts import emblem

PER_PAGE = 20


class _PublicList:
    """The list of lessons is public, whatever is in it."""

    scope = Scope(is_public=True)


def _the_list() -> _PublicList:
    return _PublicList()


@gate(see=Permission.LESSON_READ, fetch=_the_list, published=True)
def lesson_list(request: HttpRequest, _list: _PublicList) -> HttpResponse:
    """All lessons, by process; `?gebied=` shows those of one process."""
    processes = queries.processes_with_lessons()
    asked = request.GET.get("gebied", "")
    # An address somebody mistyped shows everything: there is nothing to be told off for.
    chosen = asked if asked in {slug for slug, _title, _count in processes} else ""
    paginator = Paginator(queries.lessons(chosen), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    by_process = groupby(page.object_list, key=lambda lesson: lesson.process)
    context = {
        "processes": processes,
        "total": sum(count for _slug, _title, count in processes),
        "chosen": chosen,
        "groups": [(process, emblem(process), list(lessons)) for process, lessons in by_process],
        "page": page,
        "page_range": paginator.get_elided_page_range(page.number),
        "crumbs": [(_("Leerpunten"), "")],
    }
    return render(request, "processes/lessons/list.html", context)
