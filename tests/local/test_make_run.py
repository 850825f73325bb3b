# SPDX-License-Identifier: EUPL-1.2
"""`make run` as a person runs it: it serves, it heals, it stops, and it keeps the data."""

import http.client
import json
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from gm_portal.local.environment import BASE_DIR
from tests.local.conftest import clean_environment, free_port

pytestmark = pytest.mark.slow


def _command_line(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()
    except psutil.NoSuchProcess:
        return []


class Run:
    """One `make run`."""

    def __init__(self, data_dir: Path) -> None:
        self.port = free_port()
        self.log = data_dir.parent / "make.log"
        # As in a terminal: a test run in the background ignores SIGINT, and make would inherit that.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        with self.log.open("ab") as log:
            self.make = subprocess.Popen(
                ["make", "--silent", "run"],
                cwd=BASE_DIR,
                env=clean_environment(DATA_DIR=str(data_dir), PORT=str(self.port)),
                stdout=log,
                stderr=log,
            )
        signal.signal(signal.SIGINT, before)

    def get(self, path: str) -> tuple[int, str]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request("GET", path)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        finally:
            line.close()

    def wait_for(self, path: str, status: int = 200, seconds: float = 360) -> str:
        end = time.monotonic() + seconds
        last = ""
        while time.monotonic() < end:
            assert self.make.poll() is None, self.log.read_text()
            try:
                found, last = self.get(path)
                if found == status:
                    return last
            except OSError as error:
                last = str(error)
            time.sleep(0.1)
        raise AssertionError(f"{path} does not answer {status}: {last}\n{self.log.read_text()}")

    def processes(self) -> list[psutil.Process]:
        return psutil.Process(self.make.pid).children(recursive=True)

    def named(self, *words: str) -> list[psutil.Process]:
        """The processes with all these words on their command line; the dead have none any more."""
        return [process for process in self.processes() if set(words) <= set(_command_line(process))]

    def stop(self, number: int) -> None:
        everyone = self.processes()
        self.make.send_signal(number)
        self.make.wait(120)
        _, alive = psutil.wait_procs(everyone, timeout=10)
        assert [process.cmdline() for process in alive] == []

    def close(self) -> None:
        if self.make.poll() is None:
            self.stop(signal.SIGTERM)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("run") / "var"


@pytest.fixture
def run(site: Path) -> Iterator[Run]:
    running = Run(site)
    yield running
    running.close()


def test_a_first_run_shows_the_demo_and_heals(run: Run, site: Path) -> None:
    assert "Rivierenbuurt" in run.wait_for("/gebieden/")
    healthy = {"status": "ok", "database": "ok", "broker": "ok", "scheduler": "ok"}
    assert json.loads(run.wait_for("/healthz/")) == healthy

    run.named("gunicorn")[0].kill()
    run.wait_for("/healthz/")
    old = run.named("celery", "worker")[0]
    old.kill()
    old.wait(30)
    end = time.monotonic() + 180
    while not run.named("celery", "worker"):
        assert time.monotonic() < end, "the worker does not come back"
        time.sleep(0.1)

    run.stop(signal.SIGINT)
    assert not (site / "run" / "servers.json").exists()


def test_a_second_run_keeps_the_data(run: Run) -> None:
    assert "Rivierenbuurt" in run.wait_for("/gebieden/")
    run.stop(signal.SIGTERM)
    assert run.log.read_text().count("Loading the practice areas") == 1


def test_nothing_survives_the_death_of_the_supervisor(run: Run) -> None:
    run.wait_for("/gebieden/")
    everyone = run.processes()
    run.named("gm_portal.local.supervisor")[0].send_signal(signal.SIGKILL)
    run.make.wait(120)
    _, alive = psutil.wait_procs(everyone, timeout=45)
    assert [process.cmdline() for process in alive] == []
