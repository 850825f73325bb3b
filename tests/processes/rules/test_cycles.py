# SPDX-License-Identifier: EUPL-1.2
"""Which moments follow from an agreement, a round and a moment that was held."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.enums import EvaluationKind, EvaluationState
from processes.rules.cycles import (
    NAMES,
    STANDARD,
    Cycle,
    CycleMoment,
    after_adoption,
    after_held,
    after_round,
    cycle_problems,
)
from processes.rules.planning import MomentFacts, Shift, plan_line

DAY = dt.date(2026, 3, 2)
days = st.dates(dt.date(2020, 1, 1), dt.date(2090, 1, 1))
weeks = st.integers(1, 520)
cycles = st.builds(Cycle, weeks, weeks, weeks, weeks)


def after(ends_on: dt.date | None = None, agreed: CycleMoment | None = None) -> list[CycleMoment]:
    return after_adoption(adopted_on=DAY, ends_on=ends_on, agreed=agreed, cycle=STANDARD)


def test_half_a_year_and_a_year_after_adoption() -> None:
    assert after() == [
        CycleMoment(EvaluationKind.SHORT, dt.date(2026, 8, 31)),
        CycleMoment(EvaluationKind.YEARLY, dt.date(2027, 3, 1)),
    ]


def test_eight_weeks_before_the_end() -> None:
    found = after(ends_on=dt.date(2026, 12, 31))
    assert [moment.kind for moment in found] == [EvaluationKind.SHORT, EvaluationKind.FINAL]
    assert found[-1].day == dt.date(2026, 11, 5)


def test_an_agreement_that_ends_soon_still_gets_its_final_evaluation() -> None:
    assert after(ends_on=DAY + dt.timedelta(weeks=3)) == [
        CycleMoment(EvaluationKind.FINAL, DAY + dt.timedelta(weeks=2))
    ]
    assert after(ends_on=DAY + dt.timedelta(days=3))[0].day == DAY + dt.timedelta(days=3)
    assert after(ends_on=DAY) == []


def test_the_day_the_parties_agreed_on_takes_the_place_of_the_cycle() -> None:
    agreed = CycleMoment(EvaluationKind.YEARLY, dt.date(2026, 6, 1))
    assert after(agreed=agreed) == [agreed]
    assert [each.kind for each in after(ends_on=dt.date(2028, 1, 1), agreed=agreed)] == [
        EvaluationKind.YEARLY,
        EvaluationKind.FINAL,
    ]


@given(adopted=days, length=st.none() | st.integers(1, 4000), cycle=cycles)
def test_every_moment_lies_between_adoption_and_end(
    adopted: dt.date, length: int | None, cycle: Cycle
) -> None:
    ends_on = adopted + dt.timedelta(days=length) if length else None
    found = after_adoption(adopted_on=adopted, ends_on=ends_on, agreed=None, cycle=cycle)
    assert found == sorted(found, key=lambda moment: moment.day)
    assert all(adopted < each.day <= (ends_on or dt.date.max) for each in found)
    assert len({each.kind for each in found}) == len(found)


@given(day=days, cycle=cycles)
def test_after_a_round_and_after_a_moment_time_goes_on(day: dt.date, cycle: Cycle) -> None:
    assert after_round(day, cycle).day > day
    assert after_held(EvaluationKind.SHORT, day, cycle).kind == EvaluationKind.SHORT
    assert {after_held(kind, day, cycle).kind for kind in EvaluationKind if kind != "short"} == {
        EvaluationKind.YEARLY
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("weeks", [0, -1, 521])
def test_a_cycle_of_no_time_is_refused(name: str, weeks: int) -> None:
    [(field, message)] = cycle_problems(replace(STANDARD, **{name: weeks}))
    assert field == name
    assert message == "Vul een aantal weken in, van 1 tot en met 520."


def test_the_standard_is_fine() -> None:
    assert cycle_problems(STANDARD) == []


# The honest planning --------------------------------------------------------------------------------
def facts(**values: object) -> MomentFacts:
    given = {
        "pk": 1, "url": "/", "kind": "korte check", "state": EvaluationState.PLANNED, "planned_on": DAY,
        "held_on": None, "origin": "portal", "source": "",
    } | values  # fmt: skip
    return MomentFacts(**given)


@pytest.mark.parametrize(
    ("values", "today", "standing"),
    [
        ({}, DAY, "gepland"),
        ({}, DAY + dt.timedelta(days=1), "dag voorbij, nog niets vastgelegd"),
        ({"shifts": (Shift(dt.date(2026, 1, 1), DAY, "Te koud."),)}, DAY, "verplaatst"),
        ({"state": EvaluationState.HELD, "held_on": DAY}, DAY + dt.timedelta(days=9), "gehouden"),
        ({"state": EvaluationState.CANCELLED}, DAY, "ging niet door"),
    ],
)
def test_the_standing_is_said_as_it_is(values: dict[str, object], today: dt.date, standing: str) -> None:
    assert plan_line(facts(**values), today).standing == standing


def test_the_first_day_stays_visible_after_every_move_and_after_holding() -> None:
    first, second = dt.date(2026, 1, 1), dt.date(2026, 2, 1)
    line = plan_line(
        facts(
            state=EvaluationState.HELD,
            held_on=dt.date(2026, 3, 5),
            shifts=(Shift(first, second, "Ziek."), Shift(second, DAY, "Te koud.")),
        ),
        DAY,
    )
    assert (line.first_day, line.day, line.moved, line.days_later) == (first, dt.date(2026, 3, 5), 2, 63)
