# SPDX-License-Identifier: EUPL-1.2
"""The portals that are measured, one a size, and one line of the report."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from typing import Any

import psycopg
import redis

from gm_portal.local.bench.pages import SIZES
from gm_portal.local.bench.serving import BenchError, Server
from gm_portal.local.environment import BASE_DIR

# As `gm_portal.core.pages` keeps it behind the cache's prefix and version.
GENERATION = "gm:1:pages:generation"
PROCESSES = "gm:1:process:all:generation"


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


def empty_environment(size: int) -> dict[str, str]:
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


def filled(size: int, environment: dict[str, str]) -> dict[str, Any]:
    """Fill the portal of one size; what Django counted in it."""
    say(f"Filling a portal with {size} processes …")
    return in_django("inside", size, environment)


def in_django(module: str, size: int, environment: dict[str, str]) -> dict[str, Any]:
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


def say(text: str) -> None:
    """Tell who waits what is going on, beside the report."""
    print(text, file=sys.stderr, flush=True)
