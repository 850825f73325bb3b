# SPDX-License-Identifier: EUPL-1.2
"""Pages."""

from django.http import HttpRequest, HttpResponse

from gm_portal.core.gate import open_to_all


@open_to_all
def home(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")


@open_to_all
def council(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")


@open_to_all
def mine(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")


@open_to_all
def sources(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")


@open_to_all
def accessibility(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")


@open_to_all
def privacy(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """Being built."""
    return HttpResponse("")
