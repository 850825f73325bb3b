# SPDX-License-Identifier: EUPL-1.2
"""What somebody may do with people and their data: one line per permission, closed by default."""

from enum import StrEnum

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.permissions import grant, role, signed_in


class PeoplePermission(StrEnum):
    """Permissions of the accounts floor."""

    OWN_DATA = "people.own_data"
    MANAGE = "people.manage"


grant(
    PeoplePermission.OWN_DATA,
    signed_in,
    "Iedereen met een account ziet zijn eigen gegevens en kan ze laten wissen.",
)
grant(PeoplePermission.MANAGE, role(GlobalRole.ADMINISTRATOR), "Beheer nodigt mensen uit en geeft rollen.")
