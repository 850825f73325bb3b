# SPDX-License-Identifier: EUPL-1.2
"""Kept pages: served from the cache until something published changes, and never to the wrong reader."""

from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from gm_portal.core import pages
from gm_portal.core.gate import gate
from tests.people import People

renders: list[str] = []


@gate(published=True)
def published(request: HttpRequest) -> HttpResponse:
    renders.append(request.path)
    return HttpResponse(f"render {len(renders)}")


@gate()
def not_published(request: HttpRequest) -> HttpResponse:
    renders.append(request.path)
    return HttpResponse(f"render {len(renders)}")


urlpatterns = [path("kept/", published), path("fresh/", not_published)]


@pytest.fixture(autouse=True)
def _own_urls(db: None) -> Iterator[None]:
    renders.clear()
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_a_published_page_is_rendered_once() -> None:
    assert Client().get("/kept/").content == Client().get("/kept/").content == b"render 1"


def test_another_page_is_rendered_each_time() -> None:
    assert Client().get("/fresh/").content != Client().get("/fresh/").content


def test_a_refresh_makes_the_page_anew() -> None:
    Client().get("/kept/")
    pages.refresh()
    assert Client().get("/kept/").content == b"render 2"


def test_a_page_that_started_before_the_change_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """The change commits while the old state is being rendered: the next reader gets the new one."""
    original = Client().get("/fresh/").status_code
    assert original == 200
    real = pages.clock.now
    calls = iter([True])

    def now_with_change() -> object:
        if next(calls, False):
            pages.refresh()  # between reading the generation and storing the page
        return real()

    monkeypatch.setattr(pages.clock, "now", now_with_change)
    Client().get("/kept/")
    monkeypatch.setattr(pages.clock, "now", real)
    assert Client().get("/kept/").content == b"render 3"


def test_a_signed_in_reader_never_fills_or_reads_the_kept_page(people: People) -> None:
    assert people.client("stranger").get("/kept/").content == b"render 1"
    assert Client().get("/kept/").content == b"render 2"
    assert people.client("stranger").get("/kept/").content == b"render 3"


def test_each_language_and_query_has_its_own() -> None:
    Client().get("/kept/")
    english = Client()
    english.cookies["taal"] = "en"
    assert english.get("/kept/").content == b"render 2"
    assert Client().get("/kept/?page=2").content == b"render 3"
    assert Client().get("/kept/").content == b"render 1"


def test_a_kept_page_has_all_security_headers() -> None:
    first, second = Client().get("/kept/"), Client().get("/kept/")
    for header in (
        "Content-Security-Policy",
        "X-Content-Type-Options",
        "Referrer-Policy",
        "Permissions-Policy",
    ):
        assert second[header] == first[header] != ""


def test_without_cache_pages_are_still_served(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("no cache")

    monkeypatch.setattr(caches["strict"], "get_or_set", broken)
    assert [Client().get("/kept/").content for _ in range(2)] == [b"render 1", b"render 2"]


def test_the_sweep_refreshes_once_per_newest_event() -> None:
    before = pages.generation() or 0
    assert [pages.sweep(newest_event=7), pages.sweep(newest_event=7), pages.sweep(newest_event=8)] == [
        True,
        False,
        True,
    ]
    assert pages.generation() == before + 2


def test_a_kept_part_is_made_once_per_generation() -> None:
    made = []
    for _ in range(3):
        pages.kept("part", lambda: made.append(1) or "text")
    pages.refresh()
    assert pages.kept("part", lambda: made.append(1) or "text") == "text"
    assert len(made) == 2


@pytest.mark.parametrize(
    "query", ["x=1", "page=1&x=2", "page=" + "9" * 20, "q=zoek", "page=1&page=2", "page=%00"]
)
def test_a_query_nobody_links_to_is_not_kept(query: str) -> None:
    """Else anybody could fill the cache with pages nobody asked for."""
    assert Client().get(f"/kept/?{query}").content != Client().get(f"/kept/?{query}").content


def test_a_new_release_never_shows_pages_of_the_old(monkeypatch: pytest.MonkeyPatch) -> None:
    Client().get("/kept/")
    monkeypatch.setattr(pages, "release", lambda: "next")
    assert Client().get("/kept/").content == b"render 2"
