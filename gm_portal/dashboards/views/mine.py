# SPDX-License-Identifier: EUPL-1.2
"""`/mijn/`: only what waits for the person who reads. Never kept."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gm_portal.accounts.signed_in import current_user
from gm_portal.core import bounces, clock, permissions
from gm_portal.core.actors import current_actor
from gm_portal.core.gate import gate
from gm_portal.dashboards.enums import Permission
from gm_portal.dashboards.queries import mine as queries
from processes.enums import Permission as ModelPermission


@gate(see=Permission.MINE_READ)
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for me, most urgent first, one verb a line; and the tables I sit at."""
    actor = current_actor(request)
    now = clock.now()
    waiting = queries.waiting_for(actor, now)
    context = {
        "waiting": waiting,
        "waiting_count": len(waiting),
        "minutes": sum(line.minutes for line in waiting),
        "today": clock.local_date(now),
        "places": queries.places_of(actor),
        "is_council": permissions.allows(actor, ModelPermission.COUNCIL_EXTRAS_READ),
        "is_administrator": permissions.allows(actor, ModelPermission.ADMINISTER),
        "undeliverable": bounces.undeliverable(current_user(request).email),
        "crumbs": [(_("Mijn"), "")],
    }
    return render(request, "dashboards/mine.html", context)
