# SPDX-License-Identifier: EUPL-1.2
"""Small things with text that came from outside."""


def searchable(words: str) -> str:
    """Search words as the database can take them: no NUL, no loose surrogates, not endless."""
    clean = words.replace("\x00", "").encode("utf-8", "ignore").decode()
    return clean.strip()[:100]
