# SPDX-License-Identifier: EUPL-1.2
"""Secrets in addresses stay out of the log."""

import logging

import pytest
from django.conf import settings

from gm_portal.core.logs import HideSecrets, LeaveOutHealth


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Not Found: /uitnodiging/abc-DEF_123/", "Not Found: /uitnodiging/…/"),
        ("GET /accounts/password/reset/key/1-abc-def/ 200", "GET /accounts/password/reset/key/…/ 200"),
        ("/accounts/confirm-email/MQ:1abc:xyz/", "/accounts/confirm-email/…/"),
        ("https://portaal.example/uitnodiging/geheim?x=1", "https://portaal.example/uitnodiging/…?x=1"),
        ("Not Found: /herinneringen/afmelden/5-alles.x-Y_z/", "Not Found: /herinneringen/afmelden/…/"),
        ("Bad Request: /inbreng/abcdefghjk23/", "Bad Request: /inbreng/…/"),
        ("Gone: /inbreng/abcdefghjk23/dank/", "Gone: /inbreng/…/dank/"),
        ("GET /gebieden/hoogkerk/inbreng/12/papier/ 200", "GET /gebieden/hoogkerk/inbreng/12/papier/ 200"),
        ("GET /uitnodiging/ 200", "GET /uitnodiging/ 200"),
        ("GET /gebieden/hoogkerk/ 200", "GET /gebieden/hoogkerk/ 200"),
    ],
)
def test_only_the_secret_part_is_hidden(written: str, kept: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, "", 1, "%s", (written,), None)
    assert HideSecrets().filter(record)
    assert record.getMessage() == kept


def test_every_handler_hides_them() -> None:
    for handler in settings.LOGGING["handlers"].values():
        assert handler["filters"] == ["hide_secrets", "leave_out_health"]


@pytest.mark.parametrize(
    ("logger", "written", "is_kept"),
    [
        ("django.request", "Service Unavailable: /healthz/", False),
        ("django.request", "Internal Server Error: /raad/", True),
        ("other", "Service Unavailable: /healthz/", True),
    ],
)
def test_only_the_health_page_is_left_out(logger: str, written: str, is_kept: bool) -> None:
    record = logging.LogRecord(logger, logging.ERROR, "", 1, "%s", (written,), None)
    assert LeaveOutHealth().filter(record) is is_kept
