# SPDX-License-Identifier: EUPL-1.2
"""The Celery app: what runs by itself, and when.

Every entry is idempotent and takes no arguments: it looks up what is due, so that a run that was missed
is made good by the next one and a run too many does nothing. `expires` keeps runs that nobody picked up
from piling up while a worker is away.
"""

import os
from pathlib import Path
from typing import Any

from celery import Celery, signals
from celery.beat import PersistentScheduler
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gm_portal.settings")
app = Celery("gm_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = {
    "heartbeat": {
        "task": "gm_portal.core.heartbeat.pulse",
        "schedule": 15.0,
        "options": {"expires": 30},
    },
    "reminders": {
        "task": "processes.tasks.send_due_reminders",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 540},
    },
    "mail": {
        "task": "gm_portal.core.tasks.sweep_mail",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 270},
    },
    "bounce box": {
        "task": "gm_portal.core.tasks.read_bounce_box",
        "schedule": crontab(minute="*/10"),
        "options": {"expires": 540},
    },
    "published pages": {
        "task": "gm_portal.core.tasks.sweep_pages",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "question files that wait": {
        "task": "processes.tasks.sweep_praatplaat_files",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "forget old mail": {
        "task": "gm_portal.core.tasks.forget_old_mail",
        "schedule": crontab(hour="3", minute="10"),
        "options": {"expires": 3600},
    },
    "forget old invitations and sessions": {
        "task": "gm_portal.accounts.tasks.forget_old",
        "schedule": crontab(hour="3", minute="20"),
        "options": {"expires": 3600},
    },
}
app.autodiscover_tasks()
app.autodiscover_tasks(["gm_portal.core"], related_name="heartbeat")


class Scheduler(PersistentScheduler):
    """Beat's scheduler, leaving a sign of life at each tick (read by `deploy/health.py`)."""

    def setup_schedule(self) -> None:
        """Open the schedule file; its folder is not there in a container that was just made."""
        _sign_of_life("beat")
        super().setup_schedule()

    def tick(self, *args: Any, **kwargs: Any) -> Any:
        """Run what is due."""
        _sign_of_life("beat")
        return super().tick(*args, **kwargs)


@signals.beat_init.connect
def _pulse_at_once(**kwargs: Any) -> None:
    """Show the scheduler as running seconds after its start, not after its first interval."""
    app.send_task("gm_portal.core.heartbeat.pulse", expires=30, retry=False)


@signals.heartbeat_sent.connect
def _worker_lives(**kwargs: Any) -> None:
    _sign_of_life("worker")


def _sign_of_life(name: str) -> None:
    from django.conf import settings  # late: importing the app must not read the settings

    folder = Path(settings.DATA_DIR) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.alive").touch()
