# SPDX-License-Identifier: EUPL-1.2
"""Putting a required finding off: one side proposes, the other confirms, it comes back; what blocks never is."""

import datetime as dt

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions.postponements import close_postponement, confirm_postponement, propose_postponement
from processes.enums import ProcessState
from processes.models import Postponement, RuleSet
from processes.queries.congruence import standings_of
from processes.queries.postponements import waiting_for
from processes.rules.congruence_facts import FindingKey
from tests import factories
from tests.factories import NOW, TODAY
from tests.people import People

pytestmark = pytest.mark.django_db
UNTIL = TODAY + dt.timedelta(days=90)
OVER = {"decided_on": TODAY - dt.timedelta(days=9), "ends_on": TODAY - dt.timedelta(days=1)}
REASON = "Eerst kiezen wij een nieuw bestuur."
YEAR = dt.timedelta(days=365)


@pytest.fixture
def table(people: People) -> People:
    """A process with one agreement: CR-02 and CR-04 are open."""
    factories.AgreementFactory(process=people.process, number=1, level="N1")
    return people


def propose(
    people: People, name: str = "wijk_coordinator", key: FindingKey = ("CR-02", None), **changed: object
) -> Postponement:
    said = {"until": UNTIL, "reason": REASON} | changed
    return propose_postponement(process=people.process, key=key, actor=people.actor(name), now=NOW, **said)


def confirm(people: People, postponement: Postponement, name: str = "team_coordinator") -> Postponement:
    return confirm_postponement(postponement=postponement, actor=people.actor(name), now=NOW)


def status(people: People, rule: str, today: dt.date = TODAY) -> list[str]:
    held = standings_of([people.process], today=today)[people.process.pk]
    return [each.status.value for each in held.findings if each.rule == rule]


def test_it_counts_once_the_other_side_confirms_and_comes_back(table: People) -> None:
    postponement = propose(table)
    assert status(table, "CR-02") == ["open"]
    confirm(table, postponement)
    assert status(table, "CR-02") == ["uitgesteld"]
    assert status(table, "CR-02", UNTIL) == ["uitgesteld"]
    assert status(table, "CR-02", UNTIL + dt.timedelta(days=1)) == ["open"]
    event = AuditEvent.objects.get(verb="confirm_postponement")
    assert (event.visibility, event.party_id) == (Visibility.PUBLIC, table.team.pk)
    assert event.data == {"rule": "CR-02", "agreement": None, "until": UNTIL.isoformat()}
    assert AuditEvent.objects.get(verb="propose_postponement").visibility == Visibility.PROCESS


def test_where_a_rule_looks_at_each_agreement_one_is_put_off(table: People) -> None:
    factories.AgreementFactory(process=table.process, number=2, level="N1")
    confirm(table, propose(table, key=("CR-04", 1)))
    assert status(table, "CR-04") == ["uitgesteld", "open"]


def test_twice_is_once(table: People) -> None:
    first = propose(table)
    assert propose(table) == first
    confirm(table, first)
    assert confirm(table, first).confirmed_at == NOW
    closing = {"postponement": first, "actor": table.actor("team_coordinator"), "now": NOW}
    assert close_postponement(**closing).closed_at == NOW
    assert close_postponement(**closing).closed_at == NOW
    verbs = list(AuditEvent.objects.filter(verb__contains="postponement").values_list("verb", flat=True))
    assert sorted(verbs) == ["close_postponement", "confirm_postponement", "propose_postponement"]
    assert status(table, "CR-02") == ["open"]


def test_another_proposal_about_the_same_point_is_refused(table: People) -> None:
    propose(table)
    with pytest.raises(StaleError):
        propose(table, "team_coordinator")


def test_after_it_ran_out_a_next_one_may_be_proposed(table: People) -> None:
    first = propose(table)
    later = NOW + YEAR
    second = propose_postponement(
        process=table.process,
        key=("CR-02", None),
        until=later.date() + dt.timedelta(days=9),
        reason="Nog niet.",
        actor=table.actor("wijk_coordinator"),
        now=later,
    )
    first.refresh_from_db()
    assert (first.closed_at, first.closed_by_id) == (later, None)
    assert second.pk != first.pk


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"until": TODAY}, "until"),
        ({"until": TODAY - dt.timedelta(days=1)}, "until"),
        ({"until": TODAY + dt.timedelta(days=366)}, "until"),
        ({"reason": "   "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"reason": "a\x00b"}, "reason"),
    ],
)
def test_bad_input_is_told_at_its_field_and_nothing_is_written(
    table: People, changed: dict[str, object], field: str
) -> None:
    with pytest.raises(RuleError) as refusal:
        propose(table, **changed)
    assert refusal.value.field == field
    assert not Postponement.objects.exists()


def test_a_whole_year_is_allowed(table: People) -> None:
    assert propose(table, until=TODAY.replace(year=TODAY.year + 1)).until.year == TODAY.year + 1


@pytest.mark.parametrize(
    "key", [("CR-05", None), ("CR-17", None), ("CR-09", None), ("CR-99", None), ("CR-04", 7)]
)
def test_only_what_is_required_and_open_is_put_off(table: People, key: FindingKey) -> None:
    with pytest.raises(RuleError):
        propose(table, key=key)
    assert not Postponement.objects.exists()


def test_what_blocks_is_never_put_off(table: People) -> None:
    factories.AgreementFactory(
        process=table.process, number=2, kind="taak", level="N4", origin="found", council=OVER
    )
    held = standings_of([table.process], today=TODAY)[table.process.pk]
    assert {"CR-17", "CR-18", "CR-20"} <= {each.rule for each in held.findings if each.blocks}
    for code in ("CR-17", "CR-18", "CR-20"):
        with pytest.raises(RuleError):
            propose(table, key=(code, None))


def test_one_side_does_not_confirm_its_own_proposal(table: People) -> None:
    postponement = propose(table)
    with pytest.raises(RuleError, match="andere kant"):
        confirm(table, postponement, "wijk_deputy")
    assert status(table, "CR-02") == ["open"]


@pytest.mark.parametrize("name", ["wijk_member", "stranger", "council_member", "administrator", "anonymous"])
def test_who_speaks_for_nobody_does_neither(table: People, name: str) -> None:
    postponement = propose(table)
    with pytest.raises(NotAllowedError):
        propose(table, name, key=("CR-03", None))
    for act in (confirm_postponement, close_postponement):
        with pytest.raises(NotAllowedError):
            act(postponement=postponement, actor=table.actor(name), now=NOW)


def test_a_closed_or_late_proposal_is_not_confirmed(table: People) -> None:
    late = propose(table)
    with pytest.raises(RuleError, match="voorbij"):
        confirm_postponement(postponement=late, actor=table.actor("team_coordinator"), now=NOW + YEAR)
    close_postponement(postponement=late, actor=table.actor("wijk_coordinator"), now=NOW)
    with pytest.raises(StaleError):
        confirm(table, late)


def test_a_finished_process_puts_nothing_off(table: People) -> None:
    table.process.state = ProcessState.FINISHED
    table.process.save()
    with pytest.raises(NotAllowedError):
        propose(table)


def test_the_other_side_finds_it_on_its_list(table: People) -> None:
    postponement = propose(table)
    assert [line.url for line in waiting_for(table.actor("team_coordinator"), NOW)] == [
        postponement.get_absolute_url()
    ]
    for name in ("wijk_coordinator", "wijk_deputy", "team_member", "stranger"):
        assert waiting_for(table.actor(name), NOW) == []
    confirm(table, postponement)
    assert waiting_for(table.actor("team_coordinator"), NOW) == []


# The database ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "changed",
    [
        {"until": TODAY},
        {"until": TODAY + dt.timedelta(days=367)},
        {"reason": ""},
        {"code": "CR-17"},
        {"code": "CR-05"},
    ],
)
def test_the_database_refuses_what_the_rules_refuse(people: People, changed: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.postponement(people.wijk, people.wijk_coordinator, **changed)


def test_the_database_asks_for_two_sides(people: People) -> None:
    row = factories.postponement(people.wijk, people.wijk_coordinator)
    for party in (people.wijk, people.other_process.parties.first() or people.wijk):
        with pytest.raises(IntegrityError), transaction.atomic():
            Postponement.objects.filter(pk=row.pk).update(
                confirmed_party=party, confirmed_by=people.team_coordinator, confirmed_at=NOW
            )


def test_the_database_keeps_what_was_said(people: People) -> None:
    row = factories.postponement(people.wijk, people.wijk_coordinator)
    for changed in ({"reason": "Anders."}, {"until": UNTIL}, {"code": "CR-02"}, {"party": people.team}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Postponement.objects.filter(pk=row.pk).update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        Postponement.objects.filter(pk=row.pk).delete()


def test_one_finding_has_one_open_proposal(people: People) -> None:
    factories.postponement(people.wijk, people.wijk_coordinator)
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.postponement(people.team, people.team_coordinator)
    assert RuleSet.objects.count() == 1
