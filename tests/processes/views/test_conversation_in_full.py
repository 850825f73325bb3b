# SPDX-License-Identifier: EUPL-1.2
"""The conversation in full: saving while typing, history, later, revealed together, rounds, compass, differences."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from gm_portal.core import typed
from processes.actions import rounds
from processes.enums import ConversationState
from processes.models import Answer, AnswerRevision, Conversation, JointAnswer, Process
from tests import factories
from tests.factories.table import CONTENTS, POSTED, TableOfCast, make_questions, make_table
from tests.people import EVERYBODY, People
from tests.processes.views.test_conversations import (
    JOINT,
    WRONG,
    addresses,
    answer_url,
    joint_url,
    posted,
    question_url,
    said,
)

pytestmark = pytest.mark.django_db
WIJK = ("wijk_coordinator", "wijk_member", "wijk_deputy")
BINDING = ("wijk_coordinator", "wijk_deputy", "team_coordinator")
PLATE = "/gebieden/korenbuurt/praatplaat/"
ROUNDS, COMPASS = f"{PLATE}rondes/", f"{PLATE}kompas/"
NOW = factories.NOW
SECRET = "Dit leest de andere kant nog niet"


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def text_of(response) -> str:
    return response.content.decode(errors="replace")


def typing(code: str = "DEN-1", based_on: int = 0, **more: object) -> dict[str, object]:
    return posted(code, "automatisch", based_on, **more)


def history_url(table: TableOfCast, code: str = "DEN-1") -> str:
    return reverse("answer-history", args=("korenbuurt", code, table.people.wijk.pk))


# --- saving while typing ----------------------------------------------------------------------------------
@pytest.mark.parametrize("code", CONTENTS)
def test_what_is_typed_saves_itself_and_says_when(table: TableOfCast, code: str) -> None:
    response = table.people.client("wijk_member").post(answer_url(table, code), typing(code))
    page = text_of(response)
    assert response.status_code == 200
    assert re.search(r"Bewaard om \d\d\.\d\d uur", page)
    assert 'name="based_on" value="1"' in page
    assert "<html" not in page
    assert len(response.content) < 1000
    assert Answer.objects.get().latest.content == CONTENTS[code]


def test_the_form_saves_itself_only_where_it_can(table: TableOfCast) -> None:
    page = text_of(table.people.client("wijk_member").get(question_url()))
    assert 'hx-trigger="input delay:1000ms"' in page
    assert f'id="bewaard-{table.people.wijk.pk}"' in page
    table.save("wijk_coordinator")
    both = text_of(table.people.client("wijk_member").post(answer_url(table), posted(text="Anders")))
    assert "hx-post" not in both
    assert "htmx" not in text_of(Client().get(question_url()))


def test_saving_while_typing_takes_few_queries(table: TableOfCast) -> None:
    client = table.people.client("wijk_member")
    client.post(answer_url(table), typing(text="Eerste woorden"))
    with CaptureQueriesContext(connection) as captured:
        client.post(answer_url(table), typing(based_on=1, text="Eerste woorden en meer"))
    asked = [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(asked) <= 8, asked
    assert AnswerRevision.objects.count() == 1


@pytest.mark.parametrize(("code", "wrong", "sentence"), WRONG)
def test_what_is_wrong_is_said_while_typing_and_not_saved(
    table: TableOfCast, code: str, wrong: dict[str, object], sentence: str
) -> None:
    response = table.people.client("wijk_member").post(answer_url(table, code), typing(code, **wrong))
    page = text_of(response)
    assert response.status_code == 200
    assert "Nog niet bewaard." in page
    assert sentence in page
    assert not Answer.objects.exists()


def test_html_and_other_directions_save_themselves(table: TableOfCast) -> None:
    words = "<script>alert(1)</script> \u202e شكرا 🌳"
    page = text_of(table.people.client("wijk_member").post(answer_url(table), typing(text=words)))
    assert "<script" not in page
    # As typed; only the turned reading direction ends where the text ends.
    assert Answer.objects.get().latest.content == {"text": f"{words}\u202c"}


def test_the_second_writer_sees_both_texts_while_typing_and_chooses(table: TableOfCast) -> None:
    table.save("wijk_coordinator", content={"text": "Tekst van de ander"})
    client = table.people.client("wijk_member")
    for _pause in range(2):
        page = text_of(client.post(answer_url(table), typing(text="Mijn tekst")))
        assert "Tekst van de ander" in page
        assert 'name="gezien" value="1"' in page
        assert 'name="based_on"' not in page
    assert AnswerRevision.objects.count() == 1
    client.post(answer_url(table), posted(step="hun", text="Mijn tekst", gezien=1))
    assert Answer.objects.get().latest.content == {"text": "Tekst van de ander"}
    texts = [row.content["text"] for row in AnswerRevision.objects.order_by("number")]
    assert texts == ["Tekst van de ander", "Mijn tekst", "Tekst van de ander"]
    client.post(answer_url(table), posted(step="mijn", text="Allebei", gezien=3))
    assert Answer.objects.get().latest.content == {"text": "Allebei"}


def test_who_is_signed_out_while_typing_finds_the_text_at_the_form(table: TableOfCast) -> None:
    user, client = table.people.wijk_member, Client()
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://testserver{question_url()}"}
    mark = typed.author_mark(user.pk)
    response = client.post(answer_url(table), typing(text="Lang over nagedacht", _wie=mark), headers=headers)
    assert response.status_code == 204
    assert answer_url(table) in response["HX-Redirect"].replace("%2F", "/")
    client.force_login(user)
    assert "Lang over nagedacht" in text_of(client.get(answer_url(table)))


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - set(WIJK) - {"anonymous"}))
def test_nobody_else_saves_while_typing_or_reads_the_history(table: TableOfCast, who: str) -> None:
    client = table.people.client(who)
    assert client.post(answer_url(table), typing()).status_code == 403
    assert client.get(history_url(table)).status_code == 403
    assert client.post(history_url(table), {"nummer": 1, "gezien": 1}).status_code == 403
    assert not Answer.objects.exists()


def test_a_next_version_published_meanwhile_changes_nothing_for_who_answers(table: TableOfCast) -> None:
    client = table.people.client("wijk_member")
    form = client.get(question_url()).context["first_form"]
    newer = factories.PraatplaatFactory()
    block = factories.BuildingBlockFactory(praatplaat=newer)
    factories.QuestionFactory(block=block, code="DEN-1", answer_type="scale")
    factories.publish(newer)
    data = posted(text="Nog op de oude vraag", ronde=form.initial["ronde"])
    assert "Bewaard om" in said(client, answer_url(table), data)
    assert Answer.objects.get().question == table.questions["DEN-1"]


# --- after a round ----------------------------------------------------------------------------------------
def test_what_was_typed_is_shown_when_the_round_closed_meanwhile(table: TableOfCast) -> None:
    Conversation.objects.update(state=ConversationState.CLOSED, closed_at=factories.NOW)
    client = table.people.client("wijk_member")
    for url in (answer_url(table), joint_url(table)):
        response = client.post(url, posted(text="Hier dacht ik lang over na"))
        page = text_of(response)
        assert response.status_code == 403
        assert "Deze ronde is afgesloten" in page
        assert "Hier dacht ik lang over na" in page
    page = text_of(client.post(answer_url(table), typing(text="Bijna klaar")))
    assert "Kopieer uw tekst" in page
    assert not Answer.objects.exists()


def close_round() -> None:
    Conversation.objects.update(state=ConversationState.CLOSED, closed_at=factories.NOW)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("KIE-1", ("Groen", "Jeugd", "Ook het plein.")),
        ("DEN-4", ("4 van 5",)),
        ("DOE-1", ("Dit doet de gemeente", "De gemeente maait.")),
        ("BES-2", ("Groen", "Jeugd", "weten we nog niet")),
    ],
)
def test_choices_and_figures_are_shown_too_when_the_round_closed_meanwhile(
    table: TableOfCast, code: str, words: tuple[str, ...]
) -> None:
    close_round()
    for url, more in ((answer_url, {}), (joint_url, {"state": "not_yet", "difference": "Het geld."})):
        page = text_of(table.people.client("wijk_member").post(url(table, code), POSTED[code] | more))
        shown = page.split("Deze ronde is afgesloten")[1].split("Bekijk de rondes")[0]
        expected = (*words, "Nog niet", "Het geld.") if more else words
        assert [word for word in expected if word.lower() not in shown.lower()] == []


def test_what_waited_for_signing_in_is_shown_when_the_round_closed_meanwhile(table: TableOfCast) -> None:
    mark = typed.author_mark(table.people.wijk_member.pk)
    away = Client()
    away.post(answer_url(table, "KIE-1"), POSTED["KIE-1"] | {"_wie": mark})
    close_round()
    away.force_login(table.people.wijk_member)
    page = text_of(away.get(answer_url(table, "KIE-1")))
    assert "Deze ronde is afgesloten" in page
    assert "Ook het plein." in page
    assert "Uw antwoord is niet bewaard" not in text_of(away.get(answer_url(table, "KIE-1"))), "once"


def test_a_text_for_an_earlier_round_does_not_land_in_the_next(table: TableOfCast) -> None:
    client = table.people.client("wijk_member")
    Conversation.objects.update(state=ConversationState.CLOSED, closed_at=factories.NOW)
    Conversation.objects.create(
        process=table.people.process,
        praatplaat=table.conversation.praatplaat,
        round=2,
        opened_at=factories.NOW,
    )
    response = client.post(answer_url(table), posted(text="Voor ronde 1", ronde=1))
    page = text_of(response)
    assert response.status_code == 409
    assert "Intussen begon ronde 2." in page
    assert "Voor ronde 1" in page
    assert not Answer.objects.exists()


# --- history ----------------------------------------------------------------------------------------------
def test_the_history_says_who_when_and_what_changed(table: TableOfCast) -> None:
    table.save("wijk_coordinator", content={"text": "De school praat mee."})
    table.save("wijk_member", content={"text": "De school praat graag mee."}, based_on=1)
    page = text_of(table.people.client("wijk_deputy").get(history_url(table)))
    assert "wijk_coordinator" in page
    assert "wijk_member" in page
    assert "22 november 2026, 13.00 uur" in page
    assert '<ins class="added">graag </ins>' in page


def test_a_text_is_brought_back_once(table: TableOfCast) -> None:
    table.save("wijk_member", content={"text": "Eerst"})
    table.save("wijk_member", content={"text": "Daarna"}, based_on=1)
    client = table.people.client("wijk_coordinator")
    data = {"nummer": "1", "gezien": "2"}
    assert "De eerdere tekst staat er weer." in said(client, history_url(table), data)
    assert "nieuwe tekst" in said(client, history_url(table), data)
    assert Answer.objects.get().latest.content == {"text": "Eerst"}
    assert AnswerRevision.objects.count() == 3


@pytest.mark.parametrize("texts", [1, 3])
def test_the_history_takes_as_many_queries_for_any_number(
    table: TableOfCast, texts: int, django_assert_num_queries
) -> None:
    for number in range(texts):
        table.save("wijk_member", content={"text": f"Tekst {number}"}, based_on=number)
    client = table.people.client("wijk_member")
    client.get(history_url(table))
    with django_assert_num_queries(5):
        client.get(history_url(table))


@pytest.mark.parametrize("number", ["", "x", "9" * 40])
def test_a_text_that_is_not_there_is_not_brought_back(table: TableOfCast, number: str) -> None:
    client = table.people.client("wijk_member")
    assert "nog geen tekst" in said(client, history_url(table), {"nummer": number, "gezien": "1"})
    table.save("wijk_member")
    assert "is er niet meer" in said(client, history_url(table), {"nummer": number, "gezien": "1"})


# --- later ------------------------------------------------------------------------------------------------
def test_later_leaves_the_list_keeps_the_words_and_comes_back_by_saving(table: TableOfCast) -> None:
    client = table.people.client("wijk_member")
    assert "bij later" in said(client, answer_url(table), posted(step="later", text="Half gedachte"))
    assert Answer.objects.get().latest.content == {"text": "Half gedachte"}
    page = text_of(client.get(PLATE + "?toon=wacht"))
    assert "1 vraag komt later" in page
    assert "Maak uw concept af" not in page
    client.post(answer_url(table), posted(based_on=1, text="Hele gedachte"))
    page = text_of(client.get(PLATE + "?toon=wacht"))
    assert "komt later" not in page
    assert "Maak uw concept af" in page


def test_that_a_question_was_put_off_is_for_the_party_only(table: TableOfCast) -> None:
    table.people.client("wijk_member").post(answer_url(table), {"stap": "later", "based_on": 0})
    assert "komt later" in text_of(table.people.client("wijk_coordinator").get(PLATE)).lower()
    for who in ("team_member", "anonymous", "stranger"):
        page = text_of(table.people.client(who).get(PLATE))
        assert "1 vraag komt later" not in page
        assert '<span class="soft">komt later</span>' not in page


# --- only what waits ----------------------------------------------------------------------------------------
def test_only_what_waits_is_shown_to_who_asks_for_it(table: TableOfCast) -> None:
    client = table.people.client("wijk_member")
    page = text_of(client.get(PLATE + "?toon=wacht"))
    assert "Deze vragen zijn nog open" in page
    assert "Alle vragen</h2>" not in page
    assert "Alle vragen</h2>" in text_of(Client().get(PLATE + "?toon=wacht"))
    assert client.get(PLATE + "?toon=onzin\x00").status_code == 200


def test_counts_are_honest(table: TableOfCast) -> None:
    table.save("wijk_member", "DEN-1")
    table.share("wijk_member", "DEN-4")
    table.save("team_member", "KIE-2")
    page = text_of(table.people.client("wijk_member").get(PLATE))
    counts = re.findall(
        r'<td class="number" data-label="[^"]+">([^<]*)</td>', page.partition("Hoever zijn")[2]
    )
    assert counts == ["2", "1", "0", "0", "–", "0", "0", "–"]
    assert "Hoever zijn de partijen?" not in text_of(Client().get(PLATE))


# --- revealed together ----------------------------------------------------------------------------------
def reveal_together(table: TableOfCast) -> None:
    client = table.people.client("team_coordinator")
    data = {"stap": "zichtbaar", "samen": "ja", "ronde": "1"}
    assert "tegelijk zichtbaar" in said(client, ROUNDS, data)
    table.conversation.refresh_from_db()


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - set(WIJK)))
def test_before_both_sides_shared_the_text_is_in_no_response(table: TableOfCast, who: str) -> None:
    reveal_together(table)
    content = {"text": SECRET, "choices": ["jeugd"]}
    table.share("wijk_coordinator", "KIE-1", content)
    table.share("wijk_coordinator", "DEN-1", {"text": SECRET})
    table.share("wijk_coordinator", "BES-1", {"points": {"A": 9, "B": 1, "C": 0}})
    table.share("wijk_coordinator", "DEN-4", {"scale": 5})
    client = table.people.client(who)
    everywhere = addresses(table)
    assert {ROUNDS, COMPASS, PLATE, question_url()} <= set(everywhere)
    everywhere += [question_url("KIE-1"), PLATE + "?toon=verschil", PLATE + "?toon=wacht"]
    everywhere += [answer_url(table, party="team"), joint_url(table, party="team"), history_url(table)]
    for url in everywhere:
        for response in (client.get(url, follow=True), client.post(url, {"stap": "x"}, follow=True)):
            assert SECRET not in text_of(response), url
    assert "Er is nog geen accent te zien." in text_of(client.get(PLATE))
    assert client.get(COMPASS).context["compass"] is None
    if who.startswith("team"):
        page = text_of(client.get(question_url()))
        assert "U leest het zodra alle partijen deelden." in page
        assert "gedeeld, nog niet zichtbaar" in text_of(client.get(PLATE))
        table.share("team_member", "DEN-1")
        assert SECRET in text_of(client.get(question_url()))  # it could have leaked
    assert SECRET in text_of(table.people.client("wijk_member").get(question_url()))


def test_the_own_party_reads_that_it_still_waits(table: TableOfCast) -> None:
    reveal_together(table)
    client = table.people.client("wijk_coordinator")
    assert "zodra alle partijen deelden" in said(client, answer_url(table), posted(step="deel"))
    page = text_of(client.get(question_url()))
    assert "De andere kant leest het zodra alle partijen deelden." in page
    assert "Maak de gedeelde tekst openbaar" not in page


def test_with_three_parties_the_third_has_to_share_too(table: TableOfCast) -> None:
    third = factories.PartyFactory(process=table.people.process)
    factories.MembershipFactory(party=third)
    reveal_together(table)
    table.share("wijk_member", "DEN-1", {"text": SECRET})
    table.share("team_member", "DEN-1")
    assert SECRET not in text_of(table.people.client("team_member").get(question_url()))


@pytest.mark.parametrize("more", [{}, {"gezien": 1}])
def test_a_text_shared_to_wait_is_not_shown_at_once_when_that_changed_meanwhile(
    table: TableOfCast, more: dict[str, object]
) -> None:
    """The other side chooses "at once" between reading the page and sharing: the text stays a draft."""
    reveal_together(table)
    table.save("wijk_coordinator")
    writer = table.people.client("wijk_member")
    assert 'name="tegelijk" value="1"' in text_of(writer.get(question_url()))
    rounds.set_reveal_together(
        conversation=table.conversation, together=False, actor=table.people.actor("team_coordinator"), now=NOW
    )
    form = posted(step="deel", based_on=1, text=SECRET, tegelijk=1) | more
    response = writer.post(answer_url(table), form)
    page = text_of(response)
    assert response.status_code == 409
    assert "dat is net veranderd" in page
    assert SECRET in page
    assert 'name="tegelijk" value="0"' in page
    assert SECRET not in text_of(table.people.client("team_member").get(question_url()))
    number = Answer.objects.get().latest.number
    response = writer.post(answer_url(table), form | {"tegelijk": 0, "based_on": number, "gezien": ""})
    assert response.status_code == 302
    assert SECRET in text_of(table.people.client("team_member").get(question_url()))


def test_how_answers_are_revealed_is_no_button_once_something_is_shared(table: TableOfCast) -> None:
    client = table.people.client("wijk_coordinator")
    assert 'value="zichtbaar"' in text_of(client.get(ROUNDS))
    table.share("team_member")
    page = text_of(client.get(ROUNDS))
    assert 'value="zichtbaar"' not in page
    assert "U kunt dit weer kiezen bij het begin van de volgende ronde." in page


# --- rounds -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_the_rounds_and_only_who_binds_changes_them(table: TableOfCast, who: str) -> None:
    client = table.people.client(who)
    page = text_of(client.get(ROUNDS))
    assert page.count("<h1>") == 1
    assert ("Sluit deze ronde af" in page) is (who in BINDING)
    response = client.post(ROUNDS, {"stap": "sluit", "ronde": "1"})
    expected = 302 if who in (*BINDING, "anonymous") else 403
    assert response.status_code == expected
    is_closed = Conversation.objects.get().state == ConversationState.CLOSED
    assert is_closed is (who in BINDING)


def test_a_round_is_closed_and_the_next_begins_through_the_page(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", "BES-1")
    table.publish("wijk_coordinator", content={"text": "In de eerste ronde"})
    client = table.people.client("wijk_coordinator")
    for _click in range(2):
        assert "Ronde 1 is afgesloten." in said(client, ROUNDS, {"stap": "sluit", "ronde": "1"})
    for _click in range(2):
        assert "Ronde 2 is begonnen." in said(client, ROUNDS, {"stap": "open", "ronde": "1", "samen": "ja"})
    assert Process.objects.get(slug="korenbuurt").round == 2
    assert Conversation.objects.get(round=2).reveal_together
    table.conversation = Conversation.objects.get(round=2)
    table.share("team_coordinator", content={"text": "Van het team"})
    table.publish("wijk_coordinator", content={"text": "In de tweede ronde"})
    table.share("team_coordinator", "BES-1")
    table.publish("wijk_coordinator", "BES-1", {"points": {"A": 8, "B": 1, "C": 1}})
    page = text_of(Client().get(ROUNDS))
    assert "In de eerste ronde" in page
    assert "In de tweede ronde" in page
    assert "Van het team" not in page
    assert "triangle__trail voice voice--wijk" in page
    assert "Het accent bij Groen" in page  # the topic the party chose another accent for
    assert "csrfmiddlewaretoken" not in page


@pytest.mark.parametrize(
    "data", [{}, {"stap": "x"}, {"stap": "open", "ronde": "1" + "0" * 40}, {"stap": "sluit"}]
)
def test_nonsense_changes_no_round(table: TableOfCast, data: dict[str, str]) -> None:
    client = table.people.client("wijk_coordinator")
    assert client.post(ROUNDS, data).status_code == 302
    assert Conversation.objects.get().state == ConversationState.OPEN


@pytest.mark.parametrize("number", [1, 3])
def test_the_rounds_take_as_many_queries_for_any_number(
    table: TableOfCast, number: int, django_assert_num_queries
) -> None:
    for code in list(CONTENTS)[:number]:
        table.publish("wijk_coordinator", code)
    client = table.people.client("wijk_coordinator")
    client.get(ROUNDS)
    with django_assert_num_queries(12):
        client.get(ROUNDS)


def test_without_a_conversation_the_pages_say_what_comes(people: People) -> None:
    make_questions()
    client = people.client("wijk_coordinator")
    assert "Hier komen de rondes" in text_of(client.get(ROUNDS))
    assert "Hier komt het kompas" in text_of(client.get(COMPASS))
    assert "Er is nog geen verschil te zien." in text_of(client.get(PLATE + "?toon=verschil"))
    assert "nog geen gesprek" in said(client, ROUNDS, {"stap": "sluit", "ronde": "1"})


# --- compass and differences --------------------------------------------------------------------------------
def test_the_compass_shows_both_sides_and_where_each_point_comes_from(people: People) -> None:
    table = make_table(people)
    table.publish("wijk_coordinator", "DEN-4", {"scale": 2})
    table.publish("team_coordinator", "DEN-4", {"scale": 5})
    response = Client().get(COMPASS)
    (value,) = response.context["values"]
    assert (value.label, value.wijk, value.gemeente) == ("Inclusie", 2.0, 5.0)
    page = text_of(response)
    assert "gemiddeld 2,0, uit 1 cijfer" in page
    assert question_url("DEN-4") in page


def test_drafts_are_in_no_compass(table: TableOfCast) -> None:
    table.save("wijk_coordinator", "DEN-4")
    assert table.people.client("wijk_coordinator").get(COMPASS).context["compass"] is None
    table.share("wijk_coordinator", "DEN-4", based_on=1)
    assert table.people.client("team_member").get(COMPASS).context["compass"] is not None
    assert Client().get(COMPASS + "?vers").context["compass"] is None


def test_the_largest_difference_comes_first(table: TableOfCast) -> None:
    pairs = {"DEN-4": ({"scale": 2}, {"scale": 3}), "TER-5": ({"scale": 1}, {"scale": 5})}
    pairs["KIE-2"] = ({"choices": ["samen"]}, {"choices": ["samen"]})
    pairs["DEN-1"] = ({"text": "Ja"}, {"text": "Nee"})
    for code, (wijk, team) in pairs.items():
        table.publish("wijk_coordinator", code, wijk)
        table.publish("team_coordinator", code, team)
    found = Client().get(PLATE + "?toon=verschil").context["differences"]
    codes = [[row.question.code for row in rows] for rows in (found.measured, found.same, found.words)]
    assert codes == [["TER-5", "DEN-4"], ["KIE-2"], ["DEN-1"]]


def test_a_figure_each_side_gives_for_itself_has_no_joint_figure(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", "TER-5", {"scale": 1})
    table.publish("team_coordinator", "TER-5", {"scale": 5})
    page = text_of(Client().get(question_url("TER-5")))
    assert "1 van 5" in page
    assert "5 van 5" in page
    table.people.client("wijk_member").post(
        joint_url(table, "TER-5"), JOINT | {"text": "Dat scheelt", "scale": "3"}
    )
    assert JointAnswer.objects.get().current.content == {"text": "Dat scheelt"}


# --- from the mail ------------------------------------------------------------------------------------------
def test_a_newcomer_lands_at_the_first_open_question(table: TableOfCast) -> None:
    client = table.people.client("wijk_member")
    assert client.get("/mijn/begin/")["Location"] == question_url("DEN-1") + "#antwoord"
    table.save("wijk_coordinator", "DEN-1")
    client.post(answer_url(table, "DEN-4"), {"stap": "later"})
    assert client.get("/mijn/begin/")["Location"] == question_url("KIE-1") + "#antwoord"
    for who in ("stranger", "council_member", "anonymous"):
        assert table.people.client(who).get("/mijn/begin/")["Location"] == "/mijn/"


def test_two_clicks_from_the_link_in_the_mail_to_a_first_answer(table: TableOfCast) -> None:
    """The first click accepts, the second saves."""
    client = table.people.client("wijk_member")
    landed = client.get("/mijn/begin/", follow=True)
    assert landed.status_code == 200
    form = landed.context["first_form"]
    assert not landed.context["columns"][0][0].is_folded
    data = POSTED["DEN-1"] | {"stap": "bewaar", "based_on": form.initial["based_on"]}
    assert "Bewaard om" in said(client, answer_url(table), data)


def test_closing_a_round_ends_what_is_written(table: TableOfCast) -> None:
    answer = table.share("wijk_member")
    rounds.close_round(
        conversation=table.conversation, actor=table.people.actor("wijk_coordinator"), now=factories.NOW
    )
    page = text_of(table.people.client("wijk_member").get(answer_url(table)))
    assert "De school praat mee." in page
    assert "<textarea" not in page
    assert Answer.objects.get() == answer
