# SPDX-License-Identifier: EUPL-1.2
"""Reads docker-compose.yml as Docker would: services, commands and environment, variables filled in."""

import re
from typing import Any

import yaml

from gm_portal.local.environment import BASE_DIR

SECRETS = {
    "PORTAL_HOST": "portaal.example",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "POSTGRES_PASSWORD": "postgres0123456789",
    "VALKEY_PASSWORD": "valkey0123456789",
    "EMAIL_URL": "submission://user:password@mail.example:587",
    "CONTACT_EMAIL": "contact@mail.example",
}
_VARIABLE = re.compile(r"\$\$|\$\{(?P<name>\w+)(?::(?P<kind>[?-])(?P<text>[^}]*))?\}")


def fill_in(text: str, values: dict[str, str]) -> str:
    """`${NAME:?why}` and `${NAME:-default}` as Compose fills them in."""

    def one(match: re.Match[str]) -> str:
        if match.group() == "$$":
            return "$"
        value = values.get(match["name"], "")
        if value:
            return value
        if match["kind"] == "?":
            raise LookupError(f"{match['name']}: {match['text']}")
        return match["text"] or ""

    return _VARIABLE.sub(one, text)


def raw_text() -> str:
    """The file as it is."""
    return (BASE_DIR / "docker-compose.yml").read_text(encoding="utf-8")


def services() -> dict[str, dict[str, Any]]:
    """All services; anchors and merges are resolved, variables are not."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(raw_text())["services"]
    return found


def command(service: str) -> list[str]:
    """The very command of a service."""
    return [fill_in(part, SECRETS) for part in services()[service]["command"]]


def environment(service: str) -> dict[str, str]:
    """The very environment of a service."""
    return {name: fill_in(str(text), SECRETS) for name, text in services()[service]["environment"].items()}
