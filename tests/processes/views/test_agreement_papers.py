# SPDX-License-Identifier: EUPL-1.2
"""An agreement as a file to check or keep, and two of its versions side by side; nothing leaks from them."""

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from gm_portal.core.canonical import fingerprint
from processes.models import Agreement
from tests.agreements import Table, make_table
from tests.factories import NOW
from tests.people import EVERYBODY

pytestmark = pytest.mark.django_db
SHEET = "/gebieden/korenbuurt/afspraken/1/"
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def table(db: None) -> Table:
    """One agreement in force, with a proposal on the table."""
    table = make_table()
    agreement = table.draft()
    table.sign_all(agreement)
    table.amend(agreement, text="De buurt plant veel bomen.")
    return table


def test_the_file_of_a_published_version_can_be_checked_by_anybody(table: Table) -> None:
    response = Client().get(f"{SHEET}versies/1/afspraak.json")
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    data = response.json()
    assert fingerprint(data["content"]) == data["sha256"]
    assert [row["name"] for row in data["parties"]] == ["Bewoners Korenbuurt", "Gebiedsteam Noord"]
    assert {row["sha256"] for row in data["signatures"]} == {data["sha256"]}
    assert "wijk_deputy" not in response.content.decode()


def test_the_paper_is_a_pdf(table: Table) -> None:
    response = Client().get(f"{SHEET}versies/1/afspraak.pdf")
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert b"pdfuaid" in response.content
    assert b"pdfaid" in response.content


@pytest.mark.parametrize("name", EVERYBODY)
@pytest.mark.parametrize("kind", ["json", "pdf"])
def test_a_proposal_is_no_file_for_others(table: Table, name: str, kind: str) -> None:
    response = table.people.client(name).get(f"{SHEET}versies/2/afspraak.{kind}")
    assert response.status_code == (200 if name in TABLE else 302 if name == "anonymous" else 404)


def test_any_two_versions_are_compared_word_by_word(table: Table) -> None:
    page = table.people.client("team_member").get(f"{SHEET}verschil/?van=1&naar=2").content.decode()
    assert '<ins class="added"><span class="visually-hidden">[nieuw:] </span>veel </ins>' in page
    back = table.people.client("team_member").get(f"{SHEET}verschil/?van=2&naar=1").content.decode()
    assert '<del class="removed"><span class="visually-hidden">[weg:] </span>veel </del>' in back
    assert "Deze versies zeggen precies hetzelfde." in (
        table.people.client("team_member").get(f"{SHEET}verschil/?van=1&naar=1").content.decode()
    )


def test_a_comparison_tells_the_reason_of_every_step_between(table: Table) -> None:
    agreement = Agreement.objects.get()
    table.amend(agreement, based_on=2, text="De buurt plant heesters.", reason="Bomen worden te hoog.")
    client = table.people.client("team_member")
    page = client.get(f"{SHEET}verschil/?van=1&naar=3").content.decode()
    assert "Waarom versie 2: De buurt vroeg erom." in page
    assert "Waarom versie 3: Bomen worden te hoog." in page
    assert "Waarom versie 2" not in client.get(f"{SHEET}verschil/?van=2&naar=3").content.decode()


@pytest.mark.parametrize("query", ["van=1&naar=2", "van=x&naar=1", "van=-1&naar=1", "van=%00"])
def test_who_may_not_read_a_version_cannot_compare_it(table: Table, query: str) -> None:
    response = table.people.client("stranger").get(f"{SHEET}verschil/?{query}")
    assert response.status_code == 400
    assert "Kies een versie uit de lijst." in response.content.decode()
    assert "veel bomen" not in response.content.decode()
