# SPDX-License-Identifier: EUPL-1.2
"""BIO2 5.17.01: officials, council and administrators use a second factor on an account the internet reaches.

allauth has no setting for "required for these people", so this middleware sends them to the page where
they turn it on. Volunteers of resident organisations get a code by e-mail instead (a setting of allauth).
"""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.accounts.roles import NEEDS_SECOND_FACTOR
from gm_portal.core.actors import Actor, current_actor

# Seats that act for the municipality. The word is a party kind of the floor above, which we may not import.
OFFICIAL_KINDS = frozenset({"area_team"})
OPEN_PATHS = ("/accounts/", "/static/", "/healthz/", "/taal/")


def needs_second_factor(actor: Actor) -> bool:
    """Whether this person acts for the municipality, the council or administration."""
    return bool(actor.roles & NEEDS_SECOND_FACTOR) or any(seat.kind in OFFICIAL_KINDS for seat in actor.seats)


class SecondFactorMiddleware:
    """Until the second factor is on, these people reach only the pages to turn it on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Send to the second-factor page where one is needed and missing."""
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return self.get_response(request)
        if request.path.startswith(OPEN_PATHS):
            return self.get_response(request)
        if not needs_second_factor(current_actor(request)) or get_adapter().is_mfa_enabled(request.user):
            return self.get_response(request)
        messages.info(request, _("Zet eerst een tweede stap aan. Dat hoort bij uw rol."))
        return HttpResponseRedirect(reverse("mfa_index"))
