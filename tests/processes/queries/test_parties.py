# SPDX-License-Identifier: EUPL-1.2
"""Reads on parties: seats, people, flags in bulk, and what waits."""

import datetime as dt

import pytest
from pytest_django import DjangoAssertNumQueries

from gm_portal.accounts.erasure import erase_person
from gm_portal.accounts.models import Invitation
from processes.enums import MembershipRole, PartyKind
from processes.models import Party, PartyInvitation
from processes.queries import parties as queries
from processes.queries.own_data import held_on
from processes.rules.parties import Flag
from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db
NOW, TODAY = factories.NOW, factories.TODAY
YESTERDAY, TOMORROW = TODAY - dt.timedelta(days=1), TODAY + dt.timedelta(days=1)


def test_a_seat_counts_from_its_first_to_its_last_day(people: People) -> None:
    row = factories.MembershipFactory(
        party=people.wijk, user=people.stranger, starts_on=TODAY, ends_on=TOMORROW
    )
    seats = {day: queries.seats_of(row.user_id, day) for day in (YESTERDAY, TODAY, TOMORROW)}
    after = queries.seats_of(row.user_id, TOMORROW + dt.timedelta(days=1))
    assert (len(seats[YESTERDAY]), len(seats[TODAY]), len(seats[TOMORROW]), len(after)) == (0, 1, 1, 0)


def test_people_now_and_before_stand_apart(people: People) -> None:
    gone = factories.MembershipFactory(
        party=people.wijk, starts_on=YESTERDAY - dt.timedelta(days=9), ends_on=YESTERDAY
    )
    found = queries.people_of(people.wijk, TODAY)
    assert found.before == (gone,)
    assert sorted(found.roles) == ["coordinator", "deputy", "member"]


def test_a_party_of_another_process_is_not_found(people: People) -> None:
    with pytest.raises(Party.DoesNotExist):
        queries.party_by_id("korenbuurt", people.other_wijk.pk)
    assert queries.party_by_id("zeewijk", people.other_wijk.pk) == people.other_wijk


def test_flags_in_bulk_by_process(people: People) -> None:
    empty = factories.PartyFactory(process=people.other_process, name="Nog niemand")
    factories.PartyFactory(process=people.other_process, kind=PartyKind.RESIDENTS, name="Inwoners")
    found = queries.lonely_parties([people.process.pk, people.other_process.pk], today=TODAY)
    assert set(found) == {people.other_process.pk}
    assert {footing.party: footing.flags for footing in found[people.other_process.pk]} == {
        people.other_wijk: (Flag.ONE_PERSON,),
        empty: (Flag.NOBODY,),
    }
    assert queries.lonely_parties([people.process.pk], today=TODAY) == {}


@pytest.mark.parametrize("extra", [1, 3])
def test_flags_cost_one_query(
    people: People, extra: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    parties = factories.PartyFactory.create_batch(extra)
    with django_assert_num_queries(1):
        found = queries.lonely_parties([party.process_id for party in parties], today=TODAY)
        assert all(footing.advice for footings in found.values() for footing in footings)
    assert len(found) == extra


def test_who_left_yesterday_no_longer_keeps_a_party_going(people: People) -> None:
    factories.MembershipFactory(
        party=people.other_wijk, role=MembershipRole.MEMBER, starts_on=YESTERDAY, ends_on=YESTERDAY
    )
    assert queries.lonely_parties([people.other_process.pk], today=TODAY)
    factories.MembershipFactory(
        party=people.other_wijk, role=MembershipRole.MEMBER, starts_on=TODAY, ends_on=TODAY
    )
    assert not queries.lonely_parties([people.other_process.pk], today=TODAY)


def test_who_was_erased_today_no_longer_keeps_a_party_going(people: People) -> None:
    second = factories.MembershipFactory(party=people.other_wijk, role=MembershipRole.MEMBER)
    assert not queries.lonely_parties([people.other_process.pk], today=TODAY)
    erase_person(user=second.user, actor=people.actor("administrator"), now=NOW)
    assert queries.lonely_parties([people.other_process.pk], today=TODAY)
    assert queries.people_of(people.other_wijk, TODAY).roles == ("coordinator",)


def test_the_last_one_left_hears_so_kindly(
    people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    alone = people.actor("other_wijk_coordinator")
    with django_assert_num_queries(1):
        (line,) = queries.waiting_for(alone, NOW)
    assert (line.verb, line.title) == ("Nodig iemand uit", "U bent de enige van Bewoners Zeewijk")
    assert line.url == people.other_wijk.get_absolute_url()
    assert queries.waiting_for(people.actor("wijk_coordinator"), NOW) == []
    clerk = people.actor("clerk")
    with django_assert_num_queries(0):
        assert queries.waiting_for(clerk, NOW) == []


def test_a_finished_process_asks_nothing_more(people: People) -> None:
    people.other_process.state = "finished"
    people.other_process.save()
    assert queries.waiting_for(people.actor("other_wijk_coordinator"), NOW) == []


def test_open_invitations_leave_used_withdrawn_and_old_ones_out(people: People) -> None:
    created = NOW - dt.timedelta(days=60)
    for number, changed in enumerate(
        [
            {"expires_at": NOW + dt.timedelta(days=1)},
            {"expires_at": NOW - dt.timedelta(days=1)},
            {"expires_at": NOW - dt.timedelta(days=15)},
            {"expires_at": NOW + dt.timedelta(days=1), "accepted_at": NOW},
            {"expires_at": NOW + dt.timedelta(days=1), "revoked_at": NOW},
        ]
    ):
        invitation = Invitation.objects.create(
            email=f"mens{number}@test.example", token_hash=str(number) * 64, created_at=created, **changed
        )
        PartyInvitation.objects.create(invitation=invitation, party=people.wijk, role="member")
    found = {seat.invitation.email for seat in queries.open_invitations(people.wijk, NOW)}
    assert found == {"mens0@test.example", "mens1@test.example"}


def test_places_in_words(people: People) -> None:
    found = queries.seats_in_words([people.wijk_deputy.pk, people.clerk.pk], TODAY)
    assert found == {people.wijk_deputy.pk: ["Bewoners Korenbuurt (vervanger)"]}


def test_nothing_is_held_on_who_did_nothing(people: People) -> None:
    assert not any(held_on(people.stranger.pk).values())
