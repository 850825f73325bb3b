# SPDX-License-Identifier: EUPL-1.2
"""The demo: seven functions with an account, example content with a label, and never in a deployment."""

import datetime as dt
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse

from gm_portal.accounts.models import User
from gm_portal.core.actors import SYSTEM
from gm_portal.core.errors import NotAllowedError
from gm_portal.core.origins import Origin
from processes.actions.demo import PASSWORD, create_demo
from processes.actions.loading import load_documented
from processes.actions.reminders import send_due
from processes.models import (
    Answer,
    AnswerRevision,
    Challenge,
    ContributionLink,
    ContributionPart,
    Evaluation,
    JointAnswer,
    Membership,
    Process,
)
from processes.queries.contributions import people_shown
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SEATS = {
    "rivierenbuurt@demo.example": {("rivierenbuurt", "resident_organisation")},
    "hoogkerk@demo.example": {("hoogkerk", "resident_organisation")},
    "dorpen@demo.example": {("onnen-noordlaren-glimmen", "resident_organisation")},
    "gebiedsteam@demo.example": {
        ("rivierenbuurt", "area_team"),
        ("hoogkerk", "area_team"),
        ("onnen-noordlaren-glimmen", "area_team"),
    },
}
ROLES = {
    "raadslid@demo.example": ["council_member"],
    "griffie@demo.example": ["clerk"],
    "beheer@demo.example": ["administrator"],
}


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    load_documented(actor=SYSTEM, now=NOW)
    return create_demo(actor=SYSTEM, now=NOW)


def test_the_seven_people_have_their_seats_and_roles(demo) -> None:
    assert set(User.objects.values_list("email", flat=True)) == set(SEATS) | set(ROLES)
    for email, seats in SEATS.items():
        rows = Membership.objects.filter(user__email=email)
        assert set(rows.values_list("party__process__slug", "party__kind")) == seats
        assert {(row.role, row.starts_on, row.ends_on) for row in rows} == {
            ("coordinator", NOW.date() - dt.timedelta(weeks=4), None)
        }
    roles = {user.email: user.global_roles for user in User.objects.filter(email__in=ROLES)}
    assert roles == ROLES
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 7


@pytest.mark.parametrize("email", [*SEATS, *ROLES])
def test_they_log_in_with_the_known_password(demo, client, email) -> None:
    response = client.post(reverse("account_login"), {"login": email, "password": PASSWORD})
    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=email).pk)


def test_a_second_time_nothing_changes(demo) -> None:
    user = User.objects.get(email="beheer@demo.example")
    user.name = "Iemand anders"
    user.save()
    assert create_demo(actor=SYSTEM, now=NOW + dt.timedelta(days=3)) == {}
    user.refresh_from_db()
    assert user.name == "Iemand anders"


def test_the_example_evaluation_is_labelled(demo) -> None:
    evaluation = Evaluation.objects.get(origin=Origin.EXAMPLE, process__slug="rivierenbuurt")
    assert (evaluation.process.slug, evaluation.planned_on) == ("rivierenbuurt", dt.date(2027, 1, 29))
    assert evaluation.agreements.count() == 5


def test_the_example_conversation_shows_every_state_and_its_marker(demo) -> None:
    asked = Answer.objects.filter(conversation__process__slug="rivierenbuurt")
    # The first rests on what the example residents said, the second waits for an answer.
    asked = asked.exclude(question__code__in=("KIE-1", "DOE-3"))
    states = asked.values_list("question__code", "party__kind", "state")
    assert set(states) == {
        (code, kind, state)
        for code, state in (("DEN-1", "published"), ("DEN-4", "shared"), ("BES-1", "published"))
        for kind in ("resident_organisation", "area_team")
    }
    joints = {joint.conversation.process.slug: joint for joint in JointAnswer.objects.all()}
    assert sorted(joints) == ["hoogkerk", "rivierenbuurt"]
    for joint in joints.values():
        assert (joint.question.code, joint.confirmed) == ("DEN-1", joint.current)
    for text in (
        *(joint.current for joint in joints.values()),
        *AnswerRevision.objects.filter(answer__question__code="DEN-1"),
    ):
        assert text.content["text"].startswith("[voorbeeldtekst]")


def test_the_example_contributions_show_a_public_number_and_one_that_stays_hidden(demo, client) -> None:
    link = ContributionLink.objects.get()
    assert link.title.startswith("[voorbeeldtekst]")
    assert demo["contributions"] == link.contributions.count() == 12
    conversation = link.conversation
    numbers = {code: people_shown(conversation, code).now for code in ("KIE-1", "DEN-4", "KIE-3")}
    assert numbers == {"KIE-1": 12, "DEN-4": 10, "KIE-3": 0}
    texts = ContributionPart.objects.filter(question__code="KIE-3").values_list("content__text", flat=True)
    assert [text.startswith("[voorbeeldtekst]") for text in texts] == [True] * 3
    summary = Answer.objects.get(question__code="KIE-1")
    assert summary.published.content["voices"]["people"] == 12
    assert summary.published.content["text"].startswith("[voorbeeldtekst]")
    assert "voorbeeldtekst" in client.get(link.get_absolute_url()).content.decode()


def test_the_mailbox_holds_mail_from_the_first_run_on(demo) -> None:
    outcome = send_due(now=NOW)
    assert (outcome.queued, outcome.sent, outcome.failed) == (4, 4, 0)
    by_name = {message.to[0].split("@")[0]: message for message in mail.outbox}
    assert set(by_name) == {"rivierenbuurt", "dorpen", "hoogkerk", "gebiedsteam"}
    assert "Onnen" in by_name["dorpen"].subject
    assert [type(part).__name__ for part in by_name["hoogkerk"].attachments] == ["MIMEText"]
    assert all(message.alternatives for message in mail.outbox)
    assert send_due(now=NOW).queued == 0


def test_who_left_the_demo_table_gets_no_example_words(settings) -> None:
    settings.DEMO = True
    load_documented(actor=SYSTEM, now=NOW)
    create_demo(actor=SYSTEM, now=NOW)
    before = AnswerRevision.objects.count()
    Membership.objects.filter(user__email="gebiedsteam@demo.example").delete()
    assert create_demo(actor=SYSTEM, now=NOW) == {}
    assert AnswerRevision.objects.count() == before


def test_outside_the_demo_there_are_no_such_accounts(settings) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError):
        call_command("demo_people")
    with pytest.raises(NotAllowedError):
        create_demo(actor=SYSTEM, now=NOW)
    assert not User.objects.exists()


def test_the_commands_say_what_they_did(settings) -> None:
    settings.DEMO = True
    said = []
    for name in ("load_groningen", "demo_people") * 2:
        out = StringIO()
        call_command(name, stdout=out)
        said.append(out.getvalue())
    assert "68 areas" in said[0]
    assert "4 processes" in said[0]
    assert "7 people" in said[1]
    assert said[2].startswith("Nothing to do")
    assert said[3].startswith("Nothing to do")
    assert Process.objects.count() == 4


def test_an_example_task_is_on_its_way_and_says_that_it_is_an_example(demo) -> None:
    task = Challenge.objects.get(process__slug="rivierenbuurt")
    assert demo["challenges"] == 1
    assert (task.origin, task.step, task.giving.count()) == ("example", "feasibility", 2)
    texts = (task.idea, task.wijk_knowledge, task.wijk_support, task.team_knowledge)
    assert [text.startswith("[voorbeeldtekst]") for text in texts] == [True] * 4


def test_the_areas_show_a_planned_a_held_and_a_moved_moment(demo) -> None:
    rows = Evaluation.objects.filter(origin=Origin.EXAMPLE)
    held = rows.get(state="held")
    assert held.process.slug == "onnen-noordlaren-glimmen"
    assert "[voorbeeldtekst]" in held.summary
    assert (held.sheets.count(), held.link.voices.count()) == (2, 12)
    [moved] = [row for row in rows.filter(state="planned") if row.moves.exists()]
    assert moved.moves.get().reason.startswith("[voorbeeldtekst]")
    assert rows.filter(state="planned", process__slug="rivierenbuurt").exists()
