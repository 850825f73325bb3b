# SPDX-License-Identifier: EUPL-1.2
"""Jobs of the accounts floor: a task loads, delegates, and nothing else."""

from celery import shared_task

from gm_portal.accounts import erasure
from gm_portal.core import clock


@shared_task
def forget_old() -> None:
    """Forget invitations and sessions that have served their purpose (docs/privacy)."""
    erasure.forget_old_invitations(now=clock.now())
    erasure.forget_old_sessions(now=clock.now())
