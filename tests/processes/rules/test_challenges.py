# SPDX-License-Identifier: EUPL-1.2
"""The route as data: every transition × side × role × state, what each needs, and whose turn it is."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.enums import (
    CHALLENGE_OVER,
    CHALLENGE_ROUTE,
    ChallengeRoute,
    ChallengeStep,
    Consent,
    GiverKind,
    MembershipRole,
    Side,
)
from processes.rules import challenges as rules
from processes.rules.challenge_weighing import ChallengeFacts, Giver
from processes.rules.challenges import Need

S = ChallengeStep
DAY = dt.date(2026, 11, 22)
WIJK, TEAM = {Side.WIJK}, {Side.GEMEENTE}
BOTH = WIJK | TEAM
# (from, to): (who when residents challenge, who when the municipality does, what it needs, reason asked, ends)
TABLE: dict[tuple[S, S], tuple[set[Side], set[Side], set[str], bool, bool]] = {
    (S.IDEA, S.EXPLORATION): (WIJK, TEAM, set(), False, False),
    (S.EXPLORATION, S.FEASIBILITY): (TEAM, WIJK, set(), True, False),
    (S.FEASIBILITY, S.CONSENT): (TEAM, TEAM, {"domains", "givers", "wijk", "team"}, False, False),
    (S.CONSENT, S.PROPOSAL): (TEAM, TEAM, {"givers", "consent"}, False, False),
    (S.CONSENT, S.FEASIBILITY): (BOTH, BOTH, set(), True, False),
    (S.PROPOSAL, S.DECISION): (BOTH, BOTH, {"agreement"}, False, False),
    (S.DECISION, S.PROPOSAL): (BOTH, BOTH, set(), True, False),
    (S.DECISION, S.TRIAL): (TEAM, TEAM, {"agreement", "in_force"}, False, False),
    (S.TRIAL, S.RUNNING): (BOTH, BOTH, {"in_force"}, True, False),
    (S.RUNNING, S.EVALUATION): (BOTH, BOTH, set(), False, False),
    (S.EVALUATION, S.CONTINUED): (BOTH, BOTH, set(), True, False),
    (S.EVALUATION, S.GIVEN_BACK): (BOTH, BOTH, set(), True, True),
    (S.CONTINUED, S.EVALUATION): (BOTH, BOTH, set(), False, False),
    (S.IDEA, S.STOPPED): (WIJK, TEAM, set(), True, True),
    **{
        (step, S.STOPPED): (BOTH, BOTH, set(), True, True)
        for step in (S.EXPLORATION, S.FEASIBILITY, S.CONSENT, S.PROPOSAL, S.DECISION, S.TRIAL, S.RUNNING)
    },
}
WHOLE = ChallengeFacts(
    domains=("groen",),
    givers=(Giver(GiverKind.DEPARTMENT, "Stadsbeheer", Consent.YES, DAY),),
    wijk_people=6,
    wijk_hours=12,
    wijk_knowledge="Hoveniers in de buurt.",
    wijk_support="Huis-aan-huis gevraagd.",
    team_hours=4,
    team_money_cents=500_000,
    team_knowledge="Een groenadviseur.",
    team_responsible="Hoofd Stadsbeheer",
    has_agreement=True,
    is_in_force=True,
)


@pytest.mark.parametrize("source", S)
@pytest.mark.parametrize("target", S)
def test_every_step_for_every_side_and_role(source: S, target: S) -> None:
    """The whole product of steps, routes, sides and roles against the table above."""
    transition = rules.BETWEEN.get((source, target))
    expected = TABLE.get((source, target))
    assert (transition is None) is (expected is None)
    if transition is None or expected is None:
        return
    of_residents, of_municipality, needs, asks_reason, ends = expected
    assert {str(need) for need in transition.needs} == needs
    assert (transition.asks_reason, transition.ends) == (asks_reason, ends)
    for route in ChallengeRoute:
        who = of_municipality if route == ChallengeRoute.REVERSED else of_residents
        for side in (Side.WIJK, Side.GEMEENTE):
            for role in MembershipRole:
                may = rules.may_take(transition, route=route, side=side, role=role)
                assert may is (side in who and role != MembershipRole.MEMBER)


def test_what_is_over_goes_nowhere_and_all_else_does() -> None:
    for step in S:
        assert bool(rules.following(step)) is (step not in CHALLENGE_OVER)


def test_stopping_is_possible_from_every_step_of_the_route() -> None:
    for step in CHALLENGE_ROUTE:
        assert [each for each in rules.following(step) if each.ends] != []


def test_each_side_starts_its_own_routes() -> None:
    assert rules.routes_of(Side.WIJK) == (ChallengeRoute.OWN, ChallengeRoute.CHALLENGE)
    assert rules.routes_of(Side.GEMEENTE) == (ChallengeRoute.REVERSED,)


@pytest.mark.parametrize(
    ("need", "changed"),
    [
        (Need.DOMAINS, {"domains": ()}),
        (Need.GIVERS, {"givers": ()}),
        (Need.GIVERS, {"givers": (Giver("department", "A", Consent.NOT_NEEDED, DAY),)}),
        (Need.WIJK, {"wijk_people": None}),
        (Need.WIJK, {"wijk_hours": None}),
        (Need.WIJK, {"wijk_knowledge": ""}),
        (Need.WIJK, {"wijk_support": ""}),
        (Need.TEAM, {"team_hours": None}),
        (Need.TEAM, {"team_money_cents": None}),
        (Need.TEAM, {"team_knowledge": ""}),
        (Need.TEAM, {"team_responsible": ""}),
        (Need.CONSENT, {"givers": (Giver("department", "A"),)}),
        (Need.CONSENT, {"givers": (Giver("partner", "A", Consent.NO, DAY),)}),
        (Need.AGREEMENT, {"has_agreement": False}),
        (Need.IN_FORCE, {"is_in_force": False}),
    ],
)
def test_what_is_missing_is_named(need: Need, changed: dict[str, Any]) -> None:
    facts = replace(WHOLE, **changed)
    for each in rules.TRANSITIONS:
        assert (need in rules.lacking(each, facts)) is (need in each.needs)
        assert rules.lacking(each, WHOLE) == ()
    assert str(rules.ASKS[need])


def test_nothing_is_as_good_as_zero() -> None:
    """No money, or no hours, is an answer too."""
    facts = replace(WHOLE, wijk_hours=0, team_hours=0, team_money_cents=0)
    assert rules.lacking(rules.BETWEEN[S.FEASIBILITY, S.CONSENT], facts) == ()


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 100))
def test_an_answer_is_late_after_six_weeks(shared_on: dt.date, days: int) -> None:
    due = rules.answer_due(shared_on)
    today = shared_on + dt.timedelta(days=days)
    assert rules.is_late(S.EXPLORATION, due, today=today) is (days > 42)
    assert not rules.is_late(S.FEASIBILITY, due, today=today)


@pytest.mark.parametrize(
    ("route", "facts", "turns"),
    [
        ("uitdaagrecht", replace(WHOLE, step=S.IDEA), WIJK),
        ("omgekeerd", replace(WHOLE, step=S.IDEA), TEAM),
        ("uitdaagrecht", replace(WHOLE, step=S.EXPLORATION), TEAM),
        ("omgekeerd", replace(WHOLE, step=S.EXPLORATION), WIJK),
        ("uitdaagrecht", replace(WHOLE, step=S.EXPLORATION, wijk_people=None), BOTH),
        ("uitdaagrecht", replace(WHOLE, step=S.FEASIBILITY, wijk_people=None), WIJK),
        ("uitdaagrecht", replace(WHOLE, step=S.FEASIBILITY, team_hours=None), TEAM),
        ("uitdaagrecht", replace(WHOLE, step=S.FEASIBILITY), TEAM),
        ("uitdaagrecht", replace(WHOLE, step=S.CONSENT, givers=(Giver("partner", "A"),)), TEAM),
        ("uitdaagrecht", replace(WHOLE, step=S.PROPOSAL, has_agreement=False), BOTH),
        ("uitdaagrecht", replace(WHOLE, step=S.PROPOSAL), BOTH),
        ("uitdaagrecht", replace(WHOLE, step=S.DECISION, is_in_force=False), set()),
        ("uitdaagrecht", replace(WHOLE, step=S.DECISION), TEAM),
        ("uitdaagrecht", replace(WHOLE, step=S.EVALUATION), BOTH),
        ("uitdaagrecht", replace(WHOLE, step=S.CONTINUED), set()),
        ("uitdaagrecht", replace(WHOLE, step=S.STOPPED), set()),
        ("uitdaagrecht", replace(WHOLE, step=S.GIVEN_BACK), set()),
    ],
)
def test_whose_turn_it_is(route: str, facts: ChallengeFacts, turns: set[Side]) -> None:
    assert set(rules.turn_of(route, facts)) == turns


def test_lessons_are_kept_without_empty_lines() -> None:
    assert rules.checked_lessons([" Een ", "", "  ", "Twee"]) == ["Een", "Twee"]
