# SPDX-License-Identifier: EUPL-1.2
"""When things go wrong: a mailbox that refuses, a worker that is killed, four workers at once."""

import threading
from smtplib import SMTPException

import pytest
from django.core.mail import EmailMessage
from django.db import connection

from gm_portal.core import mail
from gm_portal.core.models import MailState, OutgoingMail
from processes.actions.reminders import send_due
from processes.models import Evaluation, Reminder
from tests import factories
from tests.people import People, make_people
from tests.reminders import DAY, HOUR, SIX_BEFORE, TABLE, TWO_BEFORE, mailed


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    """A moment of the Korenbuurt, planned long before its first reminder."""
    return factories.EvaluationFactory(process=people.process, planned_on=DAY)


def test_one_failing_address_stops_nobody_and_is_tried_again(
    evaluation: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_send = EmailMessage.send

    def refuse_one(message: EmailMessage, *args: object) -> int:
        if message.to == ["team_member@test.example"]:
            raise SMTPException("mailbox full")
        return really_send(message)

    monkeypatch.setattr(EmailMessage, "send", refuse_one)
    done = send_due(now=TWO_BEFORE)
    assert done.as_dict() == {"due": 5, "queued": 5, "sent": 4, "failed": 1, "skipped": 5}
    monkeypatch.setattr(EmailMessage, "send", really_send)
    mailed()
    assert mail.sweep(now=TWO_BEFORE) == [], "not at once again"
    mail.send_all(mail.sweep(now=TWO_BEFORE + HOUR), now=TWO_BEFORE + HOUR)
    assert mailed() == ["team_member"]
    assert send_due(now=TWO_BEFORE + HOUR).due == 0


def test_a_worker_killed_while_sending_loses_no_mail(
    evaluation: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """What a SIGKILL leaves: nothing after it runs."""

    def die(message: EmailMessage) -> int:
        raise Killed

    really_send = EmailMessage.send
    monkeypatch.setattr(EmailMessage, "send", die)
    with pytest.raises(Killed):
        send_due(now=SIX_BEFORE)
    states = OutgoingMail.objects.values_list("state", flat=True).order_by("state")
    assert list(states) == [*[MailState.QUEUED] * 4, MailState.SENDING], "all are written down, none is lost"
    monkeypatch.setattr(EmailMessage, "send", really_send)
    assert send_due(now=SIX_BEFORE + HOUR).due == 0
    mail.send_all(mail.sweep(now=SIX_BEFORE + HOUR), now=SIX_BEFORE + HOUR)
    assert mailed() == TABLE


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_one_mail_a_person() -> None:
    """Four real connections start together; every person gets exactly one mail and no row is written twice."""
    people = make_people()
    factories.EvaluationFactory(process=people.process, planned_on=DAY)
    start = threading.Barrier(4)
    found: list[dict[str, int]] = []

    def work() -> None:
        start.wait()
        try:
            found.append(send_due(now=TWO_BEFORE).as_dict())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(found) == 4
    assert sum(done["due"] for done in found) == sum(done["sent"] for done in found) == 5
    assert sum(done["skipped"] for done in found) == 5
    assert mailed() == TABLE
    assert Reminder.objects.count() == 10
