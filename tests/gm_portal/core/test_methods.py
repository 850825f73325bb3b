# SPDX-License-Identifier: EUPL-1.2
"""A wrong method is 405, with or without a form token."""

import pytest
from django.test import Client

from gm_portal.core import typed
from tests.people import People

pytestmark = pytest.mark.django_db
METHODS = ("post", "put", "patch", "delete", "trace")


@pytest.mark.parametrize("who", ["anonymous", "wijk_coordinator"])
def test_a_wrong_method_without_a_token_is_405(people: People, who: str) -> None:
    client = people.client(who)
    browser = Client(enforce_csrf_checks=True)
    browser.cookies = client.cookies
    for method in METHODS:
        for address in ("/", "/gebieden/korenbuurt/", "/raad/", "/mijn/"):
            response = getattr(browser, method)(address)
            assert (response.status_code, response["Allow"]) == (405, "GET")
            assert "<h1" in response.content.decode()


def test_a_right_method_without_a_token_is_still_refused(people: People) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(people.wijk_coordinator)
    assert browser.post("/gebieden/korenbuurt/agenda/", {"title": "Een bankje"}).status_code == 403


@pytest.mark.parametrize("address", ["http://[::1", "", "https://elders.example//x"])
def test_where_a_fragment_says_it_stands_breaks_nothing(address: str) -> None:
    response = Client().get("/mijn/", headers={"HX-Request": "true", "HX-Current-URL": address})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith("/accounts/login/?next=/")
    assert typed.path_of("http://[::1") == "/"
