# SPDX-License-Identifier: EUPL-1.2
"""Words from outside arrive readable: nothing a person can read is taken away."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.text import readable

WORDS = st.text(max_size=60)
TURNING = st.text(alphabet="ab \n\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u0634", max_size=40)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Het plein\x00 van ons", "Het plein van ons"),
        ("a\ufffeb\uffffc\ud800d\x1be\x0bf", "abcdef"),
        ("regel 1\r\nregel 2\tmet tab", "regel 1\r\nregel 2\tmet tab"),
        ("🎉 🏳️‍🌈 شكرا é e\u0301", "🎉 🏳️‍🌈 شكرا é e\u0301"),
        ("\u202eomgekeerd\nverder", "\u202eomgekeerd\u202c\nverder"),
        ("\u2067a \u202eb", "\u2067a \u202eb\u202c\u2069"),
        ("\u202eaf\u202c verder", "\u202eaf\u202c verder"),
    ],
)
def test_what_is_kept(typed: str, kept: str) -> None:
    assert readable(typed) == kept


@given(words=WORDS)
def test_only_what_nobody_can_read_goes(words: str) -> None:
    gone = [each for each in words if each not in readable(words)]
    assert [each for each in gone if unicodedata.category(each) not in {"Cc", "Cs", "Cn"}] == []
    assert readable(words).encode() is not None


@given(words=st.one_of(WORDS, TURNING))
def test_twice_is_once(words: str) -> None:
    assert readable(readable(words)) == readable(words)


@given(words=TURNING)
def test_no_line_turns_what_follows_it(words: str) -> None:
    for line in readable(words).splitlines():
        for open_ones, close in (("\u202a\u202b\u202d\u202e", "\u202c"), ("\u2066\u2067\u2068", "\u2069")):
            assert sum(line.count(each) for each in open_ones) <= line.count(close)
