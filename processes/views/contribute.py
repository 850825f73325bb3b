# SPDX-License-Identifier: EUPL-1.2
"""What a resident sees who got a link: questions to answer without an account, and a thank-you."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from gm_portal.core import clock
from gm_portal.core.actors import SYSTEM
from gm_portal.core.gate import gate
from processes.actions import contributions as actions
from processes.forms.contributions import ResidentForm
from processes.queries import contribution_links
from processes.queries.contribution_links import OpenedLink
from processes.views.moved import all_said_in, left_behind_in
from processes.views.resident_door import Door, enter, thank


def _keep(opened: OpenedLink, key: uuid.UUID, form: ResidentForm) -> object:
    return actions.contribute(opened=opened, key=key, contents=form.contents(), actor=SYSTEM, now=clock.now())


DOOR = Door(
    "contribute",
    "processes/contributions",
    contribution_links.link_by_token,
    ResidentForm,
    _keep,
    all_said_in,
    left_behind_in,
)


@csrf_exempt
@gate(methods=("GET", "POST"))
def contribute(request: HttpRequest, token: str) -> HttpResponse:
    """The questions of one link, all on one page."""
    return enter(request, DOOR, token)


@gate()
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Thank you, and what happens now."""
    return thank(request, DOOR, token)
