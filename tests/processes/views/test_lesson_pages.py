# SPDX-License-Identifier: EUPL-1.2
"""Search, feed, file and paper of the lessons; and the pages on which parties write around one."""

import csv
import io
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from processes.enums import LessonResult
from processes.models import Lesson
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import People

pytestmark = pytest.mark.django_db
EDIT = "/gebieden/korenbuurt/leerpunten/1/"
ANSWER = "/gebieden/korenbuurt/leerpunten/1/wat-kwam-ervan/"
EXPORTS = ("lessons-feed", "lessons-csv", "lessons-pdf")


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def lesson(people: People) -> Lesson:
    found: Lesson = factories.LessonFactory(
        process=people.process, number=1, text="=Begin klein.", owner=people.wijk, drawn_on=TODAY
    )
    return found


def text_of(response: Any) -> str:
    found: str = response.content.decode()
    return found


def test_a_reader_searches_without_javascript(people: People, lesson: Lesson) -> None:
    factories.LessonFactory(process=people.process, number=2, text="Vraag hulp op tijd.")
    text = text_of(Client().get(reverse("lessons"), {"zoek": "hulp", "stand": "unknown"}))
    assert "Vraag hulp op tijd." in text
    assert "=Begin klein." not in text
    assert 'value="hulp"' in text
    assert "leerpunten.csv?zoek=hulp&amp;stand=unknown" in text
    assert "csrfmiddlewaretoken" not in text
    nothing = text_of(Client().get(reverse("lessons"), {"zoek": "zeehond"}))
    assert "Probeer een ander woord, of toon alles." in nothing


@pytest.mark.parametrize(
    "query", ["zoek=%00", "waarde=XXX", "bouwsteen=%3Cb%3E", "stand=9", "gebied=nergens", "page=zz"]
)
def test_an_address_mistyped_shows_everything(lesson: Lesson, query: str) -> None:
    response = Client().get(f"{reverse('lessons')}?{query}")
    assert response.status_code == 200
    assert "=Begin klein." in text_of(response)


def test_the_feed_is_atom_with_the_newest_first(people: People, lesson: Lesson) -> None:
    response = Client().get(reverse("lessons-feed"))
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = ElementTree.fromstring(response.content)  # our own feed
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [each.text for each in root.findall("a:entry/a:summary", names)] == ["=Begin klein."]
    assert root.findtext("a:entry/a:author/a:name", namespaces=names) == people.wijk.name


def test_the_file_reads_in_a_spreadsheet_and_calculates_nothing(people: People, lesson: Lesson) -> None:
    factories.LessonFactory(process=people.other_process, text='Reünie; "samen"')
    response = Client().get(reverse("lessons-csv"), {"gebied": "korenbuurt"})
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))
    assert len(rows) == 2
    assert rows[1][:6] == ["Korenbuurt", "1", "'=Begin klein.", "", people.wijk.name, "2026-11-22"]
    everything = text_of(Client().get(reverse("lessons-csv")))
    assert '"Reünie; ""samen"""' in everything


def test_what_is_taken_along_names_its_source_in_full_and_is_no_html(people: People) -> None:
    factories.LessonFactory(process=people.process, text="Van <b>klein</b> naar groot.", source="B")
    rows = list(
        csv.DictReader(
            io.StringIO(Client().get(reverse("lessons-csv")).content.decode("utf-8-sig")), delimiter=";"
        )
    )
    assert rows[0]["bron"] == "Collegebrief over omgekeerd uitdaagrecht en oefenen, zonder datum"
    names = {"a": "http://www.w3.org/2005/Atom"}
    root = ElementTree.fromstring(Client().get(reverse("lessons-feed")).content)  # our own feed
    summary = root.find("a:entry/a:summary", names)
    assert summary is not None
    assert (summary.get("type"), summary.text) == ("html", "Van &lt;b&gt;klein&lt;/b&gt; naar groot.")


@pytest.mark.parametrize("count", [0, 3])
def test_the_paper_is_a_pdf_also_without_lessons(people: People, count: int) -> None:
    factories.LessonFactory.create_batch(count, process=people.process)
    response = Client().get(reverse("lessons-pdf"))
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF")


@pytest.mark.parametrize("name", EXPORTS)
def test_exports_cost_the_same_at_one_and_at_three(
    people: People, name: str, django_assert_max_num_queries: Any
) -> None:
    for count in (1, 3):
        factories.LessonFactory.create_batch(count, process=people.process, owner=people.wijk)
        with django_assert_max_num_queries(6):
            assert Client().get(reverse(name)).status_code == 200
        assert Client().post(reverse(name)).status_code == 405


def test_parties_write_around_a_lesson(people: People, lesson: Lesson) -> None:
    client = people.client("team_member")
    posted = {"for_whom": "Andere dorpen", "owner": str(people.team.pk)}
    for _click in range(2):
        assert client.post(EDIT, posted).status_code == 302
    lesson.refresh_from_db()
    assert (lesson.for_whom, lesson.owner) == ("Andere dorpen", people.team)
    wrong = client.post(EDIT, posted | {"owner": str(people.other_wijk.pk), "for_whom": "Bewaar mij"})
    assert wrong.status_code == 400
    assert "Bewaar mij" in text_of(wrong)
    assert "Andere dorpen" in text_of(Client().get(reverse("lessons")))


def test_the_owner_answers(people: People, lesson: Lesson) -> None:
    client = people.client("wijk_member")
    posted = {"result": "changed", "changed": "Wij vragen het eerst."}
    assert client.post(ANSWER, {"changed": "Bewaar mij"}).status_code == 400
    for _click in range(2):
        assert client.post(ANSWER, posted).status_code == 302
    lesson.refresh_from_db()
    assert lesson.result == LessonResult.CHANGED
    assert "Wij vragen het eerst." in text_of(Client().get(reverse("lessons")))


@pytest.mark.parametrize("address", [EDIT, ANSWER])
def test_who_may_not(people: People, lesson: Lesson, address: str) -> None:
    for name in ("stranger", "other_wijk_coordinator", "council_member", "administrator"):
        assert people.client(name).get(address).status_code == 403
        assert people.client(name).post(address, {"result": "changed", "changed": "X"}).status_code == 403
    assert Client().get(address).status_code == 302
    assert people.client("wijk_member").put(address).status_code == 405
    assert people.client("wijk_member").get(address.replace("/1/", "/9/")).status_code == 404


def test_another_party_does_not_answer_for_the_owner(people: People, lesson: Lesson) -> None:
    response = people.client("team_member").post(ANSWER, {"result": "changed", "changed": "Toch."})
    assert response.status_code == 400
    lesson.refresh_from_db()
    assert lesson.result == LessonResult.UNKNOWN
