# SPDX-License-Identifier: EUPL-1.2
"""Looking back: which days can be chosen, what the outcomes mean, and the questions for the conversation."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from processes import data
from processes.enums import EvaluationKind, Outcome

FARTHEST = dt.timedelta(days=20 * 366)  # a typing error in the year, not a plan
SUMMARY_LENGTH = 5000
REASON_LENGTH = 300
LESSON_LENGTH = 500
MOST_LESSONS = 20

OUTCOME_MEANINGS = {
    Outcome.KEEP: _("Het werkt. De afspraken blijven zoals ze zijn."),
    Outcome.ADAPT: _("De kern blijft. U verandert de afspraak daarna samen."),
    Outcome.STOP: _("De afspraken houden op. Wat u leerde, blijft bewaard."),
    Outcome.WIDEN: _("Het werkt zo goed dat u meer wilt. U maakt daarna een ruimere afspraak."),
}
KIND_MEANINGS = {
    EvaluationKind.SHORT: _("Een half uur met vier vragen. Doe dit elk halfjaar."),
    EvaluationKind.YEARLY: _("Alle vragen, met de hele wijk of het hele dorp. Doe dit elk jaar."),
    EvaluationKind.AFTER_ROUND: _("Kijk binnen acht weken terug op een ronde, zoals een burgerbegroting."),
    EvaluationKind.FINAL: _("Kijk acht weken voor het einde van een afspraak terug op alles."),
}
# Time around the table: an own estimate, for the mail and for the page.
DURATIONS = {
    EvaluationKind.SHORT: _("een half uur"),
    EvaluationKind.YEARLY: _("twee uur"),
    EvaluationKind.AFTER_ROUND: _("anderhalf uur"),
    EvaluationKind.FINAL: _("twee uur"),
}


@dataclass(frozen=True)
class GuideQuestion:
    """One question or statement of the conversation guide. `speakers` are the sides that answer."""

    code: str
    text: str
    answer: str
    who: str
    speakers: tuple[str, ...]
    value_name: str


@dataclass(frozen=True)
class Guide:
    """The questions that fit one kind of evaluation, with where they come from."""

    questions: tuple[GuideQuestion, ...]
    origin: str
    source: str


@cache
def guide(kind: str) -> Guide:
    """The conversation guide for an evaluation of this kind (own proposal, domain model §7)."""
    found = data.read("evaluation_guide.json")
    wanted = next(moment["questions"] for moment in found["moments"] if moment["kind"] == kind)
    questions = {
        row["code"]: GuideQuestion(
            row["code"], row["text"], row["answer"], row["who"], tuple(row["speakers"]), row["value_name"]
        )
        for row in found["questions"]
    }
    return Guide(tuple(questions[code] for code in wanted), found["origin"], found["source"])


def number_then(adopted: Mapping[int, dt.date], day: dt.date) -> int | None:
    """Which version held on `day`, given the day each was adopted; the first one when none was adopted yet.

    A source tells of evaluations from before the portal, when its only version had no day.

    >>> number_then({1: dt.date(2025, 1, 1), 3: dt.date(2026, 6, 1)}, dt.date(2026, 1, 1))
    1
    """
    held = [number for number, since in adopted.items() if since <= day]
    return max(held, default=min(adopted, default=None))


def day_problem(day: dt.date, *, today: dt.date) -> str:
    """Why `day` cannot be planned, as a sentence; empty when it can."""
    if day < today:
        return str(_("Die dag is al voorbij. Kies vandaag of een latere dag."))
    if day > today + FARTHEST:
        return str(_("Die dag is erg ver weg. Kies een dag in de komende twintig jaar."))
    return ""
