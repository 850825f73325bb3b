# SPDX-License-Identifier: EUPL-1.2
"""`/healthz/`: what works at this moment, for the people and machines that watch the portal."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import lru_cache

from django.db import connection
from django.http import HttpRequest, JsonResponse

from gm_portal.core import heartbeat
from gm_portal.core.gate import open_to_all

# A part that hangs is as good as down: the answer comes within three seconds either way.
PATIENCE_SECONDS = 2.5


@lru_cache
def _helper(part: str) -> ThreadPoolExecutor:
    # Few, and for each part its own: checks that hang neither pile up nor hide how the other parts are.
    return ThreadPoolExecutor(max_workers=2, thread_name_prefix=f"health-{part}")


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone())
    finally:
        connection.close()


def _broker() -> bool:
    return bool(heartbeat.line().ping())


CHECKS: dict[str, Callable[[], bool]] = {
    "database": _database,
    "broker": _broker,
    "scheduler": heartbeat.is_beating,
}


def _is_ok(answer: "Future[bool]") -> bool:
    return answer.done() and answer.exception() is None and answer.result()


@open_to_all
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part works, otherwise 503 with `down` at each part that does not."""
    answers = {name: _helper(name).submit(check) for name, check in CHECKS.items()}
    wait(answers.values(), timeout=PATIENCE_SECONDS)
    parts = {name: "ok" if _is_ok(answer) else "down" for name, answer in answers.items()}
    for answer in answers.values():
        answer.cancel()
    works = all(part == "ok" for part in parts.values())
    report = {"status": "ok" if works else "down"} | parts
    return JsonResponse(report, status=200 if works else 503, headers={"Cache-Control": "no-store"})
