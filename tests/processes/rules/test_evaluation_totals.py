# SPDX-License-Identifier: EUPL-1.2
"""Figures of residents: from ten answers per group upward, and never to be found by subtraction."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.enums import AnswerType
from processes.rules.answers_in_words import SHOWN_FROM
from processes.rules.conversations import QuestionSpec
from processes.rules.evaluation_totals import figures_of, people_in_words, shown_groups

SPEC = QuestionSpec("EV-06", "Verschil", AnswerType.SCALE, with_text=True)
counts = st.dictionaries(st.sampled_from(["", "Onnen", "Glimmen", "Noordlaren"]), st.integers(0, 40))


@given(counts)
def test_no_group_under_ten_shows_and_none_follows_by_subtraction(found: dict[str, int]) -> None:
    shown = shown_groups(found)
    assert all(found[group] >= SHOWN_FROM for group in shown)
    assert "" not in shown
    total = sum(found.values())
    if total < SHOWN_FROM:
        assert shown == frozenset(), "nothing at all is shown"
        return
    for size in range(len(shown) + 1):
        for some in combinations(shown, size):
            rest = total - sum(found[group] for group in some)
            assert rest == 0 or rest >= SHOWN_FROM, "the rest is a group too"


@pytest.mark.parametrize(
    ("found", "shown"),
    [
        ({"Onnen": 9}, set()),
        ({"Onnen": 10}, {"Onnen"}),
        ({"Onnen": 10, "Glimmen": 10}, {"Onnen", "Glimmen"}),
        ({"Onnen": 30, "Glimmen": 9}, set()),
        ({"Onnen": 30, "": 1}, set()),
        ({"Onnen": 12, "Glimmen": 14, "Noordlaren": 3}, {"Glimmen"}),
        ({"Onnen": 12, "Glimmen": 6, "Noordlaren": 6}, {"Onnen"}),
    ],
)
def test_which_groups_stand_beside_the_total(found: dict[str, int], shown: set[str]) -> None:
    assert shown_groups(found) == shown


def answers(people: int, group: str = "", text: str = "") -> list[tuple[str, dict[str, object]]]:
    return [(group, {"scale": 1 + number % 5} | ({"text": text} if text else {})) for number in range(people)]


def test_nine_answers_show_nothing_and_ten_do() -> None:
    assert figures_of(SPEC, answers(9)) is None
    found = figures_of(SPEC, answers(10))
    assert found is not None
    assert (found.people, found.totals[0].people, found.totals[0].mean) == (10, 10, "3,0")


def test_people_who_skipped_the_question_do_not_count() -> None:
    assert figures_of(SPEC, [*answers(9), *[("", {})] * 20]) is None


def test_examples_show_from_ten_on_in_an_order_that_tells_nothing() -> None:
    nine = figures_of(SPEC, [*answers(9, text="b"), *answers(5)])
    assert nine is not None
    assert nine.texts == ()
    ten = figures_of(SPEC, [*answers(5, text="b"), *answers(5, text="a")])
    assert ten is not None
    assert ten.texts == ("a",) * 5 + ("b",) * 5


def test_a_mark_of_one_among_ten_who_only_wrote_shows_nowhere() -> None:
    wrote: list[tuple[str, dict[str, object]]] = [("Onnen", {"text": "b"})] * 12
    found = figures_of(SPEC, [*wrote, *answers(9, "Onnen")])
    assert found is not None
    assert (found.people, found.totals, found.groups) == (21, (), ())


def test_a_group_whose_marks_leave_a_few_others_over_is_not_shown() -> None:
    wrote: list[tuple[str, dict[str, object]]] = [("Glimmen", {"text": "b"})] * 12
    found = figures_of(SPEC, [*answers(12, "Onnen"), *wrote, *answers(3, "Glimmen")])
    assert found is not None
    assert (found.totals[0].people, found.groups) == (15, ())
    more = figures_of(SPEC, [*answers(12, "Onnen"), *wrote, *answers(10, "Glimmen")])
    assert more is not None
    assert [(group, totals[0].people) for group, totals in more.groups] == [("Glimmen", 10), ("Onnen", 12)]


@pytest.mark.parametrize(("people", "told"), [(0, None), (9, None), (10, 10), (400, 400)])
def test_how_many_people_is_told_from_ten(people: int, told: int | None) -> None:
    assert people_in_words(people) == told
