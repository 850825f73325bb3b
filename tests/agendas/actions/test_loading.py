# SPDX-License-Identifier: EUPL-1.2
"""The documented items."""

import json

import pytest

from agendas.actions.loading import DATA, load_items
from agendas.models import AgendaItem
from gm_portal.core.models import AuditEvent
from gm_portal.core.origins import Origin
from tests import factories

NOW = factories.NOW


@pytest.fixture
def hoogkerk(db):
    return factories.ProcessFactory(slug="hoogkerk")


def test_documented_items_link_to_the_documented_agreement(hoogkerk):
    factories.AgreementFactory(process=hoogkerk, kind="budget", origin=Origin.PORTAL)
    documented = factories.AgreementFactory(process=hoogkerk, kind="budget", origin=Origin.FOUND)
    factories.AgreementFactory(process=hoogkerk, kind="rol", origin=Origin.FOUND)
    assert load_items(now=NOW) == 6
    items = AgendaItem.objects.filter(process=hoogkerk)
    assert [item.number for item in items] == [1, 2, 3, 4, 5, 6]
    assert all(list(item.agreements.all()) == [documented] for item in items)
    assert not AuditEvent.objects.exclude(visibility="admin").exists()


def test_a_second_time_nothing_changes(hoogkerk):
    load_items(now=NOW)
    before = list(AgendaItem.objects.values())
    assert load_items(now=NOW) == 0
    assert list(AgendaItem.objects.values()) == before


def test_what_people_changed_stays(hoogkerk):
    load_items(now=NOW)
    item = AgendaItem.objects.get(title="Verkeer")
    item.state = "done"
    item.save()
    factories.AgendaItemFactory(process=hoogkerk, number=7, title="Groen")
    assert load_items(now=NOW) == 0
    item.refresh_from_db()
    assert item.state == "done"


def test_areas_that_are_not_loaded_are_skipped(db):
    assert load_items(now=NOW) == 0


def test_every_documented_item_says_where_it_comes_from():
    entries = json.loads(DATA.read_text("utf-8"))
    assert [entry["process"] for entry in entries] == ["hoogkerk"] * 6 + ["rivierenbuurt"]
    for entry in entries:
        assert entry["origin"] in ("seed", "found")
        assert entry["source"]
