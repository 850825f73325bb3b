# SPDX-License-Identifier: EUPL-1.2
"""The scheduler's heartbeat: beat sends a pulse, a worker writes it to Valkey, where it dies by itself.

The whole way is covered: when beat, every worker or Valkey stops, the pulse is gone within a minute.
"""

import contextlib
import datetime as dt
from functools import lru_cache

from celery import shared_task
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from gm_portal.core import clock

KEY = "gm:heartbeat"
# When the last pulse came through: stays behind when the heart stops, so that people see since when.
LAST = "gm:heartbeat:last"
# Beat sends every 15 seconds: two pulses may be lost or late, a third one means that something is wrong.
LIVES_SECONDS = 50


@lru_cache(maxsize=1)
def line() -> Redis:
    """A connection that gives up fast: whoever asks for a health report is not kept waiting."""
    return Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=1,
        socket_timeout=1,
        retry=Retry(NoBackoff(), 0),
    )


@shared_task
def pulse() -> None:
    """Write down that beat and a worker are alive."""
    line().set(KEY, 1, ex=LIVES_SECONDS)
    line().set(LAST, int(clock.now().timestamp()))


def being_started() -> None:
    """Give a scheduler that is being started the time of one pulse; without a broker there is nothing to give.

    Its first pulse comes some seconds after the first page: until then nobody need be told that it stands still.
    """
    with contextlib.suppress(RedisError):
        line().set(KEY, 1, ex=LIVES_SECONDS)


def is_beating() -> bool:
    """Whether a pulse came through lately. Raises RedisError when the broker does not answer."""
    return bool(line().exists(KEY))


def last_beat() -> dt.datetime | None:
    """When the last pulse came through; None when nobody remembers. Raises RedisError when the broker is away."""
    found = line().get(LAST)
    return dt.datetime.fromtimestamp(int(found), dt.UTC) if found else None


def has_stopped() -> bool:
    """Whether the scheduler stands still, or cannot be asked: a warning for who can do something about it."""
    try:
        return not is_beating()
    except RedisError:
        return True
