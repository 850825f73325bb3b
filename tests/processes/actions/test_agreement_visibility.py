# SPDX-License-Identifier: EUPL-1.2
"""What happens to an agreement that is not for all leaves no trace for readers: no news, no count, no step."""

from typing import Any

import pytest
from django.core.cache import cache

from gm_portal.core import pages
from gm_portal.core.models import AuditEvent, Visibility
from processes.actions import agreement_ending as ending
from processes.actions.postponements import close_postponement, confirm_postponement
from processes.models import Agreement, AgreementEvent
from processes.queries.areas import news_of
from tests import factories
from tests.agreements import TASK, Table, make_table
from tests.factories import NOW

QUIET = {"is_public": False, "private_reason": "Het gaat over één huishouden."}


@pytest.fixture
def table(db: None) -> Table:
    return make_table()


def told() -> set[str]:
    """The verbs readers can know of."""
    return set(AuditEvent.objects.filter(visibility=Visibility.PUBLIC).values_list("verb", flat=True))


def live_through(table: Table, **said: Any) -> Agreement:
    """Adopted, suspended, taken back, suspended and adopted again, ended."""
    agreement = table.draft(**said)
    table.sign_all(agreement)
    table.amend(agreement, title="Het groen en het water", **said)
    actor = table.people.actor("wijk_coordinator")
    ending.take_back_version(agreement=agreement, version=2, reason="Toch niet.", actor=actor, now=NOW)
    table.amend(agreement, title="Het groen en het plein", based_on=1, **said)
    table.sign_all(agreement, version=3)
    ending.stop_agreement(agreement=agreement, reason="Klaar.", actor=actor, now=NOW)
    return agreement


def test_the_life_of_a_public_agreement_is_news(table: Table) -> None:
    agreement = live_through(table)
    steps = {"adopt_agreement", "suspend_agreement", "take_back_version", "end_agreement"}
    assert told() - {"plan_evaluation"} == steps | {"lapse_evaluation"}
    assert set(agreement.events.filter(is_public=True).values_list("kind", flat=True)) == {
        "adopted",
        "suspended",
        "taken_back",
        "ended",
    }


def test_the_life_of_a_quiet_agreement_is_not(table: Table) -> None:
    live_through(table, **QUIET)
    assert told() - {"plan_evaluation"} == set()
    assert AgreementEvent.objects.filter(is_public=True).count() == 0
    assert AgreementEvent.objects.count() > 4
    assert news_of([table.people.process]) == {}


@pytest.mark.parametrize(("old", "new"), [(QUIET, {}), ({}, QUIET)])
def test_replacing_is_told_as_far_as_the_old_one_is_known(
    table: Table, old: dict[str, Any], new: dict[str, Any]
) -> None:
    first = factories.AgreementFactory(process=table.people.process, number=41, **old)
    second = table.draft(**new)
    Agreement.objects.filter(pk=second.pk).update(replaces=first)
    table.sign_all(second)
    first.refresh_from_db()
    assert first.state == "ended"
    assert ("replace_agreement" in told()) == (old == {})
    assert ("adopt_agreement" in told()) == (new == {})
    assert first.events.get().is_public == (old == {})


def test_what_is_adopted_in_silence_still_leaves_the_pages(
    table: Table, django_capture_on_commit_callbacks: Any
) -> None:
    """Version 1 was for all and version 2 is not: the kept pages must not go on showing it."""
    agreement = table.draft()
    table.sign_all(agreement)
    table.amend(agreement, title="Het groen en het water", **QUIET)
    cache.clear()
    before = pages.generation()
    table.sign(agreement, "team_coordinator", 2)
    with django_capture_on_commit_callbacks(execute=True):
        table.sign(agreement, "wijk_deputy", 2)
    agreement.refresh_from_db()
    assert agreement.published == agreement.current
    assert pages.generation() != before


def test_asking_the_council_is_told_as_far_as_the_agreement_is_known(table: Table) -> None:
    quiet = table.draft(kind="taak", fields=TASK, level="N4", **QUIET)
    table.sign_all(quiet)
    table.decide(quiet)
    quiet.refresh_from_db()
    assert quiet.published == quiet.current
    assert told() & {"ask_council", "record_council_decision", "adopt_agreement"} == set()
    # A next text is asked about again: it was in force, and still nobody else knows of it.
    table.amend(quiet, fields=TASK, level="N4", title="Het groen en het water", **QUIET)
    table.sign_all(quiet, version=2)
    table.submit(quiet)
    assert told() & {"ask_council", "record_council_decision"} == set()


def test_putting_off_is_told_as_far_as_the_agreement_is_known(table: Table) -> None:
    people = table.people
    factories.AgreementFactory(process=people.process, number=41, **QUIET)
    factories.AgreementFactory(process=people.process, number=42)
    for number, expected in ((41, set()), (42, {"confirm_postponement"}), (None, {"confirm_postponement"})):
        row = factories.postponement(people.wijk, people.wijk_coordinator, agreement_number=number)
        seen = AuditEvent.objects.order_by("pk").last()
        confirm_postponement(postponement=row, actor=people.actor("team_coordinator"), now=NOW)
        close_postponement(postponement=row, actor=people.actor("team_coordinator"), now=NOW)
        since = AuditEvent.objects.filter(pk__gt=seen.pk if seen else 0, visibility=Visibility.PUBLIC)
        verbs = set(since.values_list("verb", flat=True))
        assert verbs == (expected | {"close_postponement"} if expected else set()), number
