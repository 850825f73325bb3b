# SPDX-License-Identifier: EUPL-1.2
"""Valkey is away: pages are still served and forms still saved, only slower."""

import time
from collections.abc import Iterator

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache
from django.test import Client, override_settings
from redis.exceptions import RedisError

from gm_portal.core.forgiving_cache import REST_SECONDS, ForgivingRedisCache
from tests import factories
from tests.people import People

NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture
def _no_broker() -> Iterator[None]:
    away = {alias: options | {"LOCATION": NOWHERE} for alias, options in settings.CACHES.items()}
    with override_settings(CACHES=away, CELERY_BROKER_URL=NOWHERE):
        yield
    caches.close_all()
    ForgivingRedisCache.away_until = 0


@pytest.mark.usefixtures("_no_broker")
@pytest.mark.parametrize("path", ["/", "/gebieden/", "/raad/", "/leerpunten/", "/accounts/login/"])
def test_readers_get_their_page(client: Client, people: People, path: str) -> None:
    assert client.get(path).status_code == 200


@pytest.mark.usefixtures("_no_broker")
def test_somebody_signs_in_and_reads(client: Client, people: People) -> None:
    person = people.wijk_coordinator
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    answer = client.post(
        "/accounts/login/",
        {"login": person.email, "password": factories.PASSWORD},
        follow=True,
    )
    assert answer.status_code == 200
    assert client.get("/mijn/").status_code == 200


@pytest.mark.usefixtures("_no_broker")
def test_a_cache_that_is_away_is_empty_and_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cache.get("name", "default") == "default"
    with pytest.raises(RedisError):
        caches["strict"].get("name")
    # From here on nothing is tried: a time-out each time would keep the visitor waiting.
    monkeypatch.setattr(RedisCache, "get", _must_not_be_called)
    assert cache.get("name") is None
    assert cache.add("name", 1)
    assert cache.get_or_set("name", 7) == 7
    assert cache.get_many(["name"]) == {}
    assert "name" not in cache
    with pytest.raises(ValueError, match="away"):
        cache.incr("name")


def test_a_cache_that_is_back_is_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ForgivingRedisCache, "away_until", time.monotonic() + REST_SECONDS)
    cache.set("name", 1)
    assert cache.get("name") is None
    monkeypatch.setattr(ForgivingRedisCache, "away_until", time.monotonic())
    cache.set("name", 1)
    assert cache.get("name") == 1


def _must_not_be_called(*args: object, **kwargs: object) -> None:
    raise AssertionError("the cache was asked while it is away")
