# SPDX-License-Identifier: EUPL-1.2
"""Time: outages of a day, a month and a year, the change of the clock, 29 February, weekly mail and holidays."""

import datetime as dt
from collections import Counter

import pytest
from django.core import mail as django_mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gm_portal.core.clock import local_date
from processes.actions.reminder_wishes import reconsider
from processes.actions.reminders import send_due
from processes.enums import ReminderState, ReminderTopic, Rhythm, WhySkipped
from processes.models import Evaluation, Reminder, ReminderPause, ReminderPreference, ReminderRun
from processes.rules.reminders import moment_on
from tests import factories
from tests.people import People
from tests.reminders import DAY, HOUR, TABLE, mailed

pytestmark = pytest.mark.django_db

ONE_DAY = dt.timedelta(days=1)
TEAM = ["team_coordinator", "team_member"]


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    """A moment of the Korenbuurt, planned long before its first reminder."""
    return factories.EvaluationFactory(process=people.process, planned_on=DAY)


def _kinds() -> Counter[tuple[str, str, str]]:
    return Counter(Reminder.objects.values_list("kind", "state", "why"))


# --- outages ------------------------------------------------------------------------------------
def test_a_day_of_outage_delays_by_a_day(evaluation: Evaluation) -> None:
    send_due(now=moment_on(DAY - 15 * ONE_DAY))
    mailed()
    assert send_due(now=moment_on(DAY - 13 * ONE_DAY)).sent == 5
    assert mailed() == TABLE
    assert _kinds() == {("two_weeks_before", "queued", ""): 5, ("six_weeks_before", "queued", ""): 5}


def test_a_month_of_outage_tells_the_newest_once(evaluation: Evaluation) -> None:
    send_due(now=moment_on(DAY - 43 * ONE_DAY))
    assert mailed() == []
    assert send_due(now=moment_on(DAY - 13 * ONE_DAY)).sent == 5
    assert mailed() == TABLE
    assert _kinds() == {("two_weeks_before", "queued", ""): 5, ("six_weeks_before", "skipped", "newer"): 5}


def test_after_four_hundred_days_only_what_still_matters_is_told_once(
    people: People, evaluation: Evaluation
) -> None:
    """The invitations are long past and are not even written down; the signal to the gemeente still holds."""
    send_due(now=moment_on(DAY - 50 * ONE_DAY))
    back = moment_on(DAY + 350 * ONE_DAY)
    assert send_due(now=back).as_dict() == {"due": 2, "queued": 2, "sent": 2, "failed": 0, "skipped": 0}
    assert mailed() == ["alderman", "team_coordinator"]
    assert _kinds() == {("six_weeks_late", "queued", ""): 2}
    assert send_due(now=back + ONE_DAY).due == 0


def test_after_even_longer_nothing_of_it_is_told(evaluation: Evaluation) -> None:
    send_due(now=moment_on(DAY - 50 * ONE_DAY))
    assert send_due(now=moment_on(DAY + 500 * ONE_DAY)).due == 0
    assert not Reminder.objects.exists()


def test_a_look_ahead_does_not_make_the_present_forget(evaluation: Evaluation) -> None:
    assert send_due(now=moment_on(DAY + 100 * ONE_DAY)).sent == 2, "the signal, far ahead"
    assert send_due(now=moment_on(DAY - 42 * ONE_DAY)).sent == 5
    assert ReminderRun.objects.values_list("planned_until", flat=True).distinct().get() == moment_on(
        DAY - 42 * ONE_DAY
    )


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(pauses=st.lists(st.integers(1, 60 * 24 * 40), max_size=8), seed=st.integers(0, 400))
def test_however_irregular_the_runs_nothing_is_told_twice(
    people: People, pauses: list[int], seed: int
) -> None:
    """Runs minutes or months apart: at most one mail a person a day, each kind at most once, volunteers never late."""
    Evaluation.objects.all().delete()
    Reminder.objects.all().delete()
    ReminderRun.objects.all().delete()
    day = DAY + seed * ONE_DAY
    factories.EvaluationFactory(process=people.process, planned_on=day)
    now = moment_on(day - 50 * ONE_DAY)
    for minutes in pauses:
        now += dt.timedelta(minutes=minutes)
        send_due(now=now, send=False)
        send_due(now=now, send=False)
    told = list(
        Reminder.objects.filter(state=ReminderState.QUEUED).values_list(
            "recipient_id", "kind", "moment", "handled_at", "object_type"
        )
    )
    assert all(handled >= moment for _who, _kind, moment, handled, _type in told)
    days = Counter((who, local_date(handled)) for who, _kind, _moment, handled, _type in told)
    planned = Counter((who, kind) for who, kind, *_rest, kind_of in told if kind_of == "evaluation")
    assert max(planned.values(), default=1) == 1
    assert max(days.values(), default=1) <= 2, "an evaluation and the overview of the council at most"
    team = {people.team_coordinator.pk, people.team_member.pk, people.alderman.pk}
    assert {who for who, kind, *_rest in told if kind.endswith("_late")} <= team


# --- the calendar -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("day", "utc"),
    [
        (dt.date(2027, 3, 28), dt.time(6)),  # summer time begins that night
        (dt.date(2027, 10, 31), dt.time(7)),  # and ends
        (dt.date(2028, 2, 29), dt.time(7)),
    ],
)
def test_eight_in_groningen_on_every_day(people: People, day: dt.date, utc: dt.time) -> None:
    factories.EvaluationFactory(process=people.process, planned_on=day)
    eight = dt.datetime.combine(day, utc, tzinfo=dt.UTC)
    send_due(now=eight - 2 * ONE_DAY)
    assert send_due(now=eight - dt.timedelta(seconds=1)).due == 0
    assert send_due(now=eight).sent == 5
    assert send_due(now=eight + HOUR).due == 0
    assert send_due(now=eight + ONE_DAY).due == 0


def test_the_day_changes_at_midnight_in_groningen(people: People, evaluation: Evaluation) -> None:
    factories.EvaluationFactory(process=people.process, planned_on=DAY + ONE_DAY)
    late = dt.datetime(2027, 1, 15, 22, 59, tzinfo=dt.UTC)  # 23:59 in Groningen
    assert send_due(now=late).sent == 5
    assert send_due(now=late + HOUR).due == 0, "the next day, but before eight"
    assert send_due(now=moment_on(dt.date(2027, 1, 16))).sent == 5


# --- wishes -------------------------------------------------------------------------------------
def _wants(people: People, name: str, rhythm: str, topic: str = ReminderTopic.LOOKING_BACK) -> None:
    ReminderPreference.objects.update_or_create(
        user=getattr(people, name), topic=topic, defaults={"rhythm": rhythm}
    )


def test_what_comes_up_later_the_same_day_waits_until_tomorrow(
    people: People, evaluation: Evaluation
) -> None:
    assert send_due(now=moment_on(DAY - 14 * ONE_DAY)).sent == 5
    factories.EvaluationFactory(process=people.process, planned_on=DAY - 14 * ONE_DAY)
    assert send_due(now=moment_on(DAY - 14 * ONE_DAY) + HOUR).as_dict()["queued"] == 0
    mailed()
    assert send_due(now=moment_on(DAY - 13 * ONE_DAY)).sent == 5
    assert mailed() == TABLE


def test_weekly_waits_for_monday_and_comes_in_one_mail(people: People, evaluation: Evaluation) -> None:
    _wants(people, "wijk_member", Rhythm.WEEKLY)
    send_due(now=moment_on(DAY - 20 * ONE_DAY))
    mailed()
    factories.EvaluationFactory(process=people.process, planned_on=DAY + ONE_DAY)
    send_due(now=moment_on(DAY - 14 * ONE_DAY))  # Friday
    send_due(now=moment_on(DAY - 13 * ONE_DAY))
    send_due(now=moment_on(DAY - 12 * ONE_DAY))
    assert "wijk_member" not in mailed()
    assert send_due(now=moment_on(DAY - 11 * ONE_DAY)).as_dict() == {
        "due": 2,
        "queued": 1,
        "sent": 1,
        "failed": 0,
        "skipped": 0,
    }
    assert mailed() == ["wijk_member"]


def test_who_wants_none_gets_none_and_still_sees_it_on_mijn(people: People, evaluation: Evaluation) -> None:
    _wants(people, "wijk_member", Rhythm.NEVER)
    send_due(now=moment_on(DAY - 14 * ONE_DAY))
    assert mailed() == [name for name in TABLE if name != "wijk_member"]
    row = Reminder.objects.get(recipient=people.wijk_member, kind="two_weeks_before")
    assert (row.state, row.why, row.mail) == (ReminderState.SKIPPED, WhySkipped.UNWANTED, None)


def test_a_choice_on_one_topic_leaves_the_others(people: People, evaluation: Evaluation) -> None:
    _wants(people, "wijk_member", Rhythm.NEVER, ReminderTopic.CONVERSATION)
    send_due(now=moment_on(DAY - 14 * ONE_DAY))
    assert mailed() == TABLE


def test_on_holiday_nothing_comes_and_after_it_what_still_matters(
    people: People, evaluation: Evaluation
) -> None:
    ReminderPause.objects.create(
        user=people.wijk_member, starts_on=DAY - 15 * ONE_DAY, ends_on=DAY - 5 * ONE_DAY
    )
    for day in range(15, 4, -1):
        send_due(now=moment_on(DAY - day * ONE_DAY))
    assert "wijk_member" not in mailed()
    assert send_due(now=moment_on(DAY - 4 * ONE_DAY)).sent == 1
    assert mailed() == ["wijk_member"]


def test_a_holiday_that_outlasts_it_puts_it_aside(people: People, evaluation: Evaluation) -> None:
    ReminderPause.objects.create(
        user=people.wijk_member, starts_on=DAY - 43 * ONE_DAY, ends_on=DAY + 30 * ONE_DAY
    )
    send_due(now=moment_on(DAY - 14 * ONE_DAY))
    send_due(now=moment_on(DAY + 31 * ONE_DAY))
    assert "wijk_member" not in mailed()
    assert set(Reminder.objects.filter(recipient=people.wijk_member).values_list("kind", "state", "why")) == {
        ("two_weeks_before", ReminderState.SKIPPED, WhySkipped.EXPIRED),
        ("six_weeks_before", ReminderState.SKIPPED, WhySkipped.EXPIRED),
    }


def test_who_comes_back_early_is_told_at_once(people: People, evaluation: Evaluation) -> None:
    pause = ReminderPause.objects.create(
        user=people.wijk_member, starts_on=DAY - 15 * ONE_DAY, ends_on=DAY - 5 * ONE_DAY
    )
    send_due(now=moment_on(DAY - 14 * ONE_DAY))
    mailed()
    pause.delete()
    assert reconsider(user_id=people.wijk_member.pk) == 2
    assert send_due(now=moment_on(DAY - 13 * ONE_DAY)).sent == 1
    assert mailed() == ["wijk_member"]


def test_what_waits_and_is_done_by_then_is_not_sent(people: People, evaluation: Evaluation) -> None:
    _wants(people, "wijk_member", Rhythm.WEEKLY)
    send_due(now=moment_on(DAY - 20 * ONE_DAY))
    mailed()
    send_due(now=moment_on(DAY - 14 * ONE_DAY))
    mailed()
    Evaluation.objects.update(planned_on=DAY + 200 * ONE_DAY)
    done = send_due(now=moment_on(DAY - 11 * ONE_DAY))
    assert (done.due, done.skipped) == (0, 1)
    assert mailed() == []


def test_everybody_reads_in_his_own_language(people: People, evaluation: Evaluation) -> None:
    people.wijk_member.language = "en"
    people.wijk_member.save()
    send_due(now=moment_on(DAY - 14 * ONE_DAY))
    bodies = {message.to[0].split("@")[0]: message.body for message in django_mail.outbox}
    assert "Looking back together" in bodies["wijk_member"]
    assert "Samen terugkijken" in bodies["wijk_deputy"]


def test_each_starts_his_day_with_his_own_topics_only(people: People, evaluation: Evaluation) -> None:
    """TEAM members hear two weeks late; no resident does, whatever they chose."""
    for name in ("wijk_member", "wijk_coordinator", "wijk_deputy"):
        _wants(people, name, Rhythm.DAILY)
    send_due(now=moment_on(DAY + 14 * ONE_DAY))
    assert mailed() == TEAM
