# SPDX-License-Identifier: EUPL-1.2
"""The pages of a party's own paper: sheets with a code, typing over, and the check of a second person."""

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader
from pytest_django import DjangoAssertNumQueries

from gm_portal.core import clock
from processes.models import Answer, Conversation, PaperAnswer
from processes.rules.paper import party_code
from tests.factories.residents import make_residents
from tests.factories.table import CONTENTS, POSTED, TableOfCast, make_table
from tests.people import People
from tests.processes.actions.test_paper_answers import code_of, type_in
from tests.processes.actions.test_version_moves import moved_with

pytestmark = pytest.mark.django_db
TABLE = "/gebieden/korenbuurt/praatplaat/"
OUTSIDERS = ("team_coordinator", "stranger", "council_member", "administrator", "other_wijk_coordinator")


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def text_of(response: Any) -> str:
    return response.content.decode()


def list_url(table: TableOfCast, rest: str = "") -> str:
    return f"{TABLE}papier/{table.people.wijk.pk}/{rest}"


def type_url(table: TableOfCast, code: str = "DEN-1") -> str:
    return f"{TABLE}{code}/antwoord/{table.people.wijk.pk}/papier/"


def fields(table: TableOfCast, code: str = "DEN-1", **more: Any) -> dict[str, Any]:
    """What the form of one question sends."""
    version = str(table.conversation.praatplaat.version)
    return POSTED[code] | {"sheet_code": code_of(table), "versie": version, "ronde": "1"} | more


def test_the_sheets_carry_the_code_of_the_party_on_every_page(table: TableOfCast) -> None:
    response = table.people.client("wijk_member").get(list_url(table, "vragen.pdf"))
    assert response["Content-Type"] == "application/pdf"
    pdf = PdfReader(io.BytesIO(response.content))
    words = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    assert words.count(f"Bladcode {code_of(table)}") == len(pdf.pages) + 1
    assert [question.text for question in table.questions.values() if question.text not in words] == []
    assert "Wilt u per onderwerp iets anders?" not in words


def test_the_sheets_ask_points_per_topic_where_the_party_wants_that(table: TableOfCast) -> None:
    client = table.people.client("wijk_member")
    assert " checked" not in text_of(client.get(list_url(table)))
    response = client.get(list_url(table, "vragen.pdf"), {"onderwerpen": "ja"})
    words = " ".join(
        " ".join(page.extract_text() for page in PdfReader(io.BytesIO(response.content)).pages).split()
    )
    assert "Wilt u per onderwerp iets anders?" in words
    assert "Samen tien op elke regel." in words
    table.save("wijk_coordinator", "BES-1")
    assert " checked" in text_of(client.get(list_url(table)))
    form = text_of(client.get(type_url(table, "BES-1")))
    assert 'name="topic_points__verkeer__A"' in form
    assert "<details open" in " ".join(form.split()) or " open>" in form


def test_from_the_sheet_to_the_answer(table: TableOfCast) -> None:
    people = table.people
    typist, second = people.client("wijk_member"), people.client("wijk_deputy")
    code = code_of(table)
    scanned = text_of(typist.get(f"{list_url(table)}?blad={code}"))
    assert f'{type_url(table)}?blad={code}"' in scanned
    assert f'value="{code}"' in text_of(typist.get(f"{type_url(table)}?blad={code}"))
    for _each in range(2):  # a double click keeps one
        done = typist.post(type_url(table), fields(table))
        assert done["Location"] == f"{list_url(table)}?blad={code}"
    paper = PaperAnswer.objects.get()
    address = list_url(table, f"{paper.pk}/")
    assert "Wacht op iemand anders van uw partij" in text_of(typist.get(list_url(table)))
    assert "Kijk na" in text_of(second.get("/mijn/"))
    own = typist.post(address, POSTED["DEN-1"] | {"based_on": "0", "stap": "goedkeuren"})
    assert own.status_code == 400
    assert "Laat iemand anders van uw partij het nakijken." in text_of(own)
    assert Answer.objects.count() == 0
    good = POSTED["DEN-1"] | {"based_on": "0", "stap": "goedkeuren"}
    assert second.post(address, good)["Location"] == f"{TABLE}DEN-1/#antwoord"
    again = second.post(address, good, follow=True)
    assert "Dit papier wacht niet meer." in text_of(again)
    assert second.get(address).status_code == 404
    answer = Answer.objects.get()
    assert answer.latest is not None
    assert (answer.latest.content, answer.latest.on_paper) == (CONTENTS["DEN-1"], True)
    page = text_of(typist.get(f"{TABLE}DEN-1/"))
    assert "Overgetypt van papier en nagekeken." in page
    typist.post(
        f"{TABLE}DEN-1/antwoord/{people.wijk.pk}/", POSTED["DEN-1"] | {"based_on": "1", "stap": "deel"}
    )
    assert "op papier" in text_of(people.client("team_member").get(f"{TABLE}DEN-1/"))


def test_nothing_unchecked_is_shown_to_the_other_side(table: TableOfCast) -> None:
    type_in(table, content={"text": "Nog niet nagekeken."})
    for who in ("team_member", "anonymous"):
        assert "Nog niet nagekeken." not in text_of(table.people.client(who).get(f"{TABLE}DEN-1/"))
    paper = PaperAnswer.objects.get()
    own = table.people.client("wijk_deputy").get(list_url(table, f"{paper.pk}/"))
    assert "Nog niet nagekeken." in text_of(own)


@pytest.mark.parametrize("who", OUTSIDERS)
def test_nobody_else_finds_the_paper_of_a_party(table: TableOfCast, who: str) -> None:
    paper = type_in(table)
    client = table.people.client(who)
    for rest in ("", "vragen.pdf", f"{paper.pk}/"):
        assert client.get(list_url(table, rest)).status_code == 404
    assert client.get(type_url(table)).status_code == 404
    assert client.post(type_url(table), fields(table)).status_code == 404
    assert client.post(list_url(table, f"{paper.pk}/"), {"stap": "afkeuren"}).status_code == 404
    assert PaperAnswer.objects.count() == 1


def test_the_anonymous_are_asked_to_sign_in(table: TableOfCast) -> None:
    for address in (list_url(table), type_url(table)):
        assert "/accounts/login/" in Client().get(address)["Location"]


def test_other_methods_are_refused(table: TableOfCast) -> None:
    client = table.people.client("wijk_member")
    assert client.post(list_url(table)).status_code == 405
    assert client.put(type_url(table)).status_code == 405


def test_in_a_closed_round_paper_is_read_only(table: TableOfCast) -> None:
    paper = type_in(table)
    table.conversation.state, table.conversation.closed_at = "closed", clock.now()
    table.conversation.save()
    client = table.people.client("wijk_deputy")
    page = text_of(client.get(list_url(table, f"{paper.pk}/")))
    assert "De school praat mee." in page
    assert "Deze ronde is afgesloten." in page
    assert client.get(list_url(table)).status_code == 200
    assert client.post(list_url(table, f"{paper.pk}/"), POSTED["DEN-1"]).status_code == 403
    assert client.post(type_url(table), fields(table)).status_code == 403


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("DEN-1", ("De school praat mee.",)),
        ("KIE-1", ("Groen", "Jeugd", "Ook het plein.")),
        ("DEN-4", ("4 van 5",)),
    ],
)
def test_what_was_typed_over_comes_back_when_the_round_closed(
    table: TableOfCast, code: str, words: tuple[str, ...]
) -> None:
    paper = type_in(table, code=code)
    Conversation.objects.update(state="closed", closed_at=clock.now())
    client = table.people.client("wijk_deputy")
    for url in (type_url(table, code), list_url(table, f"{paper.pk}/")):
        page = text_of(client.post(url, fields(table, code)))
        assert "Dit vulde u in" in page
        assert [word for word in words if word not in page] == []


# --- a round that closes while papers wait ---------------------------------------------------------------
def change_round(table: TableOfCast, step: str) -> Any:
    client = table.people.client("wijk_coordinator")
    return client.post(f"{TABLE}rondes/", {"stap": step, "ronde": "1"}, follow=True)


def test_before_a_round_closes_it_says_which_papers_wait_and_after_it_which_did_not_count(
    table: TableOfCast,
) -> None:
    residents = make_residents(table)
    type_in(table)
    residents.type_in()
    before = text_of(table.people.client("wijk_coordinator").get(f"{TABLE}rondes/"))
    assert "Kijk dit na voordat u de ronde sluit." in before
    after = text_of(change_round(table, "sluit"))
    assert "Dit papier telt niet mee. U kunt het nog lezen." in after
    for page in (before, after):
        assert f'<a href="{list_url(table)}#nakijken">1 antwoord van papier van' in page
        assert f'<a href="{residents.page()}#papier">1 papier van een inwoner bij' in page
    assert "1 papier is niet nagekeken" in text_of(table.people.client("wijk_member").get(residents.page()))
    paper_page = text_of(table.people.client("wijk_deputy").get(list_url(table)))
    assert "De ronde sloot voordat iemand dit nakeek. Het telt niet mee." in paper_page
    assert "Kijk na" not in paper_page
    assert "Open de bladen als PDF" not in paper_page
    assert "Typ over, vraag voor vraag" not in paper_page


@pytest.mark.parametrize(
    "who", ["team_coordinator", "other_wijk_coordinator", "council_member", "administrator"]
)
def test_the_papers_of_a_party_are_not_listed_for_others(table: TableOfCast, who: str) -> None:
    make_residents(table).type_in()
    type_in(table)
    page = text_of(table.people.client(who).get(f"{TABLE}rondes/"))
    assert "papier van" not in page


def test_a_paper_of_an_earlier_round_can_still_be_read_in_the_next(table: TableOfCast) -> None:
    type_in(table)
    type_in(table, "BES-2")
    change_round(table, "sluit")
    change_round(table, "open")
    page = text_of(table.people.client("wijk_deputy").get(list_url(table)))
    assert "Niet nagekeken in een eerdere ronde" in page
    assert "De school praat mee." in page
    assert "nakijken</h2>" not in page
    assert "De school praat mee." not in text_of(table.people.client("wijk_deputy").get(f"{TABLE}rondes/"))


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"sheet_code": ""}, "Vul de bladcode in"),
        ({"sheet_code": "ZZZZZZ"}, "hoort niet bij uw partij"),
        ({"sheet_code": "x" * 41}, "Vul de bladcode in"),
        ({"text": "x" * 5001}, "hoogstens 5.000 tekens"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    table: TableOfCast, more: dict[str, str], sentence: str
) -> None:
    typed = fields(table, **({"text": "Dit typte ik over."} | more))
    response = table.people.client("wijk_member").post(type_url(table), typed)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert typed["text"] in text_of(response)
    assert PaperAnswer.objects.count() == 0


def test_a_sheet_of_another_version_is_refused_and_the_text_stays(table: TableOfCast) -> None:
    before = table.conversation.praatplaat.version
    old = code_of(table)
    moved_with(table, DOE_1="Wie doet wat?")
    typed = fields(table, text="Dit typte ik over.", sheet_code=old)
    response = table.people.client("wijk_member").post(type_url(table), typed)
    assert response.status_code == 400
    assert f"Dit blad is van versie {before}." in text_of(response)
    assert "Dit typte ik over." in text_of(response)


def test_somebody_answered_on_the_screen_meanwhile(table: TableOfCast) -> None:
    paper = type_in(table)
    second = table.people.client("wijk_deputy")
    address = list_url(table, f"{paper.pk}/")
    table.save("wijk_coordinator", content={"text": "Op het scherm."})
    stale = second.post(address, {"text": "Van papier.", "based_on": "0", "stap": "goedkeuren"})
    shown = text_of(stale)
    assert stale.status_code == 400
    assert "Op het scherm." in shown
    assert "Van papier." in shown
    assert 'name="based_on" value="1"' in shown
    assert second.post(address, {"text": "Van papier.", "based_on": "1"}).status_code == 302
    assert list(Answer.objects.get().revisions.values_list("number", "on_paper")) == [(2, True), (1, False)]


def test_a_paper_of_a_question_that_changed_is_given_back(table: TableOfCast) -> None:
    paper = type_in(table)
    moved_with(table, DEN_1="Wie praat er voortaan mee?")
    second = table.people.client("wijk_deputy")
    address = list_url(table, f"{paper.pk}/")
    page = text_of(second.get(address))
    assert "Deze vraag is intussen anders" in page
    assert "De school praat mee." in page
    refused = second.post(address, POSTED["DEN-1"] | {"based_on": "0", "stap": "goedkeuren"})
    assert refused.status_code == 409
    assert "De school praat mee." in text_of(refused)
    assert second.post(address, {"stap": "afkeuren"}).status_code == 302
    assert PaperAnswer.objects.count() == 0


def test_who_is_alone_reads_how_to_go_on(table: TableOfCast) -> None:
    people = table.people
    sentence = "Er is een tweede persoon nodig"
    assert sentence not in text_of(people.client("wijk_member").get(list_url(table)))
    people.wijk.memberships.exclude(user=people.wijk_coordinator).delete()
    for address in (list_url(table), type_url(table)):
        page = text_of(people.client("wijk_coordinator").get(address))
        assert sentence in page
        assert f"/partijen/{people.wijk.pk}/uitnodigen/" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(
    table: TableOfCast, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in list(POSTED)[:count]:
        type_in(table, code)
        table.save("wijk_coordinator", code)
    client = table.people.client("wijk_deputy")
    client.get("/gebieden/")
    with django_assert_num_queries(10):
        client.get(list_url(table))
    with django_assert_num_queries(8):
        client.get(list_url(table, f"{PaperAnswer.objects.order_by('pk')[0].pk}/"))


def test_codes_tell_rounds_parties_and_versions_apart() -> None:
    places = [(round_, party, version) for round_ in (1, 2) for party in (1, 2) for version in (1, 2)]
    assert len({party_code(*place) for place in places}) == len(places)
