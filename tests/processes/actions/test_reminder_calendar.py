# SPDX-License-Identifier: EUPL-1.2
"""A day that is moved or called off reaches the calendars of who was invited, in a mail they get anyway."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail as django_mail
from django.core.mail import EmailMultiAlternatives
from icalendar import Calendar

from processes.actions.evaluations import cancel_evaluation, move_evaluation
from processes.actions.reminders import send_due
from processes.models import Evaluation
from tests import factories
from tests.people import People

DAY = dt.date(2027, 1, 29)
OTHER_DAY, LATER_DAY = dt.date(2027, 2, 5), dt.date(2027, 4, 30)
SIX_BEFORE = dt.datetime(2026, 12, 18, 7, 0, tzinfo=dt.UTC)
IN_BETWEEN = dt.datetime(2026, 12, 20, 12, 0, tzinfo=dt.UTC)
NEXT_MAIL = dt.datetime(2026, 12, 25, 7, 0, tzinfo=dt.UTC)
MAIL_AFTER = dt.datetime(2027, 1, 22, 7, 0, tzinfo=dt.UTC)
TABLE = 5


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    """A moment everybody was invited for, a week before a second one: the reason for the next mail."""
    found: Evaluation = factories.EvaluationFactory(process=people.process, planned_on=DAY)
    factories.EvaluationFactory(process=people.process, planned_on=OTHER_DAY)
    assert send_due(now=SIX_BEFORE).sent == TABLE
    django_mail.outbox.clear()
    return found


def _move(people: People, evaluation: Evaluation) -> None:
    move_evaluation(
        evaluation=evaluation,
        from_day=DAY,
        day=LATER_DAY,
        reason="Het feest valt samen.",
        actor=people.actor("team_member"),
        now=IN_BETWEEN,
    )


def _cancel(people: People, evaluation: Evaluation) -> None:
    cancel_evaluation(
        evaluation=evaluation, reason="Stopt.", actor=people.actor("team_member"), now=IN_BETWEEN
    )


def _events(message: EmailMultiAlternatives) -> dict[str, tuple[dt.date, int, str]]:
    """The days in a mail, by name: the day, the number of its version, and whether it goes on."""
    [part] = message.attachments
    events: Any = Calendar.from_ical(part.get_payload(decode=True)).events
    return {
        str(event["uid"]).partition("@")[0]: (
            event.decoded("dtstart"),
            event["sequence"],
            str(event["status"]),
        )
        for event in events
    }


def test_a_moved_day_goes_along_in_the_next_mail_once(people: People, evaluation: Evaluation) -> None:
    _move(people, evaluation)
    assert send_due(now=IN_BETWEEN).queued == 0, "no mail for this alone"
    assert send_due(now=NEXT_MAIL).sent == TABLE
    for message in django_mail.outbox:
        assert _events(message)[f"evaluation-{evaluation.pk}"] == (LATER_DAY, 1, "CONFIRMED")
        assert (
            "is nu op 30 april 2027, niet op 29 januari 2027. De bijlage werkt uw agenda bij." in message.body
        )
    django_mail.outbox.clear()
    assert send_due(now=MAIL_AFTER).sent == TABLE
    assert "30 april" not in django_mail.outbox[0].body


def test_a_day_called_off_is_taken_out_once(people: People, evaluation: Evaluation) -> None:
    _cancel(people, evaluation)
    assert send_due(now=IN_BETWEEN).queued == 0, "no mail for this alone"
    assert send_due(now=NEXT_MAIL).sent == TABLE
    for message in django_mail.outbox:
        assert _events(message)[f"evaluation-{evaluation.pk}"] == (DAY, 1, "CANCELLED")
        assert "op 29 januari 2027 gaat niet door. De bijlage werkt uw agenda bij." in message.body
    django_mail.outbox.clear()
    assert send_due(now=MAIL_AFTER).sent == TABLE
    assert "gaat niet door" not in django_mail.outbox[0].body


def test_who_was_not_invited_hears_of_no_change(people: People, evaluation: Evaluation) -> None:
    newcomer = factories.MembershipFactory(party=people.wijk, starts_on=IN_BETWEEN.date()).user
    _move(people, evaluation)
    assert send_due(now=NEXT_MAIL).sent == TABLE + 1
    [own] = [message for message in django_mail.outbox if message.to == [newcomer.email]]
    assert "30 april" not in own.body
