# SPDX-License-Identifier: EUPL-1.2
"""Lessons to take along: a feed, a file for the municipality's learning platform, and a paper."""

import csv
import datetime as dt
import io

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import override

from gm_portal.core.gate import gate
from gm_portal.core.origins import read_source
from gm_portal.core.papers import paper
from processes.enums import Permission
from processes.models import Lesson
from processes.queries import lessons as queries
from processes.rules.lessons import safe_cell
from processes.views.lessons import PublicList, search_of

IN_FEED = 50


@gate(see=Permission.LESSON_READ, fetch=PublicList)
def lesson_feed(request: HttpRequest, _list: PublicList) -> HttpResponse:
    """The newest lessons as Atom, so that a learning platform or a reader can follow them."""
    site = settings.SITE_URL
    feed = Atom1Feed(
        title=_("Leerpunten uit wijken en dorpen"),
        link=f"{site}{reverse('lessons')}",
        feed_url=f"{site}{reverse('lessons-feed')}",
        description=_("Wat wijken, dorpen en gemeente leerden, ook als iets stopte."),
        language="nl",
    )
    for lesson in queries.newest_lessons(IN_FEED):
        feed.add_item(
            title=f"{lesson.process.title}: {lesson}",
            link=f"{site}{lesson.get_absolute_url()}",
            description=escape(lesson.text),  # Atom1Feed says that this is HTML
            author_name=lesson.owner.name if lesson.owner else lesson.process.title,
            unique_id=f"{site}/leerpunten/{lesson.process.slug}/{lesson.number}",
            pubdate=lesson.created_at,
            updateddate=lesson.answered_at or lesson.created_at,
            categories=[*lesson.value_codes, *lesson.block_codes],
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@gate(see=Permission.LESSON_READ, fetch=PublicList)
def lesson_csv(request: HttpRequest, _list: PublicList) -> HttpResponse:
    """The lessons somebody looks for as a file for a spreadsheet or a learning platform."""
    rows = io.StringIO()
    writer = csv.writer(rows, delimiter=";", lineterminator="\r\n")
    writer.writerow(
        ["gebied", "nummer", "leerpunt", "voor wie", "partij", "datum", "waarden", "bouwstenen",
         "wat ervan kwam", "toelichting", "herkomst", "bron", "adres"]
    )  # fmt: skip
    values, blocks = queries.value_names(), queries.block_names()
    with override("nl"):
        for lesson in queries.lessons(search_of(request)):
            writer.writerow([safe_cell(cell) for cell in _cells(lesson, values, blocks)])
    # The mark at the start lets a spreadsheet read the accents.
    response = HttpResponse("\ufeff" + rows.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="leerpunten.csv"'
    return response


def _cells(lesson: Lesson, values: dict[str, str], blocks: dict[str, str]) -> list[str]:
    return [
        lesson.process.title,
        str(lesson.number),
        lesson.text,
        lesson.for_whom,
        lesson.owner.name if lesson.owner else "",
        lesson.drawn_on.isoformat() if lesson.drawn_on else "",
        ", ".join(queries.in_words(lesson.value_codes, values)),
        ", ".join(queries.in_words(lesson.block_codes, blocks)),
        str(lesson.get_result_display()),
        lesson.changed,
        str(lesson.get_origin_display()),
        read_source(lesson.source),
        f"{settings.SITE_URL}{lesson.get_absolute_url()}",
    ]


@gate(see=Permission.LESSON_READ, fetch=PublicList)
def lesson_pdf(request: HttpRequest, _list: PublicList) -> HttpResponse:
    """The same lessons on paper."""
    with override("nl"):
        data = _paper_of(list(queries.lessons(search_of(request))))
    response = HttpResponse(paper("processes/paper/leerpunten.typ", data), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="leerpunten.pdf"'
    return response


def _paper_of(found: list[Lesson]) -> dict[str, object]:
    values, blocks = queries.value_names(), queries.block_names()
    days = [lesson.answered_at or lesson.created_at for lesson in found]
    day = max(days).date() if days else dt.date(2026, 1, 1)
    return {
        "title": _("Leerpunten uit wijken en dorpen"),
        "author": _("Gronings model"),
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "lead": _("Wat wijken, dorpen en gemeente leerden, ook als iets stopte."),
        "empty": _("Er zijn geen leerpunten die hierbij passen."),
        "page_word": _("blad"),
        "of_word": _("van"),
        "address": f"{settings.SITE_URL}{reverse('lessons')}",
        "lessons": [
            {
                "place": lesson.process.title,
                "number": str(lesson.number),
                "text": lesson.text,
                "lines": _lines(lesson, values, blocks),
            }
            for lesson in found
        ],
    }


def _lines(lesson: Lesson, values: dict[str, str], blocks: dict[str, str]) -> list[list[str]]:
    """What stands under a lesson, as (what, words); empty lines fall away."""
    tags = [*queries.in_words(lesson.value_codes, values), *queries.in_words(lesson.block_codes, blocks)]
    day = formats.date_format(lesson.drawn_on, "j F Y") if lesson.drawn_on else ""
    lines = [
        (_("Voor wie"), lesson.for_whom),
        (_("Partij"), lesson.owner.name if lesson.owner else ""),
        (_("Datum"), day),
        (_("Gaat over"), ", ".join(tags)),
        (_("Wat ervan kwam"), lesson.changed),
        (
            _("Herkomst"),
            ": ".join(filter(None, (str(lesson.get_origin_display()), read_source(lesson.source)))),
        ),
    ]
    return [[what, words] for what, words in lines if words]
