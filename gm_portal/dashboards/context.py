# SPDX-License-Identifier: EUPL-1.2
"""What administrators see on every page: that the scheduler stands still."""

from typing import Any

from django.http import HttpRequest

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core import heartbeat


def warnings(request: HttpRequest) -> dict[str, Any]:
    """`scheduler_stopped`, asked only when a page is made for an administrator: one look in Valkey."""
    return {"scheduler_stopped": lambda: _is_administrator(request) and heartbeat.has_stopped()}


def _is_administrator(request: HttpRequest) -> bool:
    user = getattr(request, "user", None)
    return bool(user and user.is_authenticated and GlobalRole.ADMINISTRATOR in user.global_roles)
