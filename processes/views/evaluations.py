# SPDX-License-Identifier: EUPL-1.2
"""Pages about looking back: the line of moments, one moment, and the three things to do with it."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.actions import evaluations as actions
from processes.actions.outcomes import hold_evaluation, open_round_after
from processes.enums import EvaluationKind, EvaluationState, Permission
from processes.forms.evaluations import HoldForm, PlanForm
from processes.models import Evaluation, Process
from processes.queries import evaluations as queries
from processes.queries.evaluation_sheets import sheets_of
from processes.queries.evaluation_standing import may_take_back
from processes.queries.evaluation_voices import voices_of
from processes.queries.outcomes import trace_of
from processes.rules.evaluations import DURATIONS, KIND_MEANINGS
from processes.views.evaluation_frame import about, crumbs_of, day_in_words, form_page, status_of
from processes.views.evaluation_parts import (
    coming,
    emblem,
    line_of,
    moments_of,
    open_proposal,
    speaks_for_other_side,
    verbs,
)


@gate(
    see=Permission.EVALUATION_READ,
    post=Permission.EVALUATION_PLAN,
    fetch=queries.process_with_evaluations,
    published=True,
)
def evaluation_list(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """All moments of a process on one line; who is at the table plans a new one here."""
    actor = current_actor(request)
    form = None
    if allows(actor, Permission.EVALUATION_PLAN, process.scope):
        form = bound(PlanForm, request, agreements=queries.agreements_in_force(process))
        if request.method == "POST" and form.is_valid():
            planned = form.try_to(lambda: _plan(form, process, request))
            if planned:
                messages.success(request, _("Het moment staat gepland."))
                return redirect(planned)
    moments = moments_of(process)
    following = coming(process)
    today = clock.local_date(clock.now())
    context = {
        "process": process,
        "emblem": emblem(process),
        "moments": moments,
        "timeline": line_of(moments, today=today) if moments else None,
        "following": following,
        "has_come": bool(following and following.planned_on <= today),
        "form": form,
        "crumbs": crumbs_of(process),
    }
    return render(request, "processes/evaluations/list.html", context, status=status_of(form))


@gate(see=Permission.EVALUATION_READ, fetch=queries.evaluation_by_id, published=True)
def evaluation_page(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """Then and now beside each other, with the questions for the conversation."""
    actor = current_actor(request)
    kind, is_planned = EvaluationKind(evaluation.kind), evaluation.state == EvaluationState.PLANNED
    at_table = allows(actor, Permission.AGREEMENT_READ, replace(evaluation.scope, is_public=False))
    proposal = open_proposal(evaluation)
    context = about(evaluation) | {
        "emblem": emblem(evaluation.process),
        "verbs": verbs(evaluation),
        "trace": trace_of(evaluation, for_parties=at_table),
        "may_open_round": allows(actor, Permission.ROUND_CHANGE, evaluation.process.scope),
        "kind_meaning": KIND_MEANINGS[kind],
        "duration": DURATIONS[kind],
        "may_change": is_planned and allows(actor, Permission.EVALUATION_PLAN, evaluation.scope),
        "proposal": proposal,
        "takes_back": is_planned and may_take_back(evaluation, actor),
        "may_read_sheets": allows(actor, Permission.EVALUATION_SHEETS_READ, evaluation.scope),
        "sheets": sheets_of(evaluation, actor),
        "voices": voices_of(evaluation, actor),
        "answers_proposal": bool(proposal and speaks_for_other_side(actor, proposal)),
        "may_hold": is_planned and allows(actor, Permission.EVALUATION_HOLD, evaluation.scope),
        "has_come": evaluation.planned_on <= clock.local_date(clock.now()),
        "crumbs": crumbs_of(evaluation.process, (day_in_words(evaluation), "")),
    }
    return render(request, "processes/evaluations/evaluation.html", context)


@gate(
    see=Permission.EVALUATION_READ,
    do=Permission.EVALUATION_HOLD,
    fetch=queries.evaluation_by_id,
    methods=("GET", "POST"),
)
def evaluation_hold(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """Write down what came of it: then on the left, the form on the right."""
    agreements = queries.agreements_to_decide(evaluation)
    form = bound(HoldForm, request, evaluation=evaluation, agreements=agreements)
    form.initial.setdefault("held_on", min(evaluation.planned_on, clock.local_date(clock.now())))
    if request.method == "POST" and form.is_valid():
        held = form.try_to(lambda: _hold(form, evaluation, request))
        if held:
            messages.success(request, _("Het staat vast. Iedereen kan het nu lezen."))
            return redirect(held)
    actor = current_actor(request)
    return form_page(
        request,
        evaluation,
        form,
        "hold",
        _("Leg vast wat eruit kwam"),
        sheets=sheets_of(evaluation, actor),
        voices=voices_of(evaluation, actor),
        may_change=allows(actor, Permission.EVALUATION_PLAN, evaluation.scope),
    )


def _plan(form: PlanForm, process: Process, request: HttpRequest) -> Evaluation:
    return actions.plan_evaluation(
        process=process,
        day=form.cleaned_data["day"],
        kind=form.cleaned_data["kind"],
        agreements=form.chosen(),
        actor=current_actor(request),
        now=clock.now(),
    )


def _hold(form: HoldForm, evaluation: Evaluation, request: HttpRequest) -> Evaluation:
    return hold_evaluation(
        evaluation=evaluation,
        held_on=form.cleaned_data["held_on"],
        summary=form.cleaned_data["summary"],
        outcome=form.cleaned_data["outcome"],
        lessons=form.cleaned_data["lessons"],
        next_day=form.cleaned_data["next_day"],
        decisions=form.decisions(),
        actor=current_actor(request),
        now=clock.now(),
    )


@gate(
    see=Permission.EVALUATION_READ,
    do=Permission.ROUND_CHANGE,
    fetch=queries.evaluation_by_id,
    methods=("POST",),
)
def evaluation_next_round(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """Open the next round because this moment asked for more."""
    try:
        open_round_after(
            evaluation=evaluation,
            together=request.POST.get("samen") == "ja",
            actor=current_actor(request),
            now=clock.now(),
        )
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("De volgende ronde is begonnen."))
    return redirect("evaluation", slug=slug, pk=pk)
