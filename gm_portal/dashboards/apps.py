# SPDX-License-Identifier: EUPL-1.2
"""Read-only views over both apps."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Floor 5."""

    name = "gm_portal.dashboards"
    label = "dashboards"
