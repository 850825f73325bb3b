# SPDX-License-Identifier: EUPL-1.2
"""Contract 4: the permission matrix, whole: who may do what, in which state. A permission without a row fails."""

from enum import StrEnum

import pytest

from agendas.enums import Permission as Agenda
from gm_portal.core import permissions
from gm_portal.core.actors import SYSTEM
from gm_portal.core.permissions import Scope
from processes.enums import Permission as P
from tests.people import EVERYBODY, People

# Groups of the cast (tests/people.py); the thing asked about belongs to `wijk` in the Korenbuurt.
ALL = set(EVERYBODY)
NONE: set[str] = set()
WIJK = {"wijk_coordinator", "wijk_member", "wijk_deputy"}
BINDS_WIJK = {"wijk_coordinator", "wijk_deputy"}
TEAM = {"team_coordinator", "team_member"}
TABLE = WIJK | TEAM
BINDS = BINDS_WIJK | {"team_coordinator"}
COUNCIL = {"council_member", "clerk", "alderman"}
ADMIN = {"administrator"}

# permission: (open and not public, open and public, closed and public)
MATRIX: dict[StrEnum, tuple[set[str], set[str], set[str]]] = {
    P.PROCESS_READ: (NONE, ALL, ALL),
    P.PROCESS_SET_STEP: (BINDS, BINDS, NONE),
    P.PARTY_READ_PEOPLE: (WIJK | ADMIN, WIJK | ADMIN, WIJK | ADMIN),
    P.PARTY_INVITE: (BINDS_WIJK | ADMIN, BINDS_WIJK | ADMIN, BINDS_WIJK | ADMIN),
    P.PARTY_END_MEMBERSHIP: (BINDS_WIJK | ADMIN, BINDS_WIJK | ADMIN, BINDS_WIJK | ADMIN),
    P.PRAATPLAAT_READ: (ALL, ALL, ALL),
    P.ANSWER_WRITE: (WIJK, WIJK, NONE),
    P.ANSWER_SHARE: (WIJK, WIJK, NONE),
    P.ANSWER_PUBLISH: (BINDS_WIJK, BINDS_WIJK, NONE),
    P.JOINT_WRITE: (TABLE, TABLE, NONE),
    P.JOINT_CONFIRM: (WIJK, WIJK, NONE),
    P.AGREEMENT_READ: (TABLE, ALL, ALL),
    P.AGREEMENT_DRAFT: (TABLE, TABLE, NONE),
    P.AGREEMENT_AMEND: (TABLE, TABLE, NONE),
    P.AGREEMENT_SIGN: (BINDS_WIJK, BINDS_WIJK, NONE),
    P.COUNCIL_DECISION_RECORD: ({"clerk"}, {"clerk"}, {"clerk"}),
    P.EVALUATION_READ: (NONE, ALL, ALL),
    P.EVALUATION_PLAN: (TABLE, TABLE, NONE),
    P.EVALUATION_HOLD: (TABLE, TABLE, NONE),
    P.LESSON_READ: (NONE, ALL, ALL),
    P.COUNCIL_EXTRAS_READ: (COUNCIL | ADMIN, COUNCIL | ADMIN, COUNCIL | ADMIN),
    P.ADMINISTER: (ADMIN, ADMIN, ADMIN),
    Agenda.AGENDA_READ: (NONE, ALL, ALL),
    Agenda.ITEM_ADD: (TABLE, TABLE, NONE),
    Agenda.ITEM_CHANGE: (TABLE, TABLE, NONE),
}


def test_every_granted_permission_has_a_row_and_every_row_a_grant() -> None:
    ours = {name for name in permissions.granted() if isinstance(name, P | Agenda)}
    assert ours == set(MATRIX)
    assert set(P) | set(Agenda) == set(MATRIX)


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
    assert may == {P.PRAATPLAAT_READ}
