# SPDX-License-Identifier: EUPL-1.2
"""The page of one question: reading and writing, for everybody in the cast."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from gm_portal.core import typed
from processes.enums import ConversationState, ProcessState
from processes.models import Answer, AnswerRevision, Conversation, JointAnswer, JointRevision, Process
from tests import factories
from tests.factories.table import CONTENTS, POSTED, TableOfCast, make_questions, make_table
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
WIJK = ("wijk_coordinator", "wijk_member", "wijk_deputy")
TEAM = ("team_coordinator", "team_member")
SECRET = "Dit staat alleen in ons concept"


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def question_url(code: str = "DEN-1", slug: str = "korenbuurt") -> str:
    return reverse("question", args=(slug, code))


def answer_url(table: TableOfCast, code: str = "DEN-1", party: str = "wijk") -> str:
    return reverse("answer", args=("korenbuurt", code, getattr(table.people, party).pk))


def joint_url(table: TableOfCast, code: str = "DEN-1", party: str = "wijk") -> str:
    return reverse("joint", args=("korenbuurt", code, getattr(table.people, party).pk))


def text_of(response) -> str:
    return response.content.decode(errors="replace")


def posted(code: str = "DEN-1", step: str = "bewaar", based_on: int = 0, **more: object) -> dict[str, object]:
    return POSTED[code] | {"stap": step, "based_on": based_on} | more


def said(client: Client, url: str, data: dict[str, object]) -> str:
    """The message after a redirect."""
    response = client.post(url, data, follow=True)
    assert response.status_code == 200
    return " ".join(str(message) for message in response.context["messages"])


# --- reading --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("code", CONTENTS)
def test_everybody_reads_a_question_of_every_type(table: TableOfCast, who: str, code: str) -> None:
    table.publish("wijk_coordinator", code)
    table.publish("team_coordinator", code)
    response = table.people.client(who).get(question_url(code))
    assert response.status_code == 200
    page = text_of(response)
    assert page.count("<h1>") == 1
    assert f"Vraag {code}?" in page
    assert ("<form" in page) is (who.startswith(("wijk", "team")))
    assert ("csrfmiddlewaretoken" in page) is (who.startswith(("wijk", "team")))


def test_readers_without_an_account_get_one_and_the_same_page(table: TableOfCast) -> None:
    table.publish("wijk_coordinator")
    first = Client().get(question_url())
    assert first.content == Client().get(question_url()).content
    assert not first.cookies


def test_publishing_refreshes_the_kept_page(table: TableOfCast, django_capture_on_commit_callbacks) -> None:
    assert "De school praat mee." not in text_of(Client().get(question_url()))
    with django_capture_on_commit_callbacks(execute=True):
        table.publish("wijk_coordinator")
    assert "De school praat mee." in text_of(Client().get(question_url()))


def test_the_reader_sees_help_ground_values_and_neighbours(table: TableOfCast) -> None:
    question = table.questions["DEN-1"]
    page = text_of(Client().get(question_url()))
    assert "Inclusie" in page
    assert "Iedereen kan meedoen." in page
    assert "voorstel" in page
    assert question_url("DEN-4") in page
    assert question.block.name in page


@pytest.mark.parametrize("path", ["geen-slug/praatplaat/DEN-1/", "korenbuurt/praatplaat/XXX-1/"])
def test_an_unknown_address_is_404(table: TableOfCast, path: str) -> None:
    for who in ("anonymous", "wijk_coordinator"):
        assert table.people.client(who).get(f"/gebieden/{path}").status_code == 404


@pytest.mark.parametrize("extra_parties", [0, 2])
@pytest.mark.parametrize(("who", "queries"), [("anonymous", 6), ("wijk_coordinator", 11)])
def test_the_number_of_queries_is_constant(
    table: TableOfCast, who: str, queries: int, extra_parties: int, django_assert_num_queries
) -> None:
    for _each in range(extra_parties):
        party = factories.PartyFactory(process=table.people.process)
        factories.MembershipFactory(party=party)
    table.publish("wijk_coordinator")
    table.share("team_member")
    client = table.people.client("team_member")
    client.post(joint_url(table, party="team"), {"text": "Samen", "state": "agreed", "based_on": 0})
    client = table.people.client(who)
    client.get(question_url("DEN-4"))
    with django_assert_num_queries(queries):
        client.get(question_url())


def test_every_resident_party_has_its_own_sheet(table: TableOfCast) -> None:
    factories.PartyFactory(process=table.people.process, name="Vereniging Oost")
    factories.PartyFactory(process=table.people.process, name="Vereniging West")
    page = text_of(Client().get(question_url()))
    names = ("Bewoners Korenbuurt", "Vereniging Oost", "Vereniging West", "Gebiedsteam Noord")
    assert [page.count(f"<span>{name}</span>") for name in names] == [1, 1, 1, 1]


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_draft_an_agreement_finds_the_way_there(table: TableOfCast, who: str) -> None:
    way = "/afspraken/nieuw/?vraag=DEN-1"
    assert way not in text_of(table.people.client(who).get(question_url()))
    said = {"text": "Samen afgesproken", "state": "agreed", "based_on": 0}
    table.people.client("wijk_coordinator").post(joint_url(table), said)
    said = {"stap": "bevestig", "nummer": "1"}
    table.people.client("team_coordinator").post(joint_url(table, party="team"), said)
    page = text_of(table.people.client(who).get(question_url()))
    assert (way in page) is who.startswith(("wijk", "team"))


def test_what_differs_is_a_table(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", "DEN-4", {"scale": 2})
    table.publish("team_coordinator", "DEN-4", {"scale": 4})
    page = text_of(Client().get(question_url("DEN-4")))
    assert "Waar zit het verschil?" in page
    assert re.search(r"<th scope=\"row\">Cijfer</th><td[^>]*>2</td><td[^>]*>4</td>", page)


# --- no conversation, or no longer ----------------------------------------------------------------------
def test_without_a_conversation_the_question_is_there_with_a_kind_word(people: People) -> None:
    make_questions()
    page = text_of(people.client("wijk_coordinator").get(question_url()))
    assert "Hier is nog geen gesprek begonnen." in page
    assert "<form" not in page


def test_a_finished_process_only_shows(table: TableOfCast) -> None:
    table.publish("wijk_coordinator")
    Process.objects.filter(pk=table.people.process.pk).update(state=ProcessState.FINISHED)
    client = table.people.client("wijk_coordinator")
    page = text_of(client.get(question_url()))
    assert "Dit gebied is afgerond." in page
    assert "De school praat mee." in page
    assert "<form" not in page
    assert client.post(answer_url(table), posted()).status_code == 403


def test_a_closed_round_can_be_read(table: TableOfCast) -> None:
    table.share("wijk_member")
    Conversation.objects.update(state=ConversationState.CLOSED, closed_at=factories.NOW)
    page = text_of(table.people.client("wijk_member").get(question_url()))
    assert "Ronde 1 is afgesloten op 22 november 2026." in page
    assert "De school praat mee." in page


# --- writing --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", CONTENTS)
def test_every_type_is_saved_shown_again_and_shared(table: TableOfCast, code: str) -> None:
    client = table.people.client("wijk_member")
    assert "Alleen uw partij ziet dit concept." in said(client, answer_url(table, code), posted(code))
    assert Answer.objects.get().latest.content == CONTENTS[code]
    form = client.get(question_url(code)).context["first_form"]
    assert form.initial["based_on"] == 1
    assert "Gedeeld." in said(client, answer_url(table, code), posted(code, "deel", 1))
    assert Answer.objects.get().shared.content == CONTENTS[code]
    assert AnswerRevision.objects.count() == 1


@pytest.mark.parametrize("code", CONTENTS)
def test_the_form_shows_again_what_was_saved(table: TableOfCast, code: str) -> None:
    """What the page shows can be posted back and is the same answer."""
    table.save("wijk_member", code)
    form = table.people.client("wijk_member").get(question_url(code)).context["first_form"]
    back = {
        name: value
        for field in form
        for name, value in [(field.name, field.value())]
        if value not in (None, "")
    }
    table.people.client("wijk_member").post(answer_url(table, code), back | {"stap": "bewaar"})
    assert Answer.objects.get().latest.number == 1


def test_the_page_says_when_and_by_whom_it_was_saved(table: TableOfCast) -> None:
    table.save("wijk_member")
    page = text_of(table.people.client("wijk_coordinator").get(question_url()))
    assert "Bewaard op 22 november 2026 om 13.00 uur door wijk_member." in page


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - set(WIJK) - {"anonymous"}))
def test_nobody_else_writes_for_a_party(table: TableOfCast, who: str) -> None:
    client = table.people.client(who)
    for url in (answer_url(table), joint_url(table)):
        assert client.post(url, posted()).status_code == 403
        assert client.get(url).status_code == 403
    assert not Answer.objects.exists()
    assert not JointAnswer.objects.exists()


def test_a_party_of_another_process_is_404_here(table: TableOfCast) -> None:
    client = table.people.client("other_wijk_coordinator")
    url = answer_url(table, party="other_wijk")
    assert client.post(url, posted()).status_code == 404


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_wrong_method_is_405(table: TableOfCast, method: str) -> None:
    client = table.people.client("wijk_coordinator")
    for url in (question_url(), answer_url(table), joint_url(table)):
        assert getattr(client, method)(url).status_code == 405
    assert client.post(question_url(), posted()).status_code == 405


def test_saving_twice_is_saving_once(table: TableOfCast) -> None:
    client = table.people.client("wijk_member")
    for _click in range(2):
        assert client.post(answer_url(table), posted()).status_code == 302
    assert AnswerRevision.objects.count() == 1


WRONG = [
    ("DEN-1", {"text": "x" * 5001}, "Maak de tekst korter"),
    ("DEN-1", {"text": "\x00"}, "Vul eerst een antwoord in."),
    ("DEN-1", {"text": ""}, "Vul eerst een antwoord in."),
    ("DEN-4", {"scale": "6"}, "Kies uit de lijst."),
    ("DEN-4", {"scale": "1" + "0" * 30}, "Kies uit de lijst."),
    ("KIE-1", {"choices": ["groen", "jeugd", "verkeer"]}, "Kies er hoogstens 2. U koos er 3."),
    ("KIE-1", {"choices": ["water"]}, "Kies uit de lijst."),
    ("KIE-2", {"choices": "water"}, "Kies uit de lijst."),
    ("BES-1", {"points__A": "9"}, "Verdeel precies tien punten. U verdeelde er nu 17."),
    ("BES-1", {"points__A": "1" + "0" * 30}, "Vul hele getallen in, van 0 tot en met 10."),
    ("BES-1", {"points__A": "1" + "0" * 5000}, "Vul een heel getal in, van 0 tot en met 10."),
    ("BES-1", {"points__A": "twee"}, "Vul een heel getal in, van 0 tot en met 10."),
    ("BES-1", {"topic_points__groen__A": "3"}, "Verdeel precies tien punten. U verdeelde er nu 13."),
    ("BES-2", {"levels__groen": "N5"}, "Kies uit de lijst."),
    ("DOE-1", {"text_gemeente": "x" * 5001}, "Maak de tekst korter"),
]


@pytest.mark.parametrize(("code", "wrong", "sentence"), WRONG)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    table: TableOfCast, code: str, wrong: dict[str, object], sentence: str
) -> None:
    kept = {"text": "Dit typte ik ook nog"} if code == "KIE-1" else {}
    response = table.people.client("wijk_member").post(answer_url(table, code), posted(code) | kept | wrong)
    page = text_of(response)
    assert response.status_code == 400
    assert sentence in page
    assert "<title>Fout:" in page
    assert all(value in page for value in kept.values())
    assert not Answer.objects.exists()


def test_an_error_links_to_its_field(table: TableOfCast) -> None:
    response = table.people.client("wijk_member").post(answer_url(table, "BES-1"), {"points__A": "9"})
    page = text_of(response)
    (target,) = re.findall(r"<li><a href=\"#([^\"]+)\">", page)
    assert f'id="{target}"' in page


@pytest.mark.parametrize("based_on", ["", "x", "-1", "1" + "0" * 40, "7"])
def test_a_number_nobody_wrote_gives_no_500(table: TableOfCast, based_on: str) -> None:
    table.save("wijk_coordinator")
    response = table.people.client("wijk_member").post(
        answer_url(table), {"text": "Anders", "stap": "bewaar", "based_on": based_on}
    )
    assert response.status_code == 400


def test_the_second_writer_sees_both_texts_and_can_merge(table: TableOfCast) -> None:
    table.save("wijk_coordinator", content={"text": "Tekst van de ander"})
    client = table.people.client("wijk_member")
    response = client.post(answer_url(table), posted(text="Mijn eigen tekst"))
    page = text_of(response)
    assert response.status_code == 400
    assert "Tekst van de ander" in page
    assert "Mijn eigen tekst" in page
    (number,) = re.findall(r'name="based_on" value="(\d+)"[^>]*id="antwoord-', page)
    client.post(answer_url(table), posted(text="Allebei", based_on=int(number)))
    texts = [row.content["text"] for row in AnswerRevision.objects.order_by("number")]
    assert texts == ["Tekst van de ander", "Allebei"]


HTML = "<script>alert(1)</script> \u202e شكرا 🌳 <b>vet</b>"


def test_html_emoji_and_other_directions_are_shown_as_text(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", content={"text": HTML})
    for who in ("anonymous", "wijk_coordinator"):
        page = text_of(table.people.client(who).get(question_url()))
        assert "<script>alert" not in page
        assert "<b>vet" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; \u202e شكرا 🌳" in page
        assert '<div class="answer" dir="auto" lang="nl">' in page or who != "anonymous"


@pytest.mark.parametrize("code", CONTENTS)
def test_every_open_field_of_a_party_warns_about_names(table: TableOfCast, code: str) -> None:
    page = table.people.client("wijk_coordinator").get(question_url(code)).content.decode()
    fields = page.count("<textarea")
    # The difference that remains has a hint of its own.
    assert page.count("Schrijf geen namen van mensen op.") == fields - 1 > 0


# --- sign-in --------------------------------------------------------------------------------------------
def test_who_is_signed_out_signs_in_and_finds_the_text_again(table: TableOfCast) -> None:
    user = table.people.wijk_member
    client = Client()
    mark = typed.author_mark(user.pk)
    response = client.post(answer_url(table), posted(text="Lang over nagedacht", _wie=mark))
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    client.force_login(user)
    page = text_of(client.get(answer_url(table)))
    assert "Lang over nagedacht" in page
    assert "Uw sessie was verlopen." in page
    assert not Answer.objects.exists()


def test_a_rescued_text_is_only_for_who_typed_it(table: TableOfCast) -> None:
    client = Client()
    mark = typed.author_mark(table.people.wijk_member.pk)
    client.post(answer_url(table), posted(text=SECRET, _wie=mark))
    client.force_login(table.people.wijk_coordinator)
    assert SECRET not in text_of(client.get(answer_url(table)))


# --- publishing -----------------------------------------------------------------------------------------
def test_a_coordinator_publishes_the_shared_text(table: TableOfCast) -> None:
    table.share("wijk_member")
    client = table.people.client("wijk_coordinator")
    assert "Maak de gedeelde tekst openbaar" in text_of(client.get(question_url()))
    data = {"stap": "publiceer", "nummer": "1"}
    assert "Openbaar gemaakt." in said(client, answer_url(table), data)
    assert "Openbaar gemaakt." in said(client, answer_url(table), data)
    assert Answer.objects.get().published.number == 1


def test_a_member_cannot_publish(table: TableOfCast) -> None:
    table.share("wijk_member")
    client = table.people.client("wijk_member")
    assert "Maak de gedeelde tekst openbaar" not in text_of(client.get(question_url()))
    assert client.post(answer_url(table), {"stap": "publiceer", "nummer": "1"}).status_code == 403


@pytest.mark.parametrize("number", ["", "x", "2", "9" * 40, "-1", "١"])
def test_only_the_number_that_was_read_is_published(table: TableOfCast, number: str) -> None:
    client = table.people.client("wijk_coordinator")
    data = {"stap": "publiceer", "nummer": number}
    assert "Vul eerst een antwoord in" in said(client, answer_url(table), data)
    table.share("wijk_member")
    assert "Er is intussen een andere tekst gedeeld." in said(client, answer_url(table), data)
    assert Answer.objects.get().published is None


# --- privacy --------------------------------------------------------------------------------------------
def addresses(table: TableOfCast) -> list[str]:
    """Every address that can be made of this process, this question and these parties."""
    filled = {"slug": "korenbuurt", "code": "DEN-1", "party_id": table.people.wijk.pk}
    patterns = {
        name: tuple(found[0][0][0][1])
        for name, found in get_resolver().reverse_dict.lists()
        if isinstance(name, str)
    }
    return [
        reverse(name, kwargs={key: filled[key] for key in keys})
        for name, keys in sorted(patterns.items())
        if set(keys) <= set(filled) and name != "account_logout"
    ]


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - set(WIJK)))
def test_a_draft_is_in_no_response_to_anybody_outside_its_party(table: TableOfCast, who: str) -> None:
    """A first draft, a draft after sharing, and a draft after publishing."""
    for code, first in (("DEN-1", "save"), ("DOE-1", "share"), ("TER-5", "publish")):
        if first == "save":
            table.save("wijk_coordinator", code, {"text": f"{SECRET} {code}"})
        else:
            getattr(table, first)("wijk_coordinator", code, {"text": "Gedeelde tekst"})
            table.save("wijk_coordinator", code, {"text": f"{SECRET} {code}"}, based_on=1)
    client, everywhere = table.people.client(who), addresses(table)
    assert {"/mijn/", "/raad/", question_url(), joint_url(table)} <= set(everywhere)
    for code in ("DEN-1", "DOE-1", "TER-5"):
        urls = [joint_url(table, code), answer_url(table, code), question_url(code)]
        others = [joint_url(table, code, "team"), answer_url(table, code, "team")]
        for url in (*everywhere, *urls, *others):
            assert SECRET not in text_of(client.get(url, follow=True)), url
            assert SECRET not in text_of(client.post(url, {"stap": "publiceer"}, follow=True)), url
        everywhere = []  # once is enough: they do not name a question
        own = text_of(table.people.client("wijk_member").get(question_url(code)))
        assert f"{SECRET} {code}" in own  # it could have leaked


@pytest.mark.parametrize("who", EVERYBODY)
def test_that_a_draft_exists_is_for_the_party_only(table: TableOfCast, who: str) -> None:
    client = table.people.client(who)
    before = text_of(client.get(question_url()))
    table.save("wijk_coordinator")
    cache.clear()  # else a kept page would prove nothing
    after = text_of(client.get(question_url()))
    without_tokens = [
        re.sub(r'(csrfmiddlewaretoken|_wie)" value="[^"]*"', "", page) for page in (before, after)
    ]
    assert (without_tokens[0] == without_tokens[1]) is (who not in WIJK)


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_shared_text_is_for_the_table_only(table: TableOfCast, who: str) -> None:
    table.share("wijk_coordinator", content={"text": "Alleen aan tafel"})
    page = text_of(table.people.client(who).get(question_url()))
    assert ("Alleen aan tafel" in page) is who.startswith(("wijk", "team"))


@pytest.mark.parametrize("who", EVERYBODY)
def test_a_joint_proposal_is_for_the_table_and_a_joint_answer_for_all(table: TableOfCast, who: str) -> None:
    wijk, team = table.people.client("wijk_member"), table.people.client("team_member")
    wijk.post(joint_url(table), {"text": "Samen afgesproken", "state": "agreed", "based_on": 0})
    reader = table.people.client(who)
    assert ("Samen afgesproken" in text_of(reader.get(question_url()))) is who.startswith(("wijk", "team"))
    team.post(joint_url(table, party="team"), {"stap": "bevestig", "nummer": "1"})
    reader.cookies.pop("messages", None)
    assert "Samen afgesproken" in text_of(reader.get(question_url() + "?vers"))


# --- together -------------------------------------------------------------------------------------------
JOINT = {"text": "Samen", "state": "agreed", "difference": "", "based_on": 0, "stap": "stel-voor"}


def test_propose_and_confirm(table: TableOfCast) -> None:
    wijk, team = table.people.client("wijk_member"), table.people.client("team_member")
    assert "wacht nog op de andere kant" in said(wijk, joint_url(table), JOINT)
    page = text_of(team.get(question_url()))
    assert "Bevestig namens Gebiedsteam Noord" in page
    assert "Wacht op" in page
    data = {"stap": "bevestig", "nummer": "1"}
    assert "Hij staat nu vast en is openbaar." in said(team, joint_url(table, party="team"), data)
    assert "Hij staat nu vast en is openbaar." in said(team, joint_url(table, party="team"), data)
    joint = JointAnswer.objects.get()
    assert joint.confirmed == joint.current
    assert "Bevestig namens" not in text_of(team.get(question_url()))


def test_a_new_proposal_leaves_the_confirmed_text_for_readers(table: TableOfCast) -> None:
    wijk, team = table.people.client("wijk_member"), table.people.client("team_member")
    wijk.post(joint_url(table), JOINT | {"text": "Eerste afspraak"})
    team.post(joint_url(table, party="team"), {"stap": "bevestig", "nummer": "1"})
    wijk.post(joint_url(table), JOINT | {"text": "Tweede afspraak", "based_on": 1})
    page = text_of(Client().get(question_url()))
    assert "Eerste afspraak" in page
    assert "Tweede afspraak" not in page
    assert "Er ligt een nieuw voorstel" in text_of(team.get(question_url()))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "Schrijf op waar u het samen over eens bent."),
        ({"state": ""}, "Kies of u het eens bent."),
        ({"state": "maybe"}, "Kies uit de lijst."),
        ({"state": "agreed_with_difference"}, "Schrijf op welk verschil er blijft."),
        ({"difference": "x" * 5001}, "Maak de tekst korter"),
    ],
)
def test_a_wrong_proposal_gets_a_sentence(
    table: TableOfCast, wrong: dict[str, object], sentence: str
) -> None:
    response = table.people.client("wijk_member").post(joint_url(table), JOINT | wrong)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert not JointAnswer.objects.exists()


def test_a_proposal_over_somebody_elses_shows_both(table: TableOfCast) -> None:
    table.people.client("team_member").post(joint_url(table, party="team"), JOINT | {"text": "Van het team"})
    client = table.people.client("wijk_member")
    response = client.post(joint_url(table), JOINT | {"text": "Van de wijk"})
    page = text_of(response)
    assert response.status_code == 400
    assert "Van het team" in page
    assert "Van de wijk" in page
    (number,) = re.findall(r'name="based_on" value="(\d+)"[^>]*id="samen-', page)
    client.post(joint_url(table), JOINT | {"text": "Beide", "based_on": number})
    assert JointRevision.objects.count() == 2


@pytest.mark.parametrize("number", ["", "2", "x"])
def test_only_the_proposal_that_was_read_is_confirmed(table: TableOfCast, number: str) -> None:
    team = table.people.client("team_member")
    data = {"stap": "bevestig", "nummer": number}
    assert "Er is nog geen voorstel." in said(team, joint_url(table, party="team"), data)
    table.people.client("wijk_member").post(joint_url(table), JOINT)
    assert "Er staat intussen een ander voorstel." in said(team, joint_url(table, party="team"), data)
    assert JointAnswer.objects.get().confirmed is None
