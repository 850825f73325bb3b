# SPDX-License-Identifier: EUPL-1.2
"""Over a real SMTP server: one mail a person, on one line; refusals, stalls and outages stop nobody else."""

import datetime as dt
from collections.abc import Iterator

import pytest
from pytest_django import Settings

from gm_portal.core import mail, mail_sending
from gm_portal.core.models import AuditEvent, BounceKind, MailState, OutgoingMail, UndeliverableAddress
from processes.actions import reminders
from processes.actions.reminders import send_due
from processes.enums import ReminderState
from processes.models import Evaluation, Reminder
from processes.rules.reminder_mails import Digest, Letter
from tests import factories
from tests.people import People
from tests.post_office import PostOffice, post_office

DAY = dt.date(2027, 1, 29)
TWO_BEFORE = dt.datetime(2027, 1, 15, 7, 0, tzinfo=dt.UTC)
TABLE = ["team_coordinator", "team_member", "wijk_coordinator", "wijk_deputy", "wijk_member"]
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


@pytest.fixture
def office(settings: Settings) -> Iterator[PostOffice]:
    """The mail server of the portal."""
    with post_office() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_TIMEOUT = 20  # a machine that hesitates is not a server that stalls
        yield running


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    """A moment of the Korenbuurt, planned long before its first reminder."""
    return factories.EvaluationFactory(process=people.process, planned_on=DAY)


def _sweep(now: dt.datetime) -> None:
    mail.send_all(mail.sweep(now=now), now=now)


def test_one_run_is_one_line_and_one_mail_a_person(evaluation: Evaluation, office: PostOffice) -> None:
    assert send_due(now=TWO_BEFORE).sent == 5
    assert send_due(now=TWO_BEFORE).queued == 0
    assert (office.names, office.connections) == (TABLE, 1)
    address, message = office.arrived[0]
    row = OutgoingMail.objects.get(to=address)
    assert message["Message-ID"] == row.message_id
    assert row.key == f"reminders:{Reminder.objects.filter(mail=row).get().recipient_id}:2027-01-15"


@pytest.mark.parametrize(
    ("reply", "state", "arrives_later"),
    [("450 4.2.1 busy", MailState.QUEUED, True), ("550 5.1.1 no such user", MailState.FAILED, False)],
)
def test_a_refused_recipient_stops_nobody(
    evaluation: Evaluation, office: PostOffice, reply: str, state: str, arrives_later: bool
) -> None:
    office.refuses["team_member@test.example"] = reply
    outcome = send_due(now=TWO_BEFORE)
    assert (outcome.queued, outcome.sent, outcome.failed) == (5, 4, 1)
    assert office.names == [name for name in TABLE if name != "team_member"]
    row = OutgoingMail.objects.get(to="team_member@test.example")
    assert (row.state, row.attempts) == (state, 1)
    office.refuses.clear()
    _sweep(TWO_BEFORE + HOUR)
    assert (office.names == TABLE) is arrives_later


@pytest.mark.parametrize(
    ("reply", "held"),
    [("550 user unknown", 1), ("550 5.7.1 relaying denied", 0), ("552 5.2.2 mailbox full", 0)],
)
def test_an_address_that_smtp_does_not_know_gets_nothing_more(
    people: People, evaluation: Evaluation, office: PostOffice, reply: str, held: int
) -> None:
    factories.EvaluationFactory(process=people.process, planned_on=DAY + dt.timedelta(days=1))
    office.refuses["team_member@test.example"] = reply
    send_due(now=TWO_BEFORE)
    found = UndeliverableAddress.objects.filter(address="team_member@test.example", kind=BounceKind.HARD)
    assert [row.detail for row in found] == [reply] * held
    assert AuditEvent.objects.filter(verb="record_bounce", by_system=True).count() == held
    outcome = send_due(now=TWO_BEFORE + dt.timedelta(days=1))
    assert (outcome.queued, outcome.failed) == (5 - held, 1 - held)


@pytest.mark.parametrize("reply", ["451 4.3.0 later", "554 5.6.0 not this one"])
def test_a_mail_refused_after_it_was_written_stops_nobody(
    evaluation: Evaluation, office: PostOffice, reply: str
) -> None:
    office.refuses_data["team_coordinator@test.example"] = reply
    assert send_due(now=TWO_BEFORE).sent == 4
    assert office.names == [name for name in TABLE if name != "team_coordinator"]


def test_a_server_that_stalls_on_one_mail_stops_nobody(
    evaluation: Evaluation, office: PostOffice, settings: Settings
) -> None:
    settings.EMAIL_TIMEOUT = 1
    office.stalls.add("wijk_coordinator@test.example")
    assert send_due(now=TWO_BEFORE).sent == 4
    row = OutgoingMail.objects.get(to="wijk_coordinator@test.example")
    assert (row.state, row.next_attempt_at) == (MailState.QUEUED, TWO_BEFORE + MINUTE)
    office.stalls.clear()
    _sweep(TWO_BEFORE + MINUTE)
    assert sorted(set(office.names)) == TABLE


def test_a_poisoned_address_stops_nobody(people: People, evaluation: Evaluation, office: PostOffice) -> None:
    people.wijk_member.email = "wijk member\n@test.example"
    people.wijk_member.save()
    assert send_due(now=TWO_BEFORE).sent == 4
    assert OutgoingMail.objects.get(state=MailState.FAILED).to == people.wijk_member.email
    assert office.names == [name for name in TABLE if name != "wijk_member"]


def test_a_letter_that_cannot_be_made_stops_nobody(
    people: People, evaluation: Evaluation, office: PostOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = reminders.compose

    def breaks(digest: Digest) -> Letter:
        if digest.name == "team_member":
            raise RuntimeError("a template that breaks")
        return really(digest)

    monkeypatch.setattr(reminders, "compose", breaks)
    outcome = send_due(now=TWO_BEFORE)
    assert (outcome.due, outcome.sent) == (4, 4)
    assert Reminder.objects.get(recipient=people.team_member, kind="two_weeks_before").state == (
        ReminderState.WAITING
    )
    monkeypatch.setattr(reminders, "compose", really)
    assert send_due(now=TWO_BEFORE + MINUTE).sent == 0, "its lease holds"
    assert send_due(now=TWO_BEFORE + 5 * MINUTE).sent == 1
    assert office.names == TABLE


def test_a_server_that_is_away_costs_no_attempt_and_loses_nothing(
    evaluation: Evaluation, office: PostOffice, settings: Settings
) -> None:
    port, settings.EMAIL_PORT = office.port, 1
    outcome = send_due(now=TWO_BEFORE)
    assert (outcome.queued, outcome.sent, outcome.failed) == (5, 0, 5)
    assert set(OutgoingMail.objects.values_list("state", "attempts")) == {(MailState.QUEUED, 0)}
    settings.EMAIL_PORT = port
    _sweep(TWO_BEFORE + 10 * MINUTE)
    assert office.names == TABLE


def test_a_server_that_is_ill_is_left_alone_after_five_mails(
    people: People, evaluation: Evaluation, office: PostOffice
) -> None:
    for _ in range(4):
        factories.MembershipFactory(party=people.wijk)
    office.refuses_data |= dict.fromkeys(
        people.wijk.memberships.values_list("user__email", flat=True), "451 4.3.0 ill"
    )
    send_due(now=TWO_BEFORE, send=False)
    rows = OutgoingMail.objects.order_by("pk")
    ill = [row.pk for row in rows if row.to in office.refuses_data]
    assert len(ill) == 7
    states = mail.send_all(ill, now=TWO_BEFORE)
    assert states == {MailState.QUEUED: 7}
    assert OutgoingMail.objects.filter(attempts=1).count() == mail_sending.TROUBLE


def test_yesterdays_mail_that_never_left_goes_along_in_todays(
    people: People, evaluation: Evaluation, office: PostOffice, settings: Settings
) -> None:
    other = factories.EvaluationFactory(process=people.process, planned_on=DAY + dt.timedelta(days=1))
    port, settings.EMAIL_PORT = office.port, 1
    send_due(now=TWO_BEFORE)
    settings.EMAIL_PORT = port
    outcome = send_due(now=TWO_BEFORE + dt.timedelta(days=1))
    assert (outcome.queued, outcome.sent) == (5, 5)
    assert office.names == TABLE
    _address, letter = office.arrived[0]
    text = letter.get_body(("plain",)).get_content()
    assert evaluation.get_absolute_url() in text
    assert other.get_absolute_url() in text
    _sweep(TWO_BEFORE + dt.timedelta(days=2))
    assert office.names == TABLE
    assert OutgoingMail.objects.filter(state=MailState.STOPPED).count() == 5


def test_a_mail_that_left_a_day_late_is_that_days_mail(
    people: People, evaluation: Evaluation, office: PostOffice, settings: Settings
) -> None:
    factories.EvaluationFactory(process=people.process, planned_on=DAY + dt.timedelta(days=1))
    port, settings.EMAIL_PORT = office.port, 1
    send_due(now=TWO_BEFORE)
    settings.EMAIL_PORT = port
    tomorrow = TWO_BEFORE + dt.timedelta(days=1)
    _sweep(tomorrow - HOUR)
    assert office.names == TABLE
    assert send_due(now=tomorrow).queued == 0
    assert send_due(now=tomorrow + dt.timedelta(days=1)).sent == 5
