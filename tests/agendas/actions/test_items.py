# SPDX-License-Identifier: EUPL-1.2
"""Writing on the agenda."""

import datetime as dt

import pytest

from agendas.actions import items as actions
from agendas.models import AgendaItem
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent
from processes.enums import AgreementState, ProcessState
from tests import factories
from tests.people import People

NOW = factories.NOW


def add(people: People, who: str = "wijk_member", **changes: object) -> AgendaItem:
    given = {"process": people.process, "party": people.wijk, "title": "Groen", "text": "", "theme": ""}
    return actions.add_item(**given | changes, actor=people.actor(who), now=NOW)


def item_of(people: People, **fields: object) -> AgendaItem:
    return factories.AgendaItemFactory(process=people.process, party=people.wijk, **fields)


def verbs() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "visibility"))


def test_each_item_gets_the_next_number_and_an_event(people):
    factories.AgendaItemFactory(process=people.other_process, number=7)
    assert [add(people).number, add(people, title="Verkeer").number] == [1, 2]
    assert verbs() == [("add_item", "public"), ("add_item", "public")]


def test_the_same_words_twice_are_one_item(people):
    assert add(people) == add(people)
    assert AgendaItem.objects.count() == 1
    assert len(verbs()) == 1


def test_what_was_dropped_may_come_back_as_a_new_item(people):
    item_of(people, title="Groen", state="dropped", reason="Geen geld", number=1)
    assert add(people).number == 2


def test_bringing_in_for_another_party_is_refused(people):
    with pytest.raises(RuleError) as refusal:
        add(people, party=people.team)
    assert refusal.value.field == "party"


@pytest.mark.parametrize("who", ["anonymous", "stranger", "other_wijk_coordinator", "council_member"])
def test_who_does_not_take_part_adds_nothing(people, who):
    with pytest.raises(NotAllowedError):
        add(people, who)


def test_a_finished_process_takes_no_new_items(people):
    people.process.state = ProcessState.FINISHED
    people.process.save()
    with pytest.raises(NotAllowedError):
        add(people)


def change(people: People, item: AgendaItem, state: str, **given: object) -> AgendaItem:
    given = {"based_on": item.state, "reason": ""} | given
    return actions.change_item_state(
        item=item, state=state, actor=people.actor("team_member"), now=NOW, **given
    )


def test_an_item_is_taken_up_and_done(people):
    item = item_of(people)
    item = change(people, item, "taken_up")
    assert change(people, item, "done").state == "done"
    assert verbs() == [("change_item_state", "public")] * 2


def test_the_same_change_twice_is_one_change(people):
    item = item_of(people)
    change(people, item, "taken_up")
    change(people, item, "taken_up", based_on="proposed")
    assert len(verbs()) == 1


def test_dropping_asks_for_a_reason_and_keeps_it_until_the_item_returns(people):
    item = item_of(people)
    with pytest.raises(RuleError) as refusal:
        change(people, item, "dropped", reason="  ")
    assert refusal.value.field == "reason"
    item = change(people, item, "dropped", reason=" De weg is van de provincie. ")
    assert item.reason == "De weg is van de provincie."
    assert change(people, item, "proposed").reason == ""


def test_who_looked_at_an_older_state_is_told_so(people):
    item = item_of(people)
    change(people, item, "done")
    with pytest.raises(StaleError, match="klaar"):
        change(people, item, "dropped", based_on="proposed", reason="Toch niet")


def test_an_adopted_agreement_moves_the_item_on(people):
    item = item_of(people)
    agreement = factories.AgreementFactory(process=people.process)
    for _ in range(2):
        actions.link_agreement(item=item, agreement=agreement, actor=people.actor("team_member"), now=NOW)
    item.refresh_from_db()
    assert item.state == "agreed"
    assert list(item.agreements.all()) == [agreement]
    assert verbs() == [("link_agreement", "public")]


def test_linking_a_draft_is_told_to_the_parties_only(people):
    item = item_of(people)
    draft = factories.AgreementFactory(process=people.process, state=AgreementState.DRAFT)
    actions.link_agreement(item=item, agreement=draft, actor=people.actor("wijk_member"), now=NOW)
    item.refresh_from_db()
    assert item.state == "proposed"
    assert verbs() == [("link_agreement", "process")]


def test_an_agreement_of_another_area_is_refused(people):
    other = factories.AgreementFactory(process=people.other_process)
    with pytest.raises(RuleError) as refusal:
        actions.link_agreement(
            item=item_of(people), agreement=other, actor=people.actor("wijk_member"), now=NOW
        )
    assert refusal.value.field == "agreement"


def test_unlinking_the_last_agreement_takes_the_item_up_again(people):
    item = item_of(people, state="agreed")
    agreement = factories.AgreementFactory(process=people.process)
    item.agreements.add(agreement)
    for _ in range(2):
        actions.unlink_agreement(item=item, agreement=agreement, actor=people.actor("wijk_member"), now=NOW)
    item.refresh_from_db()
    assert item.state == "taken_up"
    assert not item.agreements.exists()
    assert verbs() == [("unlink_agreement", "public")]


@pytest.mark.parametrize("who", ["anonymous", "stranger", "other_wijk_coordinator", "clerk"])
def test_who_does_not_take_part_changes_nothing(people, who):
    item = item_of(people)
    agreement = factories.AgreementFactory(process=people.process)
    actor, later = people.actor(who), NOW + dt.timedelta(minutes=1)
    with pytest.raises(NotAllowedError):
        actions.change_item_state(item=item, state="done", based_on="proposed", actor=actor, now=later)
    with pytest.raises(NotAllowedError):
        actions.link_agreement(item=item, agreement=agreement, actor=actor, now=later)
    with pytest.raises(NotAllowedError):
        actions.unlink_agreement(item=item, agreement=agreement, actor=actor, now=later)
    assert verbs() == []
