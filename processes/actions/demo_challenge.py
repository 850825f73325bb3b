# SPDX-License-Identifier: EUPL-1.2
"""An example task for the demo, through the same actions as everybody's, with the marker in its texts."""

import datetime as dt

from gm_portal.accounts.models import User
from gm_portal.core import clock
from gm_portal.core.actors import Actor, actor_of
from gm_portal.core.origins import Origin
from processes.actions.challenge_moves import Taken, move_challenge
from processes.actions.challenges import add_giver, fill_in, start_challenge
from processes.actions.demo_conversation import MARKER
from processes.enums import ChallengeRoute, ChallengeStep, GiverKind
from processes.models import Challenge, Process

WIJK = {
    "wijk_people": 8,
    "wijk_hours": 10,
    "wijk_knowledge": f"{MARKER} Twee bewoners werkten als hovenier.",
    "wijk_support": f"{MARKER} In drie straten zijn alle huizen gevraagd; de meeste zeiden ja.",
}
TEAM = {
    "domains": ["groen", "openbare_ruimte"],
    "portfolios": f"{MARKER} Groen",
    "team_hours": 4,
    "team_money_cents": None,
    "team_knowledge": f"{MARKER} Een adviseur voor planten en bodem.",
    "team_responsible": "",
}


def add_example_challenge(slug: str, wijk_email: str, team_email: str, *, now: dt.datetime) -> int:
    """One task of the area in the step feasibility; nothing when people put a task on the route already."""
    process = Process.objects.filter(slug=slug).first()
    wijk, team = _actor(wijk_email, now), _actor(team_email, now)
    if process is None or process.challenges.exists():
        return 0
    if not (wijk.seats_in(process.pk) and team.seats_in(process.pk)):
        return 0
    challenge = start_challenge(
        process=process,
        route=ChallengeRoute.CHALLENGE,
        title="Het groen in drie straten",
        idea=f"{MARKER} Bewoners willen de plantvakken in drie straten zelf onderhouden. "
        "Zij vragen of zij deze taak van de gemeente mogen overnemen.",
        actor=wijk,
        now=now,
    )
    Challenge.objects.filter(pk=challenge.pk).update(origin=Origin.EXAMPLE)
    _move(challenge, ChallengeStep.IDEA, ChallengeStep.EXPLORATION, "", wijk, now)
    answer = f"{MARKER} Het gebiedsteam ziet kansen en zoekt uit wat de taak vraagt."
    _move(challenge, ChallengeStep.EXPLORATION, ChallengeStep.FEASIBILITY, answer, team, now)
    fill_in(challenge=challenge, values=WIJK, based_on={}, actor=wijk, now=now)
    fill_in(challenge=challenge, values=TEAM, based_on={}, actor=team, now=now)
    for name in ("Stadsbeheer", "Stadsontwikkeling"):
        add_giver(challenge=challenge, kind=GiverKind.DEPARTMENT, name=name, actor=team, now=now)
    return 1


def _actor(email: str, now: dt.datetime) -> Actor:
    return actor_of(User.objects.filter(email=email).first(), today=clock.local_date(now))


def _move(challenge: Challenge, seen: str, target: str, reason: str, actor: Actor, now: dt.datetime) -> None:
    taken = Taken(target=target, seen=seen, moved_on=clock.local_date(now), reason=reason)
    move_challenge(challenge=challenge, taken=taken, actor=actor, now=now)
