# SPDX-License-Identifier: EUPL-1.2
"""What an answer may hold, per type; who sees how much; when a joint text stands."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.actors import NOBODY, SYSTEM, Actor, Seat
from processes.enums import AnswerState, AnswerType, JointState, PartyKind, Side
from processes.rules import conversations as rules
from processes.rules.conversations import Option, QuestionSpec, Reader, Signatory

TOPICS = (Option("groen", "Groen"), Option("jeugd", "Jeugd"))
SPECS = {
    "text": QuestionSpec("V", "Vraag?", AnswerType.TEXT),
    "columns": QuestionSpec("V", "Vraag?", AnswerType.TWO_COLUMNS),
    "one": QuestionSpec("V", "Vraag?", AnswerType.ONE_CHOICE, with_text=True, options=TOPICS),
    "many": QuestionSpec("V", "Vraag?", AnswerType.MANY_CHOICES, max_choices=1, options=TOPICS),
    "scale": QuestionSpec("V", "Vraag?", AnswerType.SCALE, per_side=True),
    "levels": QuestionSpec("V", "Vraag?", AnswerType.LEVEL_PER_TOPIC, topics=TOPICS),
    "accent": QuestionSpec("V", "Vraag?", AnswerType.ACCENT, topics=TOPICS),
}
JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    ["text", "text_gemeente", "choices", "scale", "levels", "points", "topic_points", "x"]
)


def fields_of(found: list[rules.Problem]) -> list[str]:
    return [problem.field for problem in found]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("text", {"text": "Iedereen."}),
        ("columns", {"text": "Wij", "text_gemeente": "Zij"}),
        ("columns", {"text_gemeente": "Alleen zij"}),
        ("one", {"choices": ["groen"], "text": "Omdat."}),
        ("many", {"choices": ["jeugd"]}),
        ("scale", {"scale": 1}),
        ("scale", {"scale": 5}),
        ("levels", {"levels": {"groen": "N4", "jeugd": "unknown"}}),
        ("accent", {"points": {"A": 10, "B": 0, "C": 0}}),
        ("accent", {"topic_points": {"jeugd": {"A": 1, "B": 4, "C": 5}}}),
    ],
)
def test_a_good_answer_has_no_problems(name: str, content: dict[str, Any]) -> None:
    assert rules.problems(SPECS[name], content) == []
    assert rules.normalise(SPECS[name], content) == content


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("text", {"text": "x" * 5001}, "text"),
        ("text", {"text": "a\x00b"}, "text"),
        ("text", {"text": 7}, "text"),
        ("text", {"scale": 3}, "scale"),
        ("columns", {"text_gemeente": "x" * 5001}, "text_gemeente"),
        ("one", {"choices": ["groen", "jeugd"]}, "choices"),
        ("one", {"choices": ["water"]}, "choices"),
        ("one", {"choices": [["groen"]]}, "choices"),
        ("many", {"choices": ["groen", "jeugd"]}, "choices"),
        ("many", {"choices": "groen"}, "choices"),
        ("scale", {"scale": 0}, "scale"),
        ("scale", {"scale": 6}, "scale"),
        ("scale", {"scale": True}, "scale"),
        ("scale", {"scale": "3"}, "scale"),
        ("levels", {"levels": {"groen": "N5"}}, "levels__groen"),
        ("levels", {"levels": {"water": "N1"}}, "levels__water"),
        ("levels", {"levels": ["N1"]}, "levels"),
        ("accent", {"points": {"A": 4, "B": 4, "C": 4}}, "points"),
        ("accent", {"points": {"A": 11, "B": -1, "C": 0}}, "points"),
        ("accent", {"topic_points": {"groen": {"A": 1}}}, "topic_points__groen"),
        ("accent", {"topic_points": {"water": {"A": 10}}}, "topic_points__water"),
    ],
)
def test_a_wrong_answer_names_the_field(name: str, content: dict[str, Any], field: str) -> None:
    assert fields_of(rules.problems(SPECS[name], content)) == [field]


def test_the_longest_text_is_five_thousand_characters() -> None:
    assert rules.problems(SPECS["text"], {"text": "🌳" * 5000}) == []
    assert "U hebt er nu 5001" in rules.problems(SPECS["text"], {"text": "🌳" * 5001})[0].message


@given(st.sampled_from(sorted(SPECS)), st.dictionaries(FIELDS, JUNK, max_size=4))
def test_nothing_typed_breaks_the_rules(name: str, raw: dict[str, Any]) -> None:
    """Whatever comes in, it is normalised once and for all, and problems name a part of the question."""
    spec = SPECS[name]
    content = rules.normalise(spec, raw)
    assert rules.normalise(spec, content) == content
    assert rules.is_empty(spec, content) is (content == {})
    parts = rules.parts_of(spec)
    assert {problem.field.split("__")[0] for problem in rules.problems(spec, content)} <= set(parts)


def test_equal_answers_become_equal_contents() -> None:
    spec = QuestionSpec("V", "?", AnswerType.MANY_CHOICES, options=TOPICS)
    typed = rules.normalise(spec, {"choices": ["jeugd", "groen", "jeugd"]})
    assert typed == rules.normalise(spec, {"choices": ["groen", "jeugd"], "text": "  "})
    assert rules.normalise(SPECS["text"], {"text": " a\r\nb "}) == {"text": "a\nb"}


def test_a_form_left_open_counts_as_zero_points() -> None:
    assert rules.normalise(SPECS["accent"], {"points": {"A": 10, "B": None, "C": ""}}) == {
        "points": {"A": 10, "B": 0, "C": 0}
    }
    assert rules.normalise(SPECS["accent"], {"points": {"A": None, "B": "", "C": None}}) == {}


def test_a_figure_per_side_has_no_joint_figure() -> None:
    assert rules.parts_of(rules.together(SPECS["scale"])) == ("text",)
    assert rules.parts_of(rules.together(SPECS["many"])) == ("choices", "text")


# --- who sees how much ----------------------------------------------------------------------------------
OWN = Actor(user_id=1, seats=(Seat(1, 10, PartyKind.RESIDENT_ORGANISATION, "member"),))


def test_who_is_reader_to_whom() -> None:
    assert rules.reader_of(OWN, 1, 10) == Reader.OWN
    assert rules.reader_of(OWN, 1, 11) == Reader.TABLE
    assert rules.reader_of(OWN, 2, 10) == Reader.PUBLIC
    assert {rules.reader_of(who, 1, 10) for who in (NOBODY, SYSTEM, Actor(user_id=2))} == {Reader.PUBLIC}


@pytest.mark.parametrize(
    ("reader", "seen"),
    [
        (Reader.OWN, ["draft", "shared", "published"]),
        (Reader.TABLE, ["", "shared", "published"]),
        (Reader.PUBLIC, ["", "", "published"]),
    ],
)
def test_nobody_else_learns_that_a_draft_exists(reader: Reader, seen: list[str]) -> None:
    assert [rules.state_seen(reader, state) for state in AnswerState.values] == seen


def test_an_emptied_draft_is_no_answer() -> None:
    assert rules.state_seen(Reader.OWN, AnswerState.DRAFT, is_empty=True) == ""
    assert rules.state_seen(Reader.OWN, AnswerState.SHARED, is_empty=True) == "shared"


# --- together -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("state", "content", "difference", "fields"),
    [
        (JointState.AGREED, {"text": "Ja"}, "", []),
        (JointState.AGREED, {}, "", ["text"]),
        (JointState.AGREED_WITH_DIFFERENCE, {"text": "Ja"}, "Het plein", []),
        (JointState.AGREED_WITH_DIFFERENCE, {"text": "Ja"}, "", ["difference"]),
        (JointState.NOT_YET, {}, "", []),
        (JointState.NOT_YET, {}, "x" * 5001, ["difference"]),
        ("", {"text": "Ja"}, "", ["state"]),
        ("maybe", {}, "", ["state"]),
    ],
)
def test_what_a_joint_answer_needs(
    state: str, content: dict[str, Any], difference: str, fields: list[str]
) -> None:
    found = rules.joint_problems(rules.together(SPECS["text"]), state, content, difference)
    assert fields_of(found) == fields


WIJK, WIJK_2, TEAM = (
    Signatory(1, Side.WIJK, True),
    Signatory(2, Side.WIJK, True),
    Signatory(3, Side.GEMEENTE, True),
)


def test_every_party_with_a_person_confirms() -> None:
    parties = (WIJK, WIJK_2, TEAM)
    for flags in product((False, True), repeat=3):
        done = [party.party_id for party, yes in zip(parties, flags, strict=True) if yes]
        assert rules.is_confirmed(parties, done) is all(flags)


def test_a_party_without_people_blocks_nobody() -> None:
    assert rules.is_confirmed((WIJK, Signatory(2, Side.WIJK, False), TEAM), [1, 3])


def test_one_side_never_concludes_alone() -> None:
    assert not rules.is_confirmed((WIJK, Signatory(3, Side.GEMEENTE, False)), [1])
    assert not rules.is_confirmed((), [])
