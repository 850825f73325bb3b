# SPDX-License-Identifier: EUPL-1.2
"""Production as in docker-compose.yml, with two web servers and two workers at once.

The tests of this file tell one story on one stack; the last ones stop parts of it.
"""

import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from redis import Redis

from gm_portal.core.heartbeat import KEY, LIVES_SECONDS
from gm_portal.local.servers import postgres_programs
from tests.production.stack import HOST, Stack, Visitor, code_in, wait_for

pytestmark = [pytest.mark.production, pytest.mark.slow]

CAST = """
from allauth.account.models import EmailAddress
from tests.people import make_people
people = make_people()
EmailAddress.objects.bulk_create(
    EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people.users()
)
"""
# The last day of which the mail, at eight in the morning, is due already: at night that is yesterday.
MOMENT = """
import datetime as dt
from gm_portal.core import clock
from processes.models import Process
from tests import factories
factories.EvaluationFactory(
    process=Process.objects.get(slug="korenbuurt"), planned_on=clock.local_date(clock.now() - dt.timedelta(hours=9))
)
"""
PRESSURE = """
from concurrent.futures import ThreadPoolExecutor
from celery import current_app
def send(number):
    current_app.send_task("processes.tasks.send_due_reminders")
with ThreadPoolExecutor(8) as pool:
    list(pool.map(send, range(16)))
"""
OK = {"status": "ok", "database": "ok", "broker": "ok", "scheduler": "ok"}
PAGE = "/gebieden/korenbuurt/"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("production"))
    running.start()
    try:
        running.run("python", "manage.py", "shell", "--verbosity", "0", "--command", CAST)
        for number in (0, 1):
            wait_for(lambda number=number: running.health(number)[0] == 200, "all is well", running.log)
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module")
def resident(stack: Stack) -> Visitor:
    """A coordinator of a resident organisation, signed in: password at one web server, code at the other."""
    first, second = stack.ports
    visitor = Visitor()
    assert visitor.get(first, "/accounts/login/")[0] == 200
    status, page = visitor.post(
        first, "/accounts/login/", login="wijk_coordinator@test.example", password="een lang wachtwoord"
    )
    assert status == 302, page
    wait_for(stack.mails, "the mail with the code")
    assert visitor.get(second, "/accounts/login/code/confirm/")[0] == 200
    status, page = visitor.post(second, "/accounts/login/code/confirm/", code=code_in(stack.mails()[-1]))
    assert status == 302, page
    return visitor


def test_every_part_is_well(stack: Stack) -> None:
    for number in (0, 1):
        status, text = stack.health(number)
        assert (status, json.loads(text)) == (200, OK)


def test_the_health_checks_of_the_containers_agree(stack: Stack) -> None:
    for part in ("web", "worker", "beat"):
        done = subprocess.run(
            ["python", "deploy/health.py", part],
            env=stack.environment("web", PORT=str(stack.ports[1])),
            cwd=Path(__file__).parents[2],
            check=False,
        )
        assert done.returncode == 0, part


def test_plain_http_is_sent_on_to_tls(stack: Stack) -> None:
    class Plain(Visitor):
        def _ask(self, port: int, method: str, path: str, body: str) -> tuple[int, str]:
            import http.client  # only this test speaks without the proxy's header

            line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            line.request(method, path, headers={"Host": HOST})
            answer = line.getresponse()
            return answer.status, answer.headers.get("Location", "")

    assert Plain().get(stack.ports[0], "/") == (301, f"https://{HOST}/")


def test_a_session_holds_at_both_web_servers(stack: Stack, resident: Visitor) -> None:
    for port in stack.ports:
        assert resident.get(port, "/mijn/")[0] == 200
        assert Visitor().get(port, "/mijn/")[0] == 302


def test_a_change_at_one_web_server_shows_at_the_other_at_once(stack: Stack, resident: Visitor) -> None:
    first, second = stack.ports
    reader = Visitor()
    before = reader.get(second, PAGE)
    assert before[0] == 200
    assert reader.get(second, PAGE) == before, "kept whole"
    assert resident.get(first, PAGE)[0] == 200
    status, page = resident.post(first, f"{PAGE}stap/", step="2", seen="1")
    assert status == 302, page
    for port in (second, first):
        status, page = Visitor().get(port, PAGE)
        assert status == 200
        assert page != before[1]


def test_signing_out_at_one_web_server_is_signing_out(stack: Stack, resident: Visitor) -> None:
    leaving = Visitor(dict(resident.cookies))
    first, second = stack.ports
    assert leaving.get(first, "/accounts/logout/")[0] == 200
    assert leaving.post(first, "/accounts/logout/")[0] == 302
    assert Visitor(dict(resident.cookies)).get(second, "/mijn/")[0] == 302


def test_work_asked_for_many_times_is_done_once(stack: Stack) -> None:
    stack.run("python", "manage.py", "shell", "--verbosity", "0", "--command", MOMENT)
    before = len(stack.mails())
    stack.run("python", "manage.py", "shell", "--verbosity", "0", "--command", PRESSURE)
    commands = [
        threading.Thread(target=stack.run, args=("python", "manage.py", "reminders")) for _ in range(2)
    ]
    for command in commands:
        command.start()
    for command in commands:
        command.join()
    waiting = Redis.from_url(stack.redis_url)
    wait_for(lambda: not waiting.llen("celery") and not waiting.hlen("unacked"), "the queue runs empty")
    receivers = [
        line for mail in stack.mails()[before:] for line in mail.splitlines() if line.startswith("To:")
    ]
    assert len(receivers) == len(set(receivers)) == 5
    assert stack.rows("SELECT count(*) FROM core_outgoingmail WHERE state <> 'sent'") == [(0,)]


def test_both_workers_take_part(stack: Stack) -> None:
    ask = ("celery", "--app=gm_portal.celery", "inspect", "ping", "--timeout=5")
    wait_for(lambda: "2 nodes online" in stack.run(*ask), "both workers answer", stack.log)


def test_backup_and_restore(stack: Stack, tmp_path: Path) -> None:
    """As in docs/operations.md: what comes back is the same, and still refuses to be rewritten."""
    programs = postgres_programs()
    dump = tmp_path / "portal.dump"
    subprocess.run(
        [programs / "pg_dump", "--format=custom", f"--file={dump}", f"--dbname={stack.database_url}"],
        check=True,
    )
    restored = Stack(tmp_path)
    restored.database_url = f"{stack.database_url}_restored"
    restored._admin(f"CREATE DATABASE {restored._database}")
    try:
        subprocess.run(
            [
                programs / "pg_restore",
                "--exit-on-error",
                "--no-owner",
                f"--dbname={restored.database_url}",
                dump,
            ],
            check=True,
        )
        assert _contents(restored) == _contents(stack)
        assert restored.run("python", "manage.py", "migrate", "--check", "--verbosity", "0") == ""
    finally:
        restored.stop()


def _contents(stack: Stack) -> dict[str, object]:
    """How many rows each table has, and all triggers: what makes definitive records definitive."""
    tables = stack.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    counts: dict[str, object] = {
        str(table): stack.rows(f'SELECT count(*) FROM "{table}"')[0][0] for (table,) in tables
    }
    triggers = stack.rows(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2"
    )
    assert len(tables) > 20
    assert triggers
    return counts | {"triggers": triggers}


def test_one_web_server_and_one_worker_are_enough(stack: Stack) -> None:
    stack.webs[0].send_signal(signal.SIGTERM)
    stack.workers[0].send_signal(signal.SIGTERM)
    stack.webs[0].wait(60)
    stack.workers[0].wait(60)
    _let_the_heartbeat_lapse(stack)
    wait_for(lambda: stack.health(1)[0] == 200, "the other worker takes the pulse")


def test_health_names_the_scheduler_when_no_worker_is_left(stack: Stack) -> None:
    assert LIVES_SECONDS < 60, "a dead worker shows within a minute"
    for process in psutil.Process(stack.workers[1].pid).children(recursive=True):
        process.kill()
    os.kill(stack.workers[1].pid, signal.SIGKILL)
    stack.workers[1].wait(60)
    _let_the_heartbeat_lapse(stack)
    status, text = stack.health(1)
    assert status == 503
    assert json.loads(text) == OK | {"status": "down", "scheduler": "down"}


def _let_the_heartbeat_lapse(stack: Stack) -> None:
    """What time would do: no pulse came for so long that the last one died."""
    Redis.from_url(stack.redis_url).delete(KEY)
