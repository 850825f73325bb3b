# SPDX-License-Identifier: EUPL-1.2
"""Moments to look back that lapse: what they are about has ended, by an act or because its last day passed.

Nobody is asked to look back on nothing. The planning keeps the moment with the reason; a final evaluation stays.
"""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from gm_portal.core import pages
from gm_portal.core.actors import SYSTEM
from gm_portal.core.clock import local_date
from gm_portal.core.models import Visibility
from processes.actions.agreement_steps import visibility_of
from processes.actions.evaluations import call_off, lock_evaluation, tell
from processes.enums import CalledOff, EvaluationState
from processes.models import Agreement, Evaluation, Process, ReminderRun
from processes.queries.evaluation_standing import about_what_ends, has_lapsed, planned_about
from processes.rules.reminders import Window

RUN = "lapses"
LOOKBACK = dt.timedelta(days=400)
ONE_DAY = dt.timedelta(days=1)


def lapse_after_end(*, agreement: Agreement, now: dt.datetime) -> None:
    """Close what was planned on an agreement that was just ended. Runs inside the transaction that ends it."""
    _lapse(planned_about([agreement.pk]), now)


def lapse_due(*, now: dt.datetime) -> int:
    """Close what was planned on agreements whose last day passed since the last run. Twice closes nothing more.

    Raises nothing: it looks up what is due, so that a run that was missed is made good by the next one.
    """
    run, _made = ReminderRun.objects.get_or_create(source=RUN, defaults={"planned_until": now - LOOKBACK})
    window = Window.between(run.planned_until, now, LOOKBACK)
    closed = _lapse(about_what_ends(window.first - ONE_DAY, window.today - ONE_DAY), now)
    ReminderRun.objects.filter(pk=run.pk).update(planned_until=now)
    return closed


def _lapse(moments: Iterable[tuple[int, int]], now: dt.datetime) -> int:
    """Each in a transaction of its own, looked at again once it is locked."""
    return sum(_lapse_one(process_id, pk, now) for process_id, pk in moments)


@transaction.atomic
def _lapse_one(process_id: int, pk: int, now: dt.datetime) -> bool:
    Process.objects.select_for_update(no_key=True).get(pk=process_id)
    evaluation = lock_evaluation(pk)
    if evaluation.state != EvaluationState.PLANNED or not has_lapsed(evaluation, local_date(now)):
        return False
    with translation.override("nl"):  # it stays in the planning, as what people write there
        reason = _("De afspraak is beëindigd. Er is niets meer om op terug te kijken.")
    call_off(evaluation, CalledOff.AGREEMENT_ENDED, reason=reason, actor=SYSTEM, now=now)
    day = evaluation.planned_on.isoformat()
    tell(
        evaluation, "lapse_evaluation", actor=SYSTEM, now=now, visibility=_visibility_of(evaluation), day=day
    )
    pages.refresh_after_commit()  # the planning says so to everybody, also when it is no news
    return True


def _visibility_of(evaluation: Evaluation) -> Visibility:
    """That something ended is news for everybody only when somebody may read one of those agreements."""
    rows = Agreement.objects.filter(evaluations=evaluation).select_related("process", "published")
    known = {visibility_of(agreement) for agreement in rows}
    return Visibility.PUBLIC if Visibility.PUBLIC in known else Visibility.PROCESS
