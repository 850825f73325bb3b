# SPDX-License-Identifier: EUPL-1.2
"""Joining (aanschuiven): council and alderman ask for a seat, the table answers."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.actions import joining as actions
from processes.enums import JoinState, Permission
from processes.forms.joining import AskForm, ReplyForm
from processes.models import JoinRequest, Process
from processes.queries.areas import process_by_slug
from processes.queries.joining import AtRequest, function_of, request_by_id, requests_at

STANDING = (JoinState.ASKED, JoinState.WELCOME)


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.JOIN_READ,
    post=Permission.JOIN_ASK,
    fetch=process_by_slug,
)
def join(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """Ask to join and read the answer; the table reads here who asked."""
    actor = current_actor(request)
    form = bound(AskForm, request)
    if request.method == "POST" and form.is_valid():
        done = form.try_to(
            lambda: actions.ask_to_join(
                process=process, message=form.cleaned_data["message"], actor=actor, now=clock.now()
            )
        )
        if done:
            messages.success(request, _("Uw vraag ligt op tafel. U krijgt een mail zodra er antwoord is."))
            return redirect("join", slug)
    requests = requests_at(process, actor)
    own = [row for row in requests if row.user_id == actor.user_id]
    may_ask = allows(actor, Permission.JOIN_ASK, process.scope)
    context = {
        "process": process,
        "own": own,
        "asked": [(row, function_of(row.user.global_roles)) for row in requests if row not in own],
        "is_at_the_table": bool(actor.seats_in(process.pk)),
        "may_answer": allows(actor, Permission.JOIN_ANSWER, process.scope),
        "is_welcome": any(row.state == JoinState.WELCOME for row in own),
        "form": form if may_ask and not any(row.state in STANDING for row in own) else None,
        "crumbs": [*_above(process), (_("Aanschuiven"), "")],
    }
    return render(request, "processes/joining/join.html", context, status=400 if form.errors else 200)


@gate(
    see=Permission.JOIN_READ,
    do=Permission.JOIN_ANSWER,
    fetch=request_by_id,
    methods=("GET", "POST"),
)
def join_answer(request: HttpRequest, at: AtRequest, slug: str, pk: int) -> HttpResponse:
    """Answer one request for the table, or take a welcome back."""
    asked = at.request
    is_welcome = asked.state == JoinState.WELCOME
    form = bound(ReplyForm, request, is_welcome=is_welcome, initial={"seen": asked.state})
    if request.method == "POST" and form.is_valid():
        done = form.try_to(lambda: _answer(request, asked, form))
        if done:
            messages.success(request, _("Uw antwoord is verstuurd."))
            return redirect("join", slug)
    context = {
        "process": asked.process,
        "asked": asked,
        "function": function_of(asked.user.global_roles),
        "form": form if asked.state in STANDING else None,
        "is_welcome": is_welcome,
        "crumbs": [
            *_above(asked.process),
            (_("Aanschuiven"), reverse("join", args=(slug,))),
            (_("Antwoord geven"), ""),
        ],
    }
    return render(request, "processes/joining/answer.html", context, status=400 if form.errors else 200)


def _answer(request: HttpRequest, asked: JoinRequest, form: ReplyForm) -> JoinRequest:
    return actions.answer_join(
        request=asked,
        state=form.cleaned_data["state"],
        reply=form.cleaned_data["reply"],
        seen=form.cleaned_data["seen"],
        actor=current_actor(request),
        now=clock.now(),
    )


def _above(process: Process) -> list[tuple[str, str]]:
    return [
        (_("Gebieden"), reverse("processes")),
        (process.title, reverse("process", args=(process.slug,))),
    ]
