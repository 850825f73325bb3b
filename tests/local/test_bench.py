# SPDX-License-Identifier: EUPL-1.2
"""The bench measures what it says: its data is valid, and a first visit counts every file once."""

import gzip
import http.client

import pytest
from django.test import Client

from gm_portal.core import clock
from gm_portal.core.actors import SYSTEM
from gm_portal.local.bench import agreements
from gm_portal.local.bench.filling import EVENTS, fill
from gm_portal.local.bench.pages import PAGES
from gm_portal.local.bench.visit import first_visit
from processes.actions.loading import load_documented
from processes.models import Agreement, Answer, Process
from tests import factories


@pytest.mark.django_db
def test_filling_makes_whole_processes_and_stops_at_the_number_asked():
    now = clock.now()
    load_documented(actor=SYSTEM, now=now)
    author = factories.UserFactory()
    for total in (4, 6, 6):
        fill(total, author_id=author.pk, now=now)
        assert Process.objects.count() == total
    newest = Process.objects.latest("pk")
    assert newest.agreements.filter(published__isnull=False).exists()
    assert {answer.state for answer in Answer.objects.filter(conversation__process=newest)} == {
        "draft",
        "shared",
        "published",
    }
    assert EVENTS > 0
    for page in PAGES:
        assert Client().get(page.address).status_code == 200


@pytest.mark.django_db
def test_the_many_agreements_are_signed_as_people_sign() -> None:
    for email in (agreements.READER, agreements.TEAM):
        factories.UserFactory(email=email)
    agreements.fill(clock.now())
    states = Agreement.objects.values_list("state", flat=True)
    assert sorted(set(states)) == ["running", "suspended"]
    assert len(states) == agreements.AGREEMENTS
    assert max(agreements.count()["queries"].values()) <= 15


class Shelf:
    """A server with a few files, some of them packed."""

    FILES = {
        "/": (b'<link rel="stylesheet" href="/a.css"><script src="/a.js"></script><a href="/more/">more</a>'
              b'<link rel="canonical" href="/kept/"><img src="data:image/png;base64,x"><img src="https://far.example/x.png">'),
        "/a.css": b"@font-face{src:url(fonts/a.woff2)} body{background:url('/a.svg')}",
        "/a.js": b"1",
        "/fonts/a.woff2": b"font",
        "/a.svg": b"<svg/>",
    }  # fmt: skip

    def get(self, address: str) -> tuple[float, http.client.HTTPResponse, bytes]:
        """One file, packed when it is text."""

        class Response:
            headers = {"Content-Encoding": "gzip"} if address in ("/", "/a.css") else {}

        content = self.FILES[address]
        return 0, Response(), gzip.compress(content) if Response.headers else content


def test_a_first_visit_counts_every_file_once_as_it_travels():
    kilobytes, sizes, elsewhere = first_visit(Shelf())
    assert set(sizes) == {"/", "/a.css", "/a.js", "/fonts/a.woff2", "/a.svg"}
    assert sizes["/"] == len(gzip.compress(Shelf.FILES["/"]))
    assert kilobytes == sum(sizes.values()) / 1000
    assert elsewhere == ["https://far.example/x.png"]
