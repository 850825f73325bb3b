# SPDX-License-Identifier: EUPL-1.2
"""Writing in peace: texts that save themselves, put off, chosen between, brought back; and never an update lost."""

import datetime as dt
import random
from typing import Any

import pytest

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from processes.actions import answers as actions
from processes.enums import AnswerState
from processes.models import Answer, AnswerRevision
from tests import factories
from tests.factories.table import TableOfCast, make_table
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
WRITERS = ("wijk_coordinator", "wijk_member", "wijk_deputy")


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def place(table: TableOfCast, who: str, code: str = "DEN-1") -> dict[str, Any]:
    return table.place(who, code) | {"actor": table.people.actor(who), "now": factories.NOW}


def texts() -> list[str]:
    """All texts, oldest first."""
    return [row.content.get("text", "") for row in AnswerRevision.objects.order_by("number")]


# --- texts that save themselves -------------------------------------------------------------------------
def typed(
    table: TableOfCast, text: str, based_on: int, *, who: str = "wijk_member", after: int = 0
) -> Answer:
    """Somebody's text saves itself, so many minutes after noon."""
    from processes.actions.conversations import save_draft

    return save_draft(
        **place(table, who) | {"now": factories.NOW + after * MINUTE},
        content={"text": text},
        based_on=based_on,
        while_typing=True,
    )


def test_what_one_person_types_on_is_one_text_in_the_history(table: TableOfCast) -> None:
    for number, text in enumerate(("De", "De school", "De school praat mee.")):
        answer = typed(table, text, number, after=number)
    assert texts() == ["De school praat mee."]
    assert answer.latest is not None
    # A new number each time: whoever started from an earlier one is told.
    assert answer.latest.number == 3


def test_after_ten_minutes_by_somebody_else_or_once_shared_a_text_is_a_new_one(table: TableOfCast) -> None:
    typed(table, "Eerst", 0)
    typed(table, "Veel later", 1, after=11)
    typed(table, "Iemand anders", 2, who="wijk_coordinator", after=12)
    assert texts() == ["Eerst", "Veel later", "Iemand anders"]
    table.share("wijk_coordinator", content={"text": "Iemand anders"}, based_on=3)
    typed(table, "Na het delen", 3, who="wijk_coordinator", after=12)
    assert texts()[-2:] == ["Iemand anders", "Na het delen"]
    assert Answer.objects.get().shared.content == {"text": "Iemand anders"}


def test_a_text_saved_on_purpose_stays(table: TableOfCast) -> None:
    typed(table, "Zo", 0)
    table.save("wijk_member", content={"text": "Zo"}, based_on=1)
    typed(table, "Zo en zo", 1)
    assert texts() == ["Zo", "Zo en zo"]


def test_two_screens_of_one_person_do_not_overwrite_each_other(table: TableOfCast) -> None:
    typed(table, "Op de telefoon", 0)
    typed(table, "Op de telefoon, verder", 1)
    with pytest.raises(StaleError) as refused:
        typed(table, "Op de laptop", 1)
    assert refused.value.current["content"] == {"text": "Op de telefoon, verder"}


def test_a_thousand_interleaved_edits_of_two_people_lose_nothing(table: TableOfCast) -> None:
    """Every text that was accepted is in the history; every one that was refused was shown the other text."""
    chance = random.Random(3)
    writers = {"wijk_member": 0, "wijk_coordinator": 0}
    accepted: list[str] = []
    shown_back: list[tuple[object, str]] = []
    for edit in range(1000):
        who = chance.choice(list(writers))
        text = f"{who} schrijft {edit}"
        try:
            answer = table.save(who, content={"text": text}, based_on=writers[who])
        except StaleError as error:
            shown_back.append((error.current["content"], accepted[-1]))
            writers[who] = int(str(error.current["number"]))
            # Now both are on the screen; what is kept goes on from the other text.
            answer = table.save(who, content={"text": text}, based_on=writers[who])
        accepted.append(text)
        writers[who] = answer.latest.number
    assert texts() == accepted
    assert len(shown_back) > 300
    assert all(shown == {"text": newest} for shown, newest in shown_back)
    assert list(AnswerRevision.objects.order_by("number").values_list("number", flat=True)) == list(
        range(1, 1001)
    )


def test_a_thousand_texts_that_save_themselves_lose_no_word(table: TableOfCast) -> None:
    """Each edit adds a word to the newest text its writer saw: in the end all words are there."""
    chance = random.Random(7)
    seen: dict[str, tuple[int, str]] = {"wijk_member": (0, ""), "wijk_coordinator": (0, "")}
    for edit in range(1000):
        who = chance.choice(list(seen))
        number, before = seen[who]
        try:
            answer = typed(table, f"{before} {edit}".strip(), number, who=who)
        except StaleError as error:
            content: Any = error.current["content"]
            text = f"{content['text']} {edit}"
            answer = typed(table, text, int(str(error.current["number"])), who=who)
        seen[who] = (answer.latest.number, answer.latest.content["text"])
    assert Answer.objects.get().latest.content["text"].split() == [str(edit) for edit in range(1000)]


# --- choosing between two texts -------------------------------------------------------------------------
@pytest.mark.parametrize("keep_mine", [True, False])
def test_the_text_that_is_not_chosen_is_in_the_history(table: TableOfCast, keep_mine: bool) -> None:
    table.save("wijk_coordinator", content={"text": "Van de ander"})
    answer = actions.choose_text(
        **place(table, "wijk_member"), mine={"text": "Van mij"}, seen=1, keep_mine=keep_mine
    )
    assert answer.latest.content == {"text": "Van mij" if keep_mine else "Van de ander"}
    assert set(texts()) == {"Van mij", "Van de ander"}


@pytest.mark.parametrize("keep_mine", [True, False])
def test_a_text_of_an_own_other_screen_is_not_written_over(table: TableOfCast, keep_mine: bool) -> None:
    typed(table, "Op de telefoon", 0)
    answer = actions.choose_text(
        **place(table, "wijk_member"), mine={"text": "Op de laptop"}, seen=1, keep_mine=keep_mine
    )
    assert answer.latest.content == {"text": "Op de laptop" if keep_mine else "Op de telefoon"}
    assert set(texts()) == {"Op de laptop", "Op de telefoon"}


def test_a_third_text_is_shown_before_it_is_chosen_over(table: TableOfCast) -> None:
    table.save("wijk_coordinator", content={"text": "Tweede"})
    table.save("wijk_deputy", content={"text": "Derde"}, based_on=1)
    with pytest.raises(StaleError) as refused:
        actions.choose_text(**place(table, "wijk_member"), mine={"text": "Mijn"}, seen=1, keep_mine=False)
    assert refused.value.current == {"number": 2, "content": {"text": "Derde"}}


# --- later ----------------------------------------------------------------------------------------------
def test_later_and_back_again(table: TableOfCast) -> None:
    for _click in range(2):
        answer = actions.skip_answer(**place(table, "wijk_member"))
    assert answer.skipped_at == factories.NOW
    assert answer.state == AnswerState.DRAFT
    answer = table.save("wijk_member")
    assert answer.skipped_at is None
    actions.skip_answer(**place(table, "wijk_member"))
    assert table.save("wijk_member", based_on=1).skipped_at is None


def test_a_question_that_was_put_off_needs_words_to_come_back(table: TableOfCast) -> None:
    actions.skip_answer(**place(table, "wijk_member"))
    with pytest.raises(RuleError, match="Vul eerst een antwoord in"):
        table.save("wijk_member", content={})


def test_what_is_shared_is_not_put_off(table: TableOfCast) -> None:
    table.share("wijk_member")
    with pytest.raises(RuleError, match="deelde deze vraag al"):
        actions.skip_answer(**place(table, "wijk_member"))


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - set(WRITERS)))
def test_only_the_own_party_puts_off_and_brings_back(table: TableOfCast, who: str) -> None:
    answer = table.save("wijk_member")
    actor = table.people.actor(who)
    with pytest.raises(NotAllowedError):
        actions.skip_answer(**table.place("wijk_member", "DEN-1"), actor=actor, now=factories.NOW)
    with pytest.raises(NotAllowedError):
        actions.restore_text(answer=answer, number=1, based_on=1, actor=actor, now=factories.NOW)


# --- the history ----------------------------------------------------------------------------------------
def restore(answer: Answer, table: TableOfCast, number: int, based_on: int) -> Answer:
    actor = table.people.actor("wijk_deputy")
    return actions.restore_text(
        answer=answer, number=number, based_on=based_on, actor=actor, now=factories.NOW
    )


def test_an_earlier_text_comes_back_as_a_next_text(table: TableOfCast) -> None:
    table.save("wijk_member", content={"text": "Eerst"})
    answer = table.save("wijk_member", content={"text": "Daarna"}, based_on=1)
    for _click in range(2):
        answer = restore(answer, table, 1, answer.latest.number)
    assert texts() == ["Eerst", "Daarna", "Eerst"]
    assert answer.latest.author == table.people.wijk_deputy


def test_only_over_the_newest_text_that_was_seen(table: TableOfCast) -> None:
    table.save("wijk_member", content={"text": "Eerst"})
    answer = table.save("wijk_member", content={"text": "Daarna"}, based_on=1)
    with pytest.raises(StaleError):
        restore(answer, table, 1, 1)
    with pytest.raises(RuleError):
        restore(answer, table, 9, 2)
