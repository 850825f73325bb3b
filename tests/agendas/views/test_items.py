# SPDX-License-Identifier: EUPL-1.2
"""Pages of the agenda, for everybody in the cast."""

import pytest
from django.test import Client
from django.urls import reverse

from agendas.models import AgendaItem
from processes.enums import AgreementState, ProcessState
from tests import factories

pytestmark = pytest.mark.django_db
READERS = ("anonymous", "stranger", "other_wijk_coordinator", "council_member", "clerk", "administrator")


@pytest.fixture
def agenda(people):
    return reverse("agenda", args=(people.process.slug,))


@pytest.fixture
def item(people):
    return factories.AgendaItemFactory(
        process=people.process, party=people.wijk, number=1, title="Veilig oversteken"
    )


def new(people, **changes):
    return {
        "title": "Een bankje",
        "text": "Bij de vijver.",
        "theme": "groen",
        "party": people.wijk.pk,
    } | changes


@pytest.mark.parametrize("who", READERS)
def test_everybody_reads_the_agenda_without_a_form(people, agenda, item, who):
    for page in (agenda, item.get_absolute_url()):
        response = people.client(who).get(page)
        assert response.status_code == 200
        assert "Veilig oversteken" in response.content.decode()
        assert "csrfmiddlewaretoken" not in response.content.decode()


def test_an_empty_agenda_says_what_comes_here(people, agenda):
    page = Client().get(agenda).content.decode()
    assert "Hier staat nog niets" in page
    main = page[page.index("<main") : page.index("</main>")]
    # A page is never a dead end.
    assert f'<a class="forward" href="{people.process.get_absolute_url()}">' in main
    own = people.client("wijk_member").get(agenda).content.decode()
    assert own.count('class="forward"') == 0  # who may write has the form, and needs no way out


def test_who_takes_part_brings_something_in(people, agenda):
    client = people.client("wijk_member")
    assert 'name="title"' in client.get(agenda).content.decode()
    response = client.post(agenda, new(people))
    item = AgendaItem.objects.get()
    assert (response.status_code, response["Location"]) == (302, item.get_absolute_url())
    assert (item.title, item.theme, item.party, item.number) == ("Een bankje", "groen", people.wijk, 1)
    client.post(agenda, new(people))
    assert AgendaItem.objects.count() == 1


def test_a_party_one_does_not_sit_in_is_refused(people, agenda):
    response = people.client("wijk_member").post(agenda, new(people, party=people.team.pk))
    assert response.status_code == 400
    assert not AgendaItem.objects.exists()


def test_a_forgotten_title_is_said_at_its_field_and_the_text_stays(people, agenda):
    response = people.client("wijk_member").post(agenda, new(people, title="  "))
    page = response.content.decode()
    assert response.status_code == 400
    assert "Schrijf in een paar woorden waar het over gaat." in page
    assert 'href="#id_title"' in page
    assert "Bij de vijver." in page
    assert "<title>Fout:" in page


@pytest.mark.parametrize(
    "bad",
    [
        {"title": "x" * 121},
        {"text": "x" * 2001},
        {"theme": "x" * 81},
        {"party": "1" * 30},
        {"party": "niemand"},
    ],
)
def test_bad_input_is_refused_with_a_page(people, agenda, bad):
    response = people.client("wijk_member").post(agenda, new(people, **bad))
    assert response.status_code == 400
    assert not AgendaItem.objects.exists()


@pytest.mark.parametrize("who", READERS[1:])
def test_who_only_reads_may_not_bring_something_in_or_change_it(people, agenda, item, who):
    client = people.client(who)
    assert client.post(agenda, new(people)).status_code == 403
    assert client.post(item.get_absolute_url(), {"doe": "stand", "state": "done"}).status_code == 403


def test_who_is_not_signed_in_is_asked_to(people, agenda, item):
    for page in (agenda, item.get_absolute_url()):
        response = Client().post(page, new(people))
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


def test_other_ways_of_asking_are_refused(people, agenda, item):
    for page in (agenda, item.get_absolute_url()):
        assert people.client("wijk_member").put(page).status_code == 405


def test_what_does_not_exist_is_not_found(people):
    for address in ("/gebieden/nergens/agenda/", f"/gebieden/{people.process.slug}/agenda/{10**30}/"):
        assert Client().get(address).status_code == 404


def send(people, item, who="team_member", **fields):
    return people.client(who).post(item.get_absolute_url(), fields)


def test_who_takes_part_says_how_things_stand(people, item):
    response = send(people, item, doe="stand", state="taken_up", based_on="proposed")
    assert response.status_code == 302
    assert "opgepakt" in Client().get(item.get_absolute_url()).content.decode()
    assert send(people, item, doe="stand", state="taken_up", based_on="proposed").status_code == 302


def test_dropping_without_a_reason_is_refused_at_the_field(people, item):
    response = send(people, item, doe="stand", state="dropped", based_on="proposed", reason=" ")
    page = response.content.decode()
    assert response.status_code == 400
    assert 'href="#stand_reason"' in page
    assert "Schrijf op waarom" in page


def test_whoever_is_second_is_told_what_happened(people, item):
    send(people, item, doe="stand", state="done", based_on="proposed")
    response = send(people, item, doe="stand", state="taken_up", based_on="proposed")
    assert response.status_code == 400
    assert "Iemand anders heeft dit net veranderd" in response.content.decode()


@pytest.mark.parametrize(
    "bad",
    [
        {},
        {"doe": "niets"},
        {"doe": "stand"},
        {"doe": "stand", "state": "onzin", "based_on": "proposed"},
        {"doe": "stand", "state": "done", "based_on": "\x00" * 9},
        {"doe": "koppel", "agreement": "9" * 40},
        {"doe": "koppel", "agreement": "abc"},
        {"doe": "los", "agreement": "1"},
    ],
)
def test_nothing_sent_to_an_item_breaks_it(people, item, bad):
    assert send(people, item, **bad).status_code == 400
    item.refresh_from_db()
    assert item.state == "proposed"


def test_an_agreement_is_linked_and_unlinked(people, item, django_capture_on_commit_callbacks):
    agreement = factories.AgreementFactory(process=people.process, title="Zebrapad")
    with django_capture_on_commit_callbacks(execute=True):
        assert send(people, item, doe="koppel", agreement=agreement.pk).status_code == 302
    page = Client().get(item.get_absolute_url()).content.decode()
    assert f'href="{agreement.get_absolute_url()}"' in page
    assert (
        f'href="{agreement.get_absolute_url()}"'
        in Client().get(reverse("agenda", args=(people.process.slug,))).content.decode()
    )
    with django_capture_on_commit_callbacks(execute=True):
        assert send(people, item, doe="los", agreement=agreement.pk).status_code == 302
    assert agreement.get_absolute_url() not in Client().get(item.get_absolute_url()).content.decode()


def test_a_second_click_on_link_or_unlink_is_no_mistake(people, item):
    agreement = factories.AgreementFactory(process=people.process, title="Zebrapad")
    for doe, left in (("koppel", 1), ("koppel", 1), ("los", 0), ("los", 0)):
        assert send(people, item, doe=doe, agreement=agreement.pk).status_code == 302
        assert item.agreements.count() == left


def test_unlinking_what_is_not_there_is_said_above_the_forms(people, item):
    page = send(people, item, doe="los", agreement="9" * 30).content.decode()
    assert "Misschien heeft iemand anders dit net veranderd." in page
    assert 'href="#los_agreement"' not in page


def test_a_draft_agreement_shows_at_the_table_only(people, item, agenda):
    draft = factories.AgreementFactory(process=people.process, title="Nog geheim", state=AgreementState.DRAFT)
    item.agreements.add(draft)
    for page in (agenda, item.get_absolute_url()):
        assert "Nog geheim" in people.client("team_member").get(page).content.decode()
        for who in READERS:
            assert "Nog geheim" not in people.client(who).get(page).content.decode()


def test_a_finished_process_is_read_only(people, item, agenda):
    people.process.state = ProcessState.FINISHED
    people.process.save()
    client = people.client("wijk_coordinator")
    assert 'name="title"' not in client.get(agenda).content.decode()
    assert client.post(agenda, new(people)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_for_one_and_three_items(people, agenda, django_assert_num_queries, count):
    for item in factories.AgendaItemFactory.create_batch(count, process=people.process, party=people.wijk):
        item.agreements.add(factories.AgreementFactory(process=people.process))
    client, page = people.client("wijk_member"), item.get_absolute_url()
    client.get(agenda)
    # User, seats; process, areas; parties, items, agreements, themes. The session is in the cache.
    with django_assert_num_queries(8):
        client.get(agenda)
    with django_assert_num_queries(7):
        client.get(page)


def test_a_text_typed_before_the_session_ended_comes_back(people, agenda):
    from gm_portal.core import typed

    client = Client()
    fields = new(people, _wie=typed.author_mark(people.wijk_member.pk), title="Nog niet verstuurd")
    client.post(agenda, fields)
    client.force_login(people.wijk_member)
    page = client.get(agenda).content.decode()
    assert "Nog niet verstuurd" in page
    assert "Uw tekst is bewaard" in page


def test_a_label_that_asks_has_no_second_mark_in_the_summary(people, agenda):
    page = people.client("wijk_member").post(agenda, new(people, title="", theme="x" * 200)).content.decode()
    assert ">Waar gaat het over? Schrijf in een paar woorden waar het over gaat.</a>" in page
    assert ">Thema: Maak dit korter" in page
