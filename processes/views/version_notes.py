# SPDX-License-Identifier: EUPL-1.2
"""Notes for a conversation that moved to another praatplaat: a question that changed, and what stayed behind."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from gm_portal.core.actors import Actor
from gm_portal.core.permissions import allows
from processes.enums import Permission
from processes.queries.conversations import JointText, QuestionPage, Text
from processes.queries.praatplaat import Table
from processes.queries.version_moves import OldQuestions, OldWords, standing_of

# The place of the joint answer among the notes, which are by party.
TOGETHER = 0


@dataclass(frozen=True)
class VersionNote:
    """A text that answers an earlier wording of the question. `keep_url`: where the party says that it still fits."""

    words: OldWords
    number: int
    is_mine: bool
    keep_url: str = ""


VersionNotes = Mapping[int, VersionNote]


def version_notes(page: QuestionPage) -> VersionNotes:
    """Per party, and for the joint answer, a note where the question changed. One query, when there is any."""
    at = page.at
    texts: dict[int, Text | JointText | None] = {row.party.pk: row.text for row in page.answers}
    joint = page.proposal or page.confirmed
    if at.table.praatplaat is not None and joint is not None and joint.older < at.table.praatplaat.version:
        texts[TOGETHER] = joint
    older = {text.older for text in texts.values() if text and text.older}
    if not older:
        return {}
    found = OldQuestions(at.question, older)
    mine = {row.party.pk for row in page.answers if row.is_mine and row.answer and row.answer.needs_check}
    notes = {}
    for place, text in texts.items():
        if not text or not found.differs(text.older, at.question, at.table.topics):
            continue
        words = found.words(text.older, text.content, together=place == TOGETHER)
        if words is not None:
            args = (at.table.process.slug, at.question.code, place)
            keep = reverse("answer-keep", args=args) if place in mine else ""
            notes[place] = VersionNote(words, text.number, place in mine, keep)
    return notes


@dataclass(frozen=True)
class PlateNotes:
    """What the page of the plate says about versions."""

    newer: int
    may_move: bool
    has_gone: bool


def plate_notes(table: Table, actor: Actor) -> PlateNotes | None:
    """Whether there is a newer version for who sits here, and whether questions were left behind. One query."""
    if table.conversation is None or table.praatplaat is None:
        return None
    newest, has_gone = standing_of(table.conversation)
    is_here = bool(actor.seats_in(table.process.pk)) and table.scope.is_open
    return PlateNotes(
        newer=newest if is_here and newest > table.praatplaat.version else 0,
        may_move=allows(actor, Permission.CONVERSATION_MOVE, table.scope),
        has_gone=has_gone,
    )
