# SPDX-License-Identifier: EUPL-1.2
"""Contract 3: every address is closed unless it is on the public list; GET and POST, anonymous and stranger."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.contracts.sources import PACKAGES
from tests.contracts.world import KWARGS, World, make_world
from tests.people import People

# What everybody may read without an account. Adding a name here is a decision.
PUBLIC = frozenset(
    """
    versions version version-diff version-json version-xlsx gone-questions
    home council sources accessibility privacy security-txt language healthz mail-service
    stop-mail
    processes process praatplaat compass rounds question agreements agreement agreement-version
    agreement-json agreement-pdf agreement-compare promises promise evaluations evaluation evaluation-calendar then-and-now
    lessons lessons-feed lessons-csv lessons-pdf
    party agenda agenda-item invitation council-bundles planning evaluation-voice evaluation-voice-thanks rules rules-version challenges challenge
    contribute contribute-thanks poster question-sheets
    """.split()
)
# The one form for everybody: residents at large, through a link that somebody gave them.
WRITTEN_BY_ALL = frozenset({"contribute", "evaluation-voice"})
# Pages about the reader himself: open to whoever is signed in.
OF_ONESELF = frozenset(
    """
    mine first-question my-data my-data-file erase-me
    my-reminders my-reminders-pause my-reminders-resume my-address-works
    """.split()
)
# The signed link in a mail is the proof; a mail program presses the button (RFC 8058).
STOPPED_BY_LINK = frozenset({"stop-mail"})
# Open only to a browser that came through a link with a token; tests of invitations hold them.
BY_TOKEN = frozenset({"invitation-accept"})
# 503: no worker beats its heart during tests, and /healthz/ says so.
WELCOMES = frozenset({200, 302, 503})
UNBROKEN = frozenset(range(200, 500)) | {503}
NOT_HERE = frozenset({302, 401, 403, 404, 405, 410})
SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'self'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=()",
}


@dataclass(frozen=True)
class Route:
    """One address of ours."""

    name: str
    parameters: tuple[str, ...]
    view: Any


def _walk(patterns: list[Any]) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith(PACKAGES):
            yield Route(pattern.name or "", tuple(pattern.pattern.converters), pattern.callback)


ROUTES = tuple(_walk(get_resolver().url_patterns))


@pytest.fixture
def world(people: People) -> World:
    return make_world(people)


def _address(route: Route, world: World) -> str:
    unknown = [name for name in route.parameters if (route.name, name) not in KWARGS and name not in KWARGS]
    assert unknown == [], f"tests/contracts/world.py does not know what to fill in for {route}"
    return reverse(
        route.name,
        kwargs={
            name: world.value(KWARGS.get((route.name, name)) or KWARGS[name]) for name in route.parameters
        },
    )


def test_the_walk_sees_all_addresses() -> None:
    assert len(ROUTES) > 25
    assert {route.name for route in ROUTES} >= PUBLIC
    assert [route for route in ROUTES if not route.name] == []


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_an_address_states_a_gate(route: Route) -> None:
    assert hasattr(route.view, "gate")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_who_has_no_business_is_refused(route: Route, world: World) -> None:
    address = _address(route, world)
    anonymous, stranger = Client(), world.people.client("stranger")
    if route.name in PUBLIC:
        assert anonymous.get(address).status_code in WELCOMES
    else:
        assert anonymous.get(address).status_code in NOT_HERE
        if route.name not in OF_ONESELF:
            assert stranger.get(address).status_code in NOT_HERE - {302}
    if route.name in WRITTEN_BY_ALL:
        assert anonymous.post(address).status_code == 400  # an empty form; its own tests fill it in
        return
    if route.name in STOPPED_BY_LINK:
        assert anonymous.post(address).status_code == 200
        return
    assert anonymous.post(address).status_code in NOT_HERE
    if route.name not in OF_ONESELF:
        assert stranger.post(address).status_code in NOT_HERE


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_an_unused_method_is_405(route: Route, world: World) -> None:
    address = _address(route, world)
    for name in ("anonymous", "wijk_coordinator"):
        assert world.people.client(name).put(address).status_code == 405


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_an_address_opens_for_somebody(route: Route, world: World) -> None:
    """Else the refusals above would prove nothing."""
    address = _address(route, world)
    if route.view.gate.methods == ("POST",) or route.name in BY_TOKEN:
        return
    answers = {name: world.people.client(name).get(address).status_code for name in world.openers}
    assert set(answers.values()) & WELCOMES, answers


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_no_address_breaks_on_odd_input(route: Route, world: World) -> None:
    address = _address(route, world)
    client = world.people.client("wijk_coordinator")
    odd = {
        "page": "abc",
        "q": "\x00'\"<script>",
        "state": "\ud83d",
        "pagina": "99999999999999999999",
        "stap": "9",
    }
    assert (
        client.get(
            address, {name: value.encode("utf-8", "replace") for name, value in odd.items()}
        ).status_code
        in UNBROKEN
    )
    assert (
        client.post(address, {"text": "\x00", "version": "10" * 30, "title": "x" * 9999}).status_code
        in UNBROKEN
    )
    assert client.post(address, b"\xff\xfe{]", content_type="application/json").status_code in UNBROKEN


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.name)
def test_every_answer_carries_the_security_headers(route: Route, world: World) -> None:
    response = Client().get(_address(route, world))
    for header, part in SECURITY_HEADERS.items():
        assert part in response[header]
    assert "unsafe" not in response["Content-Security-Policy"]


@pytest.mark.parametrize("route", [r for r in ROUTES if r.parameters], ids=lambda route: route.name)
def test_an_unknown_name_is_404(route: Route, world: World) -> None:
    values: dict[str, Any] = {
        name: 987654 if type(route_value := world.value(KWARGS.get((route.name, name)) or KWARGS[name])) is int
        else f"geen-{str(route_value)[:4]}"
        for name in route.parameters
    }  # fmt: skip
    address = reverse(route.name, kwargs=values)
    for name in ("anonymous", "wijk_coordinator", "administrator"):
        client = world.people.client(name)
        expected = {405} if "GET" not in route.view.gate.methods else {404, 410}
        assert client.get(address).status_code in expected
