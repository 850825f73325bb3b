# SPDX-License-Identifier: EUPL-1.2
"""Drafting, amending, signing and deciding: by whom, once, and with exactly the text that was read."""

import datetime as dt
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from gm_portal.core.errors import NotAllowedError, PortalError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions import agreement_ending as ending
from processes.actions import agreements as actions
from processes.enums import AgreementState, EvaluationKind, EvaluationState, ProcessState
from processes.models import Agreement, AgreementVersion, Evaluation, Party, SignOff
from tests import factories
from tests.agreements import EVALUATE_ON, ROL, TASK, Table, make_table, text
from tests.factories import NOW
from tests.people import EVERYBODY

pytestmark = pytest.mark.django_db
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}
BINDING = {"wijk_coordinator", "wijk_deputy", "team_coordinator"}


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def told() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "visibility"))


def fresh(agreement: Agreement) -> Agreement:
    return Agreement.objects.select_related("process", "current", "published").get(pk=agreement.pk)


# Drafting --------------------------------------------------------------------------------------------
def test_a_draft_is_version_one_and_grows_out_of_questions(table: Table) -> None:
    agreement = table.draft(title=" Het groen ", evaluate_on=EVALUATE_ON)
    assert (agreement.number, agreement.state, agreement.question_codes) == (
        1,
        AgreementState.DRAFT,
        ["AA-1"],
    )
    assert agreement.current is not None
    assert (agreement.current.number, agreement.current.title) == (1, "Het groen")
    assert (agreement.current.party, agreement.current.fields) == (table.people.team, ROL)
    assert agreement.published is None
    assert told() == [("draft_agreement", Visibility.PROCESS)]


def test_numbers_go_on_within_the_process(table: Table) -> None:
    factories.AgreementFactory(process=table.people.other_process, number=7)
    factories.AgreementFactory(process=table.people.process, number=4)
    assert table.draft().number == 5


@pytest.mark.parametrize("name", EVERYBODY)
def test_only_parties_that_sign_draft(table: Table, name: str) -> None:
    if name in TABLE:
        assert table.draft(name)
    else:
        with pytest.raises(NotAllowedError):
            table.draft(name)
        assert not Agreement.objects.exists()


def test_residents_at_large_do_not_draft(table: Table) -> None:
    residents = factories.PartyFactory(process=table.people.process, kind="residents")
    factories.MembershipFactory(party=residents, user=table.people.stranger)
    with pytest.raises(NotAllowedError):
        table.draft("stranger")


@pytest.mark.parametrize("codes", [[], ["ZZ-9"], ["AA-1", "ZZ-9"]])
def test_a_draft_needs_questions_of_the_open_conversation(table: Table, codes: list[str]) -> None:
    with pytest.raises(RuleError) as refusal:
        actions.draft_agreement(
            process=table.people.process,
            kind="rol",
            question_codes=codes,
            content=text(),
            actor=table.people.actor("team_member"),
            now=NOW,
        )
    assert refusal.value.field == "questions"


def test_an_unknown_kind_is_refused(table: Table) -> None:
    with pytest.raises(RuleError) as refusal:
        table.draft(kind="wens")
    assert refusal.value.field == "kind"


def test_the_same_draft_twice_is_one(table: Table) -> None:
    assert table.draft().pk == table.draft().pk
    assert Agreement.objects.count() == AgreementVersion.objects.count() == AuditEvent.objects.count() == 1
    assert table.draft("wijk_member").number == 2
    assert table.draft(title="Iets anders").number == 3


def test_a_finished_process_takes_no_draft(table: Table) -> None:
    table.people.process.state = ProcessState.FINISHED
    table.people.process.save()
    with pytest.raises(NotAllowedError):
        table.draft()


# Discussing ------------------------------------------------------------------------------------------
def test_a_draft_is_put_before_the_others_once(table: Table) -> None:
    agreement = table.draft()
    for _time in range(2):
        done = actions.discuss_agreement(
            agreement=agreement, actor=table.people.actor("team_member"), now=NOW
        )
        assert done.state == AgreementState.DISCUSSED
    assert [verb for verb, _seen in told()] == ["draft_agreement", "discuss_agreement"]


# Amending --------------------------------------------------------------------------------------------
def test_an_amendment_is_a_next_version_nobody_signed(table: Table) -> None:
    agreement = table.draft()
    table.sign(agreement, "team_coordinator")
    version = table.amend(agreement, text="De buurt plant veel bomen.")
    assert (version.number, version.party, version.sign_offs.count()) == (2, table.people.wijk, 0)
    agreement = fresh(agreement)
    assert (agreement.current, agreement.state) == (version, AgreementState.DISCUSSED)
    assert SignOff.objects.get().version.number == 1


def test_the_first_version_stays_word_for_word(table: Table) -> None:
    agreement = table.draft()
    table.amend(agreement, text="Anders.")
    assert agreement.versions.get(number=1).text == "De buurt plant bomen."


def test_who_was_too_late_sees_the_text_of_the_other(table: Table) -> None:
    agreement = table.draft()
    table.amend(agreement, text="Van de wijk.")
    with pytest.raises(StaleError) as refusal:
        table.amend(agreement, "team_member", text="Van het team.")
    assert refusal.value.current["Wat we afspreken"] == "Van de wijk."
    assert agreement.versions.count() == 2


def test_the_same_amendment_twice_is_one(table: Table) -> None:
    agreement = table.draft()
    assert table.amend(agreement, text="Anders.").pk == table.amend(agreement, text="Anders.").pk
    with pytest.raises(StaleError):
        table.amend(agreement, "team_member", text="Anders.")


def test_an_amendment_changes_something(table: Table) -> None:
    agreement = table.draft()
    with pytest.raises(RuleError):
        table.amend(agreement)
    assert agreement.versions.count() == 1


@pytest.mark.parametrize("name", sorted(set(EVERYBODY) - TABLE))
def test_others_do_not_amend(table: Table, name: str) -> None:
    agreement = table.draft()
    with pytest.raises(NotAllowedError):
        table.amend(agreement, name, text="Anders.")


def test_an_amendment_suspends_what_was_in_force(table: Table) -> None:
    """A new version suspends, never inherits."""
    agreement = table.draft()
    table.sign_all(agreement)
    table.amend(agreement, title="Nieuw")
    agreement = fresh(agreement)
    assert agreement.published is not None
    assert (agreement.published.number, agreement.state, agreement.resumes_as, str(agreement)) == (
        1,
        AgreementState.SUSPENDED,
        AgreementState.RUNNING,
        "Het groen",
    )
    assert told()[-2:] == [("suspend_agreement", Visibility.PUBLIC), ("amend_agreement", Visibility.PROCESS)]
    table.amend(agreement, based_on=2, title="Nieuwer")
    assert [verb for verb, _seen in told()].count("suspend_agreement") == 1
    table.sign(agreement, "team_coordinator", version=3)
    assert (fresh(agreement).state, fresh(agreement).published) == (
        AgreementState.SUSPENDED,
        agreement.published,
    )
    table.sign(agreement, "wijk_coordinator", version=3)
    agreement = fresh(agreement)
    assert (agreement.published, str(agreement), agreement.state, agreement.resumes_as) == (
        agreement.current,
        "Nieuwer",
        AgreementState.RUNNING,
        "",
    )
    assert agreement.published_numbers == [1, 3]


@pytest.mark.parametrize("reason", ["", "  ", "x" * 401, "Bel 0612345678"])
def test_an_amendment_says_why(table: Table, reason: str) -> None:
    agreement = table.draft()
    with pytest.raises(RuleError) as refusal:
        table.amend(agreement, text="Anders.", reason=reason)
    assert refusal.value.field == "reason"
    assert agreement.versions.count() == 1


# Signing ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", EVERYBODY)
def test_only_who_binds_a_party_signs_and_for_his_own(table: Table, name: str) -> None:
    agreement = table.draft()
    if name not in BINDING:
        with pytest.raises(NotAllowedError):
            table.sign(agreement, name)
        assert not SignOff.objects.exists()
        return
    table.sign(agreement, name)
    own = table.people.team if name == "team_coordinator" else table.people.wijk
    assert SignOff.objects.get().party == own


def test_a_signature_is_for_the_version_that_was_read(table: Table) -> None:
    agreement = table.draft()
    table.amend(agreement, text="Anders.")
    with pytest.raises(StaleError):
        table.sign(agreement, "team_coordinator", version=1)
    with pytest.raises(StaleError):
        table.sign(agreement, "team_coordinator", version=3)
    assert not SignOff.objects.exists()


def test_signing_twice_is_signing_once(table: Table) -> None:
    agreement = table.draft()
    table.sign(agreement, "wijk_coordinator")
    table.sign(agreement, "wijk_deputy")
    assert SignOff.objects.get().user == table.people.wijk_coordinator
    assert [verb for verb, _seen in told()] == ["draft_agreement", "sign_agreement"]
    assert fresh(agreement).state == AgreementState.DISCUSSED


def test_the_last_signature_adopts(table: Table) -> None:
    agreement = table.draft()
    assert not table.sign(agreement, "team_coordinator").is_adopted
    done = table.sign(agreement, "wijk_coordinator")
    agreement = fresh(agreement)
    assert done.is_adopted
    assert (agreement.state, agreement.published, agreement.adopted_at) == (
        AgreementState.RUNNING,
        agreement.current,
        NOW,
    )
    adopted = told().index(("adopt_agreement", Visibility.PUBLIC))
    # Without a day of its own the cycle of the area says when to look back.
    assert told()[adopted + 1 :] == [("plan_evaluation", Visibility.PUBLIC)] * 2
    assert table.sign(agreement, "wijk_coordinator").is_adopted
    assert [verb for verb, _seen in told()].count("adopt_agreement") == 1


def test_every_resident_organisation_signs(table: Table) -> None:
    second = factories.PartyFactory(process=table.people.process)
    user = factories.UserFactory()
    factories.MembershipFactory(party=second, user=user)
    table.people.stranger = user
    agreement = table.draft()
    assert not table.sign_all(agreement).is_adopted
    assert table.sign(agreement, "stranger").is_adopted


def test_an_agreement_that_starts_later_is_adopted_but_not_running(table: Table) -> None:
    agreement = table.draft(starts_on=dt.date(2027, 1, 1))
    table.sign_all(agreement)
    assert fresh(agreement).state == AgreementState.ADOPTED


def test_who_binds_two_parties_signs_for_both(table: Table) -> None:
    factories.MembershipFactory(party=table.people.team, user=table.people.wijk_deputy)
    agreement = table.draft()
    assert table.sign(agreement, "wijk_deputy").is_adopted


def test_adoption_plans_the_day_to_look_back(table: Table) -> None:
    agreement = table.draft(evaluate_on=EVALUATE_ON)
    assert not Evaluation.objects.exists()
    table.sign_all(agreement)
    evaluation = Evaluation.objects.get()
    assert (evaluation.planned_on, evaluation.state, evaluation.kind) == (
        EVALUATE_ON,
        EvaluationState.PLANNED,
        EvaluationKind.YEARLY,
    )
    assert list(evaluation.agreements.all()) == [agreement]


def test_two_agreements_share_a_day_to_look_back(table: Table) -> None:
    first, second = table.draft(evaluate_on=EVALUATE_ON), table.draft(title="Tweede", evaluate_on=EVALUATE_ON)
    table.sign_all(first)
    table.sign_all(second)
    assert set(Evaluation.objects.get().agreements.all()) == {first, second}


def test_an_agreed_moment_keeps_its_kind(table: Table) -> None:
    agreement = table.draft(kind="evaluatiemoment", fields={"moment": "short"}, evaluate_on=EVALUATE_ON)
    table.sign_all(agreement)
    assert Evaluation.objects.get().kind == EvaluationKind.SHORT


def test_a_day_that_passed_before_the_last_signature_is_not_planned(table: Table) -> None:
    agreement = table.draft()
    late = AgreementVersion.objects.create(
        agreement=agreement,
        number=2,
        title="T",
        text="T",
        level="N1",
        fields=ROL,
        evaluate_on=dt.date(2026, 1, 1),
        at=NOW,
    )
    Agreement.objects.filter(pk=agreement.pk).update(current=late)
    assert table.sign_all(agreement, version=2).is_adopted
    assert not Evaluation.objects.filter(planned_on__lte=NOW.date()).exists()


def test_documented_agreements_can_be_signed_afterwards(table: Table) -> None:
    agreement = factories.AgreementFactory(process=table.people.process, number=1, origin="seed")
    table.sign_all(agreement)
    assert SignOff.objects.count() == 2
    assert fresh(agreement).adopted_at is None


# The council: more in test_council_decisions.py -------------------------------------------------------
def task(table: Table, **changed: Any) -> Agreement:
    return table.draft(kind="taak", level="N4", fields=TASK, **changed)


def test_a_transfer_waits_for_the_council_and_keeps_its_signatures(table: Table) -> None:
    agreement = task(table)
    done = table.sign_all(agreement)
    assert (done.is_adopted, [each.rule for each in done.blocked_by]) == (False, ["CR-17"])
    agreement = fresh(agreement)
    assert (agreement.published, agreement.asks_council_at) == (None, None)
    assert SignOff.objects.count() == 2


def test_the_decision_adopts_what_all_signed(table: Table) -> None:
    agreement = task(table, evaluate_on=EVALUATE_ON)
    table.sign_all(agreement)
    assert table.decide(agreement).is_adopted
    agreement = fresh(agreement)
    assert (agreement.state, agreement.asks_council_at) == (AgreementState.RUNNING, None)
    assert Evaluation.objects.get().planned_on == EVALUATE_ON


def test_a_decision_is_about_one_version(table: Table) -> None:
    agreement = task(table)
    table.sign_all(agreement)
    assert table.decide(agreement).is_adopted
    table.amend(agreement, title="Nog meer taken", level="N4", fields=TASK)
    assert [each.rule for each in table.sign_all(agreement, version=2).blocked_by] == ["CR-17"]
    assert table.decide(agreement, reference="R-2").is_adopted


def test_what_else_blocks_is_not_the_councils_to_lift(table: Table) -> None:
    agreement = table.draft(kind="taak", level="N4", fields={"result": "Groen"})
    done = table.sign_all(agreement)
    assert [each.rule for each in done.blocked_by] == ["CR-17", "CR-18", "CR-20"]
    assert [each.rule for each in table.decide(agreement).blocked_by] == ["CR-18", "CR-20"]


def test_two_hands_at_one_subject_block_until_it_is_explained(table: Table) -> None:
    budget = {"theme": "groen"}
    table.sign_all(table.draft(kind="budget", level="N3", fields=budget))
    agreement = table.draft(title="Ander budget", kind="budget", level="N1", fields=budget)
    assert [each.rule for each in table.sign_all(agreement).blocked_by] == ["CR-22"]
    assert fresh(agreement).asks_council_at is None
    table.amend(agreement, title="Ander budget", fields=budget | {"level_reason": "Dit gaat over het park."})
    assert table.sign_all(agreement, version=2).is_adopted


def withdraw(table: Table, agreement: Agreement, name: str = "wijk_coordinator") -> Agreement:
    return ending.withdraw_agreement(
        agreement=agreement, reason="Het kan niet door.", actor=table.people.actor(name), now=NOW
    )


# Ending ----------------------------------------------------------------------------------------------
def test_a_draft_is_withdrawn_and_stays_with_the_parties(table: Table) -> None:
    agreement = table.draft()
    for _time in range(2):
        withdraw(table, agreement)
    agreement = fresh(agreement)
    assert (agreement.state, agreement.ended_at, agreement.scope.is_public) == (
        AgreementState.ENDED,
        NOW,
        False,
    )
    assert told() == [("draft_agreement", "process"), ("withdraw_agreement", "process")]
    for act in (
        lambda: table.sign(agreement, "wijk_coordinator"),
        lambda: table.amend(agreement, text="Nog iets."),
    ):
        with pytest.raises(RuleError):
            act()


def test_what_holds_is_not_withdrawn(table: Table) -> None:
    agreement = table.draft()
    table.sign_all(agreement)
    with pytest.raises(RuleError):
        withdraw(table, agreement)


@pytest.mark.parametrize("name", sorted(set(EVERYBODY) - BINDING))
def test_others_do_not_withdraw(table: Table, name: str) -> None:
    agreement = table.draft()
    with pytest.raises(NotAllowedError):
        withdraw(table, agreement, name)


def test_an_agreement_ends_for_all_to_see(table: Table) -> None:
    agreement = table.draft()
    table.sign_all(agreement)
    for _time in range(2):
        ending.end_agreement(agreement=agreement, actor=table.people.actor("wijk_member"), now=NOW)
    assert fresh(agreement).state == AgreementState.ENDED
    assert told()[-1] == ("end_agreement", Visibility.PUBLIC)
    assert [verb for verb, _seen in told()].count("end_agreement") == 1


# At the same time ------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_amendments_at_once_one_is_too_late() -> None:
    table = make_table()
    agreement = table.draft()
    results = at_once(
        lambda: table.amend(agreement, "wijk_member", text="Van de wijk."),
        lambda: table.amend(agreement, "team_member", text="Van het team."),
    )
    assert sorted(type(each).__name__ for each in results) == ["AgreementVersion", "StaleError"]
    assert agreement.versions.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_last_signatures_at_once_adopt_once() -> None:
    table = make_table()
    agreement = table.draft(evaluate_on=EVALUATE_ON)
    results = at_once(
        lambda: table.sign(agreement, "wijk_coordinator"), lambda: table.sign(agreement, "team_coordinator")
    )
    assert sorted(each.is_adopted for each in results) == [False, True]
    assert AuditEvent.objects.filter(verb="adopt_agreement").count() == Evaluation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_amendment_and_the_last_signature_at_once_never_adopt_what_nobody_read() -> None:
    table = make_table()
    agreement = table.draft()
    table.sign(agreement, "team_coordinator")
    at_once(
        lambda: table.sign(agreement, "wijk_coordinator"),
        lambda: table.amend(agreement, "team_member", text="Anders."),
    )
    agreement = fresh(agreement)
    assert agreement.published is None or agreement.published.number == 1


@pytest.mark.django_db(transaction=True)
def test_two_drafts_at_once_have_two_numbers() -> None:
    table = make_table()
    results = at_once(lambda: table.draft("wijk_member"), lambda: table.draft("team_member"))
    assert {each.number for each in results} == {1, 2}


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run each in a thread with a connection of its own; a refusal is a result, a failure is raised."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except PortalError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]


def test_a_party_without_people_still_counts(table: Table) -> None:
    """Nobody decides over the head of a party that has lost its people for a while."""
    Party.objects.create(
        process=table.people.process, kind="resident_organisation", name="Leeg", short_name="Leeg"
    )
    assert not table.sign_all(table.draft()).is_adopted
