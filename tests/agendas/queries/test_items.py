# SPDX-License-Identifier: EUPL-1.2
"""Reading the agenda."""

import pytest

from agendas.models import AgendaItem
from agendas.queries import items as queries
from gm_portal.core.actors import NOBODY
from gm_portal.core.waiting import Urgency
from processes.enums import AgreementState, ProcessState
from tests import factories

NOW = factories.NOW


def test_drafts_are_known_at_the_table_only(people):
    item = factories.AgendaItemFactory(process=people.process)
    adopted = factories.AgreementFactory(process=people.process, title="Vastgesteld")
    draft = factories.AgreementFactory(process=people.process, title="Nog geheim", state=AgreementState.DRAFT)
    item.agreements.set([adopted, draft])
    for who, seen in (("anonymous", [adopted]), ("stranger", [adopted]), ("wijk_member", [adopted, draft])):
        actor = people.actor(who)
        assert queries.agreements_on(item, actor) == seen
        assert queries.items_of(people.process, actor)[0].readable_agreements == seen
    assert queries.agreements_to_link(item, people.actor("wijk_member")) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_agenda_costs_the_same_for_one_and_three_items(people, django_assert_num_queries, count):
    for item in factories.AgendaItemFactory.create_batch(count, process=people.process, party=people.wijk):
        item.agreements.add(factories.AgreementFactory(process=people.process))
    with django_assert_num_queries(2):
        items = queries.items_of(people.process, NOBODY)
        urls = [item.get_absolute_url() for item in items]
        urls += [agreement.get_absolute_url() for item in items for agreement in item.readable_agreements]
        sides = [item.party.side for item in items if item.party]
    assert len(urls) == 2 * count
    assert len(sides) == count


def test_a_number_no_item_can_have_does_not_exist(people):
    for number in (1, 10**30):
        with pytest.raises(AgendaItem.DoesNotExist):
            queries.item_by_number(people.process.slug, number)


def test_new_items_of_the_other_side_wait_in_one_line(people, django_assert_num_queries):
    for _ in range(3):
        factories.AgendaItemFactory(process=people.process, party=people.wijk)
    factories.AgendaItemFactory(process=people.process, party=people.wijk, state="done")
    factories.AgendaItemFactory(process=people.process, party=people.wijk, origin="found")
    actor = people.actor("team_member")
    with django_assert_num_queries(1):
        lines = queries.waiting_for(actor, NOW)
    assert [(line.title, line.where, line.urgency) for line in lines] == [
        ("3 nieuwe onderwerpen op de agenda", "Korenbuurt", Urgency.WHENEVER)
    ]
    assert queries.waiting_for(people.actor("wijk_member"), NOW) == []
    assert queries.waiting_for(people.actor("other_wijk_coordinator"), NOW) == []
    assert queries.waiting_for(NOBODY, NOW) == []


def test_a_finished_process_lets_nobody_wait(people):
    factories.AgendaItemFactory(process=people.process, party=people.wijk)
    people.process.state = ProcessState.FINISHED
    people.process.save()
    assert queries.waiting_for(people.actor("team_member"), NOW) == []


def test_an_agreement_that_is_not_for_all_stays_with_the_parties(people):
    quiet = factories.AgreementFactory(
        process=people.process, number=9, is_public=False, private_reason="Het gaat over een gezin."
    )
    item = factories.AgendaItemFactory(process=people.process, number=1)
    item.agreements.add(quiet)
    for name, expected in (("anonymous", []), ("council_member", []), ("wijk_member", [quiet])):
        found = queries.items_of(people.process, people.actor(name))
        assert [list(each.readable_agreements) for each in found] == [expected], name
