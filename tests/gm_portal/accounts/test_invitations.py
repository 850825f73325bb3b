# SPDX-License-Identifier: EUPL-1.2
"""The way in: a link that works once, for one person, and that nobody else can read or use."""

import datetime as dt
import logging
import re
import threading
from collections.abc import Callable

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from pytest_django import Settings

from gm_portal.accounts import actions
from gm_portal.accounts.models import Invitation, User
from gm_portal.core import clock, mail
from gm_portal.core.actors import NOBODY, Actor
from gm_portal.core.errors import RuleError
from gm_portal.core.models import MailState, OutgoingMail
from processes.actions.parties import invite_to_party
from processes.models import Membership
from tests import factories
from tests.people import People

PASSWORD = "drie rode fietsen bij de kade"
ANSWER = {"name": "Nieuw Mens", "password": PASSWORD}


def link_in_mail() -> str:
    """The address in the newest mail, as a browser of this site asks for it."""
    found = re.search(r"https?://\S+(/uitnodiging/\S+)", OutgoingMail.objects.latest("pk").body)
    assert found
    return found[1]


@pytest.fixture
def link(people: People) -> str:
    """An invitation to the resident organisation as a member."""
    invite_to_party(
        party=people.wijk,
        email="Nieuw@Test.example",
        name="Nieuw Mens",
        role="member",
        actor=people.actor("wijk_coordinator", today=clock.local_date(clock.now())),
        now=clock.now(),
    )
    return link_in_mail()


def arrive(link: str, client: Client | None = None) -> Client:
    """Open the link in a browser."""
    client = client or Client()
    assert client.get(link).status_code == 302
    return client


# --- a new person -------------------------------------------------------------------------------
def test_the_page_says_who_invites_for_what_and_asks_the_least(link: str) -> None:
    response = Client().get(link, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [("/uitnodiging/", 302)]
    assert "wijk_coordinator nodigt u uit om mee te doen als lid van Bewoners Korenbuurt." in page
    assert list(response.context["form"].fields) == ["_wie", "name", "password"]
    assert response["Cache-Control"].startswith("max-age=0, no-cache, no-store")


def test_accepting_makes_an_account_a_seat_and_signs_in(link: str, people: People) -> None:
    client = arrive(link)
    response = client.post("/uitnodiging/", ANSWER)
    user = User.objects.get(email="nieuw@test.example")
    assert (response.status_code, response["Location"]) == (302, "/mijn/begin/")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.name, user.check_password(PASSWORD)) == ("Nieuw Mens", True)
    address = EmailAddress.objects.get(user=user)
    assert (address.email, address.verified, address.primary) == (user.email, True, True)
    seat = Membership.objects.get(user=user)
    assert (seat.party, seat.role, seat.ends_on) == (people.wijk, "member", None)
    assert seat.starts_on == clock.local_date(clock.now())


def test_no_code_is_mailed_after_the_link_that_was_mailed(link: str, settings: Settings) -> None:
    settings.ACCOUNT_LOGIN_BY_CODE_REQUIRED = {"password"}
    response = arrive(link).post("/uitnodiging/", ANSWER)
    assert response["Location"] == "/mijn/begin/"


def test_an_official_goes_on_to_the_second_factor(people: People, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    invite_to_party(
        party=people.team,
        email="collega@test.example",
        name="",
        role="member",
        actor=people.actor("team_coordinator"),
        now=clock.now(),
    )
    client = arrive(link_in_mail())
    response = client.post("/uitnodiging/", ANSWER, follow=True)
    assert response.redirect_chain[-1] == ("/accounts/2fa/", 302)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": ""}, "Vul een naam in."),
        ({"password": ""}, "Kies een wachtwoord."),
        ({"password": "kort"}, "12"),
        ({"password": "Nieuw Mens 12"}, "naam"),
        ({"name": "x" * 200}, "hoogstens 120 tekens"),
        ({"password": "x" * 5000}, "hoogstens 256 tekens"),
    ],
)
def test_bad_input_says_what_to_do_and_uses_nothing_up(link: str, typed: dict[str, str], said: str) -> None:
    client = arrive(link)
    response = client.post("/uitnodiging/", ANSWER | typed)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not User.objects.filter(email="nieuw@test.example").exists()
    assert client.post("/uitnodiging/", ANSWER).status_code == 302


@pytest.mark.parametrize("field", ["name", "password"])
def test_a_nul_character_stands_in_nobodys_way(link: str, field: str) -> None:
    typed = {field: "een\x00 hierin, lang genoeg"}
    assert arrive(link).post("/uitnodiging/", ANSWER | typed).status_code == 302
    assert "\x00" not in User.objects.get(email="nieuw@test.example").name


# --- links that do not work ---------------------------------------------------------------------
@pytest.mark.parametrize(
    ("change", "status", "said"),
    [
        ({"accepted_at": factories.NOW}, 410, "al gebruikt"),
        ({"revoked_at": factories.NOW}, 410, "ingetrokken"),
        ({"expires_at": factories.NOW, "created_at": factories.NOW - dt.timedelta(days=14)}, 410, "te oud"),
        ({"token_hash": "0" * 64}, 404, "kennen deze uitnodiging niet"),
    ],
)
def test_a_dead_link_says_why_and_what_to_do(
    link: str, change: dict[str, object], status: int, said: str
) -> None:
    Invitation.objects.update(**change)
    with time_machine.travel(factories.NOW + dt.timedelta(minutes=1), tick=False):
        response = Client().get(link)
    page = response.content.decode()
    assert response.status_code == status
    assert said in page
    assert "raag een nieuwe uitnodiging" in page or "inloggen" in page


@pytest.mark.parametrize("token", ["x", "x" * 3000, "%00", "%F0%9F%90%84", "%ED%A0%80"])
@pytest.mark.django_db
def test_nonsense_is_unknown(token: str) -> None:
    assert Client().get(f"/uitnodiging/{token}/").status_code == 404


def test_a_link_withdrawn_while_somebody_types_is_refused(link: str) -> None:
    client = arrive(link)
    Invitation.objects.update(revoked_at=clock.now())
    assert client.post("/uitnodiging/", ANSWER).status_code == 410
    assert not User.objects.filter(email="nieuw@test.example").exists()


def test_the_page_without_a_link_says_to_open_it_again(db: None) -> None:
    assert Client().get("/uitnodiging/").status_code == 404
    assert Client().post("/uitnodiging/", ANSWER).status_code == 404


def test_a_link_works_once(link: str) -> None:
    arrive(link).post("/uitnodiging/", ANSWER)
    response = Client().get(link)
    assert response.status_code == 410
    assert "Deed u dat zelf?" in response.content.decode()


def test_other_methods_are_405(link: str) -> None:
    assert Client().post(link).status_code == 405
    assert arrive(link).delete("/uitnodiging/").status_code == 405


# --- people who have an account -----------------------------------------------------------------
def test_an_account_signs_in_first_and_then_says_yes(people: People) -> None:
    invite_to_party(
        party=people.wijk,
        email=people.stranger.email,
        name="",
        role="deputy",
        actor=people.actor("wijk_coordinator"),
        now=clock.now(),
    )
    client = arrive(link_in_mail())
    page = client.get("/uitnodiging/").content.decode()
    assert "Log eerst in" in page
    assert "/accounts/login/?next=/uitnodiging/" in page
    assert client.post("/uitnodiging/", ANSWER).status_code == 403
    answer = client.post(
        "/accounts/login/?next=/uitnodiging/",
        {"login": people.stranger.email, "password": factories.PASSWORD},
    )
    assert answer["Location"] in {"/uitnodiging/", "/accounts/confirm-email/"}
    client.force_login(people.stranger)
    session = client.session
    session["invitation"] = Invitation.objects.get().pk
    session.save()
    assert client.post("/uitnodiging/").status_code == 302
    assert Membership.objects.get(user=people.stranger).role == "deputy"
    people.stranger.refresh_from_db()
    assert people.stranger.check_password(factories.PASSWORD)


def test_the_session_keeps_the_invitation_through_signing_in(people: People, settings: Settings) -> None:
    EmailAddress.objects.create(
        user=people.stranger, email=people.stranger.email, verified=True, primary=True
    )
    actions.invite(
        email=people.stranger.email,
        name="",
        for_what="x",
        actor=people.actor("administrator"),
        now=clock.now(),
    )
    client = arrive(link_in_mail())
    answer = client.post(
        "/accounts/login/",
        {"login": people.stranger.email, "password": factories.PASSWORD, "next": "/uitnodiging/"},
    )
    assert answer["Location"] == "/uitnodiging/"
    assert "Ja, ik doe mee" in client.get("/uitnodiging/").content.decode()


def test_somebody_else_who_is_signed_in_cannot_take_it(link: str, people: People) -> None:
    client = arrive(link, people.client("stranger"))
    page = client.get("/uitnodiging/").content.decode()
    assert "U bent ingelogd met een ander e-mailadres" in page
    assert client.post("/uitnodiging/", ANSWER).status_code == 403
    assert not Membership.objects.filter(user=people.stranger).exists()


def test_the_action_itself_refuses_somebody_else(link: str, people: People) -> None:
    invitation = Invitation.objects.get()
    for actor in (people.actor("stranger"), people.actor("administrator")):
        with pytest.raises(RuleError):
            actions.accept_invitation(
                invitation=invitation, actor=actor, now=clock.now(), name="x", password=PASSWORD
            )
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_a_closed_account_stays_closed(people: People) -> None:
    User.objects.filter(pk=people.stranger.pk).update(is_active=False)
    invitation = actions.invite(
        email=people.stranger.email,
        name="",
        for_what="x",
        actor=people.actor("administrator"),
        now=clock.now(),
    )
    with pytest.raises(RuleError):
        actions.accept_invitation(
            invitation=invitation, actor=Actor(user_id=people.stranger.pk), now=clock.now()
        )


def test_global_roles_are_added_and_none_is_lost(people: People) -> None:
    invitation = actions.invite_with_roles(
        email=people.clerk.email,
        name="",
        roles=["administrator"],
        actor=people.actor("administrator"),
        now=clock.now(),
    )
    user = actions.accept_invitation(
        invitation=invitation, actor=Actor(user_id=people.clerk.pk), now=clock.now()
    )
    assert user.global_roles == ["administrator", "clerk"]
    assert invitation.for_what == "mee te doen in dit portaal als beheer (concernstaf)"


# --- secrets ------------------------------------------------------------------------------------
def test_the_token_stands_in_the_mail_and_nowhere_else(link: str, people: People) -> None:
    token = link.split("/")[2]
    client = arrive(link)
    assert token not in str(dict(client.session))
    assert token not in client.get("/uitnodiging/").content.decode()
    queued = OutgoingMail.objects.get()
    assert token in queued.body  # while it waits to be sent it has to be somewhere
    assert mail.send(queued.pk, now=clock.now()) == MailState.SENT
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            cursor.execute(
                f'SELECT count(*) FROM "{table}" AS whole WHERE whole::text LIKE %s', [f"%{token}%"]
            )
            assert cursor.fetchone() == (0,), table


def test_the_token_does_not_reach_the_log(link: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        Client().put(link)  # Django logs a refused method with its path
    assert "Method Not Allowed: /uitnodiging/…/" in caplog.text
    assert link.split("/")[2] not in caplog.text


def test_attempts_count_per_link_and_not_per_address(link: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gm_portal.accounts.views.invitations.TRIES", 3)
    assert [Client().get(link).status_code for _try in range(4)] == [302, 302, 302, 429]
    # A hall full of others on the same Wi-Fi goes on.
    assert Client().get("/uitnodiging/een-ander/").status_code == 404


def test_the_mail_is_dutch_whatever_the_sender_reads(people: People) -> None:
    client = people.client("wijk_coordinator")
    client.cookies["taal"] = "en"
    client.post(
        f"/gebieden/korenbuurt/partijen/{people.wijk.pk}/uitnodigen/",
        {"name": "Nieuw", "email": "nieuw@test.example", "role": "member"},
    )
    assert "nodigt u uit om mee te doen als lid van Bewoners Korenbuurt." in OutgoingMail.objects.get().body


# --- races --------------------------------------------------------------------------------------
def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts at the same moment, each on its own connection; what they gave or raised."""
    barrier = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(index: int) -> None:
        barrier.wait()
        try:
            results[index] = acts[index]()
        except RuleError as error:
            results[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_accepts_at_once_make_one_account_and_one_membership() -> None:
    coordinator = factories.MembershipFactory()
    actor = Actor(user_id=coordinator.user_id, roles=frozenset({"administrator"}))
    seat = invite_to_party(
        party=coordinator.party,
        email="twee@test.example",
        name="",
        role="member",
        actor=actor,
        now=clock.now(),
    )

    def accept() -> object:
        return actions.accept_invitation(
            invitation=seat.invitation, actor=NOBODY, now=clock.now(), name="Twee", password=PASSWORD
        )

    results = at_once(accept, accept)
    assert sorted(type(result).__name__ for result in results) == ["RuleError", "User"]
    assert Membership.objects.filter(user__email="twee@test.example").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_invitations_of_one_account_at_once_make_one_membership() -> None:
    coordinator = factories.MembershipFactory()
    invited = factories.UserFactory()
    admin = Actor(user_id=coordinator.user_id, roles=frozenset({"administrator"}))
    seats = [
        invite_to_party(
            party=coordinator.party, email=invited.email, name="", role=role, actor=admin, now=clock.now()
        )
        for role in ("member", "deputy")
    ]

    def accept(number: int) -> Callable[[], object]:
        return lambda: actions.accept_invitation(
            invitation=seats[number].invitation, actor=Actor(user_id=invited.pk), now=clock.now()
        )

    results = at_once(accept(0), accept(1))
    assert [type(result) for result in results] == [User, User]
    assert Membership.objects.filter(user=invited).count() == 1
