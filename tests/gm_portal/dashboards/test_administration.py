# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/`: what administrators see, and that nobody else sees it."""

import ast
import datetime as dt
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from redis.exceptions import ConnectionError as NoConnection

from gm_portal.core import audit, clock, heartbeat, mail
from gm_portal.core.actors import SYSTEM
from gm_portal.core.mail_control import mark_of
from gm_portal.core.models import AuditEvent, MailState, OutgoingMail
from gm_portal.dashboards.audit_words import THINGS, WORDS, in_words, thing_in_words
from processes.models import Process
from tests import factories
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
PAGES = ("/beheer/", "/beheer/mail/", "/beheer/logboek/")
OTHERS = tuple(name for name in EVERYBODY if name not in {"administrator", "anonymous"})


@pytest.fixture
def admin(people: People) -> Client:
    return people.client("administrator")


def failed_mail(key: str = "een", body: str = "tekst") -> OutgoingMail:
    row = mail.queue_mail(
        key=key,
        to=f"{key}@test.example",
        subject="Onderwerp",
        template="500.html",
        context={},
        now=clock.now(),
        dispatch=False,
    )
    OutgoingMail.objects.filter(pk=row.pk).update(
        state=MailState.FAILED, attempts=3, error="geen route", body=body
    )
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("address", PAGES)
def test_only_administrators_get_in(people: People, address: str) -> None:
    for name in OTHERS:
        assert people.client(name).get(address).status_code == 404
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    assert people.client("administrator").get(address).status_code == 200
    assert people.client("administrator").post(address).status_code == 405


# --- the first page -----------------------------------------------------------------------------
def test_the_heartbeat_is_told_as_it_is(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "is_beating", lambda: True)
    assert "De planner staat stil" not in admin.get("/beheer/").content.decode()
    monkeypatch.setattr(heartbeat, "is_beating", lambda: False)
    assert "De planner staat stil" in admin.get("/beheer/").content.decode()

    def no_line() -> bool:
        raise NoConnection

    monkeypatch.setattr(heartbeat, "is_beating", no_line)
    assert "De planner staat stil" in admin.get("/beheer/").content.decode()


def test_parties_with_one_person_are_named_those_with_enough_are_not(admin: Client, people: People) -> None:
    names = [footing.party.name for footing in admin.get("/beheer/").context["overview"].lonely]
    assert names == [people.other_wijk.name]
    Process.objects.filter(pk=people.other_process.pk).update(state="finished")
    assert admin.get("/beheer/").context["overview"].lonely == []


def test_failed_mail_is_announced(admin: Client) -> None:
    assert "kwam niet aan" not in admin.get("/beheer/").content.decode()
    failed_mail()
    assert "1 mail kwam niet aan." in admin.get("/beheer/").content.decode()


def test_versions_of_the_praatplaat_are_listed(admin: Client) -> None:
    question = factories.QuestionFactory()
    factories.publish(question.praatplaat)
    factories.PraatplaatFactory()
    first, second = admin.get("/beheer/").context["overview"].praatplaten
    assert (first.question_count, first.published_at) == (0, None)
    assert (second.question_count, second.published_at) == (1, factories.NOW)
    assert "Nog een concept." in admin.get("/beheer/").content.decode()


@pytest.mark.parametrize("extra", [1, 3])
def test_the_pages_cost_the_same_however_much_there_is(
    admin: Client, extra: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(extra):
        party = factories.PartyFactory()
        failed_mail(f"mail{number}")
        audit.record(actor=SYSTEM, verb="x", target=party, now=clock.now(), process_id=party.process_id)
    admin.get("/beheer/")
    with django_assert_num_queries(11):
        admin.get("/beheer/")
    with django_assert_num_queries(6):
        admin.get("/beheer/mail/")
    with django_assert_num_queries(6):
        admin.get("/beheer/logboek/")


# --- mail ---------------------------------------------------------------------------------------
def test_mail_shows_who_and_what_became_of_it_but_not_the_text(admin: Client) -> None:
    failed_mail(body="geheime tekst")
    page = admin.get("/beheer/mail/").content.decode()
    assert "een@test.example" in page
    assert "niet gelukt" in page
    assert "geen route" in page
    assert "geheime tekst" not in page


def test_mail_is_found_by_state_and_address(admin: Client) -> None:
    failed_mail("een")
    failed_mail("twee")
    OutgoingMail.objects.filter(key="twee").update(state=MailState.QUEUED)
    assert [row.key for row in admin.get("/beheer/mail/?staat=failed").context["page"]] == ["een"]
    assert [row.key for row in admin.get("/beheer/mail/?zoek=TWEE").context["page"]] == ["twee"]
    assert admin.get("/beheer/mail/?staat=%00&zoek=%00&page=x").status_code == 200


def test_a_failed_mail_is_tried_again(admin: Client, people: People) -> None:
    row = failed_mail()
    address = f"/beheer/mail/{row.pk}/opnieuw/"
    assert admin.get(address).status_code == 405
    assert people.client("clerk").post(address).status_code == 404
    seen = {"seen": mark_of(row)}
    for _again in range(2):
        assert admin.post(address, seen)["Location"] == "/beheer/mail/"
    row.refresh_from_db()
    assert (row.state, row.attempts) == (MailState.QUEUED, 0)
    assert admin.post("/beheer/mail/0/opnieuw/").status_code == 404


def test_a_mail_without_text_says_what_to_do(admin: Client) -> None:
    row = failed_mail(body="")
    seen = {"seen": mark_of(row)}
    page = admin.post(f"/beheer/mail/{row.pk}/opnieuw/", seen, follow=True).content.decode()
    assert "Doe opnieuw wat de mail maakte." in page


# --- the log ------------------------------------------------------------------------------------
def test_the_log_says_who_did_what_in_words(admin: Client, people: People) -> None:
    audit.record(
        actor=people.actor("wijk_coordinator"),
        verb="invite_to_party",
        target=people.wijk,
        now=clock.now(),
        process_id=people.process.pk,
    )
    audit.record(actor=SYSTEM, verb="send_reminder", target=people.wijk, now=clock.now())
    system, person = admin.get("/beheer/logboek/").context["lines"]
    assert (person.who, person.what, person.where) == (
        "wijk_coordinator",
        "nodigde iemand uit voor een partij",
        "Korenbuurt",
    )
    assert person.thing == f"partij {people.wijk.pk}"
    assert system.who == "het portaal zelf"


def test_the_log_is_filtered_by_area_verb_and_day(admin: Client, people: People) -> None:
    for number, (verb, process_id) in enumerate(
        [("invite", None), ("set_step", people.process.pk), ("set_step", people.other_process.pk)]
    ):
        moment = dt.datetime(2026, 3, 1 + number, 23, 30, tzinfo=dt.UTC)  # half past midnight here
        audit.record(actor=SYSTEM, verb=verb, target=people.wijk, now=moment, process_id=process_id)

    def found(**asked: str) -> list[tuple[str, int | None]]:
        lines = admin.get("/beheer/logboek/", asked).context["lines"]
        return [(line.event.verb, line.event.process_id) for line in lines]

    assert len(found()) == 3
    assert found(wat="invite") == [("invite", None)]
    assert found(gebied=str(people.process.pk)) == [("set_step", people.process.pk)]
    assert found(vanaf="2026-03-04") == [("set_step", people.other_process.pk)]
    assert found(tot="2026-03-02") == [("invite", None)]
    assert found(vanaf="2026-03-03", tot="2026-03-03") == [("set_step", people.process.pk)]


def test_a_filter_that_makes_no_sense_says_so(admin: Client) -> None:
    response = admin.get("/beheer/logboek/", {"vanaf": "gisteren"})
    assert response.status_code == 400
    assert "Vul een datum in, zoals 15-01-2026." in response.content.decode()
    assert admin.get("/beheer/logboek/", {"gebied": "9" * 40, "wat": "\x00", "page": "-1"}).status_code == 400


def test_the_log_comes_in_pages(admin: Client, people: People) -> None:
    for number in range(31):
        audit.record(actor=SYSTEM, verb="x", target=people.wijk, now=clock.now(), number=number)
    assert len(admin.get("/beheer/logboek/").context["lines"]) == 30
    assert len(admin.get("/beheer/logboek/?page=2").context["lines"]) == 1


def verbs_of(path: Path, shared: dict[str, int]) -> set[str]:
    """Every verb a file gives to the audit trail, also through its own helpers with a parameter `verb`."""
    tree = ast.parse(path.read_text("utf-8"))
    position = shared | {
        function.name: [argument.arg for argument in function.args.args].index("verb")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef) and "verb" in [arg.arg for arg in function.args.args]
    }
    found: set[str] = set()
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            given = [keyword.value for keyword in call.keywords if keyword.arg == "verb"]
            place = position.get(call.func.id) if isinstance(call.func, ast.Name) else None
            if place is not None:
                given += call.args[place : place + 1]
            found |= {value.value for value in given if isinstance(value, ast.Constant) and value.value}
    return found


def test_every_verb_of_the_code_has_words() -> None:
    root = Path(__file__).resolve().parents[3]
    files = [
        path
        for package in ("gm_portal/core", "gm_portal/accounts", "processes/actions", "agendas/actions")
        for path in (root / package).rglob("*.py")
    ]
    shared = {"record_answer": 1}  # helpers that other files call, and where their verb stands
    verbs = set().union(*(verbs_of(path, shared) for path in files))
    assert {"erase_person", "invite_to_party", "share_answer", "add_item"} <= verbs
    assert sorted(verbs - set(WORDS)) == []


def test_an_unknown_verb_shows_itself() -> None:
    assert in_words("did_something_new") == "did something new"
    assert thing_in_words("newthing", 3) == "newthing 3"
    assert thing_in_words("party", None) == str(THINGS["party"])
    assert AuditEvent.objects.count() == 0
