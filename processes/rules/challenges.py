# SPDX-License-Identifier: EUPL-1.2
"""The route of the right to challenge, as data: which step follows which, who takes it and what it needs.

Own proposal, domain model §6: idea → exploration (six weeks, then an answer is due) → feasibility → consent of who
gives something away → proposal → decision → trial → running → evaluation → continued or given back. Stopping is
possible at every step and asks for a reason and for lessons.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from processes.enums import BINDING_ROLES, CHALLENGE_ROUTE, ChallengeRoute, ChallengeStep, Side
from processes.rules.challenge_weighing import ChallengeFacts, gaps_of_team, gaps_of_wijk

Words = str | Promise
S = ChallengeStep
ANSWER_WITHIN = dt.timedelta(weeks=6)
TITLE_LENGTH, IDEA_LENGTH, REASON_LENGTH, LESSON_LENGTH, MOST_LESSONS = 120, 800, 2000, 500, 10


class Who(StrEnum):
    """Who takes a step, whatever the route."""

    CHALLENGER = "challenger"
    CHALLENGED = "challenged"
    TEAM = "team"
    EITHER = "either"


class Need(StrEnum):
    """What must be there before a step."""

    DOMAINS = "domains"
    GIVERS = "givers"
    WIJK = "wijk"
    TEAM = "team"
    CONSENT = "consent"
    AGREEMENT = "agreement"
    IN_FORCE = "in_force"


ASKS: dict[Need, Words] = {
    Need.DOMAINS: _("Kies over welke onderwerpen de taak gaat."),
    Need.GIVERS: _("Zet op de lijst welke afdelingen en partners iets weggeven."),
    Need.WIJK: _("Laat de wijk of het dorp invullen wat zij inzet."),
    Need.TEAM: _("Laat de gemeente invullen wat zij inzet, met één eindverantwoordelijke."),
    Need.CONSENT: _("Leg van elke afdeling en partner op de lijst het akkoord vast."),
    Need.AGREEMENT: _("Maak eerst een afspraak van het voorstel."),
    Need.IN_FORCE: _(
        "Wacht tot de afspraak geldt. Alle partijen tekenen, en als het nodig is besluit de raad."
    ),
}


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of the route. `asks_reason` says that the reason may not stay empty."""

    source: ChallengeStep
    target: ChallengeStep
    who: Who
    verb: Words
    needs: tuple[Need, ...] = ()
    asks_reason: bool = False

    @property
    def ends(self) -> bool:
        """Whether the task ends with this: then lessons are asked for."""
        return self.target in (S.STOPPED, S.GIVEN_BACK)


FORWARD = (
    Transition(S.IDEA, S.EXPLORATION, Who.CHALLENGER, _("Deel het idee")),
    Transition(
        S.EXPLORATION, S.FEASIBILITY, Who.CHALLENGED, _("Geef antwoord: zoek het uit"), asks_reason=True
    ),
    Transition(
        S.FEASIBILITY,
        S.CONSENT,
        Who.TEAM,
        _("Vraag het akkoord van wie iets weggeeft"),
        (Need.DOMAINS, Need.GIVERS, Need.WIJK, Need.TEAM),
    ),
    Transition(S.CONSENT, S.PROPOSAL, Who.TEAM, _("Begin aan het voorstel"), (Need.GIVERS, Need.CONSENT)),
    Transition(S.PROPOSAL, S.DECISION, Who.EITHER, _("Vraag om een besluit"), (Need.AGREEMENT,)),
    Transition(
        S.DECISION,
        S.TRIAL,
        Who.TEAM,
        _("Leg het besluit vast en begin de proef"),
        (Need.AGREEMENT, Need.IN_FORCE),
    ),
    Transition(S.TRIAL, S.RUNNING, Who.EITHER, _("Ga door na de proef"), (Need.IN_FORCE,), asks_reason=True),
    Transition(S.RUNNING, S.EVALUATION, Who.EITHER, _("Begin met terugkijken")),
    Transition(S.EVALUATION, S.CONTINUED, Who.EITHER, _("Zet de taak voort"), asks_reason=True),
    Transition(S.EVALUATION, S.GIVEN_BACK, Who.EITHER, _("Geef de taak terug"), asks_reason=True),
    Transition(S.CONTINUED, S.EVALUATION, Who.EITHER, _("Kijk opnieuw terug")),
)
BACK = (
    Transition(S.CONSENT, S.FEASIBILITY, Who.EITHER, _("Maak de taak kleiner"), asks_reason=True),
    Transition(S.DECISION, S.PROPOSAL, Who.EITHER, _("Pas het voorstel aan"), asks_reason=True),
)
STOPS = (
    Transition(S.IDEA, S.STOPPED, Who.CHALLENGER, _("Stop met deze taak"), asks_reason=True),
    *(
        Transition(step, S.STOPPED, Who.EITHER, _("Stop met deze taak"), asks_reason=True)
        for step in CHALLENGE_ROUTE
        if step not in (S.IDEA, S.EVALUATION)
    ),
)
TRANSITIONS = (*FORWARD, *BACK, *STOPS)
BETWEEN: dict[tuple[str, str], Transition] = {(each.source, each.target): each for each in TRANSITIONS}


# Who -------------------------------------------------------------------------------------------------
def challenger_of(route: str) -> Side:
    """The side that had the idea: residents challenge, or the municipality does (reversed)."""
    return Side.GEMEENTE if route == ChallengeRoute.REVERSED else Side.WIJK


def routes_of(side: str) -> tuple[ChallengeRoute, ...]:
    """The routes a side may start."""
    return tuple(route for route in ChallengeRoute if challenger_of(route) == side)


def sides_of(who: Who, route: str) -> frozenset[Side]:
    """The sides that take a step of this route."""
    challenger = challenger_of(route)
    challenged = Side.WIJK if challenger == Side.GEMEENTE else Side.GEMEENTE
    return {
        Who.CHALLENGER: frozenset({challenger}),
        Who.CHALLENGED: frozenset({challenged}),
        Who.TEAM: frozenset({Side.GEMEENTE}),
        Who.EITHER: frozenset({Side.WIJK, Side.GEMEENTE}),
    }[who]


def may_take(transition: Transition, *, route: str, side: str, role: str) -> bool:
    """Whether somebody with this role on this side may take the step."""
    return role in BINDING_ROLES and side in sides_of(transition.who, route)


# What ------------------------------------------------------------------------------------------------
def following(step: str) -> tuple[Transition, ...]:
    """The steps that are possible from here."""
    return tuple(each for each in TRANSITIONS if each.source == step)


def lacking(transition: Transition, facts: ChallengeFacts) -> tuple[Need, ...]:
    """What is still missing for this step, in the order of the form."""
    has = {
        Need.DOMAINS: bool(facts.domains),
        Need.GIVERS: bool(facts.needed_givers),
        Need.WIJK: not gaps_of_wijk(facts),
        Need.TEAM: not gaps_of_team(facts),
        Need.CONSENT: all(each.agreed for each in facts.needed_givers),
        Need.AGREEMENT: facts.has_agreement,
        Need.IN_FORCE: facts.is_in_force,
    }
    return tuple(need for need in transition.needs if not has[need])


def answer_due(shared_on: dt.date) -> dt.date:
    """The last day to answer an idea that was shared."""
    return shared_on + ANSWER_WITHIN


def is_late(step: str, due_on: dt.date | None, *, today: dt.date) -> bool:
    """Whether an answer is due and the day has passed. It is shown; it blocks nobody."""
    return step == S.EXPLORATION and due_on is not None and due_on < today


# Whose turn it is ------------------------------------------------------------------------------------
def turn_of(route: str, facts: ChallengeFacts) -> dict[Side, Words]:
    """What waits for each side now: one verb a side, nothing for a side that has done its part."""
    sides: dict[Side, Words] = {}
    if facts.step in (S.EXPLORATION, S.FEASIBILITY):
        if gaps_of_wijk(facts):
            sides[Side.WIJK] = _("Vul in wat de wijk of het dorp inzet")
        if gaps_of_team(facts) and facts.step == S.FEASIBILITY:
            sides[Side.GEMEENTE] = _("Vul in wat de gemeente inzet")
    if facts.step == S.CONSENT and not all(each.agreed for each in facts.needed_givers):
        sides[Side.GEMEENTE] = _("Leg het akkoord van afdelingen en partners vast")
    if facts.step == S.PROPOSAL and not facts.has_agreement:
        sides |= dict.fromkeys((Side.WIJK, Side.GEMEENTE), _("Maak een afspraak van het voorstel"))
    for each in FORWARD:
        if each.source == facts.step != S.CONTINUED and not lacking(each, facts):
            for side in sides_of(each.who, route):
                sides.setdefault(
                    side, each.verb if facts.step != S.EVALUATION else _("Kies: voortzetten of teruggeven")
                )
    return sides


def checked_lessons(texts: Sequence[str]) -> list[str]:
    """The lessons, without empty lines."""
    return [text.strip() for text in texts if text.strip()]
