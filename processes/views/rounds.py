# SPDX-License-Identifier: EUPL-1.2
"""The rounds of a conversation side by side; closing one, opening the next, choosing how answers are revealed."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError, RuleError, StaleError
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.actions import rounds as actions
from processes.enums import AnswerType, Permission, Side
from processes.queries.archetypes import AccentPoint
from processes.queries.papers_left import papers_left
from processes.queries.rounds import (
    QuestionOverRounds,
    Rounds,
    SaidInRound,
    areas_of,
    is_anything_shared,
    newest_version,
    over_rounds,
    rounds_by_slug,
)
from processes.rules import archetypes
from processes.rules.answers_in_words import Part, parts_in_words
from processes.rules.conversations import together
from processes.views.area_parts import accent_picture, emblem
from processes.views.autosave import number_of


@dataclass(frozen=True)
class Cell:
    """What one party said in one round, fit to be shown."""

    side: str
    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class ComparedQuestion:
    """One question with a column per round; a column without anything is empty."""

    question: QuestionOverRounds
    columns: tuple[tuple[int, tuple[Cell, ...]], ...]


@gate(see=Permission.PROCESS_READ, post=Permission.ROUND_CHANGE, fetch=rounds_by_slug, published=True)
def rounds_page(request: HttpRequest, rounds: Rounds, slug: str) -> HttpResponse:
    """Every round next to the others; who speaks for a party also closes and opens rounds here."""
    if request.method == "POST":
        return _change(request, rounds)
    actor = current_actor(request)
    questions = over_rounds(rounds, actor)
    numbers = sorted(row.round for row in rounds.conversations)
    accents = [row for row in questions if row.answer_type == AnswerType.ACCENT]
    last, newest = rounds.last, newest_version()
    may_change = allows(actor, Permission.ROUND_CHANGE, rounds.scope)
    mine = [seat.party_id for seat in actor.seats_in(rounds.process.pk)]
    return render(
        request,
        "processes/rounds/rounds.html",
        {
            "process": rounds.process,
            "rounds": rounds,
            "last": last,
            "newest": newest,
            "has_newer": bool(last and newest and newest.version > last.praatplaat.version),
            "numbers": numbers,
            "questions": [_compared(row, numbers) for row in questions],
            "accents": [accent_over_rounds(row) for row in accents],
            "topics": [topic for row in accents for topic in _topics(row)],
            "may_change": may_change,
            "is_fixed": bool(may_change and last and is_anything_shared(last)),
            "is_at_the_table": bool(mine),
            "papers_left": papers_left(last, slug, mine) if last and mine else [],
            "emblem": emblem(areas_of(rounds.process)),
            "here": "rondes",
            "crumbs": [
                (_("Gebieden"), reverse("processes")),
                (rounds.process.title, reverse("process", args=(slug,))),
                (_("Praatplaat"), reverse("praatplaat", args=(slug,))),
                (_("Rondes"), ""),
            ],
        },
    )


def _compared(question: QuestionOverRounds, numbers: list[int]) -> ComparedQuestion:
    columns = tuple(
        (number, tuple(cell_of(row) for row in question.said if row.round == number)) for number in numbers
    )
    return ComparedQuestion(question, columns)


def cell_of(row: SaidInRound) -> Cell:
    spec = together(row.spec) if row.side == Side.SAMEN else row.spec
    return Cell(row.side, row.party or _("samen"), parts_in_words(spec, row.content))


def accent_over_rounds(question: QuestionOverRounds) -> dict[str, Any]:
    """The triangle with everybody's path over the rounds."""
    points = [_point(row, row.content.get("points")) for row in question.said]
    return accent_picture([point for point in points if point])


def _topics(question: QuestionOverRounds) -> list[tuple[str, str, dict[str, Any]]]:
    """A triangle per topic for which parties chose something else than for the whole."""
    topics = {topic.code: topic.text for row in question.said for topic in row.spec.topics}
    found = []
    for code, text in topics.items():
        per_topic = [_point(row, row.content.get("topic_points", {}).get(code)) for row in question.said]
        points = [point for point in per_topic if point]
        if points:
            found.append((code, text, accent_picture(points)))
    return found


def _point(row: SaidInRound, points: Any) -> AccentPoint | None:
    accent = archetypes.accent_of(points) if points else None
    if accent is None:
        return None
    label, sentence = row.party or _("samen"), archetypes.summary(accent)
    return AccentPoint(label, row.side, accent.a, accent.b, accent.c, row.round, None, sentence)


# --- one action each -----------------------------------------------------------------------------------
def _change(request: HttpRequest, rounds: Rounds) -> HttpResponse:
    try:
        said = _do(request, rounds)
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("rounds", rounds.process.slug)
    messages.success(request, said)
    return redirect("rounds", rounds.process.slug)


def _do(request: HttpRequest, rounds: Rounds) -> str:
    actor, now, last = current_actor(request), clock.now(), rounds.last
    step, seen = request.POST.get("stap", ""), number_of(request, "ronde")
    if last is None:
        raise RuleError(_("Hier is nog geen gesprek begonnen. Vraag beheer om het te openen."))
    if step == "open":
        conversation = actions.open_round(
            process=rounds.process,
            after=seen,
            newest_version=request.POST.get("versie") == "nieuw",
            together=request.POST.get("samen") == "ja",
            actor=actor,
            now=now,
        )
        return _("Ronde %(number)s is begonnen.") % {"number": conversation.round}
    if seen != last.round:
        raise StaleError(_("Er is intussen een andere ronde. Kijk hoe het nu is en kies opnieuw."))
    if step == "sluit":
        actions.close_round(conversation=last, actor=actor, now=now)
        return _("Ronde %(number)s is afgesloten. U kunt alles nog lezen.") % {"number": last.round}
    if step == "zichtbaar":
        together_now = request.POST.get("samen") == "ja"
        actions.set_reveal_together(conversation=last, together=together_now, actor=actor, now=now)
        if together_now:
            return _("Antwoorden worden nu tegelijk zichtbaar.")
        return _("Een gedeeld antwoord is nu meteen te lezen voor de andere kant.")
    raise RuleError(_("Kies wat u wilt doen."))
