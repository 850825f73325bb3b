# SPDX-License-Identifier: EUPL-1.2
"""What the pages about one moment to look back share: its words, its crumbs, and a page with one form."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from processes.enums import EvaluationState
from processes.models import Evaluation, Process
from processes.queries import evaluations as queries
from processes.rules.evaluations import guide
from processes.views.evaluation_parts import day_of


def form_page(
    request: HttpRequest, evaluation: Evaluation, form: Any, name: str, title: str, **more: Any
) -> HttpResponse:
    """A page with one form on it; when the moment is no longer planned it says so instead."""
    context = about(evaluation) | {
        "form": form,
        "action_title": title,
        "is_planned": evaluation.state == EvaluationState.PLANNED,
        "crumbs": crumbs_to(evaluation, (title, "")),
    }
    return render(request, f"processes/evaluations/{name}.html", context | more, status=status_of(form))


def about(evaluation: Evaluation) -> dict[str, Any]:
    """What every page about one moment shows."""
    return {
        "evaluation": evaluation,
        "process": evaluation.process,
        "day": day_of(evaluation),
        "agreed": queries.agreed_then(evaluation),
        "guide": guide(evaluation.kind, evaluation.guide_version),
    }


def status_of(form: Any) -> int:
    """400 for a form that was refused."""
    return 400 if form is not None and form.errors else 200


def day_in_words(evaluation: Evaluation) -> str:
    """The day of a moment as people read it."""
    return formats.date_format(day_of(evaluation), "j F Y")


def crumbs_to(evaluation: Evaluation, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to one moment."""
    url = evaluation.get_absolute_url() if more else ""
    return crumbs_of(evaluation.process, (day_in_words(evaluation), url), *more)


def crumbs_of(process: Process, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to looking back in one area."""
    looking_back = reverse("evaluations", args=(process.slug,)) if more else ""
    return [
        (_("Gebieden"), reverse("processes")),
        (process.title, process.get_absolute_url()),
        (_("Samen terugkijken"), looking_back),
        *more,
    ]
