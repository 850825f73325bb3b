# SPDX-License-Identifier: EUPL-1.2
"""Another day, or calling it off, by agreement: propose it, and answer a proposal of the other side."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from processes.actions import evaluation_moves as actions
from processes.enums import Permission
from processes.forms.evaluation_moves import CONFIRM, CancelForm, MoveAnswerForm, MoveForm
from processes.models import Evaluation, MoveProposal
from processes.queries import evaluations as queries
from processes.queries.evaluation_standing import may_take_back
from processes.views.evaluation_frame import form_page
from processes.views.evaluation_parts import open_proposal, speaks_for_other_side


@gate(
    see=Permission.EVALUATION_READ,
    do=Permission.EVALUATION_PLAN,
    fetch=queries.evaluation_by_id,
    methods=("GET", "POST"),
)
def evaluation_move(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """Propose another day to the other side."""
    form = bound(MoveForm, request, evaluation=evaluation)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: actions.propose_move(
                evaluation=evaluation,
                from_day=form.cleaned_data["from_day"],
                day=form.cleaned_data["day"],
                reason=form.cleaned_data["reason"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if isinstance(done, MoveProposal):
            messages.success(
                request, _("Uw voorstel ligt nu bij de andere kant. Tot die tijd blijft de oude dag.")
            )
        elif done:
            messages.success(request, _("De nieuwe dag is %(day)s.") % {"day": _words(done.planned_on)})
        if done:
            return redirect("evaluation", slug=slug, pk=pk)
    if form.is_bound:
        form.show_day(evaluation.planned_on)
    return form_page(
        request, evaluation, form, "move", _("Stel een andere dag voor"), proposal=open_proposal(evaluation)
    )


@gate(
    see=Permission.EVALUATION_READ,
    do=Permission.EVALUATION_PLAN,
    fetch=queries.evaluation_by_id,
    methods=("GET", "POST"),
)
def evaluation_cancel(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """Propose to the other side that it does not take place; take back what nobody else counts on."""
    alone = may_take_back(evaluation, current_actor(request))
    form = bound(CancelForm, request, evaluation=evaluation, alone=alone)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(lambda: _call_off(request, form, evaluation))
        if isinstance(done, MoveProposal):
            messages.success(
                request, _("Uw voorstel ligt nu bij de andere kant. Tot die tijd gaat het moment door.")
            )
            return redirect("evaluation", slug=slug, pk=pk)
        if done:
            messages.success(request, _("Dit moment gaat niet door. U kunt een nieuw moment plannen."))
            return redirect("evaluations", slug)
    if form.is_bound:
        form.show_day(evaluation.planned_on)
    title = _("Neem dit moment terug") if alone else _("Stel voor om af te zeggen")
    return form_page(
        request, evaluation, form, "cancel", title, alone=alone, proposal=open_proposal(evaluation)
    )


def _call_off(request: HttpRequest, form: CancelForm, evaluation: Evaluation) -> MoveProposal | Evaluation:
    said, actor, now = form.cleaned_data, current_actor(request), clock.now()
    if said["alone"]:
        return actions.take_back_evaluation(
            evaluation=evaluation, reason=said["reason"], actor=actor, now=now
        )
    return actions.propose_cancel(
        evaluation=evaluation, from_day=said["from_day"], reason=said["reason"], actor=actor, now=now
    )


@gate(
    see=Permission.EVALUATION_READ,
    do=Permission.EVALUATION_PLAN,
    fetch=queries.evaluation_with_proposal,
    methods=("GET", "POST"),
)
def evaluation_move_answer(
    request: HttpRequest, proposal: MoveProposal, slug: str, pk: int, proposal_pk: int
) -> HttpResponse:
    """Confirm what the other side proposed, or keep the day as it is; take an own proposal back."""
    evaluation = proposal.evaluation
    is_other_side = speaks_for_other_side(current_actor(request), proposal)
    form = bound(MoveAnswerForm, request, is_other_side=is_other_side, calls_off=proposal.calls_off)
    if request.method == "POST" and form.is_valid():
        said = form.try_to(lambda: _answer(request, form, proposal))
        if said:
            messages.success(request, said)
            return redirect("evaluation", slug=slug, pk=pk)
    title = _("Antwoord op het voorstel") if is_other_side else _("Trek uw voorstel in")
    return form_page(
        request, evaluation, form, "move_answer", title, proposal=proposal, is_other_side=is_other_side
    )


def _answer(request: HttpRequest, form: MoveAnswerForm, proposal: MoveProposal) -> str:
    actor, now = current_actor(request), clock.now()
    if form.cleaned_data.get("answer") == CONFIRM:
        moved = actions.confirm_move(proposal=proposal, actor=actor, now=now)
        if proposal.calls_off:
            return _("Dit moment gaat niet door. U kunt een nieuw moment plannen.")
        return _("De nieuwe dag is %(day)s.") % {"day": _words(moved.planned_on)}
    actions.decline_move(proposal=proposal, reply=form.cleaned_data.get("reply", ""), actor=actor, now=now)
    day = proposal.evaluation.planned_on
    return _("De dag blijft %(day)s.") % {"day": _words(day)}


def _words(day: dt.date) -> str:
    return formats.date_format(day, "j F Y")
