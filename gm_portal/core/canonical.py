# SPDX-License-Identifier: EUPL-1.2
"""One way to write plain data down, so that everybody gets the same fingerprint of it (docs/agreement-hash.md)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any


def canonical_json(data: Mapping[str, Any]) -> str:
    """JSON with sorted keys, no white space outside texts, and letters as they are.

    >>> canonical_json({"b": [1, None], "a": "één"})
    '{"a":"één","b":[1,null]}'
    """
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def fingerprint(data: Mapping[str, Any]) -> str:
    """The SHA-256 of the canonical JSON in UTF-8, as 64 small hexadecimal digits."""
    return hashlib.sha256(canonical_json(data).encode()).hexdigest()
