# SPDX-License-Identifier: EUPL-1.2
"""How an item moves on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agendas.enums import ItemState
from agendas.rules.items import (
    NEXT_STATES,
    next_number,
    problem_with_change,
    state_after_link,
    state_after_unlink,
)

STATES = st.sampled_from(list(ItemState))


def test_every_state_has_a_way_on_and_a_way_back():
    assert set(NEXT_STATES) == set(ItemState)
    for state, following in NEXT_STATES.items():
        assert following
        assert state not in following


@given(old=STATES, new=STATES, reason=st.text(max_size=5), has_agreement=st.booleans())
def test_a_change_without_a_problem_is_listed_and_complete(old, new, reason, has_agreement):
    if problem_with_change(old=old, new=new, reason=reason, has_agreement=has_agreement) is None:
        assert new in NEXT_STATES[old]
        assert new != ItemState.DROPPED or reason.strip()
        assert new != ItemState.AGREED or has_agreement


@pytest.mark.parametrize(
    ("new", "reason", "field"),
    [
        ("dropped", "   ", "reason"),
        ("agreed", "", "state"),
        ("proposed", "", "state"),
        ("nonsense", "", "state"),
    ],
)
def test_what_is_missing_is_said_at_its_field(new, reason, field):
    problem = problem_with_change(old="proposed", new=new, reason=reason, has_agreement=False)
    assert problem is not None
    assert problem.field == field


@given(state=STATES)
def test_a_draft_agreement_changes_no_state(state):
    assert state_after_link(state, is_adopted=False) == state


@given(state=STATES)
def test_linking_and_unlinking_never_ends_an_item(state):
    after = state_after_link(state, is_adopted=True)
    assert after == (ItemState.AGREED if state in (ItemState.PROPOSED, ItemState.TAKEN_UP) else state)
    assert state_after_unlink(state, adopted_left=1) == state
    assert state_after_unlink("agreed", adopted_left=0) == ItemState.TAKEN_UP


@given(st.sets(st.integers(1, 500)))
def test_a_new_number_is_never_one_that_is_used(numbers):
    assert next_number(numbers) not in numbers
    assert next_number([]) == 1
