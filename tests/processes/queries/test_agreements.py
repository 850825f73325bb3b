# SPDX-License-Identifier: EUPL-1.2
"""Lists and sheets of agreements, and what waits for whom."""

import pytest
from pytest_django import DjangoAssertNumQueries

from gm_portal.core.actors import NOBODY
from gm_portal.core.waiting import Urgency
from processes.actions import agreements as actions
from processes.enums import AgreementState, ProcessState
from processes.models import AgreementVersion
from processes.queries.agreement_sources import joint_answers_of
from processes.queries.agreement_waiting import waiting_for
from processes.queries.agreements import (
    agreement_by_number,
    cards_of,
    questions_named,
    sheet_of,
    version_by_number,
)
from tests import factories
from tests.agreements import TASK, Table, make_table
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def lines(table: Table, name: str) -> list[tuple[str, str, int]]:
    return [(each.verb, each.title, each.urgency) for each in waiting_for(table.people.actor(name), NOW)]


# Lists and sheets ------------------------------------------------------------------------------------
def test_readers_get_what_is_published_the_parties_also_the_proposal(table: Table) -> None:
    agreement = table.draft()
    assert cards_of(table.people.process, with_drafts=False, today=TODAY) == []
    table.sign_all(agreement)
    table.amend(agreement, title="Nieuw")
    table.sign(agreement, "team_coordinator", version=2)

    def shown(*, with_drafts: bool) -> list[tuple[str, bool, int]]:
        cards = cards_of(table.people.process, with_drafts=with_drafts, today=TODAY)
        return [
            (card.version.title, card.is_proposal, sum(each.at is not None for each in card.signatures))
            for card in cards
        ]

    assert shown(with_drafts=False) == [("Het groen", False, 2)]
    assert shown(with_drafts=True) == [("Het groen", False, 2), ("Nieuw", True, 1)]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("with_drafts", "queries"), [(False, 4), (True, 5)])
def test_a_list_costs_the_same_however_long(
    table: Table,
    count: int,
    with_drafts: bool,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(count):
        agreement = table.draft(title=f"Afspraak {number}")
        table.sign_all(agreement)
        table.amend(agreement, title=f"Voorstel {number}")
    with django_assert_num_queries(queries):
        cards = cards_of(table.people.process, with_drafts=with_drafts, today=TODAY)
        assert [card.version.title for card in cards]
        assert all(card.signatures[0].party.short_name for card in cards)


def test_the_residents_sign_first(table: Table) -> None:
    table.sign_all(table.draft())
    (card,) = cards_of(table.people.process, with_drafts=False, today=TODAY)
    assert [each.party for each in card.signatures] == [table.people.wijk, table.people.team]


def test_a_sheet_gathers_what_belongs_to_a_version(table: Table) -> None:
    agreement = table.draft(kind="taak", level="N4", fields=TASK)
    table.sign_all(agreement)
    table.decide(agreement)
    table.amend(agreement, title="Nieuw", level="N4", fields=TASK)
    found = agreement_by_number("korenbuurt", 1)
    assert found.published is not None
    assert found.current is not None
    sheet = sheet_of(found, found.published, all_versions=False, today=TODAY)
    assert [each.number for each in sheet.versions] == [1]
    assert (sheet.is_in_force, sheet.is_current, sheet.is_signed_by_all, sheet.before) == (
        True,
        False,
        True,
        None,
    )
    assert [each.reference for each in sheet.decisions] == ["R-1"]
    assert [(each.question.code, each.row is not None) for each in sheet.sources] == [("AA-1", True)]
    newest = sheet_of(found, found.current, all_versions=True, today=TODAY)
    assert [each.number for each in newest.versions] == [2, 1]
    assert newest.before == found.published
    assert (newest.decisions, newest.is_signed_by_any) == ((), False)


def test_one_version_by_its_number(table: Table) -> None:
    agreement = table.draft()
    table.amend(agreement, title="Nieuw")
    assert version_by_number("korenbuurt", 1, 2).title == "Nieuw"
    for wrong in ((1, 3), (2, 1), (1, 10**30)):
        with pytest.raises(AgreementVersion.DoesNotExist):
            version_by_number("korenbuurt", *wrong)


def test_questions_of_the_conversation(table: Table) -> None:
    assert [each.question.code for each in joint_answers_of(table.people.process)] == ["AA-1", "AA-2"]
    assert joint_answers_of(table.people.other_process) == []
    assert [each.code for each in questions_named(table.people.process, ["AA-2", "ZZ"])] == ["AA-2"]
    assert questions_named(table.people.process, []) == []


# What waits ------------------------------------------------------------------------------------------
def test_a_draft_waits_for_its_own_party_only(table: Table) -> None:
    table.draft()
    assert lines(table, "team_coordinator") == [("Bespreek", "Het groen", Urgency.WHENEVER)]
    assert lines(table, "wijk_coordinator") == lines(table, "team_member") == []


def test_what_is_discussed_waits_for_who_binds(table: Table) -> None:
    agreement = table.draft()
    actions.discuss_agreement(agreement=agreement, actor=table.people.actor("team_member"), now=NOW)
    sign = ("Onderteken versie 1", "Het groen")
    assert lines(table, "wijk_coordinator") == lines(table, "wijk_deputy") == [(*sign, Urgency.OTHERS_WAIT)]
    assert lines(table, "team_coordinator") == [(*sign, Urgency.WHENEVER)]
    assert (
        lines(table, "wijk_member")
        == lines(table, "other_wijk_coordinator")
        == lines(table, "stranger")
        == []
    )
    table.sign(agreement, "wijk_coordinator")
    assert lines(table, "wijk_deputy") == []


def test_an_amendment_waits_again_and_leads_to_the_sheet(table: Table) -> None:
    agreement = table.draft()
    table.sign_all(agreement)
    assert lines(table, "team_coordinator") == lines(table, "wijk_coordinator") == []
    table.amend(agreement, title="Nieuw")
    (line,) = waiting_for(table.people.actor("team_coordinator"), NOW)
    assert (line.verb, line.title, line.where) == ("Onderteken versie 2", "Nieuw", "Korenbuurt")
    assert line.url == "/gebieden/korenbuurt/afspraken/1/"


def test_what_ended_or_finished_waits_for_nobody(table: Table) -> None:
    first, second = table.draft(), table.draft(title="Nog een")
    for agreement in (first, second):
        actions.discuss_agreement(agreement=agreement, actor=table.people.actor("team_member"), now=NOW)
    first.refresh_from_db()
    first.state = AgreementState.ENDED
    first.save()
    assert len(lines(table, "wijk_coordinator")) == 1  # the second only
    table.people.process.state = ProcessState.FINISHED
    table.people.process.save()
    assert lines(table, "wijk_coordinator") == []


@pytest.mark.parametrize("count", [1, 3])
def test_waiting_is_one_query_for_a_member(
    table: Table, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        table.draft(title=f"Afspraak {number}")
    actor = table.people.actor("team_coordinator")
    with django_assert_num_queries(1):
        assert len(waiting_for(actor, NOW)) == count
    with django_assert_num_queries(0):
        assert waiting_for(NOBODY, NOW) == []


def test_documented_agreements_wait_for_nobody(table: Table) -> None:
    factories.AgreementFactory(process=table.people.process, origin="found")
    assert lines(table, "team_coordinator") == []
