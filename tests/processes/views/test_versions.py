# SPDX-License-Identifier: EUPL-1.2
"""The pages of versions: read and compare, work on a draft, read a file, and move a conversation."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django.fixtures import DjangoAssertNumQueries

from processes.actions import version_imports as imports
from processes.enums import ImportState
from processes.models import Answer, JointAnswer, Praatplaat, PraatplaatImport
from processes.queries.versions import text_of
from processes.rules.version_files import as_json
from processes.rules.versions import stamp
from tests import factories
from tests.factories.table import TableOfCast, make_table
from tests.people import People
from tests.processes.actions.test_version_moves import changed, concluded, moved_with, next_version
from tests.processes.rules.test_version_files import workbook
from tests.processes.rules.test_versions import published

ADMIN = "/beheer/praatplaat/"
TABLE = "/gebieden/korenbuurt/praatplaat/"


@pytest.fixture
def admin(people: People) -> Client:
    """The administrator's browser, with a published version 1."""
    factories.publish(factories.draft_praatplaat(version=1))
    return people.client("administrator")


@pytest.fixture
def table(people: People) -> TableOfCast:
    """A conversation at the table of the cast."""
    return make_table(people)


def page(client: Client, address: str, status: int = 200) -> str:
    """The text of a page."""
    cache.clear()  # a test has no commit that would refresh the kept pages
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_a_version_is_made_from_beginning_to_end(people: People, admin: Client) -> None:
    assert admin.post(ADMIN).headers["Location"] == f"{ADMIN}2/"
    assert "Concept versie 2" in page(admin, f"{ADMIN}2/")
    typed = {
        "code": "DEN-2", "block": "DEN", "text": "Wie missen we?", "answer_type": "many_choices",
        "options": "jong = jongeren\nouderen", "max_choices": "1", "value_codes": ["INC"], "origin": "portal",
    }  # fmt: skip
    assert admin.post(f"{ADMIN}2/vraag-toevoegen/", typed).headers["Location"] == f"{ADMIN}2/#vragen-DEN-2"
    shown = page(admin, f"{ADMIN}2/vragen/DEN-2/")
    assert "jong = jongeren\nouderen = ouderen" in shown
    order = {"deel": "vragen", "code": "DEN-2", "stap": "omhoog"}
    assert admin.post(f"{ADMIN}2/volgorde/", order).status_code == 302
    draft = Praatplaat.objects.get(version=2)
    assert [question.code for question in text_of(draft).questions] == ["DEN-2", "DEN-1"]
    about = {"title": "Praatplaat twee", "origin": "proposal", "source": "", "seen": ""}
    assert admin.post(f"{ADMIN}2/gegevens/", about).status_code == 400
    confirm = page(admin, f"{ADMIN}2/vaststellen/")
    assert "Wie missen we?" in confirm
    assert "Nieuwe vragen" in confirm
    assert Praatplaat.objects.get(version=2).published_at is None
    assert (
        admin.post(f"{ADMIN}2/vaststellen/", {"gezien": "oud"}).headers["Location"].endswith("vaststellen/")
    )
    admin.post(f"{ADMIN}2/vaststellen/", {"gezien": stamp(text_of(draft))})
    assert Praatplaat.objects.get(version=2).published_at is not None
    anonymous = Client()
    assert "Wie missen we?" in page(anonymous, "/praatplaat/versies/2/")
    assert "Wie missen we?" in page(anonymous, "/praatplaat/versies/1/2/")
    assert admin.get(f"{ADMIN}2/").headers["Location"] == "/praatplaat/versies/2/"
    assert admin.get(f"{ADMIN}2/vragen/DEN-2/").status_code == 404


def test_drafts_are_for_administrators_only(people: People, admin: Client) -> None:
    admin.post(ADMIN)
    Praatplaat.objects.filter(version=2).update(title="Een geheim plan")
    assert "Een geheim plan" in page(admin, ADMIN)
    for address in ("versies/2/", "versies/1/2/", "versies/2/praatplaat.json", "versies/2/praatplaat.xlsx"):
        for name in ("anonymous", "administrator"):
            assert people.client(name).get(f"/praatplaat/{address}").status_code == 404
    assert "Een geheim plan" not in page(Client(), "/praatplaat/versies/")
    for address in ("", "2/", "2/vaststellen/", "vergelijk/1/2/", "inlezen/"):
        for name in ("stranger", "wijk_coordinator", "clerk"):
            assert people.client(name).get(ADMIN + address).status_code == 404
            assert people.client(name).post(ADMIN + address).status_code in (404, 405)


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"code": "\x00", "text": "\x00", "block": "DEN"},
        {"code": "DEN-9", "block": "XXX", "text": "x", "answer_type": "cijfer"},
        {"code": "DEN-9", "block": "DEN", "text": "x" * 9999, "answer_type": "text", "origin": "portal"},
        {"code": "DEN-9", "block": "DEN", "text": "x", "answer_type": "text", "max_choices": "1" * 40},
        {"code": "DEN-9", "block": "DEN", "text": "😀", "answer_type": "one_choice", "options": "=" * 50},
        {"code": "DEN-9", "block": "DEN", "text": "x", "answer_type": "text", "value_codes": ["A", "x"]},
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(admin: Client, typed: dict[str, Any]) -> None:
    admin.post(ADMIN)
    response = admin.post(f"{ADMIN}2/vraag-toevoegen/", typed)
    assert response.status_code == 400
    assert "Fout:" in response.content.decode()
    if typed.get("code") == "DEN-9":
        assert 'value="DEN-9"' in response.content.decode()


def test_all_errors_of_a_part_come_at_once(admin: Client) -> None:
    admin.post(ADMIN)
    typed = {
        "code": "met spatie",
        "block": "DEN",
        "text": "",
        "answer_type": "one_choice",
        "origin": "portal",
    }
    shown = admin.post(f"{ADMIN}2/vraag-toevoegen/", typed).content.decode()
    for sentence in ("alleen letters, cijfers en streepjes", "Vul dit in.", "Geef minstens twee keuzes."):
        assert sentence in shown


def test_who_saves_second_sees_both_texts(people: People, admin: Client) -> None:
    admin.post(ADMIN)
    draft = Praatplaat.objects.get(version=2)
    seen = stamp(text_of(draft).questions[0])
    typed = {"code": "DEN-1", "block": "DEN", "answer_type": "text", "origin": "proposal", "seen": seen}
    admin.post(f"{ADMIN}2/vragen/DEN-1/", typed | {"text": "Eerst bewaard?"})
    second = admin.post(f"{ADMIN}2/vragen/DEN-1/", typed | {"text": "Later bewaard?"})
    shown = second.content.decode()
    assert second.status_code == 400
    assert "Eerst bewaard?" in shown
    assert "Later bewaard?" in shown
    fresh = stamp(text_of(draft).questions[0])
    assert f'value="{fresh}"' in shown
    admin.post(f"{ADMIN}2/vragen/DEN-1/", typed | {"text": "Later bewaard?", "seen": fresh})
    assert text_of(draft).questions[0].text == "Later bewaard?"


def test_a_part_is_taken_out_and_a_draft_thrown_away(admin: Client) -> None:
    admin.post(ADMIN)
    blocked = admin.post(f"{ADMIN}2/bouwstenen/DEN/", {"stap": "weg"})
    assert blocked.headers["Location"] == f"{ADMIN}2/bouwstenen/DEN/"
    admin.post(f"{ADMIN}2/vragen/DEN-1/", {"stap": "weg"})
    admin.post(f"{ADMIN}2/bouwstenen/DEN/", {"stap": "weg"})
    assert "Er is nog geen vraag" in page(admin, f"{ADMIN}2/")
    assert "Stel versie 2 vast</span>" not in page(admin, f"{ADMIN}2/vaststellen/")
    assert admin.post(f"{ADMIN}2/weggooien/").headers["Location"] == ADMIN
    assert not Praatplaat.objects.filter(version=2).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_lists_take_a_constant_number_of_queries(
    people: People, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for version in range(1, count + 1):
        factories.publish(factories.draft_praatplaat(version=version))
    client = people.client("administrator")
    client.get(ADMIN)
    with django_assert_num_queries(5):
        page(client, ADMIN)
    with django_assert_num_queries(1):
        page(Client(), "/praatplaat/versies/")
    with django_assert_num_queries(4):
        page(Client(), f"/praatplaat/versies/{count}/")


# --- files --------------------------------------------------------------------------------------------------
def upload(client: Client, name: str, content: bytes) -> Any:
    """Bring in a file."""
    return client.post(f"{ADMIN}inlezen/", {"file": SimpleUploadedFile(name, content)})


@pytest.mark.parametrize("extension", ["json", "xlsx"])
def test_what_goes_out_as_a_file_comes_in_again(people: People, admin: Client, extension: str) -> None:
    content = admin.get(f"/praatplaat/versies/1/praatplaat.{extension}")
    assert content.headers["Content-Disposition"] == f'attachment; filename="praatplaat-1.{extension}"'
    address = upload(admin, f"p.{extension}", content.content).headers["Location"]
    waiting = page(admin, address)
    assert "hx-trigger" in waiting
    assert "Kijk hoe ver het is" in waiting
    read = PraatplaatImport.objects.get()
    imports.read_import(pk=read.pk, actor=people.actor("administrator"), now=factories.NOW)
    done = page(admin, address)
    assert "Alles klopt" in done
    assert "hx-trigger" not in done
    part = admin.get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    draft = Praatplaat.objects.get(version=2)
    assert text_of(draft) == text_of(Praatplaat.objects.get(version=1))


def test_every_error_stands_on_the_page_with_row_and_column(people: People, admin: Client) -> None:
    def change(book: Any) -> None:
        book["vragen"]["E2"] = "cijfer"
        book["vragen"]["C3"] = "=1+1"

    address = upload(admin, "fout.xlsx", workbook(change)).headers["Location"]
    read = PraatplaatImport.objects.get()
    imports.read_import(pk=read.pk, actor=people.actor("administrator"), now=factories.NOW)
    shown = page(admin, address)
    assert "Vragen, rij 2, kolom &#x27;soort&#x27;" in shown
    assert "Kies uit: open tekst;" in shown
    assert "Vragen, rij 3, kolom &#x27;vraag&#x27;" in shown
    assert "Er is niets ingelezen" in shown
    assert not Praatplaat.objects.filter(version=2).exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", b""), ("a.xlsx", b"PK\x03\x04"), ("a.json", b"{"), ("a.txt", b"x"), ("a.json", b"x" * 2_000_001)],
)  # fmt: skip
def test_a_file_that_is_none_gets_a_sentence(admin: Client, name: str, content: bytes) -> None:
    response = upload(admin, name, content)
    assert response.status_code == 400
    assert "Fout:" in response.content.decode()
    assert not PraatplaatImport.objects.exists()


def test_no_file_gets_a_sentence(admin: Client) -> None:
    response = admin.post(f"{ADMIN}inlezen/", {})
    assert (response.status_code, "Kies een bestand." in response.content.decode()) == (400, True)


def test_a_file_left_lying_can_be_read_again(
    people: People, admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[int] = []
    monkeypatch.setattr(imports, "dispatch", sent.append)
    address = upload(admin, "p.json", as_json(1, published()).encode()).headers["Location"]
    PraatplaatImport.objects.update(created_at=factories.NOW.replace(year=2020))
    assert "Lees het opnieuw" in page(admin, address)
    assert admin.post(address).status_code == 302
    assert sent == [PraatplaatImport.objects.get().pk]
    PraatplaatImport.objects.update(state=ImportState.DONE)
    admin.post(address)
    assert len(sent) == 1


# --- moving ---------------------------------------------------------------------------------------------------
def test_a_table_reads_what_changes_and_moves(people: People, table: TableOfCast) -> None:
    table.save("wijk_member", content={"text": "Alleen onze partij leest dit."})
    newer = next_version(
        changed(text_of(table.conversation.praatplaat), DEN_1="Wie praat er mee?", DOE_1=None)
    )
    for name, sees in (("wijk_coordinator", True), ("wijk_member", False), ("anonymous", False)):
        assert (f"{TABLE}nieuwe-versie/" in page(people.client(name), TABLE)) is sees
    coordinator = people.client("wijk_coordinator")
    shown = page(coordinator, f"{TABLE}nieuwe-versie/")
    assert "Alleen onze partij leest dit." in shown
    assert "Kijk dit na" in shown or "kijk dit na" in shown
    assert "Alleen onze partij" not in page(people.client("team_coordinator"), f"{TABLE}nieuwe-versie/")
    wrong = coordinator.post(f"{TABLE}nieuwe-versie/", {"versie": "1"})
    assert wrong.headers["Location"] == f"{TABLE}nieuwe-versie/"
    moved = coordinator.post(f"{TABLE}nieuwe-versie/", {"versie": str(newer.version)})
    assert moved.headers["Location"] == TABLE
    table.conversation.refresh_from_db()
    assert table.conversation.praatplaat == newer
    assert "Er is geen nieuwere versie" in page(coordinator, f"{TABLE}nieuwe-versie/")


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("wijk_member", 403),
        ("team_member", 403),
        ("stranger", 403),
        ("administrator", 403),
        ("anonymous", 302),
    ],
)
def test_who_may_not_move_is_refused(people: People, table: TableOfCast, name: str, status: int) -> None:
    newer = next_version(text_of(table.conversation.praatplaat))
    client = people.client(name)
    assert client.get(f"{TABLE}nieuwe-versie/").status_code == status
    assert client.post(f"{TABLE}nieuwe-versie/", {"versie": str(newer.version)}).status_code == status
    table.conversation.refresh_from_db()
    assert table.conversation.praatplaat != newer


def test_a_changed_question_says_so_with_its_old_words(people: People, table: TableOfCast) -> None:
    old = table.questions["DEN-1"].text
    table.publish("wijk_coordinator")
    moved_with(table, DEN_1="Wie praat er voortaan mee?")
    mine = page(people.client("wijk_member"), f"{TABLE}DEN-1/")
    assert "Kijk dit na: de vraag is veranderd" in mine
    assert f"<q>{old}</q>" in mine
    assert "klopt nog" in mine
    assert "Kijk dit na" in page(people.client("wijk_member"), TABLE)
    for name in ("team_member", "anonymous"):
        theirs = page(people.client(name), f"{TABLE}DEN-1/")
        assert "Dit antwoord hoort bij een eerdere vraag" in theirs
        assert f"<q>{old}</q>" in theirs
        assert "klopt nog" not in theirs
        assert "Kijk dit na" not in page(people.client(name), TABLE)
    address = f"{TABLE}DEN-1/antwoord/{people.wijk.pk}/klopt-nog/"
    assert people.client("team_member").post(address, {"nummer": "1"}).status_code == 403
    assert people.client("wijk_member").post(address, {"nummer": "7"}).status_code == 302
    assert Answer.objects.get().needs_check
    assert people.client("wijk_member").post(address, {"nummer": "1"}).status_code == 302
    assert not Answer.objects.get().needs_check
    for name in ("wijk_member", "team_member", "anonymous"):
        assert f"<q>{old}</q>" not in page(people.client(name), f"{TABLE}DEN-1/")


def test_a_new_text_leaves_the_note_at_the_old_one_for_readers(people: People, table: TableOfCast) -> None:
    old = table.questions["DEN-1"].text
    table.publish("wijk_coordinator")
    moved_with(table, DEN_1="Wie praat er voortaan mee?")
    table.save("wijk_coordinator", content={"text": "Een nieuw concept."}, based_on=1)
    assert f"<q>{old}</q>" not in page(people.client("wijk_member"), f"{TABLE}DEN-1/")
    public = page(Client(), f"{TABLE}DEN-1/")
    assert f"<q>{old}</q>" in public
    assert "Een nieuw concept." not in public


def test_a_joint_text_is_put_on_the_table_again(people: People, table: TableOfCast) -> None:
    concluded(table)
    moved_with(table, DEN_1="Wie praat er voortaan mee?")
    assert "Leg de tekst opnieuw voor" in page(people.client("team_coordinator"), f"{TABLE}DEN-1/")
    assert "Dit antwoord hoort bij een eerdere vraag" in page(Client(), f"{TABLE}DEN-1/")
    address = f"{TABLE}DEN-1/samen/{people.team.pk}/klopt-nog/"
    people.client("team_coordinator").post(address, {"nummer": "1"})
    joint = JointAnswer.objects.get()
    assert (joint.current.number, joint.needs_check) == (2, True)
    people.client("wijk_coordinator").post(
        f"{TABLE}DEN-1/samen/{people.wijk.pk}/", {"stap": "bevestig", "nummer": "2"}
    )
    assert not JointAnswer.objects.get().needs_check
    assert "eerdere vraag" not in page(Client(), f"{TABLE}DEN-1/")


def test_what_stayed_behind_is_linked_and_readable(people: People, table: TableOfCast) -> None:
    table.publish("wijk_coordinator", content={"text": "Dit was openbaar."})
    table.share("team_coordinator", content={"text": "Dit was gedeeld."})
    assert "vragen-van-eerder" not in page(Client(), TABLE)
    moved_with(table, DEN_1=None)
    assert "vragen-van-eerder" in page(Client(), TABLE)
    public = page(Client(), f"{TABLE}vragen-van-eerder/")
    assert "Dit was openbaar." in public
    assert "Dit was gedeeld." not in public
    assert "Dit was gedeeld." in page(people.client("wijk_member"), f"{TABLE}vragen-van-eerder/")


def test_what_was_typed_for_the_old_question_is_shown_beside_the_new_one(
    people: People, table: TableOfCast
) -> None:
    table.save("wijk_member")
    before = table.conversation.praatplaat.version
    moved_with(table, DEN_1="Wie praat er voortaan mee?")
    address = f"{TABLE}DEN-1/antwoord/{people.wijk.pk}/"
    client = people.client("wijk_member")
    typed = {"text": "Dit typte ik voor de oude vraag.", "based_on": "1", "versie": str(before)}
    refused = client.post(address, typed)
    shown = refused.content.decode()
    assert refused.status_code == 409
    assert "De vraag is intussen veranderd." in shown
    assert "Dit typte ik voor de oude vraag." in shown
    assert "Wie praat er voortaan mee?" in shown
    typing = client.post(address, typed | {"stap": "automatisch"})
    assert typing.status_code == 409
    assert "De vraag is intussen veranderd." in typing.content.decode()
    assert Answer.objects.get().latest.number == 1
    assert f'name="versie" value="{before + 1}"' in shown
    again = client.post(address, typed | {"versie": str(before + 1)})
    assert again.status_code == 302
    assert Answer.objects.get().latest.content == {"text": "Dit typte ik voor de oude vraag."}


def test_a_question_that_reads_the_same_does_not_hold_anybody_up(people: People, table: TableOfCast) -> None:
    before = table.conversation.praatplaat.version
    moved_with(table, DOE_1="Anders?")
    address = f"{TABLE}DEN-1/antwoord/{people.wijk.pk}/"
    typed = {"text": "Gewoon door.", "based_on": "0", "versie": str(before)}
    assert people.client("wijk_member").post(address, typed).status_code == 302
