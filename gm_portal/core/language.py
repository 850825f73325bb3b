# SPDX-License-Identifier: EUPL-1.2
"""Dutch unless the reader chose English: the choice is a cookie, the browser's own language never decides."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme

from gm_portal.core.gate import open_to_all

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)
YEAR_SECONDS = 365 * 24 * 3600


class LanguageMiddleware:
    """Activates the language of the cookie for the length of one request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the reader's language and say which one that is."""
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, settings.LANGUAGE_CODE)
        code = chosen if chosen in LANGUAGES else settings.LANGUAGE_CODE
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        return response


@open_to_all
def choose_language(request: HttpRequest) -> HttpResponse:
    """`/taal/?taal=en&terug=/gebieden/`: remember the language and go back. Changes nothing else, so GET is enough."""
    back = request.GET.get("terug", "/")
    if not url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        back = "/"
    response = HttpResponseRedirect(back)
    code = request.GET.get("taal", "")
    if code in LANGUAGES:
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=YEAR_SECONDS,
            samesite="Lax",
            secure=settings.PRODUCTION,
            httponly=True,
        )
    return response
