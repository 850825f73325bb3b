# SPDX-License-Identifier: EUPL-1.2
"""Writes on contributions: once is once, paper counts like screen, and nobody can be found in it."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions import contributions as actions
from processes.actions import paper
from processes.enums import ConversationState
from processes.models import Contribution, ContributionLink, ContributionPart
from processes.queries import contribution_links, typed_papers
from processes.queries import contributions as queries
from processes.rules.contributions import Totals
from tests import factories
from tests.factories.residents import NOW, Residents, make_residents
from tests.factories.table import CONTENTS, TableOfCast, make_table
from tests.people import People

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


@pytest.fixture
def residents(table: TableOfCast) -> Residents:
    return make_residents(table)


def chosen(**more: Any) -> actions.NewLink:
    values = {"title": "Wat vindt u?", "intro": "", "codes": ("DEN-1",), "first": NOW.date()}
    return actions.NewLink(**(values | {"last": NOW.date() + 28 * DAY} | more))


def open_link(table: TableOfCast, who: str = "wijk_coordinator", **more: Any) -> ContributionLink:
    return actions.open_link(
        conversation=table.conversation,
        party=table.people.wijk,
        chosen=chosen(**more),
        actor=table.people.actor(who),
        now=NOW,
    )


def all_totals(residents: Residents) -> dict[str, tuple[Totals, ...]]:
    return {
        code: queries.totals_at(
            contribution_links.link_question(residents.table.people.process.slug, residents.link.pk, code)
        )
        for code in residents.table.questions
    }


# --- links ----------------------------------------------------------------------------------------------
def test_a_double_click_opens_one_link(table: TableOfCast) -> None:
    assert open_link(table).pk == open_link(table).pk
    assert AuditEvent.objects.filter(verb="open_contribution_link").count() == 1


@pytest.mark.parametrize("who", ["wijk_member", "team_coordinator", "stranger", "administrator", "anonymous"])
def test_only_who_binds_the_party_asks_its_residents(table: TableOfCast, who: str) -> None:
    with pytest.raises(NotAllowedError):
        open_link(table, who)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": " "}, "title"),
        ({"codes": ()}, "codes"),
        ({"codes": ("XXX",)}, "codes"),
        ({"last": NOW.date() - DAY}, "last"),
    ],
)
def test_a_wrong_choice_is_told_at_its_field(table: TableOfCast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(RuleError) as error:
        open_link(table, **more)
    assert error.value.field == field


def test_a_closed_round_asks_nothing_any_more(table: TableOfCast) -> None:
    table.conversation.state = ConversationState.CLOSED
    table.conversation.closed_at = NOW
    table.conversation.save()
    with pytest.raises((RuleError, NotAllowedError)):
        open_link(table)


def test_closing_twice_keeps_the_first_moment(residents: Residents) -> None:
    actor = residents.table.people.actor("wijk_coordinator")
    now = factories.NOW
    actions.close_link(link=residents.link, actor=actor, now=now)
    again = actions.close_link(link=residents.link, actor=actor, now=now + DAY)
    assert again.closed_at == now


# --- one resident ---------------------------------------------------------------------------------------
def test_all_types_of_answers_are_kept(residents: Residents) -> None:
    said = residents.say()
    assert typed_papers.contents_of(said) == CONTENTS


def test_the_same_key_counts_once(residents: Residents) -> None:
    key = uuid.uuid4()
    first, again = residents.say(key=key), residents.say(key=key)
    assert first.pk == again.pk
    assert Contribution.objects.count() == 1
    assert ContributionPart.objects.count() == len(CONTENTS)
    assert AuditEvent.objects.filter(verb="contribute").count() == 1


def test_words_changed_after_back_replace_the_earlier_ones(residents: Residents) -> None:
    key = uuid.uuid4()
    residents.say({"DEN-1": {"text": "De school."}, "DEN-4": {"scale": 2}}, key)
    residents.say({"DEN-1": {"text": "De school en de kerk."}}, key)
    (said,) = Contribution.objects.all()
    assert typed_papers.contents_of(said) == {"DEN-1": {"text": "De school en de kerk."}}


@pytest.mark.parametrize(
    ("contents", "field"),
    [
        ({}, ""),
        ({"DEN-1": {"text": "  "}}, ""),
        ({"XXX": {"text": "hoi"}}, ""),
        ({"DEN-1": {"text": "x" * 5001}}, "DEN-1.text"),
        ({"DEN-1": {"text": "Mail a@b.nl"}}, "DEN-1.text"),
        ({"KIE-2": {"choices": ["bestaat-niet"]}}, "KIE-2.choices"),
        ({"BES-1": {"points": {"A": 9, "B": 9, "C": 9}}}, "BES-1.points"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(
    residents: Residents, contents: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as error:
        residents.say(contents)
    assert error.value.field == field
    assert Contribution.objects.count() == 0


def test_a_closed_link_takes_nothing(residents: Residents) -> None:
    actions.close_link(link=residents.link, actor=residents.table.people.actor("wijk_coordinator"), now=NOW)
    with pytest.raises(RuleError):
        residents.say()


def test_a_contribution_names_nobody(residents: Residents) -> None:
    residents.say()
    said = Contribution.objects.get()
    assert (said.typed_by, said.checked_by, said.on_paper) == (None, None, False)
    event = AuditEvent.objects.get(verb="contribute")
    assert (event.actor_id, event.data) == (None, {})
    with pytest.raises(NotAllowedError):
        actions.contribute(
            opened=residents.opened,
            key=uuid.uuid4(),
            contents=CONTENTS,
            actor=residents.table.people.actor("wijk_member"),
            now=NOW,
        )


def test_readers_learn_the_number_from_the_tenth_on(residents: Residents) -> None:
    conversation = residents.table.conversation
    for _each in range(9):
        residents.say({"DEN-1": {"text": "Ja."}})
    assert queries.people_shown(conversation, "DEN-1").now == 0
    assert not AuditEvent.objects.filter(verb="contribute", visibility=Visibility.PUBLIC).exists()
    residents.say({"DEN-1": {"text": "Ja."}})
    assert queries.people_shown(conversation, "DEN-1").now == 10
    assert AuditEvent.objects.filter(verb="contribute", visibility=Visibility.PUBLIC).count() == 1


# --- paper ----------------------------------------------------------------------------------------------
def test_paper_ends_in_the_same_totals_as_screen(residents: Residents, people: People) -> None:
    on_screen = make_residents(residents.table)
    many = [
        CONTENTS,
        {"DEN-4": {"scale": 2}},
        {"KIE-2": {"choices": ["gemeente"]}, "KIE-1": {"choices": ["groen"]}},
    ]
    for contents in many:
        on_screen.say(contents)
        typed = residents.type_in(contents=contents)
        assert residents.check(typed).checked_at == NOW
    assert all_totals(residents) == all_totals(on_screen)
    assert any(totals for totals in all_totals(residents).values())
    assert queries.people_per_question(residents.link) == queries.people_per_question(on_screen.link)


def test_paper_counts_only_after_the_check(residents: Residents) -> None:
    typed = residents.type_in()
    assert queries.people_per_question(residents.link) == {}
    assert queries.people_in(residents.table.conversation) == 0
    residents.check(typed)
    assert queries.people_in(residents.table.conversation) == 1


def test_who_typed_it_in_cannot_check_it(residents: Residents) -> None:
    typed = residents.type_in("wijk_member")
    with pytest.raises(RuleError):
        residents.check(typed, "wijk_member")
    with pytest.raises(IntegrityError), transaction.atomic():
        Contribution.objects.filter(pk=typed.pk).update(checked_by=typed.typed_by_id, checked_at=NOW)


def test_a_correction_is_kept_and_counts(residents: Residents) -> None:
    typed = residents.type_in(contents={"DEN-4": {"scale": 2}})
    residents.check(typed, contents={"DEN-4": {"scale": 5}})
    (total,) = all_totals(residents)["DEN-4"]
    assert total.mean == "5,0"
    assert AuditEvent.objects.get(verb="check_paper").data["corrected"] is True


def test_a_rejected_paper_goes_and_can_be_typed_again(residents: Residents) -> None:
    typed = residents.type_in()
    found = typed_papers.typed_in(residents.table.people.process.slug, residents.link.pk, typed.pk)
    paper.reject(typed=found, actor=residents.table.people.actor("wijk_deputy"), now=NOW)
    assert Contribution.objects.count() == 0
    with pytest.raises(RuleError):
        paper.reject(typed=found, actor=residents.table.people.actor("wijk_deputy"), now=NOW)


@pytest.mark.parametrize(
    ("more", "field"), [({"sheet_code": "ZZZZZZ"}, "sheet_code"), ({"version": 99}, "version")]
)
def test_a_sheet_of_another_link_or_version_is_refused(
    residents: Residents, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as error:
        residents.type_in(**more)
    assert error.value.field == field
    assert Contribution.objects.count() == 0


def test_the_same_paper_sent_twice_is_one(residents: Residents) -> None:
    key = uuid.uuid4()
    assert residents.type_in(key=key).pk == residents.type_in(key=key).pk


@pytest.mark.parametrize("who", ["team_member", "stranger", "council_member", "anonymous"])
def test_others_type_nothing_in(residents: Residents, who: str) -> None:
    with pytest.raises(NotAllowedError):
        residents.type_in(who)


def test_a_paper_waits_for_everybody_but_who_typed_it(residents: Residents) -> None:
    residents.type_in("wijk_member")
    people = residents.table.people
    assert typed_papers.waiting_for(people.actor("wijk_member"), NOW) == []
    assert typed_papers.waiting_for(people.actor("team_member"), NOW) == []
    (line,) = typed_papers.waiting_for(people.actor("wijk_deputy"), NOW)
    assert line.url == residents.page("papier/#nakijken")


# --- summing up -----------------------------------------------------------------------------------------
def test_a_summary_keeps_on_how_many_residents_it_rests(residents: Residents) -> None:
    table = residents.table
    for _each in range(3):
        residents.say({"DEN-1": {"text": "Ja."}})
    at = contribution_links.link_question(table.people.process.slug, residents.link.pk, "DEN-1")
    answer = actions.sum_up(
        at=at,
        content={"text": "Drie mensen zeggen ja."},
        based_on=0,
        actor=table.people.actor("wijk_member"),
        now=NOW,
    )
    assert answer.latest is not None
    assert answer.latest.content["voices"] == {"people": 3, "link": "Wat vindt u?"}
    later = table.save("wijk_deputy", content={"text": "Drie mensen zeggen: ja, graag."}, based_on=1)
    assert later.latest is not None
    assert later.latest.content["voices"]["people"] == 3


def test_without_contributions_there_is_nothing_to_sum_up(residents: Residents) -> None:
    at = contribution_links.link_question(residents.table.people.process.slug, residents.link.pk, "DEN-1")
    with pytest.raises(RuleError):
        actions.sum_up(
            at=at,
            content={"text": "x"},
            based_on=0,
            actor=residents.table.people.actor("wijk_member"),
            now=NOW,
        )
