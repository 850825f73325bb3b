# SPDX-License-Identifier: EUPL-1.2
"""The mechanism of permissions: closed by default, one grant a name, small predicates."""

from enum import StrEnum

import pytest

from gm_portal.core import permissions
from gm_portal.core.actors import NOBODY, SYSTEM, Actor
from gm_portal.core.errors import NotAllowedError
from gm_portal.core.permissions import Scope


class Trial(StrEnum):
    """Names only this test knows."""

    NEVER_GRANTED = "trial.never_granted"
    GRANTED = "trial.granted"


@pytest.fixture(autouse=True)
def _own_matrix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(permissions, "_grants", {})


@pytest.mark.parametrize("actor", [NOBODY, SYSTEM, Actor(user_id=1, roles=frozenset({"administrator"}))])
def test_what_nobody_granted_is_closed_to_all(actor: Actor) -> None:
    assert permissions.allows(actor, Trial.NEVER_GRANTED) is False


def test_a_second_grant_of_the_same_name_is_refused() -> None:
    permissions.grant(Trial.GRANTED, permissions.anyone, "")
    with pytest.raises(ValueError, match="granted twice"):
        permissions.grant(Trial.GRANTED, permissions.signed_in, "")


def test_require_refuses_with_an_error_of_its_own() -> None:
    permissions.grant(Trial.GRANTED, permissions.both(permissions.signed_in, permissions.when_open), "")
    permissions.require(Actor(user_id=1), Trial.GRANTED, Scope(is_open=True))
    with pytest.raises(NotAllowedError):
        permissions.require(Actor(user_id=1), Trial.GRANTED, Scope(is_open=False))
    with pytest.raises(NotAllowedError):
        permissions.require(NOBODY, Trial.GRANTED, Scope(is_open=True))


def test_predicates_compose() -> None:
    clerk = permissions.role("clerk")
    either = permissions.either(clerk, permissions.when_public)
    assert either(Actor(user_id=1, roles=frozenset({"clerk"})), Scope()) is True
    assert either(NOBODY, Scope(is_public=True)) is True
    assert either(NOBODY, Scope()) is False
    assert permissions.system(SYSTEM, Scope()) is True
    assert permissions.system(Actor(user_id=1), Scope()) is False
