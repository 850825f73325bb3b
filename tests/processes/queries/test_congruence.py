# SPDX-License-Identifier: EUPL-1.2
"""How areas stand, from the rows of the database; and the worked example of the domain notes on loaded data."""

import datetime as dt
import json
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from processes.enums import AgreementState, EvaluationState, ProcessState
from processes.models import Evaluation, Process
from processes.queries.congruence import considered, standings_of, with_drafts
from processes.rules.agreements import validate_fields
from processes.rules.congruence import Standing
from tests import factories
from tests.agreements import EVALUATE_ON, TASK, Table, make_table
from tests.factories import NOW, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def stands(process: Process, today: dt.date = TODAY) -> Standing:
    return standings_of([process], today=today)[process.pk]


def status(standing: Standing, rule: str) -> list[tuple[str, int | None]]:
    return [(each.status.value, each.agreement) for each in standing.findings if each.rule == rule]


def test_an_area_without_agreements_is_asked_nothing(table: Table) -> None:
    assert stands(table.people.process).level is None


def test_drafts_do_not_count_for_readers(table: Table) -> None:
    agreement = table.draft(level="N3")
    assert stands(table.people.process).level is None
    table.sign_all(agreement)
    assert stands(table.people.process).level == "N3"
    table.amend(agreement, level="N4")
    assert stands(table.people.process).level is None, "a suspended agreement arranges nothing"


def test_what_is_not_for_all_counts_for_its_parties_alone(table: Table) -> None:
    """A finding tells the number, kind and level of an agreement; a count tells that it is there."""
    process = table.people.process
    quiet = {"is_public": False, "private_reason": "Het gaat over één huishouden."}
    factories.AgreementFactory(process=process, number=1, level="N1")
    factories.AgreementFactory(process=process, number=2, level="N3", kind="budget", **quiet)
    readers = stands(process)
    parties = standings_of([process], today=TODAY, for_parties=True)[process.pk]
    assert (readers.level, parties.level) == ("N1", "N3")
    assert 2 not in {each.agreement for each in readers.findings}
    assert 2 in {each.agreement for each in parties.findings}
    assert with_drafts(process, today=TODAY)[0].findings == parties.findings
    # What is proposed next is held against all of it; who only reads along sees no more than his area shows.
    draft = table.draft(level="N1")
    assert draft.current is not None
    held = [considered(draft, draft.current, today=TODAY, for_parties=each).level for each in (True, False)]
    assert held == ["N3", "N1"]


def test_what_ended_counts_only_in_a_finished_process(table: Table) -> None:
    process = table.people.process
    factories.AgreementFactory(process=process, number=1, level="N2")
    factories.AgreementFactory(process=process, number=2, level="N4", state=AgreementState.ENDED)
    factories.AgreementFactory(process=process, number=3, level="N3", ends_on=TODAY - dt.timedelta(days=1))
    assert stands(process).level == "N2"
    process.state = ProcessState.FINISHED
    process.save()
    assert stands(process).level == "N4"


def test_a_planned_or_held_evaluation_is_a_day_to_look_back(table: Table) -> None:
    agreement = factories.AgreementFactory(process=table.people.process, number=1)
    assert status(stands(table.people.process), "CR-04") == [("open", 1)]
    evaluation = factories.EvaluationFactory(process=table.people.process)
    evaluation.agreements.add(agreement)
    assert status(stands(table.people.process), "CR-04") == [("voldaan", None)]
    Evaluation.objects.update(state=EvaluationState.CANCELLED)
    assert status(stands(table.people.process), "CR-04") == [("open", 1)]


def test_a_decision_counts_for_its_own_version(table: Table) -> None:
    agreement = table.draft(kind="taak", level="N4", fields=TASK)
    table.sign_all(agreement)
    table.decide(agreement)
    assert status(stands(table.people.process), "CR-17") == [("voldaan", None)]
    table.amend(agreement, title="Nieuw", level="N4", fields=TASK)
    agreement.refresh_from_db()
    assert agreement.current is not None
    found = considered(agreement, agreement.current, today=TODAY)
    assert status(found, "CR-17") == [("open", 1)]


def test_a_version_is_considered_as_if_it_held(table: Table) -> None:
    factories.AgreementFactory(process=table.people.process, number=1, level="N1")
    agreement = table.draft(level="N3", evaluate_on=EVALUATE_ON)
    assert agreement.current is not None
    found = considered(agreement, agreement.current, today=TODAY)
    assert (stands(table.people.process).level, found.level) == ("N1", "N3")
    assert status(found, "CR-09") == [("open", None)]
    assert status(found, "CR-04") == [("open", 1)]


def test_what_drafts_ask_besides_is_put_at_a_draft(table: Table) -> None:
    factories.AgreementFactory(process=table.people.process, number=1, level="N1")
    table.draft(level="N3")
    table.draft(title="Taak", kind="taak", level="N4", fields=TASK)
    standing, extra = with_drafts(table.people.process, today=TODAY)
    assert standing.level == "N1"
    asked = {(each.rule, each.agreement) for each in extra}
    assert {("CR-04", 2), ("CR-04", 3), ("CR-09", 3), ("CR-17", 3)} <= asked
    assert all(each.is_open and each.agreement in (2, 3) for each in extra)
    assert with_drafts(table.people.other_process, today=TODAY)[1] == ()


@pytest.mark.parametrize("count", [1, 3])
def test_all_standings_are_one_query(
    table: Table, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    processes = [factories.AgreementFactory(level="N3").process for _each in range(count)]
    with django_assert_num_queries(1):
        found = standings_of(processes, today=TODAY)
        assert [found[process.pk].level for process in processes] == ["N3"] * count


# The command and the worked example ------------------------------------------------------------------
def findings(slug: str) -> dict[str, object]:
    out = StringIO()
    call_command("congruence", slug, stdout=out)
    found: dict[str, object] = json.loads(out.getvalue())
    return found


def test_the_command_prints_what_the_check_finds(table: Table) -> None:
    factories.AgreementFactory(process=table.people.process, number=1, level="N1")
    found = findings("korenbuurt")
    assert (found["process"], found["level"]) == ("korenbuurt", "N1")
    assert {
        "rule": "CR-04",
        "severity": "vereist",
        "status": "open",
        "agreement": 1,
        "text": "Kies een dag om terug te kijken op afspraak 1.",
    } in found["findings"]


def test_the_command_tells_what_blocks_a_draft(table: Table) -> None:
    table.draft(kind="taak", level="N4", fields=TASK)
    found = findings("korenbuurt")
    assert found["level"] is None
    blocking = [each for each in found["findings"] if each["rule"] == "CR-17"]
    assert [(each["severity"], each["status"], each["agreement"]) for each in blocking] == [
        ("blokkerend", "open", 1)
    ]


def test_the_command_of_a_process_without_agreements(table: Table) -> None:
    assert findings("korenbuurt") == {"process": "korenbuurt", "level": None, "findings": []}


def test_an_unknown_process_is_a_command_error(db: None) -> None:
    with pytest.raises(CommandError, match="nergens"):
        findings("nergens")


@pytest.fixture
def groningen(db: None) -> None:
    call_command("load_groningen", stdout=StringIO())


def test_the_worked_example_of_hoogkerk(groningen: None) -> None:
    """Domain model §5: it has a budget, rules, a check, roles and a look back; four guarantees stay open."""
    standing = stands(Process.objects.get(slug="hoogkerk"), NOW.date())
    assert standing.level == "N3"
    opened = {each.rule for each in standing.open_findings}
    assert {"CR-09", "CR-11", "CR-14", "CR-16"} <= opened
    assert not {"CR-01", "CR-04", "CR-10", "CR-12", "CR-15"} & opened


def test_the_worked_example_of_the_pilot(groningen: None) -> None:
    """The council had agreed; consent of those who give and the width of the task were open before the start."""
    standing = stands(Process.objects.get(slug="de-hoogte-korrewegwijk"))
    assert standing.level == "N4"
    assert status(standing, "CR-17") == [("voldaan", None)]
    assert status(standing, "CR-20") == status(standing, "CR-21") == [("open", 1)]


def test_the_command_tells_the_worked_examples(groningen: None) -> None:
    """As they were loaded: the pilot shows CR-20 and CR-21, Hoogkerk four guarantees that are not filled in yet."""

    def opened(slug: str) -> dict[str, str]:
        found = findings(slug)["findings"]
        return {each["rule"]: each["severity"] for each in found if each["status"] == "open"}

    pilot, hoogkerk = opened("de-hoogte-korrewegwijk"), opened("hoogkerk")
    assert (pilot["CR-20"], pilot["CR-21"]) == ("blokkerend", "waarschuwing")
    assert {code: hoogkerk[code] for code in ("CR-09", "CR-11", "CR-14", "CR-16")} == dict.fromkeys(
        ("CR-09", "CR-11", "CR-14", "CR-16"), "vereist"
    )
    assert not {"CR-23", "CR-26"} & {*pilot, *hoogkerk}


def test_the_command_says_what_is_put_off(table: Table) -> None:
    factories.AgreementFactory(process=table.people.process, number=1, level="N1")
    people = table.people
    row = factories.postponement(people.wijk, people.wijk_coordinator)
    row.confirmed_party, row.confirmed_by, row.confirmed_at = people.team, people.team_coordinator, NOW
    row.save()
    with time_machine.travel(NOW, tick=False):
        found = findings("korenbuurt")["findings"]
    assert {each["rule"]: each["status"] for each in found}["CR-03"] == "uitgesteld"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "voldaan"),
        ({"ends_on": TODAY}, "voldaan"),
        ({"ends_on": TODAY - dt.timedelta(days=1)}, "open"),
    ],
)
def test_a_decision_that_is_over_carries_nothing(
    table: Table, changed: dict[str, object], expected: str
) -> None:
    factories.AgreementFactory(
        process=table.people.process,
        number=1,
        level="N4",
        kind="taak",
        origin="found",
        council={"decided_on": TODAY - dt.timedelta(days=9)} | changed,
    )
    assert [word for word, _at in status(stands(table.people.process), "CR-17")] == [expected]


def test_every_loaded_agreement_has_fields_the_rules_know(groningen: None) -> None:
    for process in Process.objects.all():
        for agreement in process.agreements.select_related("published"):
            assert agreement.published is not None
            fields = agreement.published.fields
            assert validate_fields(agreement.kind, fields, complete=False) == (fields, [])
