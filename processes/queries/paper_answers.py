# SPDX-License-Identifier: EUPL-1.2
"""Reads on a party's own answers from paper: what waits for a second person, and which questions can be typed in."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.permissions import Scope
from gm_portal.core.waiting import Urgency, Waiting
from processes.enums import AnswerType, ConversationState, ProcessState
from processes.models import Answer, PaperAnswer, Party, Praatplaat, Question
from processes.queries.contribution_links import AtParty, at_party
from processes.queries.praatplaat import spec_of, topics_among
from processes.rules.answers_in_words import Part, parts_in_words
from processes.rules.conversations import QuestionSpec


@dataclass(frozen=True)
class AtPaper:
    """One paper of a party at its table; no `paper` when somebody checked it or took it away meanwhile."""

    at: AtParty
    paper: PaperAnswer | None

    @property
    def scope(self) -> Scope:
        """The party's own."""
        return self.at.scope

    @property
    def spec(self) -> QuestionSpec:
        """The question on the sheet, in the words of its own version."""
        if self.paper is None:
            raise PaperAnswer.DoesNotExist
        return _spec_of(self.paper.question, self.at)

    @property
    def is_of_now(self) -> bool:
        """Whether the conversation still asks this question in these words."""
        if self.paper is None:
            return False
        return bool(self.paper.question.praatplaat_id == self.at.conversation.praatplaat_id)

    @property
    def answer(self) -> Answer | None:
        """What the party says now. One query."""
        rows = Answer.objects.filter(conversation=self.at.conversation, party=self.at.party)
        return (
            rows.filter(question=self.paper.question).select_related("latest").first() if self.paper else None
        )


def _spec_of(question: Question, at: AtParty) -> QuestionSpec:
    is_of_now = question.praatplaat_id == at.conversation.praatplaat_id
    return spec_of(question, topics_among(at.questions) if is_of_now else None)


def paper_by_id(slug: str, party_id: int, pk: int) -> AtPaper:
    """A paper that waits. Raises `DoesNotExist` for a party or a process that is not there."""
    at = at_party(slug, party_id)
    rows = PaperAnswer.objects.filter(conversation=at.conversation, party=at.party)
    paper = (
        rows.select_related("question__praatplaat", "conversation__process", "party").filter(pk=pk).first()
    )
    return AtPaper(at, paper)


@dataclass(frozen=True)
class PaperRow:
    """One question in the list to type in: what the party says now, and whether a paper waits."""

    question: Question
    is_answered: bool
    paper: PaperAnswer | None


def paper_rows(at: AtParty, waiting: Iterable[PaperAnswer]) -> tuple[PaperRow, ...]:
    """Every question of now for one party. Two queries."""
    said = set(
        Answer.objects.filter(conversation=at.conversation, party=at.party, latest__isnull=False)
        .exclude(latest__content={})
        .values_list("question_id", flat=True)
    )
    papers = {paper.question_id: paper for paper in waiting}
    return tuple(PaperRow(row, row.pk in said, papers.get(row.pk)) for row in at.questions)


def waiting_papers(at: AtParty) -> list[PaperAnswer]:
    """The papers of one party that wait for a second person, oldest first. One query."""
    rows = PaperAnswer.objects.filter(conversation=at.conversation, party=at.party)
    return list(rows.select_related("question__praatplaat").order_by("typed_at", "pk"))


def paper_in_words(at_paper: AtPaper) -> tuple[Part, ...]:
    """What was typed, in the words of the question on the sheet."""
    return parts_in_words(at_paper.spec, at_paper.paper.content) if at_paper.paper else ()


def answer_in_words(at_paper: AtPaper, answer: Answer | None) -> tuple[Part, ...]:
    """What the party says now."""
    return parts_in_words(at_paper.spec, answer.latest.content) if answer and answer.latest else ()


def versions_of_sheets() -> list[int]:
    """The versions a sheet can be of, newest first. One query."""
    rows = Praatplaat.objects.filter(published_at__isnull=False)
    return list(rows.order_by("-version").values_list("version", flat=True))


def chose_per_topic(at: AtParty) -> bool:
    """Whether the party gave points per topic, in this round or an earlier one. One query."""
    rows = Answer.objects.filter(
        party=at.party,
        question__answer_type=AnswerType.ACCENT,
        conversation__process=at.conversation.process_id,
        latest__content__has_key="topic_points",
    )
    return rows.exists()


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """Papers that somebody else of the party typed in. One query."""
    if not actor.seats:
        return []
    ours = Q(
        papers__conversation__state=ConversationState.OPEN,
        papers__conversation__process__state=ProcessState.RUNNING,
        papers__question__praatplaat=F("papers__conversation__praatplaat"),
    ) & ~Q(papers__typed_by=actor.user_id)
    parties: Any = Party.objects.filter(pk__in=[seat.party_id for seat in actor.seats])
    parties = (
        parties.select_related("process").annotate(waits=Count("papers", filter=ours)).filter(waits__gt=0)
    )
    return [_waiting(party, party.waits, now) for party in parties.order_by("pk")]


def _waiting(party: Party, papers: int, now: dt.datetime) -> Waiting:
    title = ngettext(
        "%(count)s antwoord van papier van uw partij", "%(count)s antwoorden van papier van uw partij", papers
    )
    return Waiting(
        urgency=Urgency.WHENEVER,
        day=local_date(now),
        verb=_("Kijk na"),
        title=title % {"count": papers},
        where=party.process.title,
        url=reverse("party-paper", args=(party.process.slug, party.pk)) + "#nakijken",
        minutes=min(2 * papers, 60),
        has_day=False,
    )
