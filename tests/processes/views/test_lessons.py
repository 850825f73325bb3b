# SPDX-License-Identifier: EUPL-1.2
"""The page with all lessons."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gm_portal.core.origins import Origin
from processes.enums import EvaluationState
from tests import factories
from tests.factories import TODAY
from tests.people import People

pytestmark = pytest.mark.django_db


def _text(**query: object) -> str:
    found: str = Client().get(reverse("lessons"), query).content.decode()
    return found


def test_documented_lessons_come_first_with_their_source(people: People) -> None:
    factories.LessonFactory(process=people.process, text="Zelf geleerd.")
    factories.LessonFactory(
        process=people.other_process, text="Uit de pilot.", origin=Origin.SEED, source="B"
    )
    text = _text()
    assert text.index("Uit de pilot.") < text.index("Zelf geleerd.")
    for part in ("uit het raadsstuk", "Collegebrief", "in dit portaal vastgelegd"):
        assert part in text
    assert "csrfmiddlewaretoken" not in text


def test_a_lesson_links_to_the_moment_it_came_from(people: People) -> None:
    evaluation = factories.EvaluationFactory(
        process=people.process, planned_on=TODAY, held_on=TODAY, state=EvaluationState.HELD
    )
    factories.LessonFactory(process=people.process, evaluation=evaluation)
    assert evaluation.get_absolute_url() in _text()


def test_one_process_can_be_chosen(people: People) -> None:
    factories.LessonFactory(process=people.process, text="Over bomen.")
    factories.LessonFactory(process=people.other_process, text="Over water.")
    text = _text(gebied="zeewijk")
    assert "Over water." in text
    assert "Over bomen." not in text


@pytest.mark.parametrize(
    "query", [{"gebied": "nergens"}, {"gebied": "a\x00b"}, {"page": "999"}, {"page": "x"}]
)
def test_a_mistyped_address_shows_everything(people: People, query: dict[str, str]) -> None:
    factories.LessonFactory(process=people.process, text="Over bomen.")
    assert "Over bomen." in _text(**query)


def test_without_lessons_it_says_what_comes_here(people: People) -> None:
    assert "Er zijn nog geen leerpunten" in _text()


def test_many_lessons_are_split_over_pages(people: People) -> None:
    for number in range(1, 22):
        factories.LessonFactory(process=people.process, number=number, text=f"Les nummer {number}.")
    assert "Les nummer 20." in _text()
    assert "Les nummer 21." not in _text()
    assert "Les nummer 21." in _text(page=2)


def test_it_costs_the_same_at_one_and_at_three(people: People, django_assert_num_queries: Any) -> None:
    for count in (1, 3):
        for process in (people.process, people.other_process):
            factories.LessonFactory.create_batch(count, process=process)
        with django_assert_num_queries(8):
            assert _text(n=count)


def test_it_is_for_reading_only(people: People) -> None:
    assert people.client("administrator").post(reverse("lessons")).status_code == 405
