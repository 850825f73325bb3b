# SPDX-License-Identifier: EUPL-1.2
"""Pages about looking back: the line of moments, one moment, and the three things to do with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.actions import evaluations as actions
from processes.actions.outcomes import hold_evaluation
from processes.enums import EvaluationState, Permission
from processes.forms.evaluations import CancelForm, HoldForm, MoveForm, PlanForm
from processes.models import Evaluation, Process
from processes.queries import evaluations as queries
from processes.rules.evaluations import DURATIONS, KIND_MEANINGS, guide
from processes.views.evaluation_parts import coming, day_of, emblem, line_of, moments_of, verbs


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
        "crumbs": _crumbs(process),
    }
    return render(request, "processes/evaluations/list.html", context, status=_status(form))


@gate(see=Permission.EVALUATION_READ, fetch=queries.evaluation_by_id, published=True)
def evaluation_page(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """Then and now beside each other, with the questions for the conversation."""
    actor = current_actor(request)
    is_planned = evaluation.state == EvaluationState.PLANNED
    context = _about(evaluation) | {
        "emblem": emblem(evaluation.process),
        "verbs": verbs(evaluation),
        "guide": guide(evaluation.kind),
        "kind_meaning": KIND_MEANINGS[evaluation.kind],  # type: ignore[index]  # a choice compares equal to its text
        "duration": DURATIONS[evaluation.kind],  # type: ignore[index]  # a choice compares equal to its text
        "may_change": is_planned and allows(actor, Permission.EVALUATION_PLAN, evaluation.scope),
        "may_hold": is_planned and allows(actor, Permission.EVALUATION_HOLD, evaluation.scope),
        "has_come": evaluation.planned_on <= clock.local_date(clock.now()),
        "crumbs": _crumbs(evaluation.process, (_day(evaluation), "")),
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
    form = bound(HoldForm, request, evaluation=evaluation)
    form.initial.setdefault("held_on", min(evaluation.planned_on, clock.local_date(clock.now())))
    if request.method == "POST" and form.is_valid():
        held = form.try_to(lambda: _hold(form, evaluation, request))
        if held:
            messages.success(request, _("Het staat vast. Iedereen kan het nu lezen."))
            return redirect(held)
    return _form_page(request, evaluation, form, "hold", _("Leg vast wat eruit kwam"))


@gate(
    see=Permission.EVALUATION_READ,
    do=Permission.EVALUATION_PLAN,
    fetch=queries.evaluation_by_id,
    methods=("GET", "POST"),
)
def evaluation_move(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """Choose another day."""
    form = bound(MoveForm, request, evaluation=evaluation)
    if request.method == "POST" and form.is_valid():
        moved = form.try_to(
            lambda: actions.move_evaluation(
                evaluation=evaluation,
                from_day=form.cleaned_data["from_day"],
                day=form.cleaned_data["day"],
                reason=form.cleaned_data["reason"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if moved:
            messages.success(request, _("De nieuwe dag is %(day)s.") % {"day": _day(moved)})
            return redirect(moved)
    if form.is_bound:
        form.show_day(evaluation.planned_on)
    return _form_page(request, evaluation, form, "move", _("Kies een andere dag"))


@gate(
    see=Permission.EVALUATION_READ,
    do=Permission.EVALUATION_PLAN,
    fetch=queries.evaluation_by_id,
    methods=("GET", "POST"),
)
def evaluation_cancel(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """Say that it does not take place."""
    form = bound(CancelForm, request)
    if request.method == "POST" and form.is_valid():
        cancelled = form.try_to(
            lambda: actions.cancel_evaluation(
                evaluation=evaluation,
                reason=form.cleaned_data["reason"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if cancelled:
            messages.success(request, _("Dit moment gaat niet door. U kunt een nieuw moment plannen."))
            return redirect("evaluations", slug)
    return _form_page(request, evaluation, form, "cancel", _("Zeg dit moment af"))


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
        actor=current_actor(request),
        now=clock.now(),
    )


def _form_page(
    request: HttpRequest, evaluation: Evaluation, form: Any, name: str, title: str
) -> HttpResponse:
    """A page with one form on it; when the moment is no longer planned it says so instead."""
    crumbs = _crumbs(evaluation.process, (_day(evaluation), evaluation.get_absolute_url()), (title, ""))
    context = _about(evaluation) | {
        "form": form,
        "action_title": title,
        "is_planned": evaluation.state == EvaluationState.PLANNED,
        "guide": guide(evaluation.kind),
        "crumbs": crumbs,
    }
    return render(request, f"processes/evaluations/{name}.html", context, status=_status(form))


def _about(evaluation: Evaluation) -> dict[str, Any]:
    return {
        "evaluation": evaluation,
        "process": evaluation.process,
        "day": day_of(evaluation),
        "agreed": queries.agreed_then(evaluation),
    }


def _status(form: Any) -> int:
    return 400 if form is not None and form.errors else 200


def _day(evaluation: Evaluation) -> str:
    return formats.date_format(day_of(evaluation), "j F Y")


def _crumbs(process: Process, *more: tuple[str, str]) -> list[tuple[str, str]]:
    looking_back = reverse("evaluations", args=(process.slug,)) if more else ""
    return [
        (_("Gebieden"), reverse("processes")),
        (process.title, process.get_absolute_url()),
        (_("Samen terugkijken"), looking_back),
        *more,
    ]
