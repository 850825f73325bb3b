# SPDX-License-Identifier: EUPL-1.2
"""Contract 4: the permission matrix, whole: who may do what, in which state. A permission without a row fails."""

from enum import StrEnum

import pytest

from agendas.enums import Permission as Agenda
from gm_portal.accounts.permissions import PeoplePermission
from gm_portal.core import permissions
from gm_portal.core.actors import SYSTEM
from gm_portal.core.permissions import Scope
from gm_portal.dashboards.enums import Permission as Dashboards
from processes.enums import OWED_BY, Permission
from tests.people import EVERYBODY, People

# Groups of the cast (tests/people.py); the thing asked about belongs to `wijk` in the Korenbuurt.
ALL = set(EVERYBODY)
SIGNED_IN = ALL - {"anonymous"}
NONE: set[str] = set()
WIJK = {"wijk_coordinator", "wijk_member", "wijk_deputy"}
BINDS_WIJK = {"wijk_coordinator", "wijk_deputy"}
TEAM = {"team_coordinator", "team_member"}
TABLE = WIJK | TEAM
BINDS = BINDS_WIJK | {"team_coordinator"}
COUNCIL = {"council_member", "clerk", "alderman"}
ADMIN = {"administrator"}
JOINERS = {"council_member", "alderman"}

# permission: (open and not public, open and public, closed and public)
MATRIX: dict[StrEnum, tuple[set[str], set[str], set[str]]] = {
    Permission.PROCESS_READ: (NONE, ALL, ALL),
    Permission.PROCESS_SET_STEP: (BINDS, BINDS, NONE),
    Permission.PARTY_READ_PEOPLE: (WIJK | ADMIN, WIJK | ADMIN, WIJK | ADMIN),
    Permission.PARTY_INVITE: (BINDS_WIJK | ADMIN, BINDS_WIJK | ADMIN, BINDS_WIJK | ADMIN),
    Permission.PARTY_END_MEMBERSHIP: (BINDS_WIJK | ADMIN, BINDS_WIJK | ADMIN, BINDS_WIJK | ADMIN),
    Permission.PRAATPLAAT_READ: (ALL, ALL, ALL),
    Permission.PRAATPLAAT_EDIT: (ADMIN, ADMIN, ADMIN),
    Permission.ANSWER_WRITE: (WIJK, WIJK, NONE),
    Permission.ANSWER_SHARE: (WIJK, WIJK, NONE),
    Permission.ANSWER_HISTORY: (WIJK, WIJK, WIJK),
    Permission.ANSWER_PUBLISH: (BINDS_WIJK, BINDS_WIJK, NONE),
    Permission.JOINT_WRITE: (TABLE, TABLE, NONE),
    Permission.JOINT_CONFIRM: (WIJK, WIJK, NONE),
    Permission.CONVERSATION_MOVE: (BINDS, BINDS, NONE),
    Permission.ROUND_CHANGE: (BINDS, BINDS, NONE),
    Permission.CONTRIBUTION_LINK_OPEN: (BINDS_WIJK, BINDS_WIJK, NONE),
    Permission.CONTRIBUTIONS_READ: (WIJK, WIJK, WIJK),
    Permission.PAPER_TYPE_IN: (WIJK, WIJK, NONE),
    Permission.SITTING_HOLD: (TABLE, TABLE, NONE),
    Permission.SITTING_READ: (TABLE, TABLE, TABLE),
    Permission.JOIN_READ: (TABLE | JOINERS, TABLE | JOINERS, TABLE | JOINERS),
    Permission.JOIN_ASK: ({"council_member", "alderman"}, {"council_member", "alderman"}, NONE),
    Permission.JOIN_ANSWER: (BINDS, BINDS, NONE),
    Permission.AGREEMENT_READ: (TABLE, ALL, ALL),
    Permission.AGREEMENT_DRAFT: (TABLE, TABLE, NONE),
    Permission.AGREEMENT_AMEND: (TABLE, TABLE, NONE),
    Permission.AGREEMENT_SIGN: (BINDS, BINDS, NONE),
    Permission.COUNCIL_BUNDLE_READ: (TABLE | COUNCIL, ALL, ALL),
    Permission.COUNCIL_BUNDLE_SUBMIT: (BINDS, BINDS, NONE),
    Permission.PROMISE_READ: (TABLE, ALL, ALL),
    Permission.PROMISE_MAKE: (TABLE, TABLE, NONE),
    Permission.PROMISE_REPORT: (WIJK, WIJK, NONE),
    # Nobody answers a thing that no side owes; `test_who_answers_a_report` asks with a side.
    Permission.PROMISE_ANSWER: (NONE, NONE, NONE),
    Permission.EVIDENCE_READ: (TABLE | COUNCIL, TABLE | COUNCIL, TABLE | COUNCIL),
    Permission.COUNCIL_DECISION_RECORD: ({"clerk"}, {"clerk"}, {"clerk"}),
    Permission.CHALLENGE_READ: (TABLE, ALL, ALL),
    Permission.CHALLENGE_WRITE: (TABLE, TABLE, NONE),
    Permission.CHALLENGE_MOVE: (BINDS, BINDS, NONE),
    Permission.CONGRUENCE_POSTPONE: (BINDS, BINDS, NONE),
    Permission.RULES_READ: (ALL, ALL, ALL),
    Permission.RULES_EDIT: (ADMIN, ADMIN, ADMIN),
    Permission.EVALUATION_READ: (NONE, ALL, ALL),
    Permission.EVALUATION_PLAN: (TABLE, TABLE, NONE),
    Permission.EVALUATION_HOLD: (TABLE, TABLE, NONE),
    Permission.EVALUATION_CYCLE: (BINDS, BINDS, NONE),
    Permission.EVALUATION_SHEETS_READ: (TABLE, TABLE, TABLE),
    Permission.EVALUATION_ANSWER: (WIJK, WIJK, NONE),
    Permission.EVALUATION_SHARE: (BINDS_WIJK, BINDS_WIJK, NONE),
    Permission.EVALUATION_ASK_RESIDENTS: (BINDS, BINDS, NONE),
    Permission.LESSON_READ: (NONE, ALL, ALL),
    Permission.LESSON_WRITE: (TABLE, TABLE, NONE),
    Permission.COUNCIL_EXTRAS_READ: (COUNCIL | ADMIN, COUNCIL | ADMIN, COUNCIL | ADMIN),
    Permission.REMINDERS_CHOOSE: (SIGNED_IN, SIGNED_IN, SIGNED_IN),
    Permission.ADMINISTER: (ADMIN, ADMIN, ADMIN),
    PeoplePermission.OWN_DATA: (SIGNED_IN, SIGNED_IN, SIGNED_IN),
    PeoplePermission.MANAGE: (ADMIN, ADMIN, ADMIN),
    Dashboards.MINE_READ: (SIGNED_IN, SIGNED_IN, SIGNED_IN),
    Agenda.AGENDA_READ: (NONE, ALL, ALL),
    Agenda.ITEM_ADD: (TABLE, TABLE, NONE),
    Agenda.ITEM_CHANGE: (TABLE, TABLE, NONE),
}


def test_every_granted_permission_has_a_row_and_every_row_a_grant() -> None:
    enums = Permission | Agenda | PeoplePermission | Dashboards
    assert {name for name in permissions.granted() if isinstance(name, enums)} == set(MATRIX)
    assert set(Permission) | set(Agenda) | set(PeoplePermission) | set(Dashboards) == set(MATRIX)


def test_every_grant_says_why() -> None:
    assert [name for name, line in permissions.granted().items() if not line.reason] == []


@pytest.mark.parametrize("permission", MATRIX, ids=str)
def test_the_matrix_holds(people: People, permission: StrEnum) -> None:
    states = [(True, False), (True, True), (False, True)]
    for (is_open, is_public), expected in zip(states, MATRIX[permission], strict=True):
        scope = Scope(people.process.pk, people.wijk.pk, is_open=is_open, is_public=is_public)
        may = {name for name in EVERYBODY if permissions.allows(people.actor(name), permission, scope)}
        assert may == expected, f"{permission} when open={is_open}, public={is_public}"


def test_the_system_acts_only_where_it_is_named() -> None:
    may = {name for name in MATRIX if permissions.allows(SYSTEM, name, Scope(1, 1, is_public=False))}
    assert may == {Permission.PRAATPLAAT_READ, Permission.RULES_READ, Permission.EVALUATION_PLAN}


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_was_made_welcome_follows_the_sitting_while_in_office(people: People, name: str) -> None:
    user = getattr(people, name)
    guests = frozenset({user.pk}) if user else frozenset()
    scope = Scope(people.process.pk, guests=guests)
    may = permissions.allows(people.actor(name), Permission.SITTING_READ, scope)
    assert may == (name in TABLE | JOINERS)


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_answers_a_report(people: People, name: str) -> None:
    for owes, answers in (("wijk", {"team_coordinator"}), ("team", BINDS_WIJK)):
        party = getattr(people, owes)
        scope = Scope(people.process.pk, party.pk, state=OWED_BY[party.side])
        may = permissions.allows(people.actor(name), Permission.PROMISE_ANSWER, scope)
        assert may == (name in answers)
