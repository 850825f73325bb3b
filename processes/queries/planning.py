# SPDX-License-Identifier: EUPL-1.2
"""Reads for the honest planning: every moment of every area, with the days it had before."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from processes.models import Evaluation, Process
from processes.rules.planning import MomentFacts, Shift


def process_by_slug(slug: str) -> Process:
    """A process. Raises `Process.DoesNotExist`."""
    return Process.objects.get(slug=slug)


def processes_with_moments() -> QuerySet[Process]:
    """The areas that ever planned or held a moment, by name: never a ranking."""
    return Process.objects.filter(Exists(Evaluation.objects.filter(process=OuterRef("pk")))).order_by(
        "title", "pk"
    )


def with_planning(processes: Sequence[Process]) -> list[Process]:
    """These areas with their moments and moves. Three queries."""
    ids = [process.pk for process in processes]
    moments = Evaluation.objects.prefetch_related("moves").order_by("planned_on", "pk")
    rows = Process.objects.filter(pk__in=ids).prefetch_related(Prefetch("evaluations", moments))
    return list(rows.order_by("title", "pk"))


def facts_of(process: Process) -> list[MomentFacts]:
    """The moments of one area as plain data, from rows that came along."""
    return [
        MomentFacts(
            pk=each.pk,
            url=f"{each.get_absolute_url()}",
            kind=str(each.get_kind_display()),
            state=each.state,
            planned_on=each.planned_on,
            held_on=each.held_on,
            origin=each.origin,
            source=each.source,
            called_off=str(each.get_called_off_as_display()) if each.called_off_as else "",
            reason=each.summary if each.called_off_as else "",
            shifts=tuple(Shift(move.from_day, move.to_day, move.reason) for move in each.moves.all()),
        )
        for each in process.evaluations.all()
    ]
