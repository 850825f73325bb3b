# SPDX-License-Identifier: EUPL-1.2
"""Reads on what residents said: totals and texts per question, and what everybody may know of it.

A contribution counts when it came on screen, or when a second person checked what was typed in from paper.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Value

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.compiled import Compiled
from processes.models import (
    Answer,
    Contribution,
    ContributionLink,
    ContributionPart,
    Conversation,
)
from processes.queries.contribution_links import LinkQuestion
from processes.rules import contributions as rules
from processes.rules.answers_in_words import SHOWN_FROM, Part, parts_in_words
from processes.rules.contributions import Totals
from processes.rules.conversations import QuestionSpec

COUNTED = Q(on_paper=False) | Q(checked_at__isnull=False)
COUNTED_PARTS = Q(contribution__on_paper=False) | Q(contribution__checked_at__isnull=False)


def people_per_question(link: ContributionLink) -> dict[str, int]:
    """How many people answered each question of a link as it is worded now. One query."""
    rows = ContributionPart.objects.filter(
        COUNTED_PARTS, contribution__link=link, question__praatplaat=link.conversation.praatplaat_id
    )
    return dict(rows.values_list("question__code").annotate(people=Count("pk")).order_by())


# --- one question ----------------------------------------------------------------------------------------
def counted_parts(at: LinkQuestion) -> QuerySet[ContributionPart]:
    """What people said about one question in the words of its version, newest first."""
    rows = ContributionPart.objects.filter(COUNTED_PARTS, contribution__link=at.link, question=at.question)
    return rows.select_related("contribution").order_by("-contribution__at", "-pk")


def totals_at(at: LinkQuestion) -> tuple[Totals, ...]:
    """The totals per option of one question, on screen and on checked paper together. One query."""
    contents = list(counted_parts(at).select_related(None).order_by().values_list("content", flat=True))
    return rules.totals_of(at.spec, contents)


@dataclass(frozen=True)
class Voice:
    """What one resident said about one question. The day, not the moment: less tells who it was."""

    day: dt.date
    on_paper: bool
    parts: tuple[Part, ...]


def voice_of(spec: QuestionSpec, part: ContributionPart) -> Voice:
    """One contribution, fit to be shown to the party."""
    said = part.contribution
    return Voice(local_date(said.at), said.on_paper, parts_in_words(spec, known_part(spec, part.content)))


def known_part(spec: QuestionSpec, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content without options and topics that this version of the question no longer has."""
    topics = {topic.code for topic in spec.topics}
    known = dict(content)
    for name in ("levels", "topic_points"):
        if name in known:
            known[name] = {topic: value for topic, value in known[name].items() if topic in topics}
    return known


def own_answer(at: LinkQuestion) -> Answer | None:
    """The party's own answer to this question, to sum contributions up in. One query."""
    rows = Answer.objects.filter(
        conversation=at.link.conversation_id, party=at.link.party_id, question=at.question
    )
    return rows.select_related("latest").first()


# --- what everybody may know -----------------------------------------------------------------------------
@dataclass(frozen=True)
class People:
    """How many residents spoke about a question, as it is asked now and as it was asked before; 0 under ten."""

    now: int = 0
    earlier: int = 0


def people_shown(conversation: Conversation | None, code: str) -> People:
    """How many residents spoke about a question. One query."""
    if conversation is None:
        return People()
    spoke = dict(_people_by_version(conversation_id=conversation.pk, code=code))
    now = spoke.pop(conversation.praatplaat_id, 0)
    earlier = sum(spoke.values())
    return People(now if now >= SHOWN_FROM else 0, earlier if earlier >= SHOWN_FROM else 0)


_people_by_version: Compiled[tuple[int, int]] = Compiled(
    lambda conversation_id, code: (
        ContributionPart.objects.filter(
            COUNTED_PARTS, contribution__link__conversation=conversation_id, question__code=code
        )
        .order_by()
        .values_list("question__praatplaat")
        .annotate(people=Count("pk"))
    ),
    conversation_id=int,
    code=str,
)


@dataclass(frozen=True)
class OnQuestion:
    """What the page of a question tells about residents: a number from ten on, and for a party its own links."""

    people: int
    links: tuple[ContributionLink, ...]
    people_earlier: int = 0


def on_question(conversation: Conversation | None, code: str, actor: Actor) -> OnQuestion:
    """What residents contributed to one question, for this reader. One query, two for who sits at the table."""
    seats = actor.seats_in(conversation.process_id) if conversation else ()
    links: tuple[ContributionLink, ...] = ()
    if conversation and seats:
        mine = {seat.party_id for seat in seats}
        rows = _links_asking(conversation_id=conversation.pk, code=code)
        links = tuple(link for link in rows if link.party_id in mine)
    people = people_shown(conversation, code)
    return OnQuestion(people.now, links, people.earlier)


_links_asking: Compiled[ContributionLink] = Compiled(
    lambda conversation_id, code: ContributionLink.objects.filter(
        conversation=conversation_id, question_codes__contains=[Value(code)]
    ).order_by("-opens_at"),
    conversation_id=int,
    code=str,
)


def people_in(conversation: Conversation) -> int:
    """How many contributions count in a round. One query."""
    return Contribution.objects.filter(COUNTED, link__conversation=conversation).count()
