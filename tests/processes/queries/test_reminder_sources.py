# SPDX-License-Identifier: EUPL-1.2
"""Every source: who hears of what and when, and nobody of what was done, changed or left meanwhile."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core import mail as django_mail

from gm_portal.core.clock import local_date
from gm_portal.dashboards.queries.mine import waiting_for
from processes.actions import conversations, joint_answers, reminder_planning
from processes.actions import promises as promise_actions
from processes.actions.reminders import send_due
from processes.enums import (
    ConversationState,
    PartyKind,
    ProcessState,
    ReminderKind,
    ReminderState,
    WhySkipped,
)
from processes.models import Agreement, CouncilBundle, CouncilDecision, Membership, Reminder
from processes.queries.reminder_sources import SOURCES
from processes.rules.reminders import moment_on, months_before
from tests import agreements, factories
from tests.factories import NOW, table
from tests.people import People

pytestmark = pytest.mark.django_db

ONE_DAY, WEEK = dt.timedelta(days=1), dt.timedelta(weeks=1)
TODAY = local_date(NOW)
BINDING = ["team_coordinator", "wijk_coordinator", "wijk_deputy"]


def told(day: dt.date, *, kind: str, change: Callable[[], object] = lambda: None) -> list[str]:
    """Who gets a mail on this day of this kind; `change` happens between planning and sending."""
    django_mail.outbox.clear()
    now = moment_on(day)
    reminder_planning.plan_due(now=now)
    change()
    send_due(now=now)
    rows = Reminder.objects.filter(kind=kind, state=ReminderState.QUEUED, handled_at=now)
    names = sorted(name.split("@")[0] for name in rows.values_list("recipient__email", flat=True))
    mailed = {message.to[0].split("@")[0] for message in django_mail.outbox}
    assert set(names) <= mailed
    return names


def put_aside(kind: str) -> set[str]:
    return set(Reminder.objects.filter(kind=kind).values_list("why", flat=True))


def test_every_source_has_a_name_of_its_own_and_every_kind_a_source() -> None:
    assert len({source.name for source in SOURCES}) == len(SOURCES)
    kinds = [kind for source in SOURCES for kind in source.kinds]
    assert sorted(kinds) == sorted(ReminderKind.values)


# --- the conversation ---------------------------------------------------------------------------
@pytest.fixture
def at_table(people: People) -> table.TableOfCast:
    """An open conversation, with an answer of the gebiedsteam that was shared today."""
    found = table.make_table(people)
    found.share("team_member")
    return found


def test_an_answer_that_waits_is_told_after_two_weeks(at_table: table.TableOfCast) -> None:
    assert told(TODAY + 2 * WEEK - ONE_DAY, kind="answer_waits") == []
    assert told(TODAY + 2 * WEEK, kind="answer_waits") == ["wijk_coordinator", "wijk_deputy", "wijk_member"]
    assert told(TODAY + 3 * WEEK, kind="answer_waits") == []


def test_an_answer_that_was_given_meanwhile_waits_no_more(at_table: table.TableOfCast) -> None:
    found = told(TODAY + 2 * WEEK, kind="answer_waits", change=lambda: at_table.share("wijk_coordinator"))
    assert found == []
    assert put_aside("answer_waits") == {WhySkipped.DONE}


def test_who_left_the_party_hears_nothing(people: People, at_table: table.TableOfCast) -> None:
    left = people.wijk_member.memberships
    found = told(
        TODAY + 2 * WEEK, kind="answer_waits", change=lambda: left.update(ends_on=TODAY + 2 * WEEK - ONE_DAY)
    )
    assert found == ["wijk_coordinator", "wijk_deputy"]


def test_a_second_answer_a_week_later_is_no_second_mail(at_table: table.TableOfCast) -> None:
    at_table.share("team_member", "DEN-4")
    at_table.conversation.answers.filter(question__code="DEN-4").update(shared_at=NOW + WEEK)
    assert len(told(TODAY + 2 * WEEK, kind="answer_waits")) == 3
    assert told(TODAY + 3 * WEEK, kind="answer_waits") == []
    assert put_aside("answer_waits") == {"", WhySkipped.TOLD}


@pytest.mark.parametrize("ended", ["round", "process"])
def test_a_round_or_process_that_ended_asks_nothing(at_table: table.TableOfCast, ended: str) -> None:
    def end() -> None:
        conversation = at_table.conversation
        if ended == "round":
            conversation.state, conversation.closed_at = ConversationState.CLOSED, NOW
            conversation.save()
        else:
            conversation.process.state = ProcessState.FINISHED
            conversation.process.save()

    assert told(TODAY + 2 * WEEK, kind="answer_waits", change=end) == []


def _propose(at_table: table.TableOfCast) -> None:
    at_table.share("wijk_member")
    joint_answers.propose_joint(
        **at_table.place("team_coordinator", "DEN-1"),
        state="agreed",
        content={"text": "Wij nodigen de school uit."},
        difference="",
        based_on=0,
        actor=at_table.people.actor("team_coordinator"),
        now=NOW,
    )


def test_a_joint_answer_waits_for_who_may_confirm(people: People, at_table: table.TableOfCast) -> None:
    _propose(at_table)
    assert told(TODAY + WEEK, kind="joint_waits") == ["wijk_coordinator", "wijk_deputy"]
    assert told(TODAY + WEEK + ONE_DAY, kind="joint_waits") == []


def test_a_joint_answer_that_was_confirmed_waits_no_more(people: People, at_table: table.TableOfCast) -> None:
    _propose(at_table)
    joint = at_table.conversation.joint_answers.get()

    def confirm() -> None:
        joint_answers.confirm_joint(
            joint=joint, number=1, party=people.wijk, actor=people.actor("wijk_deputy"), now=NOW
        )

    assert told(TODAY + WEEK, kind="joint_waits", change=confirm) == []


def test_a_quiet_conversation_is_told_after_six_weeks(at_table: table.TableOfCast) -> None:
    assert told(TODAY + 6 * WEEK, kind="conversation_quiet") == BINDING
    assert told(TODAY + 7 * WEEK, kind="conversation_quiet") == []


def test_a_conversation_that_went_on_is_not_quiet(at_table: table.TableOfCast) -> None:
    at_table.conversation.answers.get().revisions.update(at=NOW + ONE_DAY)
    assert told(TODAY + 6 * WEEK, kind="conversation_quiet") == []
    assert told(TODAY + 6 * WEEK + ONE_DAY, kind="conversation_quiet") == BINDING


def test_a_text_in_between_takes_the_quiet_away(at_table: table.TableOfCast) -> None:
    def write() -> None:
        conversations.save_draft(
            **at_table.place("wijk_member", "DEN-4"),
            **at_table.typed("wijk_member", "DEN-4", None, 0) | {"now": NOW + 6 * WEEK - ONE_DAY},
        )

    assert told(TODAY + 6 * WEEK, kind="conversation_quiet", change=write) == []


def test_how_many_weeks_is_a_setting(at_table: table.TableOfCast, settings: object) -> None:
    settings.REMIND_QUIET_WEEKS = 2
    assert told(TODAY + 2 * WEEK, kind="conversation_quiet") == BINDING


# --- agreements ---------------------------------------------------------------------------------
@pytest.fixture
def at_agreements() -> agreements.Table:
    """A table at which agreements are made."""
    return agreements.make_table()


def test_a_version_waits_for_who_has_not_signed(at_agreements: agreements.Table) -> None:
    agreement = at_agreements.draft()
    assert told(TODAY + WEEK, kind="signature_waits") == [], "a draft is not on the table"
    Reminder.objects.all().delete()
    at_agreements.sign(agreement, "team_coordinator")
    assert told(TODAY + WEEK, kind="signature_waits") == ["wijk_coordinator", "wijk_deputy"]


def test_a_version_that_was_signed_meanwhile_waits_no_more(at_agreements: agreements.Table) -> None:
    agreement = at_agreements.draft()
    at_agreements.sign(agreement, "team_coordinator")
    found = told(
        TODAY + WEEK, kind="signature_waits", change=lambda: at_agreements.sign(agreement, "wijk_deputy")
    )
    assert found == []
    assert put_aside("signature_waits") == {WhySkipped.DONE}


def test_a_party_that_is_not_named_in_it_is_not_asked(at_agreements: agreements.Table) -> None:
    agreement = at_agreements.draft()
    factories.MembershipFactory(party=factories.PartyFactory(process=at_agreements.people.process))
    at_agreements.sign(agreement, "team_coordinator")
    assert told(TODAY + WEEK, kind="signature_waits") == ["wijk_coordinator", "wijk_deputy"]


def test_who_stood_down_as_deputy_signs_nothing(at_agreements: agreements.Table) -> None:
    at_agreements.sign(at_agreements.draft(), "team_coordinator")
    found = told(
        TODAY + WEEK,
        kind="signature_waits",
        change=lambda: Membership.objects.filter(role="deputy").update(role="member"),
    )
    assert found == ["wijk_coordinator"]


def _ending(people: People, ends_on: dt.date, **fields: object) -> Agreement:
    agreement: Agreement = factories.AgreementFactory(process=people.process, ends_on=ends_on, **fields)
    return agreement


def test_an_agreement_that_ends_is_told_three_months_before(people: People) -> None:
    ends_on = dt.date(2027, 5, 31)
    _ending(people, ends_on, kind="budget")
    day = months_before(ends_on, 3)
    assert day == dt.date(2027, 2, 28)
    assert told(day - ONE_DAY, kind="agreement_ends") == []
    assert told(day, kind="agreement_ends") == ["clerk", *BINDING[:1], "team_member", *BINDING[1:]]
    assert told(day + ONE_DAY, kind="agreement_ends") == []


QUIET = {"is_public": False, "private_reason": "Het gaat over één huishouden."}


def test_that_an_agreement_ends_which_is_not_for_all_its_parties_hear(people: People) -> None:
    ends_on = dt.date(2027, 5, 31)
    _ending(people, ends_on, kind="budget", title="Hulp aan huis", **QUIET)
    parties = [*BINDING[:1], "team_member", *BINDING[1:]]
    assert told(months_before(ends_on, 3), kind="agreement_ends") == parties
    named = {each.to[0] for each in django_mail.outbox if "Hulp aan huis" in each.body}
    assert named == {getattr(people, name).email for name in parties}


def test_an_agreement_that_stopped_before_its_end_is_not_told(people: People) -> None:
    agreement = _ending(people, dt.date(2027, 5, 31))
    found = told(
        dt.date(2027, 2, 28),
        kind="agreement_ends",
        change=lambda: Agreement.objects.filter(pk=agreement.pk).update(state="ended"),
    )
    assert found == []


def test_a_short_agreement_gives_no_old_news(people: People) -> None:
    _ending(people, TODAY + 60 * ONE_DAY)
    assert told(TODAY, kind="agreement_ends") == []
    assert told(TODAY + ONE_DAY, kind="agreement_ends") == []


def _approval(
    people: People, ends_on: dt.date | None, reference: str = "R-1", bundle: CouncilBundle | None = None
) -> CouncilDecision:
    agreement = Agreement.objects.first() or _ending(people, dt.date(2030, 1, 1))
    decision: CouncilDecision = CouncilDecision.objects.create(
        agreement=agreement,
        version=agreement.published,
        bundle=bundle,
        decided_on=TODAY,
        reference=reference,
        scope_text="De raad draagt over.",
        ends_on=ends_on,
        recorded_by=people.clerk,
        at=NOW,
    )
    return decision


def test_a_decision_that_ends_is_told_three_months_before(people: People) -> None:
    _approval(people, dt.date(2027, 12, 31))
    assert told(dt.date(2027, 9, 30), kind="decision_ends") == [
        "clerk",
        "team_coordinator",
        "team_member",
        "wijk_coordinator",
        "wijk_deputy",
    ]


@pytest.mark.parametrize("in_a_bundle", [False, True])
def test_of_a_decision_that_is_not_for_all_the_clerk_reads_the_bundle(
    people: People, in_a_bundle: bool
) -> None:
    """Without a bundle there is nothing the clerk may open, so no title goes there either."""
    agreement = _ending(people, dt.date(2030, 1, 1), title="Hulp aan huis", **QUIET)
    bundle = factories.bundle(agreement) if in_a_bundle else None
    _approval(people, dt.date(2027, 12, 31), bundle=bundle)
    recipients = told(dt.date(2027, 9, 30), kind="decision_ends")
    assert ("clerk" in recipients) == in_a_bundle
    assert recipients[-4:] == ["team_coordinator", "team_member", "wijk_coordinator", "wijk_deputy"]
    sent = [each.body for each in django_mail.outbox if each.to == [people.clerk.email]]
    told_clerk = [body for body in sent if "Hulp aan huis" in body]
    if bundle:
        [body] = told_clerk
        assert bundle.get_absolute_url() in body
        assert agreement.get_absolute_url() not in body
    else:
        assert told_clerk == []


def test_a_decision_with_a_longer_one_after_it_is_not_told(people: People) -> None:
    _approval(people, dt.date(2027, 12, 31))
    found = told(
        dt.date(2027, 9, 30), kind="decision_ends", change=lambda: _approval(people, None, reference="R-2")
    )
    assert found == []


@pytest.mark.parametrize("is_answered", [False, True])
def test_a_report_waits_for_the_other_side(people: People, is_answered: bool) -> None:
    agreement = _ending(people, dt.date(2030, 1, 1))
    team = {"actor": people.actor("team_coordinator"), "now": NOW}
    promise = promise_actions.make_promise(
        agreement=agreement, party_id=people.team.pk, text="Wij maaien.", due_on=None, **team
    )
    promise_actions.report_promise(promise=promise, seen=0, result="done", text="Gemaaid.", files=(), **team)

    def answer() -> None:
        if is_answered:
            promise_actions.answer_promise(
                promise=promise,
                report=1,
                verdict="confirmed",
                reason="",
                actor=people.actor("wijk_deputy"),
                now=NOW,
            )

    found = told(TODAY + 30 * ONE_DAY, kind="promise_waits", change=answer)
    assert found == ([] if is_answered else ["wijk_coordinator", "wijk_deputy"])
    assert told(TODAY + 31 * ONE_DAY, kind="promise_waits") == []


# --- parties ------------------------------------------------------------------------------------
def test_a_mandate_that_ends_is_told_three_months_before(people: People) -> None:
    people.wijk_coordinator.memberships.update(ends_on=dt.date(2027, 5, 31))
    assert told(dt.date(2027, 2, 28), kind="seat_ends") == [
        "clerk",
        "team_coordinator",
        "team_member",
        "wijk_coordinator",
        "wijk_deputy",
    ]
    [message] = [each for each in django_mail.outbox if each.to == [people.clerk.email]]
    assert people.wijk_coordinator.name not in message.body, "a role, never a name"


def test_a_mandate_with_a_next_period_is_not_told(people: People) -> None:
    people.wijk_coordinator.memberships.update(ends_on=dt.date(2027, 5, 31))

    def go_on() -> None:
        factories.MembershipFactory(
            party=people.wijk, user=people.wijk_coordinator, starts_on=dt.date(2027, 6, 1)
        )

    assert told(dt.date(2027, 2, 28), kind="seat_ends", change=go_on) == []


def test_a_seat_without_a_mandate_ends_quietly(people: People) -> None:
    people.wijk_member.memberships.update(ends_on=dt.date(2027, 5, 31))
    assert told(dt.date(2027, 2, 28), kind="seat_ends") == []


def _leave_one(people: People) -> None:
    people.wijk_member.memberships.update(ends_on=TODAY)
    people.wijk_deputy.memberships.update(ends_on=TODAY)


def test_the_last_one_of_a_party_hears_the_day_after(people: People) -> None:
    _leave_one(people)
    assert told(TODAY, kind="one_person_left") == []
    assert told(TODAY + ONE_DAY, kind="one_person_left") == ["wijk_coordinator"]
    assert told(TODAY + 2 * ONE_DAY, kind="one_person_left") == []


def test_a_party_that_found_somebody_is_left_alone(people: People) -> None:
    _leave_one(people)
    found = told(
        TODAY + ONE_DAY,
        kind="one_person_left",
        change=lambda: factories.MembershipFactory(party=people.wijk, starts_on=TODAY),
    )
    assert found == []


# --- the council --------------------------------------------------------------------------------
def test_the_council_gets_its_overview_once_a_year(people: People) -> None:
    assert told(dt.date(2027, 8, 31), kind="council_overview") == []
    assert told(dt.date(2027, 9, 1), kind="council_overview") == ["clerk", "council_member"]
    assert told(dt.date(2027, 9, 2), kind="council_overview") == []
    assert told(dt.date(2028, 9, 1), kind="council_overview") == ["clerk", "council_member"]


def test_who_left_the_council_gets_no_overview(people: People) -> None:
    def leave() -> None:
        people.council_member.global_roles = []
        people.council_member.save()

    assert told(dt.date(2027, 9, 1), kind="council_overview", change=leave) == ["clerk"]


# --- one truth ----------------------------------------------------------------------------------
def test_mijn_shows_what_the_mail_tells_and_once(people: People, at_table: table.TableOfCast) -> None:
    """A day on which several things come together, for everybody of the cast."""
    day = TODAY + 2 * WEEK
    _propose(at_table)
    at_table.share("team_member", "KIE-1")
    factories.EvaluationFactory(process=people.process, planned_on=day + 6 * WEEK)
    factories.AgreementFactory(process=people.process, ends_on=months_before(day, -3))
    achterban = factories.PartyFactory(process=people.process, kind=PartyKind.RESIDENTS)
    factories.MembershipFactory(party=achterban, user=people.stranger)
    now = moment_on(day)
    send_due(now=now)
    assert len(django_mail.outbox) == 6
    for name in ("wijk_coordinator", "wijk_member", "team_coordinator", "clerk"):
        person = getattr(people, name)
        titles = [line.title for line in waiting_for(people.actor(name, today=day), now)]
        [letter] = [each for each in django_mail.outbox if each.to == [person.email]]
        assert len(titles) == len(set(titles))
        shown = [title for title in titles if title in letter.body]
        mailed = Reminder.objects.filter(recipient=person, state=ReminderState.QUEUED).count()
        assert len(shown) == mailed
        assert [letter.body.index(title) for title in shown] == sorted(letter.body.index(t) for t in shown)
