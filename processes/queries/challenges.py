# SPDX-License-Identifier: EUPL-1.2
"""Reads on tasks of the right to challenge: the list, one task with all around it, and what waits for somebody."""

import datetime as dt

from django.db.models import Q, QuerySet

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import (
    AGREEMENT_IN_FORCE_STATES,
    BINDING_ROLES,
    CHALLENGE_OVER,
    SIDE_OF_KIND,
    SIGNING_KINDS,
    AgreementState,
    ChallengeStep,
    PartyKind,
    ProcessState,
    Side,
)
from processes.models import Agreement, Challenge, ChallengeMove, CouncilDecision, GivingParty, Process
from processes.queries.council import grounds_of
from processes.rules.challenge_weighing import ChallengeFacts, Giver
from processes.rules.challenges import turn_of
from processes.rules.council import holds, needs_council

SHARED = ~Q(step=ChallengeStep.IDEA) & ~Q(stopped_from=ChallengeStep.IDEA)


def _whole(rows: QuerySet[Challenge]) -> QuerySet[Challenge]:
    """With all that the facts need. Three queries, however many."""
    return rows.select_related(
        "process", "party", "agreement__process", "agreement__current", "agreement__published"
    ).prefetch_related("giving", "agreement__current__council_decisions")


def challenge_by_number(slug: str, number: int, **kwargs: object) -> Challenge:
    """One task of one process. Raises `Challenge.DoesNotExist`."""
    return _whole(Challenge.objects.all()).get(process__slug=slug, number=number)


def giver_by_id(slug: str, number: int, pk: int) -> GivingParty:
    """One department or partner on the list of a task. Raises `GivingParty.DoesNotExist`."""
    rows = GivingParty.objects.select_related("challenge__process")
    return rows.get(challenge__process__slug=slug, challenge__number=number, pk=pk)


def challenges_of(process: Process, *, with_ideas: bool) -> list[Challenge]:
    """The tasks of a process, the newest first; readers get those that were shared. Three queries."""
    rows = process.challenges.all() if with_ideas else process.challenges.filter(SHARED)
    return list(_whole(rows).order_by("-number"))


def moves_of(challenge: Challenge) -> list[ChallengeMove]:
    """The steps that were taken, in order. One query."""
    return list(challenge.moves.select_related("party").order_by("number"))


def facts_of(challenge: Challenge) -> ChallengeFacts:
    """A task as the rules see it. No query when it was fetched here."""
    agreement = challenge.agreement
    return ChallengeFacts(
        step=challenge.step,
        domains=tuple(challenge.domains),
        portfolios=challenge.portfolios,
        givers=tuple(
            Giver(each.kind, each.name, each.consent, each.consent_on) for each in challenge.giving.all()
        ),
        wijk_people=challenge.wijk_people,
        wijk_hours=challenge.wijk_hours,
        wijk_knowledge=challenge.wijk_knowledge,
        wijk_support=challenge.wijk_support,
        team_hours=challenge.team_hours,
        team_money_cents=challenge.team_money_cents,
        team_knowledge=challenge.team_knowledge,
        team_responsible=challenge.team_responsible,
        has_agreement=agreement is not None and agreement.state != AgreementState.ENDED,
        is_in_force=agreement is not None and _is_in_force(agreement),
    )


def _is_in_force(agreement: Agreement) -> bool:
    """Whether the text on the table is the one that holds: signed by all, decided by the council where needed."""
    return agreement.state in AGREEMENT_IN_FORCE_STATES and agreement.published_id == agreement.current_id


def council_ground(agreement: Agreement, *, today: dt.date) -> CouncilDecision | None:
    """The decision of the council this agreement rests on; None where none is needed or none holds."""
    version = agreement.current
    if version is None or not needs_council(agreement.kind, version.level):
        return None
    decisions = list(version.council_decisions.all())
    good = [each for each in decisions if any(holds(ground, today) for ground in grounds_of([each]))]
    return max(good, key=lambda each: each.decided_on, default=None)


# What waits ------------------------------------------------------------------------------------------
def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """The tasks in which it is the turn of this person's side. Three queries, none without a seat."""
    sides = _sides_of(actor)
    if not sides:
        return []
    rows = (
        Challenge.objects.filter(process__in=sides, process__state=ProcessState.RUNNING)
        .exclude(step__in=CHALLENGE_OVER)
        .order_by("process_id", "number")
    )
    lines: list[Waiting] = []
    for challenge in _whole(rows):
        turns = turn_of(challenge.route, facts_of(challenge))
        verbs = {str(turns[side]) for side in sides[challenge.process_id] if side in turns}
        lines += [_line(challenge, verb, now) for verb in sorted(verbs)]
    return lines


def _sides_of(actor: Actor) -> dict[int, set[Side]]:
    """Per process the sides somebody may take steps for."""
    found: dict[int, set[Side]] = {}
    for seat in actor.seats:
        if seat.kind in SIGNING_KINDS and seat.role in BINDING_ROLES:
            found.setdefault(seat.process_id, set()).add(SIDE_OF_KIND[PartyKind(seat.kind)])
    return found


def _line(challenge: Challenge, verb: str, now: dt.datetime) -> Waiting:
    has_day = challenge.step == ChallengeStep.EXPLORATION and challenge.answer_due_on is not None
    day = challenge.answer_due_on if has_day and challenge.answer_due_on else local_date(now)
    is_idea = challenge.step == ChallengeStep.IDEA
    return Waiting(
        urgency=Urgency.WHENEVER if is_idea else Urgency.HAS_A_DAY if has_day else Urgency.OTHERS_WAIT,
        day=day,
        verb=verb,
        title=challenge.title,
        where=challenge.process.title,
        url=challenge.get_absolute_url(),
        minutes=10,
        has_day=has_day,
    )
