# SPDX-License-Identifier: EUPL-1.2
"""The servers of the bench: gunicorn exactly as `make run` starts it, and the time one request takes."""

import http.client
import os
import socket
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

import psutil

from gm_portal.local.children import start_child, stop_child
from gm_portal.local.environment import BASE_DIR
from gm_portal.local.supervisor import parts

HOST = "127.0.0.1"
APPLICATION = "gm_portal.wsgi:application"
START_SECONDS = 60


class BenchError(RuntimeError):
    """The bench cannot measure; the message says why."""


@dataclass
class Server:
    """One running gunicorn with a connection that stays open, as a browser keeps it."""

    environment: Mapping[str, str]
    application: str = APPLICATION
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = None
    line: http.client.HTTPConnection = field(init=False)

    def __enter__(self) -> "Server":
        """Start it and wait until it answers."""
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = int(probe.getsockname()[1])
        command = [part.replace(APPLICATION, self.application) for part in parts(HOST, self.port)[0].command]
        # As the supervisor sets it: threads otherwise keep megabytes of free memory each.
        environment = {"MALLOC_ARENA_MAX": "1", **os.environ, **self.environment}
        self.process = start_child(command, cwd=BASE_DIR, env=environment)
        self.line = http.client.HTTPConnection(HOST, self.port, timeout=60)
        self._wait()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop it."""
        self.line.close()
        if self.process is not None:
            stop_child(self.process)

    def _wait(self) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                with socket.create_connection((HOST, self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.1)
        raise BenchError(f"{self.application} does not answer")

    def get(self, address: str, session: str = "") -> tuple[float, http.client.HTTPResponse, bytes]:
        """Ask for one page: how long it took in milliseconds, the response and its body."""
        headers = {"Accept-Encoding": "gzip", "Host": f"{HOST}:{self.port}"}
        if session:
            headers["Cookie"] = f"sessionid={session}"
        for attempt in (1, 2):
            begin = time.perf_counter()
            try:
                self.line.request("GET", address, headers=headers)
                response = self.line.getresponse()
                body = response.read()
            except (http.client.HTTPException, ConnectionError):
                # The server closes a line that was quiet for two seconds; that is no part of a page's cost.
                self.line.close()
                if attempt == 2:
                    raise
                continue
            took = (time.perf_counter() - begin) * 1000
            if response.status != 200:
                raise BenchError(f"{address} answers {response.status}")
            return took, response, body
        raise BenchError(f"{address} gives no answer")

    def post(self, address: str, fields: Mapping[str, str], session: str, token: str) -> float:
        """Send a form as a browser does, and say how long the answer took in milliseconds."""
        headers = {
            "Host": f"{HOST}:{self.port}",
            "Cookie": f"sessionid={session}; csrftoken={token}",
            "Content-Type": "application/x-www-form-urlencoded",
            "HX-Request": "true",
        }
        body = urlencode({**fields, "csrfmiddlewaretoken": token})
        # A fresh line: a form must never be sent twice because the line was closed.
        self.get("/privacy/")
        begin = time.perf_counter()
        self.line.request("POST", address, body, headers)
        response = self.line.getresponse()
        response.read()
        took = (time.perf_counter() - begin) * 1000
        if response.status != 200:
            raise BenchError(f"{address} answers {response.status}")
        return took

    def worker_megabytes(self) -> float:
        """The memory of the biggest web worker."""
        if self.process is None:
            raise BenchError("the server does not run")
        workers = psutil.Process(self.process.pid).children(recursive=True)
        return max(worker.memory_info().rss for worker in workers) / 1_000_000
