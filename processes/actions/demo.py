# SPDX-License-Identifier: EUPL-1.2
"""The demo: seven people who stand for functions, and a little example content, always labelled as example.

Only for a run on the embedded servers (`settings.DEMO`): a deployment never has these accounts.
"""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from gm_portal.accounts.models import User
from gm_portal.accounts.roles import GlobalRole
from gm_portal.core import audit, clock
from gm_portal.core.actors import Actor, actor_of
from gm_portal.core.errors import NotAllowedError
from gm_portal.core.models import Visibility
from processes.actions.demo_agreements import add_example_agreement
from processes.actions.demo_challenge import add_example_challenge
from processes.actions.demo_contributions import add_example_contributions
from processes.actions.demo_conversation import add_example_conclusion, add_example_conversation
from processes.actions.demo_evaluations import add_example_moments
from processes.actions.demo_waiting import plan_example, plan_example_check, share_example_answer
from processes.actions.loading import with_turn
from processes.enums import EvaluationKind, MembershipRole, PartyKind
from processes.models import Membership, Party

PASSWORD = "gronings-model"  # noqa: S105  # meant to be known: it stands in the manual
RIVIERENBUURT = "rivierenbuurt"
HOOGKERK = "hoogkerk"
VILLAGES = "onnen-noordlaren-glimmen"
SEATED_BEFORE = dt.timedelta(weeks=4)
EVALUATION_DAY = dt.date(2027, 1, 29)


@dataclass(frozen=True)
class DemoPerson:
    """One person of the demo: a function, not a human being."""

    email: str
    name: str
    kind: PartyKind | None = None
    slugs: tuple[str, ...] = ()
    roles: tuple[GlobalRole, ...] = ()


RESIDENTS, TEAM = PartyKind.RESIDENT_ORGANISATION, PartyKind.AREA_TEAM
PEOPLE = (
    DemoPerson("rivierenbuurt@demo.example", "Coördinator Rivierenbuurt (demo)", RESIDENTS, (RIVIERENBUURT,)),
    DemoPerson("hoogkerk@demo.example", "Coördinator Wijkraad Hoogkerk (demo)", RESIDENTS, (HOOGKERK,)),
    DemoPerson("dorpen@demo.example", "Coördinator Dorpsbelangen (demo)", RESIDENTS, (VILLAGES,)),
    DemoPerson("gebiedsteam@demo.example", "Gebiedsteam (demo)", TEAM, (RIVIERENBUURT, HOOGKERK, VILLAGES)),
    DemoPerson("raadslid@demo.example", "Raadslid (demo)", roles=(GlobalRole.COUNCIL_MEMBER,)),
    DemoPerson("griffie@demo.example", "Griffie (demo)", roles=(GlobalRole.CLERK,)),
    DemoPerson("beheer@demo.example", "Beheer (demo)", roles=(GlobalRole.ADMINISTRATOR,)),
)


@transaction.atomic
def create_demo(*, actor: Actor, now: dt.datetime) -> Counter[str]:
    """Create what is missing of the demo; returns how many rows were added, by kind.

    Raises `NotAllowedError` for anybody but the system, and outside the demo.
    """
    if not actor.is_system or not settings.DEMO:
        raise NotAllowedError("Demo accounts exist only in the demo")
    with_turn()
    added: Counter[str] = Counter()
    for person in PEOPLE:
        added["people"] += _add_person(person, actor=actor, now=now)
    # A moment to look back, so that reminders have something due.
    added["evaluations"] = plan_example(
        RIVIERENBUURT, EvaluationKind.YEARLY, EVALUATION_DAY, now, actor=actor, now=now
    )
    added["answers"] = add_example_conversation(PEOPLE[0].email, PEOPLE[3].email, now=now)
    added["conclusions"] = add_example_conclusion(PEOPLE[1].email, PEOPLE[3].email, now=now)
    added["agreements"] = add_example_agreement(RIVIERENBUURT, PEOPLE[0].email, PEOPLE[3].email, now=now)
    added["contributions"] = _add_example_contributions(now=now)
    added["answers"] += share_example_answer(VILLAGES, "DEN-1", PEOPLE[3].email, now=now)
    added["answers"] += share_example_answer(RIVIERENBUURT, "DOE-3", PEOPLE[3].email, now=now)
    added["challenges"] = add_example_challenge(RIVIERENBUURT, PEOPLE[0].email, PEOPLE[3].email, now=now)
    added["evaluations"] += plan_example_check(HOOGKERK, actor=actor, now=now)
    added["evaluations"] += add_example_moments(VILLAGES, actor=actor, now=now)
    return +added


def _add_example_contributions(*, now: dt.datetime) -> int:
    """Residents of the Rivierenbuurt, asked by their organisation; nothing when nobody of the demo speaks for it."""
    party = Party.objects.filter(process__slug=RIVIERENBUURT, kind=RESIDENTS).first()
    user = User.objects.filter(email=PEOPLE[0].email).first()
    person = actor_of(user, today=clock.local_date(now))
    if party is None or party.pk not in {seat.party_id for seat in person.seats}:
        return 0
    return add_example_contributions(party, person, now=now)


def _add_person(person: DemoPerson, *, actor: Actor, now: dt.datetime) -> int:
    """One account that can log in at once; it took its seats a while ago, so that something can wait for it."""
    if User.objects.filter(email=person.email).exists():
        return 0
    user = User.objects.create_user(
        person.email, PASSWORD, name=person.name, global_roles=sorted(person.roles), joined_at=now
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    for party in Party.objects.filter(process__slug__in=person.slugs, kind=person.kind or ""):
        Membership.objects.create(
            party=party,
            user=user,
            role=MembershipRole.COORDINATOR,
            starts_on=clock.local_date(now - SEATED_BEFORE),
        )
    audit.record(actor=actor, verb="create_demo_person", target=user, now=now, visibility=Visibility.ADMIN)
    return 1
