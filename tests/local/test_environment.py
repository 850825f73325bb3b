# SPDX-License-Identifier: EUPL-1.2
"""The embedded servers: there when needed, gone when nobody needs them, whatever happened before."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest
from redis import Redis

from gm_portal.local import environment
from gm_portal.local.environment import Addresses, EmbeddedServers, prepare
from gm_portal.local.layout import Layout
from gm_portal.local.locks import FileLock
from tests.local.conftest import clean_environment

# Who gives up the last claim has waited for the servers; only the list of processes may lag on a slow machine.
SOON = 2


def wait_until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "did not happen in time"
        time.sleep(0.02)


def write_both(addresses: Addresses, value: str) -> None:
    with psycopg.connect(addresses.database_url, autocommit=True) as database:
        database.execute("CREATE TABLE IF NOT EXISTS kept (value text)")
        database.execute("INSERT INTO kept VALUES (%s)", [value])
    Redis.from_url(addresses.redis_url).set("kept", value)


def read_both(addresses: Addresses) -> tuple[str, str]:
    with psycopg.connect(addresses.database_url) as database:
        row = database.execute("SELECT value FROM kept").fetchone()
    assert row is not None
    return row[0], str(Redis.from_url(addresses.redis_url, decode_responses=True).get("kept"))


def server_processes(data_dir: Path) -> list[str]:
    """What still runs for a DATA_DIR."""
    found = []
    for process in psutil.process_iter(["name", "cmdline", "cwd", "status"]):
        line = " ".join(process.info["cmdline"] or [])
        here = str(data_dir) in line or (process.info["cwd"] or "").startswith(str(data_dir))
        if here and process.info["status"] != psutil.STATUS_ZOMBIE:
            found.append(f"{process.pid} {line}")
    return found


def keeper_pid(data_dir: Path) -> int:
    return int(json.loads(Layout(data_dir).addresses.read_text())["pid"])


@pytest.fixture
def claim(data_dir: Path) -> "Callable[[], EmbeddedServers]":
    return lambda: EmbeddedServers(data_dir)


def test_servers_keep_their_data_and_leave_nothing_behind(
    data_dir: Path, claim: Callable[[], EmbeddedServers]
) -> None:
    first = claim()
    write_both(first.claim(), "rivierenbuurt")
    first.release()
    wait_until(lambda: server_processes(data_dir) == [], seconds=SOON)
    second = claim()
    assert read_both(second.claim()) == ("rivierenbuurt", "rivierenbuurt")
    second.release()
    wait_until(lambda: server_processes(data_dir) == [], seconds=SOON)


def test_two_users_share_the_servers_and_the_last_one_stops_them(
    data_dir: Path, claim: Callable[[], EmbeddedServers]
) -> None:
    first, second = claim(), claim()
    assert first.claim() == second.claim()
    first.release()
    write_both(second.claim(), "still there")
    second.release()
    wait_until(lambda: server_processes(data_dir) == [], seconds=SOON)


def test_commands_at_the_same_moment_start_one_pair_of_servers(data_dir: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from gm_portal.local.environment import EmbeddedServers\n"
        "servers = EmbeddedServers(Path(sys.argv[1]), fast=True)\n"
        "print(servers.claim(), flush=True); sys.stdin.read(); servers.release()"
    )
    commands = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(data_dir)],
            env=clean_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    answers = {command.stdout.readline() for command in commands if command.stdout}
    assert len(answers) == 1
    for command in commands:
        command.communicate()
    assert [command.returncode for command in commands] == [0] * 4
    wait_until(lambda: server_processes(data_dir) == [], seconds=SOON)


def test_the_servers_stop_when_their_only_user_is_killed(data_dir: Path) -> None:
    code = (
        "import os, signal; from gm_portal.local.environment import prepare; prepare(fast=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environment(DATA_DIR=str(data_dir)), check=False
    )
    assert done.returncode == -signal.SIGKILL
    wait_until(lambda: server_processes(data_dir) == [])


def test_a_killed_keeper_is_replaced_and_nothing_is_lost(
    data_dir: Path, claim: Callable[[], EmbeddedServers]
) -> None:
    first = claim()
    before = first.claim()
    write_both(before, "hoogkerk")
    os.kill(keeper_pid(data_dir), signal.SIGKILL)
    wait_until(lambda: not Layout(data_dir).keeper.is_held_exclusively())
    after = first.claim()
    assert after == before
    assert read_both(after) == ("hoogkerk", "hoogkerk")
    first.release()
    wait_until(lambda: server_processes(data_dir) == [], seconds=SOON)


def test_leftovers_of_a_power_cut_do_not_keep_the_servers_from_starting(
    data_dir: Path, claim: Callable[[], EmbeddedServers]
) -> None:
    layout = Layout(data_dir)
    # The number of a process that lives, but is another program: PostgreSQL alone would refuse to start.
    (data_dir / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n{data_dir}\n")
    (layout.sockets / ".s.PGSQL.5432.lock").write_text(f"{os.getpid()}\n")
    (layout.valkey / "valkey.pid").write_text("not a number")
    layout.addresses.write_text('{"pid": 1, "database_url": "nowhere", "redis_url": "nowhere"}')
    servers = claim()
    write_both(servers.claim(), "up")
    servers.release()


@pytest.mark.parametrize("server", ["postgres", "valkey-server"])
def test_a_server_that_dies_comes_back(
    data_dir: Path, claim: Callable[[], EmbeddedServers], server: str
) -> None:
    servers = claim()
    addresses = servers.claim()
    write_both(addresses, "again")
    Redis.from_url(addresses.redis_url).save()
    victim = next(
        child for child in psutil.Process(keeper_pid(data_dir)).children() if child.name() == server
    )
    victim.kill()

    def is_back() -> bool:
        try:
            return read_both(servers.claim()) == ("again", "again")
        except (OSError, psycopg.OperationalError, ConnectionError) as error:
            return error is None
        except Exception as error:
            if type(error).__module__.startswith("redis"):
                return False
            raise

    wait_until(is_back, seconds=60)
    servers.release()


def test_a_long_path_is_no_obstacle(tmp_path: Path) -> None:
    deep = tmp_path / ("wijk" * 20) / ("dorp" * 20)
    servers = EmbeddedServers(deep, fast=True)
    write_both(servers.claim(), "far away")
    servers.release()


def test_secrets_are_random_per_folder_and_stay_the_same(tmp_path: Path) -> None:
    one, other = Layout(tmp_path / "one"), Layout(tmp_path / "other")
    assert one.secret("django") == one.secret("django")
    assert len({one.secret("django"), one.secret("valkey"), other.secret("django")}) == 3
    assert len(one.secret("django")) >= 50
    assert (tmp_path / "one" / "secrets" / "django").stat().st_mode & 0o077 == 0


class TestPrepare:
    """What ends up in the environment; the servers themselves are not started here."""

    @pytest.fixture(autouse=True)
    def _without_servers(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        for name in ("DATABASE_URL", "REDIS_URL", "GM_DEMO", "GM_LOCAL", "SECRET_KEY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("DATA_DIR", str(tmp_path))
        monkeypatch.setattr(
            EmbeddedServers, "claim", lambda self: Addresses("postgresql://embedded", "redis://e")
        )
        monkeypatch.setattr(environment.atexit, "register", lambda function: None)

    def test_nothing_set_means_the_demo(self) -> None:
        assert prepare() is not None
        assert os.environ["DATABASE_URL"] == "postgresql://embedded"
        assert os.environ["REDIS_URL"] == "redis://e"
        assert os.environ["GM_DEMO"] == os.environ["GM_LOCAL"] == "1"

    def test_a_database_of_ones_own_is_never_the_demo(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://own")
        monkeypatch.setenv("GM_DEMO", "1")
        assert prepare() is not None
        assert os.environ["DATABASE_URL"] == "postgresql://own"
        assert os.environ["REDIS_URL"] == "redis://e"
        assert "GM_DEMO" not in os.environ

    def test_both_set_starts_nothing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DATABASE_URL", "postgresql://own")
        monkeypatch.setenv("REDIS_URL", "redis://own")
        assert prepare() is None
        assert len(os.environ["SECRET_KEY"]) >= 50


def test_a_command_beside_a_running_portal_links_to_its_port(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.setenv(name, "somewhere://else")
    for name, value in (("DATA_DIR", str(tmp_path)), ("GM_LOCAL", ""), ("GM_DEMO", ""), ("SECRET_KEY", "")):
        monkeypatch.setenv(name, value)
    for said, kept, expected in (
        ("", None, "8000"),
        ("", "8241", "8241"),
        ("", "", "8000"),
        ("9", "8241", "9"),
    ):
        monkeypatch.setenv("PORT", said)
        if kept is not None:
            Layout(tmp_path).port.write_text(kept, encoding="ascii")
        assert prepare() is None
        assert os.environ["PORT"] == expected


def test_a_lock_is_exclusive_or_shared(tmp_path: Path) -> None:
    first, second, third = (FileLock(tmp_path / "lock") for _ in range(3))
    assert first.acquire(shared=True, wait=False)
    assert second.acquire(shared=True, wait=False)
    assert not third.acquire(wait=False)
    assert not third.is_held_exclusively()
    first.release()
    second.release()
    with third.held():
        assert first.is_held_exclusively()
        assert not first.acquire(shared=True, wait=False)
