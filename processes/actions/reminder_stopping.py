# SPDX-License-Identifier: EUPL-1.2
"""An administrator holds one reminder back, for instance because somebody asked for it by telephone."""

import datetime as dt

from django.db import transaction

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.models import Visibility
from processes.enums import Permission, ReminderState
from processes.models import Reminder


@transaction.atomic
def stop_reminder(*, reminder: Reminder, actor: Actor, now: dt.datetime) -> bool:
    """Hold a reminder back that waits; False when it was mailed or held meanwhile."""
    permissions.require(actor, Permission.ADMINISTER)
    waiting = Reminder.objects.filter(pk=reminder.pk, state=ReminderState.WAITING)
    held = waiting.update(state=ReminderState.STOPPED, handled_at=now, leased_until=None)
    if held:
        audit.record(
            actor=actor,
            verb="stop_reminder",
            target=reminder,
            process_id=reminder.process_id,
            now=now,
            visibility=Visibility.ADMIN,
            kind=reminder.kind,
        )
    return bool(held)
