# SPDX-License-Identifier: EUPL-1.2
"""What people do with agreements in the browser: works, once, by whom it may, and with every input a sentence."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from processes.enums import AgreementState, ConversationState
from processes.models import Agreement, AgreementVersion, CouncilDecision, SignOff
from tests import factories
from tests.agreements import TASK, Table, confirmed, make_table
from tests.factories import NOW
from tests.people import EVERYBODY

pytestmark = pytest.mark.django_db
LIST = "/gebieden/korenbuurt/afspraken/"
NEW, SHEET = f"{LIST}nieuw/", f"{LIST}1/"
ROLE = f"{NEW}?soort=rol&vraag=AA-1&stap=2"
WHY = "De buurt vroeg erom."
TYPED = {
    "title": "Het groen",
    "text": "De buurt plant bomen.",
    "level": "N1",
    "holder": "Werkgroep groen",
    "sides": ["wijk"],
    "about": "Het groen",
}
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}
BINDING = {"wijk_coordinator", "wijk_deputy", "team_coordinator"}
# Each address that changes something: who may, and what is sent.
CHANGES: dict[str, tuple[set[str], dict[str, Any]]] = {
    "wijzigen/": (TABLE, TYPED | {"based_on": 1, "title": "Nieuw", "reason": WHY}),
    "verlengen/": (TABLE, {"based_on": 1, "ends_on": "2028-12-31", "reason": WHY}),
    "voorstel-intrekken/": (TABLE, {"version": 1, "reason": WHY}),
    "bespreken/": (TABLE, {}),
    "ondertekenen/": (BINDING, {"version": 1}),
    "intrekken/": (BINDING, {"reason": WHY}),
    "beeindigen/": (BINDING, {"reason": WHY}),
}


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def errors_of(response: HttpResponse) -> str:
    """The summary of what is wrong."""
    page = response.content.decode()
    return page.split('id="fouten"', 1)[1].split("</ul>", 1)[0] if 'id="fouten"' in page else ""


def said_to(client: Client, response: HttpResponse) -> str:
    """What the page after the redirect tells."""
    assert response.status_code == 302
    page = client.get(response["Location"]).content.decode()
    return " ".join(re.findall(r"<p>(.*?)</p>", page.split('class="messages', 1)[1].split("<h1", 1)[0]))


# A new agreement -------------------------------------------------------------------------------------
def test_an_agreement_is_made_in_two_steps_without_javascript(table: Table) -> None:
    client = table.people.client("team_member")
    first = client.get(NEW)
    assert "Vraag AA-1?" in first.content.decode()
    second = client.get(ROLE)
    assert 'name="holder"' in second.content.decode()
    done = client.post(ROLE, TYPED)
    assert done["Location"] == SHEET
    agreement = Agreement.objects.select_related("current").get()
    assert (agreement.kind, agreement.question_codes, str(agreement)) == ("rol", ["AA-1"], "Het groen")
    assert client.post(ROLE, TYPED)["Location"] == SHEET
    assert Agreement.objects.count() == 1


def test_a_promise_is_chosen_by_its_sort_and_asks_its_own_fields_only(table: Table) -> None:
    client = table.people.client("wijk_member")
    address = f"{NEW}?soort=procesgarantie.mandaat&vraag=AA-1&vraag=AA-2&stap=2"
    page = client.get(address).content.decode()
    assert 'name="until"' in page
    assert 'name="goal"' not in page
    assert 'name="sort"' not in page
    typed = {
        "title": "T",
        "text": "T",
        "level": "N3",
        "who": "Werkgroep",
        "until": "2027-12-31",
        "chosen": "loting",
    }
    assert client.post(address, typed)["Location"] == SHEET
    fields = Agreement.objects.get().current.fields
    assert fields == {"sort": "mandaat", "who": "Werkgroep", "until": "2027-12-31", "chosen": "loting"}


def test_every_kind_can_be_written(table: Table) -> None:
    client = table.people.client("wijk_member")
    page = client.get(NEW).content.decode()
    offered = re.findall(r'name="soort"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="soort"', page)
    kinds = {first or second for first, second in offered}
    assert len(kinds) == 13
    for what in kinds:
        response = client.get(NEW, {"soort": what, "vraag": "AA-1", "stap": "2"})
        assert response.status_code == 200
        assert response.content.decode().count("<h1") == 1


def test_a_link_chooses_beforehand(table: Table) -> None:
    page = table.people.client("wijk_member").get(f"{NEW}?soort=procesgarantie.bereik&vraag=AA-2")
    checked = re.findall(r'value="([^"]+)"[^>]*checked', page.content.decode())
    assert checked == ["procesgarantie.bereik", "AA-2"]


@pytest.mark.parametrize(
    "query",
    [
        "stap=2",
        "stap=2&soort=rol",
        "stap=2&soort=wens&vraag=AA-1",
        "stap=2&soort=rol&vraag=ZZ",
        "stap=2&soort=rol%00&vraag=%00",
    ],
)
def test_a_first_step_that_is_not_done_says_what_to_do(table: Table, query: str) -> None:
    response = table.people.client("wijk_member").get(f"{NEW}?{query}")
    assert response.status_code == 400
    assert "Kies" in errors_of(response)
    assert "<title>Fout:" in response.content.decode().replace("\n", "")


def test_without_a_joint_answer_the_page_says_so(table: Table) -> None:
    other = factories.MembershipFactory(party=table.people.other_wijk, user=table.people.stranger)
    page = table.people.client("stranger").get("/gebieden/zeewijk/afspraken/nieuw/").content.decode()
    assert other.party.process.slug == "zeewijk"
    assert "Er is nog geen gezamenlijk antwoord" in page


def test_after_a_round_the_joint_answers_still_lead_to_agreements(table: Table) -> None:
    conversation = table.people.process.conversations.get()
    conversation.state, conversation.closed_at = ConversationState.CLOSED, NOW
    conversation.save()
    assert (
        "Samen kiezen wij voor groen. (AA-1)" in table.people.client("wijk_member").get(NEW).content.decode()
    )


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_parties_that_sign_make_one(table: Table, name: str) -> None:
    client = table.people.client(name)
    read, sent = client.get(ROLE), client.post(ROLE, TYPED)
    if name in TABLE:
        assert (read.status_code, sent.status_code, Agreement.objects.count()) == (200, 302, 1)
        return
    assert not Agreement.objects.exists()
    if name == "anonymous":
        assert read["Location"].startswith("/accounts/login/?next=")
        assert sent["Location"].startswith("/accounts/login/?next=")
    else:
        assert (read.status_code, sent.status_code) == (403, 403)


@pytest.mark.parametrize(
    ("kind", "wrong", "sentence"),
    [
        ("rol", {"title": ""}, "Geef de afspraak een titel."),
        ("rol", {"title": "x" * 121}, "hoogstens 120 tekens"),
        ("rol", {"title": "\x00"}, "Geef de afspraak een titel."),
        ("rol", {"text": ""}, "Schrijf op wat u afspreekt."),
        ("rol", {"text": "x" * 801}, "hoogstens 800 tekens"),
        ("rol", {"level": "N9"}, "Kies een van de mogelijkheden."),
        ("rol", {"level": ""}, "Kies hoeveel zeggenschap erbij hoort."),
        ("rol", {"sides": []}, "Voor welke kant?"),
        ("rol", {"sides": ["mars"]}, "Kies een van de mogelijkheden."),
        ("rol", {"holder": "bel 050-1234567"}, "telefoonnummer"),
        ("rol", {"about": "x" * 801}, "hoogstens 800 tekens"),
        ("rol", {"reply_days": str(10**30)}, "heel getal"),
        ("rol", {"reply_days": "tien"}, "heel getal"),
        ("rol", {"theme": "mars"}, "Kies een van de mogelijkheden."),
        ("rol", {"starts_on": "31-02-2027"}, "Vul een datum in"),
        ("rol", {"starts_on": "0001-01-01"}, "een datum in die kan kloppen"),
        ("rol", {"starts_on": "2027-02-01", "ends_on": "2027-01-01"}, "De einddatum ligt vóór het begin."),
        ("rol", {"evaluate_on": "2026-11-21"}, "al voorbij"),
        ("rol", {"evaluate_on": "9999-12-31"}, "erg ver weg"),
        ("budget", {"amount_cents": "veel"}, "Vul een bedrag in"),
        ("budget", {"amount_cents": "9" * 31}, "bedrag"),
        ("budget", {"amount_cents": "999.999.999.999"}, "Dit bedrag kan niet kloppen."),
        ("budget", {"year": "12"}, "heel getal"),
        ("taak", {"result": ""}, "Wat moet het opleveren?"),
    ],
)
def test_wrong_input_gets_a_sentence_and_keeps_what_was_typed(
    table: Table, kind: str, wrong: dict[str, Any], sentence: str
) -> None:
    typed = TYPED | {"result": "Groen", "provider": "Wijkkrant"} | wrong
    response = table.people.client("wijk_member").post(f"{NEW}?soort={kind}&vraag=AA-1&stap=2", typed)
    assert response.status_code == 400
    assert sentence in errors_of(response)
    assert not Agreement.objects.exists()
    page = response.content.decode()
    if "text" not in wrong:
        assert "De buurt plant bomen." in page
    for target in re.findall(r'<li><a href="#([^"]+)"', page):
        assert f'id="{target}"' in page


@pytest.mark.parametrize(
    ("typed", "cents"),
    [
        ("5.000", 500000),
        ("€ 5.000,50", 500050),
        ("5000.5", 500050),
        ("300000", 30000000),
        ("12,-", 1200),
        ("", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(table: Table, typed: str, cents: int | None) -> None:
    client = table.people.client("wijk_member")
    client.post(f"{NEW}?soort=budget&vraag=AA-1&stap=2", TYPED | {"amount_cents": typed})
    version = AgreementVersion.objects.get()
    assert version.fields.get("amount_cents") == cents
    page = client.get(f"{SHEET}wijzigen/").content.decode()
    shown = re.search(
        r'name="amount_cents"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="amount_cents"', page
    )
    assert (shown is not None) is (cents is not None)


def test_eight_hundred_characters_over_lines_fit(table: Table) -> None:
    """A browser sends two characters for a line end; the counter on the page counts one."""
    text = "\r\n".join(["x" * 99] * 8)
    assert len(text.replace("\r\n", "\n")) == 799
    assert table.people.client("wijk_member").post(ROLE, TYPED | {"text": text + "y"}).status_code == 302


def test_an_expired_session_loses_nothing(table: Table) -> None:
    client = table.people.client("wijk_member")
    mark = re.search(r'name="_wie" value="([^"]+)"', client.get(ROLE).content.decode())
    assert mark is not None
    client.logout()
    away = client.post(
        ROLE, TYPED | {"_wie": mark[1], "text": "Lang over nagedacht.", "sides": ["wijk", "raad"]}
    )
    assert away["Location"].startswith("/accounts/login/?next=")
    client.login(email="wijk_member@test.example", password=factories.PASSWORD)
    page = client.get(ROLE).content.decode()
    assert "Lang over nagedacht." in page
    assert "Uw tekst is bewaard." in page


# Who may change what ---------------------------------------------------------------------------------
@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("name", EVERYBODY)
def test_only_who_may_changes_an_agreement(table: Table, name: str, path: str) -> None:
    """An agreement all can read: a reader who may not do this gets 403, an anonymous one is asked to sign in."""
    factories.AgreementFactory(process=table.people.process, number=1, title="Het groen", fields={})
    may, sent = CHANGES[path]
    client = table.people.client(name)
    if name in may:
        confirmed(client)
    for response in (client.get(f"{SHEET}{path}"), client.post(f"{SHEET}{path}", sent)):
        if name in may:
            assert response.status_code in (200, 302, 400)
            assert not response.get("Location", "").startswith("/accounts/")
        elif name == "anonymous":
            assert response["Location"] == f"/accounts/login/?next={SHEET}{path}"
        else:
            assert response.status_code == 403
    if name not in may:
        assert (
            AgreementVersion.objects.count(),
            SignOff.objects.count(),
            CouncilDecision.objects.count(),
        ) == (1, 2, 0)


@pytest.mark.parametrize("path", CHANGES)
@pytest.mark.parametrize("name", ["stranger", "other_wijk_coordinator", "clerk", "administrator"])
def test_a_draft_is_not_there_for_strangers(table: Table, name: str, path: str) -> None:
    table.draft()
    client = table.people.client(name)
    assert client.get(f"{SHEET}{path}").status_code == 404
    assert client.post(f"{SHEET}{path}", CHANGES[path][1]).status_code == 404
    assert Agreement.objects.get().state == AgreementState.DRAFT


@pytest.mark.parametrize("path", [*CHANGES, "../nieuw/"])
@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(table: Table, path: str, method: str) -> None:
    table.draft()
    address = NEW if "nieuw" in path else f"{SHEET}{path}"
    assert getattr(table.people.client("wijk_coordinator"), method)(address).status_code == 405


def test_who_comes_back_from_signing_in_reads_first(table: Table) -> None:
    table.draft()
    assert table.people.client("wijk_coordinator").get(f"{SHEET}bespreken/")["Location"] == SHEET
    page = signer(table, "wijk_coordinator").get(f"{SHEET}ondertekenen/").content.decode()
    assert "De buurt plant bomen." in page
    assert "U tekent als coördinator, sinds 22 november 2025." in page
    assert 'name="version" value="1"' in page
    assert not SignOff.objects.exists()


@pytest.mark.parametrize("path", ["ondertekenen/", "beeindigen/"])
def test_who_signs_or_ends_shows_once_more_who_he_is(table: Table, path: str) -> None:
    table.draft()
    client = table.people.client("wijk_coordinator")
    asked = client.get(f"{SHEET}{path}")
    assert asked["Location"].startswith("/accounts/reauthenticate/?next=")
    sent = client.post(f"{SHEET}{path}", CHANGES[path][1])
    assert sent["Location"].startswith("/accounts/reauthenticate/?next=")
    assert not SignOff.objects.exists()
    assert confirmed(client).get(f"{SHEET}{path}").status_code == 200


def signer(table: Table, name: str) -> Client:
    """Somebody who just gave the password once more."""
    return confirmed(table.people.client(name))


# Amending --------------------------------------------------------------------------------------------
def test_an_amendment_starts_from_what_is_there(table: Table) -> None:
    table.draft(evaluate_on=dt.date(2027, 5, 1))
    page = table.people.client("wijk_member").get(f"{SHEET}wijzigen/").content.decode()
    for shown in (
        "De buurt plant bomen.",
        "Werkgroep groen",
        'value="2027-05-01"',
        'name="based_on" value="1"',
    ):
        assert shown in page


def test_an_amendment_is_a_next_version(table: Table) -> None:
    table.draft()
    client = table.people.client("wijk_member")
    sent = TYPED | {"based_on": 1, "title": "Nieuw", "reason": WHY}
    for _time in range(2):
        assert client.post(f"{SHEET}wijzigen/", sent)["Location"] == SHEET
    assert AgreementVersion.objects.count() == 2


def test_who_is_too_late_sees_both_texts_and_can_go_on(table: Table) -> None:
    agreement = table.draft()
    table.amend(agreement, "team_member", text="Van het team.")
    client = table.people.client("wijk_member")
    sent = TYPED | {"based_on": 1, "reason": WHY, "text": "Van de wijk.", "sides": ["wijk", "raad"]}
    response = client.post(f"{SHEET}wijzigen/", sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Van het team." in page
    assert "Van de wijk." in page
    assert page.count("checked") == 3
    assert 'name="based_on" value="2"' in page
    assert AgreementVersion.objects.count() == 2
    assert client.post(f"{SHEET}wijzigen/", sent | {"based_on": 2})["Location"] == SHEET
    assert AgreementVersion.objects.count() == 3


@pytest.mark.parametrize("based_on", ["", "0", "x", str(10**30), "\x00"])
def test_an_amendment_of_nothing_is_refused(table: Table, based_on: str) -> None:
    table.draft()
    response = table.people.client("wijk_member").post(
        f"{SHEET}wijzigen/", TYPED | {"based_on": based_on, "reason": WHY}
    )
    assert response.status_code == 400
    assert AgreementVersion.objects.count() == 1


def test_an_amendment_without_a_change_says_so(table: Table) -> None:
    table.draft()
    response = table.people.client("wijk_member").post(
        f"{SHEET}wijzigen/", TYPED | {"based_on": 1, "reason": WHY}
    )
    assert "U heeft nog niets veranderd." in response.content.decode()


# Signing ---------------------------------------------------------------------------------------------
def test_both_sign_and_it_holds(table: Table) -> None:
    table.draft()
    team, wijk = signer(table, "team_coordinator"), signer(table, "wijk_coordinator")
    assert (
        said_to(team, team.post(f"{SHEET}ondertekenen/", {"version": 1})) == "U heeft versie 1 ondertekend."
    )
    assert "De afspraak is vastgesteld." in said_to(wijk, wijk.post(f"{SHEET}ondertekenen/", {"version": 1}))
    assert Agreement.objects.get().state == AgreementState.RUNNING
    wijk.post(f"{SHEET}ondertekenen/", {"version": 1})
    assert SignOff.objects.count() == 2


def test_nobody_signs_what_he_did_not_read(table: Table) -> None:
    agreement = table.draft()
    table.amend(agreement, text="Anders.")
    late = signer(table, "team_coordinator").post(f"{SHEET}ondertekenen/", {"version": 1})
    assert late.status_code == 409
    page = late.content.decode()
    assert "Er is intussen een versie 2. Lees die eerst en onderteken dan." in page
    assert "Anders." in page
    assert not SignOff.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [{}, {"version": ""}, {"version": "x"}, {"version": "-1"}, {"version": str(10**30)}, {"version": "\x00"}],
)
def test_signing_names_a_version(table: Table, sent: dict[str, str]) -> None:
    table.draft()
    answer = signer(table, "team_coordinator").post(f"{SHEET}ondertekenen/", sent)
    assert answer.status_code == 400
    assert "Lees de tekst hieronder en onderteken dan opnieuw." in answer.content.decode()
    assert not SignOff.objects.exists()


def test_who_signed_reads_so_and_is_not_asked_again(table: Table) -> None:
    agreement = table.draft()
    client = signer(table, "team_coordinator")
    assert ">Onderteken versie 1<" in client.get(f"{SHEET}ondertekenen/").content.decode().replace("\n", "")
    table.sign(agreement, "team_coordinator")
    page = client.get(f"{SHEET}ondertekenen/").content.decode()
    assert "Uw partij tekende versie 1 al. U hoeft niets te doen." in page
    assert 'name="version"' not in page


def test_an_address_of_a_person_is_refused_where_everybody_reads(table: Table) -> None:
    client = table.people.client("team_coordinator")
    sent = client.post(ROLE, TYPED | {"text": "Mail naar buurt@voorbeeld.example."})
    assert sent.status_code == 400
    assert "Haal het e-mailadres of telefoonnummer weg." in errors_of(sent)
    assert "buurt@voorbeeld.example" in sent.content.decode(), "nothing typed is lost"
    assert not Agreement.objects.exists()


def test_what_blocks_is_told_and_the_signature_is_kept(table: Table) -> None:
    agreement = table.draft(kind="taak", level="N4", fields=TASK)
    table.sign(agreement, "team_coordinator")
    client = signer(table, "wijk_coordinator")
    told = said_to(client, client.post(f"{SHEET}ondertekenen/", {"version": 1}))
    assert "Vaststellen kan nog niet. Vraag de raad om een besluit over afspraak 1." in told
    assert SignOff.objects.count() == 2


# Discussing and withdrawing --------------------------------------------------------------------------
def test_a_draft_is_put_before_the_others(table: Table) -> None:
    table.draft()
    client = table.people.client("team_member")
    for _time in range(2):
        assert "andere partijen" in said_to(client, client.post(f"{SHEET}bespreken/"))
    assert Agreement.objects.get().state == AgreementState.DISCUSSED


def test_a_draft_is_withdrawn_with_a_reason(table: Table) -> None:
    table.draft()
    client = table.people.client("wijk_coordinator")
    assert "Het concept gaat van tafel." in client.get(f"{SHEET}intrekken/").content.decode()
    assert client.post(f"{SHEET}intrekken/", {"reason": " "}).status_code == 400
    assert Agreement.objects.get().state == AgreementState.DRAFT
    for _time in range(2):
        done = client.post(f"{SHEET}intrekken/", {"reason": WHY})
        assert said_to(client, done) == "Het concept is ingetrokken."
    assert Agreement.objects.get().state == AgreementState.ENDED
    assert f"Waarom: {WHY}" in client.get(SHEET).content.decode()


def test_what_holds_is_not_withdrawn(table: Table) -> None:
    table.sign_all(table.draft())
    response = table.people.client("wijk_coordinator").post(f"{SHEET}intrekken/", {"reason": WHY})
    assert response.status_code == 400
    assert "Deze afspraak is al gemaakt. U kunt haar wel beëindigen." in response.content.decode()
    assert WHY in response.content.decode()


def test_a_proposal_is_taken_back_and_the_earlier_version_is_in_force_again(table: Table) -> None:
    agreement = table.draft()
    table.sign_all(agreement)
    client = table.people.client("team_member")
    assert "schort de afspraak op" in client.get(f"{SHEET}wijzigen/").content.decode()
    table.amend(agreement, title="Nieuw")
    assert "Deze afspraak is opgeschort" in Client().get(SHEET).content.decode()
    assert client.post(f"{SHEET}voorstel-intrekken/", {"version": 1, "reason": WHY}).status_code == 409
    for _time in range(2):
        done = client.post(f"{SHEET}voorstel-intrekken/", {"version": 2, "reason": WHY})
        assert said_to(client, done) == "Het voorstel is ingetrokken. De eerdere versie geldt weer."
    page = client.get(SHEET).content.decode()
    assert "Voorstel ingetrokken: wat er was, geldt weer" in page
    assert "opgeschort</" not in page.split("<h1", 1)[0]
    again = TYPED | {"based_on": 1, "title": "Weer anders", "reason": WHY}
    assert client.post(f"{SHEET}wijzigen/", again)["Location"] == SHEET
    assert list(AgreementVersion.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_a_longer_term_is_a_next_version(table: Table) -> None:
    agreement = table.draft(ends_on=dt.date(2027, 6, 30))
    table.sign_all(agreement)
    client = table.people.client("wijk_member")
    assert (
        "Nu loopt de afspraak tot en met 30 juni 2027." in client.get(f"{SHEET}verlengen/").content.decode()
    )
    sent = {"based_on": 1, "ends_on": "2027-06-30", "reason": WHY}
    assert "later is dan de einddatum" in errors_of(client.post(f"{SHEET}verlengen/", sent))
    after = sent | {"ends_on": "2028-06-30", "evaluate_on": "2029-01-01"}
    assert client.post(f"{SHEET}verlengen/", after).status_code == 400
    assert AgreementVersion.objects.count() == 1
    for _time in range(2):
        done = client.post(f"{SHEET}verlengen/", sent | {"ends_on": "2028-06-30"})
        assert done["Location"] == SHEET
    newest = AgreementVersion.objects.get(number=2)
    assert (newest.ends_on, newest.text, newest.reason) == (
        dt.date(2028, 6, 30),
        "De buurt plant bomen.",
        WHY,
    )


def test_an_agreement_is_ended_with_a_reason(table: Table) -> None:
    table.sign_all(table.draft())
    client = signer(table, "team_coordinator")
    assert client.post(f"{SHEET}beeindigen/", {"reason": ""}).status_code == 400
    for _time in range(2):
        done = client.post(f"{SHEET}beeindigen/", {"reason": WHY})
        assert said_to(client, done) == "De afspraak is beëindigd."
    assert f"Waarom: {WHY}" in Client().get(SHEET).content.decode()


def test_a_new_agreement_comes_in_the_place_of_an_old_one(table: Table) -> None:
    old = table.draft()
    reader = table.people.client("stranger")
    table.sign_all(old)
    client = table.people.client("wijk_member")
    first = client.get(f"{NEW}?vervangt=1").content.decode()
    assert re.findall(r'value="([^"]+)"[^>]*checked', first) == ["rol", "AA-1"]
    address = f"{ROLE}&vervangt=1"
    assert "Waarom komt deze afspraak in de plaats" in client.get(address).content.decode()
    sent = TYPED | {"title": "Het groen, opnieuw"}
    assert client.post(address, sent).status_code == 400
    assert client.post(address, sent | {"reason": WHY})["Location"] == f"{LIST}2/"
    new = Agreement.objects.get(number=2)
    assert "Er ligt een concept om deze afspraak te vervangen." in client.get(SHEET).content.decode()
    assert "om deze afspraak te vervangen" not in reader.get(SHEET).content.decode()
    table.sign_all(new)
    old.refresh_from_db()
    assert old.state == AgreementState.ENDED
    page = reader.get(SHEET).content.decode()
    assert "Voor deze afspraak kwam een andere in de plaats." in page
    assert f'"{LIST}2/"' in page
    assert "Deze afspraak komt in plaats van afspraak 1." in reader.get(f"{LIST}2/").content.decode()


@pytest.mark.parametrize("what", ["9", "x", "-1", str(10**30), "2"])
def test_what_is_not_there_is_not_replaced(table: Table, what: str) -> None:
    table.draft()
    table.draft(title="Ook een concept")
    assert table.people.client("wijk_member").get(f"{NEW}?vervangt={what}").status_code == 404
