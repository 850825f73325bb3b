# SPDX-License-Identifier: EUPL-1.2
"""A form that was made before the conversation moved to a next version: what was typed is given back, with 409."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import typed
from processes.queries.contribution_links import OpenedLink
from processes.queries.older_contributions import LeftBehind, asks_differently, codes_in, questions_of_earlier
from processes.queries.praatplaat import spec_of
from processes.queries.question_seats import AtQuestion
from processes.views.given_back import rescued_from, said_at, said_in


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
    found = [
        LeftBehind(old.code, old.text, said_at(posted, spec_of(old)))
        for old in questions_of_earlier(opened, sorted(wanted), version)
        if old.code in gone or asks_differently(old, now[old.code])
    ]
    return tuple(row for row in found if row.parts)


def all_said_in(posted: QueryDict, opened: OpenedLink, version: int) -> tuple[LeftBehind, ...]:
    """All that a form of a link holds, for a link that closed while somebody wrote: each question in the words
    of the version the form was made for, as `left_behind_in` has it."""
    behind = left_behind_in(posted, opened, version)
    moved = {row.code for row in behind}
    return (*(row for row in said_in(posted, opened) if row.code not in moved), *behind)
