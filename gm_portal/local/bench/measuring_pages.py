# SPDX-License-Identifier: EUPL-1.2
"""How long the public pages take, by reader and size of portal, as a ratio to a bare view of the same moment."""

import os
import statistics
from collections.abc import Iterator

from gm_portal.local.bench.pages import (
    MOST_COUNCIL_ANONYMOUS,
    MOST_COUNCIL_SIGNED_IN,
    MOST_FIRST_VISIT_KB,
    MOST_GROWTH,
    MOST_QUERIES,
    PAGES,
    SIZES,
)
from gm_portal.local.bench.portals import Measurement, Portal, say
from gm_portal.local.bench.serving import Server
from gm_portal.local.bench.visit import first_visit

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "80"))
FIRST_ROUNDS = max(ROUNDS // 4, 3)
READERS = ("anonymous", "signed_in")
WARM_UP = 5
BARE = "bare"


def measure_queries(portals: list[Portal]) -> Iterator[Measurement]:
    """The queries of each page, for the first reader after a change and for the next."""
    for page in PAGES:
        for kind in ("anonymous.first", "anonymous.next", "signed_in.first", "signed_in.next"):
            for portal in portals:
                count = portal.counted["queries"][page.name][kind]
                yield Measurement(
                    f"{page.name}.{kind}.queries.{portal.size}", count, "queries", float(MOST_QUERIES)
                )


def measure_times(portals: list[Portal], bare: Server) -> Iterator[Measurement]:
    """The median of each page, and how much it grows from the small portal to the large one."""
    say("Measuring …")
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


def measure_visit(portal: Portal) -> Iterator[Measurement]:
    """What a browser fetches that was never here before."""
    kilobytes, sizes, elsewhere = first_visit(portal.server)
    yield Measurement("home.first_visit", round(kilobytes, 1), "kB", MOST_FIRST_VISIT_KB)
    yield Measurement("home.first_visit.files", len(sizes), "files")
    yield Measurement("home.first_visit.other_hosts", len(elsewhere), "requests", 0)
