# SPDX-License-Identifier: EUPL-1.2
"""Thirty days after a report, who may confirm it is invited once; nobody else, and not when it was answered."""

import datetime as dt

import pytest
from django.core import mail as django_mail

from processes.actions import promises as actions
from processes.actions.reminders import send_due
from processes.models import Promise
from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db
# 08:00 in Groningen on the thirtieth day after the report.
DUE = (factories.NOW + dt.timedelta(days=30)).replace(hour=7, minute=0, second=0, microsecond=0)


@pytest.fixture
def promise(people: People) -> Promise:
    """A promise of the wijk, reported as done."""
    agreement = factories.AgreementFactory(process=people.process, number=1)
    promise = actions.make_promise(
        agreement=agreement,
        party_id=people.wijk.pk,
        text="Wij maaien het veld.",
        due_on=None,
        actor=people.actor("wijk_member"),
        now=factories.NOW,
    )
    actions.report_promise(
        promise=promise,
        seen=0,
        result="done",
        text="Het veld is kort.",
        files=[],
        actor=people.actor("wijk_member"),
        now=factories.NOW,
    )
    return promise


def _mailed(promise: Promise) -> list[str]:
    """Who got a mail with a link to this promise, by the part before the @; the box is emptied."""
    url = promise.get_absolute_url()
    names = sorted(each.to[0].split("@")[0] for each in django_mail.outbox if url in str(each.body))
    django_mail.outbox.clear()
    return names


def test_the_other_side_hears_once_after_thirty_days(people: People, promise: Promise) -> None:
    send_due(now=DUE - dt.timedelta(minutes=1))
    assert _mailed(promise) == []
    send_due(now=DUE)
    assert _mailed(promise) == ["team_coordinator"]
    send_due(now=DUE + dt.timedelta(days=1))
    assert _mailed(promise) == []


def test_who_answered_hears_nothing(people: People, promise: Promise) -> None:
    actions.answer_promise(
        promise=promise,
        report=1,
        verdict="confirmed",
        reason="",
        actor=people.actor("team_coordinator"),
        now=factories.NOW,
    )
    send_due(now=DUE)
    assert _mailed(promise) == []
