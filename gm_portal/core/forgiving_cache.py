# SPDX-License-Identifier: EUPL-1.2
"""A cache that is away is an empty cache: signed-in people go on working while Valkey is down.

Sessions stand in the database too, and limits allow what they cannot count. What must not be guessed (the
generation of published pages) uses the alias `strict`, which raises.
"""

import logging
import time
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import ConnectionError as CacheGone
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)
# After a failure the cache is left alone this long: ten time-outs in one page would be a page of ten seconds.
REST_SECONDS = 5.0

Method = Callable[..., Any]


def _absent_key(*args: Any, **kwargs: Any) -> Any:
    """What `incr` says of a key that is not there."""
    raise ValueError("The cache is away.")


def _given_default(key: str, default: Any = None, version: int | None = None) -> Any:
    """What `get` says of a key that is not there."""
    return default


def _always(answer: Any) -> Method:
    return lambda *args, **kwargs: answer


class OneClient(RedisCacheClient):
    """One client for reading and one for writing. Django makes a new one for each command, at 0.2 ms; the
    connections come from a pool either way.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._kept: dict[bool, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """The client this command needs. There is one server, so the key does not count."""
        if write not in self._kept:
            self._kept[write] = super().get_client(key, write=write)
        return self._kept[write]


class _RedisCache(RedisCache):
    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = OneClient


class ForgivingRedisCache(_RedisCache):
    """Answers like an empty cache while the server is away."""

    away_until = 0.0

    @classmethod
    def attempt(cls, method: Method, instead: Method, *args: Any, **kwargs: Any) -> Any:
        """Call `method`, or `instead` while the cache is left alone or when it fails now."""
        if time.monotonic() < cls.away_until:
            return instead(*args, **kwargs)
        try:
            return method(*args, **kwargs)
        except (RedisError, OSError):
            cls.away_until = time.monotonic() + REST_SECONDS
            logger.warning("The cache does not answer; it is left alone for %s seconds.", REST_SECONDS)
            return instead(*args, **kwargs)


class StrictRedisCache(_RedisCache):
    """Raises while the server is away. Reading raises at once after a failure; writing is always tried,
    for a change that is not announced would leave old pages standing.
    """

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        """The value, or `ConnectionError` while the cache is left alone."""
        return ForgivingRedisCache.attempt(super().get, _refuse, key, default, version)

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, Any]:
        """The values that are there, or `ConnectionError` while the cache is left alone."""
        found: dict[str, Any] = ForgivingRedisCache.attempt(super().get_many, _refuse, keys, version)
        return found


def _refuse(*args: Any, **kwargs: Any) -> Any:
    raise CacheGone("The cache is left alone for a moment.")


def _forgive(name: str, instead: Method) -> None:
    really: Method = getattr(RedisCache, name)

    @wraps(really)
    def forgiving(self: ForgivingRedisCache, *args: Any, **kwargs: Any) -> Any:
        return self.attempt(lambda *a, **k: really(self, *a, **k), instead, *args, **kwargs)

    setattr(ForgivingRedisCache, name, forgiving)


for _name, _instead in {
    "add": _always(True),
    "get": _given_default,
    "set": _always(None),
    "touch": _always(False),
    "delete": _always(False),
    "get_many": lambda *args, **kwargs: {},
    "has_key": _always(False),
    "incr": _absent_key,
    "set_many": lambda *args, **kwargs: [],
    "delete_many": _always(None),
    "clear": _always(False),
}.items():
    _forgive(_name, _instead)
