# SPDX-License-Identifier: EUPL-1.2
"""Pages of areas: the list with its search, one process, and choosing its step."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import Scope, allows
from processes.actions import areas as actions
from processes.enums import Permission
from processes.forms.areas import StepForm
from processes.models import Process
from processes.queries import areas as queries
from processes.queries.archetypes import accents_of
from processes.queries.areas import ProcessPage
from processes.queries.congruence import standings_of
from processes.views.area_parts import accent_picture, card_of, emblem, now_of, result_of, story_of

PER_PAGE = 12
LONGEST_SEARCH = 60


class _PublicList:
    """The list of processes is public, whatever is in it."""

    scope = Scope(is_public=True)


def _the_list() -> _PublicList:
    return _PublicList()


@gate(see=Permission.PROCESS_READ, fetch=_the_list, published=True)
def process_list(request: HttpRequest, _list: _PublicList) -> HttpResponse:
    """All processes as cards; with `?q=` the wijken and dorpen a reader may live in."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_SEARCH]
    paginator = Paginator(queries.listed_processes(), PER_PAGE)
    page = paginator.get_page(request.GET.get("page"))
    processes = list(page.object_list)
    news = queries.news_of(processes)
    found = queries.find_areas(query) if query else ()
    context = {
        "query": query,
        "results": [result_of(area) for area in found] if query else None,
        "some_without": any(not area.processes for area in found),
        "cards": [card_of(process, news.get(process.pk)) for process in processes],
        "page": page,
        "page_range": paginator.get_elided_page_range(page.number),
        "crumbs": [(_("Gebieden"), "")],
    }
    return render(request, "processes/areas/list.html", context)


@gate(see=Permission.PROCESS_READ, fetch=queries.process_for_page, published=True)
def process_page(request: HttpRequest, page: ProcessPage, slug: str) -> HttpResponse:
    """One process: what is going on, who takes part, what was agreed, and its story."""
    actor, process = current_actor(request), page.process
    may_set_step = allows(actor, Permission.PROCESS_SET_STEP, process.scope)
    next_evaluation = page.planned[0] if page.planned else None
    round_text = _("Ronde %(number)s") % {"number": process.round}
    context = {
        "process": process,
        "finished": not process.scope.is_open,
        "emblem": emblem(process.areas.all()),
        "now": now_of(
            process,
            answered=page.answered,
            agreements=len(page.agreements),
            next_day=next_evaluation.planned_on if next_evaluation else None,
        ),
        "step_notes": {process.step: round_text} if process.scope.is_open else {},
        "step_form": bound(StepForm, request, process=process) if may_set_step else None,
        "parties": process.parties.all(),
        "joining": page.joining,
        "may_ask_to_join": allows(actor, Permission.JOIN_ASK, process.scope),
        "agreements": page.agreements,
        "standing": standings_of([process], today=clock.local_date(clock.now()))[process.pk],
        "next_evaluation": next_evaluation,
        "lessons": process.lessons.all(),
        "story": story_of(process.story.all()),
        "crumbs": [(_("Gebieden"), reverse("processes")), (process.title, "")],
    } | accent_picture(accents_of([process], actor)[process.pk])
    return render(request, "processes/areas/process.html", context)


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.PROCESS_SET_STEP,
    fetch=queries.process_by_slug,
    methods=("GET", "POST"),
)
def step(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """Choose the step: the same small form as on the page of the process, on a page of its own."""
    form = bound(StepForm, request, process=process)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: actions.set_step(
                process=process,
                step=form.cleaned_data["step"],
                seen=form.cleaned_data["seen"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if done:
            messages.success(request, _("De stap is nu: %(step)s.") % {"step": done.get_step_display()})
            return redirect(done)
    context = {
        "process": process,
        "form": form,
        "crumbs": [
            (_("Gebieden"), reverse("processes")),
            (process.title, process.get_absolute_url()),
            (_("Stap kiezen"), ""),
        ],
    }
    return render(request, "processes/areas/step.html", context, status=400 if form.errors else 200)
