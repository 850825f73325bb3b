# SPDX-License-Identifier: EUPL-1.2
"""What single parts of the portal take: a large conversation, many agreements, the congruence check, reminders."""

import statistics
from collections.abc import Iterator
from typing import Any

from gm_portal.local.bench.measuring_pages import BARE, ROUNDS, WARM_UP
from gm_portal.local.bench.pages import (
    MOST_AGREEMENTS,
    MOST_AGREEMENTS_QUERIES,
    MOST_AUTOSAVE,
    MOST_CONGRUENCE_SECONDS,
    MOST_CONGRUENCE_TENFOLD,
    MOST_CONVERSATION,
    MOST_CONVERSATION_QUERIES,
    MOST_MANY_SECONDS,
    MOST_YEAR_SECONDS,
)
from gm_portal.local.bench.portals import Measurement, Portal, in_django, say
from gm_portal.local.bench.serving import Server

# Addresses of the large conversation (made in `conversation.py`, which needs Django to be set up).
LARGE = {
    "plate": "/gebieden/bench-gesprek/praatplaat/",
    "question": "/gebieden/bench-gesprek/praatplaat/DEN-1/",
}
AGREEMENTS_PAGE = "/gebieden/bench-afspraken/afspraken/"


def measure_conversation(portal: Portal, bare: Server) -> Iterator[Measurement]:
    """The large conversation: its pages, and a text that saves itself, with the bare view of the same moment."""
    say("Measuring a large conversation …")
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


def measure_agreements(portal: Portal, bare: Server) -> Iterator[Measurement]:
    """The page of agreements of a process with 60 agreements of 10 versions, with the bare view of the same moment.

    `first` is the first reader after a change; a member gets no kept page, so his every visit is made anew.
    """
    say("Measuring many agreements …")
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


def measure_congruence(portal: Portal) -> Iterator[Measurement]:
    """The congruence check of 30 agreements in each process: read and checked, only checked, and ten times as many."""
    took = portal.counted["congruence"]
    name = f"congruence.{portal.size}x30"
    yield Measurement(name, round(took["whole"], 2), "s", MOST_CONGRUENCE_SECONDS)
    yield Measurement(f"{name}.check", round(took["check"], 2), "s", MOST_CONGRUENCE_SECONDS)
    tenfold = round(took["check_tenfold"] / took["check"], 1)
    yield Measurement(f"{name}.tenfold", tenfold, "x", MOST_CONGRUENCE_TENFOLD)


def measure_reminders(portals: list[Portal]) -> Iterator[Measurement]:
    """What reminders cost; last, for it fills the databases with people and mails."""
    for portal in portals:
        say(f"Measuring reminders with {portal.size} processes …")
        took = in_django("reminding", portal.size, portal.environment)
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
