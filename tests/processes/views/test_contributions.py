# SPDX-License-Identifier: EUPL-1.2
"""The pages of a party about its residents: who gets in, what they do, and what others may know."""

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from gm_portal.core import clock
from processes.models import Answer, Contribution, ContributionLink
from tests import factories
from tests.factories.residents import Residents, make_residents, posted
from tests.factories.table import CONTENTS, make_table

pytestmark = pytest.mark.django_db
WIJK = ("wijk_coordinator", "wijk_member", "wijk_deputy")
NOT_WIJK = ("team_coordinator", "stranger", "council_member", "administrator", "other_wijk_coordinator")


@pytest.fixture
def residents(people: Any) -> Residents:
    return make_residents(make_table(people))


def text_of(response: Any) -> str:
    return response.content.decode()


def new_url(residents: Residents) -> str:
    party = residents.table.people.wijk
    return f"/gebieden/{residents.table.people.process.slug}/inbreng/partij/{party.pk}/vragen/"


def list_url(residents: Residents) -> str:
    return new_url(residents).removesuffix("vragen/")


def question_page(residents: Residents, code: str = "DEN-1") -> str:
    return f"/gebieden/{residents.table.people.process.slug}/praatplaat/{code}/"


def choice(**more: Any) -> dict[str, Any]:
    today = clock.local_date(clock.now())
    return {
        "title": "Wat vindt u?",
        "intro": "Vertel het ons.",
        "codes": ["DEN-1", "DEN-4"],
        "first": today.isoformat(),
        "last": today.replace(year=today.year + 1).isoformat(),
    } | more


# --- asking ---------------------------------------------------------------------------------------------
def test_who_binds_the_party_opens_a_link_once(residents: Residents) -> None:
    client = residents.table.people.client("wijk_deputy")
    fields = choice(title="Een nieuwe vraag")
    first, again = client.post(new_url(residents), fields), client.post(new_url(residents), fields)
    assert first.status_code == again.status_code == 302
    link = ContributionLink.objects.get(title="Een nieuwe vraag")
    page = text_of(client.get(first["Location"]))
    assert link.get_absolute_url() in page
    assert 'class="qr"' in page
    assert link.sheet_code in page


@pytest.mark.parametrize(("more", "chosen"), [({}, False), ({"per_topic": "on"}, True)])
def test_a_party_chooses_points_per_topic(residents: Residents, more: dict[str, str], chosen: bool) -> None:
    fields = choice(title="Met of zonder onderwerpen", codes=["BES-1"]) | more
    residents.table.people.client("wijk_coordinator").post(new_url(residents), fields)
    assert ContributionLink.objects.get(title="Met of zonder onderwerpen").per_topic is chosen


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"title": ""}, "Vul een titel in"),
        ({"title": "x" * 121}, "hoogstens 120 tekens"),
        ({"codes": []}, "Kies ten minste één vraag"),
        ({"codes": ["XXX"]}, "Deze vraag staat er niet bij"),
        ({"first": "gisteren"}, "Kies de eerste dag"),
        ({"last": "2020-01-01"}, "Kies een laatste dag"),
        ({"last": "9999-12-31"}, "binnen een jaar"),
    ],
)
def test_a_wrong_choice_gets_a_sentence(residents: Residents, fields: dict[str, Any], sentence: str) -> None:
    response = residents.table.people.client("wijk_coordinator").post(new_url(residents), choice(**fields))
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert "Vertel het ons." in text_of(response)


@pytest.mark.parametrize("who", ["wijk_member", *NOT_WIJK])
def test_others_may_not_ask(residents: Residents, who: str) -> None:
    assert residents.table.people.client(who).post(new_url(residents), choice()).status_code == 403


def test_the_anonymous_are_asked_to_sign_in(residents: Residents) -> None:
    for address in (new_url(residents), list_url(residents), residents.page(), residents.page("papier/")):
        response = Client().get(address)
        assert response.status_code == 302
        assert "/accounts/login/" in response["Location"]


def test_closing_stops_it_and_twice_is_once(residents: Residents) -> None:
    client = residents.table.people.client("wijk_coordinator")
    assert residents.table.people.client("wijk_member").post(residents.page("sluiten/")).status_code == 403
    for _each in range(2):
        assert client.post(residents.page("sluiten/")).status_code == 302
    assert client.get(residents.page("sluiten/")).status_code == 405
    assert Client().get(residents.url).status_code == 410
    assert "Deze link is gesloten" in text_of(client.get(residents.page()))


# --- reading --------------------------------------------------------------------------------------------
def test_members_read_totals_and_texts_newest_first(residents: Residents) -> None:
    residents.say({"DEN-1": {"text": "Eerste stem."}, "KIE-2": {"choices": ["samen"]}})
    residents.check(residents.type_in(contents={"DEN-1": {"text": "Tweede stem."}}))
    client = residents.table.people.client("wijk_member")
    page = text_of(client.get(residents.page("DEN-1/")))
    assert "Eerste stem." in page
    assert "op papier" in page
    totals = text_of(client.get(residents.page("KIE-2/")))
    assert "Alles bij elkaar" in totals
    assert "Samen" in totals


@pytest.mark.parametrize("who", NOT_WIJK)
def test_nobody_else_reads_what_residents_said(residents: Residents, who: str) -> None:
    residents.say({"DEN-1": {"text": "Alleen voor de bewonersorganisatie."}})
    client = residents.table.people.client(who)
    for rest in ("", "DEN-1/", "papier/", "vragen.pdf"):
        assert client.get(residents.page(rest)).status_code == 404
    for address in (question_page(residents), f"/gebieden/{residents.table.people.process.slug}/praatplaat/"):
        assert "Alleen voor de bewonersorganisatie." not in text_of(client.get(address))
    # It could leak: its own members do read it.
    own = residents.table.people.client("wijk_member").get(residents.page("DEN-1/"))
    assert "Alleen voor de bewonersorganisatie." in text_of(own)


def test_the_number_is_public_from_ten_on(
    residents: Residents, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    for _each in range(9):
        residents.say({"DEN-1": {"text": "Ja."}})
    assert "zeiden hier iets over" not in text_of(Client().get(question_page(residents)))
    with django_capture_on_commit_callbacks(execute=True):  # the kept page goes away with the tenth
        residents.say({"DEN-1": {"text": "Ja."}})
    assert "10 inwoners zeiden hier iets over" in text_of(Client().get(question_page(residents)))


def test_long_lists_come_in_pages(residents: Residents) -> None:
    for number in range(25):
        residents.say({"DEN-1": {"text": f"Stem nummer {number}."}})
    client = residents.table.people.client("wijk_member")
    first = text_of(client.get(residents.page("DEN-1/")))
    second = text_of(client.get(residents.page("DEN-1/?page=2")))
    assert first.count("Stem nummer") == 20
    assert second.count("Stem nummer") == 5
    assert client.get(residents.page("DEN-1/?page=onzin")).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
def test_the_number_of_queries_is_constant(
    residents: Residents, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _each in range(count - 1):
        make_residents(residents.table)
    for _each in range(count):
        residents.say()
        residents.type_in()
    client = residents.table.people.client("wijk_deputy")
    client.get("/gebieden/")
    for address, queries in (
        (list_url(residents), 5),
        (residents.page(), 7),
        (residents.page("KIE-1/"), 9),
        (residents.page("papier/"), 6),
    ):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


# --- summing up -----------------------------------------------------------------------------------------
def test_a_summary_becomes_a_draft_that_says_on_how_many_it_rests(residents: Residents) -> None:
    for _each in range(12):
        residents.say({"DEN-1": {"text": "De school."}})
    client = residents.table.people.client("wijk_coordinator")
    response = client.post(
        residents.page("DEN-1/"), {"text": "Twaalf mensen noemen de school.", "based_on": "0"}
    )
    assert response["Location"] == question_page(residents) + "#antwoord"
    answer = Answer.objects.get()
    assert answer.shared is None
    actions_page = f"{question_page(residents)}antwoord/{residents.table.people.wijk.pk}/"
    client.post(actions_page, {"text": "Twaalf mensen noemen de school.", "based_on": "1", "stap": "deel"})
    client.post(actions_page, {"stap": "publiceer", "nummer": "1"})
    public = text_of(Client().get(question_page(residents)))
    assert "Op basis van inbreng van 12 inwoners." in public


def test_two_who_sum_up_at_once_both_texts_are_shown(residents: Residents) -> None:
    residents.say({"DEN-1": {"text": "Ja."}})
    first, second = (residents.table.people.client(who) for who in ("wijk_member", "wijk_deputy"))
    first.post(residents.page("DEN-1/"), {"text": "De tekst van de een.", "based_on": "0"})
    response = second.post(residents.page("DEN-1/"), {"text": "De tekst van de ander.", "based_on": "0"})
    assert response.status_code == 400
    assert "De tekst van de een." in text_of(response)
    assert "De tekst van de ander." in text_of(response)


# --- paper ----------------------------------------------------------------------------------------------
def paper_fields(residents: Residents, **more: Any) -> dict[str, Any]:
    sheet = {"sheet_code": residents.link.sheet_code.lower(), "version": residents.opened.version}
    return posted(*CONTENTS) | sheet | more


def test_paper_is_typed_in_by_one_and_checked_by_another(residents: Residents) -> None:
    people = residents.table.people
    assert (
        people.client("wijk_member").post(residents.page("papier/"), paper_fields(residents)).status_code
        == 302
    )
    typed = Contribution.objects.get()
    assert typed.on_paper
    address = residents.page(f"papier/{typed.pk}/")
    own = people.client("wijk_member").post(address, posted(*CONTENTS))
    assert own.status_code == 400
    assert "Laat iemand anders" in text_of(own)
    other = people.client("wijk_deputy")
    assert "De school praat mee." in text_of(other.get(address))
    assert other.post(address, posted(*CONTENTS, stap="goedkeuren")).status_code == 302
    typed.refresh_from_db()
    assert typed.checked_by == people.wijk_deputy
    assert other.get(address).status_code == 404


def test_a_wrong_paper_is_taken_away(residents: Residents) -> None:
    typed = residents.type_in()
    other = residents.table.people.client("wijk_deputy")
    assert other.post(residents.page(f"papier/{typed.pk}/"), {"stap": "afkeuren"}).status_code == 302
    assert Contribution.objects.count() == 0


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"version": "99"}, "Dit papier is van versie 99"),
        ({"version": "9" * 30}, "Vul het nummer van de versie in"),
        ({"version": ""}, "Vul het nummer van de versie in"),
        ({"sheet_code": "ZZZZZZ"}, "Deze bladcode hoort niet bij deze vraag"),
        ({"sheet_code": ""}, "Vul de bladcode in"),
        ({"sleutel": "onzin"}, "ongeldig"),
    ],
)
def test_a_sheet_that_does_not_fit_keeps_what_was_typed(
    residents: Residents, more: dict[str, str], sentence: str
) -> None:
    client = residents.table.people.client("wijk_member")
    response = client.post(residents.page("papier/"), paper_fields(residents, **more))
    if sentence != "ongeldig":
        assert sentence in text_of(response)
    assert response.status_code == 400
    assert "De school praat mee." in text_of(response)


def test_who_is_alone_reads_how_to_invite_somebody(residents: Residents) -> None:
    people = residents.table.people
    assert "Er is een tweede persoon nodig" not in text_of(
        people.client("wijk_member").get(residents.page("papier/"))
    )
    people.wijk.memberships.exclude(user=people.wijk_coordinator).delete()
    page = text_of(people.client("wijk_coordinator").get(residents.page("papier/")))
    assert "Er is een tweede persoon nodig" in page
    assert f"/partijen/{people.wijk.pk}/uitnodigen/" in page


@pytest.mark.parametrize("who", NOT_WIJK)
def test_others_neither_type_nor_check(residents: Residents, who: str) -> None:
    typed = residents.type_in()
    client = residents.table.people.client(who)
    assert client.post(residents.page("papier/"), paper_fields(residents)).status_code == 404
    assert client.post(residents.page(f"papier/{typed.pk}/"), posted("DEN-1")).status_code == 404


def test_a_closed_round_can_be_read_but_not_typed_into(residents: Residents) -> None:
    residents.say()
    residents.table.conversation.state = "closed"
    residents.table.conversation.closed_at = factories.NOW
    residents.table.conversation.save()
    client = residents.table.people.client("wijk_member")
    assert client.get(residents.page("DEN-1/")).status_code == 200
    assert client.post(residents.page("DEN-1/"), {"text": "x", "based_on": "0"}).status_code == 403
    assert client.post(residents.page("papier/"), paper_fields(residents)).status_code == 403
