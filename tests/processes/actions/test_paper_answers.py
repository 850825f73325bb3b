# SPDX-License-Identifier: EUPL-1.2
"""A party's own answers from paper end where on-screen answers end, once a second person checked them."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from gm_portal.core.errors import MovedError, NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent
from processes.actions import paper_answers as actions
from processes.actions.answer_sharing import publish_answer, share_answer
from processes.actions.rounds import close_round
from processes.models import Answer, AnswerRevision, PaperAnswer, Question
from processes.queries.archetypes import accents_of
from processes.queries.compass import compass_of
from processes.queries.paper_answers import paper_by_id, waiting_for
from processes.queries.praatplaat import question_rows, table_by_slug
from processes.queries.progress import progress_of
from processes.rules.paper import party_code
from tests import factories
from tests.factories.table import CONTENTS, QUESTIONS, TableOfCast, make_table
from tests.people import People
from tests.processes.actions.test_version_moves import moved_with

NOW = factories.NOW


@pytest.fixture
def table(people: People) -> TableOfCast:
    return make_table(people)


def code_of(table: TableOfCast, who: str = "wijk_member", version: int = 0) -> str:
    """The code on the sheets of somebody's party."""
    version = version or table.conversation.praatplaat.version
    return party_code(table.conversation.pk, table.party_of(who).pk, version)


def type_in(
    table: TableOfCast, code: str = "DEN-1", who: str = "wijk_member", content: Any = None, **more: Any
) -> PaperAnswer:
    """Somebody of the cast types a sheet over."""
    values = {"sheet_code": code_of(table, who), "content": CONTENTS[code] if content is None else content}
    return actions.type_in_answer(
        **table.place(who, code), actor=table.people.actor(who), now=NOW, **values | more
    )


def check(
    table: TableOfCast,
    paper: PaperAnswer,
    who: str = "wijk_deputy",
    content: Any = None,
    based_on: int = 0,
) -> Answer:
    """Somebody of the cast holds it against the sheet."""
    at = paper_by_id(table.people.process.slug, table.party_of(who).pk, paper.pk)
    content = paper.content if content is None else content
    return actions.check_answer(
        at=at, content=content, based_on=based_on, actor=table.people.actor(who), now=NOW
    )


def test_what_is_not_checked_is_no_answer(table: TableOfCast) -> None:
    paper = type_in(table)
    assert Answer.objects.count() == 0
    answer = check(table, paper)
    text = answer.latest
    assert text is not None
    people = table.people
    assert (text.content, text.on_paper) == (CONTENTS["DEN-1"], True)
    assert (text.author, text.checked_by) == (people.wijk_member, people.wijk_deputy)
    assert (answer.shared, PaperAnswer.objects.count()) == (None, 0)
    assert share_answer(answer=answer, actor=people.actor("wijk_member"), now=NOW).shared == text


@pytest.mark.parametrize("code", QUESTIONS)
def test_every_type_of_answer_comes_from_paper(table: TableOfCast, code: str) -> None:
    answer = check(table, type_in(table, code))
    assert answer.latest is not None
    assert answer.latest.content == CONTENTS[code]


def test_paper_ends_in_the_same_totals_as_the_screen(table: TableOfCast) -> None:
    for code in QUESTIONS:
        table.publish("team_coordinator", code)
    before = transaction.savepoint()
    for code in QUESTIONS:
        table.publish("wijk_coordinator", code)
    on_screen = _totals(table)
    transaction.savepoint_rollback(before)
    assert _totals(table) != on_screen
    coordinator = table.people.actor("wijk_coordinator")
    for code in QUESTIONS:
        answer = share_answer(answer=check(table, type_in(table, code)), actor=coordinator, now=NOW)
        publish_answer(answer=answer, actor=coordinator, now=NOW)
    assert AnswerRevision.objects.filter(on_paper=True).count() == len(QUESTIONS)
    assert _totals(table) == on_screen


def _totals(table: TableOfCast) -> dict[str, Any]:
    """What the portal counts and draws from answers, for the public and for the party itself."""
    people = table.people
    found: dict[str, Any] = {}
    for who in ("anonymous", "wijk_member", "team_member"):
        actor = people.actor(who)
        at = table_by_slug(people.process.slug)
        rows = question_rows(at, actor)
        found[who] = {
            "states": [(row.question.code, row.wijk, row.gemeente) for row in rows],
            "compass": compass_of(at, actor),
            "accents": accents_of([people.process], actor),
            "progress": progress_of([people.process]),
        }
    return found


def test_an_answer_on_the_screen_goes_on_from_paper(table: TableOfCast) -> None:
    check(table, type_in(table))
    answer = table.save("wijk_member", content={"text": "Op het scherm aangevuld."}, based_on=1)
    assert answer.latest is not None
    assert (answer.latest.number, answer.latest.on_paper, answer.latest.checked_by) == (2, False, None)
    assert list(answer.revisions.values_list("number", "on_paper")) == [(2, False), (1, True)]


def test_a_text_that_saves_itself_never_goes_on_in_a_text_from_paper(table: TableOfCast) -> None:
    check(table, type_in(table))
    table.save("wijk_member", content={"text": "Verder."}, based_on=1, while_typing=True)
    assert AnswerRevision.objects.filter(on_paper=True).get().content == CONTENTS["DEN-1"]


def test_paper_after_a_text_on_the_screen_is_the_next_text(table: TableOfCast) -> None:
    table.save("wijk_coordinator", content={"text": "Op het scherm."})
    paper = type_in(table)
    with pytest.raises(StaleError):
        check(table, paper)
    answer = check(table, paper, based_on=1)
    assert list(answer.revisions.values_list("number", "on_paper")) == [(2, True), (1, False)]


def test_who_typed_may_not_check_and_others_may_not_either(table: TableOfCast) -> None:
    paper = type_in(table)
    with pytest.raises(RuleError, match="Laat iemand anders"):
        check(table, paper, "wijk_member")
    at = paper_by_id(table.people.process.slug, table.people.wijk.pk, paper.pk)
    for who in ("team_coordinator", "stranger", "administrator"):
        with pytest.raises(NotAllowedError):
            actions.check_answer(
                at=at, content=paper.content, based_on=0, actor=table.people.actor(who), now=NOW
            )
        with pytest.raises(NotAllowedError):
            actions.reject_answer(at=at, actor=table.people.actor(who), now=NOW)
    assert Answer.objects.count() == 0


def test_the_database_refuses_a_text_from_paper_that_nobody_else_checked(table: TableOfCast) -> None:
    text = AnswerRevision.objects.filter(pk=check(table, type_in(table)).latest_id)
    for values in ({"checked_by": None}, {"checked_by": F("author")}, {"on_paper": False}):
        with pytest.raises(IntegrityError), transaction.atomic():
            text.update(**values)
    assert text.get().checked_by == table.people.wijk_deputy


def test_twice_is_once_and_a_second_paper_waits_for_the_first(table: TableOfCast) -> None:
    assert type_in(table) == type_in(table)
    with pytest.raises(RuleError, match="wacht al een papier"):
        type_in(table, content={"text": "Iets anders."})
    with pytest.raises(RuleError, match="wacht al een papier"):
        type_in(table, who="wijk_deputy")
    assert AuditEvent.objects.filter(verb="type_in_answer").count() == 1


def test_a_paper_is_checked_once(table: TableOfCast) -> None:
    paper = type_in(table)
    at = paper_by_id(table.people.process.slug, table.people.wijk.pk, paper.pk)
    check(table, paper)
    again: dict[str, Any] = {"at": at, "actor": table.people.actor("wijk_deputy"), "now": NOW}
    with pytest.raises(MovedError, match="haalde het weg"):
        actions.check_answer(content=CONTENTS["DEN-1"], based_on=1, **again)
    with pytest.raises(MovedError, match="haalde het weg"):
        actions.reject_answer(**again)
    assert AnswerRevision.objects.count() == 1


def test_what_was_corrected_is_kept_as_corrected(table: TableOfCast) -> None:
    answer = check(table, type_in(table), content={"text": "De school praat mee!"})
    assert answer.latest is not None
    assert answer.latest.content == {"text": "De school praat mee!"}
    assert AuditEvent.objects.get(verb="check_paper_answer").data["corrected"] is True


def test_a_paper_can_be_taken_away_by_either(table: TableOfCast) -> None:
    for who in ("wijk_member", "wijk_deputy"):
        paper = type_in(table)
        at = paper_by_id(table.people.process.slug, table.people.wijk.pk, paper.pk)
        actions.reject_answer(at=at, actor=table.people.actor(who), now=NOW)
    assert (PaperAnswer.objects.count(), Answer.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    ("code", "sentence"),
    [("ZZZZZZ", "hoort niet bij uw partij"), ("", "hoort niet bij uw partij"), ("é" * 6, "hoort niet")],
)
def test_a_code_that_is_not_ours_is_refused(table: TableOfCast, code: str, sentence: str) -> None:
    with pytest.raises(RuleError, match=sentence) as refused:
        type_in(table, sheet_code=code)
    assert refused.value.field == "sheet_code"


def test_the_sheet_of_another_party_version_or_round_is_refused(table: TableOfCast) -> None:
    with pytest.raises(RuleError, match="hoort niet bij uw partij"):
        type_in(table, sheet_code=code_of(table, "team_member"))
    before = table.conversation.praatplaat.version
    moved_with(table, DOE_1="Wie doet wat?")
    with pytest.raises(RuleError, match=f"van versie {before}. Dit gesprek gaat over versie {before + 1}"):
        type_in(table, sheet_code=code_of(table, version=before))
    assert type_in(table, sheet_code=code_of(table).lower()).content == CONTENTS["DEN-1"]


@pytest.mark.parametrize(
    ("code", "content", "sentence"),
    [
        ("DEN-1", {}, "Typ eerst over"),
        ("DEN-1", {"text": "x" * 5001}, "hoogstens 5.000 tekens"),
        ("KIE-2", {"choices": ["onbekend"]}, "Deze keuze staat er niet bij"),
        ("BES-1", {"points": {"A": 9, "B": 9, "C": 9}}, "tien"),
    ],
)
def test_what_cannot_be_an_answer_is_refused(
    table: TableOfCast, code: str, content: Any, sentence: str
) -> None:
    with pytest.raises(RuleError, match=sentence):
        type_in(table, code, content=content)
    assert PaperAnswer.objects.count() == 0


def test_a_paper_goes_along_to_a_question_that_asks_the_same(table: TableOfCast) -> None:
    same, other = type_in(table), type_in(table, "DOE-1")
    new = moved_with(table, DOE_1="Wie doet wat?")
    same.refresh_from_db()
    other.refresh_from_db()
    assert same.question == Question.objects.get(praatplaat=new, code="DEN-1")
    assert other.question.praatplaat != new
    check(table, same)
    with pytest.raises(MovedError):
        check(table, other)
    assert [answer.question.code for answer in Answer.objects.all()] == ["DEN-1"]
    assert PaperAnswer.objects.get().content == CONTENTS["DOE-1"]


def test_nothing_is_typed_into_a_round_that_just_closed(table: TableOfCast) -> None:
    paper = type_in(table, "DEN-4")
    opened = table.conversation
    close_round(conversation=opened, actor=table.people.actor("wijk_coordinator"), now=NOW)
    table.conversation = opened  # as a page that was fetched before
    with pytest.raises(RuleError, match="net afgesloten"):
        type_in(table)
    with pytest.raises(NotAllowedError):
        check(table, paper)
    assert Answer.objects.count() == 0


def test_what_waits_is_told_to_others_of_the_party_only(table: TableOfCast) -> None:
    type_in(table)
    type_in(table, "DEN-4")
    told = {
        who: [line.title for line in waiting_for(table.people.actor(who), NOW)]
        for who in ("wijk_member", "wijk_deputy", "team_member", "anonymous")
    }
    assert told == {
        "wijk_member": [],
        "wijk_deputy": ["2 antwoorden van papier van uw partij"],
        "team_member": [],
        "anonymous": [],
    }
