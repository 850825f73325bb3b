# SPDX-License-Identifier: EUPL-1.2
"""Asking for a seat at the table, and answering that once."""

import datetime as dt
from typing import Any

import pytest

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, OutgoingMail
from processes.actions.joining import answer_join, ask_to_join
from processes.enums import JoinState
from processes.models import JoinRequest, Process
from tests.factories import NOW
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
BINDS = ("wijk_coordinator", "wijk_deputy", "team_coordinator")


def ask(people: People, who: str = "council_member", message: str = "Ik luister graag.") -> JoinRequest:
    return ask_to_join(process=people.process, message=message, actor=people.actor(who), now=NOW)


def answer(people: People, request: JoinRequest, state: str = "welcome", **more: Any) -> JoinRequest:
    who = more.pop("who", "wijk_coordinator")
    said = {"reply": "Graag.", "seen": request.state, "now": NOW} | more
    return answer_join(request=request, state=state, actor=people.actor(who), **said)


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_council_and_alderman_ask(people: People, who: str) -> None:
    if who in ("council_member", "alderman"):
        assert ask(people, who).state == JoinState.ASKED
    else:
        with pytest.raises(NotAllowedError):
            ask(people, who)


@pytest.mark.parametrize("who", EVERYBODY)
def test_only_who_speaks_for_a_signing_party_answers(people: People, who: str) -> None:
    request = ask(people)
    if who in BINDS:
        assert answer(people, request, who=who).state == JoinState.WELCOME
    else:
        with pytest.raises(NotAllowedError):
            answer(people, request, who=who)


def test_asking_twice_is_asking_once(people: People) -> None:
    assert ask(people) == ask(people, message="Nog een keer.")
    answer(people, JoinRequest.objects.get())
    assert ask(people).state == JoinState.WELCOME
    assert AuditEvent.objects.filter(verb="ask_to_join").count() == 1


def test_answering_twice_is_one_answer_and_one_mail(people: People) -> None:
    request = ask(people)
    for _twice in range(2):
        answer(people, request)
    mail = OutgoingMail.objects.get()
    assert mail.to == people.council_member.email
    assert "U bent welkom." in mail.body
    assert "Graag." in mail.body
    assert AuditEvent.objects.filter(verb="welcome_join", visibility="public").count() == 1


def test_the_second_who_answers_otherwise_reads_the_first_answer(people: People) -> None:
    request = ask(people)
    answer(people, request)
    with pytest.raises(StaleError):
        answer(people, request, "not_now", seen="asked", who="team_coordinator")
    request.refresh_from_db()
    assert request.state == JoinState.WELCOME


def test_a_welcome_can_be_taken_back_and_asked_again(people: People) -> None:
    request = answer(people, ask(people))
    answer(people, request, "not_now", seen="welcome", who="team_coordinator")
    assert OutgoingMail.objects.count() == 2
    with pytest.raises(StaleError):
        answer(people, request, "welcome", seen="not_now")
    assert ask(people) != request


@pytest.mark.parametrize("message", ["", "   ", "x" * 501])
def test_a_request_says_why_in_a_few_sentences(people: People, message: str) -> None:
    with pytest.raises(RuleError):
        ask(people, message=message)


@pytest.mark.parametrize(
    ("state", "reply"), [("not_now", " "), ("asked", "Ja."), ("", ""), ("welcome", "x" * 501)]
)
def test_an_answer_is_one_of_two_and_no_comes_with_a_reason(people: People, state: str, reply: str) -> None:
    request = ask(people)
    with pytest.raises(RuleError):
        answer(people, request, state, reply=reply)
    assert not OutgoingMail.objects.exists()


def test_who_left_gets_no_mail(people: People) -> None:
    request = ask(people)
    people.council_member.is_active = False
    people.council_member.save()
    answer(people, request, now=NOW + dt.timedelta(days=1))
    assert not OutgoingMail.objects.exists()


def test_a_finished_process_is_no_table(people: People) -> None:
    request = ask(people)
    Process.objects.update(state="finished")
    request.process.refresh_from_db()
    people.process.refresh_from_db()
    with pytest.raises(NotAllowedError):
        answer(people, request)
    with pytest.raises(NotAllowedError):
        ask(people, "alderman")
