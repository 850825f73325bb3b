# SPDX-License-Identifier: EUPL-1.2
"""Which characters the letters of our papers can draw.

An archive paper (PDF/A) may not hold a character that no letter exists for: setting it would fail. Such
characters, an emoji in a title for instance, become "…" on paper; on screen they stay as they are.
"""

import re
import struct
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

MISSING = "…"
_FORMAT_SEGMENTS, _FORMAT_GROUPS = 4, 12


@lru_cache(maxsize=4)
def drawable(folder: Path) -> frozenset[str]:
    """The characters that every letter file in a folder can draw."""
    covered = [frozenset(_characters(path.read_bytes())) for path in sorted(folder.glob("*.ttf"))]
    both = frozenset.intersection(*covered) if covered else frozenset()
    return frozenset(character for character in both if unicodedata.category(character) != "Cc")


def only_drawable(value: Any, folder: Path) -> Any:
    """The same data with each run of characters that cannot be drawn replaced by one "…"."""
    if isinstance(value, str):
        known = drawable(folder)
        kept = "".join(character if character in known or character == "\n" else "\0" for character in value)
        return re.sub("\0+", MISSING, kept)
    if isinstance(value, dict):
        return {name: only_drawable(part, folder) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [only_drawable(part, folder) for part in value]
    return value


def _characters(font: bytes) -> Iterator[str]:
    """The characters in the cmap table of a TrueType font (the two subtable formats in use)."""
    tables = struct.unpack_from(">H", font, 4)[0]
    entries = (struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(tables))
    start = next(offset for tag, _sum, offset, _length in entries if tag == b"cmap")
    for number in range(struct.unpack_from(">H", font, start + 2)[0]):
        _platform, _encoding, offset = struct.unpack_from(">HHL", font, start + 4 + 8 * number)
        here = start + offset
        kind = struct.unpack_from(">H", font, here)[0]
        if kind == _FORMAT_SEGMENTS:
            yield from _of_segments(font, here)
        elif kind == _FORMAT_GROUPS:
            yield from _of_groups(font, here)


def _of_segments(font: bytes, here: int) -> Iterator[str]:
    count = struct.unpack_from(">H", font, here + 6)[0] // 2
    ends = struct.unpack_from(f">{count}H", font, here + 14)
    starts = struct.unpack_from(f">{count}H", font, here + 16 + 2 * count)
    for first, last in zip(starts, ends, strict=True):
        yield from (chr(code) for code in range(first, last + 1) if code != 0xFFFF)


def _of_groups(font: bytes, here: int) -> Iterator[str]:
    count = struct.unpack_from(">L", font, here + 12)[0]
    for number in range(count):
        first, last, _glyph = struct.unpack_from(">LLL", font, here + 16 + 12 * number)
        yield from (chr(code) for code in range(first, last + 1))
