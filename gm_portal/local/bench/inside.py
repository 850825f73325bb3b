# SPDX-License-Identifier: EUPL-1.2
"""`python -m gm_portal.local.bench.inside 400`: the part of the bench that needs Django itself.

A process of its own, because Django knows one database a process and the bench has two.
"""

import json
import os
import sys

import django


def main() -> None:
    """Fill the database of DATABASE_URL up to a number of processes; print queries and sessions as JSON."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gm_portal.settings")
    django.setup()
    from gm_portal.local.bench import counting  # late: its models need Django to be set up

    json.dump(counting.fill_and_count(int(sys.argv[1])), sys.stdout)


if __name__ == "__main__":
    main()
