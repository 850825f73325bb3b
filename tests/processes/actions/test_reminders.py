# SPDX-License-Identifier: EUPL-1.2
"""Sending reminders: one mail a person, once, whatever happens to the machine in between."""

import datetime as dt

import pytest
from django.core import mail as django_mail

from gm_portal.core.actors import NOBODY
from gm_portal.core.errors import NotAllowedError
from gm_portal.core.models import AuditEvent
from processes.actions.evaluations import cancel_evaluation, move_evaluation
from processes.actions.reminders import send_due
from processes.enums import EvaluationState, PartyKind, ProcessState, ReminderKind, ReminderState
from processes.models import Evaluation, Reminder
from processes.tasks import send_due_reminders
from tests import factories
from tests.people import People
from tests.reminders import DAY, HOUR, ON_THE_DAY, SIX_BEFORE, SIX_LATE, TABLE, TWO_BEFORE, TWO_LATE, mailed


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    """A moment of the Korenbuurt, planned long before its first reminder."""
    return factories.EvaluationFactory(process=people.process, planned_on=DAY)


def test_nothing_is_due_a_minute_before(evaluation: Evaluation) -> None:
    done = send_due(now=SIX_BEFORE - dt.timedelta(minutes=1))
    assert done.as_dict() == {"due": 0, "queued": 0, "sent": 0, "failed": 0, "skipped": 0}


def test_the_whole_life_of_one_evaluation(evaluation: Evaluation) -> None:
    heard = {}
    for name, moment in [
        ("six before", SIX_BEFORE),
        ("two before", TWO_BEFORE),
        ("the day", ON_THE_DAY),
        ("two late", TWO_LATE),
        ("six late", SIX_LATE),
    ]:
        done = send_due(now=moment)
        assert done.due == done.queued == done.sent
        assert (done.failed, done.skipped) == (0, 0)
        heard[name] = mailed()
    assert heard == {
        "six before": TABLE,
        "two before": TABLE,
        "the day": TABLE,
        "two late": ["team_coordinator", "team_member"],
        "six late": ["alderman", "team_coordinator"],
    }


def test_a_second_run_finds_nothing(evaluation: Evaluation) -> None:
    assert send_due(now=TWO_BEFORE).due == 5
    assert send_due(now=TWO_BEFORE).as_dict() == {
        "due": 0,
        "queued": 0,
        "sent": 0,
        "failed": 0,
        "skipped": 0,
    }
    assert mailed() == TABLE


def test_after_an_outage_the_newest_goes_out_and_the_older_is_put_aside(evaluation: Evaluation) -> None:
    done = send_due(now=TWO_BEFORE + dt.timedelta(days=3))
    assert done.as_dict() == {"due": 5, "queued": 5, "sent": 5, "failed": 0, "skipped": 5}
    states = Reminder.objects.order_by("kind").values_list("kind", "state").distinct()
    assert list(states) == [
        (ReminderKind.SIX_WEEKS_BEFORE, ReminderState.SKIPPED),
        (ReminderKind.TWO_WEEKS_BEFORE, ReminderState.QUEUED),
    ]
    # The older one does not come out when the clock of a second run is behind.
    assert send_due(now=SIX_BEFORE).due == 0


def test_after_a_long_outage_no_volunteer_is_asked_why(evaluation: Evaluation) -> None:
    done = send_due(now=TWO_LATE + HOUR)
    assert (done.due, done.sent) == (2, 2)
    assert mailed() == ["team_coordinator", "team_member"]
    assert send_due(now=TWO_LATE + 2 * HOUR).as_dict()["skipped"] == 0


def test_several_evaluations_of_one_person_come_in_one_mail(people: People, evaluation: Evaluation) -> None:
    other = factories.EvaluationFactory(process=people.other_process, planned_on=DAY)
    factories.MembershipFactory(
        party=factories.AreaTeamFactory(process=people.other_process), user=people.team_coordinator
    )
    done = send_due(now=TWO_BEFORE)
    assert (done.due, done.queued, done.sent) == (7, 6, 6)
    [letter] = [m for m in django_mail.outbox if m.to == [people.team_coordinator.email]]
    assert evaluation.get_absolute_url() in letter.body
    assert other.get_absolute_url() in letter.body


def test_the_mail_leads_to_exactly_the_right_page(evaluation: Evaluation, settings: object) -> None:
    settings.SITE_URL = "https://portaal.test"
    send_due(now=TWO_BEFORE)
    letter = django_mail.outbox[0]
    assert f"https://portaal.test/accounts/login/?next={evaluation.get_absolute_url()}" in letter.body
    assert "29 januari 2027" in letter.body
    assert "SPDX" not in letter.body


def test_names_and_places_are_written_as_they_are(people: People, evaluation: Evaluation) -> None:
    people.process.title = "'t Hool & omstreken"
    people.process.save()
    send_due(now=ON_THE_DAY)
    assert "'t Hool & omstreken" in django_mail.outbox[0].body


def test_a_mail_after_the_day_does_not_say_today(evaluation: Evaluation) -> None:
    send_due(now=ON_THE_DAY + dt.timedelta(days=2))
    body = django_mail.outbox[0].body
    assert "Vandaag" not in body
    assert "29 januari 2027" in body


def test_a_seat_that_ended_and_a_closed_account_get_no_mail(people: People, evaluation: Evaluation) -> None:
    people.wijk_member.memberships.update(ends_on=TWO_BEFORE.date() - dt.timedelta(days=1))
    people.team_member.is_active = False
    people.team_member.save()
    send_due(now=TWO_BEFORE)
    assert mailed() == ["team_coordinator", "wijk_coordinator", "wijk_deputy"]


def test_a_seat_still_holds_on_its_last_day(people: People, evaluation: Evaluation) -> None:
    people.wijk_member.memberships.update(ends_on=TWO_BEFORE.date())
    send_due(now=TWO_BEFORE)
    assert "wijk_member" in mailed()


def test_residents_at_large_hear_on_the_day_only(people: People, evaluation: Evaluation) -> None:
    achterban = factories.PartyFactory(process=people.process, kind=PartyKind.RESIDENTS)
    factories.MembershipFactory(party=achterban, user=people.stranger)
    send_due(now=TWO_BEFORE)
    assert "stranger" not in mailed()
    send_due(now=ON_THE_DAY)
    assert "stranger" in mailed()


@pytest.mark.parametrize("state", [EvaluationState.HELD, EvaluationState.CANCELLED])
def test_what_is_no_longer_planned_reminds_nobody(evaluation: Evaluation, state: str) -> None:
    evaluation.state, evaluation.held_on = state, DAY if state == EvaluationState.HELD else None
    evaluation.save()
    assert send_due(now=ON_THE_DAY).due == 0


def test_a_finished_process_reminds_nobody(people: People, evaluation: Evaluation) -> None:
    people.process.state = ProcessState.FINISHED
    people.process.save()
    assert send_due(now=ON_THE_DAY).due == 0


def test_another_day_has_other_moments(people: People, evaluation: Evaluation) -> None:
    assert send_due(now=TWO_BEFORE).due == 5
    actor = people.actor("wijk_coordinator")
    moved_at = TWO_BEFORE + HOUR
    later = dt.date(2027, 3, 5)
    move_evaluation(
        evaluation=evaluation, from_day=DAY, day=later, reason="De zaal is vol.", actor=actor, now=moved_at
    )
    mailed()
    assert send_due(now=ON_THE_DAY + HOUR).due == 5, "six weeks before the new day, not the old day"
    assert set(Reminder.objects.filter(handled_at=ON_THE_DAY + HOUR).values_list("kind", flat=True)) == {
        ReminderKind.SIX_WEEKS_BEFORE
    }
    assert send_due(now=dt.datetime(2027, 2, 19, 7, 0, tzinfo=dt.UTC)).due == 5
    assert send_due(now=dt.datetime(2027, 3, 5, 7, 0, tzinfo=dt.UTC)).due == 5


def test_an_evaluation_moved_close_by_gives_no_old_news(people: People, evaluation: Evaluation) -> None:
    now = dt.datetime(2026, 12, 1, 12, 0, tzinfo=dt.UTC)
    move_evaluation(
        evaluation=evaluation,
        from_day=DAY,
        day=dt.date(2026, 12, 5),
        reason="Iedereen kan dan.",
        actor=people.actor("team_member"),
        now=now,
    )
    assert send_due(now=now + HOUR).as_dict() == {
        "due": 0,
        "queued": 0,
        "sent": 0,
        "failed": 0,
        "skipped": 0,
    }


def test_a_cancelled_evaluation_leaves_what_was_sent_and_sends_no_more(
    people: People, evaluation: Evaluation
) -> None:
    send_due(now=SIX_BEFORE)
    cancel_evaluation(
        evaluation=evaluation, reason="De afspraak stopt.", actor=people.actor("team_member"), now=SIX_BEFORE
    )
    assert send_due(now=ON_THE_DAY).due == 0
    assert Reminder.objects.count() == 5


def test_the_scheduled_task_takes_the_same_path(
    evaluation: Evaluation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gm_portal.core.clock.now", lambda: TWO_BEFORE)
    assert send_due_reminders() == {"due": 5, "queued": 5, "sent": 5, "failed": 0, "skipped": 5}


def test_the_trail_knows_which_kinds_went_out_and_no_names(evaluation: Evaluation) -> None:
    send_due(now=SIX_BEFORE)
    events = AuditEvent.objects.filter(verb="send_reminder")
    assert {(event.object_id, event.by_system, event.visibility) for event in events} == {
        (evaluation.pk, True, "admin")
    }
    assert [event.data for event in events] == [{"kind": "six_weeks_before", "count": 5}]


def test_only_the_system_and_administrators_may(people: People, evaluation: Evaluation) -> None:
    for name in ("anonymous", "wijk_coordinator", "team_coordinator", "alderman"):
        with pytest.raises(NotAllowedError):
            send_due(now=TWO_BEFORE, actor=people.actor(name))
    with pytest.raises(NotAllowedError):
        send_due(now=TWO_BEFORE, actor=NOBODY)
    assert send_due(now=TWO_BEFORE, actor=people.actor("administrator")).due == 5


@pytest.mark.parametrize("count", [1, 3])
def test_a_run_with_nothing_new_costs_the_same_however_much_there_is(
    people: People, django_assert_num_queries: object, count: int
) -> None:
    for number in range(count):
        factories.EvaluationFactory(process=people.process, planned_on=DAY + dt.timedelta(days=number))
    send_due(now=ON_THE_DAY + dt.timedelta(days=5))
    with django_assert_num_queries(83):
        assert send_due(now=ON_THE_DAY + dt.timedelta(days=5)).due == 0


@pytest.mark.parametrize("count", [1, 3])
def test_a_mail_costs_the_same_queries_for_one_and_for_three_tables(
    people: People, django_assert_num_queries: object, count: int
) -> None:
    for number in range(count):
        process = factories.ProcessFactory()
        factories.EvaluationFactory(process=process, planned_on=DAY)
        for party in (factories.AreaTeamFactory(process=process), factories.PartyFactory(process=process)):
            factories.MembershipFactory(party=party, user=factories.UserFactory())
        assert number < count
    with django_assert_num_queries(141):
        assert send_due(now=TWO_BEFORE, send=False).queued == 2 * count
