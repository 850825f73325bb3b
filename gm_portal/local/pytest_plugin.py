# SPDX-License-Identifier: EUPL-1.2
"""pytest plugin: the embedded servers run before Django reads its settings.

Loaded with `-p gm_portal.local.pytest_plugin` (pyproject.toml). The tests have a DATA_DIR of their own,
`var/test`, with a PostgreSQL that trades safety after a power cut for speed. Each test process (two runs
at once, the workers of pytest-xdist) takes a number, and with it a test database and a Valkey database.
Connections that leave the machine are refused by pytest-socket; its options stand beside this plugin.
"""

import os
import shutil
from pathlib import Path

import pytest

from gm_portal.local.environment import BASE_DIR, EmbeddedServers, prepare
from gm_portal.local.layout import Layout
from gm_portal.local.locks import FileLock
from gm_portal.local.servers import VALKEY_DATABASES
from gm_portal.local.translations import compile_translations

# Each test process has one database, and a second one (its number + TEST_RUNS) that nothing empties.
TEST_RUNS = VALKEY_DATABASES // 2
# Held as long as this process lives; the kernel lets go of it, whatever happens.
_NUMBER_LOCKS: list[FileLock] = []


def _take_number(layout: Layout) -> int:
    for number in range(TEST_RUNS):
        lock = layout.lock(f"tests-{number}")
        if lock.acquire(wait=False):
            _NUMBER_LOCKS.append(lock)
            return number
    raise RuntimeError("Too many test runs at once.")


def _with_path(address: str, path: str) -> str:
    return f"{address.rpartition('/')[0]}/{path}"


def _environment() -> EmbeddedServers | None:
    data_dir = Path(os.environ.get("TEST_DATA_DIR") or BASE_DIR / "var" / "test")
    os.environ["DATA_DIR"] = str(data_dir)
    if "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(data_dir / "mail", ignore_errors=True)
        compile_translations()
    (data_dir / "static").mkdir(parents=True, exist_ok=True)
    servers = prepare(fast=True)
    number = _take_number(Layout(data_dir))
    os.environ["DATABASE_URL"] = _with_path(os.environ["DATABASE_URL"], f"gm_portal_{number}")
    os.environ["REDIS_URL"] = _with_path(os.environ["REDIS_URL"], str(number))
    # The demo differs from a real portal in how people log in; a test that wants the demo says so.
    os.environ.pop("GM_DEMO", None)
    return servers


# At import, not in a hook: pytest-django reads the settings in its own early hook.
SERVERS = _environment()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the servers go when the last of the test processes is done."""
    if SERVERS is not None:
        SERVERS.release()
