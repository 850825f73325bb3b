# SPDX-License-Identifier: EUPL-1.2
"""`python -m gm_portal.local.bench`: print `name value unit` a line, and write `var/bench.json`.

Two databases (4 and 400 processes) and a bare Django view are served at the same time, each by gunicorn as
`make run` starts it; requests go to them in turn, so that a busy moment of the machine hits all alike.
Times are medians, as a ratio to the bare view.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import redis

from gm_portal.local.bench.pages import (
    MOST_AGREEMENTS,
    MOST_AGREEMENTS_QUERIES,
    MOST_AUTOSAVE,
    MOST_CONGRUENCE_SECONDS,
    MOST_CONGRUENCE_TENFOLD,
    MOST_CONVERSATION,
    MOST_CONVERSATION_QUERIES,
    MOST_COUNCIL_ANONYMOUS,
    MOST_COUNCIL_SIGNED_IN,
    MOST_FIRST_VISIT_KB,
    MOST_GROWTH,
    MOST_IMPORT_SECONDS,
    MOST_MANY_SECONDS,
    MOST_QUERIES,
    MOST_WORKER_MB,
    MOST_YEAR_SECONDS,
    PAGES,
    SIZES,
)
from gm_portal.local.bench.serving import BenchError, Server
from gm_portal.local.bench.visit import first_visit
from gm_portal.local.environment import BASE_DIR, prepare

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "80"))
FIRST_ROUNDS = max(ROUNDS // 4, 3)
# As `gm_portal.core.pages` keeps it behind the cache's prefix and version.
GENERATION = "gm:1:pages:generation"
PROCESSES = "gm:1:process:all:generation"
# Addresses of the large conversation (made in `conversation.py`, which needs Django to be set up).
LARGE = {
    "plate": "/gebieden/bench-gesprek/praatplaat/",
    "question": "/gebieden/bench-gesprek/praatplaat/DEN-1/",
}
AGREEMENTS_PAGE = "/gebieden/bench-afspraken/afspraken/"
READERS = ("anonymous", "signed_in")
WARM_UP = 5
BARE = "bare"


@dataclass(frozen=True)
class Measurement:
    """One line of the report. `most` is the target, None where there is none."""

    name: str
    value: float
    unit: str
    most: float | None = None

    @property
    def is_missed(self) -> bool:
        """Whether the value is over its target."""
        return self.most is not None and self.value > self.most


@dataclass
class Portal:
    """One size of portal: its database, its corner of Valkey, what Django counted, and its server."""

    size: int
    environment: dict[str, str]
    counted: dict[str, Any]
    server: Server

    def outdate(self) -> None:
        """Do what a public event does: the kept pages are old from now on."""
        with redis.Redis.from_url(self.environment["REDIS_URL"]) as line:
            line.incr(GENERATION)

    def outdate_processes(self, number: int) -> None:
        """Do what an event does: the kept parts of all processes are old from now on. Each `number` once."""
        with redis.Redis.from_url(self.environment["REDIS_URL"]) as line:
            # Django keeps a whole number as plain digits, so this is a generation it can read.
            line.set(PROCESSES, number)


def _environment(size: int) -> dict[str, str]:
    """The database and the corner of Valkey for one size, both empty."""
    base = os.environ["DATABASE_URL"].rpartition("/")[0]
    name = f"bench_{size}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    valkey = f"{os.environ['REDIS_URL'].rpartition('/')[0]}/{1 + SIZES.index(size)}"
    with redis.Redis.from_url(valkey) as line:
        line.flushdb()
    return {"DATABASE_URL": f"{base}/{name}", "REDIS_URL": valkey}


def _fill(size: int, environment: dict[str, str]) -> dict[str, Any]:
    _say(f"Filling a portal with {size} processes …")
    return _in_django("inside", size, environment)


def _in_django(module: str, size: int, environment: dict[str, str]) -> dict[str, Any]:
    """What a module of the bench that needs Django measured, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", f"gm_portal.local.bench.{module}", str(size)],
        cwd=BASE_DIR,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"{module} with {size} processes failed; the reason stands above")
    counted: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return counted


def _queries(portals: list[Portal]) -> Iterator[Measurement]:
    for page in PAGES:
        for kind in ("anonymous.first", "anonymous.next", "signed_in.first", "signed_in.next"):
            for portal in portals:
                count = portal.counted["queries"][page.name][kind]
                yield Measurement(
                    f"{page.name}.{kind}.queries.{portal.size}", count, "queries", float(MOST_QUERIES)
                )


def _sample(portals: list[Portal], bare: Server) -> dict[tuple[str, str, int], list[float]]:
    """Milliseconds by (page, reader, size); the bare view of each phase under `BARE`."""
    times: dict[tuple[str, str, int], list[float]] = {}

    def ask(server: Server, key: tuple[str, str, int], address: str, session: str = "") -> None:
        times.setdefault(key, []).append(server.get(address, session)[0])

    def ask_bare(phase: str) -> None:
        # Twice, the second counts: a short request after a long one finds the processor's memory cold, and
        # what the ratios stand on must not look slower than it is.
        bare.get("/")
        ask(bare, (BARE, phase, 0), "/")

    # One kind of reader after the other, each with the bare view of that same moment.
    for reader in READERS:
        for round_ in range(-WARM_UP, ROUNDS):
            if round_ == 0:
                times = {key: values for key, values in times.items() if key[1] != reader}
            ask_bare(reader)
            for page in PAGES:
                for portal in portals:
                    session = portal.counted["sessions"][page.name] if reader == "signed_in" else ""
                    ask(portal.server, (page.name, reader, portal.size), page.address, session)
    for reader in READERS:
        for _ in range(FIRST_ROUNDS):
            ask_bare(f"{reader}.first")
            for page in PAGES:
                for portal in portals:
                    session = portal.counted["sessions"][page.name] if reader == "signed_in" else ""
                    portal.outdate()
                    ask(portal.server, (page.name, f"{reader}.first", portal.size), page.address, session)
    return times


def _times(portals: list[Portal], bare: Server) -> Iterator[Measurement]:
    _say("Measuring …")
    medians = {key: statistics.median(values) for key, values in _sample(portals, bare).items()}
    yield Measurement("bare.time", round(medians[BARE, "anonymous", 0], 3), "ms")
    small, big = SIZES
    for page in PAGES:
        for reader in (*READERS, *(f"{reader}.first" for reader in READERS)):
            for size in SIZES:
                ratio = round(medians[page.name, reader, size] / medians[BARE, reader, 0], 2)
                yield Measurement(
                    f"{page.name}.{reader}.time.{size}", ratio, "x_bare", _most(page.name, reader, size)
                )
            growth = medians[page.name, reader, big] / medians[page.name, reader, small]
            # The first reader after a change makes twenty lines and a full map instead of four and a few.
            most = MOST_GROWTH if reader in READERS else None
            yield Measurement(f"{page.name}.{reader}.growth", round(growth, 2), "x", most)


def _most(page: str, reader: str, size: int) -> float | None:
    if page != "council" or size != SIZES[-1]:
        return None
    return {"anonymous": MOST_COUNCIL_ANONYMOUS, "signed_in": MOST_COUNCIL_SIGNED_IN}.get(reader)


def _conversation(portal: Portal, bare: Server) -> Iterator[Measurement]:
    """The large conversation: its pages, and a text that saves itself, with the bare view of the same moment."""
    _say("Measuring a large conversation …")
    known = portal.counted["conversation"]
    for name, count in known["queries"].items():
        yield Measurement(f"conversation.{name}.queries", count, "queries", float(MOST_CONVERSATION_QUERIES))
    times = _sample_conversation(portal, bare, known)
    unit = statistics.median(times[BARE])
    for name in (*LARGE, *(f"{name}.first" for name in LARGE), "autosave"):
        most = MOST_AUTOSAVE if name == "autosave" else MOST_CONVERSATION
        ratio = round(statistics.median(times[name]) / unit, 2)
        yield Measurement(f"conversation.{name}.time", ratio, "x_bare", most)


def _sample_conversation(portal: Portal, bare: Server, known: dict[str, Any]) -> dict[str, list[float]]:
    """Milliseconds of each round. `first` is the first reader after an event of the process; without it, a reader
    between two events, who gets kept parts. Every autosave really saves another text.
    """
    number = known["number"]
    times: dict[str, list[float]] = {}
    for round_ in range(-WARM_UP, ROUNDS):
        fields = {"stap": "automatisch", "text": f"Wij schrijven verder {round_}", "based_on": str(number)}
        bare.get("/")
        took = {BARE: bare.get("/")[0]}
        portal.outdate_processes(round_ + WARM_UP)
        for kind in (".first", ""):
            for name, address in LARGE.items():
                took[name + kind] = portal.server.get(address, known["session"])[0]
        took["autosave"] = portal.server.post(known["autosave"], fields, known["session"], known["token"])
        number += 1
        if round_ >= 0:
            for name, each in took.items():
                times.setdefault(name, []).append(each)
    return times


def _agreements(portal: Portal, bare: Server) -> Iterator[Measurement]:
    """The page of agreements of a process with 60 agreements of 10 versions, with the bare view of the same moment.

    `first` is the first reader after a change; a member gets no kept page, so his every visit is made anew.
    """
    _say("Measuring many agreements …")
    known = portal.counted["agreements"]
    for name, count in known["queries"].items():
        yield Measurement(f"agreements.{name}.queries", count, "queries", float(MOST_AGREEMENTS_QUERIES))
    times: dict[str, list[float]] = {}
    for round_ in range(-WARM_UP, ROUNDS):
        bare.get("/")
        took = {BARE: bare.get("/")[0]}
        took["signed_in"] = portal.server.get(AGREEMENTS_PAGE, known["session"])[0]
        portal.outdate()
        took["anonymous.first"] = portal.server.get(AGREEMENTS_PAGE, "")[0]
        took["anonymous"] = portal.server.get(AGREEMENTS_PAGE, "")[0]
        if round_ >= 0:
            for name, each in took.items():
                times.setdefault(name, []).append(each)
    unit = statistics.median(times.pop(BARE))
    for name, values in times.items():
        yield Measurement(
            f"agreements.{name}.time", round(statistics.median(values) / unit, 2), "x_bare", MOST_AGREEMENTS
        )


def _congruence(portal: Portal) -> Iterator[Measurement]:
    """The congruence check of 30 agreements in each process: read and checked, only checked, and ten times as many."""
    took = portal.counted["congruence"]
    name = f"congruence.{portal.size}x30"
    yield Measurement(name, round(took["whole"], 2), "s", MOST_CONGRUENCE_SECONDS)
    yield Measurement(f"{name}.check", round(took["check"], 2), "s", MOST_CONGRUENCE_SECONDS)
    tenfold = round(took["check_tenfold"] / took["check"], 1)
    yield Measurement(f"{name}.tenfold", tenfold, "x", MOST_CONGRUENCE_TENFOLD)


def _reminders(portals: list[Portal]) -> Iterator[Measurement]:
    """What reminders cost; last, for it fills the databases with people and mails."""
    for portal in portals:
        _say(f"Measuring reminders with {portal.size} processes …")
        took = _in_django("reminding", portal.size, portal.environment)
        idle = took["idle"]
        yield Measurement(f"reminders.idle.time.{portal.size}", round(idle["ms"], 1), "ms")
        yield Measurement(f"reminders.idle.queries.{portal.size}", idle["queries"], "queries")
        if "year" in took:
            year, many = took["year"], took["many"]
            yield Measurement("reminders.year", round(year["seconds"], 1), "s", MOST_YEAR_SECONDS)
            # Of the worker alone: tells a slow run from a machine that others used.
            yield Measurement("reminders.year.cpu", round(year["cpu_seconds"], 1), "s")
            yield Measurement("reminders.100k.cpu", round(many["cpu_seconds"], 1), "s")
            yield Measurement("reminders.year.mails", year["mails"], "mails")
            yield Measurement("reminders.100k", round(many["seconds"], 1), "s", MOST_MANY_SECONDS)
            yield Measurement("reminders.100k.due", many["due"], "reminders")
            yield Measurement("reminders.100k.mails", many["mails"], "mails")
            yield Measurement("reminders.100k.memory", round(many["megabytes"], 1), "MB")
            per_1000 = round(many["queries_per_1000"], 1)
            yield Measurement("reminders.100k.queries_per_1000", per_1000, "queries")


def _visit(portal: Portal) -> Iterator[Measurement]:
    kilobytes, sizes, elsewhere = first_visit(portal.server)
    yield Measurement("home.first_visit", round(kilobytes, 1), "kB", MOST_FIRST_VISIT_KB)
    yield Measurement("home.first_visit.files", len(sizes), "files")
    yield Measurement("home.first_visit.other_hosts", len(elsewhere), "requests", 0)


def _measure() -> list[Measurement]:
    found: list[Measurement] = []
    with ExitStack() as stack:
        portals = []
        for size in SIZES:
            environment = _environment(size)
            counted = _fill(size, environment)
            portals.append(Portal(size, environment, counted, stack.enter_context(Server(environment))))
        bare = stack.enter_context(Server({}, application="gm_portal.local.bench.bare:application"))
        found += _queries(portals)
        found += _times(portals, bare)
        found += _conversation(portals[0], bare)
        found += _agreements(portals[0], bare)
        took = round(portals[0].counted["import_seconds"], 2)
        found.append(Measurement("import.500_questions.time", took, "s", MOST_IMPORT_SECONDS))
        found += _congruence(portals[-1])
        found += _visit(portals[-1])
        for portal in portals:
            memory = round(portal.server.worker_megabytes(), 1)
            found.append(Measurement(f"web_worker.memory.{portal.size}", memory, "MB", MOST_WORKER_MB))
    found += _reminders(portals)
    return found


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    """Measure and report; 1 when it could not be measured. A missed target is reported, not an error."""
    data_dir = Path(os.environ.get("BENCH_DATA_DIR") or BASE_DIR / "var" / "bench")
    shutil.rmtree(data_dir / "static", ignore_errors=True)
    os.environ["DATA_DIR"] = str(data_dir)
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    servers = prepare(fast=True)
    try:
        found = _measure()
    except BenchError as error:
        _say(f"The bench stopped: {error}.")
        return 1
    finally:
        if servers is not None:
            servers.release()
    for each in found:
        print(f"{each.name} {each.value:g} {each.unit}")
    report = {each.name: {"value": each.value, "unit": each.unit, "most": each.most} for each in found}
    target = BASE_DIR / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    for each in found:
        if each.is_missed:
            _say(f"Over its target of {each.most:g}: {each.name} {each.value:g} {each.unit}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
