# SPDX-License-Identifier: EUPL-1.2
"""What the home page shows."""

from django.db.models import DateField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce, TruncDate

from gm_portal.core.clock import AMSTERDAM
from gm_portal.core.models import AuditEvent, Visibility
from processes.models import Experiment, Process, StoryEvent
from processes.queries.areas import OUTLINES

MOST_CARDS = 6


def newest_processes(most: int = MOST_CARDS) -> list[Process]:
    """The processes with the newest news first, with their outlines. Two queries.

    News is the last public event, else the last moment of the documented story.
    """
    events = AuditEvent.objects.filter(
        process_id=OuterRef("pk"), visibility=Visibility.PUBLIC, by_system=False
    )
    newest = Subquery(
        events.order_by("-at", "-pk").values(day=TruncDate("at", tzinfo=AMSTERDAM))[:1],
        output_field=DateField(),
    )
    stories = StoryEvent.objects.filter(process_id=OuterRef("pk")).order_by("-sort_on")
    last_moment = Subquery(stories.values("sort_on")[:1])
    return list(
        Process.objects.annotate(news_on=Coalesce(newest, last_moment))
        .order_by(F("news_on").desc(nulls_last=True), "title")
        .prefetch_related(OUTLINES)[:most]
    )


def experiments() -> list[Experiment]:
    """The experiments before the model that a source names. One query."""
    return list(Experiment.objects.select_related("area").defer("area__geometry", "area__outline"))
