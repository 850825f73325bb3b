# SPDX-License-Identifier: EUPL-1.2
"""Rules of administering processes. Plain data in, plain data out."""

import hashlib
from collections.abc import Iterable


def stamp(title: str, intro: str, area_ids: Iterable[int]) -> str:
    """Tells one state of a process from another: what somebody saw when he began to edit.

    >>> stamp("A", "", [2, 1]) == stamp("A", "", [1, 2]) != stamp("A", "", [1])
    True
    """
    parts = [title, intro.replace("\r\n", "\n"), *map(str, sorted(area_ids))]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
