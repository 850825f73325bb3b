# SPDX-License-Identifier: EUPL-1.2
"""The praatplaat on paper: every question on it, tagged and in Dutch, whatever stands in the texts."""

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from pypdf.generic import BooleanObject

from gm_portal.core.actors import SYSTEM
from processes.actions.loading import load_documented
from processes.enums import AnswerType
from processes.models import Conversation, Praatplaat, Question
from tests import factories
from tests.factories.residents import Residents, make_residents, posted
from tests.factories.table import make_table

pytestmark = pytest.mark.django_db
A4, A3 = (595, 842), (1191, 842)


@pytest.fixture
def residents(people: Any) -> Residents:
    return make_residents(make_table(people))


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def words_of(pdf: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


def size_of(pdf: PdfReader) -> tuple[int, int]:
    box = pdf.pages[0].mediabox
    return round(box.width), round(box.height)


def sheet_url(residents: Residents, name: str) -> str:
    return f"/gebieden/{residents.table.people.process.slug}/praatplaat/{name}.pdf"


def test_the_poster_is_one_a3_with_every_question(residents: Residents) -> None:
    response = Client().get(sheet_url(residents, "poster"))
    assert response["Content-Type"] == "application/pdf"
    pdf = read(response.content)
    assert (len(pdf.pages), size_of(pdf)) == (1, A3)
    for question in residents.table.questions.values():
        assert question.text in words_of(pdf)


def test_the_sheets_hold_every_question_and_option(residents: Residents) -> None:
    pdf = read(Client().get(sheet_url(residents, "vragen")).content)
    words = words_of(pdf)
    assert size_of(pdf) == A4
    for question in residents.table.questions.values():
        assert question.text in words
        for option in question.options:
            assert option["text"] in words
    assert f"bladzijde {len(pdf.pages)} van {len(pdf.pages)}" in words
    version = residents.table.conversation.praatplaat.version
    assert words.count(f"versie {version} · bladzijde") == len(pdf.pages)


def test_the_sheets_of_a_link_carry_its_code_on_every_page_and_only_its_questions(
    residents: Residents,
) -> None:
    residents.link.question_codes = ["DEN-1", "KIE-1"]
    residents.link.intro = "Waarom vragen wij dit?"
    residents.link.save()
    response = residents.table.people.client("wijk_member").get(residents.page("vragen.pdf"))
    pdf = read(response.content)
    words = words_of(pdf)
    assert words.count(f"Bladcode {residents.link.sheet_code}") == len(pdf.pages) + 1
    assert "Waarom vragen wij dit?" in words
    assert residents.link.get_absolute_url() in words.replace(" ", "")
    assert "Vraag DEN-1?" in words
    assert "Vraag KIE-2?" not in words


def test_the_official_set_fits_one_poster(people: Any) -> None:
    load_documented(actor=SYSTEM, now=factories.NOW)
    factories.ConversationFactory(process=people.process, praatplaat=Praatplaat.objects.get())
    pdf = read(Client().get("/gebieden/korenbuurt/praatplaat/poster.pdf").content)
    assert len(pdf.pages) == 1
    words = words_of(pdf)
    missing = [question.code for question in Question.objects.all() if question.text not in words]
    assert (missing, Question.objects.count()) == ([], 24)


def test_a_paper_is_tagged_dutch_and_has_a_title(residents: Residents) -> None:
    for name in ("poster", "vragen"):
        pdf = read(Client().get(sheet_url(residents, name)).content)
        root = pdf.trailer["/Root"]
        assert root["/Lang"] == "nl-NL"
        assert root["/MarkInfo"]["/Marked"] == BooleanObject(True)
        assert "/StructTreeRoot" in root
        assert root["/ViewerPreferences"]["/DisplayDocTitle"] == BooleanObject(True)
        assert pdf.metadata is not None
        assert "raatplaat" in str(pdf.metadata.title)
        about = pdf.xmp_metadata
        assert about is not None
        xml = about.stream.get_data().decode()
        assert "pdfuaid:part" in xml
        assert "pdfaid:conformance>A<" in xml


def test_a_paper_is_the_same_in_every_language_of_the_reader(residents: Residents) -> None:
    client = Client()
    client.cookies["taal"] = "en"
    assert (
        client.get(sheet_url(residents, "vragen")).content
        == Client().get(sheet_url(residents, "vragen")).content
    )


def test_the_same_version_is_set_once(residents: Residents, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Client().get(sheet_url(residents, "poster")).content
    monkeypatch.setattr("gm_portal.core.papers._set", lambda *_: pytest.fail("set again"))
    assert Client().get(sheet_url(residents, "poster")).content == first


def test_texts_are_data_and_never_become_markup(people: Any) -> None:
    block = factories.BuildingBlockFactory(name="#panic() $x$ \\u{41}")
    factories.QuestionFactory(block=block, code="Q-1", text='#read("/etc/passwd") *vet* @iets <b>? 🎉 مرحبا')
    factories.publish(block.praatplaat)
    factories.ConversationFactory(process=people.process, praatplaat=block.praatplaat)
    words = words_of(read(Client().get("/gebieden/korenbuurt/praatplaat/vragen.pdf").content))
    assert '#read("/etc/passwd") *vet* @iets <b>?' in words
    assert "#panic()" in words


def test_a_very_large_version_still_has_every_question_on_paper(people: Any) -> None:
    block = factories.BuildingBlockFactory()
    questions = [
        factories.QuestionFactory(
            block=block,
            code=f"Q-{number}",
            answer_type=AnswerType.MANY_CHOICES,
            options=[{"code": str(option), "text": f"Keuze {option}"} for option in range(40)],
        )
        for number in range(60)
    ]
    factories.publish(block.praatplaat)
    factories.ConversationFactory(process=people.process, praatplaat=block.praatplaat)
    for name in ("poster", "vragen"):
        words = words_of(read(Client().get(f"/gebieden/korenbuurt/praatplaat/{name}.pdf").content))
        assert [question.code for question in questions if question.text not in words] == []


def test_rows_of_a_table_do_not_vanish(people: Any) -> None:
    block = factories.BuildingBlockFactory()
    topics = [{"code": f"t{number}", "text": f"Onderwerp {number:03}"} for number in range(60)]
    factories.QuestionFactory(block=block, code="KIE-1", answer_type=AnswerType.MANY_CHOICES, options=topics)
    factories.QuestionFactory(block=block, code="BES-2", answer_type=AnswerType.LEVEL_PER_TOPIC)
    factories.publish(block.praatplaat)
    factories.ConversationFactory(process=people.process, praatplaat=block.praatplaat)
    words = words_of(read(Client().get("/gebieden/korenbuurt/praatplaat/vragen.pdf").content))
    assert [topic["text"] for topic in topics if words.count(topic["text"]) != 2] == []


def test_without_a_version_there_is_no_paper(people: Any) -> None:
    for name in ("poster", "vragen"):
        assert Client().get(f"/gebieden/korenbuurt/praatplaat/{name}.pdf").status_code == 404


def test_the_sheets_of_a_link_ask_points_per_topic_where_the_party_chose_that(residents: Residents) -> None:
    client = residents.table.people.client("wijk_member")
    words = words_of(read(client.get(residents.page("vragen.pdf")).content))
    assert "Wilt u per onderwerp iets anders?" in words
    assert 'name="BES-1.topic_points__groen__A"' in client.get(residents.page("papier/")).content.decode()
    residents.link.per_topic = False
    residents.link.save()
    words = words_of(read(client.get(residents.page("vragen.pdf")).content))
    assert "Verdeel tien punten" in words
    assert "Wilt u per onderwerp iets anders?" not in words
    for address in (residents.page("papier/"), residents.url):
        page = client.get(address).content.decode()
        assert 'name="BES-1.points__A"' in page
        assert "topic_points" not in page


def test_what_was_typed_over_comes_back_when_the_round_closed(residents: Residents) -> None:
    paper = residents.type_in()
    Conversation.objects.update(state="closed", closed_at=factories.NOW)
    client = residents.table.people.client("wijk_deputy")
    for rest in ("papier/", f"papier/{paper.pk}/"):
        page = client.post(residents.page(rest), posted("KIE-1", "DEN-4", "DOE-1")).content.decode()
        for words in ("KIE-1 Vraag KIE-1?", "Groen", "Ook het plein.", "4 van 5", "De gemeente maait."):
            assert words in page
