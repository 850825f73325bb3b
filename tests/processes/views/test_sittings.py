# SPDX-License-Identifier: EUPL-1.2
"""A meeting: who sees the screen, what is on it, and that recording there goes the same way as everywhere."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from processes.enums import ConversationState, JoinState, JointState
from processes.models import Conversation, JoinRequest, JointAnswer, Process, Sitting
from processes.queries.sittings import waiting_for
from tests import factories
from tests.factories.table import POSTED, TableOfCast, make_table
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
WIJK = ("wijk_coordinator", "wijk_member", "wijk_deputy")
TEAM = ("team_coordinator", "team_member")
TABLE = (*WIJK, *TEAM)
OTHERS = tuple(name for name in EVERYBODY if name not in TABLE and name != "anonymous")
SECRET = "Dit staat alleen in ons concept"
TEXT = "Samen naar de school."


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


@pytest.fixture
def sitting(table: TableOfCast) -> Sitting:
    return Sitting.objects.create(
        conversation=table.conversation,
        question=table.questions["DEN-1"],
        started_at=factories.NOW,
        started_by=table.people.team_member,
    )


def start_url() -> str:
    return reverse("sitting", args=("korenbuurt",))


def url(sitting: Sitting, name: str = "sitting-page", *more: object) -> str:
    return reverse(name, args=("korenbuurt", sitting.pk, *more))


def joint_url(table: TableOfCast, sitting: Sitting, who: str) -> str:
    return url(sitting, "sitting-joint", table.party_of(who).pk)


def text_of(response: Any) -> str:
    return response.content.decode()


def beat(sitting: Sitting, client: Client, seen: object = "") -> Any:
    return client.get(url(sitting, "sitting-beat"), {"slag": seen}, headers={"HX-Request": "true"})


def typed(text: str = TEXT, based_on: int = 0, **more: object) -> dict[str, object]:
    return {
        "text": text,
        "state": "agreed",
        "based_on": based_on,
        "vraag": "DEN-1",
        "stap": "leg-vast",
        **more,
    }


def welcome(people: People, name: str = "council_member") -> JoinRequest:
    return JoinRequest.objects.create(
        process=people.process, user=getattr(people, name), message="Ik luister.", state=JoinState.WELCOME,
        asked_at=factories.NOW, answered_at=factories.NOW, answered_by=people.wijk_coordinator,
    )  # fmt: skip


# --- who --------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", TABLE)
def test_a_member_of_a_signing_party_begins_and_twice_is_once(table: TableOfCast, who: str) -> None:
    client = table.people.client(who)
    assert "Begin de bijeenkomst" in text_of(client.get(start_url()))
    first, second = client.post(start_url()), client.post(start_url())
    sitting = Sitting.objects.get()
    assert first["Location"] == second["Location"] == url(sitting)
    assert sitting.question == table.questions["DEN-1"]
    assert "Open het scherm" in text_of(client.get(start_url()))


@pytest.mark.parametrize("who", OTHERS)
def test_others_do_not_learn_that_there_is_a_meeting(sitting: Sitting, people: People, who: str) -> None:
    client = people.client(who)
    for page in (start_url(), url(sitting), url(sitting, "sitting-beat"), url(sitting, "sitting-minutes")):
        assert client.get(page).status_code == 404
        assert client.post(page).status_code in (404, 405)
    assert Sitting.objects.filter(ended_at__isnull=False).count() == 0


def test_an_anonymous_visitor_signs_in(sitting: Sitting) -> None:
    for page in (start_url(), url(sitting)):
        assert Client().get(page)["Location"].startswith("/accounts/login/")


def test_who_is_welcome_reads_along_and_changes_nothing(
    table: TableOfCast, sitting: Sitting, people: People
) -> None:
    table.share("wijk_coordinator")
    welcome(people)
    client = people.client("council_member")
    page = text_of(client.get(url(sitting)))
    assert "De school praat mee." in page
    assert "U kijkt mee." in page
    assert "csrfmiddlewaretoken" not in page
    for address in (url(sitting), start_url()):
        assert client.post(address, {"stap": "sluit-af"}).status_code == 403
    assert client.post(joint_url(table, sitting, "wijk_member"), typed()).status_code == 403
    assert client.get(url(sitting, "sitting-form")).status_code == 403
    assert beat(sitting, client).status_code == 200
    # A welcome opens no more than the meeting.
    question = reverse("question", args=("korenbuurt", "DEN-1"))
    assert "De school praat mee." not in text_of(client.get(question))
    # And it ends with the office.
    people.council_member.global_roles = []
    people.council_member.save()
    assert people.client("council_member").get(url(sitting)).status_code == 404


def test_one_party_never_records_for_another(table: TableOfCast, sitting: Sitting, people: People) -> None:
    client = people.client("wijk_coordinator")
    assert client.post(joint_url(table, sitting, "team_member"), typed()).status_code == 403
    assert not JointAnswer.objects.exists()


# --- what is on the screen --------------------------------------------------------------------------------
def test_the_screen_shows_what_is_shared_and_never_an_own_draft(table: TableOfCast, sitting: Sitting) -> None:
    table.share("wijk_coordinator")
    table.save("wijk_coordinator", content={"text": SECRET}, based_on=1)
    table.save("team_member", content={"text": SECRET})
    for who in ("wijk_coordinator", "team_member"):
        page = text_of(table.people.client(who).get(url(sitting)))
        assert "De school praat mee." in page
        assert SECRET not in page
    # It could have leaked: the party's own page shows the draft.
    question = reverse("question", args=("korenbuurt", "DEN-1"))
    assert SECRET in text_of(table.people.client("wijk_coordinator").get(question))


def test_what_is_revealed_together_stays_hidden_until_both_shared(
    table: TableOfCast, sitting: Sitting
) -> None:
    Conversation.objects.update(reveal_together=True)
    table.share("wijk_coordinator", content={"text": SECRET})
    for who in TABLE:
        client = table.people.client(who)
        assert SECRET not in text_of(client.get(url(sitting)))
        assert SECRET not in text_of(beat(sitting, client))
    table.share("team_member")
    assert SECRET in text_of(table.people.client("team_member").get(url(sitting)))


def test_the_screen_goes_to_another_question_for_everybody(table: TableOfCast, sitting: Sitting) -> None:
    wijk, team = table.people.client("wijk_member"), table.people.client("team_member")
    assert beat(sitting, team, sitting.beat).status_code == 204
    assert wijk.post(url(sitting), {"stap": "naar", "vraag": "DEN-4"})["Location"] == url(sitting)
    moved = beat(sitting, team, sitting.beat)
    assert moved.status_code == 200
    assert "DEN-4" in text_of(moved)
    assert moved["HX-Trigger"] == "bijeenkomst-verder"
    assert beat(sitting, team, sitting.beat + 1).status_code == 204
    wijk.post(url(sitting), {"stap": "naar", "vraag": "DEN-4"})
    assert beat(sitting, team, sitting.beat + 1).status_code == 204


@pytest.mark.parametrize("code", ["", "NERGENS-1", "\x00", "x" * 5000])
def test_an_unknown_question_leaves_the_screen_alone(sitting: Sitting, people: People, code: str) -> None:
    response = people.client("wijk_member").post(url(sitting), {"stap": "naar", "vraag": code}, follow=True)
    assert "Kies een vraag van deze praatplaat." in text_of(response)
    sitting.refresh_from_db()
    assert sitting.beat == 1


@pytest.mark.parametrize("slag", ["", "abc", "9" * 400, "-1", "\x00"])
def test_nonsense_for_a_beat_gets_the_screen(sitting: Sitting, people: People, slag: str) -> None:
    assert beat(sitting, people.client("wijk_member"), slag).status_code == 200


# --- recording --------------------------------------------------------------------------------------------
def test_each_side_confirms_on_its_own_device(table: TableOfCast, sitting: Sitting) -> None:
    wijk, team = table.people.client("wijk_member"), table.people.client("team_member")
    assert wijk.post(joint_url(table, sitting, "wijk_member"), typed())["Location"] == url(sitting)
    joint = JointAnswer.objects.get()
    assert joint.confirmed is None
    seen = beat(sitting, team, sitting.beat)
    assert seen.status_code == 200
    assert TEXT in text_of(seen)
    assert "Bevestig namens" in text_of(seen)
    assert "Bevestig namens" not in text_of(beat(sitting, wijk))
    confirm = {"stap": "bevestig", "nummer": "1", "vraag": "DEN-1"}
    for _twice in range(2):
        team.post(joint_url(table, sitting, "team_member"), confirm)
    joint.refresh_from_db()
    assert joint.confirmed == joint.current
    assert joint.current.confirmations.count() == 2
    assert "Alle partijen bevestigden deze tekst" in text_of(beat(sitting, wijk))


def test_the_second_of_two_who_record_sees_both_texts(table: TableOfCast, sitting: Sitting) -> None:
    wijk, team = table.people.client("wijk_member"), table.people.client("team_member")
    wijk.post(joint_url(table, sitting, "wijk_member"), typed())
    refused = team.post(joint_url(table, sitting, "team_member"), typed("Mijn eigen tekst."))
    assert refused.status_code == 400
    page = text_of(refused)
    assert page.count(TEXT) >= 2  # on the screen, and beside the form
    assert "Mijn eigen tekst." in page
    assert "intussen vast" in page
    assert re.search(r'name="based_on" value="1"', page)
    assert JointAnswer.objects.get().revisions.count() == 1
    team.post(joint_url(table, sitting, "team_member"), typed("Mijn eigen tekst.", based_on=1))
    assert JointAnswer.objects.get().revisions.count() == 2


def test_what_was_typed_for_the_question_before_is_recorded_there(
    table: TableOfCast, sitting: Sitting
) -> None:
    wijk = table.people.client("wijk_member")
    wijk.post(url(sitting), {"stap": "naar", "vraag": "DEN-4"})
    wijk.post(joint_url(table, sitting, "wijk_member"), typed())
    assert JointAnswer.objects.get().question == table.questions["DEN-1"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"state": "agreed", "text": ""}, "Schrijf op waar u het samen over eens bent."),
        ({"state": "agreed_with_difference", "difference": ""}, "Schrijf op welk verschil er blijft."),
        ({"state": "nonsense"}, "Kies uit de lijst."),
        ({"text": "x" * 5001}, "Maak de tekst korter"),
        ({"text": "\x00"}, "Schrijf op waar u het samen over eens bent."),
    ],
)
def test_bad_input_keeps_what_was_typed(
    table: TableOfCast, sitting: Sitting, data: dict[str, str], sentence: str
) -> None:
    client = table.people.client("wijk_member")
    response = client.post(joint_url(table, sitting, "wijk_member"), typed() | data)
    assert response.status_code == 400
    assert sentence in text_of(response)
    assert 'data-typing="ja"' in text_of(response)
    assert not JointAnswer.objects.exists()


# --- the end ----------------------------------------------------------------------------------------------
def test_the_end_shows_what_was_concluded(table: TableOfCast, sitting: Sitting) -> None:
    wijk, team = table.people.client("wijk_member"), table.people.client("team_member")
    wijk.post(joint_url(table, sitting, "wijk_member"), typed())
    for _twice in range(2):
        assert team.post(url(sitting), {"stap": "sluit-af"})["Location"] == url(sitting)
    assert "De bijeenkomst is afgesloten" in text_of(beat(sitting, wijk, sitting.beat))
    for page in (url(sitting), url(sitting, "sitting-minutes")):
        shown = text_of(wijk.get(page))
        assert TEXT in shown
        assert "Wachtte toen nog op Gebiedsteam Noord." in shown
    moved = wijk.post(url(sitting), {"stap": "naar", "vraag": "DEN-4"}, follow=True)
    assert "De bijeenkomst is al afgesloten." in text_of(moved)
    # A text typed meanwhile is not lost.
    late = team.post(
        joint_url(table, sitting, "team_member"), typed("Nog even dit.", based_on=1), follow=True
    )
    assert "De bijeenkomst was al afgesloten." in text_of(late)
    assert "Nog even dit." in text_of(late)
    # What came after the end is not in the minutes.
    assert "Nog even dit." not in text_of(wijk.get(url(sitting, "sitting-minutes")))


def test_a_text_from_before_the_meeting_is_not_its_result(table: TableOfCast, sitting: Sitting) -> None:
    wijk = table.people.client("wijk_member")
    wijk.post(joint_url(table, sitting, "wijk_member"), typed())
    wijk.post(url(sitting), {"stap": "sluit-af"})
    wijk.post(start_url())
    second = Sitting.objects.get(ended_at__isnull=True)
    wijk.post(url(second), {"stap": "sluit-af"})
    assert "U schreef niets op" in text_of(wijk.get(url(second)))


def test_a_closed_round_has_no_meeting(table: TableOfCast, sitting: Sitting) -> None:
    Conversation.objects.update(state=ConversationState.CLOSED, closed_at=factories.NOW)
    client = table.people.client("wijk_coordinator")
    assert client.post(start_url()).status_code == 403
    assert client.post(url(sitting), {"stap": "naar", "vraag": "DEN-4"}).status_code == 403
    assert "U schreef niets op" in text_of(client.get(url(sitting)))
    assert "Begin de bijeenkomst" not in text_of(client.get(start_url()))
    assert "De bijeenkomst is afgesloten" in text_of(beat(sitting, client, sitting.beat))


def test_what_was_chosen_on_the_screen_comes_back_when_the_round_closed(
    table: TableOfCast, sitting: Sitting
) -> None:
    Conversation.objects.update(state=ConversationState.CLOSED, closed_at=factories.NOW)
    typed_in = POSTED["KIE-1"] | {
        "vraag": "KIE-1",
        "state": "agreed_with_difference",
        "difference": "Het geld.",
    }
    response = table.people.client("wijk_member").post(joint_url(table, sitting, "wijk_member"), typed_in)
    page = text_of(response)
    assert response.status_code == 403
    for words in (
        "Groen",
        "Jeugd",
        "Ook het plein.",
        "Het geld.",
        str(JointState.AGREED_WITH_DIFFERENCE.label),
    ):
        assert words in page
    assert not JointAnswer.objects.exists()


def test_a_process_without_a_conversation_says_so(people: People) -> None:
    client = people.client("wijk_coordinator")
    assert "Hier is nog geen gesprek begonnen" in text_of(client.get(start_url()))
    assert client.post(start_url()).status_code == 403


# --- what it costs ------------------------------------------------------------------------------------------
def test_a_beat_that_stands_still_costs_three_queries(
    sitting: Sitting, people: People, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = people.client("wijk_member")
    beat(sitting, client)
    with django_assert_num_queries(3):  # person, seats, sitting
        assert beat(sitting, client, sitting.beat).status_code == 204


@pytest.mark.parametrize("count", [1, 3])
def test_the_screen_costs_the_same_for_one_and_three_answers(
    table: TableOfCast, sitting: Sitting, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for code in ("DEN-1", "DEN-4", "KIE-1")[:count]:
        for who in ("wijk_coordinator", "team_coordinator"):
            table.share(who, code)
    client = table.people.client("wijk_member")
    client.post(joint_url(table, sitting, "wijk_member"), typed())
    client.get(url(sitting))
    with django_assert_num_queries(10):
        client.get(url(sitting))
    with django_assert_num_queries(10):
        beat(sitting, client)


@pytest.mark.parametrize("count", [1, 3])
def test_the_minutes_cost_the_same_for_one_and_three_texts(
    table: TableOfCast, sitting: Sitting, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = table.people.client("wijk_member")
    for code in ("DEN-1", "KIE-2", "DOE-1")[:count]:
        extra = {"choices": "samen", "text_gemeente": "Maaien."}
        client.post(joint_url(table, sitting, "wijk_member"), typed(vraag=code, **extra))
    assert JointAnswer.objects.count() == count
    client.post(url(sitting), {"stap": "sluit-af"})
    client.get(url(sitting, "sitting-minutes"))
    with django_assert_num_queries(7):
        client.get(url(sitting, "sitting-minutes"))


# --- what waits ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", EVERYBODY)
def test_a_meeting_waits_for_the_table_and_for_who_is_welcome(
    sitting: Sitting, people: People, who: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    welcome(people, "alderman")
    actor = people.actor(who)
    with django_assert_max_num_queries(1):
        lines = waiting_for(actor, factories.NOW)
    verbs = dict.fromkeys(TABLE, "Doe mee") | {"alderman": "Kijk mee"}
    assert [line.verb for line in lines] == ([verbs[who]] if who in verbs else [])


def test_a_finished_or_forgotten_meeting_waits_for_nobody(sitting: Sitting, people: People) -> None:
    actor = people.actor("wijk_member")
    assert waiting_for(actor, factories.NOW.replace(month=12)) == []
    Process.objects.update(state="finished")
    assert waiting_for(actor, factories.NOW) == []
