# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the Gronings model. A task looks up the time, delegates to one action, and nothing else."""

from celery import shared_task

from gm_portal.core import clock
from gm_portal.core.actors import actor_of
from processes.actions import reminders, version_imports
from processes.queries.versions import import_by_pk


@shared_task
def send_due_reminders() -> dict[str, int]:
    """Send every reminder that is due now."""
    return reminders.send_due(now=clock.now()).as_dict()


@shared_task
def sweep_praatplaat_files() -> int:
    """Have question files read that still wait."""
    return version_imports.sweep_imports(now=clock.now())


@shared_task
def read_praatplaat_file(pk: int) -> str:
    """Read a question file that somebody brought in, in that person's name."""
    now = clock.now()
    person = import_by_pk(pk).created_by
    actor = actor_of(person, today=clock.local_date(now))
    return str(version_imports.read_import(pk=pk, actor=actor, now=now).state)
