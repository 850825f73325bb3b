# SPDX-License-Identifier: EUPL-1.2
"""The environment of a run on one machine: which database and broker, which secret, where the data."""

import atexit
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from gm_portal.local.layout import Layout
from gm_portal.local.locks import FileLock

BASE_DIR = Path(__file__).resolve().parent.parent.parent
_START_SECONDS = 120
_STOP_SECONDS = 30


@dataclass(frozen=True)
class Addresses:
    """Where the embedded servers listen."""

    database_url: str
    redis_url: str


class EmbeddedServers:
    """A claim on the embedded servers of one DATA_DIR: they run at least as long as it is held."""

    def __init__(self, data_dir: Path, *, fast: bool = False) -> None:
        self.layout = Layout(data_dir)
        self.fast = fast
        self._claim: FileLock | None = None
        self._keeper: subprocess.Popen[bytes] | None = None

    def claim(self) -> Addresses:
        """Use the servers, starting them when nobody did; raise RuntimeError when they do not start."""
        if self._claim is None:
            self._claim = self.layout.users
            # Waits while a keeper is stopping, for that one holds the lock alone.
            self._claim.acquire(shared=True)
        with self.layout.starting.held():
            return self._addresses()

    def release(self) -> None:
        """Give up the claim; the last one waits until the servers have stopped."""
        if self._claim is None:
            return
        self._claim.release()
        self._claim = None
        end = time.monotonic() + _STOP_SECONDS
        while self.layout.keeper.is_held_exclusively() and time.monotonic() < end:
            if self._someone_else_uses_them():
                return
            time.sleep(0.02)

    def _someone_else_uses_them(self) -> bool:
        users = self.layout.users
        if users.acquire(wait=False):
            users.release()
            return False
        # Held by other commands together, or by a keeper that is stopping alone.
        return not users.is_held_exclusively()

    def _addresses(self) -> Addresses:
        self._keeper = None
        end = time.monotonic() + _START_SECONDS
        while time.monotonic() < end:
            if self.layout.keeper.is_held_exclusively():
                if self.layout.addresses.exists():
                    found = json.loads(self.layout.addresses.read_text(encoding="utf-8"))
                    return Addresses(found["database_url"], found["redis_url"])
            elif self._keeper is None:
                self.layout.addresses.unlink(missing_ok=True)
                self._keeper = self._start_keeper()
            elif self._keeper.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"The embedded servers do not start. {self._last_words()}")

    def _start_keeper(self) -> subprocess.Popen[bytes]:
        log = self.layout.run / "keeper.log"
        command = [sys.executable, "-m", "gm_portal.local.keeper", str(self.layout.data_dir)]
        with log.open("wb") as output:
            # A session of its own: Ctrl-C in a terminal must not stop what another command still uses.
            return subprocess.Popen(
                [*command, "--fast"] if self.fast else command,
                cwd=BASE_DIR,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def _last_words(self) -> str:
        log = self.layout.run / "keeper.log"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        return lines[-1] if lines else f"See {self.layout.run}."


def prepare(*, fast: bool = False) -> EmbeddedServers | None:
    """Complete `os.environ` for a run on this machine, before Django reads it.

    DATABASE_URL and REDIS_URL that are set stay as they are; for one that is not set the embedded
    servers of DATA_DIR run as long as this process. The demo exists only on the embedded database.
    Returns the claim on the servers, or None when both addresses were given.
    """
    environment = os.environ
    data_dir = Path(environment.get("DATA_DIR") or BASE_DIR / "var").resolve()
    environment["DATA_DIR"] = str(data_dir)
    environment.setdefault("GM_LOCAL", "1")
    if not environment.get("PORT"):
        # A command beside a running portal makes links to that portal.
        last = Layout(data_dir).port
        environment["PORT"] = (last.read_text(encoding="ascii") if last.exists() else "") or "8000"
    if not environment.get("SECRET_KEY"):
        environment["SECRET_KEY"] = Layout(data_dir).secret("django")
    if environment.get("DATABASE_URL"):
        # A database of your own never gets accounts with a known password.
        environment.pop("GM_DEMO", None)
        if environment.get("REDIS_URL"):
            return None
    servers = EmbeddedServers(data_dir, fast=fast)
    addresses = servers.claim()
    atexit.register(servers.release)
    if not environment.get("DATABASE_URL"):
        environment["DATABASE_URL"] = addresses.database_url
        environment["GM_DEMO"] = "1"
    if not environment.get("REDIS_URL"):
        environment["REDIS_URL"] = addresses.redis_url
    return servers
