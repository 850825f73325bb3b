# SPDX-License-Identifier: EUPL-1.2
"""Workers killed with SIGKILL at every step of the path: nothing is lost, and only SMTP's own duplicate is left.

`KILLS` says how many (40 in `make test`; `make kills` does 240). The seed of a round is its number, so that a
failure can be repeated. The workers are real processes, on PostgreSQL and a real SMTP server.
"""

import datetime as dt
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from django.conf import settings
from django.db import connection

from gm_portal.accounts.models import User
from gm_portal.core.models import MailState, OutgoingMail
from processes.enums import EvaluationState, ReminderState
from processes.models import Evaluation, Reminder
from processes.rules.reminders import moment_on
from tests import factories
from tests.killing import STEPS, UNAVOIDABLE
from tests.people import People, make_people
from tests.post_office import PostOffice, post_office

KILLS = int(os.environ.get("KILLS", "40"))
KILLS_A_ROUND = 10
MAKING = ("claimed", "rendered", "queued", "written", "committed")
SENDING = ("sending", "handed over", "marked")
ROOT = Path(__file__).resolve().parents[3]
DAY = dt.date(2027, 1, 29)
# Longer than a lease and than a stuck mail waits.
PAUSE = dt.timedelta(minutes=15)


class Worker(Protocol):
    """Runs once and says how it ended."""

    def __call__(self, now: dt.datetime, step: str, number: int) -> str: ...


@pytest.fixture
def office() -> Iterator[PostOffice]:
    """The mail server, in this process: it outlives the workers."""
    with post_office() as running:
        yield running


@pytest.fixture
def worker(transactional_db: None, office: PostOffice) -> Iterator[Worker]:
    """Workers forked from a process that has everything loaded."""
    database = connection.settings_dict
    base = os.environ["DATABASE_URL"].rpartition("/")[0]
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "gm_portal.settings",
        "DATABASE_URL": f"{base}/{database['NAME']}",
        "EMAIL_URL": f"smtp://127.0.0.1:{office.port}",
        "SITE_URL": settings.SITE_URL,
    }
    with subprocess.Popen(
        [sys.executable, "-m", "tests.killing"],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        stdin, stdout = process.stdin, process.stdout
        assert stdin is not None
        assert stdout is not None
        assert stdout.readline().startswith("ready")

        def run(now: dt.datetime, step: str, number: int) -> str:
            stdin.write(f"{now.isoformat()};{step};{number}\n")
            stdin.flush()
            return stdout.readline().strip()

        yield run
        stdin.close()


def _reachable() -> dict[str, int]:
    """The steps that still lie ahead in this round, and how often a run passes each at least once."""
    unsent = OutgoingMail.objects.exclude(state=MailState.SENT).count()
    if unsent:
        return dict.fromkeys(SENDING, unsent)
    if Reminder.objects.filter(state=ReminderState.QUEUED, mail__sent_at__gte=_latest()).exists():
        return {}
    return {"planned": 10} | dict.fromkeys(MAKING, 1) | {"rendered": 5} | dict.fromkeys(SENDING, 5)


def _latest() -> dt.datetime:
    """The moment of the evaluation of this round."""
    return moment_on(Evaluation.objects.order_by("-planned_on").values_list("planned_on", flat=True)[0])


def _kill_in_turn(
    worker: Worker, start: dt.datetime, chance: random.Random, killed: Counter[str], most: int
) -> None:
    """Runs that are killed at a chosen step, fifteen minutes apart, and at last two that nobody kills."""
    now, done = start, 0
    while done < most and (steps := _reachable()):
        step = chance.choice(list(steps))
        answer = worker(now, step, chance.randint(1, steps[step]))
        assert answer in ("killed", "done")
        killed[step] += answer == "killed"
        done += answer == "killed"
        now += PAUSE
    for _ in range(2):
        assert worker(now, STEPS[0], 0) == "done"
        now += PAUSE


@pytest.mark.slow
def test_no_reminder_is_lost_and_only_smtps_own_duplicate_is_left(
    worker: Worker, office: PostOffice, capsys: pytest.CaptureFixture[str], record_property: object
) -> None:
    people: People = make_people()
    # Their yearly overview is another story.
    User.objects.filter(global_roles__overlap=["council_member", "clerk"]).update(is_active=False)
    killed: Counter[str] = Counter()
    duplicates, mails, rounds = 0, 0, 0
    while sum(killed.values()) < KILLS:
        rounds += 1
        day = DAY + dt.timedelta(days=100 * rounds)
        Evaluation.objects.update(state=EvaluationState.CANCELLED)
        factories.EvaluationFactory(process=people.process, planned_on=day)
        start = moment_on(day)
        office.arrived.clear()
        handed_over = killed[UNAVOIDABLE]
        most = min(KILLS_A_ROUND, KILLS - sum(killed.values()))
        _kill_in_turn(worker, start, random.Random(rounds), killed, most)  # seeded on purpose
        expected = {"team_coordinator", "team_member", "wijk_coordinator", "wijk_deputy", "wijk_member"}
        arrived = Counter(office.names)
        assert set(arrived) == expected, f"round {rounds}: nobody is forgotten and nobody else is told"
        extra = sum(arrived.values()) - len(expected)
        assert extra <= killed[UNAVOIDABLE] - handed_over, (
            f"round {rounds}: a duplicate SMTP does not explain"
        )
        for address in {to for to, _message in office.arrived}:
            assert len(set(office.ids(address))) == 1, f"round {rounds}: a duplicate shows up once"
        rows = Reminder.objects.filter(object_type="evaluation", moment__gte=start - dt.timedelta(days=1))
        assert set(rows.values_list("state", "leased_until")) == {(ReminderState.QUEUED, None)}
        duplicates, mails = duplicates + extra, mails + sum(arrived.values())
    assert OutgoingMail.objects.exclude(state=MailState.SENT).count() == 0
    with capsys.disabled():
        steps = ", ".join(f"{step} {killed[step]}" for step in STEPS)
        print(
            f"\n{sum(killed.values())} kills in {rounds} rounds ({steps}): "
            f"{mails} mails, 0 lost, {duplicates} unavoidable duplicates"
        )
