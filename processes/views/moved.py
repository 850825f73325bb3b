# SPDX-License-Identifier: EUPL-1.2
"""A form that was made before the conversation moved to a next version: what was typed is given back, with 409."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import typed
from processes.forms.conversations import AnswerForm, JointForm
from processes.queries.conversations import AtQuestion
from processes.queries.praatplaat import spec_of
from processes.rules import conversations as rules
from processes.rules.answers_in_words import Part, parts_in_words
from processes.rules.conversations import QuestionSpec

TEXTS = ("text", "text_gemeente", "difference")


@dataclass(frozen=True)
class Rescued:
    """What somebody typed: running texts to copy, and the rest (choices, figures, points) in words."""

    texts: list[str]
    parts: tuple[Part, ...]


def rescued_from(posted: QueryDict, spec: QuestionSpec, *, together: bool = False) -> Rescued:
    """What stands in a posted form of a question that can no longer be saved."""
    texts = [text for text in (str(posted.get(name, "")) for name in TEXTS) if text.strip()]
    asked = rules.together(spec) if together else spec
    form = (JointForm if together else AnswerForm)(posted, spec=asked, party_id=0)
    form.is_valid()  # what cannot be read is left out; the texts above are given back as they were typed
    content = {name: value for name, value in form.content().items() if not name.startswith("text")}
    unread = {name.split("__")[0] for name in form.errors}
    return Rescued(
        texts, parts_in_words(asked, {name: value for name, value in content.items() if name not in unread})
    )


def question_gone(request: HttpRequest, at: AtQuestion, *, together: bool = False) -> HttpResponse:
    """409 with what was typed for a question that is no longer asked; reading such an address is 404.

    Also for who comes back after signing in again: that text waits in the session (`core.typed`).
    """
    posted = request.POST if request.method == "POST" else typed.take(request)
    if posted is None:
        raise Http404
    rescued = rescued_from(posted, spec_of(at.question), together=together)
    process = at.table.process
    context = {
        "process": process,
        "question": at.question,
        "rescued": rescued.texts,
        "rescued_parts": rescued.parts,
        "crumbs": [
            (_("Gebieden"), reverse("processes")),
            (process.title, reverse("process", args=(process.slug,))),
            (_("Praatplaat"), reverse("praatplaat", args=(process.slug,))),
            (at.question.code, ""),
        ],
    }
    return render(request, "processes/conversations/gone.html", context, status=409)
