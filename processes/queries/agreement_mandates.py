# SPDX-License-Identifier: EUPL-1.2
"""With which mandate somebody signs an agreement on a day."""

import datetime as dt

from processes.enums import BINDING_ROLES
from processes.models import Agreement, Membership


def mandates_of(agreement: Agreement, user_id: int, day: dt.date) -> list[Membership]:
    """The memberships from which this person binds a party of the process on that very day. One query."""
    rows = Membership.objects.active_on(day).filter(
        user_id=user_id, role__in=BINDING_ROLES, party__process=agreement.process_id
    )
    return list(rows.select_related("party").order_by("party_id"))


def named_ids(agreement: Agreement) -> set[int]:
    """The ids of the parties an agreement binds. One query."""
    return set(agreement.named.values_list("party_id", flat=True))
