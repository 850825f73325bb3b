# SPDX-License-Identifier: EUPL-1.2
"""The measure of all times: Django without middleware, answering 2 kB."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

BODY = b"<!DOCTYPE html><title>bare</title>".ljust(2048, b".")


def answer(request: HttpRequest) -> HttpResponse:
    """Two kilobytes."""
    return HttpResponse(BODY)


urlpatterns = [path("", answer)]
settings.configure(SECRET_KEY="only for measuring", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, MIDDLEWARE=[])  # noqa: S106  # guards nothing: the view answers a constant
application = get_wsgi_application()
