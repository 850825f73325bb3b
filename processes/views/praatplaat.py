# SPDX-License-Identifier: EUPL-1.2
"""The praatplaat of a process: the plate, the same as a list, and what still waits for the reader's party."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor, current_actor
from gm_portal.core.gate import gate
from gm_portal.core.pictures.compass import CompassValue
from gm_portal.core.process_pages import Blanks, Part, kept
from processes.enums import AnswerState, AnswerType, Permission
from processes.queries.archetypes import accents_of
from processes.queries.compass import compass_of
from processes.queries.differences import differences_of
from processes.queries.praatplaat import (
    PartyState,
    QuestionRow,
    Table,
    own_lists,
    question_rows,
    table_by_slug,
)
from processes.rules.conversations import AGREED_STATES, Reader
from processes.views.area_parts import emblem
from processes.views.compass import values_of_picture
from processes.views.plate_parts import (
    ProgressRow,
    accent_part,
    compass_part,
    listed_blocks,
    paper_part,
    plate_picture,
    progress_part,
    question_url,
)
from processes.views.version_notes import plate_notes

# What a reader can ask to see instead of the whole plate.
DIFFERENCES, WAITING = "verschil", "wacht"
MAIN = "processes/praatplaat/_praatplaat.html"


@gate(see=Permission.PROCESS_READ, fetch=table_by_slug, published=True)
def praatplaat_page(request: HttpRequest, table: Table, slug: str) -> HttpResponse:
    """Every question with how far both sides are; kind words when nobody has begun."""
    asked = request.GET.get("toon", "")
    shown = asked if asked in (DIFFERENCES, WAITING) else ""

    def make(reader: Actor) -> Part:
        return Blanks().render(MAIN, _shown(table, reader, shown), {})

    process = table.process
    part = kept(
        process_id=process.pk,
        name=f"plate:{shown}",
        actor=current_actor(request),
        read=(process, table.conversation, table.praatplaat),
        make=make,
    )
    context = {
        "main": part.for_reader(request),
        "process": process,
        "crumbs": [
            (_("Gebieden"), reverse("processes")),
            (process.title, reverse("process", args=(process.slug,))),
            (_("Praatplaat"), ""),
        ],
    }
    return render(request, "processes/praatplaat/praatplaat.html", context)


def _shown(table: Table, actor: Actor, shown: str) -> dict[str, Any]:
    """What the main part shows: the differences, what waits, or the whole plate."""
    process = table.process
    rows = question_rows(table, actor)
    if shown == DIFFERENCES:
        return _shared(table, actor, rows) | {
            "differences": differences_of(table, actor),
            "here": DIFFERENCES,
        }
    if shown == WAITING and actor.seats_in(process.pk):
        return _shared(table, actor, rows) | {"only_waiting": True, "here": WAITING}
    points = accents_of([process], actor)[process.pk]
    whole = {
        "here": "vragen",
        "plate": plate_picture(rows, process.slug, process.title) if rows else None,
        "blocks": listed_blocks(rows, process.slug),
        "accent": accent_part(points, _accent_url(table)),
        "compass": compass_part(_compass_values(table, actor), process.title, process.slug),
        "progress": _progress(rows) if table.conversation and actor.seats_in(process.pk) else "",
        "paper": paper_part(process.slug, _own_parties(table, actor)),
    }
    return _shared(table, actor, rows) | whole


def _shared(table: Table, actor: Actor, rows: tuple[QuestionRow, ...]) -> dict[str, Any]:
    """What every way to look at the plate shows."""
    process = table.process
    return {
        "table": table,
        "process": process,
        "conversation": table.conversation,
        "praatplaat": table.praatplaat,
        "emblem": emblem(table.areas),
        "is_at_the_table": bool(actor.seats_in(process.pk)),
        "counts": _counts(rows),
        "own_lists": own_lists(rows, table, actor),
        "version_notes": plate_notes(table, actor),
    }


def _progress(rows: tuple[QuestionRow, ...]) -> SafeString:
    """How far every party is, in plain counts: a draft counts for its own party only, and never as more."""
    by_party: dict[int, list[PartyState]] = {}
    for row in rows:
        for each in row.parties:
            by_party.setdefault(each.party.pk, []).append(each)
    found = []
    for states in by_party.values():
        first, own = states[0], states[0].reader == Reader.OWN
        shared = sum(each.state in (AnswerState.SHARED, AnswerState.PUBLISHED) for each in states)
        published = sum(each.state == AnswerState.PUBLISHED for each in states)
        answered = sum(each.state != "" for each in states) if own else None
        skipped = sum(each.is_skipped for each in states) if own else None
        side, name = first.party.side.value, first.party.short_name
        found.append(ProgressRow(side, name, answered, shared, published, skipped))
    return progress_part(tuple(found), len(rows), _counts(rows)["joint"]) if found else SafeString("")


def _counts(rows: tuple[QuestionRow, ...]) -> dict[str, int]:
    """How far the table is, in what everybody may know."""
    published = AnswerState.PUBLISHED
    return {
        "questions": len(rows),
        "public": sum(row.wijk == row.gemeente == published for row in rows),
        "joint": sum(row.joint.state in AGREED_STATES for row in rows),
    }


def _own_parties(table: Table, actor: Actor) -> tuple[tuple[int, str], ...]:
    """The reader's own parties, which may ask their residents."""
    mine = {seat.party_id for seat in actor.seats_in(table.process.pk)} if table.conversation else set()
    return tuple((party.pk, party.short_name) for party in table.parties if party.pk in mine)


def _compass_values(table: Table, actor: Actor) -> tuple[CompassValue, ...]:
    """The values with the score of each side; none as long as there are no figures."""
    found = compass_of(table, actor)
    return values_of_picture(found) if found.has_scores else ()


def _accent_url(table: Table) -> str:
    """The question about the accent, when this version has one."""
    found = (question.code for question in table.questions if question.answer_type == AnswerType.ACCENT)
    code = next(found, "")
    return question_url(table.process.slug, code) if code else ""
