# SPDX-License-Identifier: EUPL-1.2
"""Reads on lessons."""

from collections.abc import Sequence

from django.db.models import Case, Count, IntegerField, Prefetch, QuerySet, Value, When

from gm_portal.core.origins import Origin
from processes.models import Lesson, Process
from processes.queries.areas import OUTLINES


def lessons(slug: str = "") -> QuerySet[Lesson]:
    """All lessons, those of the council's papers first, then by process; of one process when `slug` names it."""
    documented_first = Case(
        When(origin=Origin.SEED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = Lesson.objects.select_related("process", "evaluation__process").prefetch_related(
        Prefetch("process__areas", OUTLINES.queryset)
    )
    if slug:
        rows = rows.filter(process__slug=slug)
    return rows.order_by(documented_first, "process__title", "process_id", "number")


def processes_with_lessons() -> list[tuple[str, str, int]]:
    """Slug, title and number of lessons of each process that has any, by title. One query."""
    rows = Process.objects.filter(lessons__isnull=False).annotate(count=Count("lessons"))
    return list(rows.order_by("title").values_list("slug", "title", "count"))


def lessons_of(processes: Sequence[Process]) -> dict[int, list[Lesson]]:
    """The lessons of each process, by process id. One query."""
    found: dict[int, list[Lesson]] = {process.pk: [] for process in processes}
    for lesson in Lesson.objects.filter(process_id__in=found).order_by("process_id", "number"):
        found[lesson.process_id].append(lesson)
    return found
