# SPDX-License-Identifier: EUPL-1.2
"""Published pages are kept whole for anonymous readers until something published changes.

One number in the shared cache, the generation, is part of every key. An action that changes what readers
see raises it after its commit, so every web server drops the old pages at once. A page that started
rendering before the commit is stored under the old generation, where nobody looks any more.
"""

import datetime as dt
import hashlib
import logging
import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.connection import ConnectionProxy
from django.utils.translation import get_language
from redis.exceptions import RedisError

from gm_portal.core import clock

logger = logging.getLogger(__name__)
# The one that raises: a page of a generation that was only guessed would be an old page.
cache = ConnectionProxy(caches, "strict")
GENERATION = "pages:generation"
SWEPT = "pages:swept"
RELEASED = ("gm_portal", "processes", "agendas", "templates", "static", "locale")
KEPT_SECONDS = int(dt.timedelta(days=1).total_seconds())
# Readers may put anything in a query; only pages that are really linked are worth keeping.
KEPT_QUERIES = re.compile(r"(|(page|stap)=[a-z0-9]{1,8}|stap=[a-z0-9]{1,8}&page=[0-9]{1,3})")
Made = TypeVar("Made")


def generation() -> int | None:
    """The present generation of published pages; None when the cache cannot be reached."""
    try:
        number: int | None = cache.get_or_set(GENERATION, 1, timeout=None)
    except (RedisError, OSError):
        logger.warning("The cache does not answer: published pages are made anew each time.")
        return None
    return number


def refresh() -> None:
    """Raise the generation: every kept page is outdated from now on."""
    try:
        try:
            cache.incr(GENERATION)
        except ValueError:  # nobody asked for it yet
            cache.add(GENERATION, 2, timeout=None)
    except (RedisError, OSError):
        logger.warning("The cache did not take the new generation; the sweep will.")


def refresh_after_commit() -> None:
    """Raise the generation once this transaction is committed (at once when there is none)."""
    transaction.on_commit(refresh)


def sweep(*, newest_event: int) -> bool:
    """Raise the generation when events were committed that no refresh followed (a process died between).

    `newest_event` is the highest id of the audit trail. Returns whether it refreshed.
    """
    if cache.get(SWEPT) == newest_event:
        return False
    refresh()
    cache.set(SWEPT, newest_event, timeout=None)
    return True


@lru_cache(maxsize=1)
def release() -> str:
    """A fingerprint of the code and texts: a new release never shows the pages of the one before."""
    digest = hashlib.sha256()
    for folder in RELEASED:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt", ".mo", ".css", ".js", ".json"}:
                found = path.stat()
                digest.update(f"{path}|{found.st_size}|{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _key(name: str, number: int, day: dt.date) -> str:
    digest = hashlib.sha256(f"{release()}|{name}".encode()).hexdigest()[:32]
    return f"pages:{number}:{day.isoformat()}:{get_language()}:{digest}"


def kept(name: str, make: Callable[[], Made]) -> Made:
    """A published part, made once per generation, day and language: for what all readers see alike."""
    number = generation()
    if number is None:
        return make()
    key = _key(name, number, clock.local_date(clock.now()))
    try:
        value = cache.get(key)
        if value is None:
            value = make()
            cache.set(key, value, timeout=KEPT_SECONDS)
    except (RedisError, OSError):
        return make()
    return value


class PublishedPagesMiddleware:
    """Answers anonymous readers from the kept pages; stands before session and sign-in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve a kept page, or make one and keep it when the gate marked it as published."""
        number = generation() if self._may_be_kept(request) else None
        if number is None:
            return self.get_response(request)
        zipped = "gzip" in request.headers.get("Accept-Encoding", "")
        in_part = "HX-Request" in request.headers
        name = f"{request.get_host()}|{request.get_full_path()}|{zipped}|{in_part}"
        key = _key(name, number, clock.local_date(clock.now()))
        try:
            found = cache.get(key)
        except (RedisError, OSError):
            return self.get_response(request)
        if found is not None:
            return self._answer(*found)
        response = self.get_response(request)
        if self._is_for_all(response):
            headers = {
                name: response[name] for name in ("Content-Type", "Content-Encoding") if name in response
            }
            cache.set(key, (response.content, headers), timeout=KEPT_SECONDS)
        return response

    @staticmethod
    def _may_be_kept(request: HttpRequest) -> bool:
        """Whether this reader is anonymous, by his cookies, and asks for a page that is linked somewhere."""
        return (
            request.method == "GET"
            and settings.SESSION_COOKIE_NAME not in request.COOKIES
            and "messages" not in request.COOKIES
            and KEPT_QUERIES.fullmatch(request.META.get("QUERY_STRING", "")) is not None
        )

    @staticmethod
    def _is_for_all(response: HttpResponse) -> bool:
        """Whether the gate marked this page as published and nothing personal hangs on it."""
        is_published = getattr(response, "is_published_page", False)
        return is_published and response.status_code == 200 and not response.cookies

    @staticmethod
    def _answer(content: bytes, headers: dict[str, str]) -> HttpResponse:
        response = HttpResponse(content, headers=headers)
        response["Vary"] = "Accept-Encoding, Cookie"
        response["Content-Length"] = str(len(content))
        return response
