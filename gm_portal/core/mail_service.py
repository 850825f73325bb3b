# SPDX-License-Identifier: EUPL-1.2
"""`/mail/terug/`: a mail service (ESP) tells what came back. django-anymail checks the secret and reads the report."""

import logging
import re
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
# A mailbox that is full (x.2.2), a server that is away (4.x.x), or the service's own word for it.
PASSES = re.compile(
    r"soft|transient|temporar|quota|\b4\.\d{1,3}\.\d{1,3}\b|\b5\.2\.2\b|mailbox (is )?full", re.IGNORECASE
)
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
    kind = kind_of(event.event_type, event.reject_reason, _words_of(event))
    if kind is not None:
        record_bounce(
            kind=kind,
            message_id=str(event.message_id or ""),
            address=str(event.recipient or ""),
            detail=str(event.mta_response or event.description or "").replace("\x00", " "),
            now=clock.now(),
        )


def kind_of(event_type: str, reason: str | None, words: str = "") -> BounceKind | None:
    """What an event means for us; None when it means nothing.

    anymail gives a full mailbox and an address that does not exist the same name. `words` is what the service
    itself says: something that passes does not take somebody's mail away.
    """
    if event_type == EventType.COMPLAINED:
        return BounceKind.COMPLAINT
    if event_type not in (EventType.BOUNCED, EventType.REJECTED):
        return None
    if event_type == EventType.REJECTED and reason == RejectReason.SPAM:
        return BounceKind.COMPLAINT
    is_final = reason in FOR_GOOD and not PASSES.search(words)
    return BounceKind.HARD if is_final else BounceKind.SOFT


def _words_of(event: Any) -> str:
    """What the service says of the kind of bounce, whatever it calls the field."""
    raw = event.esp_event if hasattr(event.esp_event, "get") else {}
    if raw.get("hard_bounce") in (False, "false", "0"):  # Mailjet
        return "soft"
    named = [raw.get(name) for name in ("Type", "event", "type", "bounceType", "bounce_classification")]
    words = [event.description, event.mta_response, *named]
    return " ".join(word for word in words if isinstance(word, str))[:2000]
