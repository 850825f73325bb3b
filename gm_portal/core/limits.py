# SPDX-License-Identifier: EUPL-1.2
"""Counting attempts on the shared cache, so that a limit holds over all web servers.

Limits count per thing (a token, an account), never per network address: a hall full of residents on one
Wi-Fi shares an address.
"""

import logging

from django.core.cache import cache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)


def take(name: str, *, limit: int, seconds: int) -> bool:
    """Count one attempt at `name`; False when more than `limit` were made within `seconds` of the first.

    Counting is no lock on the door: without a cache the attempt is allowed.
    """
    key = f"limit:{name}"
    try:
        cache.add(key, 0, timeout=seconds)
        count: int = cache.incr(key)
    except (RedisError, OSError, ValueError):  # ValueError: the key ran out between the two lines
        logger.warning("The cache does not count: this attempt is allowed.")
        return True
    return count <= limit
