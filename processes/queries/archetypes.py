# SPDX-License-Identifier: EUPL-1.2
"""Reads on the accent: where each party lays it, round by round, as this reader may know it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from gm_portal.core.actors import NOBODY, Actor
from gm_portal.core.clock import local_date, now
from gm_portal.core.compiled import Compiled
from processes.enums import SIDE_OF_KIND, AnswerType, PartyKind, Side
from processes.models import Answer, Conversation, JointAnswer, Process
from processes.queries.reveal import NO_VEIL, Veil, veil_over
from processes.rules import archetypes
from processes.rules.conversations import AGREED_STATES, Reader, reader_of

Accents = dict[int, tuple["AccentPoint", ...]]


@dataclass(frozen=True)
class AccentPoint:
    """One party's accent (or the joint one) in one round. Has what `pictures.triangle` draws."""

    label: str
    side: str
    a: int
    b: int
    c: int
    round: int
    party_id: int | None
    sentence: str


def accents_of(processes: Sequence[Process], actor: Actor = NOBODY) -> Accents:
    """Per process its accents, oldest round first, the joint one last. Two queries for any number, three more where answers are revealed together.

    Readers at large see what is published; who sits at the table of a process also sees what is shared there.
    Drafts are never in it. A process without accents has an empty tuple.
    """
    found: dict[int, list[AccentPoint]] = {process.pk: [] for process in processes}
    for process_id, point in (*_of_parties(list(found), actor), *_together(list(found))):
        found[process_id].append(point)
    return {process_id: tuple(points) for process_id, points in found.items()}


def last_round(points: Iterable[AccentPoint]) -> tuple[AccentPoint, ...]:
    """Of every party only its newest accent."""
    newest = {(point.party_id, point.side): point for point in points}
    return tuple(newest.values())


def _of_parties(process_ids: list[int], actor: Actor) -> Iterable[tuple[int, AccentPoint]]:
    found = _said_in(process_id=process_ids[0]) if len(process_ids) == 1 else list(_said(process_ids))
    veil = _veil({row[0] for row in found if row[1] and actor.seats_in(row[3])})
    for (
        conversation_id,
        _together_at_once,
        question_id,
        process_id,
        number,
        party_id,
        label,
        kind,
        shared,
        published,
    ) in found:
        reader = reader_of(actor, process_id, party_id)
        mine = {seat.party_id for seat in actor.seats_in(process_id)}
        hidden = reader == Reader.TABLE and veil.hides(conversation_id, question_id, of=party_id, to=mine)
        sees_shared = reader != Reader.PUBLIC and not hidden
        side = SIDE_OF_KIND[PartyKind(kind)]
        point = _point(label, side, shared if sees_shared else published, number, party_id)
        if point is not None:
            yield process_id, point


def _said(process_ids: list[int]) -> QuerySet[Answer, Any]:
    rows = Answer.objects.filter(
        conversation__process_id__in=process_ids,
        question__answer_type=AnswerType.ACCENT,
        shared__isnull=False,
    ).order_by("conversation__round", "-party__kind", "party__name", "question__position")
    return rows.values_list(
        "conversation_id",
        "conversation__reveal_together",
        "question_id",
        "conversation__process_id",
        "conversation__round",
        "party_id",
        "party__short_name",
        "party__kind",
        "shared__content__points",
        "published__content__points",
    )


_said_in: Compiled[tuple[Any, ...]] = Compiled(lambda process_id: _said([process_id]), process_id=int)


def _veil(conversation_ids: set[int]) -> Veil:
    """What is not revealed yet in these conversations; no query where nothing is revealed together."""
    if not conversation_ids:
        return NO_VEIL
    rows = Conversation.objects.filter(pk__in=conversation_ids)
    return veil_over(rows, local_date(now()))


def _together(process_ids: list[int]) -> Iterable[tuple[int, AccentPoint]]:
    found = _agreed_in(process_id=process_ids[0]) if len(process_ids) == 1 else _agreed(process_ids)
    for process_id, number, points in found:
        point = _point(_("samen"), Side.SAMEN, points, number, None)
        if point is not None:
            yield process_id, point


def _agreed(process_ids: list[int]) -> QuerySet[JointAnswer, Any]:
    rows = JointAnswer.objects.filter(
        conversation__process_id__in=process_ids,
        question__answer_type=AnswerType.ACCENT,
        confirmed__state__in=AGREED_STATES,
    ).order_by("conversation__round", "question__position")
    return rows.values_list("conversation__process_id", "conversation__round", "confirmed__content__points")


_agreed_in: Compiled[tuple[Any, ...]] = Compiled(lambda process_id: _agreed([process_id]), process_id=int)


def _point(label: str, side: Side, points: Any, number: int, party_id: int | None) -> AccentPoint | None:
    accent = archetypes.accent_of(points)
    if accent is None:
        return None
    return AccentPoint(
        label, side.value, accent.a, accent.b, accent.c, number, party_id, archetypes.summary(accent)
    )
