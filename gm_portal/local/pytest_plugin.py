# SPDX-License-Identifier: EUPL-1.2
"""pytest plugin: the embedded servers run before Django reads its settings.

Loaded with `-p gm_portal.local.pytest_plugin` (pyproject.toml). The tests have a DATA_DIR of their own,
`var/test`, with a PostgreSQL that trades safety after a power cut for speed. With pytest-xdist each
worker makes its own database in that one server, and takes its own Valkey database number. Connections that leave the machine are
refused by pytest-socket (the options stand beside this plugin in pyproject.toml).
"""

import os
import shutil
from pathlib import Path

import pytest

from gm_portal.local.environment import BASE_DIR, EmbeddedServers, prepare
from gm_portal.local.locks import FileLock


def _free_data_dir() -> Path:
    """`var/test`, or the next one that no other test run uses: two runs at once must not share a database."""
    for number in range(1, 20):
        data_dir = BASE_DIR / "var" / ("test" if number == 1 else f"test-{number}")
        data_dir.mkdir(parents=True, exist_ok=True)
        if RUN.claim(data_dir / "run.lock"):
            return data_dir
    raise RuntimeError("Nineteen test runs are going on: stop some.")


class _Run:
    """The lock this run holds on its DATA_DIR, until the process ends."""

    lock: FileLock | None = None

    def claim(self, path: Path) -> bool:
        lock = FileLock(path)
        if not lock.acquire(wait=False):
            return False
        self.lock = lock
        return True


RUN = _Run()


def _environment() -> EmbeddedServers | None:
    is_worker = "PYTEST_XDIST_WORKER" in os.environ
    if not is_worker:
        os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR") or str(_free_data_dir())
        os.environ["GM_LOCAL"] = "1"
        shutil.rmtree(Path(os.environ["DATA_DIR"]) / "mail", ignore_errors=True)
    servers = prepare(fast=True)
    if is_worker:
        # Cached pages, locks and the heartbeat of one worker must not show up in another.
        number = int(os.environ["PYTEST_XDIST_WORKER"].removeprefix("gw")) + 1
        address, _, _ = os.environ["REDIS_URL"].rpartition("/")
        os.environ["REDIS_URL"] = f"{address}/{number}"
    # The demo differs from a real portal in how people log in; a test that wants the demo says so.
    os.environ.pop("GM_DEMO", None)
    return servers


# At import, not in a hook: pytest-django reads the settings in its own early hook.
SERVERS = _environment()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the servers go when the last of the test processes is done."""
    if SERVERS is not None:
        SERVERS.release()
