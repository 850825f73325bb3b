# SPDX-License-Identifier: EUPL-1.2
"""Keeps secrets in addresses out of the logs: who reads a log must not be able to use an invitation."""

import logging
import re

# An invitation's token and the key of a password reset stand in the path. So does the link through which
# residents contribute: beside an address and a time in a log it would tell who spoke; and the one that stops mail.
SECRET_PATHS = re.compile(
    r"(/uitnodiging/|/herinneringen/afmelden/|/password/reset/key/|/confirm-email/|/inbreng/(?=[a-z0-9]{12}[/?\s'\"]))[^\s/?'\"]+"
)


class HideSecrets(logging.Filter):
    """Replaces the secret part of an address in every line that is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record's text where needed; never drops a line."""
        message = record.getMessage()
        hidden = SECRET_PATHS.sub(r"\1…", message)
        if hidden != message:
            record.msg, record.args = hidden, ()
        return True


class LeaveOutHealth(logging.Filter):
    """Drops Django's error line for a 503 of `/healthz/`: who asks gets the truth, a log need not repeat it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Say no to that one line."""
        return not (record.name == "django.request" and record.getMessage().endswith(": /healthz/"))
