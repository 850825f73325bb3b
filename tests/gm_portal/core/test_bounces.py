# SPDX-License-Identifier: EUPL-1.2
"""What comes back: from a mail service and from the bounce box, to one action."""

import base64
import datetime as dt
import hashlib
import hmac
import json
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core import bounce_box, bounces, mail
from gm_portal.core.actors import Actor
from gm_portal.core.bounce_reports import Report, read_report
from gm_portal.core.mail_message import message_id_of
from gm_portal.core.mail_service import kind_of
from gm_portal.core.models import AuditEvent, BounceKind, MailState, OutgoingMail, UndeliverableAddress

NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
ADMIN = Actor(user_id=1, roles=frozenset({"administrator"}))


def sent(key: str = "k", to: str = "Mens@test.example", **values: object) -> OutgoingMail:
    fields = {"subject": "S", "body": "B\n", "message_id": message_id_of(key), "queued_at": NOW}
    fields |= {"state": MailState.SENT, "sent_at": NOW}
    return OutgoingMail.objects.create(key=key, to=to, **(fields | values))


def report_mail(message_id: str, *, status: str = "5.1.1", action: str = "failed") -> bytes:
    """A delivery report as RFC 3464 shows it."""
    return (
        "From: MAILER-DAEMON@elders.example\r\nTo: terug@test.example\r\nSubject: Undelivered Mail\r\n"
        "MIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; elders.example\r\n\r\n"
        f"Final-Recipient: rfc822; mens@test.example\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 user unknown\r\n\r\n"
        f"--x\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {message_id}\r\nSubject: S\r\n\r\n--x--\r\n"
    ).encode()


def complaint_mail(message_id: str) -> bytes:
    """A complaint as RFC 5965 shows it."""
    return (
        "From: fbl@elders.example\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=feedback-report; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nVersion: 1\r\n\r\n"
        f"--x\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {message_id}\r\n\r\nB\r\n\r\n--x--\r\n"
    ).encode()


# --- the action -----------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "state", "held"),
    [
        (BounceKind.HARD, MailState.BOUNCED, 1),
        (BounceKind.SOFT, MailState.BOUNCED, 0),
        (BounceKind.COMPLAINT, MailState.SENT, 1),
    ],
)
def test_what_came_back_is_written_down_once(kind: BounceKind, state: MailState, held: int) -> None:
    row = sent()
    for _twice in range(2):
        assert bounces.record_bounce(message_id=row.message_id, kind=kind, detail="550", now=NOW) == row
    row.refresh_from_db()
    assert row.state == state
    assert UndeliverableAddress.objects.filter(address="mens@test.example", kind=kind).count() == held
    assert AuditEvent.objects.filter(verb="record_bounce", by_system=True).count() == 1


@pytest.mark.django_db
def test_after_a_hard_bounce_nothing_goes_until_somebody_says_it_works() -> None:
    row = sent()
    bounces.record_bounce(message_id=row.message_id, kind=BounceKind.HARD, now=NOW)
    waiting = sent("next", state=MailState.QUEUED, sent_at=None)
    assert mail.send(waiting.pk, now=NOW) == MailState.STOPPED
    assert bounces.trust_again(address="MENS@test.example", actor=ADMIN, now=NOW)
    assert not bounces.trust_again(address="mens@test.example", actor=ADMIN, now=NOW)
    assert AuditEvent.objects.filter(verb="trust_address").count() == 1
    another = sent("later", state=MailState.QUEUED, sent_at=None)
    assert mail.send(another.pk, now=NOW) == MailState.SENT


@pytest.mark.django_db
def test_an_address_alone_means_its_newest_mail_of_the_last_month() -> None:
    sent("old", sent_at=NOW - dt.timedelta(days=31))
    assert bounces.record_bounce(address="mens@test.example", kind=BounceKind.HARD, now=NOW) is None
    sent("earlier", sent_at=NOW - dt.timedelta(days=2))
    newest = sent("newest", sent_at=NOW - dt.timedelta(days=1))
    assert bounces.record_bounce(address="MENS@test.example", kind=BounceKind.HARD, now=NOW) == newest


@pytest.mark.django_db
def test_a_bounce_of_nothing_of_ours_changes_nothing() -> None:
    sent()
    for about in ({"message_id": "<x@elders>"}, {"address": "wie@test.example"}, {}):
        assert bounces.record_bounce(kind=BounceKind.HARD, now=NOW, **about) is None
    assert (UndeliverableAddress.objects.count(), AuditEvent.objects.count()) == (0, 0)


# --- reading reports --------------------------------------------------------------------------------
def test_a_delivery_report_is_read() -> None:
    known = message_id_of("k")
    assert read_report(report_mail(known)) == Report(BounceKind.HARD, (known,), "smtp; 550 user unknown")
    soft = read_report(report_mail(known, status="4.2.2"))
    assert soft is not None
    assert soft.kind == BounceKind.SOFT


def test_a_complaint_is_read() -> None:
    known = message_id_of("k")
    assert read_report(complaint_mail(known)) == Report(BounceKind.COMPLAINT, (known,), "")


@pytest.mark.parametrize(
    "raw",
    [
        report_mail(message_id_of("k"), action="delayed"),
        report_mail("<somebody-elses@elders.example>"),
        b"Subject: Ik ben op vakantie\r\n\r\nTot later.",
        b"",
    ],
    ids=["delayed", "not ours", "away", "empty"],
)
def test_what_is_no_bounce_of_ours_is_none(raw: bytes) -> None:
    assert read_report(raw) is None


@given(st.binary(max_size=400), st.integers(0, 600))
def test_no_bytes_break_the_reader(noise: bytes, at: int) -> None:
    whole = report_mail(message_id_of("k"))
    read = read_report(whole[:at] + noise + whole[at:])
    assert read is None or read.kind in BounceKind


# --- the mail service -------------------------------------------------------------------------------
@pytest.fixture
def postmark(settings) -> Client:
    settings.MAIL_SERVICE, settings.ANYMAIL = "postmark", {"WEBHOOK_SECRET": "wie:geheim"}
    return Client(headers={"authorization": "Basic " + base64.b64encode(b"wie:geheim").decode()})


def told(address: str, kind: str = "HardBounce") -> str:
    return json.dumps(
        {
            "RecordType": "Bounce",
            "Type": kind,
            "Email": address,
            "MessageID": "x",
            "Details": "550 no such user",
        }
    )


@pytest.mark.django_db
def test_a_mail_service_tells_of_a_hard_bounce(postmark: Client) -> None:
    row = sent(sent_at=dt.datetime.now(dt.UTC))
    for _twice in range(2):
        answer = postmark.post("/mail/terug/", told("mens@test.example"), content_type="application/json")
        assert answer.status_code == 200
    row.refresh_from_db()
    assert (row.state, UndeliverableAddress.objects.count()) == (MailState.BOUNCED, 1)


@pytest.mark.parametrize(
    ("event", "reason", "kind"),
    [
        ("bounced", "bounced", BounceKind.HARD),
        ("bounced", "invalid", BounceKind.HARD),
        ("bounced", "timed_out", BounceKind.SOFT),
        ("bounced", None, BounceKind.SOFT),
        ("complained", "spam", BounceKind.COMPLAINT),
        ("rejected", "spam", BounceKind.COMPLAINT),
        ("rejected", "bounced", BounceKind.HARD),
        ("rejected", "blocked", BounceKind.SOFT),
        ("delivered", None, None),
        ("deferred", None, None),
        ("opened", None, None),
        ("unsubscribed", None, None),
    ],
)
def test_what_an_event_of_a_service_means(event: str, reason: str | None, kind: BounceKind | None) -> None:
    assert kind_of(event, reason) == kind


@pytest.mark.parametrize(
    "words",
    [
        "Transient: General",
        "soft_bounce",
        "SoftBounce",
        "452 4.2.2 over quota",
        "552 5.2.2 mailbox full",
        "Quota exceeded",
    ],
)
def test_what_passes_takes_nobodys_mail_away(words: str) -> None:
    assert kind_of("bounced", "bounced", words) == BounceKind.SOFT
    assert kind_of("bounced", "bounced", "smtp; 550 5.1.1 user unknown") == BounceKind.HARD


@pytest.mark.django_db
def test_a_full_mailbox_is_shown_and_changes_nothing(postmark: Client) -> None:
    row = sent(sent_at=dt.datetime.now(dt.UTC))
    answer = postmark.post(
        "/mail/terug/", told("mens@test.example", kind="SoftBounce"), content_type="application/json"
    )
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (200, MailState.BOUNCED)
    assert UndeliverableAddress.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(("key", "status"), [("sleutel", 200), ("vervalst", 400)])
def test_a_service_that_signs_is_believed_when_the_signature_is_right(
    settings, key: str, status: int
) -> None:
    settings.MAIL_SERVICE, settings.ANYMAIL = "mailgun", {"MAILGUN_WEBHOOK_SIGNING_KEY": "sleutel"}
    row = sent()
    stamp, token = "1795348800", "t" * 50
    signature = hmac.new(key.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    report = {
        "signature": {"timestamp": stamp, "token": token, "signature": signature},
        "event-data": {
            "event": "failed",
            "severity": "permanent",
            "reason": "bounce",
            "timestamp": 1795348800.5,
            "recipient": row.to,
            "message": {"headers": {"message-id": row.message_id.strip("<>")}},
            "delivery-status": {"code": 550, "message": "5.1.1 user unknown"},
        },
    }
    answer = Client().post("/mail/terug/", json.dumps(report), content_type="application/json")
    row.refresh_from_db()
    assert (answer.status_code, row.state == MailState.BOUNCED) == (status, status == 200)
    assert UndeliverableAddress.objects.count() == (status == 200)


@pytest.mark.django_db
def test_a_mail_service_tells_of_a_complaint(postmark: Client) -> None:
    row = sent(sent_at=dt.datetime.now(dt.UTC))
    complaint = json.dumps({"RecordType": "SpamComplaint", "Email": row.to, "MessageID": "x"})
    assert postmark.post("/mail/terug/", complaint, content_type="application/json").status_code == 200
    assert UndeliverableAddress.objects.get().kind == BounceKind.COMPLAINT


@pytest.mark.django_db
def test_an_unknown_address_is_thanked_kindly(postmark: Client) -> None:
    answer = postmark.post("/mail/terug/", told("wie@test.example"), content_type="application/json")
    assert (answer.status_code, UndeliverableAddress.objects.count()) == (200, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("body", ["", "{", "[]", "null", '{"RecordType": 3}', "\x00"])
def test_an_unreadable_report_is_refused_and_breaks_nothing(postmark: Client, body: str) -> None:
    assert postmark.post("/mail/terug/", body, content_type="application/json").status_code in {200, 400}


@pytest.mark.django_db
def test_without_the_secret_nothing_is_taken(postmark: Client) -> None:
    row = sent(sent_at=dt.datetime.now(dt.UTC))
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post("/mail/terug/", told("mens@test.example"), content_type="application/json")
    row.refresh_from_db()
    assert (answer.status_code, row.state) == (400, MailState.SENT)


@pytest.mark.django_db
def test_the_address_of_the_service_can_be_tried_and_is_closed_without_a_service(settings) -> None:
    assert Client().get("/mail/terug/").status_code == 200
    settings.MAIL_SERVICE = ""
    assert Client().post("/mail/terug/", "{}", content_type="application/json").status_code == 404
    assert Client().put("/mail/terug/").status_code == 405


def test_every_service_that_may_be_set_has_a_reader(settings) -> None:
    from anymail import urls  # as late as the view does it

    from gm_portal.settings import MAIL_SERVICES

    names = {each.name for each in urls.urlpatterns}
    assert [
        each for each in MAIL_SERVICES if not {f"{each}_tracking_webhook", f"{each}_webhook"} & names
    ] == []


# --- the bounce box ---------------------------------------------------------------------------------
class Box(socketserver.StreamRequestHandler):
    """The few words of IMAP that a reader of a box needs."""

    def handle(self) -> None:
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _space, words = line.decode().strip().partition(" ")
            self._answer(words)
            self.wfile.write(f"{tag} {'NO' if 'fout' in words else 'OK'} done\r\n".encode())
            if words == "LOGOUT":
                return

    def _answer(self, words: str) -> None:
        mails, flags = self.server.mails, self.server.flags
        if words == "CAPABILITY":
            self.wfile.write(b"* CAPABILITY IMAP4rev1\r\n")
        elif words.startswith("SELECT"):
            self.wfile.write(f"* {len(mails)} EXISTS\r\n".encode())
        elif words.startswith("UID SEARCH"):
            found = " ".join(str(each) for each in mails if each not in flags)
            self.wfile.write(f"* SEARCH {found}\r\n".encode())
        elif words.startswith("UID FETCH"):
            raw = mails[int(words.split()[2])]
            self.wfile.write(b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n" % len(raw) + raw + b")\r\n")
        elif words.startswith("UID STORE"):
            flags[int(words.split()[2])] = words.rpartition("FLAGS ")[2]


@pytest.fixture
def box(settings) -> Iterator[socketserver.ThreadingTCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Box) as server:
        server.daemon_threads, server.mails, server.flags = True, {}, {}
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        settings.BOUNCE_BOX = f"imap://mens:wacht%20woord@127.0.0.1:{server.server_address[1]}/INBOX"
        yield server
        server.shutdown()


@pytest.mark.django_db
def test_the_box_is_read_and_only_what_was_understood_is_deleted(box) -> None:
    row = sent()
    away = EmailMessage()
    away["Subject"] = "Ik ben er even niet"
    box.mails = {1: report_mail(row.message_id), 2: away.as_bytes(), 3: report_mail(message_id_of("vreemd"))}
    assert bounce_box.read_box(now=NOW) == 1
    assert box.flags == {1: r"(\Seen \Deleted)", 2: r"(\Seen)", 3: r"(\Seen)"}
    row.refresh_from_db()
    assert (row.state, row.error) == (MailState.BOUNCED, "smtp; 550 user unknown")
    assert bounce_box.read_box(now=NOW) == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "place", ["", "imap://127.0.0.1:1/INBOX", "imap://fout:fout@{box}/INBOX"], ids=["none", "shut", "refused"]
)
def test_a_box_that_does_not_open_stops_nothing(box, settings, place: str) -> None:
    settings.BOUNCE_BOX = place.format(box=f"127.0.0.1:{box.server_address[1]}")
    assert bounce_box.read_box(now=NOW) == 0
