# SPDX-License-Identifier: EUPL-1.2
"""Reads on areas and processes. Borders stay in the database: pages only need the projected outlines."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce

from gm_portal.core import clock, pages
from gm_portal.core.models import AuditEvent, Visibility
from gm_portal.core.permissions import Scope
from processes.enums import EvaluationState, ProcessState
from processes.models import (
    Agreement,
    Answer,
    Area,
    Evaluation,
    Experiment,
    Lesson,
    Party,
    Process,
    StoryEvent,
)
from processes.queries.joining import who_joins, words_of
from processes.rules.areas import find_by_name

MAP_WIDTH = 1000
MAP_MARGIN = 4
OUTLINES = Prefetch("areas", queryset=Area.objects.defer("geometry"))


@dataclass(frozen=True, slots=True)
class ProcessLink:
    """A process as the map and the search show it."""

    id: int
    slug: str
    title: str
    step: int
    is_finished: bool


@dataclass(frozen=True, slots=True)
class MapArea:
    """One wijk or dorp on the map, with the processes it takes part in and the experiment it knew."""

    code: str
    name: str
    kind: str
    outline: str
    box: tuple[float, float, float, float]
    label: tuple[float, float]
    is_residential: bool
    population: int | None
    population_year: int | None
    note: str
    processes: tuple[ProcessLink, ...]
    experiments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AreaMap:
    """All areas in one view box."""

    view_box: str
    areas: tuple[MapArea, ...]


@dataclass(frozen=True, slots=True)
class News:
    """The last thing readers can know of a process: a public event, else the end of its story.

    `verb` names the event (empty for the story); `when`, `text` and `origin` are those of the story.
    """

    day: dt.date
    verb: str = ""
    when: str = ""
    text: str = ""
    origin: str = ""


def process_by_slug(slug: str, **kwargs: object) -> Process:
    """The process with this address. Raises `Process.DoesNotExist`."""
    return Process.objects.get(slug=slug)


@dataclass(frozen=True)
class ProcessPage:
    """A process with all that its own page shows.

    `answered` counts the questions of this round with a public answer of at least one side.
    """

    process: Process
    answered: int
    agreements: Sequence[Agreement]  # what is public, by number
    planned: Sequence[Evaluation]  # by day
    joining: Sequence[str]  # who of council and college sits in, in words

    @property
    def scope(self) -> Scope:
        """The page is for whom the process is for."""
        return self.process.scope


def process_for_page(slug: str) -> ProcessPage:
    """A process with all that its own page shows, in one query a kind. Raises `Process.DoesNotExist`."""
    answered = (
        Answer.objects.filter(
            conversation__process=OuterRef("pk"),
            conversation__round=OuterRef("round"),
            published__isnull=False,
            question__praatplaat=F("conversation__praatplaat"),
        )
        .order_by()
        .values("conversation__process")
        .annotate(count=Count("question", distinct=True))
        .values("count")
    )
    counted = Coalesce(Subquery(answered), 0, output_field=IntegerField())
    rows = Process.objects.annotate(answered=counted, **who_joins())
    process = rows.prefetch_related(
        OUTLINES,
        Prefetch("parties", queryset=Party.objects.order_by("-kind", "name")),
        Prefetch("story", queryset=StoryEvent.objects.order_by("sort_on", "pk")),
        Prefetch("lessons", queryset=Lesson.objects.order_by("number")),
    ).get(slug=slug)
    agreements = process.agreements.filter(published__is_public=True).select_related("published")
    planned = process.evaluations.filter(state=EvaluationState.PLANNED)
    return ProcessPage(
        process,
        process.answered,
        list(agreements.order_by("number")),
        list(planned.order_by("planned_on")),
        words_of(process),
    )


def listed_processes() -> QuerySet[Process]:
    """All processes by title, the running ones first, with the outlines for their emblems."""
    return Process.objects.prefetch_related(OUTLINES).order_by("-state", "title")


def map_areas() -> AreaMap:
    """All areas for the map and the search, with their processes. Kept until something published changes."""
    return pages.kept("areas:map", _map_areas)


def _map_areas() -> AreaMap:
    links: dict[int, list[ProcessLink]] = {}
    running_first = Process.areas.through.objects.order_by("-process__state", "process__title")
    for area_id, pk, slug, title, step, state in running_first.values_list(
        "area_id", "process_id", "process__slug", "process__title", "process__step", "process__state"
    ):
        link = ProcessLink(pk, slug, title, step, state == ProcessState.FINISHED)
        links.setdefault(area_id, []).append(link)
    names = Experiment.objects.filter(area=OuterRef("pk")).order_by("code").values("name")
    areas = tuple(
        MapArea(
            code=area.code,
            name=area.name,
            kind=area.kind,
            outline=area.outline,
            box=(area.box[0], area.box[1], area.box[2], area.box[3]),
            label=(area.label_x, area.label_y),
            is_residential=area.is_residential,
            population=area.population,
            population_year=area.population_year,
            note=area.note,
            processes=tuple(links.get(area.pk, ())),
            experiments=tuple(area.experiment_names),
        )
        for area in Area.objects.defer("geometry")
        .annotate(experiment_names=ArraySubquery(names))
        .order_by("name")
    )
    height = max((area.box[1] + area.box[3] for area in areas), default=MAP_WIDTH) + MAP_MARGIN
    return AreaMap(f"0 0 {MAP_WIDTH} {height:.1f}", areas)


def find_areas(query: str) -> tuple[MapArea, ...]:
    """The areas a reader may mean with what he typed, by name."""
    areas = map_areas().areas
    found = set(find_by_name(query, ((area.code, area.name, area.note) for area in areas)))
    return tuple(area for area in areas if area.code in found)


def news_of(processes: Sequence[Process]) -> dict[int, News]:
    """The last news of each process, by process id. Two queries, however many processes."""
    ids = [process.pk for process in processes]
    newest = (
        # What people did: loading documented history is no news.
        AuditEvent.objects.filter(process_id=OuterRef("pk"), visibility=Visibility.PUBLIC, by_system=False)
        .order_by("-at", "-pk")
        .values("pk")[:1]
    )
    last_event = Process.objects.filter(pk__in=ids).values(newest=Subquery(newest))
    news = {
        process_id: News(clock.local_date(at), verb)
        for process_id, at, verb in AuditEvent.objects.filter(pk__in=last_event).values_list(
            "process_id", "at", "verb"
        )
        if process_id is not None
    }
    for process_id, day, when, text, origin in _ends_of_stories(ids):
        news.setdefault(process_id, News(day, when=when, text=text, origin=origin))
    return news


def activity_of(processes: Sequence[Process]) -> dict[int, dt.date]:
    """The day of the last news of each process that has any, by process id. Two queries."""
    return {process_id: news.day for process_id, news in news_of(processes).items()}


def _ends_of_stories(ids: Iterable[int]) -> Iterable[tuple[int, dt.date, str, str, str]]:
    """The last moment of each story: (process id, day, when as the source says it, text, origin)."""
    last = StoryEvent.objects.filter(process_id__in=ids).order_by("process_id", "-sort_on", "-pk")
    return last.distinct("process_id").values_list("process_id", "sort_on", "when", "text", "origin")
