# SPDX-License-Identifier: EUPL-1.2
"""The audit trail: always an actor, never changed, and published changes refresh the kept pages."""

import pytest
from django.db import DatabaseError, connection, transaction
from pytest_django import DjangoCaptureOnCommitCallbacks

from gm_portal.core import audit, pages
from gm_portal.core.actors import NOBODY, SYSTEM
from gm_portal.core.errors import FrozenError
from gm_portal.core.models import AuditEvent, Visibility
from processes.models import Process
from tests.factories import NOW, ProcessFactory


@pytest.fixture
def process(db: None) -> Process:
    return ProcessFactory()


def test_an_event_without_an_actor_is_refused(process: Process) -> None:
    with pytest.raises(ValueError, match="needs an actor"):
        audit.record(actor=NOBODY, verb="look", target=process, now=NOW)
    assert not AuditEvent.objects.exists()


def test_an_event_says_who_what_and_when(process: Process) -> None:
    audit.record(actor=SYSTEM, verb="load", target=process, now=NOW, process_id=process.pk, rows=3)
    event = AuditEvent.objects.get()
    assert (event.by_system, event.actor_id, event.verb, event.object_type, event.object_id, event.at) == (
        True,
        None,
        "load",
        "process",
        process.pk,
        NOW,
    )
    assert event.data == {"rows": 3}


def test_python_refuses_to_change_an_event(process: Process) -> None:
    event = audit.record(actor=SYSTEM, verb="load", target=process, now=NOW)
    for attempt in (
        event.save,
        event.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(verb="x"),
    ):
        with pytest.raises(FrozenError):
            attempt()


@pytest.mark.parametrize(
    "sql",
    ["UPDATE core_auditevent SET verb = 'x'", "DELETE FROM core_auditevent", "TRUNCATE core_auditevent"],
)
def test_the_database_refuses_to_change_an_event(process: Process, sql: str) -> None:
    audit.record(actor=SYSTEM, verb="load", target=process, now=NOW)
    with (
        pytest.raises(DatabaseError, match="definitive"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


@pytest.mark.parametrize(
    ("visibility", "step"),
    [(Visibility.PUBLIC, 1), (Visibility.PROCESS, 0), (Visibility.PARTY, 0), (Visibility.ADMIN, 0)],
)
def test_only_what_readers_see_refreshes_the_kept_pages(
    process: Process,
    visibility: Visibility,
    step: int,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    before = pages.generation()
    with django_capture_on_commit_callbacks(execute=True):
        audit.record(actor=SYSTEM, verb="load", target=process, now=NOW, visibility=visibility)
    assert pages.generation() == (before or 0) + step
