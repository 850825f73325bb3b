# SPDX-License-Identifier: EUPL-1.2
"""Valkey dies and comes back empty: what it was asked to do is lost, and nothing is, for the truth is in PostgreSQL."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from celery import Celery
from django.core import mail as django_mail

from gm_portal.celery import app
from gm_portal.core import mail, tasks
from gm_portal.core.models import MailState, OutgoingMail
from gm_portal.local.layout import Layout
from gm_portal.local.servers import Valkey
from processes.tasks import send_due_reminders
from tests import factories
from tests.people import make_people

DAY = dt.date(2027, 1, 29)
TWO_BEFORE = dt.datetime(2027, 1, 15, 7, 0, tzinfo=dt.UTC)
TABLE = ["team_coordinator", "team_member", "wijk_coordinator", "wijk_deputy", "wijk_member"]


@pytest.fixture
def valkey(tmp_path: Path) -> Iterator[Valkey]:
    """A Valkey of its own, so that it can die."""
    layout = Layout(tmp_path)
    for folder in (layout.run, layout.valkey):
        folder.mkdir(parents=True, exist_ok=True)
    server = Valkey(layout)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def broker(valkey: Valkey, monkeypatch: pytest.MonkeyPatch) -> Iterator[Celery]:
    """The portal's Celery with this Valkey as its broker."""
    lonely = Celery("test", broker=valkey.url, set_as_current=False)
    monkeypatch.setattr(mail, "current_app", lonely)
    yield lonely
    lonely.close()


def _waiting(valkey: Valkey) -> int:
    with redis.Redis.from_url(valkey.url) as line:
        return int(line.llen("celery"))


@pytest.mark.django_db(transaction=True)
def test_valkey_dies_with_all_that_was_asked_of_it(
    valkey: Valkey, broker: Celery, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = make_people()
    factories.EvaluationFactory(process=people.process, planned_on=DAY)
    monkeypatch.setattr("gm_portal.core.clock.now", lambda: TWO_BEFORE)
    mail.queue_mail(
        key="hello", to="mens@test.example", subject="S", template="500.html", context={}, now=TWO_BEFORE
    )
    broker.send_task(send_due_reminders.name)
    assert _waiting(valkey) == 2
    assert valkey.process is not None
    valkey.process.kill()
    valkey.process.wait()
    valkey.start()
    assert _waiting(valkey) == 0, "nobody will ever run these two"
    assert OutgoingMail.objects.get().state == MailState.QUEUED
    assert app.conf.beat_schedule["reminders"]["task"] == send_due_reminders.name
    send_due_reminders()
    tasks.sweep_mail()
    names = sorted(message.to[0].split("@")[0] for message in django_mail.outbox)
    assert names == ["mens", *TABLE]
