# SPDX-License-Identifier: EUPL-1.2
"""The Gronings model: areas, parties, praatplaat, conversation, agreements, evaluation."""

from django.apps import AppConfig


class ProcessesConfig(AppConfig):
    """Floor 3."""

    name = "processes"

    def ready(self) -> None:
        """Tell the lower floors what they may not import: seats, grants and what an invitation opens."""
        # Late, for these need the models, which are loaded before `ready` but after this file.
        # All late: these modules use models, which are there only once the apps are loaded.
        from gm_portal.accounts.own_data import register_data_source
        from gm_portal.accounts.queries import register_place_source
        from gm_portal.accounts.signals import invitation_accepted, person_erased
        from gm_portal.core.actors import register_seat_source
        from gm_portal.core.mail import register_refresher
        from processes.actions import parties as actions
        from processes.actions import reminder_wishes
        from processes.queries import own_data, parties
        from processes.rules import permissions  # noqa: F401  # grants on import

        register_seat_source(parties.seats_of)
        register_data_source(own_data.held_on)
        register_place_source(parties.seats_in_words)
        invitation_accepted.connect(actions.open_invited_seat)
        person_erased.connect(actions.end_all_seats)
        person_erased.connect(reminder_wishes.forget_wishes)
        register_refresher("reminders:", reminder_wishes.refresh_digest)
