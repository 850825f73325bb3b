# SPDX-License-Identifier: EUPL-1.2
"""The praatplaat of a process: the plate, the same as a list, and what still waits for the reader's party."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor, current_actor
from gm_portal.core.gate import gate
from gm_portal.core.pictures.plate import Plate, PlateQuestion, plate
from gm_portal.core.process_pages import Blanks, Part, kept
from processes.enums import AnswerState, AnswerType, Permission
from processes.models import BuildingBlock, Party
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
from processes.views.area_parts import accent_picture, emblem
from processes.views.compass import compass_picture
from processes.views.conversation_parts import joint_word, state_word
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
        "plate": plate_of(rows, process.slug) if rows else None,
        "blocks": _blocks(rows, process.slug),
        "accent": accent_picture(points),
        "accent_url": _accent_url(table),
        "sentences": [(point.side, point.label, point.sentence) for point in points],
    }
    return _shared(table, actor, rows) | whole | compass_picture(compass_of(table, actor))


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
        "own_parties": _own_parties(table, actor),
        "counts": _counts(rows),
        "progress": _progress(rows) if actor.seats_in(process.pk) else [],
        "own_lists": own_lists(rows, table, actor),
        "version_notes": plate_notes(table, actor),
    }


@dataclass(frozen=True)
class ProgressRow:
    """How many questions one party answered, shared, published and put off; None where that is not ours to know."""

    side: str
    name: str
    answered: int | None
    shared: int
    published: int
    skipped: int | None


def _progress(rows: tuple[QuestionRow, ...]) -> list[ProgressRow]:
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
    return found


def _counts(rows: tuple[QuestionRow, ...]) -> dict[str, int]:
    """How far the table is, in what everybody may know."""
    published = AnswerState.PUBLISHED
    return {
        "questions": len(rows),
        "public": sum(row.wijk == row.gemeente == published for row in rows),
        "joint": sum(row.joint.state in AGREED_STATES for row in rows),
    }


def _own_parties(table: Table, actor: Actor) -> list[Party]:
    """The reader's own parties, which may ask their residents."""
    mine = {seat.party_id for seat in actor.seats_in(table.process.pk)}
    return [party for party in table.parties if party.pk in mine] if table.conversation else []


def _accent_url(table: Table) -> str:
    """The question about the accent, when this version has one."""
    found = (question.code for question in table.questions if question.answer_type == AnswerType.ACCENT)
    code = next(found, "")
    return reverse("question", args=(table.process.slug, code)) if code else ""


def plate_of(rows: tuple[QuestionRow, ...], slug: str) -> Plate:
    """The plate as shapes: a dot per question."""
    dots = [
        PlateQuestion(
            code=row.question.code,
            block=row.question.block.code,
            url=reverse("question", args=(slug, row.question.code)),
            label=row.question.text,
            wijk_state=row.wijk,
            gemeente_state=row.gemeente,
            joint=row.joint.state,
        )
        for row in rows
    ]
    return plate(dots, {row.question.block.code: _short(row.question.block) for row in rows})


def _short(block: BuildingBlock) -> str:
    """The name of a bouwsteen up to the colon: it has to fit along the rim."""
    return block.name.split(":")[0]


@dataclass(frozen=True)
class QuestionLine:
    """One line of the list as plain words: the question and how far everybody is. `needs_check`: it changed after an
    answer of the reader's own table.
    """

    code: str
    text: str
    url: str
    wijk: str
    gemeente: str
    joint_state: str
    states: tuple[tuple[str, str, str], ...]
    joint: str
    needs_check: bool


@lru_cache(maxsize=1024)
def _drawn(language: str | None, line: QuestionLine) -> SafeString:
    """A line as HTML. After a change most lines are as they were: each is made once a language."""
    return render_to_string("processes/praatplaat/_question_line.html", {"line": line})


@dataclass(frozen=True)
class ListedBlock:
    """One bouwsteen of the list, with its lines drawn."""

    block: BuildingBlock
    questions: list[SafeString]


def _word(row: PartyState) -> str:
    return state_word(
        row.state,
        row.reader,
        has_newer_draft=row.has_newer_draft,
        is_hidden=row.is_hidden,
        is_skipped=row.is_skipped,
    )


def _blocks(rows: tuple[QuestionRow, ...], slug: str) -> list[ListedBlock]:
    """The list: per bouwsteen its questions, with the state of every party in words."""
    blocks: dict[int, ListedBlock] = {}
    language = get_language()
    for row in rows:
        block = row.question.block
        listed = blocks.setdefault(block.pk, ListedBlock(block, []))
        listed.questions.append(_drawn(language, _line(row, slug)))
    return list(blocks.values())


def _line(row: QuestionRow, slug: str) -> QuestionLine:
    code = row.question.code
    return QuestionLine(
        code=code,
        text=row.question.text,
        url=reverse("question", args=(slug, code)),
        wijk=str(row.wijk),
        gemeente=str(row.gemeente),
        joint_state=row.joint.state,
        states=tuple(
            (each.party.side.value, each.party.short_name, _word(each))
            for each in row.parties
            # Readers at large get what there is to read, not a list of what is not there.
            if each.state or each.reader != Reader.PUBLIC
        ),
        joint=joint_word(row.joint),
        needs_check=row.joint.needs_check or any(each.needs_check for each in row.parties),
    )
