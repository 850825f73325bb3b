# SPDX-License-Identifier: EUPL-1.2
"""How many invitations one person may send."""

from django.utils.translation import gettext as _

from gm_portal.core import limits
from gm_portal.core.errors import RuleError

INVITES_A_DAY = 100
DAY_SECONDS = 24 * 3600


def check_invites_left(user_id: int | None) -> None:
    """An account that was taken over must not become a sender of unwanted mail. Raises `RuleError`."""
    if not limits.take(f"invites:{user_id}", limit=INVITES_A_DAY, seconds=DAY_SECONDS):
        raise RuleError(_("Dit zijn veel uitnodigingen op één dag. Ga morgen verder."))
