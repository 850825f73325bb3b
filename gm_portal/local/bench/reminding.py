# SPDX-License-Identifier: EUPL-1.2
"""`python -m gm_portal.local.bench.reminding 400`: what reminders cost, in a database that the bench has filled.

A run in which nothing is due, a year of daily runs, and a hundred thousand reminders that are due at once. The mails
of the year are handed to a mail server that throws them away; those of the hundred thousand are only queued.
"""

import datetime as dt
import io
import json
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django
from django.conf import settings

IDLE_RUNS = 9
PEOPLE = 20_000
EACH = 5  # reminders a person


def main() -> None:
    """Measure, and print it as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gm_portal.settings")
    django.setup()
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    size = int(sys.argv[1])
    found = {"idle": _idle()}
    if size > IDLE_RUNS:
        found |= {"year": _year(), "many": _many()}
    json.dump(found, sys.stdout)


def _idle() -> dict[str, float]:
    from processes.actions.reminders import send_due  # late: Django has to be set up first

    now = _eight(dt.date(2026, 12, 1))
    send_due(now=now)
    took = []
    with _counted() as queries:
        for number in range(IDLE_RUNS):
            begin = time.perf_counter()
            send_due(now=now + dt.timedelta(minutes=number))
            took.append(time.perf_counter() - begin)
    return {"ms": statistics.median(took) * 1000, "queries": queries() / IDLE_RUNS}


def _year() -> dict[str, float]:
    """Two people and one planned moment to look back for each process, spread over the year."""
    from django.core.management import call_command  # late: Django has to be set up first

    first = dt.date(2027, 1, 1)
    _seat_people(2, "jaar")
    _plan(1, lambda process, _number: first + dt.timedelta(days=process % 365), created=first)
    sent = 0
    begin, busy = time.perf_counter(), time.process_time()
    for number in range(365):
        said = io.StringIO()
        moment = _eight(first + dt.timedelta(days=number))
        call_command("reminders", "--at", moment.isoformat(), stdout=said)
        sent += json.loads(said.getvalue())["sent"]
    return {
        "seconds": time.perf_counter() - begin,
        "cpu_seconds": time.process_time() - busy,
        "mails": sent,
    }


def _many() -> dict[str, float]:
    """Fifty people a process with five moments in five days, told at once after an outage."""
    from processes.actions.reminders import send_due  # late: Django has to be set up first
    from processes.models import Process

    day = dt.date(2029, 3, 1)
    processes = Process.objects.running().count()
    _cancel_all()
    # A small run first: what Python and Django keep for themselves is no part of what a run takes.
    _plan(EACH, lambda _process, number: day + dt.timedelta(days=number), created=day - dt.timedelta(days=20))
    send_due(now=_eight(day - dt.timedelta(days=8)), send=False)
    _cancel_all()
    _seat_people(PEOPLE // processes, "veel")
    later = day + dt.timedelta(days=100)
    _plan(
        EACH,
        lambda _process, number: later + dt.timedelta(days=number),
        created=later - dt.timedelta(days=20),
    )
    before = _peak_megabytes()
    begin, busy = time.perf_counter(), time.process_time()
    with _counted() as queries:
        outcome = send_due(now=_eight(later - dt.timedelta(days=8)), send=False)
    return {
        "seconds": time.perf_counter() - begin,
        "cpu_seconds": time.process_time() - busy,
        "due": outcome.due,
        "mails": outcome.queued,
        "megabytes": _peak_megabytes() - before,
        "queries_per_1000": queries() / (outcome.due / 1000),
    }


def _eight(day: dt.date) -> dt.datetime:
    from processes.rules.reminders import moment_on  # late: Django has to be set up first

    return moment_on(day)


def _seat_people(each: int, name: str) -> None:
    """So many people a process, in turn in the gebiedsteam and in a resident organisation."""
    from gm_portal.accounts.models import User  # late: Django has to be set up first
    from processes.enums import SIGNING_KINDS, MembershipRole
    from processes.models import Membership, Party

    since = dt.date(2026, 1, 1)
    joined = _eight(since)
    parties: dict[int, list[Party]] = {}
    for party in Party.objects.filter(kind__in=SIGNING_KINDS, process__state="running"):
        parties.setdefault(party.process_id, []).append(party)
    people = User.objects.bulk_create(
        [
            User(email=f"{name}-{process}-{number}@bench.example", name=f"{name} {number}", joined_at=joined)
            for process in parties
            for number in range(each)
        ],
        batch_size=2000,
    )
    seats = [(process, number) for process in parties for number in range(each)]
    Membership.objects.bulk_create(
        [
            Membership(
                user=person,
                party=parties[process][number % len(parties[process])],
                role=MembershipRole.COORDINATOR,
                starts_on=since,
            )
            for person, (process, number) in zip(people, seats, strict=True)
        ],
        batch_size=2000,
    )
    _analyse()


def _plan(each: int, day: Callable[[int, int], dt.date], *, created: dt.date) -> None:
    from processes.models import Evaluation, Process  # late: Django has to be set up first

    ids = Process.objects.running().order_by("pk").values_list("pk", flat=True)
    Evaluation.objects.bulk_create(
        [
            Evaluation(process_id=pk, planned_on=day(index, number), created_at=_eight(created))
            for index, pk in enumerate(ids)
            for number in range(each)
        ],
        ignore_conflicts=True,
    )
    _analyse()


def _cancel_all() -> None:
    from processes.models import Evaluation  # late: Django has to be set up first

    Evaluation.objects.filter(state="planned").update(state="cancelled")


def _analyse() -> None:
    from django.db import connection  # late: Django has to be set up first

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@contextmanager
def _counted() -> Iterator[Callable[[], int]]:
    """Counts queries without keeping them."""
    from django.db import connection  # late: Django has to be set up first

    number = 0

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal number
        number += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        yield lambda: number


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
