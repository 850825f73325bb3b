# SPDX-License-Identifier: EUPL-1.2
"""`manage.py reminders`: one line of JSON, over the path of the beat schedule."""

import datetime as dt
import io
import json

import pytest
from django.core.management import CommandError, call_command

from tests import factories
from tests.people import People

pytestmark = pytest.mark.django_db


def _run(*args: str) -> dict[str, int]:
    out = io.StringIO()
    call_command("reminders", *args, stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == 1
    found: dict[str, int] = json.loads(lines[0])
    return found


def test_it_sends_what_is_due_at_that_moment_and_only_once(people: People) -> None:
    factories.EvaluationFactory(process=people.process, planned_on=dt.date(2027, 1, 29))
    at = ("--at", "2027-01-15T08:00:00+01:00")
    assert _run(*at) == {"due": 5, "queued": 5, "sent": 5, "failed": 0, "skipped": 5}
    assert _run(*at) == {"due": 0, "queued": 0, "sent": 0, "failed": 0, "skipped": 0}


def test_without_a_moment_it_means_now(people: People) -> None:
    assert set(_run()) == {"due", "queued", "sent", "failed", "skipped"}


@pytest.mark.parametrize("text", ["2027-01-15", "2027-01-15T08:00:00"])
def test_what_it_suggests_is_a_moment(people: People, text: str) -> None:
    with pytest.raises(CommandError) as refused:
        _run("--at", text)
    suggested = str(refused.value).rpartition(" ")[2].removesuffix(".")
    assert suggested == "2027-01-15T08:00:00+01:00"


@pytest.mark.parametrize(
    "text",
    [
        "2027-01-15T08:00:00",
        "2027-01-15",
        "2027-01-15T08:00:00[Europe/Nergens]",
        "2027-01-15T08:00:00 Amsterdam",
        "morgen",
        "",
        "2027-13-45T08:00:00+01:00",
        "9999-12-31T23:59:59+00:00",
        "0001-01-01T00:00:00+00:00",
    ],
)
def test_it_says_what_is_wrong_with_a_moment(people: People, text: str) -> None:
    with pytest.raises(CommandError, match=r"\.$"):
        _run("--at", text)
