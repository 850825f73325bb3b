# SPDX-License-Identifier: EUPL-1.2
"""Mail rows: one occasion one mail, claimed once, retried, swept when stuck."""

import datetime as dt
from smtplib import SMTPException

import pytest
from django.core import mail as django_mail

from gm_portal.core import mail
from gm_portal.core.models import MailState, OutgoingMail
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def _row(key: str = "k", **values: object) -> OutgoingMail:
    fields = {"to": "a@test.example", "subject": "S", "body": "B\n", "queued_at": NOW} | values
    return OutgoingMail.objects.create(key=key, **fields)


def test_a_mail_is_sent_once_however_often_it_is_asked() -> None:
    row = _row()
    assert [mail.send(row.pk, now=NOW) for _ in range(3)] == [MailState.SENT] * 3
    assert [(m.to, m.subject, m.body) for m in django_mail.outbox] == [(["a@test.example"], "S", "B\n")]


def test_a_failing_server_is_tried_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object) -> int:
        raise SMTPException("mailbox full")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    row = _row()
    assert [mail.send(row.pk, now=NOW) for _ in range(4)] == [
        MailState.QUEUED,
        MailState.QUEUED,
        MailState.FAILED,
        MailState.FAILED,
    ]
    row.refresh_from_db()
    assert (row.attempts, row.error) == (3, "mailbox full")


def test_the_sweep_frees_mails_whose_sender_died() -> None:
    fresh = _row("fresh", state=MailState.SENDING, claimed_at=NOW - dt.timedelta(minutes=5))
    stuck = _row("stuck", state=MailState.SENDING, claimed_at=NOW - dt.timedelta(minutes=11))
    assert mail.sweep(now=NOW) == [stuck.pk]
    fresh.refresh_from_db()
    assert fresh.state == MailState.SENDING


def test_a_repeated_mail_carries_the_same_message_id() -> None:
    row = _row()
    mail.send(row.pk, now=NOW)
    OutgoingMail.objects.filter(pk=row.pk).update(state=MailState.QUEUED)
    mail.send(row.pk, now=NOW)
    first, second = (message.message()["Message-ID"] for message in django_mail.outbox)
    assert first == second
    assert first.endswith("@127.0.0.1>")
