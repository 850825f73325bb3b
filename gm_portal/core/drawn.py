# SPDX-License-Identifier: EUPL-1.2
"""Pieces of HTML, kept in memory under everything they show.

After an event the data of a page are read anew, and only the pieces whose data changed are drawn again. That is
safe because a piece gets nothing but plain data: no request, no reader, no row of a table. What is not in the key
cannot be in the piece, so it is never another's and never old.
"""

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import wraps
from typing import Any, Final, ParamSpec

from django.utils.safestring import SafeString
from django.utils.translation import get_language

P = ParamSpec("P")
# Exact types: a text somebody marked as safe equals the same text that is not, and a row equals its older self.
PLAIN: Final = (str, int, float, bool, type(None), dt.date, dt.datetime)
MOST_CHARACTERS: Final = 4_000_000


class Drawings:
    """The pieces that were asked for last, up to a number of characters."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, SafeString] = OrderedDict()
        self._lock = threading.Lock()
        self.characters = 0

    def get(self, key: Hashable) -> SafeString | None:
        """The piece under this key, None when it is not there."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: Hashable, piece: SafeString) -> None:
        """Keep a piece; those that were not asked for longest make room."""
        with self._lock:
            if key in self._kept:
                return
            self._kept[key] = piece
            self.characters += len(piece)
            while self.characters > self._most:
                _key, old = self._kept.popitem(last=False)
                self.characters -= len(old)

    def clear(self) -> None:
        """Forget all pieces."""
        with self._lock:
            self._kept.clear()
            self.characters = 0


drawings = Drawings()


def drawn_once(draw: Callable[P, SafeString]) -> Callable[P, SafeString]:
    """Keep what a function draws, per language, under all its arguments.

    The function may use its arguments and nothing else. They must be plain data: texts, numbers, days, and tuples and
    frozen dataclasses of these; anything else raises `TypeError` at the first use.
    """
    if draw.__closure__:
        raise TypeError(f"{draw.__qualname__} knows more than its arguments")

    @wraps(draw)
    def kept(*args: P.args, **shown: P.kwargs) -> SafeString:
        key = (draw, get_language(), args, tuple(sorted(shown.items())))
        found = drawings.get(key)
        if found is None:
            check_plain((args, tuple(shown.values())))
            found = draw(*args, **shown)
            drawings.keep(key, found)
        return found

    return kept


def check_plain(value: Any) -> None:
    """Refuse what is no plain data through and through: such a key would not say all a piece shows.

    A member of an enum equals its text, so it may only stand in a dataclass, which says which of the two it holds.
    """
    if type(value) in PLAIN:
        return
    if type(value) is tuple:
        for each in value:
            check_plain(each)
        return
    if not is_dataclass(value) or isinstance(value, type):
        raise TypeError(f"{type(value).__qualname__} is no plain data")
    stated = value.__dataclass_params__  # type: ignore[attr-defined]  # every dataclass has it
    if not (stated.frozen and stated.eq) or not all(each.compare for each in fields(value)):
        raise TypeError(f"{type(value).__qualname__} does not equal by all its fields")
    for each in fields(value):
        held = getattr(value, each.name)
        if not isinstance(held, Enum):
            check_plain(held)
