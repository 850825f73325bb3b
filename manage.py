#!/usr/bin/env python
# SPDX-License-Identifier: EUPL-1.2
"""Django's command line. Without DATABASE_URL / REDIS_URL it uses the embedded servers of DATA_DIR."""

import os
import sys


def main() -> None:
    """Prepare the environment for a local run, then hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gm_portal.settings")
    if not (os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL")):
        # Only a local run may reach for the embedded servers: production always names its own.
        from gm_portal.local.environment import prepare

        prepare()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
