# SPDX-License-Identifier: EUPL-1.2
"""Versions as plain data: what is wrong with one, and what changed between two."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes import data
from processes.rules.conversations import Option
from processes.rules.version_diff import Fate, diff, moved_codes
from processes.rules.version_files import read_rows, rows_of_json
from processes.rules.versions import (
    BlockText,
    PartKind,
    QuestionText,
    ValueText,
    VersionText,
    flaws,
    stamp,
    with_part,
)

GROEN, JEUGD = Option("groen", "groen"), Option("jeugd", "jeugd")
TOPICS = QuestionText("KIE-1", "DEN", "Waarover?", answer_type="many_choices", options=(GROEN, JEUGD))
WHOLE = VersionText(
    "Praatplaat",
    blocks=(BlockText("DEN", "Denken"),),
    values=(ValueText("INC", "Inclusie", "Iedereen doet mee."),),
    questions=(
        QuestionText("DEN-1", "DEN", "Wie praat er mee?", value_codes=("INC",)),
        TOPICS,
        QuestionText("BES-2", "DEN", "Hoeveel zeggenschap?", answer_type="level_per_topic"),
    ),
)


def with_question(**fields: object) -> VersionText:
    """The version with another first question."""
    first = WHOLE.questions[0]
    return with_part(WHOLE, first, replace(first, **fields))


def published() -> VersionText:
    """Version 1 as it is in the data files."""
    content = (data.FOLDER / "praatplaat-1.json").read_bytes()
    return read_rows(rows_of_json(content), in_sheet=False).version


def test_a_good_version_has_no_flaws() -> None:
    assert flaws(WHOLE) == []
    assert flaws(published()) == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "met spatie"}, "code"),
        ({"code": "x" * 17}, "code"),
        ({"code": "BES-2"}, "code"),
        ({"text": " "}, "text"),
        ({"text": "x" * 301}, "text"),
        ({"text": "een\x00twee"}, "text"),
        ({"text": "twee\nregels"}, "text"),
        ({"help": "x" * 2001}, "help"),
        ({"block": "XXX"}, "block"),
        ({"answer_type": "cijfer"}, "answer_type"),
        ({"value_codes": ("XXX",)}, "value_codes"),
        ({"value_codes": ("INC", "INC")}, "value_codes"),
        ({"answer_type": "one_choice"}, "options"),
        ({"answer_type": "one_choice", "options": (GROEN,)}, "options"),
        ({"answer_type": "one_choice", "options": (GROEN, GROEN)}, "options"),
        ({"answer_type": "one_choice", "options": (GROEN, Option("a b", "tekst"))}, "options"),
        ({"options": (GROEN, JEUGD)}, "options"),
        ({"max_choices": 2}, "max_choices"),
        ({"answer_type": "many_choices", "options": (GROEN, JEUGD), "max_choices": 3}, "max_choices"),
        ({"answer_type": "accent", "options": (GROEN, JEUGD)}, "options"),
        ({"answer_type": "level_per_topic", "options": (GROEN, JEUGD)}, "options"),
        ({"origin": "verzonnen"}, "origin"),
    ],
)
def test_every_flaw_is_named_at_its_field(fields: dict[str, object], field: str) -> None:
    assert {flaw.field for flaw in flaws(with_question(**fields))} == {field}


def test_questions_per_topic_need_the_question_with_topics() -> None:
    without = replace(WHOLE, questions=tuple(q for q in WHOLE.questions if q.code != "KIE-1"))
    assert [(flaw.kind, flaw.field) for flaw in flaws(without)] == [(PartKind.QUESTION, "answer_type")]


def test_an_empty_version_and_an_empty_block_are_flaws() -> None:
    assert {flaw.field for flaw in flaws(VersionText(""))} == {"title", ""}
    spare = replace(WHOLE, blocks=(*WHOLE.blocks, BlockText("DOE", "Doen")))
    assert [(flaw.kind, flaw.place) for flaw in flaws(spare)] == [(PartKind.BLOCK, 1)]


def test_all_flaws_come_at_once() -> None:
    bad = with_question(code="", text="", block="X", answer_type="y")
    assert {flaw.field for flaw in flaws(bad)} == {"code", "text", "block", "answer_type"}


def fates(before: VersionText, after: VersionText) -> dict[str, tuple[str, bool]]:
    """Per question what became of it, and whether it asks something else."""
    return {part.code: (part.fate.value, part.asks_differently) for part in diff(before, after).questions}


def test_equal_versions_have_no_difference() -> None:
    assert diff(WHOLE, WHOLE).is_empty
    assert set(fates(WHOLE, WHOLE).values()) == {("same", False)}


def test_new_changed_same_and_gone() -> None:
    after = with_question(text="Wie praat er nog meer mee?")
    after = replace(after, questions=(*after.questions[:2], QuestionText("NEW-1", "DEN", "Nieuw?")))
    assert fates(WHOLE, after) == {
        "DEN-1": ("changed", True),
        "KIE-1": ("same", False),
        "NEW-1": ("new", False),
        "BES-2": ("gone", False),
    }
    words = diff(WHOLE, after).questions[0].changes[0]
    assert (words.label, [(piece.kind, piece.text) for piece in words.pieces]) == (
        "Vraag",
        [("kept", "Wie praat er "), ("added", "nog meer "), ("kept", "mee?")],
    )
    found = diff(WHOLE, after)
    assert [found.count(fate) for fate in Fate] == [1, 1, 1, 1]


def test_what_does_not_change_the_question_asks_for_no_check() -> None:
    after = with_question(value_codes=(), anchor="S: 'iets'", origin="example")
    assert fates(WHOLE, after)["DEN-1"] == ("changed", False)


def test_other_topics_change_the_questions_per_topic() -> None:
    after = with_part(WHOLE, TOPICS, replace(TOPICS, options=(GROEN, Option("geld", "geld"))))
    assert fates(WHOLE, after)["BES-2"] == ("changed", True)
    labels = [change.label for change in diff(WHOLE, after).questions[2].changes]
    assert labels == ["Onderwerpen"]


def test_a_question_that_moved_is_the_same_question() -> None:
    after = replace(WHOLE, questions=(*WHOLE.questions[1:], WHOLE.questions[0]))
    found = {part.code: (part.fate, part.has_moved) for part in diff(WHOLE, after).questions}
    assert found == {
        "KIE-1": (Fate.SAME, False),
        "BES-2": (Fate.SAME, False),
        "DEN-1": (Fate.SAME, True),
    }
    assert not diff(WHOLE, after).is_empty


@given(st.permutations(list("abcdefg")), st.sets(st.sampled_from("abcdefg")))
def test_what_did_not_move_stands_in_the_old_order(after: list[str], gone: set[str]) -> None:
    left = [code for code in after if code not in gone]
    moved = moved_codes(list("abcdefg"), left)
    kept = [code for code in left if code not in moved]
    assert kept == sorted(kept)
    assert moved <= set(left)
    assert bool(moved) == (left != sorted(left))


def test_a_stamp_is_equal_only_for_the_same_text() -> None:
    assert stamp(WHOLE) == stamp(replace(WHOLE))
    assert stamp(WHOLE) != stamp(with_question(help="x"))
    assert stamp(with_question(help="\ud83d"))
