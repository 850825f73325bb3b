# SPDX-License-Identifier: EUPL-1.2
"""Residents look back through an open link: anonymous, once, for a period, and shown from ten on."""

import datetime as dt
import threading
import uuid
from typing import Any

import pytest
import time_machine
from django.db import connection

from gm_portal.core.actors import SYSTEM
from gm_portal.core.errors import NotAllowedError, PortalError, RuleError
from gm_portal.core.models import AuditEvent
from processes.actions.evaluation_voices import close_voices, give_voice, open_voices
from processes.enums import EvaluationState
from processes.models import Evaluation, EvaluationLink, EvaluationVoice
from processes.queries.evaluation_voices import voices_by_token, voices_of
from tests import factories
from tests.evaluations import say
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY, People, make_people

pytestmark = pytest.mark.django_db
LAST = TODAY + dt.timedelta(days=14)
BINDS = {"wijk_coordinator", "wijk_deputy", "team_coordinator"}
TABLE = BINDS | {"wijk_member", "team_member"}


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    found: Evaluation = factories.EvaluationFactory(process=people.process, planned_on=LAST)
    return found


@pytest.fixture
def link(people: People, evaluation: Evaluation) -> EvaluationLink:
    return ask(people, evaluation)


def ask(
    people: People, evaluation: Evaluation, name: str = "wijk_coordinator", last: dt.date = LAST
) -> EvaluationLink:
    return open_voices(evaluation=evaluation, last=last, actor=people.actor(name), now=NOW)


def give(link: EvaluationLink, key: uuid.UUID, **values: Any) -> tuple[EvaluationVoice, bool]:
    given = {"contents": {"EV-02": {"scale": 4}}, "area_code": "", "actor": SYSTEM, "now": NOW} | values
    return give_voice(opened=voices_by_token(link.token), key=key, **given)


def close(people: People, link: EvaluationLink) -> None:
    close_voices(evaluation=link.evaluation, actor=people.actor("team_coordinator"), now=NOW)


def seen(people: People, evaluation: Evaluation, name: str) -> list[tuple[str, int]]:
    evaluation = Evaluation.objects.select_related("process").get(pk=evaluation.pk)
    return [
        (row.question.code, row.figures.people) for row in voices_of(evaluation, people.actor(name)).questions
    ]


def test_a_moment_has_one_link_however_often_it_is_asked_for(people: People, evaluation: Evaluation) -> None:
    first = ask(people, evaluation)
    assert ask(people, evaluation, "team_coordinator") == first
    close(people, first)
    assert ask(people, evaluation) == first
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True)) == [
        "open_evaluation_link",
        "close_evaluation_link",
    ]


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_speaks_for_a_party_asks(people: People, evaluation: Evaluation, name: str) -> None:
    if name in BINDS:
        assert ask(people, evaluation, name).evaluation == evaluation
    else:
        with pytest.raises(NotAllowedError):
            ask(people, evaluation, name)


@pytest.mark.parametrize("days", [-1, 367])
def test_a_last_day_that_cannot_be_is_refused(people: People, evaluation: Evaluation, days: int) -> None:
    with pytest.raises(RuleError) as refused:
        ask(people, evaluation, last=TODAY + dt.timedelta(days=days))
    assert refused.value.field == "last"


def test_a_moment_that_is_over_asks_nobody(people: People, evaluation: Evaluation) -> None:
    evaluation.state = EvaluationState.CANCELLED
    evaluation.save()
    with pytest.raises(RuleError):
        ask(people, evaluation)


def test_sending_twice_counts_once_with_the_last_words(link: EvaluationLink) -> None:
    key = uuid.uuid4()
    first, is_new = give(link, key)
    again, is_new_again = give(link, key, contents={"EV-02": {"scale": 2}})
    assert (is_new, is_new_again, first.pk) == (True, False, again.pk)
    assert list(EvaluationVoice.objects.values_list("contents", flat=True)) == [{"EV-02": {"scale": 2}}]
    assert "at" not in {field.name for field in EvaluationVoice._meta.fields}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"contents": {"EV-02": {"scale": 9}}}, "EV-02.scale"),
        ({"contents": {"EV-06": {"text": "Bel 0612345678"}}}, "EV-06.text"),
        ({"contents": {"EV-01": {"text": "Niet gevraagd."}}}, ""),
        ({"contents": {}}, ""),
        ({"area_code": "mars"}, "gebied"),
    ],
)
def test_what_cannot_be_kept_is_refused(link: EvaluationLink, values: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleError) as refused:
        give(link, uuid.uuid4(), **values)
    assert refused.value.field == field
    assert not EvaluationVoice.objects.exists()


def test_a_closed_or_expired_link_takes_nothing_also_no_changed_words(
    people: People, link: EvaluationLink
) -> None:
    key = uuid.uuid4()
    give(link, key)
    late = NOW + dt.timedelta(days=15)
    for act in (lambda: give(link, uuid.uuid4(), now=late), lambda: give(link, key, now=late)):
        with pytest.raises(RuleError, match="kan hier niet meer"):
            act()
    close(people, link)
    with pytest.raises(RuleError, match="kan hier niet meer"):
        give(link, key, contents={"EV-02": {"scale": 1}})
    assert EvaluationVoice.objects.get().contents == {"EV-02": {"scale": 4}}


def test_a_person_never_answers_as_a_person(people: People, link: EvaluationLink) -> None:
    with pytest.raises(NotAllowedError):
        give(link, uuid.uuid4(), actor=people.actor("wijk_member"))


def test_figures_show_after_closing_from_ten_on(people: People, link: EvaluationLink) -> None:
    for _each in range(9):
        say(link)
    voices = voices_of(link.evaluation, people.actor("wijk_member"))
    assert (voices.people, voices.questions) == (None, ())
    say(link)
    voices = voices_of(link.evaluation, people.actor("wijk_member"))
    assert (voices.people, voices.questions) == (10, ()), "no figures while they can still grow"
    close(people, link)
    for name in EVERYBODY:
        assert seen(people, link.evaluation, name) == ([("EV-02", 10)] if name in TABLE else [])
    Evaluation.objects.update(state=EvaluationState.HELD, held_on=TODAY)
    assert [seen(people, link.evaluation, name) for name in EVERYBODY] == [[("EV-02", 10)]] * len(EVERYBODY)


def test_nine_stay_hidden_for_ever(people: People, link: EvaluationLink) -> None:
    for _each in range(9):
        say(link)
    close(people, link)
    Evaluation.objects.update(state=EvaluationState.HELD, held_on=TODAY)
    for name in EVERYBODY:
        voices = voices_of(Evaluation.objects.select_related("process").get(), people.actor(name))
        assert (voices.people, voices.questions, voices.too_few) == (None, (), True)


def test_examples_go_to_the_table_alone(people: People, link: EvaluationLink) -> None:
    for number in range(10):
        say(link, **{"EV-06": {"scale": 3, "text": f"Voorbeeld {number}"}})
    close(people, link)
    Evaluation.objects.update(state=EvaluationState.HELD, held_on=TODAY)
    evaluation = Evaluation.objects.select_related("process").get()
    assert voices_of(evaluation, people.actor("team_member")).shows_texts
    assert not voices_of(evaluation, people.actor("anonymous")).shows_texts
    assert not voices_of(evaluation, people.actor("clerk")).shows_texts


def test_where_somebody_lives_is_kept_when_there_is_a_choice(people: People, link: EvaluationLink) -> None:
    first, second = factories.AreaFactory(name="Onnen"), factories.AreaFactory(name="Glimmen")
    people.process.areas.set([first, second])
    say(link, area=first.code)
    say(link)
    assert list(EvaluationVoice.objects.values_list("area__name", flat=True)) == ["Onnen", None]


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_comes_while_the_link_closes_is_in_or_refused_never_lost() -> None:
    people = make_people()
    evaluation = factories.EvaluationFactory(process=people.process, planned_on=LAST)
    link = ask(people, evaluation)
    start, told = threading.Barrier(2), []

    def work(act: Any) -> None:
        start.wait()
        try:
            act()
            told.append("done")
        except PortalError as error:
            told.append(error.message)
        finally:
            connection.close()

    acts = (lambda: give(link, uuid.uuid4()), lambda: close(people, link))
    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert EvaluationVoice.objects.count() == told.count("done") - 1
