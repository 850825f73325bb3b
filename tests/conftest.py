# SPDX-License-Identifier: EUPL-1.2
"""What every test gets: its own cache, quick passwords, plain static files, no second factor."""

from collections.abc import Iterable, Iterator

import pytest
from django.core.cache import cache
from django.db.backends.postgresql.operations import DatabaseOperations
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from gm_portal.core import memory
from gm_portal.core.forgiving_cache import ForgivingRedisCache
from tests.people import People, make_people

# How long an example takes, or the making of it, says how busy the machine is, not whether the rule is right.
hypothesis_settings.register_profile("portal", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("portal")


@pytest.fixture(autouse=True)
def _plain_and_quick(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    # The second step has tests of its own; everywhere else it would only be in the way.
    settings.SECOND_FACTOR_REQUIRED = False
    settings.ACCOUNT_LOGIN_BY_CODE_REQUIRED = set()


@pytest.fixture(autouse=True, scope="session")
def _empty_definitive_tables_too() -> Iterator[None]:
    """Definitive tables refuse TRUNCATE. Only the emptying after a test with real transactions gets past them."""
    really = DatabaseOperations.execute_sql_flush

    def past_the_triggers(self: DatabaseOperations, sql_list: Iterable[str]) -> None:
        really(self, ["SET LOCAL session_replication_role = replica", *sql_list])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(DatabaseOperations, "execute_sql_flush", past_the_triggers)
        yield


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Kept pages and rows of one test must not answer the next: a flushed table counts its numbers anew."""
    # A test that took Valkey away leaves the forgiving cache at rest, and a resting cache is not emptied.
    ForgivingRedisCache.away_until = 0.0
    cache.clear()
    memory.forget_all()


@pytest.fixture
def people(db: None) -> People:
    """The fixed cast around one process."""
    return make_people()
