# SPDX-License-Identifier: EUPL-1.2
"""Rules of contributions: when a link is open, what is refused, what is pointed out, and how answers are counted."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.enums import AnswerType
from processes.rules import conversations, paper
from processes.rules.answers_in_words import parts_in_words, voices_in_words
from processes.rules.contributions import (
    LinkState,
    is_too_quick,
    link_problems,
    link_state,
    new_token,
    totals_of,
    voices,
)
from processes.rules.conversations import Option, QuestionSpec
from processes.rules.personal_data import Kind, names, refused, sightings

NOW = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
CHOICE = QuestionSpec(
    "KIE-1", "Wat?", AnswerType.MANY_CHOICES, options=(Option("groen", "Groen"), Option("jeugd", "Jeugd"))
)
SCALE = QuestionSpec("DEN-4", "Durft u?", AnswerType.SCALE, with_text=True)


@pytest.mark.parametrize(
    ("opens", "closes", "closed", "is_open", "expected"),
    [
        (-DAY, DAY, None, True, LinkState.OPEN),
        (DAY, 2 * DAY, None, True, LinkState.EARLY),
        (-DAY, dt.timedelta(), None, True, LinkState.CLOSED),
        (-DAY, DAY, -DAY, True, LinkState.CLOSED),
        (-DAY, DAY, None, False, LinkState.CLOSED),
    ],
)
def test_a_link_is_open_in_its_period(
    opens: dt.timedelta, closes: dt.timedelta, closed: dt.timedelta | None, is_open: bool, expected: LinkState
) -> None:
    closed_at = NOW + closed if closed is not None else None
    assert (
        link_state(
            opens_at=NOW + opens, closes_at=NOW + closes, closed_at=closed_at, is_open=is_open, now=NOW
        )
        == expected
    )


def test_every_problem_of_a_link_is_told_at_its_field() -> None:
    today = NOW.date()
    found = link_problems(title=" ", codes=(), known=("A",), first=today, last=today - DAY, today=today)
    assert [problem.field for problem in found] == ["title", "codes", "last"]
    found = link_problems(
        title="x", codes=("B",), known=("A",), first=today, last=today + 400 * DAY, today=today
    )
    assert [problem.field for problem in found] == ["codes", "last"]


def test_a_token_can_be_typed_over() -> None:
    tokens = {new_token() for _each in range(200)}
    assert len(tokens) == 200
    assert not set("".join(tokens)) & set("0O1lI")


def test_a_fast_person_is_only_doubted_when_it_is_very_busy() -> None:
    assert not is_too_quick(shown_at=NOW, now=NOW, is_busy=False)
    assert is_too_quick(shown_at=NOW, now=NOW, is_busy=True)
    assert not is_too_quick(shown_at=NOW - dt.timedelta(seconds=9), now=NOW, is_busy=True)


# --- persons --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "text",
    [
        "Mail mij op jan@voorbeeld.nl",
        "Bel 06-12345678",
        "bel (050) 314 1234!",
        "+31 6 12345678",
        "0031612345678",
    ],
)
def test_addresses_and_numbers_are_refused_with_their_sentence(text: str) -> None:
    found = refused(sightings(f"Dit is fijn. {text}"))
    assert len(found) == 1
    assert found[0].sentence == text


@pytest.mark.parametrize(
    "text",
    [
        "Het kost 1.000.000 euro in 2025-2026.",
        "Bus 5 stopt om 10.15 uur, huisnummer 0123.",
        "12345678901234567890",
        "In Hoogkerk en Onnen is het fijn.",
        "De Rivierenstraat en de Stem van Groningen.",
        "Wij praten met de gemeente.",
    ],
)
def test_ordinary_words_and_figures_pass(text: str) -> None:
    assert sightings(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Vraag het Jan de Vries maar.", "Jan de Vries"),
        ("Mevrouw Jansen helpt iedereen.", "Mevrouw Jansen"),
        ("Dat weet J.P. van den Berg.", "J.P. van den Berg"),
        ("Buurman Piet kan dat.", "Buurman Piet"),
    ],
)
def test_what_looks_like_a_name_is_pointed_out(text: str, words: str) -> None:
    assert [(found.kind, found.words) for found in names(sightings(text))] == [(Kind.NAME, words)]


@given(st.text(max_size=400))
def test_looking_for_persons_never_fails(text: str) -> None:
    for found in sightings(text):
        assert len(found.sentence) <= 160


# --- totals ---------------------------------------------------------------------------------------------
def test_totals_count_people_per_option() -> None:
    contents = [{"choices": ["groen", "jeugd"]}, {"choices": ["groen"]}, {"text": "iets"}, {}]
    (total,) = totals_of(CHOICE, contents)
    assert total.people == 2
    assert [(row.text, row.count, row.share) for row in total.rows] == [("Groen", 2, 100), ("Jeugd", 1, 50)]


def test_a_scale_has_a_mean_with_a_comma() -> None:
    (total,) = totals_of(SCALE, [{"scale": 4}, {"scale": 5}, {"text": "weet niet"}])
    assert (total.people, total.mean) == (2, "4,5")


def test_nobody_answered_gives_no_totals() -> None:
    assert totals_of(SCALE, []) == ()


@given(st.lists(st.lists(st.sampled_from(["groen", "jeugd", "weg"]), unique=True)))
def test_totals_never_count_more_than_there_are(chosen: list[list[str]]) -> None:
    for total in totals_of(CHOICE, [{"choices": codes} for codes in chosen]):
        assert all(0 <= row.count <= total.people for row in total.rows)
        assert all(0 <= row.share <= 100 for row in total.rows)


# --- voices ---------------------------------------------------------------------------------------------
def test_a_small_number_of_residents_is_not_told() -> None:
    assert "37" in voices_in_words(37)
    assert "9" not in voices_in_words(9)
    part = parts_in_words(SCALE, {"scale": 3, "voices": voices(12, "Wat vindt u?")})[-1]
    assert (part.kind, part.text) == ("voices", "Op basis van inbreng van 12 inwoners.")


def test_nobody_types_the_number_of_residents() -> None:
    typed = {"scale": 3, "voices": {"people": 900, "link": "x"}}
    assert conversations.normalise(SCALE, typed) == {"scale": 3}
    assert conversations.with_voices({}, voices(3, "x")) == {}


# --- paper ----------------------------------------------------------------------------------------------
def test_a_sheet_code_is_read_however_it_is_typed() -> None:
    code = paper.new_sheet_code()
    assert paper.tidy_code(f" {code[:3].lower()}-{code[3:]} ") == code
    assert paper.tidy_code(code + "X") != code


@pytest.mark.parametrize("count", range(1, 9))
def test_a_poster_has_room_for_every_block_in_reading_order(count: int) -> None:
    left, middle, right = paper.poster_columns(count)
    assert left + middle + right == list(range(count))
    assert len(middle) <= 1
