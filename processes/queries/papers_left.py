# SPDX-License-Identifier: EUPL-1.2
"""Papers that nobody checked yet, in one round: before it closes they can still count, after that no more."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse

from processes.models import ContributionLink, Conversation, PaperAnswer, Party
from processes.queries.praatplaat import questions_of, spec_of, topics_among
from processes.rules.answers_in_words import Part, parts_in_words


@dataclass(frozen=True)
class PapersLeft:
    """One heap of papers: a party's own, or those of residents through one link. `title` is the link's."""

    party: str
    title: str
    count: int
    url: str


def papers_left(conversation: Conversation, slug: str, party_ids: Iterable[int]) -> list[PapersLeft]:
    """What these parties typed in for this round and nobody checked. Two queries."""
    wanted = list(party_ids)
    own = Party.objects.filter(pk__in=wanted).annotate(
        waits=Count("papers", filter=Q(papers__conversation=conversation))
    )
    unchecked = Q(contributions__on_paper=True, contributions__checked_at__isnull=True)
    links = ContributionLink.objects.filter(conversation=conversation, party_id__in=wanted)
    links = links.select_related("party").annotate(waits=Count("contributions", filter=unchecked))
    return [
        *(
            PapersLeft(row.name, "", row.waits, f"{reverse('party-paper', args=(slug, row.pk))}#nakijken")
            for row in own.filter(waits__gt=0).order_by("pk")
        ),
        *(
            PapersLeft(
                row.party.name,
                row.title,
                row.waits,
                f"{reverse('contribution-link', args=(slug, row.pk))}#papier",
            )
            for row in links.filter(waits__gt=0).order_by("pk")
        ),
    ]


@dataclass(frozen=True)
class OldPaper:
    """A party's paper of a round that closed before somebody checked it, in words."""

    round: int
    code: str
    text: str
    parts: tuple[Part, ...]


def papers_of_closed_rounds(conversation: Conversation, party: Party) -> tuple[OldPaper, ...]:
    """What a party typed in for earlier rounds and nobody checked, newest round first. One query.

    The questions of a version are read once (`questions_of`).
    """
    rows = PaperAnswer.objects.filter(
        party=party, conversation__process=conversation.process_id, conversation__round__lt=conversation.round
    )
    rows = rows.select_related("question__praatplaat", "conversation").order_by(
        "-conversation__round", "question__code"
    )
    return tuple(
        OldPaper(
            row.conversation.round,
            row.question.code,
            row.question.text,
            parts_in_words(
                spec_of(row.question, topics_among(questions_of(row.question.praatplaat))), row.content
            ),
        )
        for row in rows
    )
