# SPDX-License-Identifier: EUPL-1.2
"""What is held about somebody, shown and given to that person; and erasing, which keeps the party's words."""

import datetime as dt
import json

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import models as fields
from django.test import Client

from gm_portal.accounts import erasure
from gm_portal.accounts.models import Invitation, User
from gm_portal.accounts.own_data import held_on
from gm_portal.core import clock, mail
from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import AuditEvent, MailState, OutgoingMail
from processes import models
from processes.actions.parties import invite_to_party
from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db


def confirmed(client: Client) -> Client:
    """A browser in which the person confirmed who he is a moment ago."""
    client.post("/accounts/reauthenticate/", {"password": factories.PASSWORD})
    return client


def answer_of(people: People) -> models.AnswerRevision:
    """A text the member of the resident organisation wrote."""
    question = factories.QuestionFactory()
    factories.publish(question.praatplaat)
    conversation = factories.ConversationFactory(process=people.process, praatplaat=question.praatplaat)
    answer = models.Answer.objects.create(conversation=conversation, party=people.wijk, question=question)
    return models.AnswerRevision.objects.create(
        answer=answer,
        number=1,
        content={"text": "Wij missen de jongeren."},
        author=people.wijk_member,
        at=clock.now(),
    )


# --- seeing -------------------------------------------------------------------------------------
def test_the_file_holds_everything_of_me_and_nothing_of_others(people: People) -> None:
    answer_of(people)
    EmailAddress.objects.create(
        user=people.wijk_member, email=people.wijk_member.email, verified=True, primary=True
    )
    response = people.client("wijk_member").get("/mijn/gegevens/bestand/")
    data = json.loads(response.content)
    assert response["Content-Disposition"] == 'attachment; filename="mijn-gegevens.json"'
    assert data["account"]["e-mailadres"] == "wijk_member@test.example"
    assert data["antwoorden"][0]["content"] == {"text": "Wij missen de jongeren."}
    assert data["deelnames"][0]["party__name"] == "Bewoners Korenbuurt"
    assert data["e-mailadressen"][0]["verified"] is True
    for other in people.users():
        if other != people.wijk_member:
            assert other.email not in response.content.decode()


def test_the_page_counts_the_parts_and_is_never_kept(people: People) -> None:
    answer_of(people)
    response = people.client("wijk_member").get("/mijn/gegevens/")
    page = response.content.decode()
    assert "wijk_member@test.example" in page
    assert ("antwoorden", 1) in response.context["parts"]
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", ["/mijn/gegevens/", "/mijn/gegevens/bestand/", "/mijn/gegevens/wissen/"])
def test_anonymous_signs_in_first_and_other_methods_are_405(people: People, address: str) -> None:
    assert Client().get(address)["Location"].startswith("/accounts/login/")
    assert people.client("wijk_member").delete(address).status_code == 405


# Every foreign key to User that the file of "Mijn gegevens" tells.
TOLD = {
    "accounts.Invitation.invited_by",
    "account.EmailAddress.user",
    "mfa.Authenticator.user",
    "socialaccount.SocialAccount.user",
    "usersessions.UserSession.user",
    "processes.AgreementEvent.user",
    "processes.AgreementVersion.author",
    "processes.AnswerRevision.author",
    "processes.ChallengeMove.user",
    "processes.AnswerRevision.checked_by",
    "processes.Contribution.checked_by",
    "processes.Contribution.typed_by",
    "processes.ContributionLink.created_by",
    "processes.CouncilBundle.submitted_by",
    "processes.CouncilDecision.recorded_by",
    "processes.GivingParty.recorded_by",
    "processes.JoinRequest.answered_by",
    "processes.JoinRequest.user",
    "processes.JointConfirmation.user",
    "processes.JointRevision.author",
    "processes.Membership.user",
    "processes.PaperAnswer.typed_by",
    "processes.Postponement.closed_by",
    "processes.Postponement.confirmed_by",
    "processes.Postponement.proposed_by",
    "processes.PraatplaatImport.created_by",
    "processes.Promise.made_by",
    "processes.PromiseAnswer.by",
    "processes.PromiseReport.by",
    "processes.Reminder.recipient",
    "processes.ReminderPause.user",
    "processes.ReminderPreference.user",
    "processes.SignOff.user",
    "processes.Sitting.started_by",
}


def test_every_tie_between_a_person_and_a_record_is_told(people: People) -> None:
    """A new foreign key to User has to be told in the file, or named here with the reason why not."""
    the_same_as_the_invitation_by_address = {"accounts.Invitation.accepted_by"}
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, fields.ForeignKey | fields.OneToOneField) and field.related_model is User
    }
    assert found == TOLD | the_same_as_the_invitation_by_address


# --- erasing ------------------------------------------------------------------------------------
def test_erasing_takes_the_person_and_keeps_the_words(people: People) -> None:
    revision = answer_of(people)
    user = people.wijk_member
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    mail.queue_mail(
        key="een",
        to=user.email,
        subject="S",
        template="500.html",
        context={},
        now=clock.now(),
        dispatch=False,
    )
    client = confirmed(people.client("wijk_member"))
    session_key = client.session.session_key
    response = client.post("/mijn/gegevens/wissen/", {"sure": "on"}, follow=True)
    assert response.redirect_chain[-1] == ("/", 302)
    assert "Uw gegevens zijn gewist." in response.content.decode()
    user.refresh_from_db()
    revision.refresh_from_db()
    assert (user.name, user.is_active, user.email) == (
        "Eerdere deelnemer",
        False,
        f"{user.pk}@verwijderd.invalid",
    )
    assert not user.has_usable_password()
    assert revision.content == {"text": "Wij missen de jongeren."}
    assert revision.author == user
    assert models.Membership.objects.get(user=user).ends_on == clock.local_date(clock.now())
    assert not EmailAddress.objects.filter(user=user).exists()
    queued = OutgoingMail.objects.get(key="een")
    assert (queued.to, queued.body, queued.state) == ("", "", MailState.FAILED)
    assert client.session.session_key != session_key
    assert client.get("/mijn/").status_code == 302


def test_after_erasing_the_old_address_stands_nowhere(people: People) -> None:
    user = people.wijk_member
    address, name = user.email, user.name
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    Invitation.objects.create(
        email=address,
        name=name,
        token_hash="1" * 64,
        created_at=factories.NOW,
        expires_at=factories.NOW.replace(year=2030),
    )
    client = people.client("wijk_member")
    client.get("/mijn/gegevens/")
    erasure.erase_person(user=user, actor=people.actor("wijk_member"), now=clock.now())
    for model in apps.get_models():
        if model._meta.label == "sessions.Session":
            continue  # encoded, and gone within 14 days
        for row in model._base_manager.values():
            assert address not in str(row), model
            assert name not in str(row.get("name", "")), model
    assert Invitation.objects.get(token_hash="1" * 64).revoked_at is not None


def test_other_browsers_are_signed_out_at_once(people: People) -> None:
    other = people.client("wijk_member")
    assert other.get("/mijn/gegevens/").status_code == 200
    erasure.erase_person(user=people.wijk_member, actor=people.actor("wijk_member"), now=clock.now())
    assert other.get("/mijn/gegevens/").status_code == 302
    assert not UserSession.objects.filter(user=people.wijk_member).exists()


def test_erasing_asks_for_the_password_again_and_for_a_tick(people: People) -> None:
    client = people.client("wijk_member")
    asked = client.get("/mijn/gegevens/wissen/")
    assert asked["Location"] == "/accounts/reauthenticate/?next=%2Fmijn%2Fgegevens%2Fwissen%2F"
    assert client.post("/mijn/gegevens/wissen/", {"sure": "on"}).status_code == 302
    people.wijk_member.refresh_from_db()
    assert people.wijk_member.is_active
    confirmed(client)
    refused = client.post("/mijn/gegevens/wissen/", {})
    assert refused.status_code == 400
    assert "Zet een vinkje als u dit zeker weet." in refused.content.decode()
    people.wijk_member.refresh_from_db()
    assert people.wijk_member.is_active


def test_the_last_coordinator_may_go_and_the_party_is_flagged(people: People) -> None:
    erasure.erase_person(
        user=people.other_wijk_coordinator,
        actor=people.actor("other_wijk_coordinator"),
        now=clock.now(),
    )
    people.other_wijk_coordinator.refresh_from_db()
    assert not people.other_wijk_coordinator.is_active


def test_the_last_administrator_hands_over_first(people: People) -> None:
    with pytest.raises(RuleError, match="laatste beheerder"):
        erasure.erase_person(user=people.administrator, actor=people.actor("administrator"), now=clock.now())
    factories.UserFactory(global_roles=["administrator"])
    erasure.erase_person(user=people.administrator, actor=people.actor("administrator"), now=clock.now())


@pytest.mark.parametrize("name", ["stranger", "wijk_coordinator", "team_coordinator", "clerk", "anonymous"])
def test_nobody_erases_somebody_else(people: People, name: str) -> None:
    with pytest.raises(NotAllowedError):
        erasure.erase_person(user=people.wijk_member, actor=people.actor(name), now=clock.now())


def test_twice_is_once(people: People) -> None:
    for _again in range(2):
        erasure.erase_person(user=people.wijk_member, actor=people.actor("administrator"), now=clock.now())
    assert AuditEvent.objects.filter(verb="erase_person").count() == 1


def test_who_was_erased_can_be_invited_again(people: People) -> None:
    address = people.wijk_member.email
    erasure.erase_person(user=people.wijk_member, actor=people.actor("administrator"), now=clock.now())
    seat = invite_to_party(
        party=people.wijk,
        email=address,
        name="",
        role="member",
        actor=people.actor("wijk_coordinator"),
        now=clock.now(),
    )
    assert seat.invitation.email == address


# --- growing old --------------------------------------------------------------------------------


def test_old_invitations_lose_name_and_address(people: People) -> None:
    now = clock.now()
    for number, days in enumerate((200, 100, 10)):
        created = now - dt.timedelta(days=days)
        Invitation.objects.create(
            email=f"mens{number}@test.example",
            name="Mens",
            token_hash=str(number) * 64,
            created_at=created,
            expires_at=created + dt.timedelta(days=14),
        )
    assert erasure.forget_old_invitations(now=now) == 1
    assert erasure.forget_old_invitations(now=now) == 0
    assert list(Invitation.objects.order_by("created_at").values_list("email", flat=True)) == [
        "",
        "mens1@test.example",
        "mens2@test.example",
    ]


def test_sessions_that_ran_out_go_with_the_address_they_came_from(people: People) -> None:
    client = Client()
    EmailAddress.objects.create(
        user=people.wijk_member, email=people.wijk_member.email, verified=True, primary=True
    )
    client.post("/accounts/login/", {"login": people.wijk_member.email, "password": factories.PASSWORD})
    assert UserSession.objects.count() == 1
    assert erasure.forget_old_sessions(now=clock.now()) == 0
    assert erasure.forget_old_sessions(now=clock.now() + dt.timedelta(days=15)) == 1
    assert not Session.objects.exists()


def test_nothing_is_held_on_a_new_person_but_the_account(people: People) -> None:
    data = held_on(people.stranger)
    assert {name for name, part in data.items() if part} == {"account"}
