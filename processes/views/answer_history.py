# SPDX-License-Identifier: EUPL-1.2
"""The history of one party's answer: who wrote what when, what changed, and bringing a text back."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError, RuleError
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.actions.answers import restore_text
from processes.enums import Permission
from processes.queries.answers import HistoryText, history_of
from processes.queries.praatplaat import spec_of
from processes.queries.question_seats import AtQuestion, seat_at_question
from processes.rules.agreement_texts import Change, changes
from processes.rules.answers_in_words import Part, as_lines, parts_in_words
from processes.rules.conversations import QuestionSpec
from processes.views.autosave import number_of
from processes.views.question_parts import place_of

A_PAGE = 20


@dataclass(frozen=True)
class ShownText:
    """One text with what changed in it; the first one is shown whole."""

    text: HistoryText
    parts: tuple[Part, ...]
    changes: tuple[Change, ...]


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.ANSWER_HISTORY,
    fetch=seat_at_question,
    methods=("GET", "POST"),
)
def answer_history(request: HttpRequest, at: AtQuestion, slug: str, code: str, party_id: int) -> HttpResponse:
    """Every text of the own party's answer; POST brings one back as a next text."""
    may_restore = allows(current_actor(request), Permission.ANSWER_WRITE, at.scope)
    if request.method == "POST":
        if not may_restore:
            raise PermissionDenied
        return _restore(request, at)
    history, spec = history_of(at), spec_of(at.question)
    page = Paginator(history.texts, A_PAGE).get_page(request.GET.get("page"))
    process = at.table.process
    return render(
        request,
        "processes/conversations/history.html",
        {
            "process": process,
            "question": at.question,
            "party": at.party,
            "texts": [_shown(spec, text) for text in page.object_list],
            "newest": history.texts[0].revision.number if history.texts else 0,
            "page": page,
            "page_range": page.paginator.get_elided_page_range(page.number),
            "may_restore": may_restore,
            "crumbs": [
                (_("Gebieden"), reverse("processes")),
                (process.title, reverse("process", args=(slug,))),
                (_("Praatplaat"), reverse("praatplaat", args=(slug,))),
                (code, reverse("question", args=(slug, code))),
                (_("Geschiedenis"), ""),
            ],
        },
    )


def _shown(spec: QuestionSpec, text: HistoryText) -> ShownText:
    now = as_lines(spec, text.revision.content)
    before = as_lines(spec, text.before.content) if text.before else ()
    return ShownText(
        text, parts_in_words(spec, text.revision.content), changes(before, now) if before else ()
    )


def _restore(request: HttpRequest, at: AtQuestion) -> HttpResponse:
    history = history_of(at)
    try:
        if history.answer is None:
            raise RuleError(_("Hier is nog geen tekst. Schrijf er eerst een."))
        restore_text(
            answer=history.answer,
            number=number_of(request),
            based_on=number_of(request, "gezien"),
            actor=current_actor(request),
            now=clock.now(),
        )
    except PortalError as error:
        messages.error(request, error.message)
        party_id = at.party.pk if at.party else 0
        return redirect("answer-history", *place_of(at), party_id)
    messages.success(request, _("De eerdere tekst staat er weer. Alleen uw partij ziet dit concept."))
    return redirect("question", *place_of(at))
