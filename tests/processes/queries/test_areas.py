# SPDX-License-Identifier: EUPL-1.2
"""Reads on areas and processes."""

import datetime as dt

import pytest

from gm_portal.core import audit, pages
from gm_portal.core.actors import SYSTEM, Actor
from gm_portal.core.models import Visibility
from processes.actions.loading import load_documented
from processes.models import Area, Experiment, Process, StoryEvent
from processes.queries import areas as queries
from tests.factories import NOW, AreaFactory, ProcessFactory

pytestmark = pytest.mark.django_db


SOMEBODY = Actor(user_id=1)


def event(process, *, visibility=Visibility.PUBLIC, days=0, actor=SOMEBODY, verb="set_step"):
    audit.record(
        actor=actor,
        verb=verb,
        target=process,
        process_id=process.pk,
        visibility=visibility,
        now=NOW - dt.timedelta(days=days),
    )


@pytest.mark.parametrize("count", [1, 3])
def test_last_news_costs_two_queries(django_assert_num_queries, count) -> None:
    processes = ProcessFactory.create_batch(count)
    with django_assert_num_queries(2):
        assert queries.news_of(processes) == {}


def test_the_last_public_event_is_the_news_else_the_end_of_the_story() -> None:
    told, busy, silent = ProcessFactory.create_batch(3)
    for process in (told, busy):
        StoryEvent.objects.create(
            process=process, when="2022", sort_on="2022-01-01", text="Start", origin="seed"
        )
        StoryEvent.objects.create(
            process=process, when="2023-02", sort_on="2023-02-01", text="Feest", origin="found"
        )
    event(busy, days=9)
    event(busy, days=2, verb="adopt")
    event(busy, visibility=Visibility.PROCESS)
    event(busy, visibility=Visibility.PARTY)
    event(busy, actor=SYSTEM)
    event(told, visibility=Visibility.ADMIN)
    news = queries.news_of([told, busy, silent])
    assert news == {
        busy.pk: queries.News(NOW.date() - dt.timedelta(days=2), "adopt"),
        told.pk: queries.News(dt.date(2023, 2, 1), "", "2023-02", "Feest", "found"),
    }
    assert queries.activity_of([told, busy, silent]) == {
        busy.pk: NOW.date() - dt.timedelta(days=2),
        told.pk: dt.date(2023, 2, 1),
    }


def test_the_map_knows_processes_and_experiments(django_assert_num_queries) -> None:
    area = AreaFactory(code="paddepoel", name="Paddepoel")
    other = AreaFactory(name="Selwerd")
    ProcessFactory(slug="klaar", title="Aaa", areas=[area], state="finished", step=3)
    ProcessFactory(slug="bezig", title="Bbb", areas=[area])
    Experiment.objects.create(
        code="E9", name="Proef", area=other, text="Iets", origin="found", source="krant"
    )
    pages.refresh()
    with django_assert_num_queries(2):
        drawn = queries.map_areas()
    with django_assert_num_queries(0):
        assert queries.map_areas() == drawn
    found = {each.code: each for each in drawn.areas}
    assert [link.slug for link in found["paddepoel"].processes] == ["bezig", "klaar"]
    assert [link.is_finished for link in found["paddepoel"].processes] == [False, True]
    assert found[other.code].experiments == ("Proef",)
    assert drawn.view_box == "0 0 1000 104.0"


def test_a_wijk_is_found_with_and_without_a_process() -> None:
    load_documented(actor=SYSTEM, now=NOW)
    pages.refresh()
    assert [area.name for area in queries.find_areas("paddepoel")] == ["Paddepoel"]
    [onnen] = queries.find_areas("onnen")
    assert [link.slug for link in onnen.processes] == ["onnen-noordlaren-glimmen"]
    assert [area.code for area in queries.find_areas("Indische buurt")] == ["korrewegwijk"]
    assert queries.find_areas("nergenshuizen") == ()


def test_borders_are_sound() -> None:
    load_documented(actor=SYSTEM, now=NOW)
    pages.refresh()
    drawn = queries.map_areas()
    _, _, width, height = (float(number) for number in drawn.view_box.split())
    assert width == 1000
    assert 700 < height < 1500
    assert len({area.code for area in drawn.areas}) == 68
    for area in drawn.areas:
        x, y, w, h = area.box
        assert 0 <= x < x + w <= width, area.code
        assert 0 <= y < y + h <= height, area.code
        assert x <= area.label[0] <= x + w, area.code
        assert y <= area.label[1] <= y + h, area.code
        assert area.outline.startswith("M"), area.code
    for area in Area.objects.all():
        for ring in rings(area.geometry):
            assert ring[0] == ring[-1], area.code
            assert len(ring) >= 4, area.code
            assert all(6.3 < lon < 6.9 and 53.0 < lat < 53.4 for lon, lat in ring), area.code


def rings(geometry):
    polygons = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    return [ring for polygon in polygons for ring in polygon]


def test_the_villages_lie_south_of_the_city_and_hoogkerk_west() -> None:
    load_documented(actor=SYSTEM, now=NOW)
    pages.refresh()
    places = {area.code: area.label for area in queries.map_areas().areas}
    assert places["noordlaren"][1] > places["haren"][1] > places["binnenstad"][1]
    assert places["hoogkerk"][0] < places["binnenstad"][0] < places["meerstad"][0]


def test_a_process_by_its_address() -> None:
    process = ProcessFactory(slug="zeewijk")
    assert queries.process_by_slug("zeewijk") == process
    assert queries.process_for_page("zeewijk").process == process
    for fetch in (queries.process_by_slug, queries.process_for_page):
        with pytest.raises(Process.DoesNotExist):
            fetch("nergens")
