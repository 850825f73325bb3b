# SPDX-License-Identifier: EUPL-1.2
"""The supervisor: looks after its programs, refuses in one sentence, and leaves nothing behind."""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gm_portal.local import supervisor
from gm_portal.local.children import start_child, stop_child
from gm_portal.local.layout import Layout
from gm_portal.local.supervisor import Part, main
from tests.local.conftest import free_port

HANDLED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@pytest.fixture(autouse=True)
def _own_signals() -> Iterator[None]:
    """`main` installs handlers; the test runner wants its own back."""
    before = {number: signal.getsignal(number) for number in HANDLED}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A person's environment, with little patience."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PORT", str(free_port()))
    monkeypatch.delenv("HOST", raising=False)
    monkeypatch.setattr(supervisor, "_PATIENCE_SECONDS", 0.2)
    monkeypatch.setattr(sys, "argv", ["supervisor"])
    return tmp_path


def test_options_are_refused(
    shell: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["supervisor", "--help"])
    assert main() == 2
    assert "DATA_DIR" in capsys.readouterr().err
    assert not (shell / "run").exists()


def test_a_taken_port_is_one_sentence(
    shell: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert main() == 1
    said = capsys.readouterr()
    assert said.err == f"Port {port} is in use: choose another, for example PORT={port + 1} make run.\n"
    assert said.out == ""
    assert not (shell / "postgres").exists()


def test_a_host_of_another_machine_is_not_called_a_taken_port(
    shell: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOST", "192.0.2.1")
    assert main() == 1
    said = capsys.readouterr().err
    assert said.startswith("Cannot listen on 192.0.2.1, port ")
    assert said.endswith("Set another HOST or PORT.\n")


@pytest.mark.parametrize("text", ["acht", "0", "70000", "-1", "８０８０"])
def test_a_strange_port_is_one_sentence(
    shell: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    monkeypatch.setenv("PORT", text)
    assert main() == 1
    assert capsys.readouterr().err == f"PORT must be a number from 1 to 65535, not {text!r}.\n"


def test_the_same_data_is_not_served_twice(shell: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with Layout(shell).lock("supervisor").held():
        assert main() == 1
    assert capsys.readouterr().err.startswith("The portal already runs on this DATA_DIR")


def test_a_part_that_dies_starts_again_after_a_growing_pause(capsys: pytest.CaptureFixture[str]) -> None:
    part = Part("worker", [sys.executable, "-c", "raise SystemExit(3)"])
    pauses = []
    for _ in range(7):
        part.again_at = 0
        part.look_after()
        assert part.process is not None
        part.process.wait()
        part.look_after()
        assert part.process is None
        pauses.append(part.pause)
    assert pauses == [2, 4, 8, 16, 30, 30, 30]
    assert "worker stopped (3); starting it again in 2 s." in capsys.readouterr().out
    part.look_after()
    assert part.process is None, "not before the pause is over"


def test_a_part_that_ran_well_starts_again_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_STEADY_SECONDS", 0)
    part = Part("beat", [sys.executable, "-c", ""], pause=16)
    part.look_after()
    assert part.process is not None
    part.process.wait()
    part.look_after()
    assert part.pause == 1


def test_stopping_a_child_ends_its_grandchildren_too(tmp_path: Path) -> None:
    stubborn = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)"
    code = (
        "import subprocess, sys, time\n"
        f"child = subprocess.Popen([sys.executable, '-c', {stubborn!r}])\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    with (tmp_path / "out").open("wb") as output:
        child = start_child([sys.executable, "-c", code], output=output)
    while not (tmp_path / "out").read_text():
        time.sleep(0.02)
    grandchild = int((tmp_path / "out").read_text())
    stop_child(child, seconds=0.5)
    assert child.returncode is not None
    assert _is_gone(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_a_child_dies_with_its_parent() -> None:
    code = (
        "import os, signal, sys; from gm_portal.local.children import start_child\n"
        "child = start_child([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert _is_gone(int(done.stdout))


def _is_gone(pid: int) -> bool:
    """Whether a process ends in a while, also on a slow machine; a zombie has ended."""
    for _ in range(500):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return True
        if state == "Z":
            return True
        time.sleep(0.02)
    return False
