# SPDX-License-Identifier: EUPL-1.2
"""In English the portal's own words are English, and the model's Dutch texts say that they are Dutch (WCAG 3.1.2)."""

from html.parser import HTMLParser

import pytest

from processes.models import Question
from tests.factories.residents import Residents, make_residents
from tests.factories.table import CONTENTS, TableOfCast, make_table
from tests.people import People

pytestmark = pytest.mark.django_db
# What the other side says, so that differences show too.
OTHERWISE = {
    "KIE-1": {"choices": ["verkeer"]},
    "KIE-2": {"choices": ["gemeente"]},
    "BES-1": {"points": {"A": 8, "B": 1, "C": 1}},
    "BES-2": {"levels": {"groen": "N1", "jeugd": "N2"}},
}
VOID = {"br", "img", "input", "meta", "link", "hr", "wbr"}  # in HTML; in a picture all is closed


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


# --- every Dutch text of the model says that it is Dutch -------------------------------------------------
def dutch_texts() -> set[str]:
    """Questions, help, options, names of building blocks: what the praatplaat says, on whatever page."""
    found = set()
    for question in Question.objects.select_related("block"):
        found |= {question.text, question.help, question.block.name, question.block.subtitle}
        found |= {option["text"] for option in question.options}
    return {text for text in found if len(text) > 3}


def pages_of(table: TableOfCast, residents: Residents) -> list[tuple[str, str]]:
    """The pages of the conversation, each with who reads it."""
    plate, wijk = "/gebieden/korenbuurt/praatplaat/", table.people.wijk.pk
    questions = [f"{plate}{code}/" for code in table.questions]
    paper = [f"{plate}{code}/antwoord/{wijk}/papier/" for code in table.questions]
    public = [
        plate,
        f"{plate}?toon=verschil",
        f"{plate}kompas/",
        f"{plate}rondes/",
        *questions,
        residents.url,
    ]
    return [
        *(("anonymous", url) for url in public),
        *(("wijk_coordinator", url) for url in (*public[:-1], f"{plate}?toon=wacht", *paper)),
        ("wijk_member", residents.page("papier/")),
        ("wijk_member", residents.page()),
    ]


def test_no_dutch_text_of_the_praatplaat_stands_in_english(table: TableOfCast) -> None:
    residents = make_residents(table)
    for code, content in CONTENTS.items():
        table.publish("wijk_coordinator", code, content)
        table.publish("team_coordinator", code, OTHERWISE.get(code, content))
    known, wrong, seen = dutch_texts(), set(), set()
    for who, url in pages_of(table, residents):
        client = table.people.client(who)
        client.cookies["taal"] = "en"
        response = client.get(url)
        assert response.status_code == 200, url
        texts = Languages(response.content.decode()).texts
        wrong |= {(url, text) for language, text in texts if language != "nl" and text in known}
        seen |= {text for language, text in texts if language == "nl"} & known
    assert wrong == set()
    assert known - seen == set(), "else this would prove nothing"
