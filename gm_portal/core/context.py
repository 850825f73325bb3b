# SPDX-License-Identifier: EUPL-1.2
"""What every template may use."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from gm_portal.core.actors import NOBODY


def portal(request: HttpRequest) -> dict[str, Any]:
    """The actor, the theme and the site's name. No queries: the actor is lazy."""
    return {
        "actor": getattr(request, "actor", NOBODY),
        "site_name": settings.SITE_NAME,
        "theme_css": settings.THEME_CSS,
        "theme_class": settings.THEME_CLASS,
        "contact_email": settings.CONTACT_EMAIL,
        "is_demo": settings.DEMO,
    }
