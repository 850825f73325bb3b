# SPDX-License-Identifier: EUPL-1.2
"""A conversation moves to a next praatplaat: every word comes along or stays to be read."""

from dataclasses import replace
from typing import Any

import pytest

from gm_portal.core.errors import NotAllowedError, RuleError, StaleError
from gm_portal.core.models import AuditEvent
from processes.actions import versions as editing
from processes.actions.conversations import keep_answer, save_draft
from processes.actions.joint_answers import confirm_joint, propose_joint
from processes.actions.version_moves import move_conversation
from processes.models import (
    Answer,
    AnswerRevision,
    Conversation,
    JointAnswer,
    JointRevision,
    Praatplaat,
    Question,
)
from processes.queries.praatplaat import table_by_slug
from processes.queries.progress import progress_of
from processes.queries.version_moves import gone_questions, move_by_slug, move_rows
from processes.queries.versions import text_of
from processes.rules.versions import PartKind, VersionText, stamp
from tests import factories
from tests.factories.table import CONTENTS, TableOfCast, make_table
from tests.people import People
from tests.processes.rules.test_versions import published

NOW = factories.NOW


@pytest.fixture
def table(people: People) -> TableOfCast:
    """A conversation about a praatplaat with one question of every type."""
    return make_table(people)


def next_version(whole: VersionText) -> Praatplaat:
    """Publish this as the next version."""
    newest = Praatplaat.objects.order_by("-version").first()
    praatplaat = Praatplaat.objects.create(
        version=newest.version + 1 if newest else 1, title=whole.title, origin=whole.origin
    )
    editing.write_parts(praatplaat, whole)
    return factories.publish(praatplaat)


def changed(whole: VersionText, **texts: str | None) -> VersionText:
    """The version with other texts per code (DEN_1="…"), or without a question (None)."""
    wanted = {code.replace("_", "-"): text for code, text in texts.items()}
    questions = []
    for question in whole.questions:
        text = wanted.get(question.code, question.text)
        if text is not None:
            questions.append(replace(question, text=text))
    return replace(whole, questions=tuple(questions))


def moved_with(table: TableOfCast, **texts: str | None) -> Praatplaat:
    """Publish a version with these changes and move the table to it."""
    praatplaat = next_version(changed(text_of(table.conversation.praatplaat), **texts))
    move(table, praatplaat)
    return praatplaat


def move(table: TableOfCast, praatplaat: Praatplaat, who: str = "wijk_coordinator") -> Conversation:
    """Somebody of the cast moves the table."""
    conversation = move_conversation(
        conversation=table.conversation, praatplaat=praatplaat, actor=table.people.actor(who), now=NOW
    )
    table.conversation = Conversation.objects.select_related("process", "praatplaat").get(pk=conversation.pk)
    table.questions = {row.code: row for row in table.conversation.praatplaat.questions.all()}
    return table.conversation


def all_words() -> dict[str, Any]:
    """Every text there is, with its number, moment and author."""
    fields = ("pk", "answer_id", "number", "content", "author_id", "at", "praatplaat_version")
    joint = ("pk", "joint_id", "number", "state", "content", "difference", "party_id", "at")
    return {
        "answers": list(AnswerRevision.objects.order_by("pk").values_list(*fields)),
        "pointers": list(Answer.objects.order_by("pk").values_list("pk", "latest", "shared", "published")),
        "joint": list(JointRevision.objects.order_by("pk").values_list(*joint)),
        "standing": list(JointAnswer.objects.order_by("pk").values_list("pk", "current", "confirmed")),
    }


GOOD: dict[str, Any] = {
    "text": {"text": "Ons antwoord."},
    "two_columns": {"text": "Wij.", "text_gemeente": "Zij."},
    "scale": {"scale": 4},
    "accent": {"points": {"A": 2, "B": 5, "C": 3}},
}


def good_answer(question: Question, topic: str) -> dict[str, Any]:
    """An answer that fits the question."""
    if question.answer_type == "level_per_topic":
        return {"levels": {topic: "N2"}}
    return GOOD.get(question.answer_type) or {"choices": [question.options[0]["code"]]}


def test_twenty_four_answered_questions_all_come_along(people: People) -> None:
    first = next_version(published())
    conversation = factories.ConversationFactory(process=people.process, praatplaat=first)
    topic = first.questions.get(code="KIE-1").options[0]["code"]
    for question in first.questions.all():
        for who, party in (("wijk_coordinator", people.wijk), ("team_coordinator", people.team)):
            for number in (0, 1):
                content = good_answer(question, topic) | ({"text": f"Tekst {number}"} if "text" in good_answer(question, topic) else {})  # fmt: skip
                save_draft(conversation=conversation, party=party, question=question, content=content,
                           based_on=number if "text" in content else 0, actor=people.actor(who), now=NOW)  # fmt: skip
        propose_joint(conversation=conversation, question=question, party=people.wijk, state="not_yet", content={},
                      difference="", based_on=0, actor=people.actor("wijk_coordinator"), now=NOW)  # fmt: skip
    assert Answer.objects.count() == 48
    before = all_words()
    second = next_version(changed(published(), DEN_1="Wie praten er dit keer mee?", KIE_3=None, TER_1=None))
    who = people.actor("team_coordinator")
    move_conversation(conversation=conversation, praatplaat=second, actor=who, now=NOW)
    assert all_words() == before
    assert Answer.objects.filter(question__praatplaat=second).count() == 44
    assert set(Answer.objects.filter(needs_check=True).values_list("question__code", flat=True)) == {"DEN-1"}
    gone = Answer.objects.filter(question__praatplaat=first).values_list("question__code", flat=True)
    assert sorted(gone) == ["KIE-3", "KIE-3", "TER-1", "TER-1"]
    assert JointAnswer.objects.filter(question__praatplaat=second).count() == 22
    assert JointAnswer.objects.filter(needs_check=True).count() == 1
    event = AuditEvent.objects.get(verb="move_conversation")
    assert (event.visibility, event.data["moved"], event.data["kept"]) == ("public", 44, 4)


def test_moving_twice_is_moving_once(table: TableOfCast) -> None:
    praatplaat = moved_with(table, DEN_1="Anders?")
    move(table, praatplaat)
    assert AuditEvent.objects.filter(verb="move_conversation").count() == 1


@pytest.mark.parametrize("who", ["wijk_member", "team_member", "other_wijk_coordinator", "administrator", "stranger"])  # fmt: skip
def test_only_who_binds_a_party_moves(table: TableOfCast, who: str) -> None:
    praatplaat = next_version(text_of(table.conversation.praatplaat))
    with pytest.raises(NotAllowedError):
        move(table, praatplaat, who)


def test_a_draft_or_an_older_version_is_refused(table: TableOfCast) -> None:
    older = table.conversation.praatplaat
    draft = factories.draft_praatplaat(version=older.version + 5)
    with pytest.raises(RuleError):
        move(table, draft)
    moved_with(table)
    with pytest.raises(RuleError):
        move(table, older)


def test_a_closed_round_does_not_move(table: TableOfCast) -> None:
    praatplaat = next_version(text_of(table.conversation.praatplaat))
    Conversation.objects.filter(pk=table.conversation.pk).update(state="closed", closed_at=NOW)
    with pytest.raises(RuleError):
        move(table, praatplaat)


def test_a_version_published_meanwhile_changes_nothing_for_who_answers(table: TableOfCast) -> None:
    answer = table.save("wijk_member", content={"text": "Eerste."})
    next_version(changed(text_of(table.conversation.praatplaat), DEN_1="Anders?"))
    answer = table.save("wijk_member", content={"text": "Tweede."}, based_on=1)
    assert answer.question.praatplaat == table.conversation.praatplaat
    assert (answer.needs_check, answer.latest.content) == (False, {"text": "Tweede."})


def test_a_text_typed_for_the_old_question_is_not_kept_at_the_new_one(table: TableOfCast) -> None:
    old = table.conversation, table.questions["DEN-1"], table.questions["DEN-4"]
    table.save("wijk_member")
    moved_with(table, DEN_1="Anders?", DEN_4="Ook anders?")
    for question, based_on, content in ((old[1], 1, {"text": "Voor de oude vraag."}), (old[2], 0, {"scale": 2})):  # fmt: skip
        with pytest.raises(RuleError, match="nieuwe versie"):
            save_draft(conversation=old[0], party=table.people.wijk, question=question, content=content,
                       based_on=based_on, actor=table.people.actor("wijk_member"), now=NOW)  # fmt: skip
    assert AnswerRevision.objects.count() == 1
    with pytest.raises(RuleError, match="nieuwe versie"):
        propose_joint(conversation=old[0], question=old[2], party=table.people.wijk, state="not_yet", content={},
                      difference="", based_on=0, actor=table.people.actor("wijk_coordinator"), now=NOW)  # fmt: skip


def test_an_answer_that_still_fits_is_kept_with_a_word(table: TableOfCast) -> None:
    table.save("wijk_member")
    moved_with(table, DEN_1="Anders?")
    answer = Answer.objects.select_related("conversation__process", "conversation__praatplaat").get()
    assert answer.needs_check
    who = {"actor": table.people.actor("wijk_member"), "now": NOW}
    with pytest.raises(StaleError):
        keep_answer(answer=answer, number=9, **who)
    with pytest.raises(NotAllowedError):
        keep_answer(answer=answer, number=1, actor=table.people.actor("team_member"), now=NOW)
    assert not keep_answer(answer=answer, number=1, **who).needs_check
    assert not keep_answer(answer=answer, number=1, **who).needs_check
    assert AuditEvent.objects.filter(verb="keep_answer").count() == 1
    assert AnswerRevision.objects.count() == 1


@pytest.mark.parametrize("content", [CONTENTS["DEN-1"], {"text": "Een ander antwoord."}])
def test_saving_checks_an_answer_too(table: TableOfCast, content: dict[str, Any]) -> None:
    table.save("wijk_member")
    moved_with(table, DEN_1="Anders?")
    answer = table.save("wijk_member", content=content, based_on=1)
    answer.refresh_from_db()
    assert not answer.needs_check
    newest = answer.revisions.order_by("-number").first()
    version = table.conversation.praatplaat.version if newest.number > 1 else table.conversation.praatplaat.version - 1  # fmt: skip
    assert newest.praatplaat_version == version


def test_an_answer_that_no_longer_fits_cannot_be_kept(table: TableOfCast) -> None:
    table.save("wijk_member", "KIE-2")
    whole = text_of(table.conversation.praatplaat)
    old = next(question for question in whole.questions if question.code == "KIE-2")
    options = tuple(replace(option, code=f"x{option.code}") for option in old.options)
    after = replace(
        whole, questions=tuple(replace(q, options=options) if q == old else q for q in whole.questions)
    )
    move(table, next_version(after))
    answer = Answer.objects.get()
    with pytest.raises(RuleError, match="past niet meer"):
        keep_answer(answer=answer, number=1, actor=table.people.actor("wijk_member"), now=NOW)


def concluded(table: TableOfCast) -> JointAnswer:
    """Both sides conclude the first question."""
    joint = propose_joint(
        conversation=table.conversation, question=table.questions["DEN-1"], party=table.people.wijk, state="agreed",
        content={"text": "Samen."}, difference="", based_on=0, actor=table.people.actor("wijk_coordinator"), now=NOW,
    )  # fmt: skip
    who = table.people.actor("team_coordinator")
    return confirm_joint(joint=joint, number=1, party=table.people.team, actor=who, now=NOW)


def again(table: TableOfCast, who: str, based_on: int) -> JointAnswer:
    """One side says that the joint text still holds."""
    return propose_joint(
        conversation=table.conversation, question=table.questions["DEN-1"], party=table.party_of(who), state="agreed",
        content={"text": "Samen."}, difference="", based_on=based_on, actor=table.people.actor(who), now=NOW,
    )  # fmt: skip


def test_a_joint_answer_is_checked_by_both_sides(table: TableOfCast) -> None:
    concluded(table)
    moved_with(table, DEN_1="Anders?")
    joint = JointAnswer.objects.get()
    assert joint.needs_check
    joint = again(table, "wijk_coordinator", 1)
    assert (joint.current.number, joint.confirmed.number, joint.needs_check) == (2, 1, True)
    assert joint.current.praatplaat_version == table.conversation.praatplaat.version
    again(table, "wijk_coordinator", 2)
    assert JointRevision.objects.count() == 2
    joint = confirm_joint(
        joint=joint, number=2, party=table.people.team, actor=table.people.actor("team_coordinator"), now=NOW
    )
    assert (joint.confirmed.number, joint.needs_check) == (2, False)


def test_a_proposal_for_the_old_question_is_not_confirmed_for_the_new(table: TableOfCast) -> None:
    joint = again(table, "wijk_coordinator", 0)
    moved_with(table, DEN_1="Anders?")
    with pytest.raises(RuleError, match="veranderd"):
        confirm_joint(
            joint=joint, number=1, party=table.people.team, actor=table.people.actor("team_coordinator"), now=NOW
        )  # fmt: skip


def test_what_stays_behind_is_read_by_who_may(table: TableOfCast) -> None:
    table.publish("wijk_coordinator", "DEN-1", {"text": "Openbaar gezegd."})
    table.share("wijk_coordinator", "DOE-1", {"text": "Gedeeld gezegd."})
    table.save("wijk_member", "KIE-2", {"choices": ["samen"]})
    moved_with(table, DEN_1=None, DOE_1=None, KIE_2=None)

    def read(who: str) -> set[str]:
        found = gone_questions(table_by_slug("korenbuurt"), table.people.actor(who))
        return {question.question.code for question in found}

    assert read("wijk_member") == {"DEN-1", "DOE-1", "KIE-2"}
    assert read("team_member") == {"DEN-1", "DOE-1"}
    assert read("anonymous") == {"DEN-1"}


def test_a_question_that_comes_back_brings_its_answers_back(table: TableOfCast) -> None:
    table.save("wijk_member")
    whole = text_of(table.conversation.praatplaat)
    moved_with(table, DEN_1=None)
    move(table, next_version(whole))
    answer = Answer.objects.get()
    assert (answer.question_id, answer.needs_check) == (table.questions["DEN-1"].pk, False)
    assert gone_questions(table_by_slug("korenbuurt"), table.people.actor("wijk_member")) == ()


def test_answers_left_behind_do_not_count(table: TableOfCast) -> None:
    table.publish("wijk_coordinator")
    table.publish("team_coordinator")
    concluded(table)
    moved_with(table, DEN_1=None)
    progress = progress_of([table.people.process])[table.people.process.pk]
    assert (progress.questions, progress.answered, progress.published, progress.joint) == (7, 0, 0, 0)


def test_the_move_is_shown_question_by_question(table: TableOfCast) -> None:
    table.save("wijk_member", content={"text": "Alleen wij zien dit."})
    next_version(changed(text_of(table.conversation.praatplaat), DEN_1="Anders?", DOE_1=None))
    move_of = move_by_slug("korenbuurt")
    rows = {row.change.code: row for row in move_rows(move_of, table.people.actor("wijk_member"))}
    assert [text.line for text in rows["DEN-1"].texts] == ["Alleen wij zien dit."]
    assert {code: row.change.fate.value for code, row in rows.items()} == dict.fromkeys(rows, "same") | {
        "DEN-1": "changed",
        "DOE-1": "gone",
    }
    theirs = {row.change.code: row for row in move_rows(move_of, table.people.actor("team_member"))}
    assert theirs["DEN-1"].texts == ()


def test_editing_the_draft_leaves_the_conversation_alone(table: TableOfCast) -> None:
    who = {"actor": table.people.actor("administrator"), "now": NOW}
    draft = editing.begin_draft(**who)
    editing.remove_part(praatplaat=draft, kind=PartKind.QUESTION, code="DEN-1", **who)
    whole = text_of(draft)
    editing.publish_version(praatplaat=draft, seen=stamp(whole), **who)
    table.save("wijk_member")
    table.conversation.refresh_from_db()
    assert table.conversation.praatplaat.version == draft.version - 1
