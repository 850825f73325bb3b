# SPDX-License-Identifier: EUPL-1.2
"""Reads on parties and their people."""

import datetime as dt

from gm_portal.core.actors import Seat
from processes.models import Membership


def seats_of(user_id: int, day: dt.date) -> tuple[Seat, ...]:
    """The seats a user holds on a day. One query."""
    rows = Membership.objects.active_on(day).filter(user_id=user_id)
    return tuple(
        Seat(process_id=process_id, party_id=party_id, kind=kind, role=role)
        for process_id, party_id, kind, role in rows.values_list(
            "party__process_id", "party_id", "party__kind", "role"
        ).order_by("party__process_id", "party_id")
    )
