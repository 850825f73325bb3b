# SPDX-License-Identifier: EUPL-1.2
"""Mail that held a secret, that is old, or that failed."""

import datetime as dt

import pytest
from django.core import mail as box

from gm_portal.core import mail, mail_control
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError
from gm_portal.core.models import MailState, OutgoingMail

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
ADMIN = Actor(user_id=1, roles=frozenset({"administrator"}))


def queued(key: str = "een", *, at: dt.datetime = NOW, secret: bool = False) -> OutgoingMail:
    return mail.queue_mail(
        key=key,
        to="Mens@test.example",
        subject="Onderwerp",
        template="500.html",
        context={},
        now=at,
        dispatch=False,
        holds_secret=secret,
    )


@pytest.mark.parametrize(("secret", "kept"), [(True, False), (False, True)])
def test_a_text_that_opens_something_goes_once_it_is_sent(secret: bool, kept: bool) -> None:
    row = queued(secret=secret)
    body = row.body
    assert mail.send(row.pk, now=NOW) == MailState.SENT
    row.refresh_from_db()
    assert box.outbox[0].body == body
    assert bool(row.body) == kept


def test_a_secret_that_failed_waits_with_its_text(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: object) -> None:
        raise OSError("no route")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    row = queued(secret=True)
    for _try in range(mail.MAX_ATTEMPTS):
        mail.send(row.pk, now=NOW)
    row.refresh_from_db()
    assert (row.state, bool(row.body)) == (MailState.FAILED, True)


def test_after_ninety_days_text_and_address_are_gone_and_the_row_stays() -> None:
    old, young = queued("oud", at=NOW - dt.timedelta(days=91)), queued("jong", at=NOW - dt.timedelta(days=89))
    assert mail.forget_old(now=NOW) == 1
    assert mail.forget_old(now=NOW) == 0
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.to, old.body, old.subject, old.state) == ("", "", "Onderwerp", MailState.FAILED)
    assert young.to
    assert mail.sweep(now=NOW) == [young.pk]


def test_a_forgotten_recipient_gets_nothing_more() -> None:
    row = queued()
    assert mail.forget_recipient("mens@TEST.example") == 1
    assert mail.forget_recipient("mens@test.example") == 0
    assert mail.sweep(now=NOW) == []
    row.refresh_from_db()
    assert row.to == ""


def test_a_mail_without_its_text_cannot_be_tried_again() -> None:
    row = queued()
    OutgoingMail.objects.update(state=MailState.FAILED, body="")
    row.refresh_from_db()
    with pytest.raises(RuleError, match="niet bewaard"):
        mail_control.resend(mail=row, seen=mail_control.mark_of(row), actor=ADMIN, now=NOW)
