# SPDX-License-Identifier: EUPL-1.2
"""Parts of the pages of areas: cards, search results, moments of the story, and what is going on now."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gm_portal.core.pictures.triangle import TrianglePoint, triangle
from processes.enums import Step
from processes.models import Area, Process, StoryEvent
from processes.queries.archetypes import AccentPoint
from processes.queries.areas import MapArea, News
from processes.rules.archetypes import NAMES
from processes.rules.areas import Emblem, emblem_of, first_sentence, read_day
from processes.rules.news import news_in_words


@dataclass(frozen=True)
class Card:
    """A process in a list."""

    process: Process
    emblem: Emblem | None
    day: str
    news: str
    origin: str = ""


@dataclass(frozen=True)
class Result:
    """A wijk or dorp somebody looked for."""

    area: MapArea
    emblem: Emblem | None


@dataclass(frozen=True)
class Now:
    """What is going on now: one card with one verb."""

    title: str
    text: str
    verb: str
    url: str


def emblem(areas: Iterable[Area]) -> Emblem | None:
    """The emblem of a process from its areas."""
    return emblem_of([(area.outline, (area.box[0], area.box[1], area.box[2], area.box[3])) for area in areas])


def card_of(process: Process, news: News | None) -> Card:
    """The card of a process with its last news."""
    day = text = ""
    if news and news.verb:
        day = formats.date_format(news.day, "j F Y")
        text = news_in_words(news.verb)
    elif news:
        day, text = when_in_words(news.when), first_sentence(news.text)
    return Card(process, emblem(process.areas.all()), day, text, news.origin if news else "")


def result_of(area: MapArea) -> Result:
    """A found wijk or dorp with its outline."""
    return Result(area, emblem_of([(area.outline, area.box)]))


def when_in_words(when: str) -> str:
    """A date as the source gives it, in words where it is a day or a month."""
    found = read_day(when)
    return formats.date_format(*found) if found else when


def story_of(events: Iterable[StoryEvent]) -> list[dict[str, str]]:
    """The story for `components/story.html`."""
    return [
        {
            "date": when_in_words(event.when),
            "text": event.text,
            "origin": event.origin,
            "source": event.source,
            "tone": "held",
        }
        for event in events
    ]


def accent_picture(points: Sequence[AccentPoint]) -> dict[str, Any]:
    """What `components/pictures/triangle.html` needs; no triangle as long as nobody chose."""
    drawn = [TrianglePoint(each.label, each.side, each.a, each.b, each.c, each.round) for each in points]
    corners = {f"corner_{code.lower()}": name for code, name in NAMES.items()}
    return corners | {
        "triangle": triangle(drawn) if drawn else None,
        "points": points,
        "show_rounds": len({each.round for each in points}) > 1,
    }


def now_of(process: Process, *, answered: int, agreements: int, next_day: dt.date | None) -> Now:
    """What is going on now and the one thing to do, by the step of the process.

    `answered` and `agreements` count what is public, `next_day` is the planned day to look back.
    """
    if not process.scope.is_open:
        return Now(
            _("Dit is afgerond"),
            _("Het oefenen is hier gestopt. De leerpunten gaan mee naar andere wijken en dorpen."),
            _("Lees de leerpunten"),
            reverse("lessons") + f"?gebied={process.slug}",
        )
    if process.step == Step.CONVERSATION:
        return _conversing(process, answered)
    if process.step == Step.AGREEMENT:
        return _agreeing(process, agreements)
    return Now(
        _("De afspraken worden uitgevoerd"),
        _("Op %(day)s kijken wijk en gemeente samen terug.") % {"day": formats.date_format(next_day, "j F Y")}
        if next_day
        else _("Wijk en gemeente kijken samen terug wanneer zij daaraan toe zijn."),
        _("Bekijk hoe we terugkijken"),
        reverse("evaluations", args=(process.slug,)),
    )


def _conversing(process: Process, answered: int) -> Now:
    text = ngettext(
        "Bij %(count)s vraag staat al een openbaar antwoord.",
        "Bij %(count)s vragen staat al een openbaar antwoord.",
        answered,
    )
    return Now(
        _("Het gesprek loopt"),
        text % {"count": answered}
        if answered
        else _("Wijk en gemeente beantwoorden dezelfde vragen, elk op hun eigen manier."),
        _("Bekijk de praatplaat"),
        reverse("praatplaat", args=(process.slug,)),
    )


def _agreeing(process: Process, agreements: int) -> Now:
    text = ngettext(
        "Er is nu %(count)s afspraak openbaar. Het gesprek gaat gewoon door.",
        "Er zijn nu %(count)s afspraken openbaar. Het gesprek gaat gewoon door.",
        agreements,
    )
    return Now(
        _("Er worden afspraken gemaakt"),
        text % {"count": agreements},
        _("Lees de afspraken"),
        reverse("agreements", args=(process.slug,)),
    )
