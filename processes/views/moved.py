# SPDX-License-Identifier: EUPL-1.2
"""A form that was made before the conversation moved to a next version: what was typed is given back, with 409."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import typed
from processes.forms.conversations import AnswerForm, JointForm
from processes.models import Question
from processes.queries.contribution_links import OpenedLink
from processes.queries.older_contributions import LeftBehind, asks_differently, codes_in, questions_of_earlier
from processes.queries.praatplaat import spec_of
from processes.queries.question_seats import AtQuestion
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


def left_behind_in(posted: QueryDict, opened: OpenedLink, version: int) -> tuple[LeftBehind, ...]:
    """What a form of a link holds for questions that are gone, or that ask something else than in `version`.

    `version` is the one the form was made for; 0 when nobody knows. No query when nothing moved.
    """
    codes = codes_in(posted)
    gone = codes - set(opened.specs)
    wanted = codes if version and version != opened.version else gone
    now = {row.code: row for row in opened.questions}
    found = []
    for old in questions_of_earlier(opened, sorted(wanted), version):
        if old.code in gone or asks_differently(old, now[old.code]):
            said = _said_at(posted, old)
            found.append(LeftBehind(old.code, old.text, said))
    return tuple(row for row in found if row.parts)


def _said_at(posted: QueryDict, question: Question) -> tuple[Part, ...]:
    """What the form holds for one question, in the words of that question."""
    start = f"{question.code}."
    own = QueryDict(mutable=True)
    for name, values in posted.lists():
        if name.startswith(start):
            own.setlist(name.removeprefix(start), values)
    rescued = rescued_from(own, spec_of(question))
    return (*(Part("text", text=text) for text in rescued.texts), *rescued.parts)
