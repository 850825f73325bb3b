# SPDX-License-Identifier: EUPL-1.2
"""Writes on joining: council or alderman asks for a seat at the table, the table answers."""

import datetime as dt

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import audit, mail, pages, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import Visibility
from processes.enums import JoinState, Permission
from processes.models import JoinRequest, Process

LONGEST = 500


@transaction.atomic
def ask_to_join(*, process: Process, message: str, actor: Actor, now: dt.datetime) -> JoinRequest:
    """Ask the table for a seat. Who already asked, or is welcome, gets the request that is there."""
    permissions.require(actor, Permission.JOIN_ASK, process.scope)
    if actor.user_id is None:
        raise NotAllowedError("a request needs a person")
    message = _checked(message, "message")
    if not message:
        raise RuleError(_("Schrijf kort waarom u wilt aanschuiven."), field="message")
    # Lock first, then read: pressing twice at once still makes one request.
    Process.objects.select_for_update(no_key=True).get(pk=process.pk)
    standing = (JoinState.ASKED, JoinState.WELCOME)
    found = JoinRequest.objects.filter(process=process, user_id=actor.user_id, state__in=standing).first()
    if found is not None:
        return found
    request = JoinRequest.objects.create(
        process=process, user_id=actor.user_id, message=message, asked_at=now
    )
    _record(request, "ask_to_join", Visibility.PROCESS, actor, now)
    return request


@transaction.atomic
def answer_join(
    *, request: JoinRequest, state: str, reply: str, seen: str, actor: Actor, now: dt.datetime
) -> JoinRequest:
    """Answer for the table: welcome, or not now. A welcome can be taken back. The asker gets one mail an answer.

    `seen` is the state the person who answers saw; when somebody else answered in between, `StaleError`. The same
    answer twice changes nothing.
    """
    permissions.require(actor, Permission.JOIN_ANSWER, request.scope)
    if actor.user_id is None:
        raise NotAllowedError("an answer needs a person")
    if state not in (JoinState.WELCOME, JoinState.NOT_NOW):
        raise RuleError(_("Kies of de raad of de wethouder welkom is."), field="state")
    reply = _checked(reply, "reply")
    if state == JoinState.NOT_NOW and not reply:
        raise RuleError(_("Schrijf kort waarom het nu niet past."), field="reply")
    JoinRequest.objects.select_for_update().get(pk=request.pk)
    request = JoinRequest.objects.select_related("process", "user").get(pk=request.pk)
    if request.state == state:
        return request
    if request.state != seen or request.state == JoinState.NOT_NOW:
        raise StaleError(_("Iemand anders gaf intussen antwoord. Lees dat eerst."))
    was_public = JoinState.WELCOME in (request.state, state)
    request.state, request.reply = state, reply
    request.answered_at, request.answered_by_id = now, actor.user_id
    request.save(update_fields=("state", "reply", "answered_at", "answered_by"))
    if state == JoinState.WELCOME:
        _record(request, "welcome_join", Visibility.PUBLIC, actor, now)
    else:
        _record(request, "decline_join", Visibility.PROCESS, actor, now)
        if was_public:
            pages.refresh_after_commit()
    _tell(request, now)
    return request


def _checked(text: str, field: str) -> str:
    text = text.replace("\r\n", "\n").strip()
    if len(text) > LONGEST:
        raise RuleError(_("Maak de tekst korter: hoogstens 500 tekens."), field=field)
    return text


def _tell(request: JoinRequest, now: dt.datetime) -> None:
    """One mail to who asked."""
    if not request.user.is_active or not request.user.email:
        return
    mail.queue_mail(
        key=f"join:{request.pk}:{request.state}",
        to=request.user.email,
        subject=_("Antwoord op uw vraag om aan te schuiven: %(place)s") % {"place": request.process.title},
        template="processes/joining/mail.txt",
        context={
            "name": request.user.name,
            "place": request.process.title,
            "is_welcome": request.state == JoinState.WELCOME,
            "reply": request.reply,
            "link": settings.SITE_URL + reverse("join", args=(request.process.slug,)),
        },
        now=now,
    )


def _record(request: JoinRequest, verb: str, visibility: Visibility, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=request,
        now=now,
        process_id=request.process_id,
        visibility=visibility,
        state=request.state,
    )
