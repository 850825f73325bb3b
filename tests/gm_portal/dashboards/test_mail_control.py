# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/`: mail is sent again, held back and allowed again; and everybody in charge sees a scheduler that stopped."""

import datetime as dt

import pytest
from django.test import Client
from redis.exceptions import ConnectionError as NoConnection

from gm_portal.core import clock, heartbeat, mail
from gm_portal.core.mail_control import mark_of
from gm_portal.core.mail_message import message_id_of
from gm_portal.core.models import AuditEvent, MailState, OutgoingMail, UndeliverableAddress
from processes.enums import ReminderKind, ReminderState
from processes.models import Reminder
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
MOMENTS = {"sent": "sent_at", "bounced": "bounced_at"}


@pytest.fixture
def admin(people: People) -> Client:
    return people.client("administrator")


def row(state: MailState, **values: object) -> OutgoingMail:
    fields = {"to": "mens@test.example", "subject": "S", "body": "B\n", "queued_at": NOW}
    fields |= {"message_id": message_id_of("k"), "attempts": 3}
    if state in MOMENTS:
        fields[MOMENTS[state]] = NOW
    return OutgoingMail.objects.create(key="k", state=state, **(fields | values))


def reminder(people: People, **values: object) -> Reminder:
    fields = {"kind": ReminderKind.SIGNATURE_WAITS, "object_type": "agreement", "object_id": 1, "moment": NOW}
    fields |= {"due": NOW, "expires_at": NOW + dt.timedelta(days=30), "recipient": people.wijk_member}
    return Reminder.objects.create(**(fields | values))


# --- again and back -----------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [MailState.FAILED, MailState.STOPPED, MailState.BOUNCED, MailState.SENT])
def test_a_mail_goes_again_and_a_double_click_is_one(admin: Client, state: MailState) -> None:
    waiting = row(state)
    seen = {"seen": mark_of(waiting)}
    for _twice in range(2):
        assert admin.post(f"/beheer/mail/{waiting.pk}/opnieuw/", seen).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.attempts, waiting.sent_at, waiting.bounced_at) == ("queued", 0, None, None)
    # What left before must not vanish as a double in the box of the reader.
    assert (waiting.message_id == message_id_of("k")) == (state in {MailState.FAILED, MailState.STOPPED})
    assert AuditEvent.objects.filter(verb="retry_mail").count() == 1
    assert mail.send(waiting.pk, now=NOW + dt.timedelta(minutes=1)) == MailState.SENT
    # The second half of a very slow double click finds it sent, and leaves it.
    admin.post(f"/beheer/mail/{waiting.pk}/opnieuw/", seen)
    waiting.refresh_from_db()
    assert waiting.state == MailState.SENT


def test_an_address_that_refuses_comes_first(admin: Client) -> None:
    waiting = row(MailState.BOUNCED)
    refused = UndeliverableAddress.objects.create(address="mens@test.example", kind="hard", since=NOW)
    page = admin.post(f"/beheer/mail/{waiting.pk}/opnieuw/", {"seen": mark_of(waiting)}, follow=True)
    assert "Laat het eerst weer toe." in page.content.decode()
    assert "mens@test.example" in page.content.decode()
    assert admin.post(f"/beheer/mail/adressen/{refused.pk}/toelaten/").status_code == 302
    assert admin.post(f"/beheer/mail/adressen/{refused.pk}/toelaten/").status_code == 404
    assert UndeliverableAddress.objects.count() == 0
    admin.post(f"/beheer/mail/{waiting.pk}/opnieuw/", {"seen": mark_of(waiting)})
    waiting.refresh_from_db()
    assert waiting.state == MailState.QUEUED


@pytest.mark.parametrize(
    ("state", "after", "events"),
    [("queued", "stopped", 1), ("failed", "stopped", 1), ("sent", "sent", 0), ("sending", "sending", 0)],
)
def test_a_mail_that_did_not_leave_is_held_back(admin: Client, state: str, after: str, events: int) -> None:
    waiting = row(MailState(state))
    for _twice in range(2):
        assert admin.post(f"/beheer/mail/{waiting.pk}/tegenhouden/").status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == after
    assert AuditEvent.objects.filter(verb="stop_sending").count() == events


def test_a_reminder_that_was_not_mailed_is_held_back(admin: Client, people: People) -> None:
    waiting = reminder(people)
    page = admin.get("/beheer/mail/", {"zoek": "wijk_member@"}).content.decode()
    assert "Wat nog komt" in page
    assert "Wat nog komt" not in admin.get("/beheer/mail/", {"zoek": "wijk_deputy@"}).content.decode()
    for _twice in range(2):
        assert admin.post(f"/beheer/herinneringen/{waiting.pk}/tegenhouden/").status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == ReminderState.STOPPED
    assert AuditEvent.objects.filter(verb="stop_reminder").count() == 1


@pytest.mark.parametrize("who", [name for name in EVERYBODY if name not in {"administrator", "anonymous"}])
def test_nobody_else_holds_or_sends(people: People, who: str) -> None:
    waiting, held = row(MailState.FAILED), reminder(people)
    refused = UndeliverableAddress.objects.create(address="weg@test.example", kind="hard", since=NOW)
    client = people.client(who)
    for address in (
        f"/beheer/mail/{waiting.pk}/opnieuw/",
        f"/beheer/mail/{waiting.pk}/tegenhouden/",
        f"/beheer/mail/adressen/{refused.pk}/toelaten/",
        f"/beheer/herinneringen/{held.pk}/tegenhouden/",
    ):
        assert client.post(address).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_mail_page_costs_the_same(
    admin: Client, people: People, count: int, django_assert_num_queries
) -> None:
    for number in range(count):
        OutgoingMail.objects.create(
            key=f"k{number}", to=f"w{number}@test.example", subject="S", queued_at=NOW
        )
        UndeliverableAddress.objects.create(address=f"w{number}@test.example", kind="hard", since=NOW)
        reminder(people, object_id=number, process=people.process)
    admin.get("/beheer/mail/", {"zoek": "w"})
    with django_assert_num_queries(7):
        admin.get("/beheer/mail/", {"zoek": "w"})


# --- the scheduler ------------------------------------------------------------------------------------
def no_line() -> bool:
    raise NoConnection


@pytest.mark.parametrize(
    "beats", [lambda: True, lambda: False, no_line], ids=["beats", "stands still", "no broker"]
)
def test_who_is_in_charge_reads_on_every_page_that_the_scheduler_stands_still(
    people: People, monkeypatch: pytest.MonkeyPatch, beats: object
) -> None:
    monkeypatch.setattr(heartbeat, "is_beating", beats)
    stands_still = not (beats is not no_line and beats())
    for page in ("/", "/gebieden/korenbuurt/", "/mijn/", "/beheer/", "/beheer/logboek/"):
        text = people.client("administrator").get(page).content.decode()
        assert ("De planner staat stil." in text) == stands_still
    for who in ("anonymous", "wijk_coordinator", "clerk"):
        assert "De planner staat stil." not in people.client(who).get("/").content.decode()


def test_others_cost_no_look_at_the_heartbeat(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    monkeypatch.setattr(heartbeat, "is_beating", lambda: looks.append(1) or True)
    for who in ("anonymous", "wijk_coordinator"):
        people.client(who).get("/gebieden/korenbuurt/")
    assert looks == []
    people.client("administrator").get("/gebieden/korenbuurt/")
    assert looks == [1]


def test_the_last_beat_stays_when_the_heart_stops(admin: Client) -> None:
    heartbeat.line().delete(heartbeat.KEY, heartbeat.LAST)
    assert heartbeat.last_beat() is None
    assert "Er was nog geen hartslag." in admin.get("/beheer/").content.decode()
    before = clock.now().replace(microsecond=0)
    heartbeat.pulse()
    heartbeat.line().delete(heartbeat.KEY)
    beat = heartbeat.last_beat()
    assert beat is not None
    assert before <= beat <= clock.now()
    assert "Laatste hartslag:" in admin.get("/beheer/").content.decode()
    assert admin.get("/healthz/").json()["scheduler"] == "down"
