# SPDX-License-Identifier: EUPL-1.2
"""Reads for reminders: which evaluations come near, who sits at their tables, and what was handled."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from gm_portal.accounts.models import User
from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.clock import local_date
from processes.enums import EvaluationState, ProcessState
from processes.models import Evaluation, Membership, Reminder
from processes.rules.reminders import FIRST_NOTICE, Invitee

Handled = tuple[int, str, int, dt.datetime]


def near(now: dt.datetime) -> list[Evaluation]:
    """Planned evaluations of running processes, from six weeks before their day on; each knows its last move."""
    planned = Evaluation.objects.filter(
        state=EvaluationState.PLANNED,
        planned_on__lte=local_date(now) + FIRST_NOTICE,
        process__state=ProcessState.RUNNING,
    )
    return list(planned.select_related("process").prefetch_related("moves").order_by("planned_on", "pk"))


def known_since(evaluation: Evaluation) -> dt.date:
    """The day on which the planned day was chosen, or moved to."""
    moments = [evaluation.created_at, *(move.at for move in evaluation.moves.all())]
    return local_date(max(moments))


def invitees_of(process_ids: Collection[int], day: dt.date) -> dict[int, list[Invitee]]:
    """Who sits at the table of each process on `day`, with the aldermen everywhere. Two queries.

    A seat that ended and an account that was closed get no mail.
    """
    aldermen = [
        Invitee(user_id, is_alderman=True)
        for user_id in User.objects.filter(
            is_active=True, global_roles__contains=[GlobalRole.ALDERMAN]
        ).values_list("pk", flat=True)
    ]
    found: dict[int, list[Invitee]] = defaultdict(list)
    rows = Membership.objects.active_on(day).filter(party__process_id__in=process_ids, user__is_active=True)
    for process_id, user_id, kind, role, since in rows.order_by("pk").values_list(
        "party__process_id", "user_id", "party__kind", "role", "starts_on"
    ):
        found[process_id].append(Invitee(user_id, kind, role, since))
    return {process_id: found[process_id] + aldermen for process_id in process_ids}


def handled(evaluation_ids: Iterable[int], *, user_id: int | None = None) -> set[Handled]:
    """Occurrences that were mailed or put aside before, as (evaluation, kind, person, moment)."""
    rows = Reminder.objects.filter(object_type="evaluation", object_id__in=list(evaluation_ids))
    if user_id is not None:
        rows = rows.filter(recipient_id=user_id)
    return set(rows.values_list("object_id", "kind", "recipient_id", "moment"))
