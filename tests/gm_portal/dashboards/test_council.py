# SPDX-License-Identifier: EUPL-1.2
"""The council's overview: the same published part for everybody, and what is asked of the council."""

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.test import Client

from gm_portal.core import audit
from gm_portal.core.actors import NOBODY, SYSTEM, Actor
from gm_portal.core.models import Visibility
from gm_portal.dashboards.months import last_months
from gm_portal.dashboards.queries import council as queries
from processes.enums import AgreementState, Level, ProcessState
from processes.models import StoryEvent
from tests import factories

NOW, TODAY = factories.NOW, factories.TODAY
OFFICIALS = ("council_member", "clerk", "alderman", "administrator")


def page_of(client=None, address="/raad/"):
    return (client or Client()).get(address).content.decode()


def event(process, at=NOW, visibility=Visibility.PUBLIC, actor=None):
    audit.record(
        actor=actor or Actor(user_id=1),
        verb="adopt_agreement",
        target=process,
        now=at,
        process_id=process.pk,
        visibility=visibility,
    )


@pytest.fixture
def draft(people):
    """A first version that all parties signed and that only waits for the council."""
    return factories.AgreementFactory(
        process=people.process,
        state=AgreementState.DISCUSSED,
        title="Sleutel van het buurthuis",
        level=Level.N4,
        asks_council_at=NOW,
    )


@pytest.fixture
def bundle(people, draft):
    """It lies before the council."""
    return factories.bundle(draft)


def test_what_is_asked_of_the_council_is_for_the_council_until_it_is_public(people, bundle):
    for who in ("council_member", "clerk", "alderman"):
        assert "Sleutel van het buurthuis" in page_of(people.client(who))
    # Who keeps the portal running may not open the bundle either.
    for who in ("anonymous", "stranger", "other_wijk_coordinator", "wijk_coordinator", "administrator"):
        page = page_of(people.client(who))
        assert "Sleutel van het buurthuis" not in page
        assert "Er wacht nu geen afspraak" in page


def test_an_adopted_agreement_that_waits_again_is_named_for_everybody_in_its_adopted_words(people):
    adopted = factories.AgreementFactory(
        process=people.process, title="Zoals vastgesteld", asks_council_at=NOW
    )
    adopted.current = adopted.versions.create(
        number=2, title="Nog niet openbaar", text="Nieuw", level=Level.N4, at=NOW
    )
    adopted.state, adopted.resumes_as = AgreementState.SUSPENDED, AgreementState.RUNNING
    adopted.save()
    factories.bundle(adopted)
    anonymous, clerk = page_of(), page_of(people.client("clerk"))
    assert "Zoals vastgesteld" in anonymous
    assert "Nog niet openbaar" not in anonymous
    assert "Nog niet openbaar" in clerk


def test_what_ended_asks_nothing(people, draft, bundle):
    draft.state = AgreementState.ENDED
    draft.save()
    assert queries.asked_of_council(people.actor("clerk")) == []


def test_a_draft_leaves_no_trace_in_the_published_table(people):
    factories.AgreementFactory(
        process=people.process, state=AgreementState.DRAFT, level=Level.N4, title="Geheim plan"
    )
    for who in ("anonymous", "stranger", "council_member", "wijk_coordinator"):
        page = page_of(people.client(who))
        assert "Geheim plan" not in page
        assert "Overgedragen taak" not in page
    # It could have leaked: the same agreement counts once it is adopted.
    factories.AgreementFactory(process=people.process, number=99, level=Level.N4, origin="found")
    cache.clear()
    assert "Overgedragen taak" in page_of()


def table_of(page):
    return re.search(r'<section[^>]*aria-labelledby="gebieden".*?</section>', page, re.S)[0]


def test_the_published_part_is_the_same_for_everybody(people, draft):
    factories.AgreementFactory(process=people.process, level=Level.N2)
    tables = set()
    for who in ("anonymous", "stranger", "wijk_coordinator", *OFFICIALS):
        cache.clear()
        tables.add(table_of(page_of(people.client(who))))
    assert len(tables) == 1


def test_each_line_says_how_it_stands_in_words(people):
    factories.AgreementFactory(process=people.process, level=Level.N3)
    factories.EvaluationFactory(process=people.process, planned_on=dt.date(2020, 5, 4))
    event(people.process, dt.datetime(2026, 11, 3, 23, 30, tzinfo=dt.UTC))
    StoryEvent.objects.create(
        process=people.other_process, when="2022", sort_on=dt.date(2022, 1, 1), text="Start", origin="seed"
    )
    table = table_of(page_of())
    assert "Verdelen en meebeslissen" in table
    assert re.search(r"\d+ van \d+ nog niet ingevuld", table)
    assert "4 november 2026" in table
    assert "4 mei 2020" in table
    assert "die dag is voorbij" in table
    assert "nog geen dag" in table
    assert ">2022<" in table
    assert table.index("Korenbuurt") < table.index("Zeewijk")
    for figure in ("afspraken/", "evaluatie/", "#verhaal"):
        assert f"{people.process.get_absolute_url()}{figure}" in table


def test_the_filter_counts_and_selects(people):
    factories.ProcessFactory(title="Klaarwijk", state=ProcessState.FINISHED, step=3)
    table = table_of(page_of(address="/raad/?stap=afgerond"))
    assert "Klaarwijk" in table
    assert "Korenbuurt" not in table
    assert re.findall(r"\((\d+)\)", table) == ["3", "2", "0", "0", "1"]
    assert "Korenbuurt" in table_of(page_of(address="/raad/?stap=1"))
    assert "Hier staat nu geen gebied" in table_of(page_of(address="/raad/?stap=2"))


@pytest.mark.parametrize(
    "strange", ["?stap=9", "?page=0", "?page=-1", "?page=x", "?page=" + "9" * 50, "?stap=%00"]
)
def test_strange_addresses_show_the_first_or_last_page(people, strange):
    response = Client().get(f"/raad/{strange}")
    assert response.status_code == 200
    assert "Korenbuurt" in response.content.decode()


def test_twenty_lines_a_page(db):
    factories.ProcessFactory.create_batch(23)
    assert table_of(page_of()).count('<th scope="row">') == 20
    assert table_of(page_of(address="/raad/?page=2")).count('<th scope="row">') == 3


@pytest.mark.parametrize("count", [1, 3])
def test_the_overview_costs_the_same_for_one_and_three_processes(people, django_assert_num_queries, count):
    for process in factories.ProcessFactory.create_batch(count):
        factories.AgreementFactory(process=process)
        factories.EvaluationFactory(process=process)
        event(process)
    client = people.client("council_member")
    cache.clear()
    # Session, user, seats, asked, joined; map (2); processes, standings, next days, events, stories.
    with django_assert_num_queries(13):
        client.get("/raad/")
    with django_assert_num_queries(3):
        client.get("/raad/")
    cache.clear()
    with django_assert_num_queries(10):
        Client().get("/raad/")
    with django_assert_num_queries(0):
        Client().get("/raad/")


def test_a_public_event_refreshes_the_table_for_all(people, django_capture_on_commit_callbacks):
    reader, councillor = Client(), people.client("council_member")
    assert "Adviseren" not in page_of(reader)
    assert "Adviseren" not in page_of(councillor)
    factories.AgreementFactory(process=people.process, level=Level.N1)
    assert "Adviseren" not in page_of(reader)
    with django_capture_on_commit_callbacks(execute=True):
        event(people.process)
    assert "Adviseren" in page_of(reader)
    assert "Adviseren" in page_of(councillor)


def test_activity_counts_what_people_did_in_public_per_month(people):
    process = people.process
    for at in (NOW, NOW, NOW - dt.timedelta(days=31), NOW - dt.timedelta(days=800)):
        event(process, at)
    event(process, NOW + dt.timedelta(days=1), Visibility.PARTY)
    event(process, NOW + dt.timedelta(days=1), actor=SYSTEM)
    line = queries.lines_of([process], today=TODAY)[0]
    assert line.activity.counts == (0,) * 10 + (1, 2)
    assert line.activity.day == TODAY


@pytest.mark.parametrize("today", [dt.date(2026, 1, 31), dt.date(2026, 12, 1)])
def test_twelve_months_end_with_this_one(today):
    months = last_months(today, 12)
    assert len(set(months)) == 12
    assert months == sorted(months)
    assert (months[-1].year, months[-1].month) == (today.year, today.month)


@pytest.mark.parametrize("count", [1, 3])
def test_what_is_asked_costs_the_same_however_much(people, django_assert_num_queries, count):
    for number in range(count):
        factories.bundle(factories.AgreementFactory(process=people.process, title=f"Taak {number}"))
    for actor, cost in ((people.actor("clerk"), 2), (NOBODY, 1)):
        with django_assert_num_queries(cost):
            assert len(queries.asked_of_council(actor)) == count


def test_nobody_asks_nothing(db):
    assert queries.asked_of_council(NOBODY) == []
