# SPDX-License-Identifier: EUPL-1.2
"""The link under each mail: stop without signing in, with one click from the mail program (RFC 8058)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from gm_portal.core import clock
from gm_portal.core.gate import gate
from processes.actions.reminder_choices import stop_mail as stop
from processes.rules.unsubscribing import read_token


@csrf_exempt  # the mail program of the reader presses the button; the signed link is the proof
@gate(methods=("GET", "POST"))
@never_cache
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """GET asks, POST stops. A link is for one person and one topic; who that person is, the page never tells.

    A mail scanner that follows the link changes nothing. No redirect after the POST: mail programs follow none.
    """
    asked = read_token(token)
    if asked is None:
        return render(request, "processes/reminders/unknown_link.html", status=404)
    if request.method == "POST":
        stop(user_id=asked.user_id, topic=asked.topic, now=clock.now())
    page = {"topic": asked.topic, "is_done": request.method == "POST"}
    return render(request, "processes/reminders/stop.html", page)
