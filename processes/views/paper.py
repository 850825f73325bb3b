# SPDX-License-Identifier: EUPL-1.2
"""The praatplaat on paper: posters and question sheets as PDF, and typing in what came back on paper."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.accounts.signed_in import current_user
from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import RuleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.papers import paper
from gm_portal.core.permissions import allows
from processes.actions import paper as actions
from processes.enums import Permission
from processes.forms.contributions import ContributionForm, PaperForm
from processes.models import Praatplaat
from processes.queries import contribution_links, typed_papers
from processes.queries import paper as paper_queries
from processes.queries.contribution_links import OpenedLink
from processes.queries.older_contributions import LeftBehind, left_behind
from processes.queries.praatplaat import Table, table_by_slug
from processes.queries.typed_papers import TypedIn
from processes.views import given_back
from processes.views.contributions import crumbs
from processes.views.moved import left_behind_in

REJECT = "afkeuren"


# --- PDF ------------------------------------------------------------------------------------------------
def _pdf(template: str, data: dict[str, Any], name: str) -> HttpResponse:
    response = HttpResponse(paper(f"processes/paper/{template}.typ", data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@gate(see=Permission.PROCESS_READ, fetch=table_by_slug)
def poster(request: HttpRequest, table: Table, slug: str) -> HttpResponse:
    """The poster (A3) of the version this process talks about."""
    try:
        data = paper_queries.poster_of(table)
    except Praatplaat.DoesNotExist as error:
        raise Http404 from error
    return _pdf("poster", data, f"praatplaat-{slug}")


@gate(see=Permission.PROCESS_READ, fetch=table_by_slug)
def question_sheets(request: HttpRequest, table: Table, slug: str) -> HttpResponse:
    """The question sheets (A4) of the version this process talks about."""
    try:
        data = paper_queries.sheets_of(table)
    except Praatplaat.DoesNotExist as error:
        raise Http404 from error
    return _pdf("vragen", data, f"vragen-{slug}")


@gate(see=Permission.CONTRIBUTIONS_READ, fetch=contribution_links.link_by_id)
def link_sheets(request: HttpRequest, opened: OpenedLink, slug: str, pk: int) -> HttpResponse:
    """The question sheets (A4) of one link, with its code."""
    return _pdf(
        "vragen", paper_queries.sheets_of_link(opened.link), f"vragen-{slug}-{opened.link.sheet_code}"
    )


# --- typing in ------------------------------------------------------------------------------------------
@gate(
    see=Permission.CONTRIBUTIONS_READ,
    do=Permission.PAPER_TYPE_IN,
    fetch=contribution_links.link_by_id,
    methods=("GET", "POST"),
    given_back=given_back.at_link,
)
def type_in(request: HttpRequest, opened: OpenedLink, slug: str, pk: int) -> HttpResponse:
    """Type one paper in; under it the papers that wait for a second person."""
    form = bound(PaperForm, request, opened=opened)
    behind = _left_behind(request, opened, form)
    if request.method == "POST" and form.is_valid() and not behind:
        done = form.try_to(
            lambda: actions.type_in(
                opened=opened,
                key=form.cleaned_data["sleutel"] or form.initial["sleutel"],
                sheet_code=form.cleaned_data["sheet_code"],
                version=form.cleaned_data["version"],
                contents=form.contents(),
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if done:
            messages.success(
                request, _("Bewaard. Iemand anders van uw partij kijkt het na. Daarna telt het mee.")
            )
            return redirect("paper", slug=slug, pk=pk)
    waiting = list(typed_papers.unchecked(opened.link))
    people = typed_papers.people_of_party(opened.link.party, clock.local_date(clock.now()))
    page = _page(opened, form) | {
        "mine": [row for row in waiting if row.typed_by_id == current_user(request).pk],
        "others": [row for row in waiting if row.typed_by_id != current_user(request).pk],
        "left_behind": behind,
        "is_alone": people < 2,
        "may_invite": allows(current_actor(request), Permission.PARTY_INVITE, opened.scope),
        "crumbs": crumbs(
            opened,
            (opened.link.title, reverse("contribution-link", args=(slug, pk))),
            (_("Papier overtypen"), ""),
        ),
    }
    return render(request, "processes/paper/type_in.html", page, status=form.status)


def _left_behind(request: HttpRequest, opened: OpenedLink, form: PaperForm) -> tuple[LeftBehind, ...]:
    """What was typed for questions that are gone or changed since the form was opened; the form then says so."""
    if request.method != "POST":
        return ()
    form.is_valid()
    behind = left_behind_in(request.POST, opened, form.cleaned_data.get("versie", 0))
    if behind:
        form.has_moved = True
        form.read_again(opened.version)
        form.add_error(None, _("De vragen zijn net veranderd. Kijk of het papier er nog bij past."))
    return behind


@gate(
    see=Permission.CONTRIBUTIONS_READ,
    do=Permission.PAPER_TYPE_IN,
    fetch=typed_papers.typed_in,
    methods=("GET", "POST"),
    given_back=given_back.at_typed_paper,
)
def check(request: HttpRequest, typed: TypedIn, slug: str, pk: int, paper_pk: int) -> HttpResponse:
    """Hold what was typed in against the paper: confirm, correct or take away."""
    if request.method == "POST" and request.POST.get("stap") == REJECT:
        return _reject(request, typed, slug, pk)
    opened, paper_in = typed.opened, typed.contribution
    form = bound(
        ContributionForm, request, opened=opened, contents=typed_papers.contents_of(paper_in, opened)
    )
    older = left_behind(typed_papers.contents_of(paper_in), typed_papers.older_questions_of(paper_in, opened))
    form.may_be_empty = bool(older)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: actions.check(
                typed=typed, contents=form.contents(), actor=current_actor(request), now=clock.now()
            )
        )
        if done:
            messages.success(request, _("Nagekeken. Dit papier telt nu mee."))
            return redirect("paper", slug=slug, pk=pk)
    page = _page(typed.opened, form) | {
        "typed": typed.contribution,
        "left_behind": older,
        "is_own": typed.contribution.typed_by_id == current_user(request).pk,
        "crumbs": crumbs(
            typed.opened,
            (typed.link.title, reverse("contribution-link", args=(slug, pk))),
            (_("Papier overtypen"), reverse("paper", args=(slug, pk))),
            (_("Nakijken"), ""),
        ),
    }
    return render(request, "processes/paper/check.html", page, status=form.status)


def _page(opened: OpenedLink, form: ContributionForm) -> dict[str, Any]:
    return {"process": opened.process, "opened": opened, "link": opened.link, "form": form}


def _reject(request: HttpRequest, typed: TypedIn, slug: str, pk: int) -> HttpResponse:
    try:
        actions.reject(typed=typed, actor=current_actor(request), now=clock.now())
    except RuleError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Weggehaald. Typ het papier opnieuw over."))
    return redirect("paper", slug=slug, pk=pk)
