# SPDX-License-Identifier: EUPL-1.2
"""The home page: the map, the newest processes, and what is kept until something public changes."""

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client

from gm_portal.core import audit, pages
from gm_portal.core.actors import SYSTEM, Actor
from gm_portal.core.models import Visibility
from gm_portal.dashboards.atlas import MOST_NAMES, atlas_of
from gm_portal.dashboards.queries.home import newest_processes
from processes.enums import ProcessState
from processes.models import Experiment, StoryEvent
from processes.queries.areas import map_areas
from tests import factories

NOW = factories.NOW


def news(process, at=NOW, visibility=Visibility.PUBLIC, actor=None):
    audit.record(
        actor=actor or Actor(user_id=1),
        verb="set_step",
        target=process,
        now=at,
        process_id=process.pk,
        visibility=visibility,
    )


def test_the_newest_news_comes_first_and_six_is_enough(db):
    old, quiet, newest, *others = factories.ProcessFactory.create_batch(8)
    news(newest)
    news(old, NOW - dt.timedelta(days=400))
    news(quiet, NOW + dt.timedelta(days=1), Visibility.PARTY)
    news(quiet, NOW + dt.timedelta(days=1), actor=SYSTEM)
    StoryEvent.objects.create(
        process=others[0], when="2026", sort_on=dt.date(2026, 1, 1), text="Start", origin="seed"
    )
    shown = newest_processes()
    assert shown[:3] == [newest, others[0], old]
    assert len(shown) == 6


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_the_same_for_one_and_three_processes(people, django_assert_num_queries, count):
    for process in factories.ProcessFactory.create_batch(count):
        news(process)
    client = people.client("wijk_coordinator")
    client.get("/privacy/")
    cache.clear()
    # Session and user; areas with experiments, their processes; processes, outlines, news (2), experiments.
    with django_assert_num_queries(9):
        client.get("/")
    # The next reader finds the parts ready.
    with django_assert_num_queries(1):
        client.get("/")


def test_home_shows_what_this_is(people):
    area = people.process.areas.get()
    Experiment.objects.create(
        code="E1", name="Wijkdeal", area=area, text="Samen begroten.", origin="found", source="krant"
    )
    page = Client().get("/").content.decode()
    assert page.count("<h1>") == 1
    assert 'action="/gebieden/"' in page
    assert 'name="q"' in page
    assert f'class="map__place" href="{people.process.get_absolute_url()}"' in page
    assert "Wijkdeal" in page
    assert "csrfmiddlewaretoken" not in page


def test_an_empty_portal_says_what_comes_here(db):
    assert "Er doet nog geen gebied mee" in Client().get("/").content.decode()


def test_a_public_change_shows_at_once_a_private_one_changes_nothing(
    people, django_capture_on_commit_callbacks, django_assert_num_queries
):
    reader, member = Client(), people.client("wijk_member")
    reader.get("/")
    people.process.title = "Nieuwe naam"
    people.process.save()
    with django_capture_on_commit_callbacks(execute=True):
        news(people.process, visibility=Visibility.PROCESS)
    with django_assert_num_queries(0):
        assert "Nieuwe naam" not in reader.get("/").content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        news(people.process)
    assert "Nieuwe naam" in reader.get("/").content.decode()
    assert "Nieuwe naam" in member.get("/").content.decode()


def test_the_other_language_has_its_own_pages(people):
    dutch = Client().get("/").content.decode()
    english = Client()
    english.cookies["taal"] = "en"
    assert 'lang="en"' in english.get("/").content.decode()
    assert Client().get("/").content.decode() == dutch


def test_few_processes_have_their_names_on_the_map_many_are_one_link_an_area(db):
    village, other = factories.AreaFactory(name="Dorp"), factories.AreaFactory(name="Wijk")
    together = factories.ProcessFactory(areas=[village, other], state=ProcessState.FINISHED)
    assert "map__names" in Client().get("/").content.decode()
    atlas = atlas_of(map_areas())
    assert [(place.name, place.note, len(place.paths)) for place in atlas.places] == [
        (together.title, "afgerond", 2)
    ]
    factories.ProcessFactory.create_batch(MOST_NAMES, areas=[village])
    pages.refresh()
    crowded = atlas_of(map_areas())
    assert not crowded.names_shown
    assert "map__names" not in Client().get("/").content.decode()
    assert [(place.name, place.url) for place in crowded.places] == [
        ("Dorp", "/gebieden/?q=Dorp"),
        ("Wijk", together.get_absolute_url()),
    ]
