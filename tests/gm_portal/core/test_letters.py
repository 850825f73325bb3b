# SPDX-License-Identifier: EUPL-1.2
"""Only characters that can be drawn reach a paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core.letters import drawable, only_drawable
from gm_portal.core.papers import LETTERS

pytestmark = pytest.mark.skipif(not LETTERS.is_dir(), reason="no letters: run `make setup`")


def test_dutch_can_be_drawn_and_emoji_cannot() -> None:
    known = drawable(LETTERS)
    assert set("Zij zeiden: ‘één idee – café, €5’ ñ ç ß ő") <= known
    assert not known & {"🎉", "ع", "\x00", "\x07"}


def test_what_cannot_be_drawn_becomes_one_ellipsis() -> None:
    data = {"title": "Feest 🎉🎉 in de wijk", "rows": ["a", ["\x07"]], "count": 3}
    assert only_drawable(data, LETTERS) == {"title": "Feest … in de wijk", "rows": ["a", ["…"]], "count": 3}


@given(st.text())
def test_only_what_can_be_drawn_is_left(text: str) -> None:
    assert set(only_drawable(text, LETTERS)) <= drawable(LETTERS) | {"\n"}
