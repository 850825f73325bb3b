# SPDX-License-Identifier: EUPL-1.2
"""What residents meet: one page without account or cookie, nothing typed lost, and a full hall let in at once."""

import datetime as dt
import http.client
import os
import queue
import threading
import urllib.parse
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gm_portal.core import clock
from gm_portal.local.bench.serving import Server
from processes.actions import contributions as actions
from processes.enums import ConversationState
from processes.forms.contributions import new_mark
from processes.models import Contribution, ContributionPart
from processes.queries import typed_papers
from processes.rules import contributions as rules
from tests import factories
from tests.factories.residents import Residents, make_residents, posted
from tests.factories.table import CONTENTS, POSTED, make_table
from tests.people import make_people

pytestmark = pytest.mark.django_db


@pytest.fixture
def residents(people: Any) -> Residents:
    return make_residents(make_table(people))


@pytest.fixture
def phone() -> Client:
    """A browser without an account that refuses nothing and enforces CSRF, as a real one meets it."""
    return Client(enforce_csrf_checks=True)


def send(residents: Residents, phone: Client, *codes: str, **more: Any) -> Any:
    fields = posted(*(codes or ("DEN-1",)), formulier=residents.mark()) | more
    return phone.post(residents.url, fields)


def text_of(response: Any) -> str:
    return response.content.decode()


# --- the way through ------------------------------------------------------------------------------------
def test_all_types_of_answers_arrive_without_account_cookie_or_javascript(
    residents: Residents, phone: Client
) -> None:
    page = phone.get(residents.url)
    assert page.status_code == 200
    assert page["X-Robots-Tag"] == "noindex"
    response = send(residents, phone, *CONTENTS)
    assert response.status_code == 302
    assert typed_papers.contents_of(Contribution.objects.get()) == CONTENTS
    thanks = phone.get(response["Location"])
    assert "Dank u wel" in text_of(thanks)
    assert phone.cookies == {}


def test_every_field_may_stay_empty_but_not_all(residents: Residents, phone: Client) -> None:
    assert send(residents, phone, "DEN-4").status_code == 302
    response = phone.post(residents.url, {"formulier": residents.mark()})
    assert response.status_code == 400
    assert "Vul ten minste één antwoord in" in text_of(response)


def test_every_open_field_warns_about_names(residents: Residents, phone: Client) -> None:
    page = text_of(phone.get(residents.url))
    assert page.count("Schrijf geen namen van mensen op.") == page.count("<textarea")
    assert page.count("<textarea") == 5


def test_a_double_click_or_the_back_button_counts_once(residents: Residents, phone: Client) -> None:
    mark = residents.mark()
    for _each in range(3):
        assert send(residents, phone, formulier=mark).status_code == 302
    assert Contribution.objects.count() == 1


def test_emoji_right_to_left_and_markup_are_text(residents: Residents, phone: Client) -> None:
    words = "🎉 \u202eعربي <script>alert(1)</script> & \"'"
    assert send(residents, phone, **{"DEN-1.text": words}).status_code == 302
    page = text_of(residents.table.people.client("wijk_member").get(residents.page("DEN-1/")))
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


# --- what is refused keeps what was typed ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (
            {"DEN-1.text": "Mail a@voorbeeld.nl maar"},
            "Haal het e-mailadres weg uit deze zin: “Mail a@voorbeeld.nl maar”",
        ),
        ({"DEN-1.text": "Bel 06 12345678"}, "Haal het telefoonnummer weg uit deze zin: “Bel 06 12345678”"),
        ({"DEN-1.text": "x" * 5001}, "Maak de tekst korter"),
        ({"KIE-2.choices": "nergens"}, "Deze keuze staat er niet bij"),
        ({"DEN-4.scale": "9" * 40}, "Deze keuze staat er niet bij"),
        ({"BES-1.points__A": "9", "BES-1.points__B": "9"}, "tien"),
        ({"website": "http://reclame"}, "Laat dit veld leeg"),
    ],
)
def test_bad_input_gets_a_sentence_and_stays(
    residents: Residents, phone: Client, fields: dict[str, str], sentence: str
) -> None:
    response = send(residents, phone, "DOE-1", **fields)
    page = text_of(response)
    assert response.status_code == 400
    assert sentence in page
    assert "Wij snoeien." in page
    assert "<title>Fout:" in page
    assert Contribution.objects.count() == 0


def test_a_name_is_pointed_out_once_and_may_then_be_sent(residents: Residents, phone: Client) -> None:
    fields = {"DEN-1.text": "Mevrouw Jansen helpt iedereen."}
    first = send(residents, phone, **fields)
    page = text_of(first)
    assert first.status_code == 400
    assert "Mevrouw Jansen" in page
    assert "Verstuur toch" in page
    assert Contribution.objects.count() == 0
    hidden = {name: page.split(f'name="{name}" value="')[1].split('"')[0] for name in ("formulier", "gezien")}
    other = phone.post(residents.url, {"DEN-1.text": "Jan de Vries ook."} | hidden)
    assert other.status_code == 400
    assert phone.post(residents.url, fields | hidden).status_code == 302


@pytest.mark.parametrize("mark", ["", "onzin", "a:b:c"])
def test_a_form_that_is_not_ours_is_shown_again_with_what_was_typed(
    residents: Residents, phone: Client, mark: str
) -> None:
    response = send(residents, phone, formulier=mark)
    assert response.status_code == 400
    assert "De school praat mee." in text_of(response)
    fresh = text_of(response).split('name="formulier" value="')[1].split('"')[0]
    assert send(residents, phone, formulier=fresh).status_code == 302


def test_the_mark_of_another_link_does_not_count(residents: Residents, phone: Client) -> None:
    other = make_residents(residents.table)
    assert send(residents, phone, formulier=other.mark()).status_code == 400


def test_a_form_that_stood_open_for_days_keeps_its_key(residents: Residents, phone: Client) -> None:
    old = new_mark(residents.link.pk, clock.now() - dt.timedelta(days=3))
    response = send(residents, phone, formulier=old.signed())
    assert response.status_code == 400
    assert "stond lang open" in text_of(response)
    fresh = text_of(response).split('name="formulier" value="')[1].split('"')[0]
    assert send(residents, phone, formulier=fresh).status_code == 302
    assert Contribution.objects.get().key == old.key


# --- links that are not open ----------------------------------------------------------------------------
def test_an_unknown_link_says_what_to_do(phone: Client) -> None:
    for method in (phone.get, phone.post):
        response = method("/inbreng/bestaatniet23/")
        assert response.status_code == 404
        assert "Zoek uw wijk of dorp" in text_of(response)


@pytest.mark.parametrize("how", ["closed", "expired", "round"])
def test_a_closed_link_gives_the_typed_text_back(residents: Residents, phone: Client, how: str) -> None:
    mark = residents.mark()
    if how == "closed":
        actor = residents.table.people.actor("wijk_coordinator")
        actions.close_link(link=residents.link, actor=actor, now=clock.now())
    elif how == "expired":
        residents.link.closes_at = factories.NOW - dt.timedelta(days=1)
        residents.link.save()
    else:
        residents.table.conversation.state = ConversationState.CLOSED
        residents.table.conversation.closed_at = factories.NOW
        residents.table.conversation.save()
    assert phone.get(residents.url).status_code == 410
    response = send_closed(residents, phone, mark)
    assert response.status_code == 410
    assert "De school praat mee." in text_of(response)
    assert Contribution.objects.count() == 0


def test_a_closed_link_gives_short_words_back_too(residents: Residents, phone: Client) -> None:
    fields = posted("DEN-1", formulier=residents.mark()) | {"DEN-1.text": "Meer groen"}
    actions.close_link(
        link=residents.link, actor=residents.table.people.actor("wijk_coordinator"), now=clock.now()
    )
    assert "Meer groen" in text_of(phone.post(residents.url, fields))


# Per question what stands in a form, and the words in which all of it comes back.
GIVEN_BACK = {
    "DEN-4": ({"scale": "4"}, ("4 van 5",)),
    "KIE-1": (
        {"choices": ["jeugd", "groen"], "text": "Ook het plein."},
        ("Groen", "Jeugd", "Ook het plein."),
    ),
    "KIE-2": ({"choices": "samen"}, ("Samen",)),
    "BES-1": (POSTED["BES-1"], ("Per onderwerp", "Groen", "10")),
    "BES-2": ({"levels__groen": "N3"}, ("Groen", "N3")),
    "DOE-1": (POSTED["DOE-1"], ("Dit doet de wijk of het dorp", "Wij snoeien.", "De gemeente maait.")),
}
# What the rules would have refused: it was typed all the same.
REFUSED = {
    "BES-1": ({"points__A": "9", "points__B": "zeven"}, ("zeven", ">9<")),
    "KIE-1": ({"choices": ["jeugd", "groen", "verkeer"]}, ("Jeugd", "Groen", "Verkeer")),
    "KIE-2": ({"choices": "nergens"}, ("nergens",)),
    "DEN-4": ({"scale": "elf"}, ("elf",)),
}


@pytest.mark.parametrize("state", ["closed", "early"])
@pytest.mark.parametrize("typed", [GIVEN_BACK, REFUSED], ids=["good", "refused"])
def test_a_link_that_is_not_open_gives_choices_figures_and_points_back(
    residents: Residents, phone: Client, state: str, typed: dict[str, Any]
) -> None:
    fields = {
        f"{code}.{name}": value for code, (values, _) in typed.items() for name, value in values.items()
    }
    mark, day = residents.mark(), residents.link.closes_at + dt.timedelta(days=1)
    with time_machine.travel(day if state == "closed" else residents.link.opens_at - dt.timedelta(days=7)):
        response = phone.post(residents.url, fields | {"formulier": mark})
    page = text_of(response)
    assert response.status_code == {"closed": 410, "early": 403}[state]
    assert "Uw antwoorden zijn niet verstuurd" in page
    for code, (_values, words) in typed.items():
        assert f"Vraag {code}?" in page
        assert [word for word in words if word not in page] == []
    assert Contribution.objects.count() == 0


def send_closed(residents: Residents, phone: Client, mark: str) -> Any:
    return phone.post(residents.url, posted("DEN-1", formulier=mark))


def test_a_link_of_next_week_says_when(residents: Residents, phone: Client) -> None:
    with time_machine.travel(residents.link.opens_at - dt.timedelta(days=7)):
        assert "Meedoen kan vanaf" in text_of(phone.get(residents.url))
        assert send_closed(residents, phone, "").status_code == 403


# --- floods and full halls ------------------------------------------------------------------------------
def test_too_much_in_a_minute_is_told_and_keeps_the_text(
    residents: Residents, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PER_MINUTE", 2)
    statuses = [send(residents, phone).status_code for _each in range(3)]
    assert statuses == [302, 302, 429]
    response = send(residents, phone)
    assert response["Retry-After"] == "60"
    assert "Wacht een minuut" in text_of(response)
    assert "De school praat mee." in text_of(response)
    cache.clear()
    assert send(residents, phone).status_code == 302


def test_a_limit_counts_for_one_link_only(
    residents: Residents, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "PER_MINUTE", 1)
    other = make_residents(residents.table)
    assert send(residents, phone).status_code == 302
    assert send(residents, phone).status_code == 429
    assert send(other, phone).status_code == 302


def test_when_very_busy_a_form_that_comes_back_at_once_is_asked_to_wait(
    residents: Residents, phone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "BUSY_FROM", 0)
    response = send(residents, phone)
    assert response.status_code == 400
    assert "Wacht een paar tellen" in text_of(response)
    slow = new_mark(residents.link.pk, clock.now() - dt.timedelta(seconds=10))
    assert send(residents, phone, formulier=slow.signed()).status_code == 302


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_hall_of_200_phones_on_one_address_is_let_in_at_the_same_moment() -> None:
    """Against gunicorn as `make run` starts it: it lets a hall wait its turn, which the test server does not."""
    residents = make_residents(make_table(make_people()))
    database = urllib.parse.urlsplit(os.environ["DATABASE_URL"])
    environment = {"DATABASE_URL": database._replace(path=connection.settings_dict["NAME"]).geturl()}
    marks = [new_mark(residents.link.pk, clock.now()).signed() for _each in range(200)]
    start, answers = threading.Barrier(200), queue.SimpleQueue[int]()

    def take_part(port: int, mark: str) -> None:
        body = urllib.parse.urlencode(posted("DEN-1", "DEN-4", formulier=mark))
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        start.wait()
        line.request("POST", residents.url, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answers.put(line.getresponse().status)
        line.close()

    with Server(environment) as server:
        hall = [threading.Thread(target=take_part, args=(server.port, mark)) for mark in marks]
        for phone in hall:
            phone.start()
        for phone in hall:
            phone.join()
    assert [answers.get_nowait() for _each in range(answers.qsize())] == [302] * 200
    assert Contribution.objects.count() == 200
    assert ContributionPart.objects.count() == 400


# --- cost -----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("earlier", [1, 30])
def test_the_number_of_queries_is_constant(
    residents: Residents, phone: Client, earlier: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(earlier):
        residents.say({"DEN-1": {"text": "Ja."}})
    with django_assert_num_queries(2):
        phone.get(residents.url)
    fields = posted("DEN-1", "DEN-4", formulier=residents.mark())
    with django_assert_num_queries(9):
        phone.post(residents.url, fields)
