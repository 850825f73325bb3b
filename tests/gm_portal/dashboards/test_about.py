# SPDX-License-Identifier: EUPL-1.2
"""Pages about the portal itself."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client

from processes.models import Fact

pytestmark = pytest.mark.django_db


def fact(number, section="Het model zelf"):
    return Fact.objects.create(
        number=number, section=section, text=f"Feit nummer {number}", origin="seed", source="S, B"
    )


@pytest.mark.parametrize("count", [1, 3])
def test_every_fact_stands_with_its_source(django_assert_num_queries, count):
    for number in range(1, count + 1):
        fact(number)
    with django_assert_num_queries(1):
        page = Client().get("/bronnen/").content.decode()
    for number in range(1, count + 1):
        assert f"Feit nummer {number}" in page
    assert "Raadsvoorstel Gronings model, 17 februari 2021" in page
    assert "Wat wij niet vonden" in page


def test_facts_keep_their_order_and_sections():
    fact(2, "Wet")
    fact(1)
    fact(3, "Wet")
    page = Client().get("/bronnen/").content.decode()
    assert page.count(">Wet<") == 1
    assert page.index("Feit nummer 1") < page.index("Feit nummer 2") < page.index("Feit nummer 3")


@pytest.mark.parametrize("address", ["/toegankelijkheid/", "/privacy/", "/bronnen/"])
def test_statements_are_for_everybody_and_name_whom_to_write_to(address, settings):
    settings.CONTACT_EMAIL = "hulp@test.example"
    response = Client().get(address)
    assert response.status_code == 200
    assert response.content.decode().count("<h1>") == 1
    if address != "/bronnen/":
        assert "hulp@test.example" in response.content.decode()
    assert Client().post(address).status_code == 405


def test_security_txt_names_a_contact_and_expires_within_a_year(settings, time_machine):
    settings.CONTACT_EMAIL = "lek@test.example"
    now = dt.datetime(2028, 2, 29, 23, 59, tzinfo=dt.UTC)
    time_machine.move_to(now)
    cache.clear()
    response = Client().get("/.well-known/security.txt")
    lines = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert lines["Contact"] == "mailto:lek@test.example"
    expires = dt.datetime.fromisoformat(lines["Expires"].replace("Z", "+00:00"))
    assert dt.timedelta(days=300) < expires - now < dt.timedelta(days=365)
