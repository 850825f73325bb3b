# SPDX-License-Identifier: EUPL-1.2
"""The cycle of an area, and the honest planning of all areas: planned, moved, held."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import Scope, allows
from processes.actions import evaluation_cycle as actions
from processes.enums import Permission
from processes.forms.evaluation_moves import CycleForm
from processes.models import Process
from processes.queries import planning as queries
from processes.queries.cycles import cycle_of, due_by_cycle
from processes.rules.planning import plan_line
from processes.views.evaluation_frame import crumbs_of, status_of
from processes.views.evaluation_parts import line_of, moments_of

PER_PAGE = 10


@gate(
    see=Permission.EVALUATION_READ,
    do=Permission.EVALUATION_PLAN,
    fetch=queries.process_by_slug,
    methods=("GET", "POST"),
)
def cycle_page(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """How often an area looks back, and planning what that asks for."""
    actor = current_actor(request)
    may_choose = allows(actor, Permission.EVALUATION_CYCLE, process.scope)
    form = bound(CycleForm, request, cycle=cycle_of(process)) if may_choose else None
    if request.method == "POST":
        if "plan" in request.POST:
            return _plan(request, process)
        if form and form.is_valid():
            cycle = form.cycle()
            if form.try_to(
                lambda: actions.set_cycle(process=process, cycle=cycle, actor=actor, now=clock.now())
            ):
                messages.success(
                    request, _("Dit ritme geldt voor nieuwe momenten. Wat gepland is, blijft staan.")
                )
                return redirect("evaluation-cycle", slug=slug)
    context = {
        "process": process,
        "form": form,
        "cycle": cycle_of(process),
        "due": due_by_cycle(process, clock.local_date(clock.now())),
        "crumbs": crumbs_of(process, (_("Ritme"), "")),
    }
    return render(request, "processes/evaluations/cycle.html", context, status=status_of(form))


def _plan(request: HttpRequest, process: Process) -> HttpResponse:
    try:
        planned = actions.plan_by_cycle(process=process, actor=current_actor(request), now=clock.now())
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("evaluation-cycle", slug=process.slug)
    if not planned:
        messages.info(request, _("Alles stond al gepland."))
    else:
        said = ngettext("%(count)s moment staat gepland.", "%(count)s momenten staan gepland.", len(planned))
        messages.success(request, said % {"count": len(planned)})
    return redirect("evaluations", slug=process.slug)


class _AllAreas:
    """The planning of all areas is public."""

    scope = Scope(is_public=True)


@gate(see=Permission.EVALUATION_READ, fetch=_AllAreas, published=True)
def planning_page(request: HttpRequest, _all: _AllAreas) -> HttpResponse:
    """Per area all moments on one line, with the days as they were chosen first and as they are now."""
    today = clock.local_date(clock.now())
    pages = Paginator(queries.processes_with_moments(), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    areas = []
    for process in queries.with_planning(list(page.object_list)):
        moments = moments_of(process)
        lines = [plan_line(each, today) for each in queries.facts_of(process)]
        areas.append((process, line_of(moments, today=today), lines))
    context = {
        "areas": areas,
        "page": page,
        "page_range": pages.get_elided_page_range(page.number),
        "crumbs": [(_("Planning van het terugkijken"), "")],
    }
    return render(request, "processes/evaluations/planning.html", context)
