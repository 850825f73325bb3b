# SPDX-License-Identifier: EUPL-1.2
"""Pages about the portal itself: sources, accessibility, privacy, and where to report a leak."""

import datetime as dt

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.gate import gate, open_to_all
from gm_portal.core.origins import SOURCE_NAMES, Origin
from gm_portal.dashboards.queries.sources import facts_by_section

# RFC 9116 advises less than a year ahead.
SECURITY_TXT_VALID = dt.timedelta(days=360)


@gate(published=True)
def sources(request: HttpRequest) -> HttpResponse:
    """Every fact about the model with where it comes from, and what was not found."""
    context = {
        "sections": facts_by_section(),
        "origins": list(Origin),
        "source_names": SOURCE_NAMES,
        "crumbs": [(_("Over het model en de bronnen"), "")],
    }
    return render(request, "dashboards/sources.html", context)


@gate(published=True)
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "dashboards/accessibility.html", {"crumbs": [(_("Toegankelijkheid"), "")]})


@gate(published=True)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, how long and why."""
    return render(request, "dashboards/privacy.html", {"crumbs": [(_("Privacy"), "")]})


@open_to_all
def security_txt(request: HttpRequest) -> HttpResponse:
    """`/.well-known/security.txt` (RFC 9116): whom to tell about a leak."""
    expires = (clock.now() + SECURITY_TXT_VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: mailto:{settings.CONTACT_EMAIL}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.SITE_URL}{reverse('security-txt')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
