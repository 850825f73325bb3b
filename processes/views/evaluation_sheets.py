# SPDX-License-Identifier: EUPL-1.2
"""Each side answers apart, shares, and reads the others once both shared."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError, StaleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.actions import evaluation_sheets as actions
from processes.enums import Permission
from processes.forms.evaluation_sheets import ShareForm, SheetForm
from processes.models import Evaluation, EvaluationSheet
from processes.queries import evaluation_sheets as queries
from processes.queries.evaluation_sheets import OwnSheet
from processes.queries.evaluation_voices import voices_of
from processes.queries.evaluations import evaluation_by_id
from processes.rules.answers_in_words import parts_in_words
from processes.views.evaluation_frame import about, crumbs_to, status_of


@gate(see=Permission.EVALUATION_READ, do=Permission.EVALUATION_SHEETS_READ, fetch=evaluation_by_id)
def evaluation_sheets(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """How far each side is; the answers beside each other once both shared."""
    actor = current_actor(request)
    context = about(evaluation) | {
        "sheets": queries.sheets_of(evaluation, actor),
        "voices": voices_of(evaluation, actor),
        "is_open": evaluation.scope.is_open and evaluation.state == "planned",
        "may_ask_residents": allows(actor, Permission.EVALUATION_ASK_RESIDENTS, evaluation.scope),
        "crumbs": crumbs_to(evaluation, (_("Antwoorden"), "")),
    }
    return render(request, "processes/evaluations/sheets.html", context)


@gate(
    see=Permission.EVALUATION_SHEETS_READ,
    do=Permission.EVALUATION_ANSWER,
    fetch=queries.own_sheet,
    methods=("GET", "POST"),
)
def evaluation_sheet(request: HttpRequest, own: OwnSheet, slug: str, pk: int, party_id: int) -> HttpResponse:
    """Fill in the questions of one's own side, or read them back once they are shared or the moment is over."""
    form = bound(SheetForm, request, opened=own, contents=own.contents, initial={"based_on": own.number})
    other: Any = None
    if request.method == "POST" and form.is_valid():
        saved, other = _save(request, own, form)
        if saved:
            messages.success(request, _("Bewaard als concept. Alleen uw partij kan het lezen."))
            return redirect("evaluation-sheet", slug=slug, pk=pk, party_id=party_id)
    context = about(own.evaluation) | {
        "own": own,
        "form": form,
        "other": _in_words(own, other) if other else (),
        "written": () if own.is_open else _in_words(own, own.contents),
        "may_share": allows(current_actor(request), Permission.EVALUATION_SHARE, own.scope),
        "crumbs": crumbs_to(own.evaluation, (_("Antwoorden van uw kant"), "")),
    }
    return render(request, "processes/evaluations/sheet.html", context, status=status_of(form))


@gate(
    see=Permission.EVALUATION_SHEETS_READ,
    do=Permission.EVALUATION_SHARE,
    fetch=queries.own_sheet,
    methods=("POST",),
)
def evaluation_sheet_share(
    request: HttpRequest, own: OwnSheet, slug: str, pk: int, party_id: int
) -> HttpResponse:
    """Share the answers that were read."""
    form = ShareForm(request.POST)
    form.is_valid()
    try:
        actions.share_sheet(
            own=own,
            number=form.cleaned_data["number"],
            actor=current_actor(request),
            now=clock.now(),
        )
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("evaluation-sheet", slug=slug, pk=pk, party_id=party_id)
    messages.success(request, _("Gedeeld. U leest de andere kant zodra die ook deelt."))
    return redirect("evaluation-sheets", slug=slug, pk=pk)


def _save(
    request: HttpRequest, own: OwnSheet, form: SheetForm
) -> tuple[EvaluationSheet | None, dict[str, Any] | None]:
    """What was saved, or what somebody else of the party saved meanwhile: both texts are shown."""
    try:
        saved = actions.save_sheet(
            own=own,
            contents=form.contents(),
            based_on=form.cleaned_data["based_on"],
            actor=current_actor(request),
            now=clock.now(),
        )
    except StaleError as error:
        contents, number = error.current.get("contents"), error.current.get("number")
        form.start_from(number if isinstance(number, int) else 0)
        form.add_error(None, error.message)
        return None, contents if isinstance(contents, dict) else {}
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None, None
    return saved, None


def _in_words(own: OwnSheet, contents: dict[str, Any]) -> list[tuple[str, Any]]:
    return [
        (question.text, parts_in_words(own.specs[question.code], contents[question.code]))
        for question in own.questions
        if question.code in contents
    ]
