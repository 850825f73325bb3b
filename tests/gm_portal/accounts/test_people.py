# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/mensen/`: administrators invite, give roles and erase; nobody else gets in."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from gm_portal.accounts import actions
from gm_portal.accounts.models import Invitation, User
from gm_portal.core import clock
from gm_portal.core.errors import NotAllowedError
from gm_portal.core.models import AuditEvent, OutgoingMail
from tests import factories
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
OTHERS = tuple(name for name in EVERYBODY if name not in {"administrator", "anonymous"})
INVITATION = {"name": "Nieuwe Griffier", "email": "griffier@test.example", "roles": ["clerk"]}


@pytest.fixture
def admin(people: People) -> Client:
    """The administrator, who confirmed his password a moment ago."""
    client = people.client("administrator")
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return client


def pages(people: People) -> list[str]:
    return [
        "/beheer/mensen/",
        "/beheer/mensen/uitnodigen/",
        f"/beheer/mensen/{people.clerk.pk}/rollen/",
        f"/beheer/mensen/{people.clerk.pk}/wissen/",
    ]


@pytest.mark.parametrize("who", OTHERS)
def test_for_others_these_pages_are_not_there(people: People, who: str) -> None:
    client = people.client(who)
    for address in pages(people):
        assert client.get(address).status_code == 404
        assert client.post(address, INVITATION).status_code in {404, 405}
    assert not Invitation.objects.exists()


def test_anonymous_signs_in_first(people: People) -> None:
    for address in pages(people):
        assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_the_list_shows_roles_and_places(admin: Client) -> None:
    page = admin.get("/beheer/mensen/").content.decode()
    assert "Griffie" in page
    assert "Bewoners Korenbuurt (coördinator)" in page


def test_searching_takes_any_text(admin: Client, people: People) -> None:
    page = admin.get("/beheer/mensen/", {"zoek": "WIJK_MEM"}).content.decode()
    assert people.wijk_member.email in page
    assert people.clerk.email not in page
    assert "Niemand gevonden." in admin.get("/beheer/mensen/", {"zoek": "\x00%_'"}).content.decode()
    assert admin.get("/beheer/mensen/?zoek=%ED%A0%80&page=" + "9" * 40).status_code == 200


@pytest.mark.parametrize("extra", [1, 3])
def test_the_list_costs_the_same_however_many_people(
    people: People, extra: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(extra):
        factories.MembershipFactory()
        actions.invite(
            email="x@test.example",
            name="",
            for_what="x",
            actor=people.actor("administrator"),
            now=clock.now(),
        )
    client = people.client("administrator")
    client.get("/beheer/mensen/")
    with django_assert_num_queries(6):
        client.get("/beheer/mensen/")


def test_inviting_with_a_role_sends_one_mail(admin: Client) -> None:
    assert admin.post("/beheer/mensen/uitnodigen/", INVITATION)["Location"] == "/beheer/mensen/"
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.global_roles) == ("griffier@test.example", ["clerk"])
    assert "als griffie" in OutgoingMail.objects.get().body
    assert "Nieuwe Griffier" in admin.get("/beheer/mensen/").content.decode()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"roles": []}, "Kies minstens één rol."),
        ({"roles": ["koning"]}, "Kies een rol uit de lijst."),
        ({"email": "@"}, "Vul een heel e-mailadres in"),
        ({"name": ""}, "Vul een naam in."),
    ],
)
def test_bad_input_gets_a_sentence(admin: Client, typed: dict[str, object], said: str) -> None:
    response = admin.post("/beheer/mensen/uitnodigen/", INVITATION | typed)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not Invitation.objects.exists()


def test_powerful_steps_ask_for_the_password_again_and_keep_what_was_typed(people: People) -> None:
    client = people.client("administrator")
    assert client.get("/beheer/mensen/uitnodigen/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    mark = client.get("/beheer/mensen/uitnodigen/").context["form"]["_wie"].value()
    session = client.session
    session["account_authentication_methods"] = []
    session.save()
    late = client.post("/beheer/mensen/uitnodigen/", INVITATION | {"_wie": mark})
    assert late["Location"] == "/accounts/reauthenticate/?next=%2Fbeheer%2Fmensen%2Fuitnodigen%2F"
    assert not Invitation.objects.exists()
    back = client.post(late["Location"], {"password": factories.PASSWORD}, follow=True)
    form = back.context["form"]
    assert (form["name"].value(), form["roles"].value()) == ("Nieuwe Griffier", ["clerk"])


def test_roles_change_and_twice_is_once(admin: Client, people: People) -> None:
    address = f"/beheer/mensen/{people.stranger.pk}/rollen/"
    for _again in range(2):
        assert admin.post(address, {"roles": ["clerk", "alderman"]}).status_code == 302
    people.stranger.refresh_from_db()
    assert people.stranger.global_roles == ["alderman", "clerk"]
    assert AuditEvent.objects.filter(verb="set_global_roles").count() == 1
    admin.post(address, {})
    people.stranger.refresh_from_db()
    assert people.stranger.global_roles == []


def test_the_last_administrator_keeps_the_role(admin: Client, people: People) -> None:
    address = f"/beheer/mensen/{people.administrator.pk}/rollen/"
    response = admin.post(address, {"roles": ["clerk"]})
    assert response.status_code == 400
    assert "Dit is de laatste beheerder." in response.content.decode()
    factories.UserFactory(global_roles=["administrator"], is_active=False)
    assert admin.post(address, {"roles": []}).status_code == 400
    factories.UserFactory(global_roles=["administrator"])
    assert admin.post(address, {"roles": []}).status_code == 302
    people.administrator.refresh_from_db()
    assert people.administrator.global_roles == []


def test_the_actions_refuse_without_a_view(people: People) -> None:
    for name in ("clerk", "wijk_coordinator", "anonymous"):
        with pytest.raises(NotAllowedError):
            actions.set_global_roles(
                user=people.stranger, roles=["clerk"], actor=people.actor(name), now=clock.now()
            )
        with pytest.raises(NotAllowedError):
            actions.invite_with_roles(
                email="x@test.example", name="", roles=["clerk"], actor=people.actor(name), now=clock.now()
            )


def test_erasing_on_request(admin: Client, people: People) -> None:
    address = f"/beheer/mensen/{people.wijk_member.pk}/wissen/"
    assert admin.post(address, {}).status_code == 400
    assert admin.post(address, {"sure": "on"})["Location"] == "/beheer/mensen/"
    assert not User.objects.get(pk=people.wijk_member.pk).is_active
    assert admin.post(address, {"sure": "on"}).status_code == 404


def test_the_last_administrator_is_not_erased(admin: Client, people: People) -> None:
    response = admin.post(f"/beheer/mensen/{people.administrator.pk}/wissen/", {"sure": "on"})
    assert response.status_code == 400
    assert "laatste beheerder" in response.content.decode()


def test_an_invitation_is_withdrawn(admin: Client, people: People) -> None:
    admin.post("/beheer/mensen/uitnodigen/", INVITATION)
    address = f"/beheer/mensen/uitnodigingen/{Invitation.objects.get().pk}/intrekken/"
    assert admin.get(address).status_code == 405
    assert people.client("clerk").post(address).status_code == 404
    for _again in range(2):
        assert admin.post(address).status_code == 302
    assert Invitation.objects.get().revoked_at is not None
    Invitation.objects.update(accepted_at=clock.now(), revoked_at=None)
    assert "al gebruikt" in admin.post(address, follow=True).content.decode()


@pytest.mark.parametrize("pk", [0, 10**30])
def test_unknown_people_are_404(admin: Client, pk: int) -> None:
    assert admin.get(f"/beheer/mensen/{pk}/rollen/").status_code == 404
    assert admin.post(f"/beheer/mensen/uitnodigingen/{pk}/intrekken/").status_code == 404
