# SPDX-License-Identifier: EUPL-1.2
"""Packing pages."""

import gzip

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from gm_portal.core import packing
from gm_portal.core.packing import KEPT_LEVEL, QUICK_LEVEL, PackingMiddleware, pack

PAGE = b"<p>Wij spreken af dat wij elkaar elk kwartaal spreken.</p>" * 50


def answer(response: HttpResponse, accept: str = "br, gzip") -> HttpResponse:
    request: HttpRequest = RequestFactory().get("/", headers={"accept-encoding": accept})
    return PackingMiddleware(lambda _: response)(request)


@given(st.binary(max_size=2000), st.sampled_from([QUICK_LEVEL, KEPT_LEVEL]))
def test_what_is_packed_comes_out_again(content, level):
    assert gzip.decompress(pack(content, level, 100)) == content


def test_a_page_is_packed_and_says_so():
    response = answer(HttpResponse(PAGE, headers={"ETag": '"x"'}))
    assert gzip.decompress(response.content) == PAGE
    assert response["Content-Encoding"] == "gzip"
    assert response["Content-Length"] == str(len(response.content))
    assert response["Vary"] == "Accept-Encoding"
    assert response["ETag"] == 'W/"x"'


def test_the_size_of_the_same_page_differs_each_time():
    assert len({len(answer(HttpResponse(PAGE)).content) for _ in range(40)}) > 1


@pytest.mark.parametrize(("published", "level"), [(True, KEPT_LEVEL), (False, QUICK_LEVEL)])
def test_a_page_that_is_kept_is_packed_harder(published, level, monkeypatch):
    levels = []
    monkeypatch.setattr(packing, "pack", lambda content, level, most: levels.append(level) or b"short")
    response = HttpResponse(PAGE)
    response.is_published_page = published
    answer(response)
    assert levels == [level]


@pytest.mark.parametrize(
    ("response", "accept"),
    [
        (HttpResponse(PAGE), "br"),
        (HttpResponse(b"short"), "gzip"),
        (HttpResponse(PAGE, headers={"Content-Encoding": "br"}), "gzip"),
    ],
)
def test_other_answers_stay_as_they_are(response, accept):
    before = response.content
    assert answer(response, accept).content == before


def test_a_stream_is_left_to_django():
    response = answer(StreamingHttpResponse([PAGE, PAGE]))
    assert gzip.decompress(b"".join(response.streaming_content)) == PAGE * 2


def test_pages_come_packed(db):
    response = Client(headers={"accept-encoding": "gzip"}).get("/privacy/")
    assert response["Content-Encoding"] == "gzip"
    assert b"<h1>" in gzip.decompress(response.content)
