# SPDX-License-Identifier: EUPL-1.2
"""Every form of every page takes any text: it is kept as far as it can be read, or comes back with a Dutch sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote_from_bytes

import pytest
from django.db import transaction
from django.test import Client

from tests.contracts.test_3_addresses import ROUTES, Route, _address
from tests.contracts.world import World, make_world
from tests.people import People

pytestmark = pytest.mark.django_db
READS = frozenset({"text", "search", "email", ""})
SHOWN_AGAIN = frozenset({400, 403, 409, 410, 429})
# What no form may say: words of a library, or a fault.
FOREIGN = re.compile("Null-tekens|Null characters|NUL characters|Traceback|surrogate")
ODD = "Het plein\x00 van \ufffeons \ud800samen \x1bmooi"
READABLE = "Het plein van ons samen mooi"
LONG = "bomen en water " * 70_000  # a good megabyte


@dataclass
class Form:
    """A form as it stands on a page."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """The forms of a page that post, filled as a browser would send them."""

    def __init__(self, page: str, address: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._address, self._open, self._list = address, None, ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        name = about.get("name", "")
        if tag == "form":
            posts = about.get("method", "").lower() == "post"
            self._open = Form(about.get("action") or self._address) if posts else None
            self.found += [self._open] if self._open else []
        elif self._open is None or not name:
            return
        elif tag == "textarea" or (tag == "input" and about.get("type", "") in READS):
            self._open.words.append(name)
        elif tag == "input" and about["type"] in {"radio", "checkbox"}:
            self._open.fields.setdefault(name, [about.get("value", "on")])
        elif tag in {"input", "button"} and about.get("type") != "file":
            self._open.fields.setdefault(name, [about.get("value", "")])
        elif tag == "select":
            self._list = name
            self._open.fields.setdefault(name, [])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def forms_at(route: Route, world: World) -> Iterator[tuple[Client, Form]]:
    """Each form of a page once, with somebody who may fill it in."""
    address, seen = _address(route, world), set()
    for who in ("anonymous", *world.openers):
        client = world.people.client(who)
        response = client.get(address)
        if response.status_code != 200 or "text/html" not in response.get("Content-Type", ""):
            continue
        for form in Forms(response.content.decode(), address).found:
            kind = (re.sub(r"\d+", "0", form.action), *sorted(form.fields), *form.words)
            if form.words and kind not in seen and not form.action.startswith("/accounts/"):
                seen.add(kind)
                yield client, form


def post(client: Client, form: Form, words: dict[str, str]) -> Any:
    """What a browser would send, and what none would: halves of characters too."""
    pairs = [(name, value) for name, values in form.fields.items() for value in values] + list(words.items())
    body = "&".join(
        f"{name}={quote_from_bytes(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs
    )
    with transaction.atomic():
        response = client.post(form.action, body, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    return response


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


# One world for all: making it anew for each of the addresses would take longer than the forms themselves.
def test_whatever_is_typed_no_form_breaks_or_loses_it(world: World) -> None:
    wrong, walked = [], 0
    for route in ROUTES:
        for client, form in forms_at(route, world):
            walked += 1
            odd = post(client, form, dict.fromkeys(form.words, ODD))
            page = odd.content.decode()
            is_lost = odd.status_code in SHOWN_AGAIN and READABLE not in page.replace("\ufffd", "")
            if odd.status_code not in {200, 302, *SHOWN_AGAIN} or FOREIGN.search(page) or is_lost:
                wrong.append((route.name, form.action, odd.status_code))
    assert wrong == []
    assert walked > 40


@pytest.mark.parametrize("name", ["question", "contribute", "lesson-edit", "agenda", "join"])
def test_a_megabyte_of_words_comes_back_with_a_sentence(world: World, name: str) -> None:
    route = next(route for route in ROUTES if route.name == name)
    forms = list(forms_at(route, world))
    assert forms
    for client, form in forms:
        response = post(client, form, {form.words[0]: LONG})
        page = response.content.decode()
        assert response.status_code in SHOWN_AGAIN, form
        assert "korter" in page, form
        assert LONG.strip() in page, form
