# SPDX-License-Identifier: EUPL-1.2
"""`python -m gm_portal.local.bench`: print `name value unit` a line, and write `var/bench.json`.

Two databases (4 and 400 processes) and a bare Django view are served at the same time, each by gunicorn as
`make run` starts it; requests go to them in turn, so that a busy moment of the machine hits all alike.
Times are medians, as a ratio to the bare view.
"""

import json
import os
import shutil
import sys
from contextlib import ExitStack
from pathlib import Path

from gm_portal.local.bench.measuring import (
    measure_agreements,
    measure_congruence,
    measure_conversation,
    measure_reminders,
)
from gm_portal.local.bench.measuring_pages import measure_queries, measure_times, measure_visit
from gm_portal.local.bench.pages import MOST_IMPORT_SECONDS, MOST_WORKER_MB, SIZES
from gm_portal.local.bench.portals import Measurement, Portal, empty_environment, filled, say
from gm_portal.local.bench.serving import BenchError, Server
from gm_portal.local.environment import BASE_DIR, prepare


def _measure() -> list[Measurement]:
    found: list[Measurement] = []
    with ExitStack() as stack:
        portals = []
        for size in SIZES:
            environment = empty_environment(size)
            counted = filled(size, environment)
            portals.append(Portal(size, environment, counted, stack.enter_context(Server(environment))))
        bare = stack.enter_context(Server({}, application="gm_portal.local.bench.bare:application"))
        found += measure_queries(portals)
        found += measure_times(portals, bare)
        found += measure_conversation(portals[0], bare)
        found += measure_agreements(portals[0], bare)
        took = round(portals[0].counted["import_seconds"], 2)
        found.append(Measurement("import.500_questions.time", took, "s", MOST_IMPORT_SECONDS))
        found += measure_congruence(portals[-1])
        found += measure_visit(portals[-1])
        for portal in portals:
            memory = round(portal.server.worker_megabytes(), 1)
            found.append(Measurement(f"web_worker.memory.{portal.size}", memory, "MB", MOST_WORKER_MB))
    found += measure_reminders(portals)
    return found


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
        say(f"The bench stopped: {error}.")
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
            say(f"Over its target of {each.most:g}: {each.name} {each.value:g} {each.unit}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
