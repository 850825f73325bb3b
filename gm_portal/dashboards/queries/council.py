# SPDX-License-Identifier: EUPL-1.2
"""What the council's overview shows: every process in one line, and what is asked of the council."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Count, Max
from django.db.models.functions import TruncMonth
from django.urls import reverse

from gm_portal.core import clock
from gm_portal.core.actors import Actor
from gm_portal.core.clock import AMSTERDAM
from gm_portal.core.models import AuditEvent, Visibility
from gm_portal.core.permissions import allows
from gm_portal.core.pictures.spark import Spark, spark
from gm_portal.dashboards.months import last_months
from processes.enums import Permission, ProcessState
from processes.models import CouncilBundleItem, Process, StoryEvent
from processes.queries.congruence import Standing, standings_of
from processes.queries.council import open_bundles, with_texts
from processes.queries.evaluations import next_evaluations
from processes.queries.promises import tallies_of
from processes.rules.promises import Tally

MONTHS = 12
FINISHED = "afgerond"


class Row(NamedTuple):
    """What the table needs of a process before it knows whether the process is on this page."""

    id: int
    slug: str
    title: str
    step: int
    round: int
    state: str

    @property
    def place(self) -> str:
        """Under which filter it stands: its step, or finished."""
        return FINISHED if self.state == ProcessState.FINISHED else str(self.step)


@dataclass(frozen=True)
class Asked:
    """One bundle that waits for a decision of the council."""

    title: str
    url: str
    process: str
    since: dt.datetime
    explanation: str


def asked_of_council(actor: Actor) -> list[Asked]:
    """What lies before the council, the longest waiting first. Two queries, however much lies there.

    All readers see what is asked about agreements that were adopted before, in their adopted words; the council
    also sees what is still between the parties and the council, with the explanation.
    """
    bundles = open_bundles()
    if allows(actor, Permission.COUNCIL_BUNDLE_READ):
        return [
            Asked(
                ", ".join(item.version.title for item in each.items.all()),
                each.get_absolute_url(),
                each.process.title,
                each.at,
                each.explanation,
            )
            for each in with_texts(bundles)
        ]
    known = CouncilBundleItem.objects.filter(
        bundle__in=bundles.order_by(), agreement__published__is_public=True
    )
    rows = known.order_by("bundle__at", "pk").values_list(
        "agreement__published__title",
        "agreement__process__slug",
        "agreement__number",
        "agreement__process__title",
        "bundle__at",
    )
    return [
        Asked(title, reverse("agreement", args=(slug, number)), process, since, "")
        for title, slug, number, process, since in rows
    ]


@dataclass(frozen=True)
class Overview:
    """All processes in the order of their names, and how many there are in each step."""

    rows: tuple[Row, ...]

    @property
    def counts(self) -> Counter[str]:
        """How many processes stand under each filter."""
        return Counter(row.place for row in self.rows)

    def chosen(self, place: str) -> list[Row]:
        """The rows under one filter; all without one."""
        return [row for row in self.rows if place in ("", row.place)]


def overview() -> Overview:
    """Every process with no more than a line needs, in the order of the alphabet: never a ranking. One query.

    Plain rows: only those of one page become objects.
    """
    rows = Process.objects.order_by("title").values_list(*Row._fields)
    return Overview(tuple(map(Row._make, rows)))


def processes_of(rows: Iterable[Row]) -> list[Process]:
    """Rows of the overview as processes, without asking the database again."""
    return [Process(**row._asdict()) for row in rows]


@dataclass(frozen=True)
class Activity:
    """The last public news of a process and how much there was in each of the last twelve months.

    `when` holds the words of the source when only the documented story tells; no day is made up from a year.
    """

    day: dt.date | None
    when: str
    counts: tuple[int, ...]


@dataclass(frozen=True)
class Line:
    """One process in the council's table."""

    process: Process
    standing: Standing
    next_day: dt.date | None
    is_late: bool
    activity: Activity
    spark: Spark
    tally: Tally


def lines_of(processes: Sequence[Process], *, today: dt.date) -> list[Line]:
    """The lines of these processes, in their order. A constant number of queries."""
    standings = standings_of(processes, today=today)
    next_days = next_evaluations(processes)
    tallies = tallies_of((each.pk for each in processes), now=clock.now())
    activities = _activities_of(processes, today=today)
    lines = []
    for process in processes:
        next_day, activity = next_days.get(process.pk), activities[process.pk]
        is_late = next_day is not None and next_day < today
        picture = spark(activity.counts)
        tally = tallies.get(process.pk, Tally())
        lines.append(Line(process, standings[process.pk], next_day, is_late, activity, picture, tally))
    return lines


def _activities_of(processes: Sequence[Process], *, today: dt.date) -> dict[int, Activity]:
    """The activity of each process. What the loader did is no news. Two queries."""
    ids = [process.pk for process in processes]
    counts: dict[int, dict[dt.date, int]] = {pk: {} for pk in ids}
    last: dict[int, dt.date] = {}
    events = (
        AuditEvent.objects.filter(process_id__in=ids, visibility=Visibility.PUBLIC, by_system=False)
        .order_by()
        .values_list("process_id", TruncMonth("at", tzinfo=AMSTERDAM))
        .annotate(Count("pk"), Max("at"))
    )
    for process_id, month, count, at in events:
        if process_id is not None:
            counts[process_id][month.date()] = count
            day = clock.local_date(at)
            last[process_id] = max(last.get(process_id, day), day)
    stories = StoryEvent.objects.filter(process_id__in=ids).order_by("process_id", "-sort_on", "-pk")
    ends = dict(stories.distinct("process_id").values_list("process_id", "when"))
    months = last_months(today, MONTHS)
    return {
        pk: Activity(last.get(pk), ends.get(pk, ""), tuple(counts[pk].get(month, 0) for month in months))
        for pk in ids
    }
