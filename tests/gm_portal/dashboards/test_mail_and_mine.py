# SPDX-License-Identifier: EUPL-1.2
"""The mail and "Mijn" tell the same: the same lines, in the same order, with the same durations."""

import datetime as dt
import re
from typing import Any

import pytest
from django.core import mail as box
from django.test import Client
from django.utils import translation

from gm_portal.core.actors import SYSTEM, actor_of
from gm_portal.core.waiting import Waiting
from gm_portal.dashboards.queries import mine
from processes.actions.demo import create_demo
from processes.actions.loading import load_documented
from processes.actions.reminders import send_due
from processes.models import Reminder
from processes.queries import reminders
from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db
NOW = factories.NOW
PEOPLE = ("rivierenbuurt", "dorpen", "hoogkerk", "gebiedsteam")


@pytest.fixture
def demo(settings: Any, time_machine: Any) -> None:
    """The portal after its first run."""
    time_machine.move_to(NOW)
    settings.DEMO = True
    load_documented(actor=SYSTEM, now=NOW)
    create_demo(actor=SYSTEM, now=NOW)


def lines_of_digest(name: str) -> list[Waiting]:
    """What the mail of this person says, most urgent first, as the engine gave it to be written."""
    rows = list(Reminder.objects.filter(recipient__email=f"{name}@demo.example").select_related("recipient"))
    lines = reminders.lines_of(rows, [row.recipient for row in rows], NOW).values()
    return [line.waiting for line in sorted(lines, key=lambda line: line.order)]


def of_reminders(name: str) -> list[Waiting]:
    """The lines of "Mijn" that reminders are about, in the order of the page."""
    row = Reminder.objects.filter(recipient__email=f"{name}@demo.example").select_related("recipient")[0]
    actor = actor_of(row.recipient, today=factories.TODAY)
    about = set(reminders.waiting_for(actor, NOW))
    return [line for line in mine.waiting_for(actor, NOW) if line in about]


@pytest.mark.usefixtures("demo")
def test_the_lines_of_the_mail_are_lines_of_mine() -> None:
    assert send_due(now=NOW).sent == len(PEOPLE)
    for name in PEOPLE:
        hold_mail_against_mine(name)


def hold_mail_against_mine(name: str) -> None:
    with translation.override("nl"):
        in_mail, on_page = lines_of_digest(name), of_reminders(name)
    assert in_mail == on_page
    assert in_mail != []
    (message,) = [each for each in box.outbox if each.to == [f"{name}@demo.example"]]
    titles = re.findall(r"^\d+\. (.+)$", message.body, flags=re.MULTILINE)
    assert titles == [line.title for line in on_page]
    durations = [
        int(number) for number in re.findall(r"· (\d+) minu(?:ut|ten)$", message.body, flags=re.MULTILINE)
    ]
    assert durations == [line.minutes for line in on_page]


@pytest.mark.usefixtures("demo")
def test_a_link_of_the_mail_comes_out_where_it_says_after_signing_in(settings: Any) -> None:
    send_due(now=NOW)
    message = next(each for each in box.outbox if each.to == ["hoogkerk@demo.example"])
    link = re.findall(r"http://\S+/accounts/login/\?next=\S+", message.body)[0].removeprefix(
        "http://127.0.0.1:8000"
    )
    path = link.partition("next=")[2]
    client = Client()
    page = client.get(link)
    assert (page.status_code, f'value="{path}"' in page.content.decode()) == (200, True)
    typed = {"login": "hoogkerk@demo.example", "password": "gronings-model", "next": path}
    assert client.post("/accounts/login/", typed)["Location"] == path
    # Who is signed in already goes straight on.
    assert client.get(link)["Location"] == path
    assert client.get(path).status_code == 200


def test_what_is_mailed_stays_on_mine_until_it_is_done(people: People, time_machine: Any) -> None:
    time_machine.move_to(NOW)
    evaluation = factories.EvaluationFactory(
        process=people.process,
        planned_on=factories.TODAY + dt.timedelta(weeks=2),
        created_at=NOW - dt.timedelta(days=30),
    )
    send_due(now=NOW)
    page = people.client("wijk_member").get("/mijn/").content.decode()
    assert page.count(evaluation.get_absolute_url()) == 1
