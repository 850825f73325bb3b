# SPDX-License-Identifier: EUPL-1.2
"""In English the portal's own words are English, and the model's Dutch texts say that they are Dutch (WCAG 3.1.2)."""

from html.parser import HTMLParser

import pytest

from processes.models import Question
from tests.factories.table import TableOfCast, make_table
from tests.people import People

pytestmark = pytest.mark.django_db
VOID = {"br", "img", "input", "meta", "link", "hr", "wbr"}


class Languages(HTMLParser):
    """The texts of a page, each with the language it stands in."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = [("", "")]
        self.texts: set[tuple[str, str]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        language = dict(attrs).get("lang") or self.open[-1][1]
        if tag not in VOID:
            self.open.append((tag, language))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Closes itself, so nothing stands in it."""

    def handle_endtag(self, tag: str) -> None:
        while self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.add((self.open[-1][1], " ".join(data.split())))


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def english(table: TableOfCast, url: str) -> Languages:
    client = table.people.client("anonymous")
    client.cookies["taal"] = "en"
    return Languages(client.get(url).content.decode())


def test_questions_are_dutch_on_an_english_praatplaat(table: TableOfCast) -> None:
    texts = english(table, "/gebieden/korenbuurt/praatplaat/").texts
    assert ("en", "All questions") in texts
    for question in Question.objects.all():
        assert ("nl", question.text) in texts
        assert ("en", question.text) not in texts


def test_a_question_and_its_answer_are_dutch_on_an_english_page(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", content={"text": "De buurvrouwen van het plein."})
    question = Question.objects.get(code="DEN-1")
    texts = english(table, "/gebieden/korenbuurt/praatplaat/DEN-1/").texts
    assert ("en", "Next question") in texts
    assert {("nl", question.text), ("nl", "De buurvrouwen van het plein.")} <= texts
