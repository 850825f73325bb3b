# SPDX-License-Identifier: EUPL-1.2
"""Stopping mail: the link under each one, without signing in (RFC 8058); and one reminder by an administrator."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.gate import gate
from processes.actions.reminder_choices import stop_mail as stop
from processes.actions.reminder_stopping import stop_reminder
from processes.enums import Permission
from processes.models import Reminder
from processes.queries.reminder_choices import reminder_by_id
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


@gate(see=Permission.ADMINISTER, fetch=reminder_by_id, methods=("POST",))
def reminder_stop(request: HttpRequest, reminder: Reminder, pk: int) -> HttpResponse:
    """Hold a reminder back that has not been mailed."""
    if stop_reminder(reminder=reminder, actor=current_actor(request), now=clock.now()):
        messages.success(request, _("Deze herinnering gaat niet weg."))
    else:
        messages.info(request, _("Deze herinnering is al verstuurd of tegengehouden."))
    return redirect("admin-mail")
