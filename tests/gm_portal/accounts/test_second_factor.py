# SPDX-License-Identifier: EUPL-1.2
"""Signing in: a second step for whoever acts for the municipality, a code by mail for volunteers, none in the demo.

Real log-ins through allauth, so that an update of allauth that changes what its settings mean is seen here.
"""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from gm_portal.accounts.models import User
from gm_portal.accounts.roles import GlobalRole
from gm_portal.accounts.second_factor import needs_second_factor
from gm_portal.core.actors import Actor, Seat
from tests import factories
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
OFFICIALS = ("team_coordinator", "team_member", "council_member", "clerk", "alderman", "administrator")


@pytest.fixture(autouse=True)
def _as_in_production(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    settings.ACCOUNT_LOGIN_BY_CODE_REQUIRED = {"password"}


@pytest.fixture(autouse=True)
def _known_addresses(people: People) -> None:
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in people.users()
    )


def log_in(user: User, client: Client, password: str = factories.PASSWORD) -> HttpResponse:
    return client.post("/accounts/login/", {"login": user.email, "password": password})


def turn_on_totp(user: User) -> None:
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": get_adapter().encrypt(SECRET)}
    )


def code_now() -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(SECRET, counter))


@pytest.mark.parametrize("name", [name for name in EVERYBODY if name != "anonymous"])
def test_who_needs_a_second_factor(people: People, name: str) -> None:
    assert needs_second_factor(people.actor(name)) == (name in OFFICIALS)


def test_every_global_role_needs_one() -> None:
    assert all(needs_second_factor(Actor(1, roles=frozenset({role}))) for role in GlobalRole.values)
    assert not needs_second_factor(Actor(1, seats=(Seat(1, 1, "residents", "member"),)))


@pytest.mark.parametrize("name", OFFICIALS)
def test_an_official_without_one_is_led_to_the_page_to_turn_it_on(people: People, name: str) -> None:
    client = people.client(name)
    for address in ("/mijn/", "/gebieden/", "/beheer/", "/mijn/gegevens/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (302, "/accounts/2fa/")
    page = client.get("/accounts/2fa/")
    assert page.status_code == 200
    assert "Zet eerst een tweede stap aan. Dat hoort bij uw rol." in page.content.decode()


def test_an_official_with_one_passes(people: People) -> None:
    turn_on_totp(people.clerk)
    assert people.client("clerk").get("/mijn/").status_code == 200


@pytest.mark.parametrize("name", ["wijk_coordinator", "wijk_member", "stranger"])
def test_a_volunteer_passes_without_one(people: People, name: str) -> None:
    assert people.client(name).get("/mijn/").status_code == 200


def test_the_password_of_a_volunteer_is_followed_by_a_code_by_mail(people: People) -> None:
    client = Client()
    response = log_in(people.wijk_member, client)
    assert response["Location"] == "/accounts/login/code/confirm/"
    assert "_auth_user_id" not in client.session
    assert [message.to for message in mail.outbox] == [[people.wijk_member.email]]
    wrong = client.post("/accounts/login/code/confirm/", {"code": "AAAA-AAAA"})
    assert wrong.status_code == 200
    assert "_auth_user_id" not in client.session
    found = re.search(r"\b[A-Z0-9]{3,}-[A-Z0-9]{3,}\b", mail.outbox[0].body)
    assert found
    done = client.post("/accounts/login/code/confirm/", {"code": found[0]})
    assert done["Location"] == "/mijn/"
    assert client.session["_auth_user_id"] == str(people.wijk_member.pk)


def test_the_password_of_an_official_is_followed_by_the_own_second_factor_and_no_mail(people: People) -> None:
    turn_on_totp(people.clerk)
    client = Client()
    assert log_in(people.clerk, client)["Location"] == "/accounts/2fa/authenticate/"
    assert mail.outbox == []
    assert client.post("/accounts/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert "_auth_user_id" not in client.session
    assert client.post("/accounts/2fa/authenticate/", {"code": code_now()})["Location"] == "/mijn/"
    assert client.get("/mijn/").status_code == 200


def test_an_official_without_a_second_factor_still_proves_the_mailbox(people: People) -> None:
    assert log_in(people.clerk, Client())["Location"] == "/accounts/login/code/confirm/"


def test_recovery_codes_alone_do_not_replace_the_code_by_mail(people: People) -> None:
    Authenticator.objects.create(
        user=people.wijk_member, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x", "used_mask": 0}
    )
    assert log_in(people.wijk_member, Client())["Location"] == "/accounts/login/code/confirm/"


def test_the_demo_asks_for_a_password_only(people: People, settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    settings.ACCOUNT_LOGIN_BY_CODE_REQUIRED = set()
    settings.ACCOUNT_EMAIL_VERIFICATION = "none"
    EmailAddress.objects.all().delete()
    client = Client()
    assert log_in(people.clerk, client)["Location"] == "/mijn/"
    assert client.get("/mijn/").status_code == 200


# --- enumeration and attempts -------------------------------------------------------------------
def test_a_wrong_password_and_an_unknown_address_look_the_same(people: People) -> None:
    wrong = log_in(people.clerk, Client(), "niet het wachtwoord").content.decode()
    unknown = Client().post(
        "/accounts/login/", {"login": "niemand@test.example", "password": "niet het wachtwoord"}
    )
    hide = [people.clerk.email, "niemand@test.example"]
    assert _plain(wrong, hide) == _plain(unknown.content.decode(), hide)


def test_a_reset_for_an_unknown_address_looks_the_same(people: People) -> None:
    known = Client().post("/accounts/password/reset/", {"email": people.clerk.email})
    unknown = Client().post("/accounts/password/reset/", {"email": "niemand@test.example"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_nobody_signs_up_by_himself() -> None:
    response = Client().post(
        "/accounts/signup/", {"email": "ik@test.example", "password1": "een heel lang wachtwoord"}
    )
    assert response.status_code == 200
    assert not User.objects.filter(email="ik@test.example").exists()


def _plain(page: str, hide: list[str]) -> str:
    for address in hide:
        page = page.replace(address, "…")
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page)


def test_wrong_passwords_lock_that_account_and_not_the_hall(people: People) -> None:
    """Twenty residents on one Wi-Fi mistype once; one account under attack is closed for a while."""
    for number in range(20):
        Client().post("/accounts/login/", {"login": f"buur{number}@test.example", "password": "mis"})
    assert log_in(people.stranger, Client())["Location"] == "/accounts/login/code/confirm/"
    for _try in range(6):
        answer = log_in(people.clerk, Client(), "mis")
    assert "_auth_user_id" not in Client().session
    assert answer.status_code == 200
    refused = log_in(people.clerk, Client())
    assert refused.status_code == 200  # even the right password waits now
    assert log_in(people.alderman, Client())["Location"] == "/accounts/login/code/confirm/"


def test_a_changed_address_of_the_client_does_not_open_it_again(people: People, settings: Settings) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(6):
        Client(headers={"x-forwarded-for": f"10.0.0.{number}"}).post(
            "/accounts/login/", {"login": people.clerk.email, "password": "mis"}
        )
    client = Client(headers={"x-forwarded-for": "10.0.1.1"})
    assert log_in(people.clerk, client).status_code == 200


def test_too_many_tries_get_a_page_that_says_what_to_do(people: People, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/m/key"}
    first, second = (
        Client().post("/accounts/password/reset/", {"email": people.clerk.email}) for _try in range(2)
    )
    assert (first.status_code, second.status_code) == (302, 429)
    assert "Wacht een paar minuten" in second.content.decode()
