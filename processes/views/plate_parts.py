# SPDX-License-Identifier: EUPL-1.2
"""The parts the page of the plate is made of: each is drawn once for all it shows (`core/drawn.py`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from gm_portal.core.drawn import drawn_once
from gm_portal.core.pictures import compass as pictures
from gm_portal.core.pictures.plate import PlateQuestion, plate
from processes.models import BuildingBlock
from processes.queries.archetypes import AccentPoint
from processes.queries.praatplaat import PartyState, QuestionRow
from processes.rules.conversations import Reader
from processes.views.area_parts import accent_picture
from processes.views.conversation_parts import joint_word, state_word


@lru_cache(maxsize=4096)
def question_url(slug: str, code: str) -> str:
    """The address of a question: asked for dozens of times a page."""
    return reverse("question", args=(slug, code))


# --- the plate ------------------------------------------------------------------------------------------
def plate_picture(rows: Sequence[QuestionRow], slug: str, title: str) -> SafeString:
    """The plate: a dot per question."""
    dots = tuple(
        PlateQuestion(
            code=row.question.code,
            block=row.question.block.code,
            url=question_url(slug, row.question.code),
            label=row.question.text,
            wijk_state=str(row.wijk),
            gemeente_state=str(row.gemeente),
            joint=str(row.joint.state),
        )
        for row in rows
    )
    names = {row.question.block.code: _short(row.question.block) for row in rows}
    return _plate(dots, tuple(names.items()), title)


@drawn_once
def _plate(dots: tuple[PlateQuestion, ...], names: tuple[tuple[str, str], ...], title: str) -> SafeString:
    shapes = plate(dots, dict(names))
    return render_to_string("processes/praatplaat/_plate.html", {"plate": shapes, "process_title": title})


def _short(block: BuildingBlock) -> str:
    """The name of a bouwsteen up to the colon: it has to fit along the rim."""
    return block.name.split(":")[0]


# --- the list -------------------------------------------------------------------------------------------
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


@dataclass(frozen=True)
class ListedBlock:
    """One bouwsteen of the list, with its lines drawn."""

    block: BuildingBlock
    questions: list[SafeString]


def listed_blocks(rows: Sequence[QuestionRow], slug: str) -> list[ListedBlock]:
    """The list: per bouwsteen its questions, with the state of every party in words."""
    blocks: dict[int, ListedBlock] = {}
    for row in rows:
        block = row.question.block
        listed = blocks.setdefault(block.pk, ListedBlock(block, []))
        listed.questions.append(_question_line(_line(row, slug)))
    return list(blocks.values())


@drawn_once
def _question_line(line: QuestionLine) -> SafeString:
    return render_to_string("processes/praatplaat/_question_line.html", {"line": line})


def _line(row: QuestionRow, slug: str) -> QuestionLine:
    code, language = row.question.code, get_language()
    return QuestionLine(
        code=code,
        text=row.question.text,
        url=question_url(slug, code),
        wijk=str(row.wijk),
        gemeente=str(row.gemeente),
        joint_state=str(row.joint.state),
        states=tuple(
            (each.party.side.value, each.party.short_name, _word(language, each))
            for each in row.parties
            # Readers at large get what there is to read, not a list of what is not there.
            if each.state or each.reader != Reader.PUBLIC
        ),
        joint=joint_word(row.joint),
        needs_check=row.joint.needs_check or any(each.needs_check for each in row.parties),
    )


def _word(language: str | None, row: PartyState) -> str:
    return _words(language, row.state, row.reader, row.has_newer_draft, row.is_hidden, row.is_skipped)


@lru_cache(maxsize=512)
def _words(
    language: str | None, state: str, reader: Reader, has_newer_draft: bool, is_hidden: bool, is_skipped: bool
) -> str:
    """The same few words stand at all questions: each is made once a language."""
    words = state_word(
        state, reader, has_newer_draft=has_newer_draft, is_hidden=is_hidden, is_skipped=is_skipped
    )
    return str(words)


# --- accent, compass and progress -----------------------------------------------------------------------
@drawn_once
def accent_part(points: tuple[AccentPoint, ...], url: str) -> SafeString:
    """Where each party lays the accent: the triangle, and a sentence a party."""
    context = {
        "accent": accent_picture(points),
        "accent_url": url,
        "sentences": [(point.side, point.label, point.sentence) for point in points],
    }
    return render_to_string("processes/praatplaat/_accent.html", context)


@drawn_once
def compass_part(values: tuple[pictures.CompassValue, ...], title: str, slug: str) -> SafeString:
    """The compass; no picture when there are no values to draw."""
    compass = pictures.compass(values) if values else None
    context = {"compass": compass, "values": values, "process_title": title, "slug": slug}
    return render_to_string("processes/praatplaat/_compass.html", context)


@dataclass(frozen=True)
class ProgressRow:
    """How many questions one party answered, shared, published and put off; None where that is not ours to know."""

    side: str
    name: str
    answered: int | None
    shared: int
    published: int
    skipped: int | None


@drawn_once
def progress_part(rows: tuple[ProgressRow, ...], questions: int, joint: int) -> SafeString:
    """How far every party is, as a table."""
    context = {"progress": rows, "questions": questions, "joint": joint}
    return render_to_string("processes/praatplaat/_progress.html", context)


@drawn_once
def paper_part(slug: str, own_parties: tuple[tuple[int, str], ...]) -> SafeString:
    """The ways on paper and to residents; per own party its number and short name."""
    return render_to_string("processes/paper/_on_praatplaat.html", {"slug": slug, "own_parties": own_parties})
