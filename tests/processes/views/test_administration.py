# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/gebieden/`: administrators begin areas and put parties at the table."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gm_portal.core import pages
from processes.models import Area, Conversation, Party, Process
from tests import factories
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
OTHERS = tuple(name for name in EVERYBODY if name not in {"administrator", "anonymous"})
PAGES = (
    "/beheer/gebieden/",
    "/beheer/gebied-toevoegen/",
    "/beheer/gebieden/korenbuurt/",
    "/beheer/gebieden/korenbuurt/partij-toevoegen/",
)


@pytest.fixture
def admin(people: People) -> Client:
    return people.client("administrator")


def new_process(**changed: object) -> dict[str, object]:
    return {"title": "Vinkhuizen", "intro": "Wij beginnen.", "areas": [factories.AreaFactory().pk]} | changed


@pytest.mark.parametrize("address", PAGES)
def test_only_administrators_get_in(people: People, address: str) -> None:
    for name in OTHERS:
        client = people.client(name)
        assert client.get(address).status_code == 404
        assert client.post(address, new_process()).status_code in {404, 405}
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    assert people.client("administrator").get(address).status_code == 200
    assert people.client("administrator").delete(address).status_code == 405


def test_the_list_names_who_is_missing(admin: Client, people: People) -> None:
    page = admin.get("/beheer/gebieden/").content.decode()
    assert "3 mensen" in page
    assert page.count("Er is nog één persoon.") == 1


@pytest.mark.parametrize("extra", [1, 3])
def test_the_list_costs_the_same_however_many_processes(
    admin: Client, extra: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.PartyFactory.create_batch(extra)
    admin.get("/beheer/gebieden/")
    with django_assert_num_queries(5):
        admin.get("/beheer/gebieden/")


# --- a process ----------------------------------------------------------------------------------
def test_an_area_begins_with_an_open_round_on_the_newest_praatplaat(admin: Client) -> None:
    old, new = factories.PraatplaatFactory(), factories.PraatplaatFactory()
    factories.publish(old)
    factories.publish(new)
    factories.PraatplaatFactory()
    response = admin.post("/beheer/gebied-toevoegen/", new_process())
    assert response["Location"] == "/beheer/gebieden/vinkhuizen/partij-toevoegen/"
    process = Process.objects.get(slug="vinkhuizen")
    assert (process.title, process.intro, process.step) == ("Vinkhuizen", "Wij beginnen.", 1)
    conversation = Conversation.objects.get(process=process)
    assert (conversation.praatplaat, conversation.round, conversation.state) == (new, 1, "open")


def test_without_a_praatplaat_the_round_comes_later(admin: Client) -> None:
    admin.post("/beheer/gebied-toevoegen/", new_process())
    assert not Conversation.objects.filter(process__slug="vinkhuizen").exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "Vul een titel in."),
        ({"title": "x" * 121}, "hoogstens 120 tekens"),
        ({"title": "!!!"}, "Gebruik letters in de titel"),
        ({"title": "Korenbuurt"}, "Er is al een gebied met deze titel."),
        ({"areas": []}, "Kies minstens één wijk of dorp."),
        ({"areas": ["0", "1" * 30]}, "Kies een wijk of dorp uit de lijst."),
        ({"areas": ["abc"]}, "Kies een wijk of dorp uit de lijst."),
        ({"intro": "x" * 601}, "hoogstens 600 tekens"),
        ({"title": "\x00"}, "Vul een titel in."),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    admin: Client, changed: dict[str, object], said: str
) -> None:
    before = Process.objects.count()
    response = admin.post("/beheer/gebied-toevoegen/", new_process(**changed))
    assert response.status_code == 400
    assert said in response.content.decode()
    assert Process.objects.count() == before


def edit(client: Client, **changed: object) -> dict[str, object]:
    """What the edit page of the Korenbuurt would send back, changed a little."""
    form = client.get("/beheer/gebieden/korenbuurt/").context["form"]
    return {name: form[name].value() for name in ("title", "intro", "areas", "seen")} | changed


def test_a_process_changes_and_its_address_stays(admin: Client, people: People) -> None:
    area = factories.AreaFactory()
    was = pages.generation()
    said = edit(admin, title="Korenbuurt en Zee", intro="Eén\r\nTwee", areas=[area.pk])
    assert admin.post("/beheer/gebieden/korenbuurt/", said).status_code == 302
    people.process.refresh_from_db()
    assert (people.process.title, people.process.slug) == ("Korenbuurt en Zee", "korenbuurt")
    assert people.process.intro == "Eén\nTwee"
    assert list(people.process.areas.all()) == [area]
    assert was is not None


def test_the_same_again_changes_nothing(admin: Client) -> None:
    said = edit(admin, intro="Nieuw")
    assert admin.post("/beheer/gebieden/korenbuurt/", said).status_code == 302
    assert admin.post("/beheer/gebieden/korenbuurt/", said).status_code == 302  # the same click, late


def test_somebody_elses_change_is_not_written_over(admin: Client, people: People) -> None:
    said = edit(admin, title="Mijn titel")
    Process.objects.filter(pk=people.process.pk).update(intro="Van een ander")
    response = admin.post("/beheer/gebieden/korenbuurt/", said)
    assert response.status_code == 400
    assert "Iemand anders heeft dit net veranderd." in response.content.decode()
    assert 'value="Mijn titel"' in response.content.decode()
    people.process.refresh_from_db()
    assert (people.process.title, people.process.intro) == ("Korenbuurt", "Van een ander")


def test_an_unknown_process_is_404(admin: Client) -> None:
    assert admin.get("/beheer/gebieden/bestaat-niet/").status_code == 404
    assert admin.post("/beheer/gebieden/bestaat-niet/partij-toevoegen/").status_code == 404


# --- a party ------------------------------------------------------------------------------------
PARTY = {"kind": "resident_organisation", "name": "Winkeliers", "short_name": ""}


def test_a_party_comes_to_the_table_and_its_page_follows(admin: Client, people: People) -> None:
    address = "/beheer/gebieden/korenbuurt/partij-toevoegen/"
    for _again in range(2):
        response = admin.post(address, PARTY)
    party = Party.objects.get(name="Winkeliers")
    assert response["Location"] == f"/gebieden/korenbuurt/partijen/{party.pk}/"
    page = admin.get(response["Location"]).content.decode()
    assert "Er is nu niemand. Beheer kan iemand uitnodigen." in page
    assert "Nodig iemand uit" in page


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "koninkrijk"}, "Kies een soort uit de lijst."),
        ({"kind": ""}, "Kies een soort."),
        ({"name": ""}, "Vul een naam in."),
        ({"name": "x" * 161}, "hoogstens 160 tekens"),
        ({"short_name": "x" * 61}, "hoogstens 60 tekens"),
        ({"kind": "area_team"}, "Dit gebied heeft al een gebiedsteam."),
        ({"kind": "residents", "name": "Bewoners Korenbuurt"}, "Er is al een partij met deze naam."),
    ],
)
def test_a_party_that_does_not_fit_gets_a_sentence(admin: Client, changed: dict[str, str], said: str) -> None:
    response = admin.post("/beheer/gebieden/korenbuurt/partij-toevoegen/", PARTY | changed)
    assert response.status_code == 400
    assert said in response.content.decode()


def test_the_form_offers_areas_without_reading_their_borders(
    admin: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.AreaFactory.create_batch(3)
    admin.get("/beheer/gebieden/korenbuurt/")
    with django_assert_num_queries(7) as captured:
        page = admin.get("/beheer/gebieden/korenbuurt/").content.decode()
    assert not [query for query in captured.captured_queries if "geometry" in query["sql"]]
    assert page.count('name="areas"') == Area.objects.count()
