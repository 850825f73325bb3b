# SPDX-License-Identifier: EUPL-1.2
"""Between queueing and leaving: a mail that leaves late tells only what still matters; wishes and people go."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail as django_mail

from gm_portal.accounts.erasure import erase_person
from gm_portal.core import mail
from gm_portal.core.models import MailState, OutgoingMail
from processes.actions.evaluations import cancel_evaluation
from processes.actions.reminder_choices import stop_mail
from processes.actions.reminders import send_due
from processes.enums import EvaluationState, ReminderState, ReminderTopic, Rhythm, WhySkipped
from processes.models import Evaluation, Reminder, ReminderPause, ReminderPreference
from tests import factories
from tests.people import People

DAY = dt.date(2027, 1, 29)
TWO_BEFORE = dt.datetime(2027, 1, 15, 7, 0, tzinfo=dt.UTC)
SOON = TWO_BEFORE + dt.timedelta(minutes=30)
LATE = TWO_BEFORE + dt.timedelta(hours=2)
TABLE = ["team_coordinator", "team_member", "wijk_coordinator", "wijk_deputy", "wijk_member"]


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    """A moment of the Korenbuurt, whose reminders are in mails that did not leave yet."""
    found: Evaluation = factories.EvaluationFactory(process=people.process, planned_on=DAY)
    return found


def _queue() -> None:
    assert send_due(now=TWO_BEFORE, send=False).queued == 5


def _leaves(now: dt.datetime) -> list[str]:
    mail.send_all(mail.sweep(now=now), now=now)
    return sorted(message.to[0].split("@")[0] for message in django_mail.outbox)


def _moved(people: People, evaluation: Evaluation) -> None:
    Evaluation.objects.filter(pk=evaluation.pk).update(planned_on=DAY + dt.timedelta(days=90))


def _held(people: People, evaluation: Evaluation) -> None:
    Evaluation.objects.filter(pk=evaluation.pk).update(state=EvaluationState.HELD, held_on=DAY)


def _cancelled(people: People, evaluation: Evaluation) -> None:
    cancel_evaluation(evaluation=evaluation, reason="Stopt.", actor=people.actor("team_member"), now=SOON)


@pytest.mark.parametrize("change", [_moved, _held, _cancelled])
def test_what_changed_before_the_mail_left_is_not_mailed(
    people: People, evaluation: Evaluation, change: Callable[[People, Evaluation], None]
) -> None:
    _queue()
    change(people, evaluation)
    assert _leaves(LATE) == []
    assert set(OutgoingMail.objects.values_list("state", flat=True)) == {MailState.STOPPED}
    rows = Reminder.objects.filter(kind="two_weeks_before")
    assert set(rows.values_list("state", "why", "mail")) == {(ReminderState.SKIPPED, WhySkipped.DONE, None)}


def test_who_left_the_party_or_wants_no_mail_gets_none(people: People, evaluation: Evaluation) -> None:
    _queue()
    people.wijk_member.memberships.update(ends_on=dt.date(2027, 1, 14))
    stop_mail(user_id=people.wijk_deputy.pk, topic=ReminderTopic.LOOKING_BACK, now=SOON)
    people.team_member.is_active = False
    people.team_member.save()
    assert _leaves(LATE) == ["team_coordinator", "wijk_coordinator"]
    assert (
        Reminder.objects.get(recipient=people.wijk_deputy, kind="two_weeks_before").why == WhySkipped.UNWANTED
    )


def test_a_mail_with_something_left_tells_only_that(people: People, evaluation: Evaluation) -> None:
    other = factories.EvaluationFactory(process=people.process, planned_on=DAY - dt.timedelta(days=1))
    _queue()
    _moved(people, evaluation)
    assert _leaves(LATE) == TABLE
    for message in django_mail.outbox:
        assert other.get_absolute_url() in message.body
        assert evaluation.get_absolute_url() not in message.body


def test_a_mail_that_leaves_at_once_is_sent_as_it_was_made(people: People, evaluation: Evaluation) -> None:
    _queue()
    before = dict(OutgoingMail.objects.values_list("to", "body"))
    assert _leaves(SOON) == TABLE
    assert {message.to[0]: message.body for message in django_mail.outbox} == before


def test_who_is_erased_leaves_no_wishes_and_gets_no_mail(people: People, evaluation: Evaluation) -> None:
    person = people.wijk_member
    ReminderPreference.objects.create(user=person, topic=ReminderTopic.COUNCIL, rhythm=Rhythm.WEEKLY)
    ReminderPause.objects.create(user=person, starts_on=DAY, ends_on=DAY)
    _queue()
    erase_person(user=person, actor=people.actor("wijk_member"), now=SOON)
    assert not ReminderPreference.objects.filter(user=person).exists()
    assert not ReminderPause.objects.filter(user=person).exists()
    assert _leaves(LATE) == [name for name in TABLE if name != "wijk_member"]
