# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the Gronings model. A task looks up the time, delegates to one action, and nothing else."""

from celery import shared_task

from gm_portal.core import clock
from processes.actions import reminders


@shared_task
def send_due_reminders() -> dict[str, int]:
    """Send every reminder that is due now."""
    return reminders.send_due(now=clock.now()).as_dict()
