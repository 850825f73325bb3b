# SPDX-License-Identifier: EUPL-1.2
"""Submitting to the council and recording its decision: what it leads to, and what the database itself refuses."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.enums import AgreementState
from processes.models import Agreement, CouncilBundle, CouncilDecision
from processes.queries.congruence import standings_of
from tests import factories
from tests.agreements import TASK, Table, make_table
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY

pytestmark = pytest.mark.django_db
BINDING = {"wijk_coordinator", "wijk_deputy", "team_coordinator"}
NO = {"outcome": "rejected", "scope_text": "", "reason": "Eerst een kleinere taak."}


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def signed(table: Table, **changed: Any) -> Agreement:
    agreement = table.draft(kind="taak", **{"level": "N4", "fields": TASK} | changed)
    table.sign_all(agreement)
    return agreement


def fresh(agreement: Agreement) -> Agreement:
    return Agreement.objects.get(pk=agreement.pk)


# Submitting ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", EVERYBODY)
def test_who_speaks_for_a_party_submits(table: Table, name: str) -> None:
    agreement = signed(table)
    if name not in BINDING:
        with pytest.raises(NotAllowedError):
            table.submit(agreement, name=name)
        assert not CouncilBundle.objects.exists()
        return
    bundle = table.submit(agreement, name=name)
    assert bundle.party == (table.people.team if name == "team_coordinator" else table.people.wijk)
    assert fresh(agreement).asks_council_at == NOW
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.visibility, event.data) == (
        "ask_council",
        Visibility.PROCESS,
        {"agreements": [1]},
    )


def test_a_bundle_holds_several_texts_and_one_decision_adopts_them_all(table: Table) -> None:
    two = [signed(table, title="Het groen"), signed(table, title="De speeltuin")]
    bundle = table.submit(*two)
    done = table.decide_on(bundle)
    assert [each.is_adopted for each in done.signings] == [True, True]
    assert [fresh(each).state for each in two] == [AgreementState.RUNNING] * 2
    assert CouncilDecision.objects.filter(bundle=bundle, outcome="approved").count() == 2


def test_submitting_twice_is_submitting_once(table: Table) -> None:
    agreement = signed(table)
    assert table.submit(agreement) == table.submit(agreement, name="wijk_deputy")
    assert CouncilBundle.objects.count() == 1


@pytest.mark.parametrize("with_another", [False, True])
def test_of_two_who_submit_at_once_the_second_reads_what_the_first_asked(
    table: Table, with_another: bool
) -> None:
    agreement = signed(table)
    mine = [agreement, signed(table, title="Nog één")] if with_another else [agreement]
    first = table.submit(agreement)
    with pytest.raises(StaleError) as refusal:
        table.submit(*mine, name="wijk_deputy", explanation="Geef ons de sleutel van het plantsoen.")
    assert "ligt al bij de raad" in refusal.value.message
    assert refusal.value.current == {f"Bundel 1, van {table.people.team.name}": first.explanation}
    assert list(CouncilBundle.objects.all()) == [first]


def refusal_of(table: Table, *agreements: Agreement, **kwargs: Any) -> str:
    with pytest.raises(RuleError) as refusal:
        table.submit(*agreements, **kwargs)
    assert refusal.value.field == "agreements"
    return refusal.value.message


def test_what_may_not_go_is_said(table: Table) -> None:
    assert "minstens één" in refusal_of(table)
    unsigned = table.draft(title="Nieuw", kind="taak", level="N4", fields=TASK)
    table.sign(unsigned, "team_coordinator")
    assert "Nog niet alle partijen hebben “Nieuw” getekend." in refusal_of(table, unsigned)
    low = signed(table, title="Laag", level="N2")
    assert "hoeft de raad niet te besluiten" in refusal_of(table, low)
    lying = signed(table, title="Ligt er")
    table.submit(lying)
    refused = signed(table, title="Geweigerd")
    table.decide(refused, **NO)
    assert "De raad zei nee tegen deze tekst van “Geweigerd”." in refusal_of(table, refused)
    approved = signed(table, title="Goedgekeurd")
    table.decide(approved, reference="R-3")
    assert "al ja gezegd" in refusal_of(table, approved)
    assert "uit de lijst" in refusal_of(table, lying, versions={99: 1})


def test_nobody_asks_about_a_text_he_has_not_read(table: Table) -> None:
    agreement = signed(table)
    table.amend(agreement, text="Anders.", level="N4", fields=TASK)
    table.sign_all(agreement, version=2)
    with pytest.raises(StaleError) as refusal:
        table.submit(agreement, versions={1: 1})
    assert refusal.value.current == {"Het groen": "Anders."}
    assert not CouncilBundle.objects.exists()


# Deciding --------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", sorted(set(EVERYBODY) - {"clerk"}))
def test_only_the_clerk_records(table: Table, name: str) -> None:
    bundle = table.submit(signed(table))
    table.people.clerk = getattr(table.people, name)
    with pytest.raises(NotAllowedError):
        table.decide_on(bundle)
    assert not CouncilDecision.objects.exists()


def test_an_old_text_is_not_decided_on(table: Table) -> None:
    kept, changed = signed(table, title="Blijft"), signed(table, title="Verandert")
    bundle = table.submit(kept, changed)
    table.amend(changed, title="Verandert", text="Een andere tekst.", level="N4", fields=TASK)
    assert fresh(changed).asks_council_at is None
    with pytest.raises(StaleError) as refusal:
        table.decide_on(bundle)
    assert refusal.value.current == {"Verandert, versie 2": "Een andere tekst."}
    assert not CouncilDecision.objects.exists()
    assert fresh(kept).published is None


def test_what_was_withdrawn_is_not_decided_on(table: Table) -> None:
    agreement = signed(table)
    bundle = table.submit(agreement)
    Agreement.objects.filter(pk=agreement.pk).update(state=AgreementState.ENDED, ended_at=NOW)
    with pytest.raises(StaleError):
        table.decide_on(bundle)


def test_the_same_decision_twice_is_one_and_another_is_refused(table: Table) -> None:
    agreement = signed(table)
    bundle = table.submit(agreement)
    first, again = table.decide_on(bundle), table.decide_on(bundle)
    assert ([each.is_adopted for each in first.signings], [each.is_adopted for each in again.signings]) == (
        [True],
        [True],
    )
    with pytest.raises(RuleError):
        table.decide_on(bundle, reference="R-2")
    with pytest.raises(RuleError):
        table.decide_on(bundle, **NO)
    assert CouncilDecision.objects.count() == 1


def test_a_no_sends_it_back_with_the_reason_and_deletes_nothing(table: Table) -> None:
    agreement = signed(table)
    done = table.decide(agreement, **NO)
    agreement = fresh(agreement)
    assert (done.is_adopted, agreement.state, agreement.published) == (False, AgreementState.DISCUSSED, None)
    assert agreement.asks_council_at is None
    assert CouncilDecision.objects.get().reason == "Eerst een kleinere taak."
    assert agreement.current is not None
    assert agreement.current.sign_offs.count() == 2
    # The parties change the text, sign again and ask again.
    table.amend(agreement, text="Alleen het plantsoen.", level="N4", fields=TASK)
    table.sign_all(agreement, version=2)
    assert table.decide(agreement, reference="R-2").is_adopted


def test_a_decision_that_ended_carries_nothing_and_may_be_asked_again(table: Table) -> None:
    agreement = signed(table)
    assert table.decide(agreement, ends_on=TODAY).is_adopted
    process = table.people.process
    met = {
        day: {each.rule: each.is_open for each in standings_of([process], today=day)[process.pk].findings}
        for day in (TODAY, TODAY + dt.timedelta(days=1))
    }
    assert [found["CR-17"] for found in met.values()] == [False, True]
    assert table.decide(agreement, reference="R-2").is_adopted


def test_a_decision_tells_the_readers(table: Table) -> None:
    table.decide(signed(table), **NO)
    event = AuditEvent.objects.filter(verb="record_council_decision").get()
    assert event.visibility == Visibility.PUBLIC
    assert event.data == {"version": 1, "reference": "R-1", "outcome": "rejected"}


# The database itself ---------------------------------------------------------------------------------
def decision_on(bundle: CouncilBundle | None, agreement: Agreement, **changed: Any) -> None:
    said = {
        "bundle": bundle,
        "agreement": agreement,
        "version": agreement.current,
        "decided_on": TODAY,
        "reference": "R-9",
        "scope_text": "Ja.",
        "recorded_by": factories.UserFactory(),
        "at": NOW,
    }
    with transaction.atomic():
        CouncilDecision.objects.create(**said | changed)


def test_the_database_refuses_a_decision_on_another_text(table: Table) -> None:
    agreement, other = signed(table), signed(table, title="Een andere")
    bundle, old = table.submit(agreement), fresh(agreement).current
    with pytest.raises(DatabaseError, match="not in bundle"):
        decision_on(bundle, fresh(other))
    with pytest.raises(DatabaseError, match="not on the table"):
        decision_on(None, fresh(other), version=old)
    table.amend(agreement, text="Nieuw.", level="N4", fields=TASK)
    with pytest.raises(DatabaseError, match="not on the table"):
        decision_on(bundle, fresh(agreement), version=old)


@pytest.mark.parametrize(
    "changed",
    [
        {"scope_text": ""},
        {"outcome": "rejected"},
        {"outcome": "rejected", "reason": "Nee.", "ends_on": TODAY},
        {"ends_on": TODAY - dt.timedelta(days=1)},
    ],
)
def test_the_database_refuses_half_a_decision(table: Table, changed: dict[str, Any]) -> None:
    agreement = signed(table)
    with pytest.raises(DatabaseError):
        decision_on(None, fresh(agreement), **changed)


@pytest.mark.parametrize("state", ["adopted", "running", "evaluated"])
def test_the_database_refuses_a_transfer_in_force_without_a_yes_that_holds(table: Table, state: str) -> None:
    agreement = fresh(signed(table))

    def put_in_force() -> None:
        with transaction.atomic():
            Agreement.objects.filter(pk=agreement.pk).update(
                state=state, published=agreement.current, adopted_at=NOW
            )

    with pytest.raises(DatabaseError, match="council"):
        put_in_force()
    decision_on(None, agreement, outcome="rejected", scope_text="", reason="Nee.")
    with pytest.raises(DatabaseError, match="council"):
        put_in_force()
    decision_on(None, agreement, reference="R-8", decided_on=dt.date(2026, 1, 1), ends_on=dt.date(2026, 6, 1))
    with pytest.raises(DatabaseError, match="yes of the council"):
        put_in_force()
    decision_on(None, agreement, reference="R-7", ends_on=TODAY)
    put_in_force()
    assert fresh(agreement).state == state
