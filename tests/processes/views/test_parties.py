# SPDX-License-Identifier: EUPL-1.2
"""The page of a party, and everything its people can do there: by themselves, by others, wrongly and twice."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from gm_portal.accounts.models import Invitation
from gm_portal.core.models import OutgoingMail
from processes.enums import MembershipRole, PartyKind
from processes.models import Membership, Party, PartyInvitation
from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db
OUTSIDERS = ("stranger", "team_coordinator", "other_wijk_coordinator", "council_member", "clerk", "alderman")


def url(name: str, party: Party, *more: int) -> str:
    return reverse(name, args=(party.process.slug, party.pk, *more))


def invitation(
    name: str = "Nieuw Mens", email: str = "nieuw@test.example", role: str = "member"
) -> dict[str, str]:
    return {"name": name, "email": email, "role": role}


# --- the page -----------------------------------------------------------------------------------
def test_everybody_reads_what_a_party_is_and_nobody_else_who_is_in_it(people: People) -> None:
    own = people.client("wijk_member").get(people.wijk.get_absolute_url()).content.decode()
    assert people.wijk_coordinator.name in own  # so the page could tell
    for name in ("anonymous", *OUTSIDERS):
        response = people.client(name).get(people.wijk.get_absolute_url())
        page = response.content.decode()
        assert response.status_code == 200
        assert people.wijk.name in page
        assert "Spreekt namens de bewoners." in page
        for person in ("wijk_coordinator", "wijk_member", "wijk_deputy"):
            assert getattr(people, person).name not in page
            assert getattr(people, person).email not in page


def test_anonymous_readers_get_one_page_without_a_form(people: People) -> None:
    response = Client().get(people.wijk.get_absolute_url())
    assert response.is_published_page
    assert "csrf" not in response.content.decode()


def test_an_administrator_sees_the_people_too(people: People) -> None:
    page = people.client("administrator").get(people.wijk.get_absolute_url()).content.decode()
    assert people.wijk_deputy.name in page


def test_a_member_reads_and_a_coordinator_invites(people: People) -> None:
    member = people.client("wijk_member").get(people.wijk.get_absolute_url())
    coordinator = people.client("wijk_coordinator").get(people.wijk.get_absolute_url())
    assert member.context["form"] is None
    assert coordinator.context["form"] is not None


def test_a_party_with_one_person_says_so_to_that_person_only(people: People) -> None:
    sentence = "Er is nog één persoon. Nodig iemand uit, dan gaat het niet verloren."
    party = people.other_wijk
    assert sentence in people.client("other_wijk_coordinator").get(party.get_absolute_url()).content.decode()
    assert sentence not in people.client("anonymous").get(party.get_absolute_url()).content.decode()
    assert (
        sentence not in people.client("wijk_coordinator").get(people.wijk.get_absolute_url()).content.decode()
    )


def test_residents_at_large_have_no_list_of_people(people: People) -> None:
    party = factories.PartyFactory(process=people.process, kind=PartyKind.RESIDENTS)
    response = people.client("administrator").get(party.get_absolute_url())
    assert response.status_code == 200
    assert "people" not in response.context


def test_a_party_of_another_process_is_not_found_here(people: People) -> None:
    assert Client().get(reverse("party", args=("korenbuurt", people.other_wijk.pk))).status_code == 404
    assert Client().get(reverse("party", args=("korenbuurt", 10**30))).status_code == 404


@pytest.mark.parametrize("extra", [0, 2])
def test_the_page_costs_the_same_however_many_people(
    people: People, extra: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.MembershipFactory.create_batch(extra, party=people.wijk, role=MembershipRole.MEMBER)
    client = people.client("wijk_coordinator")
    for number in range(extra + 1):
        client.post(url("party-invite", people.wijk), invitation(email=f"mens-{number}@nieuw.example"))
    client.get(people.wijk.get_absolute_url())
    with django_assert_num_queries(5):
        client.get(people.wijk.get_absolute_url())


# --- inviting -----------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["wijk_coordinator", "wijk_deputy", "administrator"])
def test_who_speaks_for_a_party_invites(people: People, who: str) -> None:
    response = people.client(who).post(url("party-invite", people.wijk), invitation())
    assert response.status_code == 302
    seat = PartyInvitation.objects.get()
    assert (seat.party, seat.role, seat.invitation.email) == (people.wijk, "member", "nieuw@test.example")
    mail = OutgoingMail.objects.get()
    assert mail.to == "nieuw@test.example"
    assert "mee te doen als lid van Bewoners Korenbuurt" in mail.body
    assert f"{getattr(people, who).name} nodigt u uit" in mail.body


@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_may_not_invite(people: People, who: str) -> None:
    assert people.client(who).get(url("party-invite", people.wijk)).status_code == 403
    assert people.client(who).post(url("party-invite", people.wijk), invitation()).status_code == 403
    assert not Invitation.objects.exists()


def test_a_plain_member_may_not_invite(people: People) -> None:
    assert (
        people.client("wijk_member").post(url("party-invite", people.wijk), invitation()).status_code == 403
    )


def test_anonymous_is_asked_to_sign_in(people: People) -> None:
    response = Client().post(url("party-invite", people.wijk), invitation())
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")
    assert not Invitation.objects.exists()


def test_twice_the_same_is_one_invitation_and_one_mail(people: People) -> None:
    client = people.client("wijk_coordinator")
    for _again in range(2):
        assert client.post(url("party-invite", people.wijk), invitation()).status_code == 302
    assert Invitation.objects.count() == 1
    assert OutgoingMail.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Vul een naam in."),
        ({"email": "geen-adres"}, "Vul een heel e-mailadres in"),
        ({"role": "keizer"}, "Kies een rol uit de lijst."),
        ({"role": ""}, "Kies een rol."),
        ({"name": "\x00"}, "Vul een naam in."),
        ({"name": "x" * 5000}, "hoogstens 120 tekens"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(
    people: People, typed: dict[str, str], said: str
) -> None:
    response = people.client("wijk_coordinator").post(url("party-invite", people.wijk), invitation() | typed)
    page = response.content.decode()
    assert response.status_code == 400
    assert said in page
    assert "Fout:" in page
    assert not Invitation.objects.exists()


def test_who_already_takes_part_is_not_invited_again(people: People) -> None:
    response = people.client("wijk_coordinator").post(
        url("party-invite", people.wijk), invitation(email="WIJK_MEMBER@test.example")
    )
    assert response.status_code == 400
    assert "Deze persoon doet al mee. U kunt wel de rol veranderen." in response.content.decode()


def test_an_account_cannot_be_used_to_send_endless_mail(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gm_portal.accounts.invites.INVITES_A_DAY", 2)
    client = people.client("wijk_coordinator")
    answers = [
        client.post(
            url("party-invite", people.wijk), invitation(email=f"mens{number}@nieuw.example")
        ).status_code
        for number in range(3)
    ]
    assert answers == [302, 302, 400]


# --- withdrawing --------------------------------------------------------------------------------
@pytest.fixture
def seat(people: People) -> PartyInvitation:
    people.client("wijk_coordinator").post(url("party-invite", people.wijk), invitation())
    return PartyInvitation.objects.get()


def test_an_invitation_is_withdrawn_once(people: People, seat: PartyInvitation) -> None:
    client = people.client("wijk_deputy")
    for _again in range(2):
        assert client.post(url("party-revoke", people.wijk, seat.pk)).status_code == 302
    seat.invitation.refresh_from_db()
    assert seat.invitation.revoked_at is not None
    assert "nieuw@test.example" not in client.get(people.wijk.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("wijk_member", 403), ("stranger", 404), ("team_coordinator", 404)]
)
def test_others_cannot_withdraw(people: People, seat: PartyInvitation, who: str, status: int) -> None:
    assert people.client(who).post(url("party-revoke", people.wijk, seat.pk)).status_code == status
    seat.invitation.refresh_from_db()
    assert seat.invitation.revoked_at is None


def test_withdrawing_needs_a_post_and_the_right_party(people: People, seat: PartyInvitation) -> None:
    client = people.client("other_wijk_coordinator")
    assert people.client("wijk_coordinator").get(url("party-revoke", people.wijk, seat.pk)).status_code == 405
    assert client.post(url("party-revoke", people.other_wijk, seat.pk)).status_code == 404


def test_a_used_invitation_cannot_be_withdrawn_but_says_what_to_do(
    people: People, seat: PartyInvitation
) -> None:
    Invitation.objects.update(accepted_at=factories.NOW)
    response = people.client("wijk_coordinator").post(url("party-revoke", people.wijk, seat.pk), follow=True)
    assert "Beëindig de deelname als dat nodig is." in response.content.decode()


# --- roles and endings --------------------------------------------------------------------------
def membership_of(people: People, name: str) -> Membership:
    return Membership.objects.get(user=getattr(people, name))


def test_a_role_changes_from_today_and_the_past_stays(people: People) -> None:
    old = membership_of(people, "wijk_member")
    response = people.client("wijk_coordinator").post(
        url("party-member", people.wijk, old.pk), {"role": "deputy"}
    )
    assert response.status_code == 302
    old.refresh_from_db()
    new = Membership.objects.get(user=people.wijk_member, ends_on__isnull=True)
    assert (old.role, new.role) == ("member", "deputy")
    assert old.ends_on == new.starts_on - dt.timedelta(days=1)
    assert people.actor("wijk_member", today=new.starts_on).seats[0].role == "deputy"


def test_the_same_role_twice_changes_nothing(people: People) -> None:
    row = membership_of(people, "wijk_member")
    client = people.client("wijk_coordinator")
    for _again in range(2):
        assert client.post(url("party-member", people.wijk, row.pk), {"role": "member"}).status_code == 302
    assert Membership.objects.filter(user=people.wijk_member).count() == 1


def test_an_unknown_role_is_refused_with_a_sentence(people: People) -> None:
    row = membership_of(people, "wijk_member")
    response = people.client("wijk_coordinator").post(
        url("party-member", people.wijk, row.pk), {"role": "baas"}
    )
    assert response.status_code == 400
    assert "Kies een rol uit de lijst." in response.content.decode()


def test_a_membership_ends_today_and_is_never_deleted(people: People) -> None:
    row = membership_of(people, "wijk_member")
    client = people.client("wijk_coordinator")
    page = client.get(url("party-end", people.wijk, row.pk)).content.decode()
    assert page.count("Stopt wijk_member?") == 2  # the heading and the title, so that two open tabs differ
    for _again in range(2):
        assert client.post(url("party-end", people.wijk, row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.ends_on is not None
    assert row.ends_on > row.starts_on


def test_the_last_person_may_go_and_is_told_what_that_means(people: People) -> None:
    row = membership_of(people, "other_wijk_coordinator")
    client = people.client("other_wijk_coordinator")
    page = client.get(url("party-leave", people.other_wijk)).content.decode()
    assert "Dit is de laatste persoon van deze partij." in page
    assert client.post(url("party-leave", people.other_wijk)).status_code == 302
    row.refresh_from_db()
    assert row.ends_on is not None


def test_a_member_stops_by_himself(people: People) -> None:
    client = people.client("wijk_member")
    assert client.post(url("party-leave", people.wijk)).status_code == 302
    assert membership_of(people, "wijk_member").ends_on is not None
    assert membership_of(people, "wijk_deputy").ends_on is None


@pytest.mark.parametrize("name", ["party-member", "party-end"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("wijk_member", 403), ("stranger", 404), ("team_coordinator", 404), ("other_wijk_coordinator", 404)],
)
def test_others_change_nobody(people: People, name: str, who: str, status: int) -> None:
    row = membership_of(people, "wijk_deputy")
    address = url(name, people.wijk, row.pk)
    assert people.client(who).get(address).status_code == status
    assert people.client(who).post(address, {"role": "member"}).status_code == status
    row.refresh_from_db()
    assert (row.role, row.ends_on) == ("deputy", None)


@pytest.mark.parametrize("name", ["party-member", "party-end"])
def test_anonymous_signs_in_first_and_other_methods_are_405(people: People, name: str) -> None:
    address = url(name, people.wijk, membership_of(people, "wijk_deputy").pk)
    assert Client().post(address).status_code == 302
    assert people.client("wijk_coordinator").delete(address).status_code == 405


def test_who_holds_no_seat_has_nothing_to_stop(people: People) -> None:
    assert people.client("stranger").get(url("party-leave", people.wijk)).status_code == 404
    assert people.client("administrator").post(url("party-leave", people.wijk)).status_code == 302
    assert not Membership.objects.filter(ends_on__isnull=False).exists()
