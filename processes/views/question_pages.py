# SPDX-License-Identifier: EUPL-1.2
"""The page of one question: its main part, kept for readers who see the same, in the frame of this one reader."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor, current_actor
from gm_portal.core.process_pages import Blanks, Part, kept
from processes.forms.conversations import AnswerForm, JointForm
from processes.queries.question_seats import AtQuestion
from processes.views.given_back import Rescued
from processes.views.question_parts import question_context

MAIN = "processes/conversations/_question.html"


def show_question(request: HttpRequest, at: AtQuestion) -> HttpResponse:
    """The page as it is for every reader with the same seats."""

    def make(reader: Actor) -> Part:
        blanks = Blanks()
        context = question_context(at, reader, blanks)
        return blanks.render(MAIN, context, {"has_form": context["first_form"] is not None})

    table = at.table
    part = kept(
        process_id=table.process.pk,
        name=f"question:{at.question.pk}",
        actor=current_actor(request),
        read=(table.process, table.conversation, table.praatplaat),
        make=make,
    )
    return _page(request, at, part)


def show_with_form(
    request: HttpRequest,
    at: AtQuestion,
    *,
    answer_form: AnswerForm | None = None,
    joint_form: JointForm | None = None,
    too_late: Rescued | None = None,
) -> HttpResponse:
    """The page with what this one reader typed: never kept.

    `too_late` is what somebody typed for a round that closed meanwhile: shown, so that it can be copied.
    """
    posted = answer_form or joint_form
    wrong = bool(posted and posted.is_bound and posted.errors)
    blanks = Blanks()
    actor = current_actor(request)
    context = question_context(at, actor, blanks, answer_form=answer_form, joint_form=joint_form)
    facts = {"has_form": context["first_form"] is not None, "has_errors": wrong or too_late is not None}
    part = blanks.render(MAIN, context | {"too_late": too_late}, facts)
    status = 403 if too_late is not None else posted.status if posted else 200
    return _page(request, at, part, status=status)


def _page(request: HttpRequest, at: AtQuestion, part: Part, *, status: int = 200) -> HttpResponse:
    """The frame around the main part."""
    process = at.table.process
    context = {
        "main": part.for_reader(request),
        "question": at.question,
        "process": process,
        "crumbs": [
            (_("Gebieden"), reverse("processes")),
            (process.title, reverse("process", args=(process.slug,))),
            (_("Praatplaat"), reverse("praatplaat", args=(process.slug,))),
            (at.question.code, ""),
        ],
        **part.facts,
    }
    return render(request, "processes/conversations/question.html", context, status=status)
