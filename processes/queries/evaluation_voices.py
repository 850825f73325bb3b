# SPDX-License-Identifier: EUPL-1.2
"""Reads on what residents say through the open link of a moment to look back."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from gm_portal.core.actors import Actor
from gm_portal.core.clock import now as the_moment
from gm_portal.core.permissions import Scope, allows
from processes.enums import EvaluationState, Permission
from processes.models import Area, Evaluation, EvaluationLink, EvaluationVoice, Process
from processes.queries.evaluation_sheets import Asked, asked_of
from processes.rules.contributions import LinkState, link_state
from processes.rules.conversations import QuestionSpec
from processes.rules.evaluation_totals import ResidentFigures, figures_of, people_in_words
from processes.rules.evaluations import GuideQuestion, resident_questions, spec_of


@dataclass(frozen=True)
class OpenedVoices:
    """The link of a moment with its questions."""

    link: EvaluationLink

    @property
    def scope(self) -> Scope:
        """As its moment."""
        return self.link.scope

    @property
    def process(self) -> Process:
        """Where it belongs."""
        return self.link.evaluation.process

    @property
    def version(self) -> int:
        """The version of the guide; it never changes under a moment."""
        return self.link.evaluation.guide_version

    @cached_property
    def guide_questions(self) -> tuple[GuideQuestion, ...]:
        """What residents are asked, of the version of this moment."""
        return resident_questions(self.link.evaluation.guide_version)

    @cached_property
    def questions(self) -> tuple[Asked, ...]:
        """The same, for a form."""
        return tuple(asked_of(question) for question in self.guide_questions)

    @cached_property
    def specs(self) -> dict[str, QuestionSpec]:
        """The same, for the rules. No query: their options are their own."""
        return {question.code: spec_of(question, {}) for question in self.guide_questions}

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        """The wijken or dorpen somebody may name; none when there is only one. One query."""
        found = tuple(self.process.areas.defer("geometry", "outline").order_by("name"))
        return found if len(found) > 1 else ()

    def state(self, now: dt.datetime) -> LinkState:
        """Whether residents can answer now."""
        return state_of(self.link, now)


def state_of(link: EvaluationLink, now: dt.datetime) -> LinkState:
    """Whether residents can answer through this link now."""
    return link_state(
        opens_at=link.opens_at,
        closes_at=link.closes_at,
        closed_at=link.closed_at,
        is_open=link.evaluation.scope.is_open and link.evaluation.state == EvaluationState.PLANNED,
        now=now,
    )


def voices_by_token(token: str) -> OpenedVoices:
    """The link residents hold. Raises `EvaluationLink.DoesNotExist`."""
    rows = EvaluationLink.objects.select_related("evaluation__process", "party")
    return OpenedVoices(rows.get(token=token.lower()))


@dataclass(frozen=True)
class QuestionFigures:
    """One question residents were asked, with its figures."""

    question: GuideQuestion
    figures: ResidentFigures


@dataclass(frozen=True)
class Voices:
    """What a reader may know of the residents of one moment.

    `people` is None below ten. `questions` is empty until the period is over. `texts` go to the table alone.
    """

    link: EvaluationLink | None
    state: LinkState | None
    people: int | None
    questions: tuple[QuestionFigures, ...]
    shows_texts: bool

    @property
    def too_few(self) -> bool:
        """Whether the period is over and there is nothing that may be shown."""
        return self.state == LinkState.CLOSED and not self.questions


def voices_of(evaluation: Evaluation, actor: Actor) -> Voices:
    """The figures of residents for `actor`: those at the table once it is closed, everybody after the moment.

    One query without a link, two with one.
    """
    link = EvaluationLink.objects.select_related("party").filter(evaluation=evaluation).first()
    if link is None:
        return Voices(None, None, None, (), shows_texts=False)
    link.evaluation = evaluation
    state = state_of(link, the_moment())
    said = list(EvaluationVoice.objects.filter(link=link).values_list("area__name", "contents"))
    at_the_table = allows(actor, Permission.EVALUATION_SHEETS_READ, evaluation.scope)
    may_see = state == LinkState.CLOSED and (at_the_table or evaluation.state == EvaluationState.HELD)
    questions = _figures(evaluation, said, with_texts=at_the_table) if may_see else ()
    return Voices(link, state, people_in_words(len(said)), questions, shows_texts=at_the_table)


def _figures(
    evaluation: Evaluation, said: Sequence[tuple[str | None, Mapping[str, Any]]], *, with_texts: bool
) -> tuple[QuestionFigures, ...]:
    """The questions of which there is something to show to this reader."""
    found = []
    for question in resident_questions(evaluation.guide_version):
        answered = [(area or "", contents.get(question.code, {})) for area, contents in said]
        figures = figures_of(spec_of(question, {}), answered)
        if figures and (figures.totals or (with_texts and figures.texts)):
            found.append(QuestionFigures(question, figures))
    return tuple(found)
