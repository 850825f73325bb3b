# SPDX-License-Identifier: EUPL-1.2
"""Writes on processes: the parties choose their step, at their own pace."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.models import Visibility
from gm_portal.core.permissions import require
from processes.enums import Permission, Step
from processes.models import Process


@transaction.atomic
def set_step(
    *, process: Process, step: int, actor: Actor, now: dt.datetime, seen: int | None = None
) -> Process:
    """Put the process at a step, forward or back: residents and municipality choose the pace (seed B).

    `seen` is the step the person saw when choosing. The step it already has changes nothing. Raises `RuleError`
    for an unknown step or a finished process, `StaleError` when somebody chose another step meanwhile.
    """
    require(actor, Permission.PROCESS_SET_STEP, process.scope)
    process = Process.objects.select_for_update().get(pk=process.pk)
    if not process.scope.is_open:
        raise RuleError(_("Dit gebied is klaar met oefenen. De stap verandert niet meer."))
    if step not in Step.values:
        raise RuleError(_("Kies een van de drie stappen."), field="step")
    if process.step == step:
        return process
    if seen is not None and seen != process.step:
        raise StaleError(
            _("Iemand koos net een andere stap. Kijk hoe het nu is en kies opnieuw."),
            current={"step": process.step},
        )
    was, process.step = process.step, step
    process.save(update_fields=("step",))
    audit.record(
        actor=actor,
        verb="set_step",
        target=process,
        process_id=process.pk,
        now=now,
        visibility=Visibility.PUBLIC,
        step=step,
        was=was,
    )
    return process
