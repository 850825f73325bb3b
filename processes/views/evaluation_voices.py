# SPDX-License-Identifier: EUPL-1.2
"""Residents look back through an open link; a side opens and closes it, with a QR code for a poster."""

import uuid

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from gm_portal.core import clock
from gm_portal.core.actors import SYSTEM, current_actor
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from gm_portal.core.pictures.qr import qr_code
from processes.actions import evaluation_voices as actions
from processes.enums import EvaluationState, Permission
from processes.forms.evaluation_voices import WHERE, OpenVoicesForm, VoiceForm
from processes.models import Evaluation
from processes.queries import evaluation_voices as queries
from processes.queries.evaluation_voices import OpenedVoices
from processes.queries.evaluations import evaluation_by_id
from processes.queries.older_contributions import LeftBehind
from processes.rules.answers_in_words import Part
from processes.rules.contributions import LinkState
from processes.rules.evaluations import resident_questions
from processes.views.evaluation_frame import about, crumbs_to, status_of
from processes.views.given_back import said_in
from processes.views.resident_door import Door, enter, thank


def _keep(opened: OpenedVoices, key: uuid.UUID, form: VoiceForm) -> object:
    return actions.give_voice(
        opened=opened,
        key=key,
        contents=form.contents(),
        area_code=form.cleaned_data.get("gebied", ""),
        actor=SYSTEM,
        now=clock.now(),
    )


def _said(posted: QueryDict, opened: OpenedVoices, version: int) -> tuple[LeftBehind, ...]:
    """All that a form holds, the wijk or dorp too: the guide never changes under a moment."""
    chosen = posted.get("gebied", "")
    where = [each.name for each in opened.areas if each.code == chosen] if chosen else []
    lives = [LeftBehind("", str(WHERE), (Part("list", items=tuple(where)),))] if where else []
    return (*said_in(posted, opened), *lives)


DOOR = Door(
    "evaluation-voice", "processes/evaluation_voices", queries.voices_by_token, VoiceForm, _keep, _said
)


@csrf_exempt
@gate(methods=("GET", "POST"))
def voice(request: HttpRequest, token: str) -> HttpResponse:
    """The questions for residents, on one page."""
    return enter(request, DOOR, token)


@gate()
def voice_thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you, and what happens now."""
    return thank(request, DOOR, token)


@gate(
    see=Permission.EVALUATION_READ,
    do=Permission.EVALUATION_SHEETS_READ,
    post=Permission.EVALUATION_ASK_RESIDENTS,
    fetch=evaluation_by_id,
)
def evaluation_residents(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """Ask residents: open the link, share it, close it early, and read the figures afterwards."""
    actor, now = current_actor(request), clock.now()
    may_ask = allows(actor, Permission.EVALUATION_ASK_RESIDENTS, evaluation.scope)
    if request.method == "POST" and "sluit" in request.POST:
        actions.close_voices(evaluation=evaluation, actor=actor, now=now)
        messages.success(request, _("De link is gesloten. Wat binnenkwam, blijft staan."))
        return redirect("evaluation-residents", slug=slug, pk=pk)
    form = bound(OpenVoicesForm, request, today=clock.local_date(now)) if may_ask else None
    if form and request.method == "POST" and form.is_valid():
        last = form.cleaned_data["last"]
        if form.try_to(lambda: actions.open_voices(evaluation=evaluation, last=last, actor=actor, now=now)):
            messages.success(request, _("De link staat klaar. Deel hem met inwoners."))
            return redirect("evaluation-residents", slug=slug, pk=pk)
    voices = queries.voices_of(evaluation, actor)
    address = f"{settings.SITE_URL}{voices.link.get_absolute_url()}" if voices.link else ""
    context = about(evaluation) | {
        "voices": voices,
        "form": form,
        "is_planned": evaluation.state == EvaluationState.PLANNED,
        "is_open": voices.state == LinkState.OPEN,
        "may_ask": may_ask,
        "full_address": address,
        "qr": qr_code(address) if address else None,
        "asked": resident_questions(evaluation.guide_version),
        "crumbs": crumbs_to(evaluation, (_("Inwoners kijken mee terug"), "")),
    }
    return render(request, "processes/evaluations/residents.html", context, status=status_of(form))
