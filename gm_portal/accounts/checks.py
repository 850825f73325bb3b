# SPDX-License-Identifier: EUPL-1.2
"""Checks that keep demo accounts out of production."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError

from gm_portal.accounts.models import User

DEMO_DOMAIN = "@demo.example"


@register(Tags.database)
def no_demo_accounts(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Production refuses to start while somebody with a demo address exists. Runs with `check --database default`."""
    if not databases or not settings.PRODUCTION:
        return []
    try:
        found = User.objects.filter(email__iendswith=DEMO_DOMAIN).exists()
    except DatabaseError:
        return []  # not migrated yet: there is nobody at all
    if not found:
        return []
    return [
        Error(
            "This database holds demo accounts.",
            hint="Start production on a database of its own.",
            id="accounts.E001",
        )
    ]
