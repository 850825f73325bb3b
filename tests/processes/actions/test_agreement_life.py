# SPDX-License-Identifier: EUPL-1.2
"""The life of an agreement after its first signature: suspended, taken back, ended, replaced; and what SQL refuses."""

import datetime as dt
import itertools
import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from gm_portal.core.canonical import canonical_json, fingerprint
from gm_portal.core.errors import NotAllowedError, PortalError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions import agreement_ending as ending
from processes.actions import agreements as actions
from processes.enums import AGREEMENT_IN_FORCE_STATES, AgreementEventKind, AgreementState
from processes.models import (
    Agreement,
    AgreementParty,
    AgreementSource,
    AgreementVersion,
    Membership,
    Process,
    SignOff,
)
from processes.queries.agreement_papers import version_as_data
from tests import factories
from tests.agreements import ROL, TASK, Table, make_table
from tests.factories import NOW
from tests.people import EVERYBODY

WHY = "De buurt vroeg erom."
TABLE = {"wijk_coordinator", "wijk_member", "wijk_deputy", "team_coordinator", "team_member"}
BINDING = {"wijk_coordinator", "wijk_deputy", "team_coordinator"}


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def fresh(agreement: Agreement) -> Agreement:
    return Agreement.objects.select_related("process", "current", "published").get(pk=agreement.pk)


def take_back(table: Table, agreement: Agreement, version: int = 2, name: str = "team_member") -> Agreement:
    return ending.take_back_version(
        agreement=agreement, version=version, reason=WHY, actor=table.people.actor(name), now=NOW
    )


def stop(table: Table, agreement: Agreement, name: str = "wijk_coordinator") -> Agreement:
    return ending.stop_agreement(agreement=agreement, reason=WHY, actor=table.people.actor(name), now=NOW)


# Taking back, ending, replacing ----------------------------------------------------------------------
def test_taking_back_brings_the_signed_version_back_in_force(table: Table) -> None:
    agreement = table.draft()
    table.sign_all(agreement)
    table.amend(agreement, title="Nieuw")
    table.sign(agreement, "wijk_coordinator", version=2)
    for _time in range(2):
        take_back(table, agreement)
    back = fresh(agreement)
    assert (back.state, back.resumes_as, back.current) == (AgreementState.RUNNING, "", back.published)
    event = back.events.get(kind=AgreementEventKind.TAKEN_BACK)
    assert (event.reason, event.is_public, event.party) == (WHY, True, table.people.team)
    assert AuditEvent.objects.filter(verb="take_back_version", visibility=Visibility.PUBLIC).count() == 1
    with pytest.raises(StaleError):
        table.sign(agreement, "team_coordinator", version=2)
    assert table.amend(agreement, title="Weer anders").number == 3


def test_only_what_lies_there_is_taken_back(table: Table) -> None:
    agreement = table.draft()
    with pytest.raises(RuleError):
        take_back(table, agreement, version=1)
    table.sign_all(agreement)
    table.amend(agreement, title="Nieuw")
    with pytest.raises(StaleError):
        take_back(table, agreement, version=3)
    table.sign_all(agreement, version=2)
    with pytest.raises(RuleError):
        take_back(table, agreement)
    assert fresh(agreement).state == AgreementState.RUNNING


def test_ending_a_suspended_agreement_ends_it(table: Table) -> None:
    agreement = table.draft()
    table.sign_all(agreement)
    table.amend(agreement, title="Nieuw")
    for _time in range(2):
        stop(table, agreement)
    assert fresh(agreement).state == AgreementState.ENDED
    assert agreement.events.filter(kind=AgreementEventKind.ENDED, reason=WHY).count() == 1


def test_a_draft_is_not_ended_but_withdrawn(table: Table) -> None:
    with pytest.raises(RuleError):
        stop(table, table.draft())


def test_the_new_agreement_ends_the_old_one_when_all_signed(table: Table) -> None:
    old = table.draft(kind="budget", level="N3", fields={"theme": "groen"})
    table.sign_all(old)
    new = actions.draft_agreement(
        process=table.people.process,
        kind="budget",
        question_codes=["AA-1"],
        content=_text(level="N1", fields={"theme": "groen"}, reason=WHY),
        actor=table.people.actor("wijk_member"),
        now=NOW,
        replaces=old,
    )
    table.sign(new, "wijk_coordinator")
    assert fresh(old).state == AgreementState.RUNNING
    assert table.sign(new, "team_coordinator").is_adopted, "the old level is no obstacle: it ends"
    assert fresh(old).state == AgreementState.ENDED
    event = old.events.get(kind=AgreementEventKind.REPLACED)
    assert (event.other, event.reason) == (new, WHY)


def _text(**changed: Any) -> Any:
    from tests.agreements import text  # named like a field of the table

    return text(**changed)


# Named parties ---------------------------------------------------------------------------------------
def test_an_agreement_binds_the_parties_it_names(table: Table) -> None:
    second = factories.PartyFactory(process=table.people.process)
    seat = factories.MembershipFactory(party=second)
    table.people.stranger = seat.user
    named = [table.people.wijk.pk, table.people.team.pk]
    agreement = actions.draft_agreement(
        process=table.people.process,
        kind="rol",
        question_codes=["AA-1"],
        content=_text(),
        actor=table.people.actor("wijk_member"),
        now=NOW,
        parties=named,
    )
    with pytest.raises(RuleError):
        table.sign(agreement, "stranger")
    assert table.sign_all(agreement).is_adopted
    assert sorted(agreement.named.values_list("party_id", flat=True)) == sorted(named)


@pytest.mark.parametrize("which", [["wijk"], ["team"], [], ["wijk", "team", "other_wijk"]])
def test_both_sides_of_this_table_are_named(table: Table, which: list[str]) -> None:
    with pytest.raises(RuleError) as refusal:
        actions.draft_agreement(
            process=table.people.process,
            kind="rol",
            question_codes=["AA-1"],
            content=_text(),
            actor=table.people.actor("wijk_member"),
            now=NOW,
            parties=[getattr(table.people, name).pk for name in which],
        )
    assert refusal.value.field == "parties"


def test_a_draft_keeps_the_very_joint_text(table: Table) -> None:
    agreement = table.draft()
    source = agreement.sources.select_related("revision__joint__question").get()
    assert source.revision.joint.question.code == "AA-1"
    assert list(source.revision.agreements.values_list("agreement__number", flat=True)) == [1]


# Signing ---------------------------------------------------------------------------------------------
def test_a_signature_keeps_the_mandate_as_it_was(table: Table) -> None:
    until = NOW.date() + dt.timedelta(days=30)
    Membership.objects.filter(user=table.people.wijk_coordinator).update(ends_on=until)
    agreement = table.draft()
    table.sign(agreement, "wijk_coordinator")
    row = SignOff.objects.get()
    assert (row.role, row.mandate_from, row.mandate_until) == (
        "coordinator",
        NOW.date() - dt.timedelta(days=365),
        until,
    )
    assert agreement.current is not None
    assert row.version_hash == agreement.current.content_hash


def test_a_mandate_that_ended_yesterday_signs_nothing(table: Table) -> None:
    agreement = table.draft()
    actor = table.people.actor("wijk_coordinator")
    Membership.objects.filter(user=table.people.wijk_coordinator).update(
        ends_on=NOW.date() - dt.timedelta(days=1)
    )
    with pytest.raises(RuleError, match="Uw mandaat is afgelopen"):
        _sign_as(agreement, actor)
    assert not SignOff.objects.exists()


def _sign_as(agreement: Agreement, actor: Any) -> Any:
    from processes.actions.agreement_signing import sign_agreement  # one use

    return sign_agreement(agreement=agreement, version=1, actor=actor, now=NOW)


# Hashes ----------------------------------------------------------------------------------------------
def test_anybody_can_recompute_the_hash_from_the_file(table: Table) -> None:
    agreement = table.draft()
    table.amend(agreement, text="Ander groen: één boom per straat.")
    for version in agreement.versions.select_related("agreement__process"):
        data = version_as_data(version)
        assert fingerprint(data["content"]) == data["sha256"] == version.content_hash
    first, second = agreement.versions.order_by("number")
    assert version_as_data(second)["content"]["previous"] == first.content_hash
    assert '"title":"Het groen"' in canonical_json(version_as_data(first)["content"])


def verify(*slugs: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_agreements", *slugs, stdout=out)
    except SystemExit as done:
        return int(str(done.code)), out.getvalue()
    return 0, out.getvalue()


def test_the_command_finds_a_changed_text_and_a_foreign_signature(table: Table) -> None:
    agreement = table.draft()
    table.sign_all(agreement)
    assert verify() == (0, "1 versions match their hash, 0 problems.\n")
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE processes_agreementversion SET text = 'stiekem anders'")
        cursor.execute(
            "UPDATE processes_signoff SET version_hash = repeat('0', 64) WHERE party_id = %s",
            [table.people.wijk.pk],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
    code, out = verify("korenbuurt")
    assert code == 1
    assert out == (
        "korenbuurt 1 v1: the text does not match its hash\n"
        "korenbuurt 1 v1, Bewoners Korenbuurt: the signature is for another text\n"
        "0 versions match their hash, 2 problems.\n"
    )
    assert verify("zeewijk") == (0, "0 versions match their hash, 0 problems.\n")


# What the database refuses ---------------------------------------------------------------------------
def refused(match: str, act: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        act()


def sign_off(table: Table, version: AgreementVersion | None, **changed: Any) -> SignOff:
    said = {
        "version": version,
        "party": table.people.wijk,
        "user": table.people.wijk_coordinator,
        "role": "coordinator",
        "at": NOW,
    }
    return SignOff.objects.create(**said | changed)


def test_sql_refuses_a_signature_without_a_mandate(table: Table) -> None:
    current = table.draft().current
    people = table.people
    refused("does not bind", lambda: sign_off(table, current, user=people.team_coordinator))
    refused("does not bind", lambda: sign_off(table, current, user=people.wijk_member, role="member"))
    refused("does not bind", lambda: sign_off(table, current, at=NOW - dt.timedelta(days=400)))
    refused("not named", lambda: sign_off(table, current, party=people.other_wijk))
    refused("hash is of another", lambda: sign_off(table, current, version_hash="0" * 64))
    assert sign_off(table, current).party == people.wijk


def test_sql_refuses_a_signature_on_a_superseded_version(table: Table) -> None:
    agreement = table.draft()
    first = agreement.current
    table.amend(agreement, text="Anders.")
    refused("superseded", lambda: sign_off(table, first))


def test_sql_refuses_an_unsigned_agreement_in_force(table: Table) -> None:
    agreement = table.draft()
    table.sign(agreement, "wijk_coordinator")
    rows = Agreement.objects.filter(pk=agreement.pk)
    for state in AGREEMENT_IN_FORCE_STATES:
        refused(
            "not signed by every party",
            lambda state=state: rows.update(state=state, published=agreement.current),
        )


def test_sql_refuses_mixed_versions_in_force(table: Table) -> None:
    agreement = table.draft()
    table.sign_all(agreement)
    table.amend(agreement, title="Nieuw")
    rows = Agreement.objects.filter(pk=agreement.pk)
    refused("agreement_in_force_has_one_version", lambda: rows.update(state="running", resumes_as=""))
    refused("agreement_suspended_by", lambda: rows.update(resumes_as=""))
    other = table.draft(title="Een andere")
    refused("version of another", lambda: rows.update(current=other.current))
    refused("nothing agreed is deleted", lambda: rows._raw_delete("default"))  # past the PROTECT of Python
    refused("cannot change", lambda: rows.update(kind="budget"))


@pytest.mark.parametrize(
    ("kind", "level", "fields"), [("taak", "N4", TASK), ("bevoegdheid", "N2", {"what": "x", "limits": "y"})]
)
def test_sql_refuses_a_transfer_without_the_council(
    table: Table, kind: str, level: str, fields: dict[str, Any]
) -> None:
    agreement = table.draft(kind=kind, level=level, fields=fields)
    table.sign_all(agreement)
    rows = Agreement.objects.filter(pk=agreement.pk)
    refused("needs a decision", lambda: rows.update(state="running", published=agreement.current))


LOADED = {"origin": "found", "source": "oogtv.nl 2023-09", "loaded_from": "processes.json"}


def insert_in_force(process: Process, *, kind: str = "rol", level: str = "N1", **changed: Any) -> int:
    """What somebody could do by hand: an agreement in force that nobody signed. Past all of Python."""
    row = LOADED | {"state": "running", "author_id": None, "party_id": None, "number": 1} | changed
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO processes_agreement (process_id, number, kind, state, question_codes, published_numbers,
               resumes_as, origin, source, loaded_from, created_at)
               VALUES (%s, 41, %s, 'draft', '{}', '{}', '', %s, %s, %s, now()) RETURNING id""",
            [process.pk, kind, row["origin"], row["source"], row["loaded_from"]],
        )
        pk = int(cursor.fetchone()[0])
        cursor.execute(
            """INSERT INTO processes_agreementversion (agreement_id, number, title, text, level, fields, reason,
               is_public, private_reason, content_hash, author_id, party_id, at)
               VALUES (%s, %s, 'Titel', 'Tekst', %s, '{}', '', true, '', repeat('a', 64), %s, %s, now())
               RETURNING id""",
            [pk, row["number"], level, row["author_id"], row["party_id"]],
        )
        version = int(cursor.fetchone()[0])
        cursor.execute(
            """UPDATE processes_agreement SET current_id = %s, published_id = %s, published_numbers = '{1}',
               state = %s WHERE id = %s""",
            [version, version, row["state"], pk],
        )
    return pk


@pytest.mark.parametrize("state", AGREEMENT_IN_FORCE_STATES)
def test_sql_keeps_unsigned_only_what_was_loaded_and_names_its_document(table: Table, state: str) -> None:
    process = table.people.process
    for wrong in (
        {"origin": "portal", "source": "", "loaded_from": ""},
        {"loaded_from": ""},
        {"loaded_from": "mijn-eigen-lijst.json"},
        {"number": 2},
        {"author_id": table.people.team_coordinator.pk},
        {"party_id": table.people.team.pk},
    ):
        refused("both sides", lambda wrong=wrong: insert_in_force(process, state=state, **wrong))  # type: ignore[misc]  # bound now
    for wrong in ({"source": ""}, {"origin": "portal"}):
        refused(
            "agreement_loaded_names_its_source",
            lambda wrong=wrong: insert_in_force(process, state=state, **wrong),  # type: ignore[misc]  # bound now
        )
    assert Agreement.objects.filter(process=process).count() == 0
    assert Agreement.objects.get(pk=insert_in_force(process, state=state)).state == state


def test_sql_keeps_nothing_unsigned_in_a_process_that_people_opened(table: Table) -> None:
    opened = factories.ProcessFactory(loaded_from="")
    refused("both sides", lambda: insert_in_force(opened))
    refused("settled when it is made", lambda: Process.objects.update(loaded_from="processes.json"))
    refused("settled when it is made", lambda: Process.objects.update(loaded_from=""))


@pytest.mark.parametrize(("kind", "level"), [("taak", "N4"), ("bevoegdheid", "N2"), ("budget", "N4")])
@pytest.mark.parametrize("origin", ["seed", "found", "example", "proposal"])
def test_sql_refuses_a_loaded_transfer_without_the_council(
    table: Table, kind: str, level: str, origin: str
) -> None:
    refused(
        "needs a decision of the council, whatever its source",
        lambda: insert_in_force(table.people.process, kind=kind, level=level, origin=origin),
    )


def test_sql_lets_nobody_call_a_draft_loaded(table: Table) -> None:
    rows = Agreement.objects.filter(pk=table.draft().pk)
    refused("cannot change", lambda: rows.update(**LOADED))
    pk = insert_in_force(table.people.process)
    refused("cannot change", lambda: Agreement.objects.filter(pk=pk).update(source="Een ander blad"))


def test_what_was_loaded_is_amended_and_signed_as_everything_else(table: Table) -> None:
    agreement = factories.AgreementFactory(process=table.people.process, origin="found")
    table.amend(agreement, title="Nieuw")
    assert Agreement.objects.get().state == "suspended"
    refused(
        "not signed by every party",
        lambda: Agreement.objects.update(
            state="running", resumes_as="", published=Agreement.objects.get().current
        ),
    )
    assert table.sign_all(agreement, version=2).is_adopted


@pytest.mark.parametrize(("origin", "level"), [("portal", "N4"), ("seed", "N3")])
def test_sql_brings_nothing_back_that_ended(table: Table, origin: str, level: str) -> None:
    ended = factories.AgreementFactory(
        process=table.people.process, level=level, state="ended", number=9, origin=origin
    )
    rows = Agreement.objects.filter(pk=ended.pk)
    for state in AGREEMENT_IN_FORCE_STATES:
        refused("has ended and stays so", lambda state=state: rows.update(state=state))


def test_sql_refuses_to_name_others_afterwards(table: Table) -> None:
    agreement = table.draft()
    second = factories.PartyFactory(process=table.people.process)
    refused("cannot be named", lambda: AgreementParty.objects.create(agreement=agreement, party=second))
    foreign = factories.agreed_on(
        factories.ConversationFactory(
            process=table.people.other_process, praatplaat=table.people.process.conversations.get().praatplaat
        ),
        "AA-1",
        table.people.stranger,
    )
    refused(
        "another process",
        lambda: AgreementSource.objects.create(agreement=agreement, revision=foreign.confirmed),
    )


# Every step × role × state ---------------------------------------------------------------------------
def in_state(table: Table, state: str) -> Agreement:
    """An agreement of the table in one of the states of its life."""
    agreement = table.draft(ends_on=dt.date(2028, 1, 1))
    if state == "discussed":
        actions.discuss_agreement(agreement=agreement, actor=table.people.actor("team_member"), now=NOW)
    if state in ("running", "suspended", "ended"):
        table.sign_all(agreement)
    if state == "suspended":
        table.amend(agreement, title="Nieuw", ends_on=dt.date(2028, 1, 1))
    if state == "ended":
        stop(table, agreement)
    return fresh(agreement)


STEPS: dict[str, tuple[set[str], set[str], Callable[[Table, Agreement, Any, int], object]]] = {
    "discuss": (
        TABLE,
        {"draft", "discussed", "running", "suspended", "ended"},
        lambda table, agreement, actor, at: actions.discuss_agreement(
            agreement=agreement, actor=actor, now=NOW
        ),
    ),
    "amend": (
        TABLE,
        {"draft", "discussed", "running", "suspended"},
        lambda table, agreement, actor, at: actions.amend_agreement(
            agreement=agreement,
            based_on=at,
            content=_text(text="Heel anders.", reason=WHY),
            actor=actor,
            now=NOW,
        ),
    ),
    "prolong": (
        TABLE,
        {"draft", "discussed", "running", "suspended"},
        lambda table, agreement, actor, at: actions.prolong_agreement(
            agreement=agreement,
            based_on=at,
            ends_on=dt.date(2029, 1, 1),
            evaluate_on=None,
            reason=WHY,
            actor=actor,
            now=NOW,
        ),
    ),
    "take back": (
        TABLE,
        {"suspended"},
        lambda table, agreement, actor, at: ending.take_back_version(
            agreement=agreement, version=at, reason=WHY, actor=actor, now=NOW
        ),
    ),
    "withdraw": (
        BINDING,
        {"draft", "discussed", "ended"},
        lambda table, agreement, actor, at: ending.withdraw_agreement(
            agreement=agreement, reason=WHY, actor=actor, now=NOW
        ),
    ),
    "stop": (
        BINDING,
        {"running", "suspended", "ended"},
        lambda table, agreement, actor, at: ending.stop_agreement(
            agreement=agreement, reason=WHY, actor=actor, now=NOW
        ),
    ),
    "sign": (
        BINDING,
        {"draft", "discussed", "running", "suspended"},
        lambda table, agreement, actor, at: _sign_at(agreement, actor, at),
    ),
}


def _sign_at(agreement: Agreement, actor: Any, at: int) -> Any:
    from processes.actions.agreement_signing import sign_agreement  # one use

    return sign_agreement(agreement=agreement, version=at, actor=actor, now=NOW)


@pytest.mark.parametrize("state", ["draft", "discussed", "running", "suspended", "ended"])
def test_every_step_for_every_role_in_every_state(table: Table, state: str) -> None:
    agreement = in_state(table, state)
    assert agreement.state == state
    assert agreement.current is not None
    at = agreement.current.number
    wrong = []
    for (step, (may, states, act)), name in itertools.product(STEPS.items(), EVERYBODY):
        expected = "done" if name in may and state in states else "refused" if name in may else "not allowed"
        with transaction.atomic():
            try:
                act(table, agreement, table.people.actor(name), at)
                found = "done"
            except NotAllowedError:
                found = "not allowed"
            except PortalError:
                found = "refused"
            transaction.set_rollback(True)
        if found != expected:
            wrong.append((step, name, found, expected))
    assert wrong == []


# Races -----------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_five_hundred_races_leave_nothing_mixed_in_force() -> None:
    """Four people at once, each with a connection of its own, sign, amend and take back until 500 acts are done."""
    table = make_table()
    agreement = table.draft()
    names = ("wijk_coordinator", "wijk_deputy", "team_coordinator", "team_member")
    actors = {name: table.people.actor(name) for name in names}
    counter = itertools.count()
    failures: list[BaseException] = []
    start = threading.Barrier(len(names))

    def run(name: str) -> None:
        chance = random.Random(name)
        start.wait()
        try:
            while (turn := next(counter)) < 500:
                _one_act(agreement, actors[name], name, turn, chance)
        except BaseException as error:  # noqa: BLE001  # told to the test
            failures.append(error)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(names)) as pool:
        list(pool.map(run, names))
    assert failures == []
    final = fresh(agreement)
    assert final.versions.count() > 10
    if final.state in AGREEMENT_IN_FORCE_STATES:
        assert final.published == final.current
        assert final.published is not None
        assert final.published.sign_offs.count() == 2
    for number in final.published_numbers:
        assert final.versions.get(number=number).sign_offs.count() == 2
    assert verify()[0] == 0


def _one_act(agreement: Agreement, actor: Any, name: str, turn: int, chance: random.Random) -> None:
    now = fresh(agreement)
    at = now.current.number if now.current else 1
    act = chance.random()
    try:
        if act < 0.6 and name != "team_member":
            _sign_at(now, actor, at)
        elif act < 0.8 and now.state == AgreementState.SUSPENDED:
            ending.take_back_version(agreement=now, version=at, reason=WHY, actor=actor, now=NOW)
        else:
            content = _text(text=f"Tekst {turn}.", fields=ROL, reason=WHY)
            actions.amend_agreement(agreement=now, based_on=at, content=content, actor=actor, now=NOW)
    except PortalError:
        return
