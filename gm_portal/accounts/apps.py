# SPDX-License-Identifier: EUPL-1.2
"""The accounts app: people, invitations and the second factor."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Floor 2."""

    name = "gm_portal.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register the system checks and the grants."""
        from gm_portal.accounts import checks, permissions  # noqa: F401  # register on import, once apps are loaded
