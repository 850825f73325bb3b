# SPDX-License-Identifier: EUPL-1.2
"""The wijk- or dorpsagenda."""

from django.apps import AppConfig


class AgendasConfig(AppConfig):
    """Floor 4."""

    name = "agendas"

    def ready(self) -> None:
        """Open the permissions of the agenda."""
        from agendas.rules import permissions  # noqa: F401  # grants on import, once apps are loaded
