# SPDX-License-Identifier: EUPL-1.2
"""A year after a lesson its owner is asked once what became of it, unless he said so."""

import datetime as dt

import pytest
from django.core import mail as django_mail

from processes.actions.reminders import send_due
from processes.enums import LessonResult
from processes.models import Lesson
from processes.queries.lessons import ASKED_AFTER
from processes.rules.reminders import moment_on
from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db
DUE = moment_on(factories.TODAY + ASKED_AFTER)


@pytest.fixture
def lesson(people: People) -> Lesson:
    """A lesson the gebiedsteam sees to."""
    return factories.LessonFactory(process=people.process, owner=people.team, drawn_on=factories.TODAY)


def _asked(lesson: Lesson) -> list[str]:
    """Who got a mail that asks about this lesson, by the part before the @; the box is emptied."""
    names = sorted(each.to[0].split("@")[0] for each in django_mail.outbox if lesson.text in str(each.body))
    django_mail.outbox.clear()
    return names


def test_the_owner_is_asked_once_after_a_year(people: People, lesson: Lesson) -> None:
    send_due(now=DUE - dt.timedelta(minutes=1))
    assert _asked(lesson) == []
    send_due(now=DUE)
    assert _asked(lesson) == ["team_coordinator"]
    send_due(now=DUE + dt.timedelta(days=1))
    assert _asked(lesson) == []


@pytest.mark.parametrize("result", [LessonResult.CHANGED, LessonResult.NOTHING, LessonResult.BUSY])
def test_who_answered_is_not_asked(people: People, lesson: Lesson, result: LessonResult) -> None:
    lesson.result, lesson.changed, lesson.answered_at = result, "Wij werken nu anders.", factories.NOW
    lesson.answered_at += dt.timedelta(days=30)
    lesson.save()
    send_due(now=DUE)
    assert _asked(lesson) == []
