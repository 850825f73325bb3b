# SPDX-License-Identifier: EUPL-1.2
"""A wrong method is 405, also for who sends no form token: stands before the CSRF check."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse

from gm_portal.core.gate import Gate, View, method_refused


class WrongMethodMiddleware:
    """Refuses what no view behind this address takes, before anything is said about the form being too old."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Go on; the check is in `process_view`, where the view is known."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """405 for a method the gate of the view does not name; the gate itself says the same."""
        stated: Gate | None = getattr(view, "gate", None)
        if stated is None or request.method in {*stated.methods, "GET", "HEAD", "OPTIONS"}:
            return None
        return method_refused(request, stated.methods)
