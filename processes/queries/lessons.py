# SPDX-License-Identifier: EUPL-1.2
"""Reads on lessons: found by words and tags, and those whose owner has not said what became of them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, Count, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, TruncDate
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.origins import Origin
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import LESSON_DONE, SIGNING_KINDS, LessonResult, ProcessState
from processes.models import BuildingBlock, CompassValue, Lesson, Praatplaat, Process
from processes.queries.areas import OUTLINES

ASKED_AFTER = dt.timedelta(days=365)
MOST_WORDS = 8


@dataclass(frozen=True)
class LessonSearch:
    """What a reader looks for. Empty parts ask for nothing; unknown ones were dropped by the view."""

    process: str = ""
    words: str = ""
    value: str = ""
    block: str = ""
    result: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether everything is asked for."""
        return not (self.process or self.words or self.value or self.block or self.result)

    def as_query(self) -> str:
        """As it stands behind the question mark of an address, without empty parts."""
        parts = {
            "gebied": self.process,
            "zoek": self.words,
            "waarde": self.value,
            "bouwsteen": self.block,
            "stand": self.result,
        }
        return urlencode({name: value for name, value in parts.items() if value})


def lessons(search: LessonSearch | str = "") -> QuerySet[Lesson]:
    """The lessons somebody looks for, those of the council's papers first, then by process. All words must be in it."""
    asked = LessonSearch(process=search) if isinstance(search, str) else search
    documented_first = Case(
        When(origin=Origin.SEED, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    rows = Lesson.objects.select_related(
        "process",
        "evaluation__process",
        "owner",
        "changed_agreement__process",
        "changed_agreement__published",
    ).prefetch_related(Prefetch("process__areas", OUTLINES.queryset))
    rows = rows.filter(_matches(asked))
    return rows.order_by(documented_first, "process__title", "process_id", "number")


def _matches(asked: LessonSearch) -> Q:
    found = Q()
    if asked.process:
        found &= Q(process__slug=asked.process)
    if asked.value:
        found &= Q(value_codes__contains=[asked.value])
    if asked.block:
        found &= Q(block_codes__contains=[asked.block])
    if asked.result:
        found &= Q(result=asked.result)
    for word in asked.words.replace("\x00", "").split()[:MOST_WORDS]:
        found &= Q(text__icontains=word) | Q(for_whom__icontains=word) | Q(changed__icontains=word)
    return found


def newest_lessons(limit: int) -> list[Lesson]:
    """The lessons written down last, for the feed. One query."""
    rows = Lesson.objects.select_related("process", "owner").order_by("-created_at", "-pk")
    return list(rows[:limit])


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


def lesson_by_number(slug: str, number: int) -> Lesson:
    """One lesson of a process. Raises `Lesson.DoesNotExist`."""
    rows = Lesson.objects.select_related("process", "owner", "changed_agreement")
    return rows.get(process__slug=slug, number=number)


# --- tags ------------------------------------------------------------------------------------------------
def value_names() -> dict[str, str]:
    """The values of the compass by code, as the newest published version names them. One query."""
    rows = CompassValue.objects.filter(praatplaat__in=_newest()).order_by("position")
    return dict(rows.values_list("code", "name"))


def block_names() -> dict[str, str]:
    """The building blocks by code, as the newest published version names them. One query."""
    rows = BuildingBlock.objects.filter(praatplaat__in=_newest()).order_by("position")
    return dict(rows.values_list("code", "name"))


def _newest() -> Any:
    return Praatplaat.objects.filter(published_at__isnull=False).order_by("-version").values("pk")[:1]


def in_words(codes: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Tags in words; one that the newest version no longer has shows its code."""
    return [names.get(code, code) for code in codes]


# --- what became of it -------------------------------------------------------------------------------------
def unanswered_after(now: dt.datetime) -> QuerySet[Lesson]:
    """Lessons of running processes that a year later changed nothing, as far as anybody said.

    Counted from the day they were drawn, or from when their owner last said "we are working on it". A lesson
    without an owner asks nobody.
    """
    before = local_date(now) - ASKED_AFTER
    since = Coalesce(TruncDate("answered_at"), "drawn_on", TruncDate("created_at"))
    rows = Lesson.objects.filter(owner__isnull=False, process__state=ProcessState.RUNNING)
    rows = rows.exclude(result__in=LESSON_DONE).annotate(since=since).filter(since__lte=before)
    return rows.select_related("process", "owner").order_by("since", "pk")


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """Lessons whose owner is a party of this person, and of which nobody said what became of them. One query."""
    parties = [seat.party_id for seat in actor.seats if seat.kind in SIGNING_KINDS]
    if not parties:
        return []
    return [line_of(lesson) for lesson in unanswered_after(now).filter(owner__in=parties)]


def line_of(lesson: Lesson) -> Waiting:
    """A lesson whose owner is asked what became of it, as a line of "Mijn" and of a mail."""
    return Waiting(
        urgency=Urgency.WHENEVER,
        day=lesson.drawn_on or local_date(lesson.created_at),
        verb=_("Zeg wat ervan kwam"),
        title=_("Leerpunt: %(text)s") % {"text": _short(lesson.text)},
        where=lesson.process.title,
        url=reverse("lesson-answer", args=(lesson.process.slug, lesson.number)),
        minutes=5,
        has_day=False,
    )


def asked_from(first: dt.datetime, end: dt.datetime) -> list[tuple[int, int, int, dt.date]]:
    """Lessons that nobody settled, drawn (or last answered) from `first` up to `end`, both midnights in Groningen.

    Each as (id, process, owner, that day). One query along three indexes.
    """
    answered = Q(answered_at__gte=first, answered_at__lt=end)
    drawn = Q(answered_at=None, drawn_on__gte=local_date(first), drawn_on__lt=local_date(end))
    made = Q(answered_at=None, drawn_on=None, created_at__gte=first, created_at__lt=end)
    rows = Lesson.objects.filter(answered | drawn | made, owner__isnull=False)
    rows = rows.filter(process__state=ProcessState.RUNNING).exclude(result__in=LESSON_DONE).order_by("pk")
    names = ("pk", "process_id", "owner_id", "answered_at", "drawn_on", "created_at")
    return [
        (pk, process_id, owner_id, local_date(at) if at else day or local_date(created))
        for pk, process_id, owner_id, at, day, created in rows.values_list(*names)
    ]


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79].rstrip()}…"


def is_settled(lesson: Lesson) -> bool:
    """Whether its owner said what became of it, for good."""
    return lesson.result in LESSON_DONE


def results_to_choose() -> list[tuple[str, str]]:
    """What an owner can say."""
    return [(each.value, str(each.label)) for each in LessonResult if each != LessonResult.UNKNOWN]
