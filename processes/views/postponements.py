# SPDX-License-Identifier: EUPL-1.2
"""Putting a required finding off: one side proposes it on one page, the other answers on another."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from processes.actions import postponements as actions
from processes.enums import Permission
from processes.forms.postponements import CONFIRM, AnswerForm, PostponeForm
from processes.models import Postponement, Process
from processes.queries.areas import process_by_slug
from processes.queries.congruence import standings_of
from processes.queries.postponements import postponement_by_pk
from processes.rules.agreements import binding_seats
from processes.rules.congruence import key_of, may_postpone
from processes.rules.congruence_facts import FindingKey
from processes.rules.postponements import last_day
from processes.views.agreement_parts import crumbs_of

MOST_NUMBER = 32_767


def _key(request: HttpRequest, code: str) -> FindingKey:
    number = request.GET.get("afspraak", "")
    if not number:
        return code, None
    if not number.isascii() or not number.isdigit() or int(number[:6]) > MOST_NUMBER:
        raise Http404("no such agreement")
    return code, int(number)


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.CONGRUENCE_POSTPONE,
    fetch=process_by_slug,
    methods=("GET", "POST"),
)
def postpone_page(request: HttpRequest, process: Process, slug: str, code: str) -> HttpResponse:
    """Propose to put off what is required here and not filled in yet."""
    key = _key(request, code)
    today = clock.local_date(clock.now())
    standing = standings_of([process], today=today, for_parties=True)[process.pk]
    found = [each for each in standing.findings if key_of(each) == key]
    if not found:
        raise Http404("nothing to put off")
    form = bound(PostponeForm, request)
    if request.method == "POST" and form.is_valid():
        proposed = form.try_to(
            lambda: actions.propose_postponement(
                process=process,
                key=key,
                until=form.cleaned_data["until"],
                reason=form.cleaned_data["reason"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if proposed:
            messages.success(request, _("Uw voorstel ligt bij de andere kant."))
            return redirect(reverse("agreements", args=(slug,)) + "#passen")
    page = {
        "process": process,
        "form": form,
        "finding": found[0],
        "rule": standing.book.by_code[code],
        "may_put_off": may_postpone(found[0]),
        "last_day": last_day(today),
        "crumbs": [*crumbs_of(process, with_list=True), (_("Stel dit uit"), "")],
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "processes/congruence/postpone.html", page, status=status)


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.CONGRUENCE_POSTPONE,
    fetch=postponement_by_pk,
    methods=("GET", "POST"),
)
def postponement_page(request: HttpRequest, postponement: Postponement, slug: str, pk: int) -> HttpResponse:
    """One postponement to read and to answer."""
    actor = current_actor(request)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if form.is_valid():
            act = (
                actions.confirm_postponement
                if form.cleaned_data["stap"] == CONFIRM
                else actions.close_postponement
            )
            try:
                done = act(postponement=postponement, actor=actor, now=clock.now())
            except PortalError as error:
                form.add_error(None, error.message)
            else:
                words = (
                    _("Bevestigd. Iedereen kan het uitstel nu lezen.")
                    if done.closed_at is None
                    else _("Gestopt. Het punt staat weer open.")
                )
                messages.success(request, words)
                return redirect(reverse("agreements", args=(slug,)) + "#passen")
        postponement = postponement_by_pk(slug, pk)
    today = clock.local_date(clock.now())
    kinds = {seat.kind for seat in binding_seats(actor, postponement.process_id)}
    is_open = postponement.closed_at is None and postponement.until >= today
    page = {
        "process": postponement.process,
        "postponement": postponement,
        "form": form,
        "is_over": not is_open,
        "may_confirm": is_open
        and postponement.confirmed_at is None
        and bool(kinds - {postponement.party.kind}),
        "is_own": postponement.party.kind in kinds,
        "crumbs": [*crumbs_of(postponement.process, with_list=True), (_("Uitstel"), "")],
    }
    return render(request, "processes/congruence/postponement.html", page, status=400 if form.errors else 200)
