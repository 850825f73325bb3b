# SPDX-License-Identifier: EUPL-1.2
"""What waits around the council, and what a list of bundles costs."""

import pytest
from pytest_django import DjangoAssertNumQueries

from gm_portal.core.actors import NOBODY
from processes.queries import council as queries
from tests.agreements import TASK, Table, make_table
from tests.factories import NOW

pytestmark = pytest.mark.django_db
NO = {"outcome": "rejected", "scope_text": "", "reason": "Eerst een kleinere taak."}
ASK = ("Leg voor aan de raad", "Het groen")
RECORD = ("Leg het raadsbesluit vast", "Het groen")
READ = ("Lees waarom de raad nee zei", "Het groen")


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def lines(table: Table, name: str) -> list[tuple[str, str]]:
    return [(each.verb, each.title) for each in queries.waiting_for(table.people.actor(name), NOW)]


def test_each_waits_in_turn(table: Table) -> None:
    agreement = table.draft(kind="taak", level="N4", fields=TASK)
    table.sign(agreement, "team_coordinator")
    everybody = ("team_coordinator", "wijk_deputy", "clerk", "council_member", "wijk_member", "anonymous")
    assert [lines(table, name) for name in everybody] == [[]] * 6
    table.sign(agreement, "wijk_deputy")
    assert [lines(table, name) for name in everybody] == [[ASK], [ASK], [], [], [], []]
    bundle = table.submit(agreement)
    assert [lines(table, name) for name in everybody] == [[], [], [RECORD], [], [], []]
    table.decide_on(bundle, **NO)
    assert [lines(table, name) for name in everybody] == [[READ], [READ], [], [], [], []]
    table.amend(agreement, text="Kleiner.", level="N4", fields=TASK)
    assert [lines(table, name) for name in everybody] == [[]] * 6


def test_what_is_out_of_date_waits_for_nobody_but_the_parties(table: Table) -> None:
    agreement = table.draft(kind="taak", level="N4", fields=TASK)
    table.sign_all(agreement)
    table.submit(agreement)
    table.amend(agreement, text="Kleiner.", level="N4", fields=TASK)
    assert lines(table, "clerk") == []
    table.sign_all(agreement, version=2)
    assert (lines(table, "clerk"), lines(table, "team_coordinator")) == ([], [ASK])


def test_nobody_waits_for_nothing(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        assert queries.waiting_for(NOBODY, NOW) == []


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_however_long(
    table: Table, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(count):
        agreement = table.draft(title=f"Taak {number}", kind="taak", level="N4", fields=TASK)
        table.sign_all(agreement)
        table.submit(agreement)
    process = table.people.process
    clerk, team = (table.people.actor(name) for name in ("clerk", "team_coordinator"))
    with django_assert_num_queries(3):
        shown = queries.bundles_of(process, all_of_them=True)
        assert len([(each.is_decided, list(each.items.all())) for each in shown]) == count
    with django_assert_num_queries(6):
        assert [each.lies_there for each in queries.candidates_of(process)] == [True] * count
    with django_assert_num_queries(2):
        assert len(queries.waiting_for(clerk, NOW)) == count
    with django_assert_num_queries(1):
        assert queries.waiting_for(team, NOW) == []
