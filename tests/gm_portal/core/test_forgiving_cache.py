# SPDX-License-Identifier: EUPL-1.2
"""A cache that hangs costs one time-out, not one for each time a page asks."""

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as CacheGone
from redis.exceptions import TimeoutError as CacheSilent

from gm_portal.core import pages
from gm_portal.core.forgiving_cache import ForgivingRedisCache

asked: list[str] = []


@pytest.fixture(autouse=True)
def _hanging(monkeypatch: pytest.MonkeyPatch) -> None:
    asked.clear()

    def hang(self: RedisCache, key: str, *args: object, **kwargs: object) -> None:
        asked.append(key)
        raise CacheSilent("timed out")

    monkeypatch.setattr(RedisCache, "get", hang)
    monkeypatch.setattr(ForgivingRedisCache, "away_until", 0.0)


def test_a_page_asks_a_hanging_cache_once() -> None:
    assert pages.generation() is None
    assert [pages.kept("part", lambda: "made") for _ in range(10)] == ["made"] * 10
    assert len(asked) == 1


def test_the_strict_cache_raises_and_then_raises_at_once() -> None:
    with pytest.raises(CacheGone):
        caches["strict"].get("a")
    with pytest.raises(CacheGone):
        caches["strict"].get("b")
    assert len(asked) == 1


def test_a_change_is_announced_also_while_reading_is_left_alone() -> None:
    with pytest.raises(CacheGone):
        caches["strict"].get("a")
    pages.refresh()
    before = RedisCache.incr(caches["strict"], pages.GENERATION)
    pages.refresh()
    assert RedisCache.incr(caches["strict"], pages.GENERATION) == before + 2
