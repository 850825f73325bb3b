# SPDX-License-Identifier: EUPL-1.2
"""Who is signed in, as a person. As plain data, for permission rules: `current_actor` in `core/actors.py`."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from gm_portal.accounts.models import User


def current_user(request: HttpRequest) -> User:
    """The person who asks. For views behind a gate that lets nobody else pass: raises `PermissionDenied`."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
