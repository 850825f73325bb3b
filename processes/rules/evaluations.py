# SPDX-License-Identifier: EUPL-1.2
"""Looking back: which days can be chosen, what the outcomes mean, and the questions for the conversation."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from processes import data
from processes.enums import AnswerType, EvaluationKind, Outcome
from processes.rules.conversations import Option, QuestionSpec

FARTHEST = dt.timedelta(days=20 * 366)  # a typing error in the year, not a plan
SUMMARY_LENGTH = 5000
REASON_LENGTH = 300
LESSON_LENGTH = 500
WISH_LENGTH = 500
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
# The same in a calendar.
MINUTES = {
    EvaluationKind.SHORT: 30,
    EvaluationKind.YEARLY: 120,
    EvaluationKind.AFTER_ROUND: 90,
    EvaluationKind.FINAL: 120,
}


# The guide new moments are held with. A version never changes (a test holds its fingerprint); a new one is a new file.
GUIDE_VERSION = 1


@dataclass(frozen=True)
class GuideQuestion:
    """One question or statement of the conversation guide.

    `speakers` are who talks about it; `sides` answer it, each for itself. `options_from` names where its options
    come from when they are not its own: a question of the praatplaat, or the agreements of the moment.
    """

    code: str
    text: str
    answer: str
    who: str
    speakers: tuple[str, ...]
    value: str
    value_name: str
    answer_type: AnswerType
    with_text: bool
    note: str
    options: tuple[Option, ...]
    options_from: str
    sides: tuple[str, ...]
    for_residents: bool


@dataclass(frozen=True)
class Guide:
    """The questions that fit one kind of evaluation, with where they come from."""

    version: int
    questions: tuple[GuideQuestion, ...]
    origin: str
    source: str

    def of_side(self, side: str) -> tuple[GuideQuestion, ...]:
        """What one side answers for itself."""
        return tuple(question for question in self.questions if side in question.sides)


@cache
def guide(kind: str, version: int = GUIDE_VERSION) -> Guide:
    """The conversation guide for an evaluation of this kind (own proposal, domain model §7)."""
    found = _read(version)
    wanted = next(moment["questions"] for moment in found["moments"] if moment["kind"] == kind)
    questions = {row["code"]: _question(row) for row in found["questions"]}
    return Guide(version, tuple(questions[code] for code in wanted), found["origin"], found["source"])


@cache
def resident_questions(version: int = GUIDE_VERSION) -> tuple[GuideQuestion, ...]:
    """What residents are asked, whatever the kind of evaluation: statements with a figure from 1 to 5."""
    found = _read(version)
    return tuple(_question(row) for row in found["questions"] if row["for_residents"])


@cache
def _read(version: int) -> dict[str, Any]:
    found: dict[str, Any] = data.read(f"evaluation_guide-{version}.json")
    return found


def _question(row: Mapping[str, Any]) -> GuideQuestion:
    return GuideQuestion(
        code=row["code"],
        text=row["text"],
        answer=row["answer"],
        who=row["who"],
        speakers=tuple(row["speakers"]),
        value=row["value"],
        value_name=row["value_name"],
        answer_type=AnswerType(row["answer_type"]),
        with_text=row["with_text"],
        note=row["note"],
        options=tuple(Option(each["code"], each["text"]) for each in row["options"]),
        options_from=row["options_from"],
        sides=tuple(row["sides"]),
        for_residents=row["for_residents"],
    )


def spec_of(question: GuideQuestion, options: Mapping[str, Sequence[Option]]) -> QuestionSpec:
    """The question as the rules of answers see it. `options` are what `options_from` names, as known now."""
    found = tuple(options.get(question.options_from, ())) if question.options_from else question.options
    is_per_topic = question.answer_type == AnswerType.LEVEL_PER_TOPIC
    return QuestionSpec(
        code=question.code,
        text=question.text,
        answer_type=question.answer_type,
        with_text=question.with_text,
        options=() if is_per_topic else found,
        topics=found if is_per_topic else (),
    )


@dataclass(frozen=True)
class Decision:
    """What is decided about one agreement: the verb, what has to change or why it stops, and maybe the new text."""

    outcome: str
    wish: str = ""
    text: str = ""


def reason_after(wish: str) -> str:
    """Why a next version is proposed after looking back: what people wished then, or that it came from there."""
    return wish.strip() or str(_("Dit kwam uit het samen terugkijken."))


def outcome_of_all(outcomes: Iterable[str]) -> str:
    """The one outcome of a moment, empty when its agreements got different ones.

    >>> outcome_of_all(["keep", "keep"]), outcome_of_all(["keep", "stop"])
    ('keep', '')
    """
    found = set(outcomes)
    return found.pop() if len(found) == 1 else ""


def asks_next_round(kind: str, outcomes: Iterable[str]) -> bool:
    """Whether a moment that was held leads to a next round: people want more, or looked back on a round and go on.

    >>> asks_next_round("yearly", ["keep", "widen"]), asks_next_round("yearly", ["keep"])
    (True, False)
    >>> asks_next_round("after_round", ["keep"]), asks_next_round("after_round", ["stop"])
    (True, False)
    """
    found = set(outcomes)
    return Outcome.WIDEN in found or (kind == EvaluationKind.AFTER_ROUND and found != {Outcome.STOP})


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
