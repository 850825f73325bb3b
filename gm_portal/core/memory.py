# SPDX-License-Identifier: EUPL-1.2
"""What never changes once it is published is read once and kept in the memory of the program.

Only for frozen rows, which a trigger of the database keeps from changing. All such memories are known here, so that
whoever empties the tables under a running program (a test, a restored copy) can let it forget them together.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_forget: list[Callable[[], None]] = []


def kept_in_memory(size: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the answers of a function for the last `size` different arguments, until `forget_all`."""

    def remembering(read: Callable[P, R]) -> Callable[P, R]:
        kept = lru_cache(maxsize=size)(read)
        _forget.append(kept.cache_clear)
        return kept  # type: ignore[return-value]  # lru_cache says less of its arguments than it takes

    return remembering


def forget_all() -> None:
    """Forget everything that was kept: the rows are not what they were, though their numbers may be the same."""
    for forget in _forget:
        forget()
