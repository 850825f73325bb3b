# SPDX-License-Identifier: EUPL-1.2
"""Where somebody lands who just joined: at the first question that waits, not at a list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from gm_portal.core.actors import current_actor
from gm_portal.core.gate import gate
from processes.queries.first_question import first_question_for


@gate()
def first_question(request: HttpRequest) -> HttpResponse:
    """`/mijn/begin/`: on to the first open question of the own party; else to what waits for this person."""
    found = first_question_for(current_actor(request))
    if found is None:
        return redirect("mine")
    return redirect(reverse("question", args=found) + "#antwoord")
