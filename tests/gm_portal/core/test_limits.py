# SPDX-License-Identifier: EUPL-1.2
"""Limits count per thing, on the shared cache."""

import pytest
from django.core.cache import cache
from redis.exceptions import ConnectionError as NoConnection

from gm_portal.core import limits


def test_what_is_over_the_limit_is_refused_and_others_go_on() -> None:
    assert [limits.take("deur", limit=2, seconds=60) for _try in range(3)] == [True, True, False]
    assert limits.take("raam", limit=2, seconds=60)


def test_the_count_runs_out() -> None:
    assert limits.take("deur", limit=1, seconds=60)
    assert not limits.take("deur", limit=1, seconds=60)
    cache.touch("limit:deur", 0)
    assert limits.take("deur", limit=1, seconds=60)


def test_without_a_cache_nobody_is_locked_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise NoConnection

    monkeypatch.setattr(cache, "incr", broken)
    assert limits.take("deur", limit=0, seconds=60)
