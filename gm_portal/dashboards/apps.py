# SPDX-License-Identifier: EUPL-1.2
"""Read-only views over both apps."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Floor 5."""

    name = "gm_portal.dashboards"
    label = "dashboards"

    def ready(self) -> None:
        """Open the permissions of the dashboards."""
        from gm_portal.dashboards import permissions  # noqa: F401  # grants on import, once apps are loaded
