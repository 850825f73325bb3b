# SPDX-License-Identifier: EUPL-1.2
"""What is read once: once, and forgotten together. What is read from the database stands nowhere else in memory."""

import re
from pathlib import Path

import pytest

from gm_portal.core import memory

ROOT = Path(__file__).parents[3]
READING_ROOMS = ("queries", "actions")
OTHER_MEMORY = re.compile(r"\b(lru_cache|functools\.cache|import cache\b)")


def test_what_was_read_is_kept_until_everything_is_forgotten() -> None:
    asked: list[int] = []

    @memory.kept_in_memory(2)
    def read(number: int) -> int:
        asked.append(number)
        return number * 10

    assert [read(1), read(1), read(2), read(1)] == [10, 10, 20, 10]
    assert asked == [1, 2]
    memory.forget_all()
    assert read(1) == 10
    assert asked == [1, 2, 1]


@pytest.mark.parametrize("app", ["processes", "agendas", "gm_portal"])
def test_what_comes_from_the_database_is_kept_in_no_other_memory(app: str) -> None:
    """Another memory would outlive its rows: no test and no restored copy could make it forget."""
    files = [path for room in READING_ROOMS for path in (ROOT / app).rglob(f"{room}/**/*.py")]
    assert files
    found = [str(path.relative_to(ROOT)) for path in files if OTHER_MEMORY.search(path.read_text())]
    assert found == []
