# SPDX-License-Identifier: EUPL-1.2
"""`python -m gm_portal.local.supervisor`: the whole portal on one machine, as `make run` starts it.

Starts the embedded servers where no address is set, makes the data ready, then runs web, worker and
beat; starts one again that dies, and stops them all on SIGINT or SIGTERM.
"""

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from gm_portal.local.children import start_child, stop_child
from gm_portal.local.environment import BASE_DIR, prepare
from gm_portal.local.layout import Layout
from gm_portal.local.parent import MakeWatch

_PULSE_SECONDS = 0.2
_PATIENCE_SECONDS = 5
_STOP_SECONDS = 10
_LONGEST_PAUSE = 30.0
_STEADY_SECONDS = 60
_HEAD_START_SECONDS = 10


class Refusal(Exception):
    """The portal cannot start; the message is one sentence for the person who typed `make run`."""


class Interrupted(Exception):
    """Someone asked to stop while things were still being made ready."""


@dataclass
class Part:
    """One of the programs that make up the portal, and when to start it again."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = 1.0
    again_at: float = field(default=0.0)

    def start(self) -> None:
        """Start the program."""
        self.process = start_child(self.command, cwd=BASE_DIR)
        self.started = time.monotonic()

    def look_after(self) -> None:
        """Start it again when it has died, after a pause that doubles until it stays up."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.again_at:
                self.start()
            return
        if self.process.poll() is None:
            return
        stop_child(self.process)
        self.pause = 1.0 if now - self.started > _STEADY_SECONDS else min(self.pause * 2, _LONGEST_PAUSE)
        _say(f"{self.name} stopped ({self.process.returncode}); starting it again in {self.pause:.0f} s.")
        self.process, self.again_at = None, now + self.pause


def parts(host: str, port: int) -> list[Part]:
    """The programs of the portal. Small on purpose: a laptop or a tiny server is enough."""
    python = [sys.executable, "-m"]
    web = ["gunicorn", "gm_portal.wsgi:application", "--bind", f"{host}:{port}"]
    web += [
        "--worker-class",
        "gthread",
        "--workers",
        os.environ.get("WEB_CONCURRENCY", "2"),
        "--threads",
        "4",
    ]
    web += ["--preload", "--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket"]
    celery = ["celery", "--quiet", "-A", "gm_portal.celery"]
    worker = ["worker", "--pool", "threads", "--concurrency", "2", "--without-mingle", "--without-gossip"]
    return [
        Part("web", [*python, *web]),
        Part("worker", [*python, *celery, *worker, "--loglevel", "WARNING"]),
        Part("beat", [*python, *celery, "beat", "--pidfile", "", "--loglevel", "WARNING"]),
    ]


class Supervisor:
    """Runs the parts until it is told to stop."""

    def __init__(self, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self.stopping = False
        self.make = MakeWatch()
        self.parts: list[Part] = []

    def run(self) -> None:
        """Make ready, start everything, look after it, stop everything."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._ask_to_stop)
        layout = Layout(_data_dir())
        lock = layout.lock("supervisor")
        if not self._within_patience(lambda: lock.acquire(wait=False)):
            raise Refusal("The portal already runs on this DATA_DIR: stop it first, or set another DATA_DIR.")
        self._claim_port()
        layout.port.write_text(str(self.port), encoding="ascii")
        servers = prepare()
        try:
            self._make_ready()
            self.parts = parts(self.host, self.port)
            self._look_after()
        except Interrupted:
            pass
        finally:
            self._stop()
            if servers is not None:
                servers.release()
            lock.release()

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def _must_stop(self) -> bool:
        return self.stopping or self.make.wants_to_stop()

    def _make_ready(self) -> None:
        child = start_child([sys.executable, "-m", "gm_portal.local.making_ready"], cwd=BASE_DIR)
        try:
            while child.poll() is None:
                if self._must_stop():
                    raise Interrupted
                time.sleep(0.05)
        finally:
            stop_child(child)
        if child.returncode:
            raise Refusal("The data could not be made ready; the reason stands above.")

    def _look_after(self) -> None:
        ready, begun = False, time.monotonic()
        web, *others = self.parts
        while not self._must_stop():
            web.look_after()
            if not ready and self._answers():
                ready = True
                _say(f"The portal runs on {self._address()} (stop with Ctrl-C).")
            # Loading Django four times at once would keep the first visitor waiting on a small machine.
            if ready or time.monotonic() - begun > _HEAD_START_SECONDS:
                for part in others:
                    part.look_after()
            time.sleep(_PULSE_SECONDS)

    def _stop(self) -> None:
        running = [part.process for part in self.parts if part.process is not None]
        for process in running:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        end = time.monotonic() + _STOP_SECONDS
        for process in running:
            stop_child(process, seconds=max(end - time.monotonic(), 0))

    def _within_patience(self, attempt: Callable[[], bool]) -> bool:
        """Try for a few seconds: a portal that was just stopped may still be letting go."""
        end = time.monotonic() + _PATIENCE_SECONDS
        while not attempt():
            if time.monotonic() > end or self._must_stop():
                return False
            time.sleep(0.1)
        return True

    def _claim_port(self) -> None:
        if not self._within_patience(self._port_is_free):
            raise Refusal(
                f"Port {self.port} is in use: choose another, for example PORT={self.port + 1} make run."
            )

    def _port_is_free(self) -> bool:
        with socket.socket(socket.AF_INET6 if ":" in self.host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.host, self.port))
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    return False
                raise Refusal(
                    f"Cannot listen on {self.host}, port {self.port}: {error.strerror}. Set another HOST or PORT."
                ) from error
            return True

    def _answers(self) -> bool:
        try:
            with socket.create_connection((self.host, self.port), timeout=0.2) as line:
                line.sendall(b"GET /healthz/ HTTP/1.0\r\nHost: localhost\r\n\r\n")
                line.settimeout(5)
                return line.recv(5) == b"HTTP/"
        except OSError:
            return False

    def _address(self) -> str:
        return (
            f"http://[{self.host}]:{self.port}/" if ":" in self.host else f"http://{self.host}:{self.port}/"
        )


def _say(text: str) -> None:
    print(text, flush=True)


def _data_dir() -> Path:
    return Path(os.environ.get("DATA_DIR") or BASE_DIR / "var").resolve()


def _port() -> int:
    text = os.environ.get("PORT") or "8000"
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) < 65536:
        raise Refusal(f"PORT must be a number from 1 to 65535, not {text!r}.")
    return int(text)


def main() -> int:
    """Command line; returns the exit code."""
    if sys.argv[1:]:
        print("It takes no options: set PORT, HOST, DATA_DIR, DATABASE_URL or REDIS_URL.", file=sys.stderr)
        return 2
    # Threads otherwise keep megabytes of free memory each; one runs at a time, so they do not wait for each other.
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")
    try:
        Supervisor(os.environ.get("HOST") or "127.0.0.1", _port()).run()
    except (Refusal, RuntimeError, OSError) as error:
        print(error, file=sys.stderr, flush=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
