# SPDX-License-Identifier: EUPL-1.2
"""Which texts go on in each other, and when answers are revealed."""

import datetime as dt
from dataclasses import replace

import pytest

from processes.enums import Side
from processes.rules.answers import TextMark, goes_on, is_revealed
from processes.rules.conversations import Signatory

NOON = dt.datetime(2026, 11, 22, 12, 0, tzinfo=dt.UTC)
MARK = TextMark(author_id=1, at=NOON, while_typing=True, is_shown=False)


@pytest.mark.parametrize(
    ("mark", "minutes", "expected"),
    [
        (MARK, 0, True),
        (MARK, 10, True),
        (MARK, 11, False),
        (MARK, -1, False),
        (replace(MARK, author_id=2), 1, False),
        (replace(MARK, while_typing=False), 1, False),
        (replace(MARK, is_shown=True), 1, False),
        (replace(MARK, on_paper=True), 1, False),
        (None, 0, False),
    ],
)
def test_a_text_goes_on_only_in_an_own_recent_one(
    mark: TextMark | None, minutes: int, expected: bool
) -> None:
    assert goes_on(mark, author_id=1, now=NOON + dt.timedelta(minutes=minutes)) is expected


def test_answers_are_revealed_once_everybody_with_people_shared() -> None:
    table = [
        Signatory(1, Side.WIJK, has_people=True),
        Signatory(2, Side.WIJK, has_people=True),
        Signatory(3, Side.GEMEENTE, has_people=True),
        Signatory(4, Side.WIJK, has_people=False),
    ]
    assert not is_revealed(table, [1, 3])
    assert not is_revealed(table, [1, 2])
    assert is_revealed(table, [1, 2, 3])
