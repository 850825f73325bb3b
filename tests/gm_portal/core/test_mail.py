# SPDX-License-Identifier: EUPL-1.2
"""Mail rows: one occasion one mail, claimed once, retried, swept when stuck."""

import datetime as dt
from smtplib import SMTPAuthenticationError, SMTPDataError, SMTPException, SMTPRecipientsRefused

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMessage

from gm_portal.core import mail, mail_message, mail_sending
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


def _refusing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def refuse(self: object) -> int:
        raise error

    monkeypatch.setattr(EmailMessage, "send", refuse)


def test_what_fails_for_now_is_tried_later_and_later(monkeypatch: pytest.MonkeyPatch) -> None:
    _refusing(monkeypatch, SMTPException("greylisted"))
    row, now, waits = _row(), NOW, []
    while row.state == MailState.QUEUED:
        assert mail.sweep(now=now) == [row.pk]
        mail.send(row.pk, now=now)
        row.refresh_from_db()
        if row.state == MailState.QUEUED:
            assert mail.sweep(now=row.next_attempt_at - dt.timedelta(seconds=1)) == []
            waits.append((row.next_attempt_at - now) // dt.timedelta(minutes=1))
            now = row.next_attempt_at
    assert waits == [1, 4, 16, 64, 256, 720, 720, 720, 720]
    assert (row.state, row.attempts, row.error) == (MailState.FAILED, 10, "greylisted")


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SMTPRecipientsRefused({"a@test.example": (550, b"no such user")}), MailState.FAILED),
        (SMTPRecipientsRefused({"a@test.example": (450, b"busy")}), MailState.QUEUED),
        (SMTPDataError(554, b"not this mail"), MailState.FAILED),
        (SMTPDataError(451, b"later"), MailState.QUEUED),
        (SMTPAuthenticationError(535, b"our password is wrong"), MailState.QUEUED),
        (TimeoutError("timed out"), MailState.QUEUED),
        (ValueError("a newline in the subject"), MailState.FAILED),
    ],
)
def test_what_is_refused_for_good_is_not_tried_again(
    monkeypatch: pytest.MonkeyPatch, error: Exception, state: str
) -> None:
    _refusing(monkeypatch, error)
    row = _row()
    assert mail.send(row.pk, now=NOW) == state
    row.refresh_from_db()
    assert (row.state, row.attempts) == (state, 1)


def test_a_mail_that_kills_its_worker_each_time_is_given_up() -> None:
    old = NOW - dt.timedelta(minutes=11)
    _row("killer", state=MailState.SENDING, claimed_at=old, attempts=10)
    again = _row("unlucky", state=MailState.SENDING, claimed_at=old, attempts=9)
    assert mail.sweep(now=NOW) == [again.pk]
    assert OutgoingMail.objects.get(key="killer").state == MailState.FAILED


def test_a_mail_that_is_late_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def refresh(row: OutgoingMail, now: dt.datetime) -> bool:
        seen.append(row.key)
        row.body = "N\n"
        return row.key != "late:done"

    monkeypatch.setitem(mail_sending._refreshers, "late:", refresh)
    late, soon = NOW + dt.timedelta(hours=1), NOW + dt.timedelta(minutes=59)
    assert mail.send(_row("late:soon").pk, now=soon) == MailState.SENT
    assert mail.send(_row("late:left").pk, now=late) == MailState.SENT
    assert mail.send(_row("late:done").pk, now=late) == MailState.STOPPED
    assert mail.send(_row("other").pk, now=late) == MailState.SENT
    assert seen == ["late:left", "late:done"]
    assert [message.body for message in django_mail.outbox] == ["B\n", "N\n", "B\n"]


def test_many_mails_are_queued_at_once(django_assert_num_queries: object) -> None:
    def queue(count: int, name: str) -> None:
        mails = [mail.NewMail(f"{name}{n}", "a@test.example", "S" * 300, "B") for n in range(count)]
        with django_assert_num_queries(2):
            assert len(mail.queue_many(mails, now=NOW)) == count

    queue(1, "one")
    queue(3, "three")
    row = OutgoingMail.objects.get(key="one0")
    assert (row.subject, row.body, row.state) == ("S" * 200, "B\n", MailState.QUEUED)
    assert row.message_id == mail_message.message_id_of("one0")
    assert mail.queue_many([mail.NewMail("one0", "b@test.example", "T", "C")], now=NOW) == [row.pk]
    row.refresh_from_db()
    assert row.to == "a@test.example"


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
