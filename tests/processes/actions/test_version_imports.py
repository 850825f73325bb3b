# SPDX-License-Identifier: EUPL-1.2
"""A question file that no worker took, or whose worker died, is read all the same, and once."""

import datetime as dt
from typing import Any

import pytest

from gm_portal.core.models import AuditEvent
from processes import tasks
from processes.actions import version_imports as actions
from processes.enums import ImportState
from processes.models import Praatplaat, PraatplaatImport
from processes.queries.versions import text_of
from processes.rules.version_files import as_json
from tests import factories
from tests.people import People
from tests.processes.rules.test_versions import published

pytestmark = pytest.mark.django_db
NOW = factories.NOW
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The files that were handed to the workers."""
    found: list[int] = []
    monkeypatch.setattr(actions, "dispatch", found.append)
    return found


def a_file(people: People, state: ImportState, age: dt.timedelta, **more: Any) -> PraatplaatImport:
    """A file somebody brought in `age` ago."""
    return PraatplaatImport.objects.create(
        file_name="vragen.json", state=state, created_at=NOW - age, created_by=people.administrator, **more
    )


@pytest.mark.parametrize(
    ("state", "age", "is_handed_out"),
    [
        (ImportState.WAITING, dt.timedelta(seconds=59), False),
        (ImportState.WAITING, MINUTE, True),
        (ImportState.READING, 4 * MINUTE, False),
        (ImportState.READING, 5 * MINUTE, True),
        (ImportState.WAITING, dt.timedelta(hours=23), True),
        (ImportState.WAITING, dt.timedelta(days=1), False),
        (ImportState.DONE, 9 * MINUTE, False),
        (ImportState.REFUSED, 9 * MINUTE, False),
    ],
)
def test_only_what_waits_too_long_is_handed_out_again(
    people: People, sent: list[int], state: ImportState, age: dt.timedelta, is_handed_out: bool
) -> None:
    read = a_file(people, state, age)
    assert actions.sweep_imports(now=NOW) == int(is_handed_out)
    assert sent == ([read.pk] if is_handed_out else [])


def test_the_oldest_goes_first(people: People, sent: list[int]) -> None:
    newer, older = (a_file(people, ImportState.WAITING, minutes * MINUTE) for minutes in (2, 8))
    actions.sweep_imports(now=NOW)
    assert sent == [older.pk, newer.pk]


def test_a_file_whose_worker_died_is_read_whole_and_once(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = published()
    monkeypatch.setattr(actions, "dispatch", tasks.read_praatplaat_file)
    admin = people.actor("administrator")
    read = actions.begin_import(
        file_name="vragen.json", content=as_json(1, whole).encode(), actor=admin, now=NOW - 9 * MINUTE
    )
    PraatplaatImport.objects.filter(pk=read.pk).update(state=ImportState.READING, done=3)
    assert [actions.sweep_imports(now=NOW) for _each in range(3)] == [1, 0, 0]
    read.refresh_from_db()
    assert (read.state, read.done) == (ImportState.DONE, read.total)
    assert text_of(Praatplaat.objects.get(published_at=None)).questions == whole.questions
    assert AuditEvent.objects.filter(verb="read_praatplaat_file").count() == 1


def test_the_task_sweeps(people: People, sent: list[int]) -> None:
    assert tasks.sweep_praatplaat_files() == 0
    assert sent == []
