# SPDX-License-Identifier: EUPL-1.2
"""Pages of areas, for everybody in the cast."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gm_portal.core import pages
from gm_portal.core.actors import SYSTEM
from processes.actions.loading import load_documented
from processes.actions.postponements import confirm_postponement, propose_postponement
from processes.enums import ProcessState, Step
from processes.models import StoryEvent
from tests import factories
from tests.people import EVERYBODY

pytestmark = pytest.mark.django_db
BINDS = ("wijk_coordinator", "wijk_deputy", "team_coordinator")
LIST = "/gebieden/"


def text_of(response) -> str:
    return response.content.decode()


@pytest.fixture
def page(people):
    return reverse("process", args=(people.process.slug,))


@pytest.fixture
def step(people):
    return reverse("process-step", args=(people.process.slug,))


@pytest.fixture
def groningen(db):
    load_documented(actor=SYSTEM, now=factories.NOW)
    pages.refresh()


def fill(process):
    """One of each thing the page of a process shows."""
    factories.AgreementFactory(process=process, number=process.agreements.count() + 1, title="Samen planten")
    factories.LessonFactory(process=process, number=process.lessons.count() + 1)
    factories.EvaluationFactory(process=process, planned_on=f"2027-01-{10 + process.evaluations.count()}")
    process.areas.add(factories.AreaFactory())
    StoryEvent.objects.create(
        process=process,
        when="2023",
        sort_on="2023-01-01",
        text=f"Er gebeurt {process.story.count()}",
        origin="seed",
        source="B",
    )


# --- the list --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_the_list(people, who) -> None:
    response = people.client(who).get(LIST)
    assert response.status_code == 200
    assert "Korenbuurt" in text_of(response)
    assert "Zeewijk" in text_of(response)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(count, django_assert_num_queries) -> None:
    for process in factories.ProcessFactory.create_batch(count):
        fill(process)
    with django_assert_num_queries(5):
        assert Client().get(LIST).status_code == 200


def test_the_list_turns_pages(db) -> None:
    for number in range(13):
        factories.ProcessFactory(title=f"Buurt {number:02}", areas=[])
    first, second = text_of(Client().get(LIST)), text_of(Client().get(LIST + "?page=2"))
    assert ("Buurt 11" in first, "Buurt 12" in first) == (True, False)
    assert ("Buurt 11" in second, "Buurt 12" in second) == (False, True)
    for wrong in ("0", "999", "x", "-1", "9" * 30):
        assert Client().get(f"{LIST}?page={wrong}").status_code == 200


def test_an_empty_list_says_what_comes_here(db) -> None:
    assert "Er doet nog geen gebied mee" in text_of(Client().get(LIST))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("onnen", 'href="/gebieden/onnen-noordlaren-glimmen/"'),
        ("PADDEPOEL", "In Paddepoel loopt nog geen gesprek"),
        ("wijert", "Wijkdeal De Wijert"),
        ("nergens", "Wij kennen geen wijk of dorp"),
        ("a", "Wij kennen geen wijk of dorp"),
        ("<script>", "&lt;script&gt;"),
        ("x" * 5000, "Wij kennen geen wijk of dorp"),
        ("\x00%00", "Wij kennen geen wijk of dorp"),
    ],
)
def test_where_do_you_live(groningen, query, expected) -> None:
    response = Client().get(LIST, {"q": query})
    assert response.status_code == 200
    assert expected in text_of(response)
    assert "<script>" not in text_of(response)


def test_a_kept_list_follows_what_changes(people, django_capture_on_commit_callbacks) -> None:
    assert "Er is een andere stap gekozen" not in text_of(Client().get(LIST))
    with django_capture_on_commit_callbacks(execute=True):
        people.client("wijk_coordinator").post(
            reverse("process-step", args=("korenbuurt",)), {"step": 2, "seen": 1}
        )
    assert "Er is een andere stap gekozen" in text_of(Client().get(LIST))


# --- one process -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", EVERYBODY)
def test_everybody_reads_a_process_and_only_who_binds_a_party_may_choose_the_step(people, page, who) -> None:
    response = people.client(who).get(page)
    assert response.status_code == 200
    assert "Bewoners Korenbuurt" in text_of(response)
    assert ('name="step"' in text_of(response)) == (who in BINDS)
    assert ("csrfmiddlewaretoken" in text_of(response)) == (who in BINDS)


def test_an_unknown_process_is_404(db) -> None:
    assert Client().get("/gebieden/nergens/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_process_costs_the_same_with_one_and_with_three_of_everything(
    people, page, count, django_assert_num_queries
) -> None:
    for _ in range(count):
        fill(people.process)
    with django_assert_num_queries(10):
        assert Client().get(page).status_code == 200
    client = people.client("wijk_coordinator")
    client.get(LIST)
    with django_assert_num_queries(12):
        assert client.get(page).status_code == 200


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        ("rivierenbuurt", "Nog niet ingevuld: 7"),
        ("hoogkerk", "Nog niet ingevuld: 10"),
        ("onnen-noordlaren-glimmen", "Nog niet ingevuld: 3"),
        ("de-hoogte-korrewegwijk", "Niet opgeschreven: 18"),
    ],
)
def test_the_page_says_what_is_not_filled_in_as_the_agreements_do(groningen, slug, words) -> None:
    address = f"/gebieden/{slug}/"
    shown = text_of(Client().get(address))
    assert f'<a href="{address}afspraken/#passen">{words}</a>' in shown
    assert "Dat zegt niets over hoe het in de wijk gaat." in shown
    count = words.rsplit(" ", 1)[1]
    agreements = text_of(Client().get(f"{address}afspraken/"))
    assert 'id="passen"' in agreements
    assert f"Daarvan zijn er {count} nog niet ingevuld." in agreements


def test_what_is_put_off_together_is_told_and_no_agreement_asks_nothing(people, page) -> None:
    client = Client()
    assert "ingevuld" not in text_of(client.get(page)).split('id="afspraken"')[1].split("</section>")[0]
    factories.AgreementFactory(process=people.process)
    pages.refresh()
    (asked,) = re.findall(r"Nog niet ingevuld: (\d+)", text_of(client.get(page)))
    with time_machine.travel(factories.NOW, tick=False):
        propose = {"process": people.process, "key": ("CR-02", None), "reason": "Eerst het plein."}
        later = factories.TODAY + dt.timedelta(days=90)
        proposal = propose_postponement(
            **propose, until=later, actor=people.actor("wijk_coordinator"), now=factories.NOW
        )
        confirm_postponement(postponement=proposal, actor=people.actor("team_coordinator"), now=factories.NOW)
        pages.refresh()
        shown = text_of(client.get(page))
    assert f"Nog niet ingevuld: {int(asked) - 1}" in shown
    assert f'<a href="{page}afspraken/#uitgesteld">Samen uitgesteld: 1</a>' in shown


def test_the_page_shows_what_is_documented_with_its_source(groningen) -> None:
    shown = text_of(Client().get("/gebieden/hoogkerk/"))
    for expected in (
        "Vereniging Wijkraad Hoogkerk",
        "10 oktober 2023",
        "december 2021",
        "uit openbare bron",
        "Collegebrief over omgekeerd uitdaagrecht",
        "Burgerbegroting Sterk Hoogkerk",
        "van kracht",
        "voorbeeldtekst",
        "Verdelen &amp; besluiten",
    ):
        assert expected in shown
    assert "[voorbeeldtekst]" not in shown


def test_the_finished_pilot_shows_its_three_lessons(groningen) -> None:
    shown = text_of(Client().get("/gebieden/de-hoogte-korrewegwijk/"))
    assert "Dit is afgerond" in shown
    assert shown.count("uitvoeringskracht") >= 1
    assert "Woont u hier?" not in shown


def test_drafts_of_agreements_are_not_on_the_page(people, page) -> None:
    factories.AgreementFactory(process=people.process, number=1, title="Alleen voor ons", state="draft")
    for who in ("anonymous", "wijk_coordinator"):
        assert "Alleen voor ons" not in text_of(people.client(who).get(page))
    factories.AgreementFactory(process=people.process, number=2, title="Voor iedereen")
    pages.refresh()
    assert "Voor iedereen" in text_of(Client().get(page))


# --- choosing the step -----------------------------------------------------------------------------------
@pytest.mark.parametrize("who", BINDS)
def test_who_binds_a_party_chooses_the_step(people, page, step, who) -> None:
    client = people.client(who)
    assert client.get(step).status_code == 200
    response = client.post(step, {"step": Step.EVALUATION, "seen": 1}, follow=True)
    assert response.redirect_chain == [(page, 302)]
    assert "De stap is nu: Doen en terugkijken." in text_of(response)
    people.process.refresh_from_db()
    assert people.process.step == Step.EVALUATION
    assert client.post(step, {"step": Step.EVALUATION, "seen": 1}).status_code == 302


@pytest.mark.parametrize(
    "who", ["stranger", "wijk_member", "team_member", "other_wijk_coordinator", "clerk", "administrator"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_others_may_not(people, step, who, method) -> None:
    assert getattr(people.client(who), method)(step, {"step": 2}).status_code == 403
    people.process.refresh_from_db()
    assert people.process.step == 1


def test_who_is_not_signed_in_is_asked_to(people, step) -> None:
    for response in (Client().get(step), Client().post(step, {"step": 2})):
        assert response.status_code == 302
        assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("wrong", [{}, {"step": ""}, {"step": "4"}, {"step": "x"}, {"step": "9" * 30}])
def test_a_wrong_choice_says_what_to_do(people, step, wrong) -> None:
    response = people.client("wijk_coordinator").post(step, wrong)
    assert response.status_code == 400
    assert "Kies een van de drie stappen." in text_of(response)
    assert "<title>Fout:" in text_of(response)


def test_a_tampered_hidden_field_is_no_error(people, step) -> None:
    for number, seen in enumerate(("x", "9" * 40, "\x00", "")):
        response = people.client("wijk_coordinator").post(step, {"step": 2 + number % 2, "seen": seen})
        assert response.status_code in (302, 400)


def test_somebody_else_was_first(people, step) -> None:
    people.client("team_coordinator").post(step, {"step": 2, "seen": 1})
    response = people.client("wijk_coordinator").post(step, {"step": 3, "seen": 1})
    assert response.status_code == 400
    assert "Iemand koos net een andere stap." in text_of(response)


def test_a_finished_process_keeps_its_step(people, step) -> None:
    people.process.state = ProcessState.FINISHED
    people.process.save()
    assert people.client("wijk_coordinator").post(step, {"step": 2}).status_code == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_405(people, page, step, method) -> None:
    for address in (LIST, page, step):
        assert getattr(people.client("wijk_coordinator"), method)(address).status_code == 405
    assert people.client("wijk_coordinator").post(page).status_code == 405
