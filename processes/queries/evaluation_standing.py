# SPDX-License-Identifier: EUPL-1.2
"""Reads on whether a planned moment still stands: who counts on it, and whether what it is about has ended."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from processes.enums import (
    SIDE_OF_KIND,
    SIGNING_KINDS,
    AgreementState,
    CouncilOutcome,
    EvaluationKind,
    EvaluationState,
    PartyKind,
    ProcessState,
)
from processes.models import (
    Agreement,
    CouncilDecision,
    Evaluation,
    EvaluationMove,
    EvaluationSheet,
    EvaluationVoice,
    MoveProposal,
    Party,
)
from processes.queries.council import approved_until_of
from processes.rules.evaluation_standing import is_without_agreements


def may_take_back(evaluation: Evaluation, actor: Actor) -> bool:
    """Whether only the actor's own side planned this moment and nobody else did anything with it. Three queries."""
    if evaluation.planned_by_id is None:
        return False
    planner = Party.objects.get(pk=evaluation.planned_by_id)
    seats = [seat for seat in actor.seats_in(evaluation.process_id) if seat.kind in SIGNING_KINDS]
    if planner.side not in {SIDE_OF_KIND[PartyKind(seat.kind)] for seat in seats}:
        return False
    others = [each.pk for each in _signing(evaluation) if each.side != planner.side]
    return not Evaluation.objects.filter(
        Exists(EvaluationMove.objects.filter(evaluation=OuterRef("pk")))
        | Exists(MoveProposal.objects.filter(evaluation=OuterRef("pk"), party__in=others))
        | Exists(EvaluationSheet.objects.filter(evaluation=OuterRef("pk"), party__in=others))
        | Exists(EvaluationVoice.objects.filter(link__evaluation=OuterRef("pk"))),
        pk=evaluation.pk,
    ).exists()


def _signing(evaluation: Evaluation) -> list[Party]:
    return list(Party.objects.filter(process=evaluation.process_id, kind__in=SIGNING_KINDS))


def about_what_ends(first: dt.date, last: dt.date) -> list[tuple[int, int]]:
    """Planned moments about an agreement whose last day lies in these days, as (process, id). Two queries.

    The last day is its own, or that of the council's decision it rests on. Read along an index, so that a day on
    which nothing ends costs nothing.
    """
    own = Agreement.objects.filter(published__ends_on__range=(first, last))
    decided = CouncilDecision.objects.filter(outcome=CouncilOutcome.APPROVED, ends_on__range=(first, last))
    versions = list(decided.values_list("version_id", flat=True))
    ended = [*own.values_list("pk", flat=True)]
    if versions:
        ended += Agreement.objects.filter(published__in=versions).values_list("pk", flat=True)
    return planned_about(ended) if ended else []


def planned_about(agreement_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Planned moments, not final ones, on any of these agreements, as (process, id) in that order."""
    rows = Evaluation.objects.filter(
        state=EvaluationState.PLANNED,
        process__state=ProcessState.RUNNING,
        agreements__in=agreement_ids,
    ).exclude(kind=EvaluationKind.FINAL)
    return list(rows.order_by("process_id", "pk").values_list("process_id", "pk").distinct())


def has_lapsed(evaluation: Evaluation, today: dt.date) -> bool:
    """Whether nothing is left to look back on, as it is now. One query."""
    return is_without_agreements(
        kind=evaluation.kind,
        planned_on=evaluation.planned_on,
        chosen_on=local_date(evaluation.created_at),
        last_days=[_ended_on(each, today) for each in _with_days(evaluation.agreements.all())],
    )


def _with_days(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    return agreements.select_related("published").annotate(council_until=approved_until_of("published"))


def _ended_on(agreement: Agreement, today: dt.date) -> dt.date | None:
    """The last day it held, None while it goes on: ended by the parties, by its own term or by the council's."""
    terms = [agreement.council_until]  # type: ignore[attr-defined]  # annotated above
    if agreement.published is not None:
        terms.append(agreement.published.ends_on)
    days = [day for day in terms if day is not None and day < today]
    if agreement.state == AgreementState.ENDED and agreement.ended_at is not None:
        days.append(local_date(agreement.ended_at))
    return min(days, default=None)
