# SPDX-License-Identifier: EUPL-1.2
"""Promised, reported, confirmed: who may do what, files that are refused, and nothing typed is lost."""

import datetime as dt
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from pytest_django import DjangoAssertNumQueries

from gm_portal.core.models import AuditEvent, Visibility
from processes.actions import promises as actions
from processes.enums import AgreementState, PromiseState
from processes.models import Agreement, Promise, PromiseAnswer, PromiseEvidence, PromiseReport
from processes.queries.promises import promise_by_number, tallies_of, waiting_for
from processes.rules.promises import ANSWER_WITHIN
from tests import factories
from tests.people import EVERYBODY, People, make_people

pytestmark = pytest.mark.django_db
TABLE = ("wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member")
WIJK = TABLE[:3]
TEXT = "Wij maaien elke maand het veld."
HOW = "Het veld is <b>kort</b> 🌱"
PDF = b"%PDF-1.7 een verslag"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path) -> Iterator[Path]:
    """Evidence of a test goes to a folder of its own."""
    evidence = settings.STORAGES["evidence"] | {"OPTIONS": {"location": str(tmp_path)}}
    with override_settings(STORAGES=settings.STORAGES | {"evidence": evidence}):
        yield tmp_path


@pytest.fixture
def agreement(people: People) -> Agreement:
    return factories.AgreementFactory(process=people.process, number=1)


def new_url(agreement: Agreement) -> str:
    return f"/gebieden/{agreement.process.slug}/afspraken/{agreement.number}/beloften/nieuw/"


def promised(people: People, agreement: Agreement, name: str = "wijk_member", **said: Any) -> Promise:
    party = people.team if name.startswith("team") else people.wijk
    fields = {"text": TEXT, "due_on": None, "party_id": party.pk} | said
    return actions.make_promise(agreement=agreement, actor=people.actor(name), now=factories.NOW, **fields)


def reported(people: People, promise: Promise, name: str = "wijk_member", **said: Any) -> PromiseReport:
    fields = {"seen": 0, "result": "done", "text": HOW, "files": [], "now": factories.NOW} | said
    return actions.report_promise(promise=promise, actor=people.actor(name), **fields)


def answered(people: People, promise: Promise, verdict: str = "confirmed", **said: Any) -> PromiseAnswer:
    fields = {"report": 1, "reason": "Gezien.", "now": factories.NOW} | said
    return actions.answer_promise(
        promise=promise, verdict=verdict, actor=people.actor("team_coordinator"), **fields
    )


def pdf(name: str = "verslag.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- promising ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_promise(people: People, agreement: Agreement, who: str) -> None:
    party = people.team if who.startswith("team") else people.wijk
    said = {"party": party.pk, "text": TEXT, "due_on": "2099-05-01"}
    response = people.client(who).post(new_url(agreement), said)
    if who in TABLE:
        promise = Promise.objects.get()
        assert response["Location"] == promise.get_absolute_url()
        assert (promise.party, promise.text, promise.due_on) == (party, TEXT, dt.date(2099, 5, 1))
    else:
        assert response.status_code == (302 if who == "anonymous" else 403)
        assert not Promise.objects.exists()


def test_nobody_promises_for_another_party(people: People, agreement: Agreement) -> None:
    response = people.client("wijk_coordinator").post(
        new_url(agreement), {"party": people.team.pk, "text": TEXT}
    )
    assert response.status_code == 400
    assert TEXT in response.content.decode()
    assert not Promise.objects.exists()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"text": ""}, "Schrijf op wat u belooft."),
        ({"text": "   "}, "Schrijf op wat u belooft."),
        ({"text": "x" * 301}, "Maak de tekst korter: hoogstens 300 tekens."),
        ({"due_on": "2020-01-01"}, "Kies een dag vanaf vandaag"),
        ({"due_on": "31-02"}, "Vul een bestaande dag in"),
        ({"due_on": "9999-01-01"}, "Kies een dag vanaf vandaag"),
        ({"party": "abc"}, "Kies uit de lijst."),
    ],
)
def test_a_bad_promise_gets_a_sentence_and_keeps_the_text(
    people: People, agreement: Agreement, said: dict[str, str], sentence: str
) -> None:
    fields = {"party": people.wijk.pk, "text": TEXT, "due_on": ""} | said
    response = people.client("wijk_member").post(new_url(agreement), fields)
    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in page
    assert not Promise.objects.exists()


def test_the_same_promise_twice_is_one(people: People, agreement: Agreement) -> None:
    assert promised(people, agreement) == promised(people, agreement)


def test_an_ended_agreement_takes_no_promise(people: People) -> None:
    over = factories.AgreementFactory(process=people.process, number=3, state=AgreementState.ENDED)
    response = people.client("wijk_member").post(new_url(over), {"party": people.wijk.pk, "text": TEXT})
    assert response.status_code == 400
    assert "Deze afspraak is beëindigd." in response.content.decode()


# --- reporting ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_report(people: People, agreement: Agreement, who: str) -> None:
    promise = promised(people, agreement)
    url = f"{promise.get_absolute_url()}melden/"
    response = people.client(who).post(url, {"seen": 0, "result": "done", "text": HOW})
    if who in WIJK:
        assert response["Location"] == promise.get_absolute_url()
        assert PromiseReport.objects.get().text == HOW
    else:
        assert response.status_code == (302 if who == "anonymous" else 403)
        assert not PromiseReport.objects.exists()


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_answer(people: People, agreement: Agreement, who: str) -> None:
    promise = promised(people, agreement)
    reported(people, promise)
    url = f"{promise.get_absolute_url()}antwoord/"
    response = people.client(who).post(url, {"report": 1, "verdict": "disputed", "reason": "Het staat hoog."})
    if who == "team_coordinator":
        assert response["Location"] == promise.get_absolute_url()
        assert PromiseAnswer.objects.get().reason == "Het staat hoog."
    else:
        assert response.status_code == (302 if who == "anonymous" else 403)
        assert not PromiseAnswer.objects.exists()


def test_only_the_confirmed_counts(people: People, agreement: Agreement) -> None:
    promise = promised(people, agreement)
    slug, now = people.process.slug, factories.NOW

    def state(at: dt.datetime = now) -> PromiseState:
        return promise_by_number(slug, 1, 1, now=at).state

    assert state() == PromiseState.PROMISED
    reported(people, promise)
    assert state() == PromiseState.REPORTED
    assert state(now + ANSWER_WITHIN) == PromiseState.WAITING
    answered(people, promise, "disputed")
    assert state() == PromiseState.DISPUTED
    reported(people, promise, seen=1, text="Nu echt.")
    answered(people, promise, report=2)
    assert state() == PromiseState.CONFIRMED
    tally = tallies_of([people.process.pk], now=now)[people.process.pk]
    assert (tally.promised, tally.reported, tally.confirmed, tally.disputed) == (1, 0, 1, 0)


def test_what_happens_under_a_public_agreement_is_public_news(people: People, agreement: Agreement) -> None:
    promise = promised(people, agreement)
    reported(people, promise)
    answered(people, promise)
    events = AuditEvent.objects.filter(object_type="promise").order_by("pk")
    assert [(each.verb, each.visibility) for each in events] == [
        ("make_promise", Visibility.PUBLIC),
        ("report_promise", Visibility.PUBLIC),
        ("confirm_promise", Visibility.PUBLIC),
    ]


def test_a_second_report_waits_for_the_answer(people: People, agreement: Agreement) -> None:
    promise = promised(people, agreement)
    reported(people, promise)
    said = {"seen": 1, "result": "done", "text": "Mijn lange verhaal"}
    response = people.client("wijk_deputy").post(f"{promise.get_absolute_url()}melden/", said)
    page = response.content.decode()
    assert response.status_code == 400
    assert "Wacht op het antwoord." in page
    assert "Mijn lange verhaal</textarea>" in page
    assert PromiseReport.objects.count() == 1


def test_who_was_overtaken_reads_first_and_keeps_the_text(people: People, agreement: Agreement) -> None:
    promise = promised(people, agreement)
    reported(people, promise)
    answered(people, promise, "disputed")
    said = {"seen": 0, "result": "partly", "text": "Mijn lange verhaal"}
    client = people.client("wijk_deputy")
    response = client.post(f"{promise.get_absolute_url()}melden/", said)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Iemand van uw partij meldde intussen al iets." in page
    assert "Mijn lange verhaal" in page
    assert 'name="seen" value="1"' in page


def test_a_second_answer_does_not_overwrite_the_first(people: People, agreement: Agreement) -> None:
    promise = promised(people, agreement)
    reported(people, promise)
    answered(people, promise)
    assert answered(people, promise) == PromiseAnswer.objects.get()
    said = {"report": 1, "verdict": "disputed", "reason": "Toch niet."}
    response = people.client("team_coordinator").post(f"{promise.get_absolute_url()}antwoord/", said)
    page = response.content.decode()
    assert response.status_code == 409
    assert "Iemand van uw kant gaf intussen antwoord." in page
    assert "Toch niet.</textarea>" in page
    assert PromiseAnswer.objects.get().verdict == "confirmed"


def test_a_dispute_says_why(people: People, agreement: Agreement) -> None:
    promise = promised(people, agreement)
    reported(people, promise)
    said = {"report": 1, "verdict": "disputed", "reason": " "}
    response = people.client("team_coordinator").post(f"{promise.get_absolute_url()}antwoord/", said)
    assert response.status_code == 400
    assert "Schrijf op waarom u het anders ziet." in response.content.decode()


def test_the_database_refuses_an_answer_from_the_own_side(people: People, agreement: Agreement) -> None:
    report = reported(people, promised(people, agreement))
    with pytest.raises(DatabaseError, match="across the table"), transaction.atomic():
        PromiseAnswer.objects.create(
            report=report, verdict="confirmed", party=people.wijk, by=people.wijk_member, at=factories.NOW
        )


# --- evidence -------------------------------------------------------------------------------------------
def test_evidence_is_a_download_for_parties_and_council(
    people: People, agreement: Agreement, folder: Path
) -> None:
    promise = promised(people, agreement)
    said = {"seen": 0, "result": "done", "text": HOW, "attachments": [pdf('../ver"slag.pdf'), pdf("b.pdf")]}
    people.client("wijk_member").post(f"{promise.get_absolute_url()}melden/", said)
    kept = PromiseEvidence.objects.first()
    assert kept is not None
    assert len([path for path in folder.rglob("*") if path.is_file()]) == 2
    url = f"/gebieden/korenbuurt/beloften/bijlage/{kept.pk}/"
    for who in EVERYBODY:
        response = people.client(who).get(url)
        expected = 200 if who in (*TABLE, "council_member", "clerk", "alderman") else 403
        assert response.status_code == (302 if who == "anonymous" else expected), who
        if expected == 200:
            assert response.content == PDF
            assert response["Content-Disposition"].startswith("attachment")
            assert response["X-Content-Type-Options"] == "nosniff"
    assert (
        people.client("wijk_member").get(url.replace("korenbuurt", people.other_process.slug)).status_code
        == 404
    )
    page = people.client("stranger").get(promise.get_absolute_url()).content.decode()
    assert url not in page
    assert "2 bijlagen" in page


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (("virus.exe", b"MZ\x90"), "Dit soort bestand nemen we niet aan."),
        (("virus.pdf", b"MZ\x90"), "Dit bestand is iets anders dan zijn naam zegt."),
        (("leeg.pdf", b""), "Dit bestand is leeg."),
        (("groot.pdf", PDF + b"x" * (10 * 1024 * 1024)), "Dit bestand is te groot."),
    ],
)
def test_a_refused_file_keeps_the_text_and_leaves_nothing(
    people: People, agreement: Agreement, folder: Path, file: tuple[str, bytes], sentence: str
) -> None:
    promise = promised(people, agreement)
    said = {"seen": 0, "result": "done", "text": HOW, "attachments": [pdf(), pdf(*file)]}
    response = people.client("wijk_member").post(f"{promise.get_absolute_url()}melden/", said)
    page = response.content.decode()
    assert response.status_code == 400
    assert sentence in page
    assert "Het veld is &lt;b&gt;kort&lt;/b&gt; 🌱" in page
    assert not PromiseReport.objects.exists()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


def test_no_file_stays_behind_when_the_report_is_refused_late(
    people: People, agreement: Agreement, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise = promised(people, agreement)

    def fails(**_said: Any) -> None:
        raise RuntimeError("the power goes")

    monkeypatch.setattr(actions.audit, "record", fails)
    with pytest.raises(RuntimeError):
        reported(people, promise, files=[pdf()])
    assert [path for path in folder.rglob("*") if path.is_file()] == []
    assert not PromiseReport.objects.exists()


# --- reading --------------------------------------------------------------------------------------------
def test_a_promise_under_a_draft_stays_with_the_parties(people: People) -> None:
    draft = factories.AgreementFactory(process=people.process, number=2, state=AgreementState.DRAFT)
    promise = promised(people, draft)
    for who in EVERYBODY:
        status = people.client(who).get(promise.get_absolute_url()).status_code
        assert status == (200 if who in TABLE else 302 if who == "anonymous" else 404), who
    listed = people.client("anonymous").get("/gebieden/korenbuurt/beloften/").content.decode()
    assert TEXT not in listed
    assert tallies_of([people.process.pk], now=factories.NOW) == {}


def test_a_promise_under_an_agreement_that_is_not_for_all_stays_with_the_parties(people: People) -> None:
    quiet = factories.AgreementFactory(
        process=people.process, number=2, is_public=False, private_reason="Het gaat over een gezin."
    )
    promise = promised(people, quiet)
    reported(people, promise)
    for who in EVERYBODY:
        client = people.client(who)
        status = client.get(promise.get_absolute_url()).status_code
        assert status == (200 if who in TABLE else 302 if who == "anonymous" else 404), who
        assert (TEXT in client.get("/gebieden/korenbuurt/beloften/").content.decode()) == (who in TABLE), who
    assert tallies_of([people.process.pk], now=factories.NOW) == {}
    seen = set(AuditEvent.objects.filter(object_type="promise").values_list("visibility", flat=True))
    assert seen == {Visibility.PROCESS}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    people: People, agreement: Agreement, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        promise = promised(people, agreement, text=f"Belofte {number}")
        reported(people, promise)
    client = people.client("team_coordinator")
    with django_assert_num_queries(7):
        page = client.get("/gebieden/korenbuurt/beloften/").content.decode()
    assert [f"Belofte {number}" in page for number in range(count)] == [True] * count


def test_the_other_side_finds_a_report_on_mijn(people: People, agreement: Agreement) -> None:
    promise = promised(people, agreement, due_on=factories.TODAY + dt.timedelta(days=3))
    assert [line.verb for line in waiting_for(people.actor("wijk_member"), factories.NOW)] == [
        "Meld hoe het ging"
    ]
    assert waiting_for(people.actor("team_coordinator"), factories.NOW) == []
    reported(people, promise)
    assert waiting_for(people.actor("wijk_member"), factories.NOW) == []
    assert waiting_for(people.actor("team_member"), factories.NOW) == []
    lines = waiting_for(people.actor("team_coordinator"), factories.NOW)
    assert [(line.verb, line.url) for line in lines] == [("Bevestig of betwist", promise.get_absolute_url())]
    answered(people, promise)
    assert waiting_for(people.actor("team_coordinator"), factories.NOW) == []


def test_the_council_reads_promised_reported_confirmed_disputed(people: People, agreement: Agreement) -> None:
    for number in range(3):
        promised(people, agreement, text=f"Belofte {number}")
    first, second, _third = Promise.objects.order_by("number")
    reported(people, first)
    answered(people, first)
    reported(people, second)
    page = people.client("council_member").get("/raad/").content.decode()
    assert "3 beloofd, 1 gemeld, 1 bevestigd, 0 betwist" in page


@pytest.mark.django_db(transaction=True)
def test_two_people_report_at_once_and_one_report_stands() -> None:
    people = make_people()
    promise = promised(people, factories.AgreementFactory(process=people.process, number=1))

    def try_it(text: str) -> str:
        try:
            reported(people, promise, text=text)
        except actions.StaleError:
            return "overtaken"
        finally:
            connection.close()
        return "kept"

    with ThreadPoolExecutor(4) as pool:
        outcomes = sorted(pool.map(try_it, ["een", "twee", "drie", "vier"]))
    assert outcomes == ["kept", "overtaken", "overtaken", "overtaken"]
    assert PromiseReport.objects.count() == 1
