# SPDX-License-Identifier: EUPL-1.2
"""The fixed cast: everybody a permission can be asked about, around one process.

`wijk` is the resident organisation, `team` the gebiedsteam of `process`; `other_process` has its own.
Names say what a person is, so that a test reads like a sentence.
"""

import datetime as dt
from dataclasses import dataclass, fields

from django.test import Client

from gm_portal.accounts.models import User
from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.actors import NOBODY, Actor, actor_of
from processes import enums, models
from tests import factories

SEATS = {
    "wijk_coordinator": ("wijk", enums.MembershipRole.COORDINATOR),
    "wijk_member": ("wijk", enums.MembershipRole.MEMBER),
    "wijk_deputy": ("wijk", enums.MembershipRole.DEPUTY),
    "team_coordinator": ("team", enums.MembershipRole.COORDINATOR),
    "team_member": ("team", enums.MembershipRole.MEMBER),
    "other_wijk_coordinator": ("other_wijk", enums.MembershipRole.COORDINATOR),
}
ROLES = {
    "council_member": GlobalRole.COUNCIL_MEMBER,
    "clerk": GlobalRole.CLERK,
    "alderman": GlobalRole.ALDERMAN,
    "administrator": GlobalRole.ADMINISTRATOR,
}
EVERYBODY = ("anonymous", "stranger", *SEATS, *ROLES)


@dataclass
class People:
    """The cast and their tables."""

    process: models.Process
    other_process: models.Process
    wijk: models.Party
    team: models.Party
    other_wijk: models.Party
    stranger: User
    wijk_coordinator: User
    wijk_member: User
    wijk_deputy: User
    team_coordinator: User
    team_member: User
    other_wijk_coordinator: User
    council_member: User
    clerk: User
    alderman: User
    administrator: User
    anonymous: None = None

    def actor(self, name: str, *, today: dt.date = factories.TODAY) -> Actor:
        """The actor a member of the cast is."""
        user = getattr(self, name)
        return NOBODY if user is None else actor_of(user, today=today)

    def client(self, name: str) -> Client:
        """A signed-in browser of a member of the cast."""
        client = Client()
        user = getattr(self, name)
        if user is not None:
            client.force_login(user)
        return client

    def users(self) -> list[User]:
        """Everybody with an account."""
        return [
            value
            for value in (getattr(self, field.name) for field in fields(self))
            if isinstance(value, User)
        ]


def make_people() -> People:
    """Put the cast in the database."""
    process = factories.ProcessFactory(slug="korenbuurt", title="Korenbuurt")
    other_process = factories.ProcessFactory(slug="zeewijk", title="Zeewijk")
    parties = {
        "wijk": factories.PartyFactory(process=process, name="Bewoners Korenbuurt"),
        "team": factories.AreaTeamFactory(process=process, name="Gebiedsteam Noord"),
        "other_wijk": factories.PartyFactory(process=other_process, name="Bewoners Zeewijk"),
    }
    people: dict[str, User] = {
        "stranger": factories.UserFactory(email="stranger@test.example", name="stranger")
    }
    for name, (party, role) in SEATS.items():
        people[name] = factories.UserFactory(email=f"{name}@test.example", name=name)
        factories.MembershipFactory(party=parties[party], user=people[name], role=role)
    for name, role in ROLES.items():
        people[name] = factories.UserFactory(email=f"{name}@test.example", name=name, global_roles=[role])
    return People(process=process, other_process=other_process, **parties, **people)
