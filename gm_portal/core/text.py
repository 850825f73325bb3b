# SPDX-License-Identifier: EUPL-1.2
"""Small things with text that came from outside."""

import re
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, QueryDict

# What nobody types on purpose and no database, paper or calendar can hold: control characters except tab and line
# end, halves of characters, and numbers that are no character at all.
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Characters that turn the direction of what follows, with the one that ends each.
TURNS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
TURNED = re.compile("[\u202a\u202b\u202d\u202e\u2066-\u2068]")


def searchable(words: str) -> str:
    """Search words as the database can take them: no NUL, no loose surrogates, not endless."""
    clean = words.replace("\x00", "").encode("utf-8", "ignore").decode()
    return clean.strip()[:100]


def readable(words: str) -> str:
    """The same words without characters that cannot be kept; a turned direction ends with its line.

    So what stands after these words on a page reads as it should. Idempotent.
    """
    words = UNREADABLE.sub("", words)
    if not TURNED.search(words):
        return words
    return "".join(_turned_back(line) for line in words.splitlines(keepends=True))


def _turned_back(line: str) -> str:
    """One line, with every direction it leaves open ended."""
    waiting: list[str] = []
    for character in line:
        if character in TURNS:
            waiting.append(TURNS[character])
        elif waiting and character == waiting[-1]:
            waiting.pop()
    words = line.rstrip("\r\n")
    return words + "".join(reversed(waiting)) + line[len(words) :]


class ReadableTextMiddleware:
    """What was posted arrives without characters nobody can read: no form has to refuse a text for them."""

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        """Go on; the view is known in `process_view`, after the check on the form's token."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """Put readable words in the place of what was posted."""
        if request.method != "POST":
            return
        posted = {name: values for name, values in request.POST.lists() if any(map(_is_unreadable, values))}
        if posted:
            clean: QueryDict = request.POST.copy()
            for name, values in posted.items():
                clean.setlist(name, [readable(value) for value in values])
            request.POST = clean  # type: ignore[assignment]  # what it was, in other words


def _is_unreadable(value: str) -> bool:
    return bool(UNREADABLE.search(value) or TURNED.search(value))
