# SPDX-License-Identifier: EUPL-1.2
"""What the tests of the local machinery share: an environment as a person's shell has it."""

import os
import shutil
import socket
from pathlib import Path

import pytest

from gm_portal.local.environment import BASE_DIR, EmbeddedServers

OURS = {
    "DATABASE_URL",
    "REDIS_URL",
    "DATA_DIR",
    "SECRET_KEY",
    "DEBUG",
    "PORT",
    "HOST",
    "MAKEFLAGS",
    "MAKELEVEL",
}


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without what pytest's own servers put into it."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in OURS and not name.startswith(("GM_", "PYTEST_"))
    }
    return kept | {"PYTHONPATH": str(BASE_DIR)} | more


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def _initialised(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA_DIR with an empty database, made once: initdb takes longest of all."""
    data_dir = tmp_path_factory.mktemp("initialised")
    servers = EmbeddedServers(data_dir, fast=True)
    servers.claim()
    servers.release()
    return data_dir


@pytest.fixture
def data_dir(_initialised: Path, tmp_path: Path) -> Path:
    """A DATA_DIR of this test, with stopped servers and an empty database."""
    target = tmp_path / "data"
    shutil.copytree(_initialised, target, ignore=shutil.ignore_patterns("run"))
    if os.geteuid() == 0:
        owner = (_initialised / "postgres").stat()
        for path in (target / "postgres", *(target / "postgres").rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)
    return target
