# SPDX-License-Identifier: EUPL-1.2
"""The council's overview: first what is asked of the council, then every process in one line."""

import datetime as dt
import re
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from gm_portal.core import clock, permissions
from gm_portal.core.actors import current_actor
from gm_portal.core.gate import gate
from gm_portal.core.pictures.spark import Spark
from gm_portal.dashboards.queries import council as queries
from gm_portal.dashboards.views.parts import Parts, kept_parts, map_part, rendered
from processes.enums import Level, Permission, ProcessState, Step
from processes.queries.joining import joined
from processes.rules.promises import Tally
from processes.views.area_parts import when_in_words

PER_PAGE = 20
FILTERS = (*(str(step.value) for step in Step), queries.FINISHED)
HIGHEST_PAGE = 999


@dataclass(frozen=True)
class Choice:
    """One filter above the table, with how many it counts."""

    value: str
    label: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Row:
    """One line of the table in words; every figure has an address that shows what it counts."""

    title: str
    home: str
    agreements: str
    evaluations: str
    step: str
    round: int
    level: str
    fit: str
    last_day: str
    next_day: str
    is_late: bool
    is_finished: bool
    promises: str
    kept: str
    spark: Spark
    spark_label: str


def _row(line: queries.Line) -> Row:
    process, standing = line.process, line.standing
    finished = process.state == ProcessState.FINISHED
    step = {"number": process.step, "name": process.get_step_display()}
    counts = {"open": standing.open_count, "asked": standing.asked_count}
    return Row(
        title=process.title,
        home=process.get_absolute_url(),
        agreements=reverse("agreements", args=(process.slug,)),
        evaluations=reverse("evaluations", args=(process.slug,)),
        step=_("Afgerond") if finished else _("%(number)s. %(name)s") % step,
        round=process.round,
        level=_level(standing.level, finished=finished),
        fit=_("%(open)s van %(asked)s nog niet ingevuld") % counts if standing.asked_count else "",
        last_day=_day(line.activity.day) or when_in_words(line.activity.when),
        next_day=_day(line.next_day),
        is_late=line.is_late,
        is_finished=finished,
        promises=reverse("promises", args=(process.slug,)),
        kept=_kept(line.tally),
        spark=line.spark,
        spark_label=_("Wat er per maand openbaar is vastgelegd in %(place)s") % {"place": process.title},
    )


def _kept(tally: Tally) -> str:
    """What was promised and what became of it; only the confirmed counts as done. Empty when nothing was."""
    counts = (
        (_("%(count)s beloofd"), tally.promised),
        (_("%(count)s gemeld"), tally.reported),
        (_("%(count)s bevestigd"), tally.confirmed),
        (_("%(count)s betwist"), tally.disputed),
    )
    return ", ".join(words % {"count": count} for words, count in counts) if tally.promised else ""


def _level(level: str | None, *, finished: bool) -> str:
    """How much say the agreements give; of a finished area it is what was aimed at."""
    if not level:
        return ""
    words = str(Level(level).label)
    return _("Was bedoeld: %(level)s") % {"level": words} if finished else words.capitalize()


def _day(day: dt.date | None) -> str:
    return formats.date_format(day, "j F Y") if day else ""


def _choices(counts: dict[str, int], chosen: str) -> list[Choice]:
    names = {str(step.value): str(step.label) for step in Step} | {queries.FINISHED: _("Afgerond")}
    everything = Choice("", _("Alle gebieden"), sum(counts.values()), not chosen)
    return [everything, *(Choice(name, names[name], counts.get(name, 0), name == chosen) for name in FILTERS)]


def _parts(chosen: str, number: int) -> Parts:
    """The map, where the council sits at the table, and the table of all processes; the same for every reader."""
    overview = queries.overview()
    paginator = Paginator(overview.chosen(chosen), PER_PAGE)
    page = paginator.get_page(number)
    processes = queries.processes_of(page.object_list)
    today = clock.local_date(clock.now())
    table = {
        "choices": _choices(overview.counts, chosen),
        "chosen": chosen,
        "lines": [_row(line) for line in queries.lines_of(processes, today=today)],
        "page": page,
        "page_range": list(paginator.get_elided_page_range(page.number)),
    }
    seats = rendered("dashboards/_council_seats.html", {"joined": joined()})
    return map_part(), seats, rendered("dashboards/_council_table.html", table)


@gate(published=True)
def council(request: HttpRequest) -> HttpResponse:
    """`/raad/?stap=2&page=3`: published things for everybody; council members also see what waits for them."""
    actor = current_actor(request)
    chosen = request.GET.get("stap", "")
    chosen = chosen if chosen in FILTERS else ""
    # Bounded, so that nobody fills the cache with pages that do not exist.
    asked = request.GET.get("page", "")
    number = min(int(asked), HIGHEST_PAGE) if re.fullmatch(r"[0-9]{1,6}", asked) else 1
    picture, joined_part, table = kept_parts(f"council:{chosen}:{number}", lambda: _parts(chosen, number))
    context = {
        "asked": queries.asked_of_council(actor),
        "joined": joined_part,
        "may_ask_to_join": permissions.allows(actor, Permission.JOIN_ASK),
        "is_council": permissions.allows(actor, Permission.COUNCIL_EXTRAS_READ),
        "map": picture,
        "table": table,
        "crumbs": [(_("Raad"), "")],
    }
    return render(request, "dashboards/council.html", context)
