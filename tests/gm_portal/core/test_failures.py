# SPDX-License-Identifier: EUPL-1.2
"""What a visitor gets when something of ours fails."""

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from redis.exceptions import TimeoutError as CacheSilent

from gm_portal.core.failures import server_error
from gm_portal.core.gate import open_to_all

FAILURES = {"database": OperationalError("gone"), "cache": CacheSilent("slow"), "code": KeyError("ours")}


@open_to_all
def fail(request: HttpRequest, what: str) -> HttpResponse:
    raise FAILURES[what]


urlpatterns = [path("fail/<str:what>/", fail)]
handler500 = server_error


@pytest.mark.parametrize(("what", "status"), [("database", 503), ("cache", 503), ("code", 500)])
@override_settings(ROOT_URLCONF="tests.gm_portal.core.test_failures")
def test_a_server_that_is_away_is_not_called_a_mistake(what: str, status: int) -> None:
    response = Client(raise_request_exception=False).get(f"/fail/{what}/")
    assert response.status_code == status
    assert response.headers.get("Retry-After") == ("30" if status == 503 else None)
    assert "Er ging iets mis bij ons" in response.content.decode()


def test_a_dead_connection_is_replaced_before_it_is_used() -> None:
    assert settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] is True


@pytest.mark.django_db
def test_a_browser_without_cookies_is_told_so() -> None:
    """Such a browser would send the form again and again: only the cookie is missing."""
    reader = Client(enforce_csrf_checks=True)
    typed = {"login": "iemand@example.org", "password": "geheim"}
    bare = reader.post("/accounts/login/", typed)
    assert (bare.status_code, "Zet cookies aan" in bare.content.decode()) == (403, True)
    reader.get("/accounts/login/")
    old = reader.post("/accounts/login/", typed)
    assert (old.status_code, "Zet cookies aan" in old.content.decode()) == (403, False)
