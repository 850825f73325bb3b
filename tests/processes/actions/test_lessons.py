# SPDX-License-Identifier: EUPL-1.2
"""Around a lesson: for whom, whose, about what; and what became of it, asked after a year."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError

from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import AuditEvent
from processes.actions.lessons import LessonWords, answer_lesson, edit_lesson
from processes.enums import LessonResult, ProcessState
from processes.models import Lesson
from processes.queries.lessons import LessonSearch, lessons, unanswered_after, waiting_for
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}
YEAR = dt.timedelta(days=365)


@pytest.fixture
def lesson(people: People) -> Lesson:
    plate = factories.PraatplaatFactory()
    plate.values.create(code="INC", name="Inclusie", definition="Iedereen.", origin="seed", position=1)
    factories.BuildingBlockFactory(praatplaat=plate, code="DEN")
    factories.publish(plate)
    found: Lesson = factories.LessonFactory(
        process=people.process, number=1, text="Begin klein.", owner=people.wijk, drawn_on=TODAY
    )
    return found


def edit(people: People, lesson: Lesson, name: str = "wijk_member", **values: Any) -> Lesson:
    given = {"for_whom": " Andere dorpen ", "owner_id": people.team.pk, "value_codes": ("INC",),
             "block_codes": ("DEN",)} | values  # fmt: skip
    return edit_lesson(lesson=lesson, words=LessonWords(**given), actor=people.actor(name), now=NOW)


def answer(people: People, lesson: Lesson, name: str = "wijk_member", **values: Any) -> Lesson:
    given = {"result": LessonResult.CHANGED, "changed": "Wij vragen het eerst.", "agreement": None} | values
    now = given.pop("now", NOW)
    return answer_lesson(lesson=lesson, actor=people.actor(name), now=now, **given)


def test_the_words_around_a_lesson_are_kept_once(people: People, lesson: Lesson) -> None:
    for _click in range(2):
        edited = edit(people, lesson)
    assert (edited.for_whom, edited.owner, edited.value_codes, edited.block_codes, edited.text) == (
        "Andere dorpen", people.team, ["INC"], ["DEN"], "Begin klein.",
    )  # fmt: skip
    assert AuditEvent.objects.filter(verb="edit_lesson").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"for_whom": "x" * 201}, "for_whom"),
        ({"value_codes": ("XXX",)}, "value_codes"),
        ({"block_codes": ("XXX",)}, "block_codes"),
    ],
)
def test_words_that_cannot_be_are_refused(
    people: People, lesson: Lesson, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        edit(people, lesson, **values)
    assert refused.value.field == field


def test_the_owner_is_a_party_of_the_process(people: People, lesson: Lesson) -> None:
    with pytest.raises(RuleError) as refused:
        edit(people, lesson, owner_id=people.other_wijk.pk)
    assert refused.value.field == "owner"
    assert edit(people, lesson, owner_id=None).owner is None


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_writes_around_a_lesson(people: People, lesson: Lesson, name: str) -> None:
    if name in TABLE:
        assert edit(people, lesson, name).for_whom == "Andere dorpen"
    else:
        with pytest.raises(NotAllowedError):
            edit(people, lesson, name)


def test_the_owner_says_what_became_of_it_once(people: People, lesson: Lesson) -> None:
    agreement = factories.AgreementFactory(process=people.process)
    for _click in range(2):
        said = answer(people, lesson, agreement=agreement)
    assert (said.result, said.changed, said.changed_agreement, said.answered_at) == (
        LessonResult.CHANGED, "Wij vragen het eerst.", agreement, NOW,
    )  # fmt: skip
    assert AuditEvent.objects.filter(verb="answer_lesson").count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"result": "unknown"}, "result"),
        ({"result": "hoera"}, "result"),
        ({"changed": "  "}, "changed"),
        ({"changed": "x" * 501}, "changed"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    people: People, lesson: Lesson, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        answer(people, lesson, **values)
    assert refused.value.field == field


def test_an_agreement_of_another_process_is_refused(people: People, lesson: Lesson) -> None:
    with pytest.raises(RuleError) as refused:
        answer(people, lesson, agreement=factories.AgreementFactory(process=people.other_process))
    assert refused.value.field == "agreement"


@pytest.mark.parametrize("name", ["team_coordinator", "other_wijk_coordinator", "stranger", "administrator"])
def test_another_party_does_not_answer_for_the_owner(people: People, lesson: Lesson, name: str) -> None:
    with pytest.raises(NotAllowedError):
        answer(people, lesson, name)


def test_the_database_wants_words_with_a_result(people: People, lesson: Lesson) -> None:
    with pytest.raises(IntegrityError):
        Lesson.objects.filter(pk=lesson.pk).update(result=LessonResult.NOTHING)


# Asked after a year ---------------------------------------------------------------------------------------
def test_after_a_year_the_owner_is_asked_and_not_before(people: People, lesson: Lesson) -> None:
    assert list(unanswered_after(NOW + YEAR - dt.timedelta(days=1))) == []
    assert list(unanswered_after(NOW + YEAR)) == [lesson]
    [line] = waiting_for(people.actor("wijk_member"), NOW + YEAR)
    assert (line.verb, line.title) == ("Zeg wat ervan kwam", "Leerpunt: Begin klein.")
    assert line.url == "/gebieden/korenbuurt/leerpunten/1/wat-kwam-ervan/"
    for name in ("team_member", "stranger", "council_member", "anonymous"):
        assert waiting_for(people.actor(name), NOW + YEAR) == []


@pytest.mark.parametrize(
    ("result", "asked_again"),
    [(LessonResult.CHANGED, False), (LessonResult.NOTHING, False), (LessonResult.BUSY, True)],
)
def test_who_is_still_working_on_it_is_asked_again_a_year_later(
    people: People, lesson: Lesson, result: str, asked_again: bool
) -> None:
    answer(people, lesson, result=result, now=NOW + YEAR)
    assert list(unanswered_after(NOW + YEAR + dt.timedelta(days=300))) == []
    assert list(unanswered_after(NOW + 2 * YEAR)) == ([lesson] if asked_again else [])


def test_a_lesson_without_an_owner_or_of_a_finished_process_asks_nobody(
    people: People, lesson: Lesson
) -> None:
    factories.LessonFactory(process=people.other_process)
    people.process.state = ProcessState.FINISHED
    people.process.save()
    assert list(unanswered_after(NOW + 3 * YEAR)) == []


# Search ---------------------------------------------------------------------------------------------------
def test_words_and_tags_narrow_down_together(people: People, lesson: Lesson) -> None:
    edit(people, lesson)
    answer(people, Lesson.objects.get(), "team_member")
    other = factories.LessonFactory(process=people.process, number=2, text="Vraag hulp op tijd.")

    def found(**asked: str) -> list[Lesson]:
        return list(lessons(LessonSearch(**asked)))

    assert found() == [lesson, other]
    for asked in ({"words": "KLEIN begin"}, {"words": "dorpen"}, {"words": "eerst"}, {"value": "INC"},
                  {"block": "DEN"}, {"result": "changed"}, {"words": "klein", "value": "INC"}):  # fmt: skip
        assert found(**asked) == [lesson], asked
    assert found(words="klein hulp") == []
    assert found(process="zeewijk") == []
    assert found(words="100%_") == []
