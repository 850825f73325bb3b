# SPDX-License-Identifier: EUPL-1.2
"""Pages about looking back: what everybody reads, and which buttons are for whom."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from processes.enums import AgreementState, EvaluationState, Outcome
from processes.models import AgreementOutcome, AgreementVersion, Evaluation, EvaluationMove
from tests import factories
from tests.evaluations import AT_THE_TABLE, ELSEWHERE, address_of, green_street, list_address, text_of
from tests.factories import NOW, TODAY
from tests.people import People

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 1, 29)
MOVED = {"day": "2027-03-05", "reason": "De zaal is vol.", "from_day": "2027-01-29"}
ACTIONS = ("hold", "move", "cancel")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    return green_street(people, DAY)


# Reading --------------------------------------------------------------------------------------------
def test_everybody_reads_the_line_of_moments(people: People, evaluation: Evaluation) -> None:
    factories.EvaluationFactory(
        process=people.process,
        planned_on=TODAY - dt.timedelta(days=400),
        state=EvaluationState.HELD,
        held_on=TODAY - dt.timedelta(days=400),
        summary="De eerste bomen staan er.",
        outcome=Outcome.KEEP,
        origin="found",
        source="wijkkrant",
    )
    EvaluationMove.objects.create(
        evaluation=evaluation, from_day=dt.date(2026, 12, 1), to_day=DAY, reason="Te koud.", at=NOW
    )
    text = text_of(Client().get(list_address()))
    for part in (
        "Terugkijken op 29 januari 2027",
        "Groene straat",
        "De eerste bomen staan er.",
        "behouden",
        "uit openbare bron",
        "wijkkrant",
        "Verplaatst naar 29 januari 2027",
        "Te koud.",
        '<svg class="timeline"',
    ):
        assert part in text
    assert "csrfmiddlewaretoken" not in text


def test_an_empty_line_says_what_comes_and_who_can_start(people: People) -> None:
    assert "Beide partijen kunnen die dag kiezen." in text_of(Client().get(list_address()))


def test_then_and_now_stand_beside_the_questions(evaluation: Evaluation) -> None:
    text = text_of(Client().get(evaluation.get_absolute_url()))
    for part in ("Wij planten bomen.", "Wat we zien", "Behouden", "Uitbreiden", "EV-15", "voorstel"):
        assert part in text
    assert "EV-02" not in text, "a short check has four questions"
    assert "csrfmiddlewaretoken" not in text
    assert f"{reverse('account_login')}?next={evaluation.get_absolute_url()}" in text


def test_a_held_moment_shows_what_was_agreed_then(people: People, evaluation: Evaluation) -> None:
    agreement = evaluation.agreements.get()
    evaluation.state, evaluation.held_on = EvaluationState.HELD, TODAY
    evaluation.summary, evaluation.outcome = "Er staat meer groen.", Outcome.WIDEN
    evaluation.save()
    agreement.published = agreement.current = AgreementVersion.objects.create(
        agreement=agreement,
        number=2,
        title="Groene wijk",
        text="Wij planten een bos.",
        level="N1",
        at=NOW + dt.timedelta(days=40),
    )
    agreement.state = AgreementState.ENDED
    agreement.published_numbers = [1, 2]
    agreement.save()
    text = text_of(Client().get(evaluation.get_absolute_url()))
    assert "Wij planten bomen." in text
    assert "Wij planten een bos." not in text
    assert "Er staat meer groen." in text
    assert "(gekozen)" in text


def test_a_linked_draft_is_shown_to_nobody(people: People, evaluation: Evaluation) -> None:
    draft = factories.AgreementFactory(
        process=people.process, state=AgreementState.DRAFT, title="Geheim plan", text="Nog niet gedeeld."
    )
    evaluation.agreements.add(draft)
    for name in ("anonymous", "wijk_member", "administrator"):
        client = people.client(name)
        for address in (list_address(), evaluation.get_absolute_url()):
            text = text_of(client.get(address))
            assert "Groene straat" in text
            assert "Geheim plan" not in text


def test_buttons_are_for_who_is_at_the_table(people: People, evaluation: Evaluation) -> None:
    for name in AT_THE_TABLE:
        text = text_of(people.client(name).get(evaluation.get_absolute_url()))
        assert all(address_of(action, evaluation) in text for action in ACTIONS)
    for name in ("anonymous", *ELSEWHERE):
        text = text_of(people.client(name).get(evaluation.get_absolute_url()))
        assert not any(address_of(action, evaluation) in text for action in ACTIONS)


def test_an_evaluation_has_one_address(evaluation: Evaluation) -> None:
    assert Client().get(f"/gebieden/zeewijk/evaluatie/{evaluation.pk}/").status_code == 404
    assert Client().get(f"/gebieden/korenbuurt/evaluatie/{10**30}/").status_code == 404
    assert Client().get("/gebieden/nergens/evaluatie/").status_code == 404


@pytest.mark.parametrize("name", ["anonymous", "wijk_member"])
def test_pages_cost_the_same_at_one_and_at_three(
    people: People, django_assert_num_queries: Any, name: str
) -> None:
    # Signed in: user and seats (the session is in the cache), and for the form the agreements in force.
    # One moment: also the parties, their sheets, who sits there, and the link of residents.
    expected = {"anonymous": (5, 10), "wijk_member": (8, 12)}[name]
    client = people.client(name)

    def grow(count: int) -> Evaluation:
        for number in range(count):
            each = factories.EvaluationFactory(
                process=people.process, planned_on=DAY + dt.timedelta(days=31 * number + count)
            )
            each.agreements.add(*factories.AgreementFactory.create_batch(count, process=people.process))
            factories.LessonFactory.create_batch(count, process=people.process, evaluation=each)
            EvaluationMove.objects.create(
                evaluation=each, from_day=TODAY, to_day=DAY, reason="Te koud.", at=NOW
            )
        return each

    for count in (1, 3):
        evaluation = grow(count)
        with django_assert_num_queries(expected[0]):
            assert client.get(list_address(), {"n": count}).status_code == 200
        with django_assert_num_queries(expected[1]):
            assert client.get(evaluation.get_absolute_url(), {"n": count}).status_code == 200


def test_the_kept_page_is_made_anew_after_a_change(people: People, evaluation: Evaluation) -> None:
    reader = Client()
    assert "5 maart 2027" not in text_of(reader.get(list_address()))
    with pytest.MonkeyPatch.context() as patch:
        # TestCase transactions never commit: run what waits for the commit at once.
        patch.setattr("django.db.transaction.on_commit", lambda act, **kwargs: act())
        people.client("wijk_member").post(address_of("move", evaluation), MOVED)
        assert "5 maart 2027" not in text_of(reader.get(list_address())), "until the other side confirms"
        people.client("team_member").post(address_of("move", evaluation), MOVED)
    assert "5 maart 2027" in text_of(reader.get(list_address()))


def test_what_was_not_for_all_then_is_not_shown_now(people: People, evaluation: Evaluation) -> None:
    """Looked back on while version 1 was for the parties alone; version 2 is for everybody."""
    quiet = factories.AgreementFactory(
        process=people.process,
        number=77,
        title="Hulp aan huis",
        is_public=False,
        private_reason="Het gaat over één huishouden.",
    )
    evaluation.agreements.add(quiet)
    evaluation.state, evaluation.held_on, evaluation.outcome = EvaluationState.HELD, TODAY, Outcome.KEEP
    evaluation.save()
    outcome = {"evaluation": evaluation, "outcome": Outcome.KEEP, "at": NOW}
    AgreementOutcome.objects.create(
        agreement=quiet, version=quiet.published, wish="Elke week een gesprek.", **outcome
    )
    quiet.published = quiet.current = AgreementVersion.objects.create(
        agreement=quiet,
        number=2,
        title="Hulp in de buurt",
        text="Iedereen mag het weten.",
        level="N1",
        at=NOW + dt.timedelta(days=40),
    )
    quiet.state, quiet.published_numbers = AgreementState.ENDED, [1, 2]
    quiet.save()
    for who, expected in (("anonymous", False), ("council_member", False), ("wijk_member", True)):
        text = text_of(people.client(who).get(evaluation.get_absolute_url()))
        assert ("Elke week een gesprek." in text) == expected, who
        assert ("Hulp aan huis" in text) == expected, who
        assert "Hulp in de buurt" not in text
