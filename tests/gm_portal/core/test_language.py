# SPDX-License-Identifier: EUPL-1.2
"""Dutch unless the reader chose otherwise; going back never leaves the site."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_browser_language_never_decides() -> None:
    response = Client().get("/bronnen/", headers={"Accept-Language": "en"})
    assert response["Content-Language"] == "nl"


def test_a_choice_is_remembered() -> None:
    client = Client()
    response = client.get("/taal/?taal=en&terug=/leerpunten/")
    assert (response.status_code, response["Location"]) == (302, "/leerpunten/")
    assert client.get("/bronnen/")["Content-Language"] == "en"


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\x00", "a\nb"]
)
def test_going_back_stays_on_the_site(back: str) -> None:
    location = Client().get("/taal/", {"taal": "en", "terug": back})["Location"]
    assert "evil" not in location
    assert "javascript" not in location
    assert "\n" not in location


@pytest.mark.parametrize("code", ["fr", "", "nl<script>", "../en"])
def test_an_unknown_language_changes_nothing(code: str) -> None:
    client = Client()
    client.get("/taal/", {"taal": code})
    assert "taal" not in client.cookies
