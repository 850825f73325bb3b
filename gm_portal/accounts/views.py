# SPDX-License-Identifier: EUPL-1.2
"""Pages."""

from django.http import HttpRequest, HttpResponse

from gm_portal.core.gate import open_to_all


@open_to_all
def accept(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")


@open_to_all
def administration(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")


@open_to_all
def my_data(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")
