# SPDX-License-Identifier: EUPL-1.2
"""What was decided or proposed around looking back waits for the right people, on Mijn and in the mail, until done."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from processes.actions.agreement_ending import stop_agreement
from processes.actions.agreements import amend_agreement
from processes.actions.evaluation_moves import confirm_move, propose_cancel
from processes.actions.outcomes import hold_evaluation, open_round_after
from processes.actions.reminders import send_due
from processes.actions.rounds import close_round
from processes.enums import EvaluationKind, Outcome
from processes.models import Agreement, Evaluation
from processes.queries.agreements import text_of
from processes.queries.evaluation_waiting import open_outcome_of, waiting_for
from processes.queries.outcomes import trace_of
from processes.rules.evaluations import Decision
from processes.rules.reminders import ANSWER_AFTER, moment_on
from tests import factories
from tests.agreements import ROL
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
ONE_DAY = dt.timedelta(days=1)
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}
BINDS = {"wijk_coordinator", "wijk_deputy", "team_coordinator"}
WISH = "Wij willen ook de bloembakken."


@pytest.fixture
def agreement(people: People) -> Agreement:
    found: Agreement = factories.AgreementFactory(process=people.process, title="Groene straat", fields=ROL)
    return found


def held(people: People, *agreements: Agreement, outcome: str = Outcome.ADAPT, **values: Any) -> Evaluation:
    """A moment of today that was written down."""
    given = {"planned_on": TODAY, "kind": EvaluationKind.SHORT} | values
    evaluation = factories.EvaluationFactory(process=people.process, **given)
    evaluation.agreements.set(agreements)
    return hold_evaluation(
        evaluation=evaluation,
        held_on=TODAY,
        summary="Het groeit.",
        outcome=outcome,
        lessons=[],
        decisions={each.pk: Decision(outcome, WISH) for each in agreements},
        actor=people.actor("wijk_deputy"),
        now=NOW,
    )


def titles(people: People, name: str) -> list[tuple[str, str]]:
    return [(line.verb, line.title) for line in waiting_for(people.actor(name), NOW)]


def amend(people: People, agreement: Agreement) -> None:
    agreement.refresh_from_db()
    assert agreement.current is not None
    amend_agreement(
        agreement=agreement,
        based_on=agreement.current.number,
        content=replace(text_of(agreement.current), text="Wij planten ook bloemen.", reason=WISH),
        actor=people.actor("team_member"),
        now=NOW + ONE_DAY,
    )


def mailed(text: str) -> set[str]:
    return {to for each in mail.outbox if text in str(each.body) for to in each.to}


@pytest.mark.parametrize(
    ("outcome", "verb"),
    [(Outcome.ADAPT, "Schrijf de volgende versie"), (Outcome.WIDEN, "Schrijf de ruimere afspraak")],
)
def test_a_decision_without_a_text_waits_for_both_sides_until_it_is_written(
    people: People, agreement: Agreement, outcome: str, verb: str
) -> None:
    evaluation = held(people, agreement, outcome=outcome)
    for name in EVERYBODY:
        expected = [(verb, "Besloten bij het terugkijken: Groene straat")] if name in TABLE else []
        assert titles(people, name) == expected, name
    amend(people, agreement)
    assert titles(people, "wijk_member") == []
    assert trace_of(evaluation).outcomes[0].version == agreement.versions.get(number=2), "the trace is kept"


@pytest.mark.parametrize("outcome", [Outcome.KEEP, Outcome.STOP])
def test_what_asks_for_no_next_version_waits_for_nobody(
    people: People, agreement: Agreement, outcome: str
) -> None:
    held(people, agreement, outcome=outcome)
    assert titles(people, "team_member") == []


def test_it_is_gone_when_the_agreement_ends(people: People, agreement: Agreement) -> None:
    held(people, agreement)
    stop_agreement(agreement=agreement, reason="Klaar.", actor=people.actor("team_coordinator"), now=NOW)
    assert titles(people, "wijk_member") == []


def test_the_form_opens_with_the_reason_and_keeps_what_somebody_types(
    people: People, agreement: Agreement
) -> None:
    evaluation = held(people, agreement)
    line = waiting_for(people.actor("wijk_member"), NOW)[0]
    response = people.client("wijk_member").get(line.url)
    text = response.content.decode()
    assert response.context["form"]["reason"].value() == WISH
    assert "besloot u samen: aanpassen" in text
    assert f'href="{evaluation.get_absolute_url()}"' in text
    amend(people, agreement)
    assert open_outcome_of(agreement) is None
    assert "besloot u samen" not in people.client("wijk_member").get(line.url).content.decode()


def test_who_speaks_for_a_named_party_hears_of_it_once_by_mail(people: People, agreement: Agreement) -> None:
    held(people, agreement)
    send_due(now=moment_on(TODAY + ANSWER_AFTER - ONE_DAY))
    assert mailed("Schrijf de volgende versie") == set()
    for _run in range(2):
        send_due(now=moment_on(TODAY + ANSWER_AFTER))
    wanted = {getattr(people, name).email for name in BINDS}
    assert mailed("Schrijf de volgende versie") == wanted
    assert len([each for each in mail.outbox if "Schrijf de volgende versie" in str(each.body)]) == len(
        wanted
    )


def test_what_was_written_meanwhile_is_in_no_mail(people: People, agreement: Agreement) -> None:
    held(people, agreement)
    amend(people, agreement)
    send_due(now=moment_on(TODAY + ANSWER_AFTER))
    assert mailed("Schrijf de volgende versie") == set()


def test_a_proposal_is_mailed_to_the_other_side_the_morning_after_until_it_is_answered(
    people: People,
) -> None:
    proposals = []
    for days in (70, 80):
        evaluation = factories.EvaluationFactory(process=people.process, planned_on=TODAY + days * ONE_DAY)
        proposals.append(
            propose_cancel(
                evaluation=evaluation,
                from_day=evaluation.planned_on,
                reason="Te druk.",
                actor=people.actor("wijk_deputy"),
                now=NOW,
            )
        )
    confirm_move(proposal=proposals[0], actor=people.actor("team_member"), now=NOW)
    for _run in range(2):
        send_due(now=moment_on(TODAY + ONE_DAY))
    assert mailed("afzeggen") == {people.team_member.email, people.team_coordinator.email}
    assert [each.body.count("afzeggen") for each in mail.outbox] == [1, 1]


def test_after_a_round_the_next_one_is_offered_to_who_may_open_it(people: People) -> None:
    conversation = factories.ConversationFactory(process=people.process, opened_at=NOW - 90 * ONE_DAY)
    evaluation = held(people, outcome=Outcome.KEEP, kind=EvaluationKind.AFTER_ROUND)
    assert titles(people, "wijk_deputy") == [], "the round is still open"
    close_round(conversation=conversation, actor=people.actor("wijk_deputy"), now=NOW)
    for name in EVERYBODY:
        found = [verb for verb, _title in titles(people, name)]
        assert found == (["Begin de volgende ronde"] if name in BINDS else []), name
    line = waiting_for(people.actor("wijk_deputy"), NOW)[0]
    page = people.client("wijk_deputy").get(line.url)
    assert reverse("evaluation-next-round", args=("korenbuurt", evaluation.pk)) in page.content.decode()
    open_round_after(evaluation=evaluation, together=False, actor=people.actor("wijk_deputy"), now=NOW)
    assert titles(people, "wijk_deputy") == []


def test_who_stops_after_a_round_is_offered_no_next_one(people: People) -> None:
    conversation = factories.ConversationFactory(process=people.process, opened_at=NOW - 90 * ONE_DAY)
    close_round(conversation=conversation, actor=people.actor("wijk_deputy"), now=NOW)
    held(people, outcome=Outcome.STOP, kind=EvaluationKind.AFTER_ROUND)
    assert titles(people, "wijk_deputy") == []


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(
    people: People, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        evaluation = factories.EvaluationFactory(
            process=people.process, planned_on=TODAY + (70 + number) * ONE_DAY
        )
        given = {"from_day": evaluation.planned_on, "reason": "Te druk.", "now": NOW}
        propose_cancel(evaluation=evaluation, actor=people.actor("wijk_deputy"), **given)
    agreements = [factories.AgreementFactory(process=people.process) for _each in range(count)]
    held(people, *agreements)
    actor = people.actor("team_coordinator")
    with django_assert_num_queries(3):
        assert len(waiting_for(actor, NOW)) == count + 1


def test_many_agreements_of_one_moment_are_one_line_on_mijn_and_in_the_mail(people: People) -> None:
    evaluation = held(people, *(factories.AgreementFactory(process=people.process) for _each in range(3)))
    line = waiting_for(people.actor("wijk_member"), NOW)[0]
    told = "Besloten bij het terugkijken: 3 afspraken veranderen"
    assert titles(people, "wijk_member") == [("Schrijf de volgende versies", told)]
    assert line.url == f"{evaluation.get_absolute_url()}#besluit"
    page = people.client("wijk_member").get(line.url).content.decode()
    assert page.count("Schrijf de volgende versie</a>") == 3
    send_due(now=moment_on(TODAY + ANSWER_AFTER))
    assert mailed(told) == {getattr(people, name).email for name in BINDS}
    assert {each.body.count("Besloten bij het terugkijken") for each in mail.outbox} == {1}
