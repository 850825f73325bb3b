# SPDX-License-Identifier: EUPL-1.2
"""A text that saves itself goes on in one statement, and only in exactly the text that was read."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent
from processes.actions import answer_sharing, rounds
from processes.actions.typing import save_while_typing
from processes.models import Answer, AnswerRevision, Conversation
from processes.queries.question_seats import seat_at_question
from tests import factories
from tests.factories.table import TableOfCast, make_table
from tests.people import People, make_people

pytestmark = pytest.mark.django_db
A_MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def read(table: TableOfCast, who: str = "wijk_member") -> Answer | None:
    """The answer as the page finds it."""
    return seat_at_question("korenbuurt", "DEN-1", table.party_of(who).pk).said


def type_on(
    table: TableOfCast, said: Answer | None, text: str, based_on: int, who: str = "wijk_member", **more: Any
) -> Answer:
    more.setdefault("now", factories.NOW + A_MINUTE)
    more["actor"] = more.get("actor") or table.people.actor(who)
    place = table.place(who, "DEN-1")
    return save_while_typing(said=said, content={"text": text}, based_on=based_on, **place, **more)


def begun(table: TableOfCast) -> Answer:
    type_on(table, None, "Eerst", 0, now=factories.NOW)
    said = read(table)
    assert said is not None
    return said


def texts() -> list[tuple[int, str]]:
    rows = AnswerRevision.objects.order_by("number")
    return [(row.number, row.content.get("text", "")) for row in rows]


def test_a_first_text_is_saved_like_any_other(table: TableOfCast) -> None:
    begun(table)
    assert texts() == [(1, "Eerst")]
    assert AuditEvent.objects.get().verb == "save_draft"


def test_going_on_is_one_statement_and_no_event(table: TableOfCast, django_assert_num_queries: Any) -> None:
    said, actor = begun(table), table.people.actor("wijk_member")
    with django_assert_num_queries(1):
        answer = type_on(table, said, "Eerst en verder", 1, actor=actor)
    assert texts() == [(2, "Eerst en verder")]
    assert answer.latest is not None
    kept = AnswerRevision.objects.get()
    assert (answer.latest.number, answer.latest.at) == (kept.number, kept.at) == (2, factories.NOW + A_MINUTE)
    assert AuditEvent.objects.count() == 1


def test_the_number_of_residents_stays_with_the_text(table: TableOfCast) -> None:
    voices = {"people": 12, "link": "Buurtavond"}
    table.save("wijk_member", content={"text": "Eerst"}, voices=voices, while_typing=True)
    type_on(table, read(table), "En verder", 1)
    assert AnswerRevision.objects.get().content == {"text": "En verder", "voices": voices}


@pytest.mark.parametrize("text", ["Eerst", "Eerst  "])
def test_the_same_text_is_kept_once(table: TableOfCast, text: str) -> None:
    type_on(table, begun(table), text, 1)
    assert texts() == [(1, "Eerst")]


@pytest.mark.parametrize("who", ["wijk_coordinator", "wijk_deputy"])
def test_another_hand_writes_a_text_of_its_own(table: TableOfCast, who: str) -> None:
    type_on(table, begun(table), "Van een ander", 1, who)
    assert texts() == [(1, "Eerst"), (2, "Van een ander")]


def test_after_a_pause_a_text_of_its_own_begins(table: TableOfCast) -> None:
    type_on(table, begun(table), "Later op de avond", 1, now=factories.NOW + 11 * A_MINUTE)
    assert texts() == [(1, "Eerst"), (2, "Later op de avond")]


@pytest.mark.parametrize("who", ["team_member", "stranger", "other_wijk_coordinator", "anonymous"])
def test_nobody_types_in_the_text_of_another_party(table: TableOfCast, who: str) -> None:
    said = begun(table)
    with pytest.raises(NotAllowedError):
        type_on(table, said, "Voor een ander", 1, actor=table.people.actor(who))
    assert texts() == [(1, "Eerst")]


@pytest.mark.parametrize("content", [{"text": "x" * 5001}, {"text": "\x00"}, {"scale": 3}])
def test_what_is_wrong_is_refused(table: TableOfCast, content: dict[str, Any]) -> None:
    said = begun(table)
    place = table.place("wijk_member", "DEN-1")
    actor = table.people.actor("wijk_member")
    given = {"said": said, "content": content, "based_on": 1, "actor": actor, "now": factories.NOW + A_MINUTE}
    if content == {"scale": 3}:
        save_while_typing(**place, **given)  # no part of this question: nothing was said
        assert texts() == [(2, "")]
        return
    with pytest.raises(RuleError):
        save_while_typing(**place, **given)
    assert texts() == [(1, "Eerst")]


# --- what happens between reading and writing ------------------------------------------------------------
def share(table: TableOfCast) -> None:
    actor = table.people.actor("wijk_deputy")
    answer_sharing.share_answer(answer=Answer.objects.get(), actor=actor, now=factories.NOW)


def save_on_purpose(table: TableOfCast) -> None:
    table.save("wijk_member", content={"text": "Eerst"}, based_on=1)


def mark_for_check(table: TableOfCast) -> None:
    Answer.objects.update(needs_check=True)


@pytest.mark.parametrize("between", [share, save_on_purpose])
def test_a_text_that_may_no_longer_change_stays(
    table: TableOfCast, between: Callable[[TableOfCast], None]
) -> None:
    """It was shown, or saved on purpose, after this page read it: what is typed becomes a text of its own."""
    said = begun(table)
    between(table)
    type_on(table, said, "En verder", 1)
    assert texts() == [(1, "Eerst"), (2, "En verder")]


def test_a_question_that_changed_is_looked_at_again(table: TableOfCast) -> None:
    said = begun(table)
    mark_for_check(table)
    type_on(table, said, "En verder", 1)
    assert Answer.objects.get().needs_check is False
    assert texts() == [(2, "En verder")]


def test_somebody_who_was_first_is_not_overwritten(table: TableOfCast) -> None:
    said = begun(table)
    type_on(table, read(table), "Van mijn telefoon", 1)
    with pytest.raises(StaleError) as refused:
        type_on(table, said, "Van mijn laptop", 1)
    assert refused.value.current == {"number": 2, "content": {"text": "Van mijn telefoon"}}
    assert texts() == [(2, "Van mijn telefoon")]


def test_a_round_that_closed_takes_nothing_more(table: TableOfCast) -> None:
    said = begun(table)
    rounds.close_round(
        conversation=Conversation.objects.get(),
        actor=table.people.actor("wijk_coordinator"),
        now=factories.NOW,
    )
    with pytest.raises(RuleError, match="afgesloten"):
        type_on(table, said, "Te laat", 1)
    assert texts() == [(1, "Eerst")]


@pytest.mark.django_db(transaction=True)
def test_who_types_waits_for_who_shares() -> None:
    """Sharing holds the answer; what is typed meanwhile must not change the text that is being shown."""
    table = make_table(make_people())
    said = begun(table)
    locked, done = threading.Event(), threading.Event()

    def typing() -> None:
        locked.wait(60)
        type_on(table, said, "Terwijl er wordt gedeeld", 1)
        done.set()
        connection.close()

    writer = threading.Thread(target=typing)
    writer.start()
    with transaction.atomic():
        share(table)
        locked.set()
        assert not done.wait(0.3)
    writer.join(60)
    answer = Answer.objects.select_related("shared", "latest").get()
    assert answer.shared is not None
    assert answer.latest is not None
    assert (answer.shared.content, answer.latest.content) == (
        {"text": "Eerst"},
        {"text": "Terwijl er wordt gedeeld"},
    )
