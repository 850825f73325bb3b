# SPDX-License-Identifier: EUPL-1.2
"""A version published while somebody answers: no text is lost, and nothing counts under words it did not answer."""

from typing import Any

import pytest
from django.core import signing
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from processes.models import Answer, Contribution, ContributionPart, JointAnswer
from processes.queries import typed_papers
from tests.factories.residents import Residents, make_residents, posted
from tests.factories.table import POSTED, TableOfCast, make_table
from tests.people import People
from tests.processes.actions.test_version_moves import moved_with

pytestmark = pytest.mark.django_db
TABLE = "/gebieden/korenbuurt/praatplaat/"
GONE = "Deze vraag is er niet meer"


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


@pytest.fixture
def residents(table: TableOfCast) -> Residents:
    return make_residents(table)


def text_of(response: Any) -> str:
    return response.content.decode()


def answer_url(table: TableOfCast, code: str = "DEN-1", kind: str = "antwoord") -> str:
    return f"{TABLE}{code}/{kind}/{table.people.wijk.pk}/"


# --- the forms of a party -------------------------------------------------------------------------------
@pytest.mark.parametrize("step", ["bewaar", "deel", "later"])
def test_the_text_for_a_question_that_is_gone_comes_back(table: TableOfCast, step: str) -> None:
    moved_with(table, DEN_1=None)
    client = table.people.client("wijk_member")
    response = client.post(answer_url(table), {"text": "Een lange avond werk.", "stap": step})
    shown = text_of(response)
    assert response.status_code == 409
    assert GONE in shown
    assert "Een lange avond werk." in shown
    assert "Vraag DEN-1?" in shown
    assert Answer.objects.count() == 0
    assert client.get(answer_url(table)).status_code == 404


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("KIE-1", ("Jeugd", "Groen", "Ook het plein.")),
        ("DEN-4", ("4 van 5",)),
        ("BES-2", ("groen", "jeugd")),
        ("DOE-1", ("Wij snoeien.", "De gemeente maait.")),
        ("TER-5", ("2 van 5", "Het gaat langzaam.")),
    ],
)
def test_choices_and_figures_come_back_in_words(
    table: TableOfCast, code: str, words: tuple[str, ...]
) -> None:
    moved_with(table, **{code.replace("-", "_"): None})
    response = table.people.client("wijk_member").post(answer_url(table, code), POSTED[code])
    assert response.status_code == 409
    assert [word for word in words if word.lower() not in text_of(response).lower()] == []


def test_what_cannot_be_read_comes_back_as_it_was_typed(table: TableOfCast) -> None:
    moved_with(table, TER_5=None)
    typed = {"scale": "99", "text": "<script>alert(1)</script> 🎉 مرحبا"}
    response = table.people.client("wijk_member").post(answer_url(table, "TER-5"), typed)
    assert response.status_code == 409
    assert "&lt;script&gt;alert(1)&lt;/script&gt; 🎉 مرحبا" in text_of(response)


def test_a_joint_text_for_a_question_that_is_gone_comes_back(table: TableOfCast) -> None:
    moved_with(table, DEN_1=None)
    typed = {"state": "agreed_with_difference", "text": "Samen vonden wij dit.", "difference": "Het geld."}
    response = table.people.client("wijk_coordinator").post(answer_url(table, kind="samen"), typed)
    assert response.status_code == 409
    assert "Samen vonden wij dit." in text_of(response)
    assert "Het geld." in text_of(response)
    assert JointAnswer.objects.count() == 0


def test_a_joint_text_for_a_question_that_changed_stands_beside_it(table: TableOfCast) -> None:
    before = str(table.conversation.praatplaat.version)
    moved_with(table, DEN_1="Wie praat er voortaan mee?")
    typed = {"state": "agreed", "text": "Samen vonden wij dit.", "versie": before, "ronde": "1"}
    client = table.people.client("wijk_coordinator")
    response = client.post(answer_url(table, kind="samen"), typed)
    assert response.status_code == 409
    assert "De vraag is intussen veranderd." in text_of(response)
    assert "Samen vonden wij dit." in text_of(response)
    assert client.post(answer_url(table, kind="samen"), typed | {"versie": "2"}).status_code == 302


def test_while_typing_the_sentence_comes_and_the_page_stays(table: TableOfCast) -> None:
    moved_with(table, DEN_1=None)
    typed = {"text": "Nog bezig.", "stap": "automatisch"}
    response = table.people.client("wijk_member").post(answer_url(table), typed)
    assert response.status_code == 409
    assert "<html" not in text_of(response)
    assert "Kopieer uw tekst als u hem wilt houden." in text_of(response)
    # htmx must show it: an answer of 409 is swapped in.
    page = text_of(table.people.client("wijk_member").get(f"{TABLE}DEN-4/"))
    assert '{"code":"409","swap":true}' in page


def test_a_text_that_waited_for_signing_in_comes_back_too(table: TableOfCast) -> None:
    client = table.people.client("wijk_member")
    page = text_of(client.get(f"{TABLE}DEN-1/"))
    mark = page.split('name="_wie" value="')[1].split('"')[0]
    away = Client()
    away.post(answer_url(table), {"text": "Voor het inloggen.", "_wie": mark})
    moved_with(table, DEN_1=None)
    away.force_login(table.people.wijk_member)
    response = away.get(answer_url(table))
    assert response.status_code == 409
    assert "Voor het inloggen." in text_of(response)


@pytest.mark.parametrize(("who", "status"), [("team_member", 403), ("stranger", 403), ("anonymous", 302)])
def test_others_learn_nothing_more(table: TableOfCast, who: str, status: int) -> None:
    moved_with(table, DEN_1=None)
    response = table.people.client(who).post(answer_url(table), {"text": "x"})
    assert response.status_code == status


def test_a_question_that_never_was_stays_unknown(table: TableOfCast) -> None:
    moved_with(table, DEN_1=None)
    response = table.people.client("wijk_member").post(answer_url(table, "XXX-9"), {"text": "x"})
    assert response.status_code == 404


def test_paper_for_a_question_that_is_gone_comes_back(table: TableOfCast) -> None:
    moved_with(table, DEN_1=None)
    address = f"{answer_url(table)}papier/"
    response = table.people.client("wijk_member").post(address, {"text": "Van papier.", "sheet_code": "A"})
    assert response.status_code == 409
    assert "Van papier." in text_of(response)


# --- the form of residents ------------------------------------------------------------------------------
def test_a_resident_gets_back_what_he_wrote_at_questions_that_are_gone_or_changed(
    residents: Residents,
) -> None:
    mark = residents.mark()
    moved_with(residents.table, DEN_1=None, DOE_1="Wie doet er voortaan wat?")
    fields = posted("DEN-1", "DOE-1", "DEN-4", formulier=mark)
    response = Client().post(residents.url, fields)
    shown = text_of(response)
    assert response.status_code == 409
    assert "De vragen zijn net veranderd." in shown
    before, form = shown.split("<h1>")[1].split('aria-labelledby="vraag-', 1)
    assert "De school praat mee." in before  # its question is gone
    assert "Wij snoeien." in before  # beside the words it answered
    assert "Wij snoeien." in form  # and in the question of now
    assert Contribution.objects.count() == 0
    again = form_of(shown) | {"DOE-1.text": "Wij snoeien.", "DEN-4.scale": "4"}
    assert Client().post(residents.url, again).status_code == 302
    said = typed_papers.contents_of(Contribution.objects.get())
    assert said == {"DOE-1": {"text": "Wij snoeien."}, "DEN-4": {"scale": 4}}


def form_of(page: str) -> dict[str, str]:
    return {"formulier": page.split('name="formulier" value="')[1].split('"', maxsplit=1)[0]}


def test_a_resident_whose_questions_stayed_the_same_is_not_held_up(residents: Residents) -> None:
    mark = residents.mark()
    moved_with(residents.table, DOE_1="Wie doet er voortaan wat?", KIE_2=None)
    assert Client().post(residents.url, posted("DEN-1", "DEN-4", formulier=mark)).status_code == 302
    assert Contribution.objects.count() == 1


def test_a_form_from_before_we_wrote_the_version_down_still_counts(residents: Residents) -> None:
    mark = signing.Signer(salt="processes.contribute").sign_object(
        [residents.link.pk, "0" * 32, 4_000_000_000], compress=False
    )
    moved_with(residents.table, DEN_1=None)
    assert Client().post(residents.url, posted("DEN-4", formulier=mark)).status_code == 302
    gone = Client().post(residents.url, posted("DEN-1", formulier=mark))
    assert gone.status_code == 409
    assert "De school praat mee." in text_of(gone)


# --- paper of residents ---------------------------------------------------------------------------------
def test_a_typist_gets_back_what_he_typed_at_questions_that_changed(residents: Residents) -> None:
    version = residents.opened.version
    moved_with(residents.table, DEN_1=None, DOE_1="Wie doet er voortaan wat?")
    sheet = {"sheet_code": residents.link.sheet_code, "version": version, "versie": version}
    response = residents.table.people.client("wijk_member").post(
        residents.page("papier/"), posted("DEN-1", "DOE-1", "DEN-4") | sheet
    )
    shown = text_of(response)
    assert response.status_code == 409
    assert "De vragen zijn net veranderd." in shown
    assert "De school praat mee." in shown
    assert "Wij snoeien." in shown
    assert Contribution.objects.count() == 0


def test_checking_a_paper_after_a_move_loses_nothing(residents: Residents) -> None:
    typed = residents.type_in()
    before = residents.opened.version
    moved_with(residents.table, DEN_1=None, DOE_1="Wie doet er voortaan wat?")
    second = residents.table.people.client("wijk_deputy")
    page = text_of(second.get(residents.page(f"papier/{typed.pk}/")))
    assert "Dit hoort bij vragen van een eerdere versie" in page
    assert "De school praat mee." in page
    form = page.split("</form>")[0]
    assert 'name="DOE-1.text" ' in form
    assert ">\nWij snoeien.</textarea>" not in form  # not under words it did not answer
    fields = posted("DEN-4", "KIE-2", stap="goedkeuren")
    assert second.post(residents.page(f"papier/{typed.pk}/"), fields).status_code == 302
    rows = ContributionPart.objects.values_list("question__code", "question__praatplaat__version")
    assert sorted(rows) == [
        ("DEN-1", before),
        ("DEN-4", before + 1),
        ("DOE-1", before),
        ("KIE-2", before + 1),
    ]


def test_a_paper_with_only_older_questions_can_be_checked(residents: Residents) -> None:
    typed = residents.type_in(contents={"DEN-1": {"text": "De school."}})
    moved_with(residents.table, DEN_1=None)
    second = residents.table.people.client("wijk_deputy")
    assert second.post(residents.page(f"papier/{typed.pk}/"), {"stap": "goedkeuren"}).status_code == 302
    assert Contribution.objects.get().checked_by == residents.table.people.wijk_deputy


# --- counted apart ---------------------------------------------------------------------------------------
def test_earlier_contributions_are_shown_and_counted_apart(residents: Residents) -> None:
    for _each in range(12):
        residents.say({"DEN-4": {"scale": 1}})
    version = residents.opened.version
    moved_with(residents.table, DEN_4="Hoe tevreden bent u voortaan?")
    residents.say({"DEN-4": {"scale": 5}})
    client = residents.table.people.client("wijk_member")
    page = text_of(client.get(residents.page("DEN-4/")))
    assert "1 inwoner gaf antwoord" in page
    assert "gemiddeld 5,0" in page
    assert "gemiddeld 1" not in page
    assert "Inbreng bij een eerdere versie" in page
    assert "12 antwoorden" in page
    older = text_of(client.get(residents.page(f"DEN-4/versie/{version}/")))
    assert "12 inwoners gaven antwoord" in older
    assert "gemiddeld 1,0" in older
    assert f"Zo stond de vraag in versie {version}" in older
    assert "<form" not in older.split("<main")[1].split("</main>")[0]
    public = text_of(Client().get(f"{TABLE}DEN-4/"))
    assert "zeiden hier iets over" not in public  # one person says something about the question of now
    assert "Bij een eerdere versie van deze vraag: 12 inwoners." in public
    link = text_of(client.get(residents.page()))
    assert f"{residents.page()}DEN-4/versie/{version}/" in link
    answer = client.post(residents.page("DEN-4/"), {"scale": "5", "based_on": "0"})
    assert answer.status_code == 302
    assert Answer.objects.get().latest.content["voices"]["people"] == 1


def test_contributions_to_a_question_that_is_gone_stand_on_the_page_of_those(
    residents: Residents, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for number in range(10):
        residents.say({"DEN-1": {"text": f"Stem {number}."}, "KIE-2": {"choices": ["samen"]}})
    residents.say({"DOE-1": {"text": "Een stem."}})
    version = residents.opened.version
    assert "vragen-van-eerder" not in text_of(Client().get(TABLE))
    with django_capture_on_commit_callbacks(execute=True):  # the kept page goes away
        moved_with(residents.table, DEN_1=None, DOE_1=None)
    assert "vragen-van-eerder" in text_of(Client().get(TABLE))
    public = text_of(Client().get(f"{TABLE}vragen-van-eerder/"))
    assert "10 inwoners zeiden hier iets over" in public
    assert "Vraag DOE-1?" not in public  # one person: that is not told
    assert "Stem 3." not in public
    own = text_of(residents.table.people.client("wijk_member").get(f"{TABLE}vragen-van-eerder/"))
    assert "Vraag DOE-1?" in own
    address = residents.page(f"DEN-1/versie/{version}/")
    assert address in own
    assert "Stem 3." in text_of(residents.table.people.client("wijk_member").get(address))


@pytest.mark.parametrize("who", ["team_coordinator", "stranger", "administrator"])
def test_nobody_else_reads_earlier_contributions(residents: Residents, who: str) -> None:
    residents.say({"DEN-1": {"text": "Alleen voor ons."}})
    version = residents.opened.version
    moved_with(residents.table, DEN_1=None)
    address = residents.page(f"DEN-1/versie/{version}/")
    assert residents.table.people.client(who).get(address).status_code == 404
    assert "Alleen voor ons." in text_of(residents.table.people.client("wijk_member").get(address))


def test_a_version_or_question_that_was_never_asked_is_unknown(residents: Residents) -> None:
    client = residents.table.people.client("wijk_member")
    assert client.get(residents.page("DEN-1/versie/99/")).status_code == 404
    assert client.get(residents.page("XXX-1/versie/1/")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(
    residents: Residents, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    codes = ["DEN-1", "DOE-1", "BES-2"][:count]
    for _each in range(count):
        residents.say({code: {"text": "Ja."} for code in codes[:2]} | {"BES-2": {"levels": {"groen": "N1"}}})
    version = residents.opened.version
    moved_with(residents.table, **{code.replace("-", "_"): None for code in ["BES-2", *codes]})
    client = residents.table.people.client("wijk_deputy")
    client.get("/gebieden/")
    for address, number in (
        (f"{TABLE}vragen-van-eerder/", 8),
        (residents.page(f"BES-2/versie/{version}/"), 8),
        (residents.page(), 7),
    ):
        with django_assert_num_queries(number):
            assert client.get(address).status_code == 200


# --- a link without questions ---------------------------------------------------------------------------
def test_a_link_whose_questions_are_all_gone_says_so_and_gives_words_back(residents: Residents) -> None:
    residents.link.question_codes = ["DEN-1"]
    residents.link.save()
    fields = posted("DEN-1", formulier=residents.mark())
    moved_with(residents.table, DEN_1=None)
    phone = Client()
    page = phone.get(residents.url)
    assert page.status_code == 410
    assert "worden niet meer gesteld" in text_of(page)
    assert "Verstuur uw inbreng" not in text_of(page)
    for form in (fields, fields | {"formulier": "van vroeger"}):
        response = phone.post(residents.url, form)
        assert response.status_code == 410
        assert "De school praat mee." in text_of(response)
    assert Contribution.objects.count() == 0


def test_the_party_reads_that_its_link_asks_nothing_any_more(residents: Residents) -> None:
    residents.link.question_codes = ["DEN-1"]
    residents.link.save()
    moved_with(residents.table, DEN_1=None)
    client = residents.table.people.client("wijk_member")
    page = text_of(client.get(residents.page()))
    assert "Deel deze link niet meer." in page
    assert "Open de vragen als PDF" not in page
    typing = text_of(client.get(residents.page("papier/")))
    assert "U kunt hier niets meer overtypen." in typing
    assert "Bewaar dit papier" not in typing
