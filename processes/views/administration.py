# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/gebieden/`: processes and the parties at their tables, for administrators."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from processes.actions import administration as actions
from processes.actions.parties import create_party
from processes.enums import Permission
from processes.forms.administration import PartyForm, ProcessForm
from processes.models import Process
from processes.queries.areas import process_by_slug
from processes.queries.parties import processes_for_administration, roles_now
from processes.rules.parties import ADVICE, flags


def _crumbs(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        (_("Beheer"), reverse("administration")),
        (_("Gebieden en partijen"), reverse("admin-processes")),
        *more,
    ]


@gate(see=Permission.ADMINISTER)
def process_list(request: HttpRequest) -> HttpResponse:
    """All processes with their parties, and how these stand."""
    rows = [
        (
            process,
            [
                (
                    party,
                    len(roles_now(party)),
                    [ADVICE[flag] for flag in flags(party.kind, roles_now(party))],
                )
                for party in process.parties.all()
            ],
        )
        for process in processes_for_administration(clock.local_date(clock.now()))
    ]
    return render(request, "processes/administration/list.html", {"rows": rows, "crumbs": _crumbs()})


@gate(see=Permission.ADMINISTER, methods=("GET", "POST"))
def process_create(request: HttpRequest) -> HttpResponse:
    """Let an area begin."""
    form = bound(ProcessForm, request)
    if request.method == "POST" and form.is_valid():
        process = form.try_to(
            lambda: actions.create_process(
                title=form.cleaned_data["title"],
                intro=form.cleaned_data["intro"],
                areas=list(form.cleaned_data["areas"]),
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if process:
            messages.success(request, _("Het gebied is begonnen. Voeg nu de partijen toe."))
            return redirect("admin-party", process.slug)
    page = {"form": form, "crumbs": _crumbs((_("Gebied toevoegen"), ""))}
    return render(request, "processes/administration/process.html", page, status=400 if form.errors else 200)


@gate(see=Permission.ADMINISTER, fetch=process_by_slug, methods=("GET", "POST"))
def process_edit(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """Change title, introduction and areas."""
    form = bound(ProcessForm, request, process=process)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: actions.edit_process(
                process=process,
                title=form.cleaned_data["title"],
                intro=form.cleaned_data["intro"],
                areas=list(form.cleaned_data["areas"]),
                seen=form.cleaned_data["seen"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if done:
            messages.success(request, _("De wijzigingen zijn bewaard."))
            return redirect("admin-processes")
    page = {"process": process, "form": form, "crumbs": _crumbs((process.title, ""))}
    return render(request, "processes/administration/process.html", page, status=400 if form.errors else 200)


@gate(see=Permission.ADMINISTER, fetch=process_by_slug, methods=("GET", "POST"))
def party_create(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """Put a party at the table; its own page is where people are invited."""
    form = bound(PartyForm, request)
    if request.method == "POST" and form.is_valid():
        party = form.try_to(
            lambda: create_party(
                process=process, actor=current_actor(request), now=clock.now(), **_said(form)
            )
        )
        if party:
            messages.success(request, _("%(name)s doet mee. Nodig nu iemand uit.") % {"name": party.name})
            return redirect(party)
    page = {
        "process": process,
        "parties": process.parties.all(),
        "form": form,
        "crumbs": _crumbs(
            (process.title, reverse("admin-process", args=(slug,))), (_("Partij toevoegen"), "")
        ),
    }
    return render(request, "processes/administration/party.html", page, status=400 if form.errors else 200)


def _said(form: PartyForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("kind", "name", "short_name")}
