# SPDX-License-Identifier: EUPL-1.2
"""A real Chromium against a real server. Nothing may leave the machine, and no page may break its own CSP.

`page` and `phone` are empty browser windows (1280 and 360 px wide) on `demo_site`, the demo with its seven
people. What a test changes there stays until the end of its file: a file of tests is one story.

A click does not wait for the page it leads to. So first `expect` something that only the new page has, then
look. `SLOW_PAGES=0.7 make test ARGS=tests/browser` lets every page come late: what did not wait then fails.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import override_settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)
from pytest_django import DjangoDbBlocker
from pytest_django.live_server_helper import LiveServer

from gm_portal.core import memory
from tests.browser.axe import follow

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
DEMO_PASSWORD = "gronings-model"
SECONDS = 1000
# A machine that runs everything at once is slow, not wrong. What must be quick says so itself.
PATIENCE = 30 * SECONDS
# Only when somebody asks for it: see above.
LATE = ["tests.browser.slow.PagesComeLate"] if os.environ.get("SLOW_PAGES") else []


def find_chromium() -> str | None:
    """The browser of this machine: $CHROMIUM, or one on the PATH."""
    names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if name and (found := shutil.which(name))), None)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; without a browser they are skipped, but never in CI."""
    here = Path(__file__).parent
    missing = find_chromium() is None and not os.environ.get("CI")
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # A test may look at what the server has written; what it writes itself the server never sees.
            item.add_marker(pytest.mark.django_db)
            if missing:
                item.add_marker(pytest.mark.skip(reason="no Chromium: install it, or name it in $CHROMIUM"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this process."""
    path = find_chromium()
    assert path, "no Chromium: in CI the browser tests may not be left out"
    # Playwright keeps an event loop in this thread, which Django would take for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def demo_site(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LiveServer]:
    """A server with the four processes and the seven demo people, for one file of tests."""
    demo = {
        "DEMO": True,
        "SECOND_FACTOR_REQUIRED": False,
        "ACCOUNT_LOGIN_BY_CODE_REQUIRED": set(),
        "ACCOUNT_EMAIL_VERIFICATION": "none",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "STORAGES": django_settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        "MIDDLEWARE": [*LATE, *django_settings.MIDDLEWARE],
    }
    memory.forget_all()
    with django_db_blocker.unblock(), override_settings(**demo):
        call_command("load_groningen", verbosity=0)
        call_command("demo_people", verbosity=0)
        server = LiveServer("127.0.0.1")
        yield server
        server.stop()
        call_command("flush", verbosity=0, interactive=False)
        _forget_the_server()


def _forget_the_server() -> None:
    """Chromium's last requests may have died with a connection in hand, which would keep the database alive."""
    connections.close_all()
    connection.close_pool()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    connection.close()


class Watch:
    """What a browser window may not do: reach outside, break the CSP, fail in a script."""

    def __init__(self, context: BrowserContext, server: LiveServer) -> None:
        self.server = urlsplit(server.url).netloc
        self.complaints: list[str] = []
        context.on("request", self._look_at_request)
        context.on("console", self._look_at_message)
        context.on("weberror", lambda error: self.complaints.append(f"script: {error.error}"))

    def _look_at_request(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in {"http", "https", "ws", "wss"} and address.netloc != self.server:
            self.complaints.append(f"outside: {request.url}")

    def _look_at_message(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Refused to" in message.text:
            self.complaints.append(f"CSP: {message.text}")


@pytest.fixture
def window(browser: Browser, demo_site: LiveServer) -> Iterator[Callable[..., Page]]:
    """Open a window: `window(width=360, user="gebiedsteam")`. Each has cookies of its own."""
    opened: list[tuple[BrowserContext, Watch]] = []

    def open_window(*, width: int = 1280, user: str = "", javascript: bool = True, **options: object) -> Page:
        context = browser.new_context(
            base_url=demo_site.url,
            viewport={"width": width, "height": 740 if width < 600 else 900},
            locale="nl-NL",
            timezone_id="Europe/Amsterdam",
            java_script_enabled=javascript,
            **options,
        )
        context.set_default_timeout(PATIENCE)
        opened.append((context, Watch(context, demo_site)))
        follow(context)
        page = context.new_page()
        if user:
            sign_in(page, user)
        return page

    yield open_window
    complaints = [complaint for _, watch in opened for complaint in watch.complaints]
    for context, _ in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def page(window: Callable[..., Page]) -> Page:
    """A window of a desktop, nobody signed in."""
    return window()


@pytest.fixture
def phone(window: Callable[..., Page]) -> Page:
    """A window of a small phone, nobody signed in."""
    return window(width=360)


def sign_in(page: Page, user: str) -> None:
    """Sign in at the login page as one of the demo people, for example `gebiedsteam`."""
    page.goto("/accounts/login/")
    page.fill("input[name=login]", f"{user}@demo.example")
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/accounts/login/" not in address)
