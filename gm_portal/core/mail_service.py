# SPDX-License-Identifier: EUPL-1.2
"""`/mail/terug/`: a mail service (ESP) tells what came back. django-anymail checks the secret and reads the report."""

import logging
from typing import Any

from anymail.exceptions import AnymailError
from anymail.signals import EventType, RejectReason, tracking
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.dispatch import receiver
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from gm_portal.core import clock
from gm_portal.core.bounces import record_bounce
from gm_portal.core.gate import View, gate
from gm_portal.core.models import BounceKind

logger = logging.getLogger(__name__)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}
FOR_GOOD = (RejectReason.BOUNCED, RejectReason.INVALID)


@csrf_exempt
@gate(methods=("GET", "POST"))
def mail_service_report(request: HttpRequest) -> HttpResponse:
    """Take a report. 404 when no mail service is set, 400 without the right secret or with something unreadable.

    Services try the address with a GET or HEAD when it is set up: that is answered with 200.
    """
    if request.method != "POST":
        return HttpResponse("ok\n", headers=PLAIN)
    read = _view_of(settings.MAIL_SERVICE)
    try:
        return read(request)
    except (SuspiciousOperation, AnymailError, ValueError, LookupError, TypeError, AttributeError) as error:
        # The body is somebody else's: whatever is wrong with it is no failure of ours.
        logger.warning("A report of the mail service was refused: %s", type(error).__name__)
        return HttpResponse("refused\n", status=400, headers=PLAIN)


def _view_of(service: str) -> View:
    """The view of django-anymail that understands this service."""
    if not service:
        raise Http404("no mail service is set")
    from anymail import urls  # late: half a second of readers for services we do not use

    names = (f"{service}_tracking_webhook", f"{service}_webhook")
    return next(each.callback for each in urls.urlpatterns if each.name in names)


@receiver(tracking, dispatch_uid="mail service report")
def _take(sender: Any, event: Any, esp_name: str, **kwargs: Any) -> None:
    """One event of a report. What is no bounce or complaint (delivered, opened) is none of our business."""
    kind = kind_of(event.event_type, event.reject_reason)
    if kind is not None:
        record_bounce(
            kind=kind,
            message_id=str(event.message_id or ""),
            address=str(event.recipient or ""),
            detail=str(event.mta_response or event.description or "").replace("\x00", " "),
            now=clock.now(),
        )


def kind_of(event_type: str, reason: str | None) -> BounceKind | None:
    """What an event means for us; None when it means nothing."""
    if event_type == EventType.COMPLAINED:
        return BounceKind.COMPLAINT
    if event_type == EventType.BOUNCED:
        return BounceKind.HARD if reason in FOR_GOOD else BounceKind.SOFT
    if event_type == EventType.REJECTED:
        return (
            BounceKind.COMPLAINT
            if reason == RejectReason.SPAM
            else BounceKind.HARD
            if reason in FOR_GOOD
            else BounceKind.SOFT
        )
    return None
