# SPDX-License-Identifier: EUPL-1.2
"""What must be there before the first visitor: tables, on the first run the demo, packed static files.

A process of its own (`python -m gm_portal.local.making_ready`), so that the supervisor stays small.
"""

import hashlib
import os
from io import StringIO
from pathlib import Path

import django
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from gm_portal.core import heartbeat
from gm_portal.local.translations import compile_translations


def make_ready() -> None:
    """Migrate, load what is documented once (and in the demo its people), pack static files when they changed.

    Last, the scheduler gets the time of one pulse to come up: `/healthz/` is asked as soon as there is a page.
    """
    call_command("migrate", verbosity=0, interactive=False)
    _load_first()
    _pack_static_files()
    heartbeat.being_started()


def _load_first() -> None:
    # Both commands are idempotent and all-or-nothing; asking first only saves the time of a second start.
    if not apps.get_model("processes", "Process").objects.exists():
        print("Loading the practice areas of Groningen …", flush=True)
        call_command("load_groningen", verbosity=0)
    if settings.DEMO and not apps.get_model("accounts", "User").objects.exists():
        call_command("demo_people", verbosity=0)
        # What waits goes into the mailbox at once, over the path of the schedule: the demo begins with mail.
        call_command("reminders", stdout=StringIO())


def _pack_static_files() -> None:
    stamp = Path(settings.STATIC_ROOT) / ".packed"
    state = _state_of_static_files()
    if stamp.exists() and stamp.read_text(encoding="ascii") == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state, encoding="ascii")


def _state_of_static_files() -> str:
    """A fingerprint of names, sizes and times: cheap, and different after every change."""
    digest = hashlib.sha256()
    for folder in settings.STATICFILES_DIRS:
        for path in sorted(Path(folder).rglob("*")):
            if path.is_file():
                found = path.stat()
                digest.update(f"{path}|{found.st_size}|{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def main() -> None:
    """Command line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gm_portal.settings")
    compile_translations()
    django.setup()
    make_ready()


if __name__ == "__main__":
    main()
