# SPDX-License-Identifier: EUPL-1.2
"""What actions on parties guard by themselves, whoever calls them."""

import datetime as dt

import pytest
from django.db import IntegrityError

from gm_portal.accounts import actions as accounts
from gm_portal.accounts import erasure
from gm_portal.core import clock
from gm_portal.core.actors import SYSTEM, Actor
from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions import parties as actions
from processes.enums import MembershipRole, PartyKind
from processes.models import Membership, PartyInvitation
from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db
NOW, TODAY = factories.NOW, factories.TODAY
TOMORROW = TODAY + dt.timedelta(days=1)


def accept(seat: PartyInvitation, user_id: int | None = None, now: dt.datetime = NOW) -> None:
    actor = Actor(user_id=user_id)
    accounts.accept_invitation(
        invitation=seat.invitation, actor=actor, now=now, name="Mens", password="lang genoeg zo"
    )


def invite(people: People, email: str = "nieuw@test.example", role: str = "member") -> PartyInvitation:
    return actions.invite_to_party(
        party=people.wijk,
        email=email,
        name="",
        role=role,
        actor=people.actor("wijk_coordinator"),
        now=NOW,
    )


@pytest.mark.parametrize(
    "name", ["wijk_member", "team_coordinator", "other_wijk_coordinator", "clerk", "anonymous"]
)
def test_only_who_speaks_for_the_party_invites(people: People, name: str) -> None:
    with pytest.raises(NotAllowedError):
        actions.invite_to_party(
            party=people.wijk,
            email="x@test.example",
            name="",
            role="member",
            actor=people.actor(name),
            now=NOW,
        )


def test_residents_at_large_take_no_people(people: People) -> None:
    party = factories.PartyFactory(process=people.process, kind=PartyKind.RESIDENTS)
    with pytest.raises(RuleError, match="horen geen personen"):
        actions.invite_to_party(
            party=party,
            email="x@test.example",
            name="",
            role="member",
            actor=people.actor("administrator"),
            now=NOW,
        )


def test_an_invitation_for_another_role_is_a_new_one(people: People) -> None:
    first, again, other = invite(people), invite(people), invite(people, role="deputy")
    assert first == again
    assert other != first


def test_a_seat_opens_once_and_keeps_the_role_it_has(people: People) -> None:
    member, deputy = invite(people), invite(people, role="deputy")
    accept(member)
    user = Membership.objects.latest("pk").user
    accept(deputy, user.pk)
    assert list(Membership.objects.filter(user=user).values_list("role", "ends_on")) == [("member", None)]
    assert AuditEvent.objects.filter(verb="join_party").count() == 1


def test_who_stopped_today_and_is_asked_back_today_goes_on(people: People) -> None:
    row = Membership.objects.get(user=people.wijk_member)
    actions.end_membership(membership=row, actor=people.actor("wijk_coordinator"), now=NOW)
    accept(invite(people, email=people.wijk_member.email, role="deputy"), people.wijk_member.pk)
    row.refresh_from_db()
    assert (row.role, row.ends_on) == ("deputy", None)
    assert Membership.objects.filter(user=people.wijk_member).count() == 1


def test_who_stopped_earlier_gets_a_new_period(people: People) -> None:
    Membership.objects.filter(user=people.wijk_member).update(ends_on=TODAY - dt.timedelta(days=1))
    accept(invite(people, email=people.wijk_member.email), people.wijk_member.pk)
    assert Membership.objects.filter(user=people.wijk_member).count() == 2


def test_two_periods_at_once_are_refused_by_the_database_and_said_in_a_sentence(people: People) -> None:
    Membership.objects.filter(user=people.wijk_member).update(starts_on=TOMORROW)
    seat = invite(people, email=people.wijk_member.email)
    with pytest.raises(RuleError, match="doet in die periode al mee"):
        accept(seat, people.wijk_member.pk)
    with pytest.raises(IntegrityError, match=actions.ONE_AT_A_TIME):
        Membership.objects.create(party=people.wijk, user=people.wijk_member, role="member", starts_on=TODAY)


def test_other_errors_of_the_database_stay_errors(people: People) -> None:
    with pytest.raises(IntegrityError), actions._one_at_a_time():
        Membership.objects.create(party=people.wijk, user=people.stranger, role="member", starts_on=None)


def test_an_ended_membership_changes_no_role(people: People) -> None:
    row = Membership.objects.get(user=people.wijk_member)
    Membership.objects.filter(pk=row.pk).update(ends_on=TODAY - dt.timedelta(days=3))
    with pytest.raises(RuleError, match="al beëindigd"):
        actions.change_role(membership=row, role="deputy", actor=people.actor("wijk_coordinator"), now=NOW)


def test_a_role_chosen_on_the_first_day_replaces_it(people: People) -> None:
    Membership.objects.filter(user=people.wijk_member).update(starts_on=TODAY)
    row = Membership.objects.get(user=people.wijk_member)
    actions.change_role(membership=row, role="deputy", actor=people.actor("wijk_coordinator"), now=NOW)
    assert list(Membership.objects.filter(user=people.wijk_member).values_list("role", flat=True)) == [
        "deputy"
    ]


def test_a_seat_that_has_yet_to_begin_ends_on_its_first_day(people: People) -> None:
    Membership.objects.filter(user=people.wijk_member).update(starts_on=TOMORROW)
    row = Membership.objects.get(user=people.wijk_member)
    ended = actions.end_membership(membership=row, actor=people.actor("wijk_coordinator"), now=NOW)
    assert (ended.starts_on, ended.ends_on) == (TOMORROW, TOMORROW)


def test_nobody_leaves_for_somebody_else(people: People) -> None:
    row = Membership.objects.get(user=people.wijk_deputy)
    with pytest.raises(RuleError, match="eigen deelname"):
        actions.leave_party(membership=row, actor=people.actor("wijk_member"), now=NOW)
    with pytest.raises(NotAllowedError):
        actions.leave_party(membership=row, actor=people.actor("stranger"), now=NOW)


def test_erasing_a_person_ends_every_seat(people: People) -> None:
    factories.MembershipFactory(party=people.other_wijk, user=people.wijk_member)
    erasure.erase_person(user=people.wijk_member, actor=people.actor("wijk_member"), now=NOW)
    assert set(Membership.objects.filter(user=people.wijk_member).values_list("ends_on", flat=True)) == {
        TODAY
    }
    assert not Membership.objects.active_on(TOMORROW).filter(user=people.wijk_member).exists()


def test_who_comes_and_goes_is_known_in_the_party_only(people: People) -> None:
    accept(invite(people))
    row = Membership.objects.get(user=people.wijk_member)
    actions.change_role(membership=row, role="deputy", actor=people.actor("wijk_coordinator"), now=NOW)
    events = AuditEvent.objects.filter(process_id=people.process.pk)
    assert {event.verb for event in events} == {"invite_to_party", "join_party", "change_role"}
    assert {(event.visibility, event.party_id) for event in events} == {(Visibility.PARTY, people.wijk.pk)}
    assert "nieuw@test.example" not in str([event.data for event in AuditEvent.objects.all()])


# --- parties ------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["wijk_coordinator", "team_coordinator", "clerk", "stranger", "anonymous"])
def test_only_administrators_put_a_party_at_the_table(people: People, name: str) -> None:
    with pytest.raises(NotAllowedError):
        actions.create_party(
            process=people.process,
            kind=PartyKind.RESIDENTS,
            name="Inwoners",
            short_name="",
            actor=people.actor(name),
            now=NOW,
        )
    with pytest.raises(NotAllowedError):
        actions.create_party(
            process=people.process,
            kind=PartyKind.RESIDENTS,
            name="Inwoners",
            short_name="",
            actor=SYSTEM,
            now=NOW,
        )


def test_a_party_is_made_once(people: People) -> None:
    made = [
        actions.create_party(
            process=people.process,
            kind=PartyKind.RESIDENT_ORGANISATION,
            name=" Winkeliers Korenbuurt ",
            short_name="",
            actor=people.actor("administrator"),
            now=NOW,
        )
        for _again in range(2)
    ]
    assert made[0] == made[1]
    assert (made[0].name, made[0].short_name) == ("Winkeliers Korenbuurt", "Winkeliers Korenbuurt")
    assert AuditEvent.objects.get(verb="create_party").visibility == Visibility.PUBLIC


@pytest.mark.parametrize(
    ("kind", "name", "field"),
    [
        (PartyKind.AREA_TEAM, "Nog een team", "kind"),
        (PartyKind.RESIDENTS, "Bewoners Korenbuurt", "name"),
        ("koninkrijk", "X", "kind"),
    ],
)
def test_a_party_that_does_not_fit_gets_a_sentence_at_its_field(
    people: People, kind: str, name: str, field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        actions.create_party(
            process=people.process,
            kind=kind,
            name=name,
            short_name="",
            actor=people.actor("administrator"),
            now=NOW,
        )
    assert refused.value.field == field


def test_the_role_is_one_we_know(people: People) -> None:
    with pytest.raises(RuleError):
        invite(people, role="baas")
    row = Membership.objects.get(user=people.wijk_member)
    with pytest.raises(RuleError):
        actions.change_role(membership=row, role="baas", actor=people.actor("wijk_coordinator"), now=NOW)
    assert row.role == MembershipRole.MEMBER
    assert clock.local_date(NOW) == TODAY
