# SPDX-License-Identifier: EUPL-1.2
"""Each side answers apart: drafts stay inside, sharing is definitive, and both are revealed together."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from gm_portal.core.actors import NOBODY
from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions.evaluation_sheets import save_sheet, share_sheet
from processes.enums import EvaluationKind, EvaluationState
from processes.models import Evaluation, EvaluationSheet
from processes.queries.evaluation_sheets import sheets_of
from tests import factories
from tests.evaluations import CONTENTS, save, share, sheet_of
from tests.factories import NOW, TODAY
from tests.people import EVERYBODY, People

pytestmark = pytest.mark.django_db
WIJK = {"wijk_coordinator", "wijk_member", "wijk_deputy"}
TEAM = {"team_coordinator", "team_member"}


@pytest.fixture
def evaluation(people: People) -> Evaluation:
    found: Evaluation = factories.EvaluationFactory(
        process=people.process, planned_on=TODAY, kind=EvaluationKind.YEARLY
    )
    return found


def seen(people: People, evaluation: Evaluation, name: str) -> list[tuple[str, list[str]]]:
    """What somebody reads: per question the names of the parties whose answer is there."""
    sheets = sheets_of(Evaluation.objects.select_related("process").get(pk=evaluation.pk), people.actor(name))
    return [(row.question.code, [party.name for party, _parts in row.said]) for row in sheets.answers]


def test_a_draft_is_kept_once_and_stays_inside(people: People, evaluation: Evaluation) -> None:
    for _click in range(2):
        sheet = save(people, evaluation, "wijk_member")
    assert (sheet.contents, sheet.number, sheet.shared_at) == (CONTENTS, 1, None)
    assert list(AuditEvent.objects.values_list("verb", "visibility")) == [
        ("save_evaluation_sheet", Visibility.PARTY)
    ]
    for name in EVERYBODY:
        assert seen(people, evaluation, name) == []


@pytest.mark.parametrize("first", ["wijk_coordinator", "team_coordinator"])
def test_nothing_is_revealed_before_both_shared(people: People, evaluation: Evaluation, first: str) -> None:
    second = "team_coordinator" if first.startswith("wijk") else "wijk_coordinator"
    share(people, evaluation, first, {"EV-01": {"text": "Geheim van de eerste."}})
    save(people, evaluation, second, {"EV-01": {"text": "Nog een concept."}})
    for name in EVERYBODY:
        assert seen(people, evaluation, name) == [], f"{name} reads the side that shared first"
    own = sheet_of(people, evaluation, people.team if second.startswith("team") else people.wijk)
    share_sheet(own=own, number=1, actor=people.actor(second), now=NOW)
    for name in EVERYBODY:
        expected = [("EV-01", [people.wijk.name, people.team.name])] if name in WIJK | TEAM else []
        assert seen(people, evaluation, name) == expected


def test_everybody_reads_both_once_it_was_held(people: People, evaluation: Evaluation) -> None:
    for who in ("wijk_coordinator", "team_coordinator"):
        share(people, evaluation, who)
    evaluation.state, evaluation.held_on = EvaluationState.HELD, TODAY
    evaluation.save()
    both = [people.wijk.name, people.team.name]
    for name in EVERYBODY:
        assert seen(people, evaluation, name) == [("EV-01", both), ("EV-13", both)]


def test_one_side_that_shared_stays_closed_also_after_it_was_held(
    people: People, evaluation: Evaluation
) -> None:
    share(people, evaluation, "wijk_coordinator")
    evaluation.state, evaluation.held_on = EvaluationState.HELD, TODAY
    evaluation.save()
    assert [seen(people, evaluation, name) for name in EVERYBODY] == [[]] * len(EVERYBODY)


def test_a_second_organisation_is_waited_for(people: People, evaluation: Evaluation) -> None:
    second = factories.PartyFactory(process=people.process)
    factories.MembershipFactory(party=second, user=people.stranger)
    for who in ("wijk_coordinator", "team_coordinator"):
        share(people, evaluation, who)
    assert seen(people, evaluation, "wijk_member") == []
    own = sheet_of(people, evaluation, second)
    save_sheet(own=own, contents=CONTENTS, based_on=0, actor=people.actor("stranger"), now=NOW)
    factories.MembershipFactory(party=second, user=people.clerk, role="coordinator")
    share_sheet(own=sheet_of(people, evaluation, second), number=1, actor=people.actor("clerk"), now=NOW)
    assert len(seen(people, evaluation, "wijk_member")) == 2


def test_each_side_has_its_own_questions(people: People, evaluation: Evaluation) -> None:
    wijk = [question.code for question in sheet_of(people, evaluation, people.wijk).questions]
    team = [question.code for question in sheet_of(people, evaluation, people.team).questions]
    assert set(wijk) - set(team) == {"EV-02", "EV-05", "EV-06", "EV-09"}
    assert set(team) - set(wijk) == {"EV-12", "EV-14"}
    with pytest.raises(RuleError, match="staat niet op de lijst"):
        save(people, evaluation, "wijk_member", {"EV-14": {"text": "Wij leerden veel."}})


def test_the_agreements_and_groups_are_to_choose_from(people: People, evaluation: Evaluation) -> None:
    evaluation.agreements.add(factories.AgreementFactory(process=people.process, number=7, title="Groen"))
    specs = sheet_of(people, evaluation, people.wijk).specs
    assert [(option.code, option.text) for option in specs["EV-16"].options] == [("afspraak-7", "Groen")]
    save(people, evaluation, "wijk_member", {"EV-16": {"choices": ["afspraak-7"], "text": "Meer bomen."}})
    with pytest.raises(RuleError):
        save(people, evaluation, "wijk_member", {"EV-16": {"choices": ["afspraak-8"]}}, based_on=1)


@pytest.mark.parametrize(
    ("contents", "field"),
    [
        ({"EV-13": {"scale": 6}}, "EV-13.scale"),
        ({"EV-15": {"choices": ["misschien"]}}, "EV-15.choices"),
        ({"EV-01": {"text": "x" * 5001}}, "EV-01.text"),
        ({"EV-01": {"text": "Mail jan@example.org"}}, "EV-01.text"),
        ({}, ""),
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field(
    people: People, evaluation: Evaluation, contents: dict[str, Any], field: str
) -> None:
    with pytest.raises(RuleError) as refused:
        save(people, evaluation, "wijk_member", contents)
    assert refused.value.field == field
    assert not EvaluationSheet.objects.exists()


def test_nobody_overwrites_what_another_saved(people: People, evaluation: Evaluation) -> None:
    save(people, evaluation, "wijk_member")
    other = {"EV-01": {"text": "Heel iets anders."}}
    with pytest.raises(StaleError) as refused:
        save(people, evaluation, "wijk_deputy", other)
    assert refused.value.current == {"contents": CONTENTS, "number": 1}
    assert save(people, evaluation, "wijk_deputy", other, based_on=1).number == 2


def test_what_was_shared_never_changes(people: People, evaluation: Evaluation) -> None:
    for _click in range(2):
        own = sheet_of(people, evaluation, people.wijk)
        if own.sheet is None:
            share(people, evaluation, "wijk_deputy")
        else:
            share_sheet(own=own, number=own.number, actor=people.actor("wijk_deputy"), now=NOW)
    assert AuditEvent.objects.filter(verb="share_evaluation_sheet").count() == 1
    with pytest.raises(RuleError, match="veranderen niet meer"):
        save(people, evaluation, "wijk_member", {"EV-01": {"text": "Toch anders."}}, based_on=1)
    with pytest.raises(DatabaseError, match="definitive"), transaction.atomic():
        EvaluationSheet.objects.update(contents={})


def test_sharing_asks_for_what_was_read(people: People, evaluation: Evaluation) -> None:
    save(people, evaluation, "wijk_member")
    own = sheet_of(people, evaluation, people.wijk)
    with pytest.raises(StaleError):
        share_sheet(own=own, number=0, actor=people.actor("wijk_deputy"), now=NOW)
    empty = sheet_of(people, evaluation, people.team)
    with pytest.raises(RuleError, match="ten minste één antwoord"):
        share_sheet(own=empty, number=0, actor=people.actor("team_coordinator"), now=NOW)


@pytest.mark.parametrize("state", [EvaluationState.HELD, EvaluationState.CANCELLED])
def test_a_moment_that_is_over_takes_no_answers(people: People, evaluation: Evaluation, state: str) -> None:
    evaluation.state, evaluation.held_on = state, TODAY if state == EvaluationState.HELD else None
    evaluation.save()
    with pytest.raises(RuleError, match="kan niet meer"):
        save(people, evaluation, "wijk_member")


@pytest.mark.parametrize("name", EVERYBODY)
def test_who_writes_and_who_shares(people: People, evaluation: Evaluation, name: str) -> None:
    save(people, evaluation, "wijk_member")
    own = sheet_of(people, evaluation, people.wijk)
    changed = {"EV-01": {"text": "Anders."}}

    def write() -> Any:
        return save_sheet(own=own, contents=changed, based_on=1, actor=people.actor(name), now=NOW)

    def pass_on() -> Any:
        return share_sheet(own=own, number=own.number, actor=people.actor(name), now=NOW)

    if name in {"wijk_coordinator", "wijk_deputy"}:
        assert pass_on().shared_at == NOW
    else:
        with pytest.raises(NotAllowedError):
            pass_on()
        if name in WIJK:
            assert write().number == 2
        else:
            with pytest.raises(NotAllowedError):
                write()


def test_a_reader_without_a_seat_learns_no_standing(people: People, evaluation: Evaluation) -> None:
    save(people, evaluation, "wijk_member")
    assert sheets_of(evaluation, NOBODY).standings == ()
    team = sheets_of(evaluation, people.actor("team_member")).standings
    assert [(each.party, each.is_shared, each.has_draft) for each in team] == [
        (people.wijk, False, False),
        (people.team, False, False),
    ]
