# SPDX-License-Identifier: EUPL-1.2
"""Choosing about reminders: how often, in which language, a holiday, and stopping without signing in."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from gm_portal.core.actors import NOBODY
from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import AuditEvent, UndeliverableAddress
from processes.actions import reminder_choices as actions
from processes.enums import ReminderTopic, Rhythm
from processes.models import ReminderPause, ReminderPreference
from processes.rules.reminder_choices import topics_for
from processes.rules.unsubscribing import token_for
from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db
PAGE = "/mijn/herinneringen/"
PAUSE = "/mijn/herinneringen/vakantie/"
TABLE_TOPICS = [topic for topic in ReminderTopic if topic != ReminderTopic.COUNCIL]
NOW, TODAY = factories.NOW, factories.TODAY


def chosen(**changes: str) -> dict[str, str]:
    return {topic.value: Rhythm.DAILY.value for topic in TABLE_TOPICS} | {"language": "nl"} | changes


def rhythms_of(user: Any) -> dict[str, str]:
    return dict(ReminderPreference.objects.filter(user=user).values_list("topic", "rhythm"))


def stop_url(user: Any, topic: ReminderTopic | None = None) -> str:
    return reverse("stop-mail", args=(token_for(user.pk, topic),))


@pytest.fixture
def _in_time(time_machine: Any) -> None:
    time_machine.move_to(NOW)


# --- how often ------------------------------------------------------------------------------------
def test_who_is_not_signed_in_is_asked_to() -> None:
    assert Client().get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"


def test_without_a_choice_every_topic_is_daily(people: People) -> None:
    form = people.client("wijk_member").get(PAGE).context["form"]
    assert {
        name: form[name].initial for name in form.fields if name in ReminderTopic.values
    } == dict.fromkeys([topic.value for topic in TABLE_TOPICS], Rhythm.DAILY)


def test_two_forms_on_one_page_share_no_id(people: People) -> None:
    page = people.client("wijk_member").get(PAGE).content.decode()
    assert page.count('name="_wie"') == 2
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_a_choice_is_kept_and_twice_is_once(people: People) -> None:
    client = people.client("wijk_member")
    for _twice in range(2):
        answer = client.post(PAGE, chosen(looking_back="weekly", ending="never", language="en"))
        assert (answer.status_code, answer["Location"]) == (302, PAGE)
    people.wijk_member.refresh_from_db()
    assert people.wijk_member.language == "en"
    assert rhythms_of(people.wijk_member) == {
        topic.value: {"looking_back": "weekly", "ending": "never"}.get(topic.value, "daily")
        for topic in TABLE_TOPICS
    }
    assert AuditEvent.objects.filter(verb="choose_reminders").count() == 1
    assert rhythms_of(people.team_member) == {}


@pytest.mark.parametrize("wrong", [{"language": "xx"}, {"signing": "soms"}, {"signing": ""}])
def test_what_is_no_choice_is_refused_and_nothing_typed_is_lost(
    people: People, wrong: dict[str, str]
) -> None:
    answer = people.client("wijk_member").post(PAGE, chosen(ending="never") | wrong)
    assert (answer.status_code, rhythms_of(people.wijk_member)) == (400, {})
    assert answer.context["form"]["ending"].value() == "never"


def test_a_wrong_method_is_refused(people: People) -> None:
    client = people.client("wijk_member")
    assert client.put(PAGE).status_code == 405
    for path in (PAUSE, PAUSE + "stoppen/", PAGE + "adres/"):
        assert client.get(path).status_code == 405
        assert Client().post(path).status_code == 302


def test_the_council_chooses_about_its_overview(people: People) -> None:
    form = people.client("clerk").get(PAGE).context["form"]
    assert [name for name in form.fields if name in ReminderTopic.values] == [
        "looking_back",
        "ending",
        "council",
    ]
    assert topics_for(["council_member"], has_seat=True) == list(ReminderTopic)


def test_the_page_costs_the_same_with_and_without_choices(people: People, django_assert_num_queries) -> None:
    client = people.client("wijk_member")
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)
    client.post(PAGE, chosen())
    client.get(PAGE)
    with django_assert_num_queries(5):
        client.get(PAGE)


# --- a holiday --------------------------------------------------------------------------------------
@pytest.mark.usefixtures("_in_time")
def test_a_holiday_is_kept_changed_and_ended(people: People) -> None:
    client = people.client("wijk_member")
    first, last = TODAY + dt.timedelta(days=3), TODAY + dt.timedelta(days=20)
    for end in (last, last, last + dt.timedelta(days=1)):
        typed = {"starts_on": f"{first:%d-%m-%Y}", "ends_on": f"{end:%d-%m-%Y}"}
        assert client.post(PAUSE, typed).status_code == 302
    pause = ReminderPause.objects.get(user=people.wijk_member)
    assert (pause.starts_on, pause.ends_on) == (first, last + dt.timedelta(days=1))
    assert "Stuur mij weer herinneringen" in client.get(PAGE).content.decode()
    for _twice in range(2):
        assert client.post(PAUSE + "stoppen/").status_code == 302
    assert ReminderPause.objects.count() == 0
    assert AuditEvent.objects.filter(verb="end_pause").count() == 1


@pytest.mark.usefixtures("_in_time")
@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (5, 3, "ligt voor de eerste dag"),
        (-9, -2, "al voorbij"),
        (1, 400, "hoogstens een jaar"),
        (1, None, "Kies een dag"),
    ],
)
def test_a_holiday_that_makes_no_sense_is_refused(
    people: People, first: int, last: int | None, why: str
) -> None:
    days = [TODAY + dt.timedelta(days=number) if number is not None else None for number in (first, last)]
    typed = dict(
        zip(("starts_on", "ends_on"), [f"{day:%d-%m-%Y}" if day else "" for day in days], strict=True)
    )
    answer = people.client("wijk_member").post(PAUSE, typed)
    assert (answer.status_code, ReminderPause.objects.count()) == (400, 0)
    assert why in answer.content.decode()
    assert f'value="{typed["starts_on"]}"' in answer.content.decode()


def test_actions_refuse_who_is_nobody_and_what_is_unknown(people: People) -> None:
    with pytest.raises(NotAllowedError):
        actions.end_pause(actor=NOBODY, now=NOW)
    actor = people.actor("wijk_member")
    with pytest.raises(RuleError):
        actions.choose_reminders(rhythms={"vreemd": "daily"}, language="nl", actor=actor, now=NOW)
    with pytest.raises(RuleError):
        actions.choose_reminders(rhythms={}, language="fr", actor=actor, now=NOW)


# --- an address that refuses ------------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/mijn/", PAGE])
def test_who_gets_no_mail_reads_why_and_can_say_that_it_works(people: People, path: str) -> None:
    client, address = people.client("wijk_member"), people.wijk_member.email
    UndeliverableAddress.objects.create(address=address, kind="hard", since=NOW)
    page = client.get(path).content.decode()
    assert "Onze mail komt niet bij u aan" in page
    assert address in page
    assert "komt niet bij u aan" not in people.client("wijk_deputy").get(path).content.decode()
    for _twice in range(2):
        assert client.post(PAGE + "adres/").status_code == 302
    assert UndeliverableAddress.objects.count() == 0
    assert AuditEvent.objects.filter(verb="trust_address", actor_id=people.wijk_member.pk).count() == 1


def test_who_complained_reads_it_without_reproach(people: People) -> None:
    UndeliverableAddress.objects.create(address=people.wijk_member.email, kind="complaint", since=NOW)
    page = people.client("wijk_member").get(PAGE).content.decode()
    assert "Stuur mij weer mail" in page
    assert "komt niet bij u aan" not in page


# --- stopping without signing in ----------------------------------------------------------------------
def test_the_link_asks_first_and_changes_nothing(people: People) -> None:
    answer = Client().get(stop_url(people.wijk_member, ReminderTopic.SIGNING))
    page = answer.content.decode()
    assert (answer.status_code, rhythms_of(people.wijk_member)) == (200, {})
    assert "Stop deze mail" in page
    assert "Ondertekenen" in page
    assert people.wijk_member.email not in page
    assert people.wijk_member.name not in page
    assert "csrfmiddlewaretoken" not in page


@pytest.mark.parametrize("topic", [None, ReminderTopic.SIGNING])
def test_one_click_stops_it_without_signing_in_and_twice_says_the_same(
    people: People, topic: ReminderTopic | None
) -> None:
    client = Client(enforce_csrf_checks=True)
    answers = [
        client.post(stop_url(people.wijk_member, topic), {"List-Unsubscribe": "One-Click"})
        for _twice in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert "niet meer" in answers[0].content.decode()
    assert people.wijk_member.email not in answers[0].content.decode()
    stopped = [topic] if topic else list(ReminderTopic)
    assert rhythms_of(people.wijk_member) == {each.value: "never" for each in stopped}
    assert rhythms_of(people.team_member) == {}
    assert AuditEvent.objects.filter(verb="stop_mail", actor_id=people.wijk_member.pk).count() == 1


def test_a_link_of_somebody_who_left_answers_the_same(people: People) -> None:
    known = Client().post(stop_url(people.wijk_member)).content
    people.wijk_member.is_active = False
    people.wijk_member.save()
    assert Client().post(stop_url(people.wijk_member)).content == known


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("change", ["other person", "other topic", "short", "noise"])
def test_a_forged_link_is_refused_kindly(people: People, method: str, change: str) -> None:
    token = token_for(people.wijk_member.pk, ReminderTopic.SIGNING)
    who, _dash, rest = token.partition("-")
    forged = {
        "other person": f"{int(who) + 1}-{rest}",
        "other topic": token.replace("signing", "ending"),
        "short": token[:-3],
        "noise": "zomaar-iets",
    }[change]
    answer = getattr(Client(), method)(reverse("stop-mail", args=(forged,)))
    assert answer.status_code == 404
    assert "Deze link klopt niet" in answer.content.decode()
    assert ReminderPreference.objects.count() == 0
