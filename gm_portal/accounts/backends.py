# SPDX-License-Identifier: EUPL-1.2
"""Who is signed in: read at every request, by a query that is compiled once."""

from allauth.account.auth_backends import AuthenticationBackend

from gm_portal.accounts.models import User
from gm_portal.core.compiled import Compiled

_person: Compiled[User] = Compiled(lambda user_id: User.objects.filter(pk=user_id).order_by(), user_id=int)


class PortalBackend(AuthenticationBackend):
    """allauth's way in; only finding the person of a session is made lighter."""

    def get_user(self, user_id: int) -> User | None:
        """The person of a session; None for who is gone or may no longer come in."""
        found = next(iter(_person(user_id=user_id)), None)
        return found if found is not None and self.user_can_authenticate(found) else None
