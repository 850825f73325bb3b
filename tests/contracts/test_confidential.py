# SPDX-License-Identifier: EUPL-1.2
"""What is not for all is nowhere: every address and every link, read by each kind of reader, holds no secret of others.

`secrets_world.py` holds the table of who may come across what, and says why.
"""

import html
import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from django.apps import apps
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from processes import models
from tests.contracts.secrets_world import READERS, SECRETS, SecretWorld, make_secret_world
from tests.contracts.test_3_addresses import ROUTES, Route
from tests.contracts.world import KWARGS
from tests.people import People, make_people

LINK = re.compile(r"""(?:href|src|action|hx-get|data-src)="([^"#]+)""")
# Static files are the same for all; signing out ends the walk; other languages say the same in other words.
LEFT_ALONE = ("/static/", "/accounts/", "/taal/", "/dev/", "//")
# What a number or a key in an address can be: everything of that kind that there is.
KEYS: dict[str, str] = {
    "promise-evidence": "PromiseEvidence",
    "postponement": "Postponement",
    "challenge-consent": "GivingParty",
    "evaluation": "Evaluation",
    "then": "Evaluation",
    "party-member": "Membership",
    "party-end": "Membership",
    "contribution": "ContributionLink",
    "link-sheets": "ContributionLink",
    "paper": "ContributionLink",
    "answer-paper-check": "PaperAnswer",
    "sitting": "Sitting",
    "join-answer": "JoinRequest",
}
NUMBERS: dict[str, str] = {
    "challenge": "Challenge",
    "council": "CouncilBundle",
    "lesson": "Lesson",
    "agreement": "Agreement",
    "promise": "Agreement",
}


@pytest.fixture
def secret(people: People) -> SecretWorld:
    return make_secret_world(people)


def _values(route: Route, name: str, secret: SecretWorld) -> list[Any]:
    """What may stand at this place of an address."""
    tables = {"pk": KEYS, "number": NUMBERS}.get(name, {})
    model = next((tables[start] for start in tables if route.name.startswith(start)), None)
    if model == "Agreement" and route.view.gate.do:
        return [
            11,
            14,
            32,
        ]  # a form asks the same of each: one in force, one on the table, one before the council
    if model:
        return list(
            apps.get_model("processes", model).objects.order_by().values_list(name, flat=True).distinct()
        )
    if name == "slug":
        return ["korenbuurt", "zeewijk"]
    if name == "party_id":
        return list(models.Party.objects.values_list("pk", flat=True))
    if name == "version" and route.name.startswith("agreement"):
        return [1, 2]
    if name == "code" and route.name in ("question", "answer", "answer-history", "joint", "answer-paper"):
        return ["VR-1", "DEN-1", "KIE-1"]
    return [secret.world.value(KWARGS.get((route.name, name)) or KWARGS[name])]


def _addresses(secret: SecretWorld) -> list[str]:
    """Every address that names something, whoever may know of it."""
    own = {party.pk: party.process.slug for party in models.Party.objects.select_related("process")}
    found = []
    for route in ROUTES:
        if "GET" not in route.view.gate.methods:
            continue
        choices = [_values(route, name, secret) for name in route.parameters]
        for values in itertools.product(*choices):
            named = dict(zip(route.parameters, values, strict=True))
            slug, party = named.get("slug", "korenbuurt"), named.get("party_id")
            # A thing has one place; what is elsewhere is not found by anybody.
            if own.get(party, slug) == slug == ("korenbuurt" if {"pk", "number"} & named.keys() else slug):
                found.append(reverse(route.name, kwargs=named))
    return found


def _text(response: HttpResponseBase) -> str:
    """All a reader gets: the headers and the body, also of a paper or a spreadsheet."""
    body = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    head = "\n".join(f"{name}: {value}" for name, value in response.items())
    kind = response.get("Content-Type", "")
    if "pdf" in kind:
        said = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    elif body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            said = "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    else:
        said = body.decode("utf-8", "replace")
    return html.unescape(f"{unquote(head)}\n{said}")


def _links(text: str) -> Iterator[str]:
    for found in LINK.findall(text):
        address = urlsplit(found)
        if not address.netloc and address.path.startswith("/") and not found.startswith(LEFT_ALONE):
            yield address.path + (f"?{address.query}" if address.query else "")


def _walk(client: Client, start: list[str]) -> Iterator[tuple[str, str]]:
    """Every page that can be asked for, with what stands on it; links are followed to wherever they lead."""
    waiting, seen = list(reversed(start)), set()
    while waiting:
        address = waiting.pop()
        if address not in seen and not address.startswith(LEFT_ALONE):
            seen.add(address)
            text = _text(client.get(address))
            yield address, text
            waiting += [link for link in _links(text) if link not in seen]


def _found(text: str, secret: SecretWorld) -> set[str]:
    """The secrets on this page, and the links to agreements that are a secret."""
    text = text.lower()
    links = {f'"{path}' for path in secret.hidden}
    return {word for word in (*SECRETS, *links) if word in text}


def _may(reader: str, word: str, secret: SecretWorld) -> bool:
    """Whether this reader may come across this; everybody may read his own address."""
    if word in SECRETS:
        return reader in SECRETS[word][0] or word == f"{reader}@"
    return reader in secret.hidden[word[1:]]


def _witness(word: str) -> str:
    """Who must come across a secret somewhere: else not finding it elsewhere would prove nothing."""
    return next((reader for reader in reversed(READERS) if reader in SECRETS[word][0]), "")


@pytest.mark.parametrize("reader", READERS)
def test_nobody_comes_across_what_is_not_for_him(secret: SecretWorld, reader: str) -> None:
    """Some seconds for each reader: it asks for hundreds of pages, and that is what it is for."""
    leaks, found, pages = set(), set(), 0
    for address, text in _walk(secret.client(reader), _addresses(secret)):
        here = _found(text, secret)
        leaks |= {f"{word} at {address}" for word in here if not _may(reader, word, secret)}
        found |= here
        pages += 1
    assert "\n".join(sorted(leaks)) == ""
    assert {word for word in SECRETS if _witness(word) == reader} - found == set()
    assert pages > 150


SHARED_PAGES = (
    "home council processes process praatplaat question agreements promises council-bundles challenges evaluations "
    "evaluation planning lessons compass rounds agenda party"
).split()


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_for_one_reader_is_not_given_to_another() -> None:
    """Pages and parts of them are kept; inside the transaction of other tests nothing is, so here there is none."""
    secret = make_secret_world(make_people())
    routes = [route for route in ROUTES if route.name in SHARED_PAGES]
    addresses = [
        reverse(route.name, kwargs=dict(zip(route.parameters, values, strict=True)))
        for route in routes
        for values in itertools.product(*(_values(route, name, secret)[:1] for name in route.parameters))
    ]
    assert len(addresses) == len(SHARED_PAGES)
    # Who may see the most reads first: what is made for them is there for the next.
    readers = ("wijk_coordinator", "clerk", *READERS)
    leaks = set()
    for reader in readers:
        client = secret.client(reader)
        for address in addresses:
            here = _found(_text(client.get(address)), secret)
            leaks |= {f"{word} at {address} by {reader}" for word in here if not _may(reader, word, secret)}
    assert "\n".join(sorted(leaks)) == ""
