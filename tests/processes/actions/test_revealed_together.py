# SPDX-License-Identifier: EUPL-1.2
"""Revealed together, while parties come and go: nobody reads before sharing, and nobody is taken away what he read."""

import datetime as dt
from dataclasses import dataclass, field

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from gm_portal.accounts import actions as accounts
from gm_portal.core.actors import SYSTEM, Actor, actor_of
from gm_portal.core.errors import RuleError
from processes.actions import answer_sharing, parties
from processes.enums import ConversationState
from processes.models import Answer, Conversation, Membership, Party, PartyInvitation
from processes.queries.conversations import question_page
from processes.queries.praatplaat import table_by_slug
from processes.queries.question_seats import question_at_table
from processes.queries.seen_answers import seen_answers
from processes.queries.version_moves import gone_questions
from tests import factories
from tests.factories import NOW, TODAY
from tests.factories.table import TableOfCast, make_table
from tests.people import People
from tests.processes.actions.test_version_moves import moved_with

pytestmark = pytest.mark.django_db
QUESTION = "/gebieden/korenbuurt/praatplaat/DEN-1/"


@pytest.fixture
def table(people: People) -> TableOfCast:
    made = make_table(people)
    Conversation.objects.update(reveal_together=True)
    made.conversation.refresh_from_db()
    return made


def join(party: Party, now: dt.datetime = NOW) -> Membership:
    """A new person accepts an invitation to a party: the way every party gets its people."""
    invitation = accounts.invite(
        email=f"nieuw{Membership.objects.count()}@voorbeeld.nl", name="", for_what="", actor=SYSTEM, now=now
    )
    PartyInvitation.objects.create(invitation=invitation, party=party, role="coordinator")
    user = factories.UserFactory()
    parties.open_invited_seat(invitation=invitation, user=user, now=now)
    return Membership.objects.get(party=party, user=user)


def newcomer(table: TableOfCast) -> tuple[Party, Actor]:
    party = factories.PartyFactory(process=table.people.process, name="Vereniging Oost")
    return party, actor_of(join(party).user, today=TODAY)


def read_by(table: TableOfCast, actor: Actor, day: dt.date = TODAY) -> dict[str, str]:
    """Per party the text of DEN-1 this reader finds, on the page and in what the compass is made of."""
    page = question_page(question_at_table("korenbuurt", "DEN-1"), actor, day=day)
    return {row.party.name: row.text.content["text"] for row in page.answers if row.text}


def share_as(table: TableOfCast, party: Party, actor: Actor, text: str) -> Answer:
    place = {"conversation": table.conversation, "party": party, "question": table.questions["DEN-1"]}
    return answer_sharing.save_and_share(
        **place, content={"text": text}, based_on=0, actor=actor, now=NOW, together=True
    )


def both_shared(table: TableOfCast) -> tuple[Actor, Actor]:
    table.share("wijk_coordinator", content={"text": "Wijk."})
    table.share("team_coordinator", content={"text": "Team."})
    return table.people.actor("wijk_coordinator"), table.people.actor("team_member")


# --- one who joins later --------------------------------------------------------------------------------
def test_who_read_goes_on_reading_and_who_joins_shares_first(table: TableOfCast) -> None:
    wijk, team = both_shared(table)
    party, joined = newcomer(table)
    both = {table.people.wijk.name: "Wijk.", table.people.team.name: "Team."}
    assert read_by(table, wijk) == read_by(table, team) == both
    assert read_by(table, joined) == {}
    share_as(table, party, joined, "Oost.")
    for reader in (wijk, team, joined):
        assert read_by(table, reader) == both | {party.name: "Oost."}


def test_what_waited_for_all_waits_for_the_newcomer_too(table: TableOfCast) -> None:
    table.share("wijk_coordinator", content={"text": "Wijk."})
    party, joined = newcomer(table)
    share_as(table, party, joined, "Oost.")
    assert read_by(table, table.people.actor("team_member")) == {}
    assert read_by(table, joined) == {party.name: "Oost."}
    table.share("team_coordinator", content={"text": "Team."})
    assert len(read_by(table, joined)) == 3


def test_a_new_text_is_read_by_who_was_there_alone(table: TableOfCast) -> None:
    _wijk, team = both_shared(table)
    _party, joined = newcomer(table)
    table.share("wijk_coordinator", content={"text": "Nieuwer."}, based_on=1)
    assert read_by(table, team)[table.people.wijk.name] == "Nieuwer."
    assert read_by(table, joined) == {}


def test_two_newcomers_wait_for_each_other(table: TableOfCast) -> None:
    _wijk, team = both_shared(table)
    party, joined = newcomer(table)
    join(factories.PartyFactory(process=table.people.process, name="Vereniging West"))
    share_as(table, party, joined, "Oost.")
    assert read_by(table, joined) == {party.name: "Oost."}
    assert set(read_by(table, team)) == {table.people.wijk.name, table.people.team.name}


def test_publishing_waits_for_the_newcomer_and_the_page_says_so(table: TableOfCast) -> None:
    wijk, _team = both_shared(table)
    party, joined = newcomer(table)
    answer = Answer.objects.get(party=table.people.wijk)
    with pytest.raises(RuleError, match="zichtbaar als alle partijen deelden"):
        answer_sharing.publish_answer(answer=answer, actor=wijk, now=NOW)
    page = table.people.client("wijk_coordinator").get(QUESTION).content.decode()
    assert "Een nieuwe partij leest hem als zij zelf deelde." in page
    assert "Maak de gedeelde tekst openbaar" not in page
    share_as(table, party, joined, "Oost.")
    assert answer_sharing.publish_answer(answer=answer, actor=wijk, now=NOW).published is not None


def test_pages_of_the_newcomer_hold_no_text_of_the_others(table: TableOfCast) -> None:
    both_shared(table)
    membership = join(factories.PartyFactory(process=table.people.process))
    client = Client()
    client.force_login(membership.user)
    for address in (QUESTION, "/gebieden/korenbuurt/praatplaat/", "/gebieden/korenbuurt/praatplaat/rondes/"):
        page = client.get(address).content.decode()
        assert "Wijk." not in page
        assert "Team." not in page


def test_a_closed_round_stays_readable_also_for_who_joins_after_it(table: TableOfCast) -> None:
    wijk, team = both_shared(table)
    Conversation.objects.update(state=ConversationState.CLOSED, closed_at=NOW)
    _party, joined = newcomer(table)
    rounds = list(Conversation.objects.all())
    for reader in (wijk, team, joined):
        assert {row.content["text"] for row in seen_answers(rounds, reader)} == {"Wijk.", "Team."}
    assert seen_answers(rounds, table.people.actor("anonymous")) == ()


def test_a_question_that_goes_with_a_move_keeps_what_was_revealed(table: TableOfCast) -> None:
    _wijk, team = both_shared(table)
    table.share("wijk_coordinator", "DOE-1", {"text": "Nog niet samen."})
    moved_with(table, DEN_1=None, DOE_1=None)
    _party, joined = newcomer(table)

    def read(reader: Actor) -> set[str]:
        return {row.question.code for row in gone_questions(table_by_slug("korenbuurt"), reader)}

    assert read(team) == {"DEN-1"}
    assert read(joined) == set()


# --- whatever the order ---------------------------------------------------------------------------------
@dataclass
class Story:
    """A table of four parties, to which things happen day by day."""

    table: TableOfCast
    parties: list[Party]
    people: dict[int, Membership] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)
    day: int = 0

    @property
    def now(self) -> dt.datetime:
        return NOW + dt.timedelta(days=self.day)

    def actor(self, party: Party) -> Actor:
        return actor_of(self.people[party.pk].user, today=self.now.date())

    def let(self, what: str, party: Party) -> None:
        """One thing happens, if it can."""
        self.day += 1
        if what == "join" and party.pk not in self.people:
            self.people[party.pk] = join(party, self.now)
        elif what == "leave" and party.pk in self.people:
            parties.leave_party(membership=self.people[party.pk], actor=self.actor(party), now=self.now)
            del self.people[party.pk]
            self.day += 1
        elif what == "share" and party.pk in self.people and party.pk not in self.shared:
            share_as(self.table, party, self.actor(party), party.name)
            self.shared.add(party.pk)

    def readable(self) -> dict[int, set[str]]:
        """Per party with people the parties whose text it finds."""
        here = [party for party in self.parties if party.pk in self.people]
        return {
            party.pk: set(read_by(self.table, self.actor(party), self.now.date())) - {party.name}
            for party in here
        }


EVENTS = st.lists(
    st.tuples(st.sampled_from(["join", "share", "share", "share", "leave"]), st.integers(0, 3)), max_size=14
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@example(events=[("share", 0), ("share", 1), ("join", 2), ("join", 3), ("share", 2), ("leave", 3)])
@example(events=[("join", 2), ("share", 0), ("share", 1), ("leave", 2), ("join", 3), ("share", 3)])
@given(events=EVENTS)
def test_in_whatever_order_parties_join_share_and_leave(
    table: TableOfCast, events: list[tuple[str, int]]
) -> None:
    Membership.objects.all().delete()
    with transaction.atomic():
        others = [factories.PartyFactory(process=table.people.process) for _each in range(2)]
        story = Story(table, [table.people.wijk, table.people.team, *others])
        before: dict[int, set[str]] = {}
        for what, number in [("join", 0), ("join", 1), *events]:
            story.let(what, story.parties[number])
            readable = story.readable()
            for reader, names in readable.items():
                assert reader in story.shared or not names, "nobody reads before sharing"
                assert before.get(reader, set()) <= names, "nobody is taken away what he read"
            sides = {party.side for party in story.parties if party.pk in story.shared}
            if len(sides) == 2 and set(story.people) <= story.shared:
                others_of = {
                    pk: {p.name for p in story.parties if p.pk in story.shared - {pk}} for pk in readable
                }
                assert readable == others_of, "once all shared, all read"
            before = readable
        transaction.set_rollback(True)
