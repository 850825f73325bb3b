# SPDX-License-Identifier: EUPL-1.2
"""docker-compose.yml and what production refuses, without starting anything."""

import os
import shutil
import subprocess
import sys

import pytest

from gm_portal.local.environment import BASE_DIR
from tests.production import compose

OURS = ("migrate", "web", "worker", "beat")


def _compose_program() -> list[str]:
    """Docker's own Compose, in either of its forms; an empty list when neither is there."""
    for program in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(program[0]):
            done = subprocess.run([*program, "version"], capture_output=True, check=False)
            if done.returncode == 0:
                return program
    return []


def _config(values: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    program = _compose_program()
    if not program:
        pytest.skip("no Docker Compose on this machine: `docker compose config` was not tried")
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [*program, "config"], cwd=BASE_DIR, env=kept | values, capture_output=True, text=True, check=False
    )


def test_docker_compose_reads_the_file() -> None:
    done = _config(compose.SECRETS)
    assert done.returncode == 0, done.stderr
    assert "portaal.example" in done.stdout


@pytest.mark.parametrize("missing", sorted(compose.SECRETS))
def test_docker_compose_refuses_without_a_secret(missing: str) -> None:
    assert _config({**compose.SECRETS, missing: ""}).returncode != 0


def test_all_parts_are_there_and_each_has_a_health_check() -> None:
    services = compose.services()
    assert set(services) == {"database", "valkey", *OURS, "proxy"}
    without = [name for name, service in services.items() if not service.get("healthcheck", {}).get("test")]
    assert without == ["migrate"], "migrate ends by itself"
    assert services["database"]["image"] == "postgres:18"
    assert services["valkey"]["image"] == "valkey/valkey:9"


@pytest.mark.parametrize("name", sorted(compose.SECRETS))
def test_no_secret_has_a_default(name: str) -> None:
    with pytest.raises(LookupError, match=name):
        compose.fill_in(compose.raw_text(), {**compose.SECRETS, name: ""})


@pytest.mark.parametrize("service", OURS)
def test_our_parts_have_no_rights_they_do_not_need(service: str) -> None:
    found = compose.services()[service]
    assert found["read_only"] is True
    assert found["cap_drop"] == ["ALL"]
    assert "ports" not in found
    assert not {"GM_LOCAL", "GM_DEMO", "DEBUG"} & set(found["environment"])


def _check(**changes: str) -> "subprocess.CompletedProcess[str]":
    """Start the portal with the environment of `web` and some changes."""
    given = {"PATH": os.environ["PATH"], **compose.environment("web"), **changes}
    return subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=BASE_DIR,
        env={name: text for name, text in given.items() if text},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_environment_of_the_compose_file_is_accepted() -> None:
    done = _check()
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"GM_DEMO": "1"}, "GM_DEMO"),
        ({"DEBUG": "1"}, "DEBUG"),
        ({"SECRET_KEY": "kort"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": f"django-insecure-{compose.SECRETS['SECRET_KEY']}"}, "SECRET_KEY"),
        ({"SECRET_KEY": f"change-me-{compose.SECRETS['SECRET_KEY']}"}, "SECRET_KEY"),
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"EMAIL_URL": "mail.example"}, "EMAIL_URL"),
        ({"MAIL_SERVICE": "onbekend"}, "MAIL_SERVICE"),
        ({"MAIL_SERVICE": "postmark"}, "open to everybody"),
        ({"BOUNCE_BOX": "imap://mens:geheim@mail.example/INBOX"}, "BOUNCE_BOX"),
    ],
    ids=lambda value: (
        "-".join(f"{name}={text[:12]}" for name, text in value.items()) if isinstance(value, dict) else ""
    ),
)
def test_production_refuses_to_start(change: dict[str, str], words: str) -> None:
    done = _check(**change)
    assert done.returncode != 0
    assert words in done.stderr.strip().splitlines()[-1]
