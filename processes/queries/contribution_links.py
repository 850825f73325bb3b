# SPDX-License-Identifier: EUPL-1.2
"""Reads on the links residents contribute through: the link with its questions, its state and its counts."""

import datetime as dt
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.db.models import Count, Q, QuerySet

from gm_portal.core.permissions import Scope
from processes.enums import AnswerType
from processes.models import (
    ContributionLink,
    Conversation,
    Party,
    Process,
    Question,
)
from processes.queries.praatplaat import spec_of, topics_among
from processes.rules import contributions as rules
from processes.rules.contributions import LinkState
from processes.rules.conversations import Option, QuestionSpec


@dataclass(frozen=True)
class OpenedLink:
    """A link with its questions as they are worded in the version of the conversation."""

    link: ContributionLink

    @property
    def scope(self) -> Scope:
        """The link's own."""
        return self.link.scope

    @property
    def process(self) -> Process:
        """Where it belongs."""
        return self.link.conversation.process

    @property
    def version(self) -> int:
        """The version of the praatplaat the questions come from."""
        return self.link.conversation.praatplaat.version

    @cached_property
    def _all(self) -> tuple[Question, ...]:
        rows = Question.objects.filter(praatplaat_id=self.link.conversation.praatplaat_id)
        return tuple(rows.select_related("block").order_by("block__position", "position"))

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The chosen questions, in the order of the praatplaat. One query."""
        return tuple(question for question in self._all if question.code in self.link.question_codes)

    @cached_property
    def topics(self) -> tuple[Option, ...]:
        """The topics of this version."""
        return topics_among(self._all)

    @cached_property
    def specs(self) -> dict[str, QuestionSpec]:
        """The chosen questions as residents are asked them, by code: points per topic only where the party chose."""
        specs = {question.code: spec_of(question, self.topics) for question in self.questions}
        if self.link.per_topic:
            return specs
        return {
            code: replace(spec, topics=()) if spec.answer_type == AnswerType.ACCENT else spec
            for code, spec in specs.items()
        }

    def state(self, now: dt.datetime) -> LinkState:
        """Whether residents can contribute now."""
        return state_of(self.link, now)


def state_of(link: ContributionLink, now: dt.datetime) -> LinkState:
    """Whether residents can contribute through this link now."""
    return rules.link_state(
        opens_at=link.opens_at,
        closes_at=link.closes_at,
        closed_at=link.closed_at,
        is_open=link.conversation.scope.is_open,
        now=now,
    )


def links() -> QuerySet[ContributionLink]:
    """Links with all that their pages name."""
    return ContributionLink.objects.select_related(
        "conversation__process", "conversation__praatplaat", "party"
    )


def link_by_token(token: str) -> OpenedLink:
    """The link residents hold. Raises `ContributionLink.DoesNotExist`."""
    return OpenedLink(links().get(token=token.lower()))


def link_by_id(slug: str, pk: int, **more: Any) -> OpenedLink:
    """A link of a process. Raises `ContributionLink.DoesNotExist`."""
    return OpenedLink(links().get(pk=pk, conversation__process__slug=slug))


@dataclass(frozen=True)
class AtLink:
    """Base of what belongs to a link: who may read that, may read this."""

    opened: OpenedLink

    @property
    def link(self) -> ContributionLink:
        """The link."""
        return self.opened.link

    @property
    def scope(self) -> Scope:
        """The link's own."""
        return self.opened.scope


@dataclass(frozen=True)
class LinkQuestion(AtLink):
    """One question of a link."""

    question: Question

    @property
    def is_older(self) -> bool:
        """Whether this is the question as an earlier version worded it."""
        return bool(self.question.praatplaat_id != self.link.conversation.praatplaat_id)

    @cached_property
    def spec(self) -> QuestionSpec:
        """The question as the rules see it. One query more for an older question per topic."""
        return spec_of(self.question, None if self.is_older else self.opened.topics)


def link_question(slug: str, pk: int, code: str) -> LinkQuestion:
    """One question of a link. Raises `Question.DoesNotExist` when the link does not ask it."""
    opened = link_by_id(slug, pk)
    found = next((question for question in opened.questions if question.code == code), None)
    if found is None:
        raise Question.DoesNotExist(code)
    return LinkQuestion(opened, found)


@dataclass(frozen=True)
class LinkRow:
    """A link in a list: how many people spoke through it, and how much paper waits for a second person."""

    link: ContributionLink
    state: LinkState
    people: int
    paper: int
    unchecked: int


@dataclass(frozen=True)
class AtParty:
    """One party that may ask its residents, at the table of its process."""

    conversation: Conversation
    party: Party

    @property
    def scope(self) -> Scope:
        """What the party may do in this round."""
        round_ = self.conversation.scope
        return Scope(round_.process_id, self.party.pk, round_.state, round_.is_open, is_public=True)

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions of the version this round talks about. One query."""
        rows = Question.objects.filter(praatplaat_id=self.conversation.praatplaat_id).select_related("block")
        return tuple(rows.order_by("block__position", "position"))


def at_party(slug: str, party_id: int) -> AtParty:
    """A party in the newest round of its process. Raises `DoesNotExist` of either."""
    newest = Conversation.objects.filter(process__slug=slug).select_related("process", "praatplaat")
    conversation = newest.order_by("-round").first()
    if conversation is None:
        raise Conversation.DoesNotExist
    return AtParty(conversation, Party.objects.get(pk=party_id, process=conversation.process_id))


def link_rows(process: Process, party_ids: frozenset[int], now: dt.datetime) -> list[LinkRow]:
    """The links of these parties, newest first, with counts. One query."""
    rows = links().filter(conversation__process=process, party_id__in=party_ids)
    return [_link_row(link, now) for link in _with_counts(rows).order_by("-opens_at", "-pk")]


def link_row(link: ContributionLink, now: dt.datetime) -> LinkRow:
    """One link with its counts. One query."""
    return _link_row(_with_counts(links()).get(pk=link.pk), now)


def _with_counts(rows: QuerySet[ContributionLink]) -> QuerySet[ContributionLink]:
    checked = Q(contributions__checked_at__isnull=False)
    return rows.annotate(
        people=Count("contributions", filter=Q(contributions__on_paper=False) | checked),
        paper=Count("contributions", filter=checked),
        unchecked=Count("contributions", filter=Q(contributions__on_paper=True) & ~checked),
    )


def _link_row(link: Any, now: dt.datetime) -> LinkRow:
    return LinkRow(link, state_of(link, now), link.people, link.paper, link.unchecked)
