# SPDX-License-Identifier: EUPL-1.2
"""The compose file, started natively: two web servers, two workers and beat, on a database of their own."""

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import psycopg
from redis import Redis

from gm_portal.local.children import start_child, stop_child
from gm_portal.local.environment import BASE_DIR
from gm_portal.local.pytest_plugin import TEST_RUNS
from tests.production import compose

HOST = compose.SECRETS["PORTAL_HOST"]
PATIENCE = 240


def wait_for(what: Callable[[], object], description: str, more: Callable[[], str] = str) -> None:
    """Wait until something is so; fail when it does not happen, with what `more` has to say."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, f"did not happen: {description}\n{more()}"
        time.sleep(0.1)


@dataclass
class Visitor:
    """A browser without the browser: keeps cookies, speaks to whichever web server it is told to."""

    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, port: int, path: str) -> tuple[int, str]:
        """Fetch a page as the TLS proxy would pass the request on."""
        return self._ask(port, "GET", path, "")

    def post(self, port: int, path: str, **fields: str) -> tuple[int, str]:
        """Send a form, with the CSRF token this visitor has."""
        token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return self._ask(port, "POST", path, urlencode(token | fields))

    def _ask(self, port: int, method: str, path: str, body: str) -> tuple[int, str]:
        headers = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "X-Forwarded-For": "192.0.2.7",
            "Referer": f"https://{HOST}{path}",
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
        }
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            line.request(method, path, body or None, {name: text for name, text in headers.items() if text})
            answer = line.getresponse()
            for one in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = one.split(";")[0].partition("=")
                self.cookies[name] = value
            return answer.status, answer.read().decode()
        finally:
            line.close()


class Stack:
    """What `docker compose up --scale web=2 --scale worker=2` runs, without Docker."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database_url = f"{os.environ['DATABASE_URL'].rpartition('/')[0]}/production_{os.getpid()}"
        # A Valkey database that no test empties: the upper half, see gm_portal/local/pytest_plugin.py.
        address, _, number = os.environ["REDIS_URL"].rpartition("/")
        self.redis_url = f"{address}/{int(number) + TEST_RUNS}"
        self.ports = [_free_port(), _free_port()]
        self.webs: list[subprocess.Popen[bytes]] = []
        self.workers: list[subprocess.Popen[bytes]] = []
        self.beats: list[subprocess.Popen[bytes]] = []
        self._log: IO[bytes] = (folder / "log").open("ab")

    def environment(self, service: str, **more: str) -> dict[str, str]:
        """The environment of the compose file; only the addresses and folders are of this machine."""
        programs = Path(sys.executable).parent
        here = {
            "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.redis_url,
            "EMAIL_URL": "file:",
            "DATA_DIR": str(self.folder),
            "STATIC_ROOT": str(self.folder / "static"),
            "MALLOC_ARENA_MAX": "1",
        }
        return compose.environment(service) | here | more

    def run(self, *command: str) -> str:
        """Run a command of the image to its end; return what it printed."""
        done = subprocess.run(
            command,
            cwd=BASE_DIR,
            env=self.environment("migrate"),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Make the database, migrate, and start everything."""
        self._admin(f"CREATE DATABASE {self._database}")
        Redis.from_url(self.redis_url).flushdb()
        self.run("python", "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
        self.run(*compose.command("migrate"))
        for port in self.ports:
            command = [part.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for part in compose.command("web")]
            self.webs.append(self._start("web", command, PORT=str(port)))
        for number in (1, 2):
            # In containers the host name tells the workers apart.
            command = [*compose.command("worker"), f"--hostname=worker{number}@%h"]
            self.workers.append(self._start("worker", command))
        self.beats.append(self._start("beat", compose.command("beat")))

    def stop(self) -> None:
        """Stop everything and drop the database."""
        for child in (*self.beats, *self.workers, *self.webs):
            stop_child(child)
        self._log.close()
        self._admin(f"DROP DATABASE IF EXISTS {self._database} WITH (FORCE)")

    def health(self, number: int = 0) -> tuple[int, str]:
        """What a web server says about all parts."""
        try:
            return Visitor().get(self.ports[number], "/healthz/")
        except OSError as error:
            return 0, str(error)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Ask the database."""
        with psycopg.connect(self.database_url) as connection:
            return list(connection.execute(query).fetchall())

    def mails(self) -> list[str]:
        """All mails that left, as they were written."""
        return [path.read_text(encoding="utf-8") for path in sorted((self.folder / "mail").glob("*.log"))]

    def log(self) -> str:
        """What the programs said."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")

    @property
    def _database(self) -> str:
        return self.database_url.rpartition("/")[2]

    def _admin(self, statement: str) -> None:
        address = f"{self.database_url.rpartition('/')[0]}/postgres"
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement)

    def _start(self, service: str, command: list[str], **more: str) -> "subprocess.Popen[bytes]":
        environment = self.environment(service, **more)
        program = Path(sys.executable).with_name(command[0])
        return start_child([program, *command[1:]], cwd=BASE_DIR, env=environment, output=self._log)


def code_in(mail: str) -> str:
    """The sign-in code of a mail."""
    found = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)\s*$", mail.partition("\n\n")[2], re.MULTILINE)
    assert found, mail
    return found.group(1)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
