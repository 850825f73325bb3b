# SPDX-License-Identifier: EUPL-1.2
"""What goes over the line: text, HTML, calendar, headers, and where it goes when it comes back."""

import datetime as dt
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from django.core import mail as box

from gm_portal.core import mail
from gm_portal.core.mail_message import build, message_id_of
from gm_portal.core.models import MailState, OutgoingMail, UndeliverableAddress

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:PUBLISH\r\nSUMMARY:Samen één\r\nEND:VCALENDAR\r\n"


def row(**values: object) -> OutgoingMail:
    fields = {
        "key": "k",
        "to": "Mens@test.example",
        "subject": "Onderwerp",
        "body": "Dag\n",
        "message_id": message_id_of("k"),
        "queued_at": NOW,
    }
    return OutgoingMail.objects.create(**(fields | values))


def over_the_line(mail_row: OutgoingMail) -> EmailMessage:
    parsed = message_from_bytes(build(mail_row).message().as_bytes(), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_a_plain_mail_is_plain_and_says_that_a_robot_sent_it() -> None:
    message = over_the_line(row())
    assert message.get_content_type() == "text/plain"
    assert message.get_content() == "Dag\n"
    assert {
        name: message[name]
        for name in ("Auto-Submitted", "X-Auto-Response-Suppress", "Message-ID", "Reply-To")
    } == {
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Message-ID": message_id_of("k"),
        "Reply-To": None,
    }


def test_html_headers_and_a_calendar_go_along() -> None:
    message = over_the_line(
        row(
            html="<p>Dag</p>",
            calendar=ICS,
            headers={"List-Unsubscribe": "<https://portaal.example/x>"},
        )
    )
    assert [part.get_content_type() for part in message.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert message["List-Unsubscribe"] == "<https://portaal.example/x>"
    calendar = list(message.walk())[-1]
    assert calendar.get_param("method") == "PUBLISH"
    assert calendar.get_filename() == "agenda.ics"
    assert "Samen één" in calendar.get_content()


def test_answers_and_what_comes_back_go_where_they_should(settings) -> None:
    settings.MAIL_REPLY_TO, settings.BOUNCE_ADDRESS = "vragen@test.example", "terug@test.example"
    message = build(row())
    assert message.from_email == "terug@test.example"  # the envelope: here a bounce goes
    headers = message.message()
    assert (headers["From"], headers["Reply-To"]) == (settings.DEFAULT_FROM_EMAIL, "vragen@test.example")


def test_an_address_that_refuses_mail_gets_none() -> None:
    UndeliverableAddress.objects.create(address="mens@test.example", kind="hard", since=NOW)
    held = row()
    assert mail.send(held.pk, now=NOW) == MailState.STOPPED
    held.refresh_from_db()
    assert (held.state, held.attempts, len(box.outbox)) == (MailState.STOPPED, 0, 0)


def test_forgetting_takes_html_calendar_and_headers_too() -> None:
    UndeliverableAddress.objects.create(address="mens@test.example", kind="hard", since=NOW)
    kept = row(html="<p>Dag</p>", calendar=ICS, headers={"List-Unsubscribe": "<x>"})
    mail.forget_recipient("MENS@test.example")
    kept.refresh_from_db()
    assert (kept.to, kept.body, kept.html, kept.calendar, kept.headers) == ("", "", "", "", {})
    assert UndeliverableAddress.objects.count() == 0


@pytest.mark.parametrize(("days", "left"), [(364, 1), (366, 0)])
def test_an_address_that_refused_is_forgotten_after_a_year(days: int, left: int) -> None:
    UndeliverableAddress.objects.create(
        address="mens@test.example", kind="hard", since=NOW - dt.timedelta(days=days)
    )
    mail.forget_old(now=NOW)
    assert UndeliverableAddress.objects.count() == left
