# SPDX-License-Identifier: EUPL-1.2
"""Reads on lessons."""

from typing import Any

import pytest

from gm_portal.core.origins import Origin
from processes.queries.lessons import lessons, lessons_of, processes_with_lessons
from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db


def test_the_lessons_of_the_pilot_come_first_then_by_process(people: People) -> None:
    own = factories.LessonFactory(process=people.process, number=1)
    documented = [
        factories.LessonFactory(process=people.other_process, number=number, origin=Origin.SEED)
        for number in (2, 1)
    ]
    assert list(lessons()) == [*reversed(documented), own]
    assert list(lessons("korenbuurt")) == [own]


def test_processes_are_counted_in_one_query(people: People, django_assert_num_queries: Any) -> None:
    factories.LessonFactory.create_batch(2, process=people.process)
    factories.LessonFactory(process=people.other_process)
    with django_assert_num_queries(1):
        assert processes_with_lessons() == [("korenbuurt", "Korenbuurt", 2), ("zeewijk", "Zeewijk", 1)]


def test_lessons_of_many_processes_in_one_query(people: People, django_assert_num_queries: Any) -> None:
    second = factories.LessonFactory(process=people.process, number=2)
    first = factories.LessonFactory(process=people.process, number=1)
    with django_assert_num_queries(1):
        found = lessons_of([people.process, people.other_process])
    assert found == {people.process.pk: [first, second], people.other_process.pk: []}
