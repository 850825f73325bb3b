# SPDX-License-Identifier: EUPL-1.2
"""Draft, share, publish: each a deliberate step, nothing lost, nothing seen too early."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from gm_portal.core.actors import NOBODY, SYSTEM
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions import answer_sharing
from processes.actions import conversations as actions
from processes.enums import AnswerState, ConversationState, ProcessState
from processes.models import Answer, AnswerRevision, Conversation
from tests import factories
from tests.factories.table import CONTENTS, TableOfCast, make_table
from tests.people import EVERYBODY, People, make_people

WRITERS = ("wijk_coordinator", "wijk_member", "wijk_deputy")
PUBLISHERS = ("wijk_coordinator", "wijk_deputy")


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


# --- start ----------------------------------------------------------------------------------------------
@pytest.fixture
def start(people: People) -> dict[str, Any]:
    praatplaat = factories.publish(factories.PraatplaatFactory())
    return {"process": people.process, "praatplaat": praatplaat, "round_number": 1, "now": factories.NOW}


def test_the_system_starts_a_round_once(start: dict[str, Any]) -> None:
    first = actions.start_conversation(**start, actor=SYSTEM)
    assert actions.start_conversation(**start, actor=SYSTEM) == first
    assert first.state == ConversationState.OPEN
    assert list(AuditEvent.objects.values_list("verb", "visibility")) == [("start_conversation", "public")]


def test_who_may_start_a_round(start: dict[str, Any], people: People) -> None:
    for name in sorted(set(EVERYBODY) - {"administrator"}):
        with pytest.raises(NotAllowedError):
            actions.start_conversation(**start, actor=people.actor(name))
    assert actions.start_conversation(**start, actor=people.actor("administrator")).round == 1


def test_a_round_needs_a_running_process_a_published_version_and_no_open_round(start: dict[str, Any]) -> None:
    draft = start | {"praatplaat": factories.PraatplaatFactory()}
    with pytest.raises(RuleError, match="vastgesteld"):
        actions.start_conversation(**draft, actor=SYSTEM)
    actions.start_conversation(**start, actor=SYSTEM)
    with pytest.raises(RuleError, match="loopt nog een ronde"):
        actions.start_conversation(**start | {"round_number": 2}, actor=SYSTEM)
    finished = factories.ProcessFactory(state=ProcessState.FINISHED)
    with pytest.raises(RuleError, match="afgerond"):
        actions.start_conversation(**start | {"process": finished}, actor=SYSTEM)
    assert Conversation.objects.count() == 1


# --- draft ----------------------------------------------------------------------------------------------
@pytest.mark.parametrize("code", CONTENTS)
def test_an_answer_of_every_type_can_be_saved(table: TableOfCast, code: str) -> None:
    answer = table.save("wijk_member", code)
    assert (answer.state, answer.party, answer.latest.number) == ("draft", table.people.wijk, 1)
    assert AnswerRevision.objects.get().content == CONTENTS[code]


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - set(WRITERS)))
def test_nobody_writes_for_another_party(table: TableOfCast, who: str) -> None:
    with pytest.raises(NotAllowedError):
        actions.save_draft(
            conversation=table.conversation,
            party=table.people.wijk,
            question=table.questions["DEN-1"],
            content={"text": "Voor een ander"},
            based_on=0,
            actor=table.people.actor(who),
            now=factories.NOW,
        )
    assert not Answer.objects.exists()


def test_a_party_of_another_process_has_no_place_here(table: TableOfCast) -> None:
    with pytest.raises(NotAllowedError):
        table.save("other_wijk_coordinator")


def test_the_same_text_twice_is_kept_once(table: TableOfCast) -> None:
    table.save("wijk_member")
    table.save("wijk_member")
    table.save("wijk_member", based_on=1)
    assert AnswerRevision.objects.count() == 1
    assert AuditEvent.objects.filter(verb="save_draft").count() == 1


def test_an_event_of_a_draft_is_for_the_party_and_holds_no_text(table: TableOfCast) -> None:
    table.save("wijk_member")
    event = AuditEvent.objects.get()
    assert (event.visibility, event.party_id) == (Visibility.PARTY, table.people.wijk.pk)
    assert event.data == {"question": "DEN-1", "number": 1}


def test_the_second_writer_gets_both_texts_and_nothing_is_lost(table: TableOfCast) -> None:
    table.save("wijk_member", content={"text": "Eerste"})
    table.save("wijk_coordinator", content={"text": "Tweede"}, based_on=1)
    with pytest.raises(StaleError) as refused:
        table.save("wijk_member", content={"text": "Mijn tekst"}, based_on=1)
    assert refused.value.current == {"number": 2, "content": {"text": "Tweede"}}
    assert [row.content["text"] for row in AnswerRevision.objects.order_by("number")] == ["Eerste", "Tweede"]
    table.save("wijk_member", content={"text": "Tweede. Mijn tekst"}, based_on=2)
    assert Answer.objects.get().latest.number == 3


def test_a_first_text_on_top_of_somebody_elses_first_text_is_refused(table: TableOfCast) -> None:
    table.save("wijk_member", content={"text": "Eerste"})
    with pytest.raises(StaleError):
        table.save("wijk_coordinator", content={"text": "Ook eerste"})


def test_a_wrong_answer_is_refused_at_its_field(table: TableOfCast) -> None:
    with pytest.raises(RuleError) as refused:
        table.save("wijk_member", "BES-1", {"points": {"A": 1, "B": 1, "C": 1}})
    assert refused.value.field == "points"
    assert not Answer.objects.exists()


def test_an_empty_first_answer_is_refused_and_a_later_one_may_be_emptied(table: TableOfCast) -> None:
    with pytest.raises(RuleError, match="Vul eerst een antwoord in"):
        table.save("wijk_member", content={"text": "  "})
    assert not Answer.objects.exists()
    table.save("wijk_member")
    assert table.save("wijk_member", content={}, based_on=1).latest.content == {}


def test_a_question_of_another_version_is_refused(table: TableOfCast) -> None:
    table.questions["DEN-1"] = factories.QuestionFactory()
    with pytest.raises(RuleError, match="hoort niet bij dit gesprek"):
        table.save("wijk_member")


def test_a_closed_round_takes_no_answers(table: TableOfCast) -> None:
    Conversation.objects.update(state=ConversationState.CLOSED, closed_at=factories.NOW)
    table.conversation.refresh_from_db()
    with pytest.raises(NotAllowedError):
        table.save("wijk_member")


# --- share ----------------------------------------------------------------------------------------------
def test_sharing_shows_the_latest_text_and_later_drafts_stay_home(table: TableOfCast) -> None:
    answer = table.share("wijk_member", content={"text": "Gedeeld"})
    assert (answer.state, answer.shared_at) == (AnswerState.SHARED, factories.NOW)
    answer = table.save("wijk_member", content={"text": "Nog niet"}, based_on=1)
    answer.refresh_from_db()
    assert answer.shared.content == {"text": "Gedeeld"}
    assert answer.latest.content == {"text": "Nog niet"}
    answer = answer_sharing.share_answer(
        answer=answer, actor=table.people.actor("wijk_coordinator"), now=factories.NOW
    )
    assert answer.shared.content == {"text": "Nog niet"}


def test_sharing_twice_is_sharing_once(table: TableOfCast) -> None:
    table.share("wijk_member")
    table.share("wijk_member", based_on=1)
    assert list(AuditEvent.objects.filter(verb="share_answer").values_list("visibility", flat=True)) == [
        "process"
    ]


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - set(WRITERS)))
def test_nobody_shares_for_another_party(table: TableOfCast, who: str) -> None:
    answer = table.save("wijk_member")
    with pytest.raises(NotAllowedError):
        answer_sharing.share_answer(answer=answer, actor=table.people.actor(who), now=factories.NOW)


def test_only_the_text_that_was_read_is_shared(table: TableOfCast) -> None:
    answer = table.save("wijk_member", content={"text": "Gelezen"})
    table.save("wijk_coordinator", content={"text": "Nieuwer"}, based_on=1)
    with pytest.raises(StaleError):
        answer_sharing.share_answer(
            answer=answer, number=1, actor=table.people.actor("wijk_member"), now=factories.NOW
        )
    assert Answer.objects.get().shared is None


def test_an_empty_answer_is_not_shared(table: TableOfCast) -> None:
    table.save("wijk_member")
    answer = table.save("wijk_member", content={}, based_on=1)
    with pytest.raises(RuleError, match="Vul eerst een antwoord in"):
        answer_sharing.share_answer(answer=answer, actor=table.people.actor("wijk_member"), now=factories.NOW)


def test_save_and_share_is_one_thing(table: TableOfCast) -> None:
    """When sharing is refused, the text of that click is not kept behind the writer's back either."""
    table.save("wijk_member")
    with pytest.raises(RuleError):
        table.share("wijk_member", content={"text": ""}, based_on=1)
    assert AnswerRevision.objects.count() == 1


# --- publish --------------------------------------------------------------------------------------------
def test_publishing_shows_exactly_the_shared_text(table: TableOfCast) -> None:
    answer = table.share("wijk_member", content={"text": "Gedeeld"})
    table.save("wijk_member", content={"text": "Nieuwer"}, based_on=1)
    answer = answer_sharing.publish_answer(
        answer=answer, actor=table.people.actor("wijk_coordinator"), now=factories.NOW
    )
    assert answer.published.content == {"text": "Gedeeld"}
    assert AuditEvent.objects.get(verb="publish_answer").visibility == Visibility.PUBLIC


@pytest.mark.parametrize("who", sorted(set(EVERYBODY) - set(PUBLISHERS)))
def test_only_who_binds_the_party_publishes(table: TableOfCast, who: str) -> None:
    answer = table.share("wijk_member")
    with pytest.raises(NotAllowedError):
        answer_sharing.publish_answer(answer=answer, actor=table.people.actor(who), now=factories.NOW)


def test_a_draft_is_not_published(table: TableOfCast) -> None:
    answer = table.save("wijk_member")
    with pytest.raises(RuleError, match="Deel het antwoord eerst"):
        answer_sharing.publish_answer(
            answer=answer, actor=table.people.actor("wijk_coordinator"), now=factories.NOW
        )


def test_publishing_twice_is_publishing_once(table: TableOfCast) -> None:
    answer = table.publish("wijk_coordinator")
    answer_sharing.publish_answer(answer=answer, actor=table.people.actor("wijk_deputy"), now=factories.NOW)
    assert AuditEvent.objects.filter(verb="publish_answer").count() == 1


def test_only_the_shared_text_that_was_read_is_published(table: TableOfCast) -> None:
    answer = table.share("wijk_member", content={"text": "Eerst"})
    table.share("wijk_member", content={"text": "Later"}, based_on=1)
    with pytest.raises(StaleError):
        answer_sharing.publish_answer(
            answer=answer, number=1, actor=table.people.actor("wijk_coordinator"), now=factories.NOW
        )


def test_sharing_anew_after_publication_leaves_the_published_text(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", content={"text": "Openbaar"})
    answer = table.share("wijk_member", content={"text": "Nieuw gedeeld"}, based_on=1)
    assert (answer.state, answer.published.content["text"]) == ("published", "Openbaar")


def test_an_action_without_an_actor_is_refused(table: TableOfCast) -> None:
    with pytest.raises(NotAllowedError):
        actions.save_draft(
            **table.place("wijk_member", "DEN-1"), content={}, based_on=0, actor=NOBODY, now=factories.NOW
        )


# --- two at once ----------------------------------------------------------------------------------------
def at_once(*acts: Callable[[], object]) -> list[str]:
    """Run acts at the same moment, each on its own connection; what came of them, sorted."""
    start, results = threading.Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            act()
            results.append("kept")
        except StaleError:
            results.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


@pytest.mark.django_db(transaction=True)
def test_of_two_texts_at_once_one_is_kept_and_the_other_is_told() -> None:
    """The first text, where the row is not there yet, and later ones, where one waits for the other's lock."""
    table = make_table(make_people())
    for number in range(6):
        came = at_once(
            lambda n=number: table.save("wijk_member", content={"text": f"Van mij {n}"}, based_on=n),
            lambda n=number: table.save("wijk_coordinator", content={"text": f"Van hem {n}"}, based_on=n),
        )
        assert came == ["kept", "told"]
        assert Answer.objects.get().latest.number == number + 1
    assert list(AnswerRevision.objects.order_by("number").values_list("number", flat=True)) == [
        1,
        2,
        3,
        4,
        5,
        6,
    ]


@pytest.mark.django_db(transaction=True)
def test_who_waits_for_the_lock_reads_what_came_meanwhile() -> None:
    """Without reading after the lock, the second writer would miss the text the first one just committed."""
    table = make_table(make_people())
    table.save("wijk_coordinator", content={"text": "Een"})
    with transaction.atomic():
        table.save("wijk_coordinator", content={"text": "Twee"}, based_on=1)
        told: list[Any] = []

        def wait_and_write() -> None:
            try:
                table.save("wijk_member", content={"text": "Ook twee"}, based_on=1)
            except StaleError as error:
                told.append(error.current)
            finally:
                connection.close()

        second = threading.Thread(target=wait_and_write)
        second.start()
        second.join(timeout=0.5)
        assert second.is_alive()
    second.join()
    assert told == [{"number": 2, "content": {"text": "Twee"}}]
