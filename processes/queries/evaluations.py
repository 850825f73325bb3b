# SPDX-License-Identifier: EUPL-1.2
"""Reads on moments to look back."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Min, Prefetch
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import (
    AGREEMENT_STANDING_STATES,
    SIGNING_KINDS,
    EvaluationState,
    ProcessState,
)
from processes.models import (
    Agreement,
    AgreementVersion,
    Evaluation,
    EvaluationMove,
    Lesson,
    MoveProposal,
    Process,
)
from processes.queries.areas import OUTLINES
from processes.rules.evaluations import number_then

SOON = dt.timedelta(weeks=2)
# Only what everybody may read: a draft that was linked would show its text to all.
_agreements = Prefetch(
    "agreements",
    Agreement.objects.filter(published__is_public=True).select_related("published").order_by("number"),
)


def process_with_evaluations(slug: str) -> Process:
    """The process at this address with its evaluations, their moves and agreements. Five queries."""
    evaluations = Evaluation.objects.prefetch_related("moves", _agreements).order_by("planned_on", "pk")
    return Process.objects.prefetch_related(OUTLINES, Prefetch("evaluations", evaluations)).get(slug=slug)


def evaluation_by_id(slug: str, pk: int) -> Evaluation:
    """One evaluation of the process at this address, with everything its page shows. Six queries, eight with moves."""
    rows = Evaluation.objects.select_related("process").prefetch_related(
        Prefetch("moves", EvaluationMove.objects.select_related("proposed_by", "confirmed_by")),
        Prefetch("move_proposals", MoveProposal.objects.select_related("party", "answered_by")),
        _agreements,
        Prefetch("lessons", Lesson.objects.order_by("number")),
        Prefetch("process__areas", OUTLINES.queryset),
    )
    return rows.get(process__slug=slug, pk=pk)


def agreements_to_decide(evaluation: Evaluation) -> list[Agreement]:
    """What a moment decides about, also what is not for all: for who holds it, a party at the table. One query."""
    # Not by way of `evaluation.agreements`: that was read ahead for a page, without what is not for all.
    rows = Agreement.objects.filter(evaluations=evaluation, state__in=AGREEMENT_STANDING_STATES)
    return list(rows.select_related("published").order_by("number"))


def evaluation_with_proposal(slug: str, pk: int, proposal_pk: int) -> MoveProposal:
    """A proposal for another day, with its evaluation. Raises `DoesNotExist` of either."""
    proposal = MoveProposal.objects.select_related("party").get(pk=proposal_pk, evaluation_id=pk)
    proposal.evaluation = evaluation_by_id(slug, pk)
    return proposal


def agreed_then(evaluation: Evaluation) -> list[tuple[Agreement, AgreementVersion]]:
    """Each agreement with what it said then: on the day it was looked back on, or now when that is still to come.

    Two queries for a moment that was held, none otherwise. A version counts from its last signature on.
    What held then and was not for all is left out, also when the agreement is for all by now.
    """
    agreements = list(evaluation.agreements.all())
    if evaluation.held_on is None:
        return [(each, each.published) for each in agreements if each.published]
    versions = AgreementVersion.objects.filter(agreement__in=agreements).prefetch_related("sign_offs")
    found = {(each.agreement_id, each.number): each for each in versions}
    then = []
    for agreement in agreements:
        days = {number: _adopted_on(found[agreement.pk, number]) for number in agreement.published_numbers}
        number = number_then(days, evaluation.held_on)
        if number is not None and found[agreement.pk, number].is_public:
            then.append((agreement, found[agreement.pk, number]))
    return then


def _adopted_on(version: AgreementVersion) -> dt.date:
    return local_date(max((sign_off.at for sign_off in version.sign_offs.all()), default=version.at))


def agreements_in_force(process: Process) -> list[Agreement]:
    """What a new evaluation can look back on."""
    rows = process.agreements.filter(state__in=AGREEMENT_STANDING_STATES, published__is_public=True)
    return list(rows.select_related("published").order_by("number"))


def next_evaluations(processes: Sequence[Process]) -> dict[int, dt.date]:
    """The first planned day of each process that has one, by process id. One query.

    A day that has passed without a record stays the next one: it is still to be held or moved.
    """
    rows = Evaluation.objects.filter(
        process_id__in=[process.pk for process in processes], state=EvaluationState.PLANNED
    )
    return dict(rows.values_list("process_id").annotate(Min("planned_on")).order_by())


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """Evaluations of my processes within two weeks or past their day. One query."""
    today = local_date(now)
    at_my_table = {seat.process_id for seat in actor.seats if seat.kind in SIGNING_KINDS}
    if not at_my_table:
        return []
    rows = Evaluation.objects.filter(
        process_id__in=at_my_table,
        process__state=ProcessState.RUNNING,
        state=EvaluationState.PLANNED,
        planned_on__lte=today + SOON,
    )
    return [line_of(each, today) for each in rows.select_related("process").order_by("planned_on", "pk")]


def line_of(evaluation: Evaluation, today: dt.date) -> Waiting:
    """One line on "Mijn": read the questions before the day, write down what came of it from the day on."""
    has_come = evaluation.planned_on <= today
    day = formats.date_format(evaluation.planned_on, "j F Y")
    where = (evaluation.process.slug, evaluation.pk)
    return Waiting(
        urgency=Urgency.HAS_A_DAY,
        day=evaluation.planned_on,
        verb=_("Leg vast wat eruit kwam") if has_come else _("Lees de vragen"),
        title=_("Samen terugkijken op %(day)s") % {"day": day},
        where=evaluation.process.title,
        url=reverse("evaluation-hold", args=where) if has_come else reverse("evaluation", args=where),
        minutes=15 if has_come else 10,
    )
