# SPDX-License-Identifier: EUPL-1.2
"""The Gronings model: areas, parties, praatplaat, conversation, agreements, evaluation."""

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    """Floor 3."""

    name = "processes"

    def ready(self) -> None:
        """Tell the lower floors what they may not import: seats, grants and what an invitation opens."""
        # Late, for these need the models, which are loaded before `ready` but after this file.
        from gm_portal.core.actors import register_seat_source
        from processes.queries.parties import seats_of
        from processes.rules import permissions  # noqa: F401  # grants on import, once apps are loaded

        register_seat_source(seats_of)
