# SPDX-License-Identifier: EUPL-1.2
"""Kept parts of the praatplaat and the question: whoever came first, everybody reads only his own view."""

import datetime as dt
import inspect
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gm_portal.accounts.models import User
from gm_portal.core import clock, process_pages
from gm_portal.core.drawn import drawings
from gm_portal.core.permissions import allows
from processes.actions import answer_sharing, answers, conversations, joint_answers, parties, rounds
from processes.enums import JoinState, MembershipRole, Permission
from processes.models import Conversation, JoinRequest
from processes.views import plate_parts, praatplaat, question_parts, question_pieces, version_notes
from tests import factories
from tests.factories.table import TableOfCast, make_table
from tests.people import People

pytestmark = pytest.mark.django_db
# One of the cast for every view; who sat here until yesterday; a council member who is welcome to listen.
READERS = (
    "anonymous",
    "wijk_coordinator",
    "wijk_member",
    "team_member",
    "other_wijk_coordinator",
    "administrator",
    "former_member",
    "listener",
)
DRAFT, TOGETHER, TEAM_DRAFT = "Alleen voor onze eigen partij", "Pas te lezen als allen deelden", "Nog intern"
PERSONAL = re.compile(r'(name="(?:csrfmiddlewaretoken|_wie)" value=")[^"]*')
PLATE = reverse("praatplaat", args=("korenbuurt",))
QUESTION = reverse("question", args=("korenbuurt", "DEN-1"))
ADDRESSES = (PLATE, f"{PLATE}?toon=wacht", f"{PLATE}?toon=verschil", QUESTION)


@pytest.fixture
def table(people: People) -> TableOfCast:
    table = make_table(people)
    yesterday = clock.local_date(clock.now()) - dt.timedelta(days=1)
    former = factories.UserFactory(email="former_member@test.example", name="former_member")
    factories.MembershipFactory(
        party=people.wijk, user=former, starts_on=yesterday - dt.timedelta(days=9), ends_on=yesterday
    )
    listener = factories.UserFactory(
        email="listener@test.example", name="listener", global_roles=["council_member"]
    )
    people.former_member, people.listener = former, listener
    JoinRequest.objects.create(
        process=people.process,
        user=listener,
        state=JoinState.WELCOME,
        message="Ik luister graag mee.",
        asked_at=factories.NOW,
        answered_at=factories.NOW,
    )
    return table


@pytest.fixture
def keeping(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the portal: readers are outside a transaction, and what an action changes is announced."""
    monkeypatch.setattr(process_pages, "connection", SimpleNamespace(in_atomic_block=False))
    monkeypatch.setattr(process_pages, "changed_after_commit", process_pages.changed)


def read(table: TableOfCast, who: str, address: str) -> str:
    """The page as one person gets it, without what is new in each form."""
    clients: dict[str, Client] = table.__dict__.setdefault("clients", {})
    client = clients.get(who) or clients.setdefault(who, table.people.client(who))
    response = client.get(address)
    assert response.status_code == 200
    return PERSONAL.sub(r"\1", response.content.decode())


def made_anew(table: TableOfCast, who: str, address: str) -> str:
    """Nothing is kept: neither the part nor any piece of it."""
    process_pages.changed(table.people.process.pk)
    drawings.clear()
    return read(table, who, address)


def draft(table: TableOfCast) -> None:
    table.save("wijk_member", content={"text": DRAFT})
    table.save("team_member", content={"text": TEAM_DRAFT})


def reveal(table: TableOfCast) -> None:
    rounds.set_reveal_together(
        conversation=table.conversation,
        together=True,
        actor=table.people.actor("wijk_coordinator"),
        now=factories.NOW,
    )
    table.conversation = Conversation.objects.get(pk=table.conversation.pk)
    table.share("wijk_member", content={"text": TOGETHER})
    table.save("team_member", content={"text": TEAM_DRAFT})


def propose(table: TableOfCast) -> None:
    table.publish("wijk_coordinator")
    table.share("team_member")
    joint_answers.propose_joint(
        **table.place("team_member", "DEN-1"),
        state="agreed",
        content={"text": "Samen gezegd"},
        difference="",
        based_on=0,
        actor=table.people.actor("team_member"),
        now=factories.NOW,
    )


def nothing(table: TableOfCast) -> None:
    """Nobody said anything."""


# --- nothing leaks ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("said", [nothing, draft, reveal, propose])
def test_whoever_came_first_everybody_gets_the_own_view(
    table: TableOfCast, keeping: None, said: Callable[[TableOfCast], None], address: str
) -> None:
    """All read one after the other, so that all parts are kept; each page is as if made for this one reader."""
    said(table)
    own = {who: made_anew(table, who, address) for who in READERS}
    process_pages.changed(table.people.process.pk)
    for who in reversed(READERS):
        read(table, who, address)
    assert {who: read(table, who, address) == own[who] for who in READERS} == dict.fromkeys(READERS, True)


@pytest.mark.parametrize(
    ("said", "text", "seen_by"),
    [
        (draft, DRAFT, "wijk"),
        (draft, TEAM_DRAFT, "team"),
        (reveal, TOGETHER, "wijk"),
        (reveal, TEAM_DRAFT, "team"),
    ],
)
def test_a_text_stays_with_its_party(
    table: TableOfCast, keeping: None, said: Callable[[TableOfCast], None], text: str, seen_by: str
) -> None:
    """It could leak: the own party reads it first, and from a kept part as well."""
    said(table)
    for _time in range(2):
        found = {who for who in READERS if text in read(table, who, QUESTION)}
        assert found == {who for who in READERS if who.startswith(seen_by)}


def test_a_kept_part_holds_nothing_of_a_person(table: TableOfCast, keeping: None) -> None:
    """Two of one party share a part: each has the own token and the own mark of who is typing."""
    found = {}
    for who in ("wijk_member", "wijk_deputy", "wijk_member"):
        page = table.people.client(who).get(QUESTION).content.decode()
        found[who] = set(re.findall(r'name="_wie" value="([^":]+):', page))
        assert len(set(re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', page))) == 1
    people = table.people
    assert found == {"wijk_member": {str(people.wijk_member.pk)}, "wijk_deputy": {str(people.wijk_deputy.pk)}}


def test_the_token_of_a_kept_form_works(table: TableOfCast, keeping: None) -> None:
    read(table, "wijk_member", QUESTION)
    client = table.people.client("wijk_member")
    client.handler.enforce_csrf_checks = True
    page = client.get(QUESTION).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    address = reverse("answer", args=("korenbuurt", "DEN-1", table.people.wijk.pk))
    fields = {"text": "Via een bewaard formulier", "stap": "bewaar", "based_on": 0}
    assert client.post(address, fields).status_code == 403
    assert client.post(address, fields | {"csrfmiddlewaretoken": token and token[1]}).status_code == 302


# --- and nothing is old ----------------------------------------------------------------------------------
def typing_on(table: TableOfCast) -> None:
    """A text that saves itself goes on without an event of its own."""
    number = table.save("wijk_member", content={"text": "Eerst"}, while_typing=True).latest.number
    assert "Eerst" in read(table, "wijk_deputy", QUESTION)
    table.save("wijk_member", content={"text": "En verder"}, based_on=number, while_typing=True)


def skip(table: TableOfCast) -> None:
    answers.skip_answer(
        **table.place("wijk_member", "DEN-1"), actor=table.people.actor("wijk_member"), now=factories.NOW
    )


def skip_and_back(table: TableOfCast) -> None:
    """The same text once more takes a question back from later, and writes no event."""
    table.save("wijk_member", content={"text": "Zo"})
    skip(table)
    read_all(table)
    table.save("wijk_member", content={"text": "Zo"}, based_on=1)


def close(table: TableOfCast) -> None:
    rounds.close_round(
        conversation=table.conversation, actor=table.people.actor("wijk_coordinator"), now=factories.NOW
    )


def demote(table: TableOfCast) -> None:
    """A deputy who becomes a member may publish no more: another view, at once."""
    table.share("wijk_member")
    read_all(table)
    seat = table.people.wijk.memberships.get(user=table.people.wijk_deputy)
    parties.change_role(
        membership=seat,
        role=MembershipRole.MEMBER,
        actor=table.people.actor("wijk_coordinator"),
        now=factories.NOW,
    )


def rename(table: TableOfCast) -> None:
    """Nothing announces this one: rows that were read before the generation are in the key."""
    read_all(table)
    table.people.process.title = "Korenbuurt en omstreken"
    table.people.process.save()


def share(table: TableOfCast) -> None:
    table.share("wijk_member")


def publish(table: TableOfCast) -> None:
    answer_sharing.publish_answer(
        answer=table.share("wijk_member"), actor=table.people.actor("wijk_deputy"), now=factories.NOW
    )


VIEWS = [(who, at) for who in ("wijk_deputy", "team_member", "listener") for at in (PLATE, QUESTION)]


def read_all(table: TableOfCast) -> None:
    for who, address in VIEWS:
        read(table, who, address)


@pytest.mark.parametrize(
    "change", [typing_on, skip, skip_and_back, share, publish, propose, reveal, close, demote, rename]
)
def test_every_change_is_seen_at_once(
    table: TableOfCast, keeping: None, change: Callable[[TableOfCast], Any]
) -> None:
    read_all(table)
    change(table)
    seen = {(who, address): read(table, who, address) for who, address in VIEWS}
    anew = {(who, address): made_anew(table, who, address) for who, address in VIEWS}
    assert [place for place in seen if seen[place] != anew[place]] == []


def test_a_person_who_is_forgotten_is_forgotten_here_too(table: TableOfCast, keeping: None) -> None:
    from gm_portal.accounts.erasure import erase_person  # late: only this one needs it

    table.save("wijk_member")
    assert "door wijk_member." in read(table, "wijk_deputy", QUESTION)
    erase_person(
        user=User.objects.get(pk=table.people.wijk_member.pk),
        actor=table.people.actor("administrator"),
        now=clock.now(),
    )
    assert "wijk_member" not in read(table, "wijk_deputy", QUESTION)


# --- few queries -----------------------------------------------------------------------------------------
@pytest.mark.parametrize("extra_parties", [0, 2])
@pytest.mark.parametrize(
    ("who", "address", "queries"),
    [
        ("wijk_coordinator", PLATE, 3),
        ("wijk_coordinator", QUESTION, 3),
        ("council_member", PLATE, 3),
        ("council_member", QUESTION, 3),
    ],
)
def test_a_kept_part_costs_no_query_of_its_own(
    table: TableOfCast,
    keeping: None,
    who: str,
    address: str,
    queries: int,
    extra_parties: int,
    django_assert_num_queries: Any,
) -> None:
    """Person, seats and table."""
    for _each in range(extra_parties):
        factories.MembershipFactory(party=factories.PartyFactory(process=table.people.process))
    table.publish("wijk_coordinator")
    client = table.people.client(who)
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("published", [1, 3])
@pytest.mark.parametrize(
    ("who", "address", "queries"),
    [("wijk_coordinator", PLATE, 10), ("wijk_coordinator", QUESTION, 9), ("council_member", PLATE, 10)],
)
def test_the_first_reader_after_an_event_asks_little(
    table: TableOfCast,
    keeping: None,
    who: str,
    address: str,
    queries: int,
    published: int,
    django_assert_num_queries: Any,
) -> None:
    for code in ("BES-1", "DEN-1", "DEN-4")[:published]:
        table.publish("wijk_coordinator", code)
    client = table.people.client(who)
    client.get(address)
    process_pages.changed(table.people.process.pk)
    with django_assert_num_queries(queries):
        client.get(address)


def test_only_what_changed_is_drawn_again(
    table: TableOfCast, keeping: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an event that changes one question: the plate, its dot and its line; not the other 23 lines."""
    read(table, "team_member", PLATE)
    drawn: list[str] = []
    render = plate_parts.render_to_string
    monkeypatch.setattr(
        plate_parts, "render_to_string", lambda name, context: drawn.append(name) or render(name, context)
    )
    typing_on(table)
    read(table, "team_member", PLATE)
    assert drawn == []
    table.share("wijk_member", "DEN-4")
    read(table, "team_member", PLATE)
    assert [name.rpartition("/")[2] for name in drawn] == [
        "_plate.html",
        "_question_line.html",
        "_progress.html",
    ]


def test_of_a_question_only_the_own_sheet_is_drawn_again(
    table: TableOfCast, keeping: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the wijk types, what the team said, the question and the form for together stay as they were drawn."""
    said = table.share("team_member", "DEN-1")
    read(table, "wijk_deputy", QUESTION)
    drawn: list[str] = []
    render = question_pieces.render_to_string
    monkeypatch.setattr(
        question_pieces, "render_to_string", lambda name, context: drawn.append(name) or render(name, context)
    )
    typing_on(table)
    assert "En verder" in read(table, "wijk_deputy", QUESTION)
    assert drawn == []
    team = table.people.actor("team_coordinator")
    answer_sharing.publish_answer(answer=said, actor=team, now=factories.NOW)
    read(table, "wijk_deputy", QUESTION)
    assert [name.rpartition("/")[2] for name in drawn] == ["_read_sheet.html"]


def test_a_piece_that_was_drawn_holds_nothing_of_a_person(table: TableOfCast, keeping: None) -> None:
    """The form for together is drawn once; whoever gets it finds the own token and the own mark there."""
    found = set()
    for who in ("wijk_member", "wijk_deputy"):
        process_pages.changed(table.people.process.pk)
        page = table.people.client(who).get(QUESTION).content.decode()
        form = page[page.index("Stel een gezamenlijk antwoord voor") :]
        assert len(re.findall(r'name="csrfmiddlewaretoken" value="(\w{64})"', form)) == 1
        found |= set(re.findall(r'name="_wie" value="([^":]+):', form))
        assert process_pages.OPEN.token not in page
        assert process_pages.OPEN.author not in page
    assert found == {str(table.people.wijk_member.pk), str(table.people.wijk_deputy.pk)}


def test_what_a_part_asks_of_its_reader_is_in_its_key(table: TableOfCast) -> None:
    """The permissions these parts ask about say the same of a reader without a face: none of them is by person."""
    people = table.people
    asked = {
        Permission[name]
        for module in (praatplaat, question_parts, version_notes)
        for name in re.findall(r"Permission\.([A-Z_]+)", inspect.getsource(module))
    }
    assert len(asked) >= 5
    parties_ = (people.wijk, people.team)
    scopes = [
        table.conversation.scope,
        *(conversations.party_scope(table.conversation, party) for party in parties_),
    ]
    for who in READERS:
        actor = people.actor(who)
        reader = process_pages.without_a_face(actor, people.process.pk)
        for scope in scopes:
            assert [allows(reader, each, scope) for each in asked] == [
                allows(actor, each, scope) for each in asked
            ]
