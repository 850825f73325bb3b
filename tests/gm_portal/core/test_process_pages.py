# SPDX-License-Identifier: EUPL-1.2
"""Kept parts of the pages of one process: one for all who see the same, and outdated by whatever happens there."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation

from gm_portal.core import audit, clock, pages, process_pages
from gm_portal.core.actors import NOBODY, SYSTEM, Actor, Seat
from gm_portal.core.models import AuditEvent, Visibility
from gm_portal.core.process_pages import Blanks, Part
from gm_portal.core.tasks import sweep_pages
from tests import factories
from tests.people import People

HERE, THERE = 1, 2
WIJK = Actor(user_id=7, seats=(Seat(HERE, 11, "resident_organisation", "member"),))


@pytest.fixture(autouse=True)
def _outside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in the portal: a test runs in a transaction, and there nothing is kept."""
    monkeypatch.setattr(process_pages, "connection", SimpleNamespace(in_atomic_block=False))


def ask(actor: Actor = WIJK, process_id: int = HERE, name: str = "plate", read: Any = ()) -> str:
    """What a reader gets: the same text until it is made anew."""
    made = process_pages.kept(
        process_id=process_id, name=name, actor=actor, read=read, make=lambda _reader: Part((new_text(),))
    )
    return made.pieces[0]


numbers = iter(range(1_000_000))


def new_text() -> str:
    return f"made {next(numbers)}"


# --- one for all who see the same ------------------------------------------------------------------------
def test_readers_with_the_same_seats_share_a_part() -> None:
    colleague = Actor(user_id=8, seats=WIJK.seats)
    elsewhere = Actor(user_id=9, seats=(*WIJK.seats, Seat(THERE, 22, "area_team", "member")))
    assert ask() == ask(colleague) == ask(elsewhere)


@pytest.mark.parametrize(
    "other",
    [
        NOBODY,
        Actor(user_id=7),
        Actor(user_id=7, seats=(Seat(HERE, 12, "resident_organisation", "member"),)),
        Actor(user_id=7, seats=(Seat(HERE, 11, "residents", "member"),)),
        Actor(user_id=7, seats=(Seat(HERE, 11, "resident_organisation", "coordinator"),)),
        Actor(user_id=7, seats=(*WIJK.seats, Seat(HERE, 12, "area_team", "member"))),
        Actor(user_id=7, seats=(Seat(THERE, 11, "resident_organisation", "member"),)),
        Actor(user_id=7, seats=WIJK.seats, roles=frozenset({"council_member"})),
    ],
)
def test_who_may_see_something_else_gets_another_part(other: Actor) -> None:
    assert ask() != ask(other)


def test_a_part_is_made_for_a_reader_without_a_face() -> None:
    """What is not in the key cannot get into the part: the person, and the seats elsewhere."""
    seen: list[Actor] = []

    def make(reader: Actor) -> Part:
        seen.append(reader)
        return Part(("",))

    actor = Actor(
        user_id=7, roles=frozenset({"clerk"}), seats=(*WIJK.seats, Seat(THERE, 22, "area_team", "member"))
    )
    process_pages.kept(process_id=HERE, name="plate", actor=actor, read=(), make=make)
    assert seen == [Actor(user_id=None, roles=frozenset({"clerk"}), seats=WIJK.seats)]


def test_each_page_process_language_day_and_release_has_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    first = ask()
    found = {first, ask(name="question:1"), ask(process_id=THERE)}
    with translation.override("en"):
        found.add(ask())
    with monkeypatch.context() as patch:
        patch.setattr(pages, "release", lambda: "next")
        found.add(ask())
    with monkeypatch.context() as patch:
        tomorrow = clock.now() + dt.timedelta(days=1)
        patch.setattr(clock, "now", lambda: tomorrow)
        found.add(ask())
    assert len(found) == 6
    assert ask() == first


def test_what_was_read_before_the_generation_is_in_the_key(people: People) -> None:
    first = ask(read=(people.process, None))
    assert ask(read=(people.process, None)) == first
    people.process.title = "Een andere naam"
    assert ask(read=(people.process, None)) != first


# --- outdated --------------------------------------------------------------------------------------------
def test_a_change_outdates_the_parts_of_its_own_process_only() -> None:
    here, there = ask(), ask(process_id=THERE)
    process_pages.changed(HERE)
    assert (ask() == here, ask(process_id=THERE) == there) == (False, True)


def test_a_change_of_no_process_in_particular_outdates_all() -> None:
    here, there = ask(), ask(process_id=THERE)
    process_pages.changed(None)
    assert (ask() == here, ask(process_id=THERE) == there) == (False, False)


@pytest.mark.parametrize("visibility", Visibility)
def test_every_event_outdates_whoever_may_see_it(
    people: People, visibility: Visibility, django_capture_on_commit_callbacks: Any
) -> None:
    first = ask()
    with django_capture_on_commit_callbacks(execute=True):
        record(people, process_id=HERE, visibility=visibility)
        assert ask() == first  # not committed yet
    assert ask() != first


def test_an_event_that_is_rolled_back_outdates_nothing(
    people: People, django_capture_on_commit_callbacks: Any
) -> None:
    first = ask()
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        record(people, process_id=HERE)
        transaction.set_rollback(True)
    assert ask() == first


def test_what_was_made_while_something_changed_is_not_found_again() -> None:
    def make(_reader: Actor) -> Part:
        process_pages.changed(HERE)  # commits while the old state is being rendered
        return Part(("old",))

    old = process_pages.kept(process_id=HERE, name="plate", actor=WIJK, read=(), make=make)
    assert old.pieces == ("old",)
    assert ask() != "old"


def test_a_generation_never_comes_back_after_the_cache_was_emptied() -> None:
    first = process_pages._generations(HERE)
    caches["strict"].clear()
    assert process_pages._generations(HERE) != first


def test_nothing_is_kept_inside_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """There a reader may see what others cannot see yet."""
    monkeypatch.setattr(process_pages, "connection", SimpleNamespace(in_atomic_block=True))
    assert ask() != ask()


@pytest.mark.parametrize("method", ["get_many", "get", "set"])
def test_without_cache_parts_are_made_each_time(monkeypatch: pytest.MonkeyPatch, method: str) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("no cache")

    monkeypatch.setattr(caches["strict"], method, broken)
    assert ask() != ask()
    process_pages.changed(HERE)


# --- the sweep -------------------------------------------------------------------------------------------
def record(people: People, **fields: Any) -> AuditEvent:
    return audit.record(actor=SYSTEM, verb="create_party", target=people.wijk, now=factories.NOW, **fields)


def test_the_sweep_makes_good_what_nobody_announced(people: People) -> None:
    record(people, process_id=HERE)
    sweep_pages()
    sweep_pages()
    here, there = ask(), ask(process_id=THERE)
    record(people, process_id=HERE)  # its process dies before it can say so
    sweep_pages()
    assert (ask() == here, ask(process_id=THERE) == there) == (False, True)


def test_the_sweep_counts_an_event_twice_for_those_that_committed_late(people: People) -> None:
    first = record(people, process_id=HERE).pk
    asked: list[int] = []

    def processes_after(number: int) -> list[int]:
        asked.append(number)
        return [HERE]

    found = [
        process_pages.sweep(newest_event=first + at, processes_after=processes_after) for at in (0, 1, 2, 3)
    ]
    assert (found, asked) == ([1, 1, 1, 1], [first, first + 1])


def test_a_quiet_portal_is_left_alone(people: People) -> None:
    record(people, process_id=HERE)
    for _minute in range(3):
        sweep_pages()
    first = ask()
    sweep_pages()
    assert ask() == first


def test_an_event_without_a_process_is_swept_to_all(people: People) -> None:
    for _minute in range(2):
        record(people, process_id=HERE)
        sweep_pages()
    there = ask(process_id=THERE)
    record(people)
    sweep_pages()
    assert ask(process_id=THERE) != there


# --- what is personal ------------------------------------------------------------------------------------
def request_of(people: People, who: str) -> HttpRequest:
    request = RequestFactory().get("/")
    request.actor = people.actor(who)
    return request


FORM = "nlds/whole_uni_form.html"


def test_the_token_is_filled_in_for_each_reader(people: People) -> None:
    part = Blanks().render(FORM, {"form_tag": True, "form_method": "post", "form": None, "inputs": []}, {})
    assert part.pieces[1::2] == (process_pages.TOKEN,)
    pages_ = [part.for_reader(request_of(people, who)) for who in ("wijk_member", "team_member")]
    assert len(set(pages_)) == 2
    assert all(page.count('name="csrfmiddlewaretoken"') == 1 for page in pages_)


def test_a_part_without_a_form_asks_for_no_token(people: People) -> None:
    request = request_of(people, "wijk_member")
    assert Part(("<p>Tekst</p>",)).for_reader(request) == "<p>Tekst</p>"
    assert "CSRF_COOKIE" not in request.META


def test_nobody_can_type_an_open_place() -> None:
    """The words that mark a place are new each time and in no page: who guesses one writes plain text."""
    earlier = Blanks()
    typed = f"{earlier.token} {earlier.author}"
    part = Blanks().render("components/answer.html", {"text": typed}, {})
    assert len(part.pieces) == 1
    assert typed in part.pieces[0]
