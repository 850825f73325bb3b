# SPDX-License-Identifier: EUPL-1.2
"""`/healthz/` tells the truth, and never keeps anybody waiting."""

import threading
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.test import Client
from redis import Redis

from gm_portal import celery
from gm_portal.core import health, heartbeat

OK = {"status": "ok", "database": "ok", "broker": "ok", "scheduler": "ok"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_line() -> Iterator[None]:
    heartbeat.line.cache_clear()
    heartbeat.line().delete(heartbeat.KEY)
    yield
    heartbeat.line.cache_clear()
    health._helper.cache_clear()


def _ask(client: Client) -> tuple[int, dict[str, str]]:
    answer = client.get("/healthz/")
    return answer.status_code, answer.json()


def test_all_is_well_after_a_pulse(client: Client) -> None:
    heartbeat.pulse()
    assert _ask(client) == (200, OK)


def test_without_a_pulse_the_scheduler_is_down(client: Client) -> None:
    assert _ask(client) == (503, OK | {"status": "down", "scheduler": "down"})


def test_a_scheduler_that_is_being_started_gets_the_time_of_one_pulse(client: Client) -> None:
    heartbeat.being_started()
    assert _ask(client) == (200, OK)
    assert 0 < heartbeat.line().ttl(heartbeat.KEY) <= heartbeat.LIVES_SECONDS


def test_starting_without_a_broker_is_no_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    heartbeat.line.cache_clear()
    heartbeat.being_started()
    assert heartbeat.has_stopped()


def test_a_pulse_dies_within_a_minute(client: Client) -> None:
    heartbeat.pulse()
    assert 0 < heartbeat.line().ttl(heartbeat.KEY) < 60
    # Beat sends often enough to survive two pulses that are lost.
    assert celery.app.conf.beat_schedule["heartbeat"]["schedule"] * 3 < heartbeat.LIVES_SECONDS


def test_without_a_broker_broker_and_scheduler_are_down(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "CELERY_BROKER_URL", "redis://127.0.0.1:1/0")
    heartbeat.line.cache_clear()
    assert _ask(client) == (503, OK | {"status": "down", "broker": "down", "scheduler": "down"})


def test_a_broken_database_is_named(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> bool:
        raise OSError("away")

    heartbeat.pulse()
    monkeypatch.setitem(health.CHECKS, "database", broken)
    assert _ask(client) == (503, OK | {"status": "down", "database": "down"})


def test_a_part_that_hangs_is_down_and_the_others_are_told_in_time(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert health.PATIENCE_SECONDS < 3
    monkeypatch.setattr(health, "PATIENCE_SECONDS", 0.3)
    let_go = threading.Event()
    heartbeat.pulse()
    monkeypatch.setitem(health.CHECKS, "broker", lambda: let_go.wait(30))
    try:
        for _ in range(6):
            assert _ask(client) == (503, OK | {"status": "down", "broker": "down"})
    finally:
        let_go.set()


def test_a_line_to_a_silent_broker_gives_up_within_seconds() -> None:
    options = heartbeat.line().connection_pool.connection_kwargs
    assert options["socket_timeout"] <= 1
    assert options["socket_connect_timeout"] <= 1
    assert options["retry"].get_retries() == 0
    assert isinstance(heartbeat.line(), Redis)


def test_the_answer_is_never_kept_and_only_read(client: Client) -> None:
    assert client.get("/healthz/")["Cache-Control"] == "no-store"
    assert client.post("/healthz/").status_code == 405
