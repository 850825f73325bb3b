# SPDX-License-Identifier: EUPL-1.2
"""The pages for when something fails: each says in plain Dutch what to do."""

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from redis.exceptions import ConnectionError as CacheGone
from redis.exceptions import TimeoutError as CacheSilent

from gm_portal.core import typed

# Our own servers are away for a moment: nothing is wrong with the page, so machines may try again.
AWAY = (OperationalError, InterfaceError, CacheGone, CacheSilent)
AWAY_SECONDS = "30"
SECRET_FIELDS = ("csrfmiddlewaretoken", "password", "_wie")


def _typed(posted: QueryDict) -> list[str]:
    """The texts of a form that was refused, so that they can be copied; never a secret."""
    return [
        value
        for name, values in posted.lists()
        if not any(secret in name for secret in SECRET_FIELDS)
        for value in values
        if len(value) > 20 or " " in value.strip()
    ]


def _given_back(request: HttpRequest) -> dict[str, Any]:
    """What somebody typed for a thing he may not change any more, also when it waited for signing in again.

    In the words of the thing where its view can tell them (`gate(given_back=…)`), else the texts.
    """
    posted = request.POST if request.method == "POST" else typed.take(request)
    if not posted:
        return {}
    in_words = getattr(request, "given_back", None)
    parts = in_words(posted) if in_words else ()
    return {"rescued_parts": parts} if parts else {"rescued": _typed(posted)}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old, or from a browser that keeps no cookies: shows what was typed."""
    told = {"rescued": _typed(request.POST), "no_cookie": not request.COOKIES}
    return render(request, "403_csrf.html", told, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return render(request, "400.html", status=400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403. Somebody may have been allowed when he began to type (a round closed meanwhile): shows what he typed."""
    return render(request, "403.html", _given_back(request), status=403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while database or cache is away.

    Rendered without context processors: whatever broke may break them too.
    """
    from django.template import loader  # late: the template engine itself may be what broke

    page = loader.get_template("500.html").render({})
    if isinstance(sys.exc_info()[1], AWAY):
        return HttpResponse(page, status=503, headers={"Retry-After": AWAY_SECONDS})
    return HttpResponse(page, status=500)
