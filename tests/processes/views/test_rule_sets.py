# SPDX-License-Identifier: EUPL-1.2
"""The rules to read for everybody, and the pages on which administrators write a next version."""

import pytest

from processes.actions.rule_sets import publish_standard
from processes.models import RuleSet
from tests.factories import NOW
from tests.people import People

pytestmark = pytest.mark.django_db
ADMIN, DRAFT, RULE = "/beheer/regels/", "/beheer/regels/2/", "/beheer/regels/2/CR-02/"
SAID = {"severity": "advies", "name": "Er is informatie", "ask": "Vertel wat er speelt.", "reason": "Omdat."}


def test_everybody_reads_the_rules_before_and_after_they_are_laid_down(people: People) -> None:
    client = people.client("anonymous")
    page = client.get("/afspraken/regels/").content.decode()
    assert (page.count('id="CR-'), page.count('<a class="forward" href="/gebieden/"')) == (26, 1)
    assert client.get("/afspraken/regels/1/").status_code == 404
    publish_standard(now=NOW)
    assert "Het mandaat is duidelijk" in client.get("/afspraken/regels/1/").content.decode()
    assert client.get("/afspraken/regels/99999999/").status_code == 404


def test_an_administrator_writes_a_next_version(people: People) -> None:
    client = people.client("administrator")
    assert "Versie 2 is nog niet begonnen" in client.get(ADMIN).content.decode()
    for _twice in range(2):
        assert client.post(ADMIN)["Location"] == DRAFT
    page = client.get(RULE)
    seen = page.context["form"].initial["seen"]
    assert client.post(RULE, SAID | {"seen": seen})["Location"] == f"{DRAFT}#CR-02"
    page = client.get(DRAFT)
    assert "Vertel wat er speelt." in page.content.decode()
    assert people.client("anonymous").get("/afspraken/regels/2/").status_code == 404
    assert client.post(DRAFT, {"gezien": "iets anders"})["Location"] == DRAFT
    assert RuleSet.objects.get(version=2).published_at is None
    assert client.post(DRAFT, {"gezien": page.context["stamp"]})["Location"] == "/afspraken/regels/2/"
    assert client.get(DRAFT)["Location"] == "/afspraken/regels/2/"
    assert client.get(RULE).status_code == 404
    assert "Vertel wat er speelt." in people.client("anonymous").get("/afspraken/regels/").content.decode()
    assert "vastgesteld" in client.get(ADMIN).content.decode()


def test_two_administrators_at_one_rule_see_each_other(people: People) -> None:
    client = people.client("administrator")
    client.post(ADMIN)
    seen = client.get(RULE).context["form"].initial["seen"]
    client.post(RULE, SAID | {"seen": seen})
    response = client.post(RULE, SAID | {"seen": seen, "ask": "Zeg wat er speelt."})
    page = response.content.decode()
    assert response.status_code == 400
    assert "Dit schreef de ander" in page
    assert "Zeg wat er speelt." in page
    again = response.context["form"].data["seen"]
    assert client.post(RULE, SAID | {"seen": again, "ask": "Zeg wat er speelt."}).status_code == 302


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"severity": "streng"}, "Kies uit de lijst."),
        ({"name": ""}, "Vul dit in."),
        ({"ask": "woord " * 21}, "Maak elke zin korter"),
        ({"reason": "x" * 301}, "Maak de tekst korter"),
    ],
)
def test_bad_words_are_told_and_kept(people: People, changed: dict[str, str], words: str) -> None:
    client = people.client("administrator")
    client.post(ADMIN)
    response = client.post(RULE, SAID | changed)
    assert (response.status_code, words in response.content.decode()) == (400, True)
    assert RuleSet.objects.get(version=2).rules.get(code="CR-02").name == "Er is een afspraak over informatie"


def test_a_draft_is_thrown_away(people: People) -> None:
    client = people.client("administrator")
    client.post(ADMIN)
    assert client.post(DRAFT, {"stap": "weg"})["Location"] == ADMIN
    assert client.get(DRAFT).status_code == 404


@pytest.mark.parametrize("name", ["wijk_coordinator", "team_coordinator", "clerk", "stranger"])
def test_others_do_not_find_these_pages(people: People, name: str) -> None:
    people.client("administrator").post(ADMIN)
    for address in (ADMIN, DRAFT, RULE):
        assert people.client(name).get(address).status_code == 404
        assert people.client(name).post(address, SAID).status_code == 404
        assert people.client("administrator").delete(address).status_code == 405
    assert RuleSet.objects.get(version=2).published_at is None
