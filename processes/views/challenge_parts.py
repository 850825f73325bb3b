# SPDX-License-Identifier: EUPL-1.2
"""What the pages of the right to challenge show: the route with where it stopped, the weighing, and what may be done."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor
from gm_portal.core.origins import Origin
from gm_portal.core.permissions import allows
from processes.enums import (
    CHALLENGE_OPEN_TO_WRITING,
    CHALLENGE_OVER,
    CHALLENGE_ROUTE,
    SIDE_OF_KIND,
    ChallengeStep,
    PartyKind,
    Permission,
    Side,
)
from processes.models import Challenge, ChallengeMove, Process
from processes.rules.agreement_choices import DOMAINS
from processes.rules.challenge_weighing import (
    LESSON_2,
    ChallengeFacts,
    advice,
    capacity_sentences,
    complexity,
)
from processes.rules.challenges import (
    ASKS,
    BACK,
    Need,
    Transition,
    Words,
    following,
    is_late,
    lacking,
    may_take,
    sides_of,
)
from processes.views.area_parts import when_in_words


@dataclass(frozen=True)
class RouteStep:
    """One step in the picture of the route."""

    number: int
    name: str
    tone: str
    note: str


def route_of(challenge: Challenge, moves: list[ChallengeMove]) -> list[RouteStep]:
    """The route as steps: what is done, where the task stands, or where it stopped."""
    days = {move.target_step: _when(move) for move in moves}
    stands = challenge.stopped_from or challenge.step
    # A source does not tell of every step; saying nothing would look as if it was on a day we hide.
    silent = _("de bron noemt geen dag") if challenge.origin in (Origin.SEED, Origin.FOUND) else ""
    is_over = challenge.step in CHALLENGE_OVER
    passed = CHALLENGE_ROUTE.index(stands) if stands in CHALLENGE_ROUTE else len(CHALLENGE_ROUTE)
    steps = []
    for number, step in enumerate(CHALLENGE_ROUTE, start=1):
        tone = "checked" if number - 1 < passed else "not-checked"
        note = days.get(step, silent) if number - 1 <= passed else ""
        if number - 1 == passed:
            tone = "stopped" if is_over else "current"
            note = _("gestopt, %(day)s") % {"day": days.get(ChallengeStep.STOPPED, "")} if is_over else note
        steps.append(RouteStep(number, str(step.label), tone, note))
    return [*steps, _last_step(challenge, days)]


def _last_step(challenge: Challenge, days: dict[str, str]) -> RouteStep:
    """How it ends: continued or given back."""
    number = len(CHALLENGE_ROUTE) + 1
    if challenge.step == ChallengeStep.CONTINUED:
        return RouteStep(number, _("voortgezet"), "current", days.get(ChallengeStep.CONTINUED, ""))
    if challenge.step == ChallengeStep.GIVEN_BACK:
        return RouteStep(number, _("teruggegeven"), "stopped", days.get(ChallengeStep.GIVEN_BACK, ""))
    return RouteStep(number, _("voortzetten of teruggeven"), "not-checked", "")


def _when(move: ChallengeMove) -> str:
    return when_in_words(move.when) if move.when else formats.date_format(move.moved_on, "j F Y")


def story_of(moves: list[ChallengeMove]) -> list[dict[str, Any]]:
    """The timeline: each step with its day, who took it and why."""
    return [
        {
            "date": _when(move),
            "title": _title(move),
            "text": move.reason,
            "side": move.party.side if move.party else "",
            "party": move.party,
            "origin": move.origin if move.party is None else "",
            "source": move.source,
        }
        for move in moves
    ]


def _title(move: ChallengeMove) -> str:
    label = str(ChallengeStep(move.target_step).label)
    return label[:1].upper() + label[1:]


def weighing_of(challenge: Challenge, facts: ChallengeFacts) -> dict[str, Any]:
    """How wide the task is and what both sides put in, in sentences."""
    names = dict(DOMAINS)
    wide = complexity(facts)
    documented = challenge.origin in (Origin.SEED, Origin.FOUND)
    unknown = dict.fromkeys(("wijk", "gemeente"), _("Niet bekend uit de bron."))
    return {
        "is_documented": documented,
        "domains": [str(names[code]) for code in challenge.domains if code in names],
        "complexity": wide,
        "sentences": wide.sentences(),
        "lesson": str(LESSON_2),
        "advice": advice(facts),
        "capacity": unknown if documented else capacity_sentences(facts),
    }


@dataclass(frozen=True)
class Verb:
    """A step somebody may take now, or what is still missing for it."""

    label: Words
    url: str
    missing: tuple[Words, ...]
    is_stop: bool
    is_back: bool


def verbs_for(actor: Actor, challenge: Challenge, facts: ChallengeFacts) -> list[Verb]:
    """The steps this reader's side takes from here."""
    if not allows(actor, Permission.CHALLENGE_MOVE, challenge.scope):
        return []
    seats = [(SIDE_OF_KIND[PartyKind(seat.kind)], seat.role) for seat in actor.seats_in(challenge.process_id)]
    return [
        Verb(
            each.verb,
            reverse("challenge-move", args=(challenge.process.slug, challenge.number, each.target)),
            tuple(ASKS[need] for need in lacking(each, facts)),
            each.ends,
            each in BACK,
        )
        for each in following(challenge.step)
        if any(may_take(each, route=challenge.route, side=side, role=role) for side, role in seats)
    ]


@dataclass(frozen=True)
class First:
    """What comes before a step, in a sentence, with the place where that is done."""

    words: Words
    verb: Words
    url: str


def comes_first(challenge: Challenge, transition: Transition, facts: ChallengeFacts) -> list[First]:
    """What is to be done before this step is due; nothing when it can be taken now."""
    to_the_task = _("Ga naar de taak"), challenge.get_absolute_url()
    if transition.source != challenge.step:
        words = _("De taak staat nu bij “%(step)s”. Zet eerst de stappen die daarop volgen.")
        return [First(words % {"step": challenge.get_step_display()}, *to_the_task)]
    return [First(ASKS[need], *_where(challenge, need)) for need in lacking(transition, facts)]


def _where(challenge: Challenge, need: Need) -> tuple[Words, str]:
    """The verb and the address that answer a need."""
    at, agreement = (challenge.process.slug, challenge.number), challenge.agreement
    if need in (Need.DOMAINS, Need.WIJK, Need.TEAM):
        return _("Vul in wat u inzet"), reverse("challenge-fill", args=at)
    if need == Need.GIVERS:
        return _("Zet op de lijst wie iets weggeeft"), reverse("challenge-giver", args=at)
    if need == Need.CONSENT:
        return _("Bekijk wie nog antwoord geeft"), f"{challenge.get_absolute_url()}#akkoord"
    if need == Need.IN_FORCE and agreement is not None:
        return _("Bekijk de afspraak"), agreement.get_absolute_url()
    if need == Need.AGREEMENT and challenge.step == ChallengeStep.PROPOSAL:
        return _("Maak een afspraak van het voorstel"), reverse("challenge-propose", args=at)
    return _("Ga naar de taak"), challenge.get_absolute_url()


def waits_for(challenge: Challenge, facts: ChallengeFacts, *, today: dt.date) -> dict[str, Any]:
    """Whose answer is awaited, and since when it is late."""
    due = challenge.answer_due_on if challenge.step == ChallengeStep.EXPLORATION else None
    forward = [each for each in following(challenge.step) if not each.ends and each not in BACK]
    sides = sides_of(forward[0].who, challenge.route) if forward else frozenset()
    return {
        "due_on": due,
        "is_late": is_late(challenge.step, due, today=today),
        "answers": next(iter(sides)) if len(sides) == 1 else Side.SAMEN,
    }


def may_write(actor: Actor, challenge: Challenge) -> dict[str, bool]:
    """What this reader may fill in now."""
    is_open = challenge.step in CHALLENGE_OPEN_TO_WRITING
    writes = is_open and allows(actor, Permission.CHALLENGE_WRITE, challenge.scope)
    is_team = any(seat.kind == PartyKind.AREA_TEAM for seat in actor.seats_in(challenge.process_id))
    proposes = challenge.step == ChallengeStep.PROPOSAL and allows(
        actor, Permission.CHALLENGE_WRITE, challenge.scope
    )
    return {"may_fill_in": writes, "may_list": writes and is_team, "may_propose": proposes}


def crumbs_of(process: Process, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way: areas, the area, its tasks."""
    here = reverse("challenges", args=(process.slug,)) if last else ""
    return [
        (_("Gebieden"), reverse("processes")),
        (process.title, process.get_absolute_url()),
        (_("Uitdaagrecht"), here),
        *last,
    ]


def crumbs_to(challenge: Challenge, *last: tuple[str, str]) -> list[tuple[str, str]]:
    """The way to one task."""
    here = (challenge.title, challenge.get_absolute_url() if last else "")
    return crumbs_of(challenge.process, here, *last)
