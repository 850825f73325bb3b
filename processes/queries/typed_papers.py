# SPDX-License-Identifier: EUPL-1.2
"""Reads on contributions typed in from paper: what waits for a second person, and what stands on one sheet."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.waiting import Urgency, Waiting
from processes.models import Contribution, ContributionLink, Membership, Party, Question
from processes.queries.contribution_links import AtLink, OpenedLink, link_by_id, links


def unchecked(link: ContributionLink) -> QuerySet[Contribution]:
    """Typed in from paper, waiting for a second person; oldest first."""
    rows = link.contributions.filter(on_paper=True, checked_at__isnull=True)
    return rows.annotate(answered=Count("parts")).order_by("at", "pk")


@dataclass(frozen=True)
class TypedIn(AtLink):
    """One paper that was typed in, with its link."""

    contribution: Contribution


def typed_in(slug: str, pk: int, paper_pk: int) -> TypedIn:
    """A paper that waits for its check. Raises `Contribution.DoesNotExist`."""
    opened = link_by_id(slug, pk)
    rows = Contribution.objects.filter(link=opened.link, on_paper=True, checked_at__isnull=True)
    return TypedIn(opened, rows.prefetch_related("parts__question").get(pk=paper_pk))


def contents_of(contribution: Contribution, opened: OpenedLink | None = None) -> dict[str, dict[str, Any]]:
    """What was typed, per question; with `opened` only about questions as they are worded now."""
    now = opened.link.conversation.praatplaat_id if opened else None
    return {
        part.question.code: part.content
        for part in contribution.parts.all()
        if now is None or part.question.praatplaat_id == now
    }


def older_questions_of(contribution: Contribution, opened: OpenedLink) -> tuple[Question, ...]:
    """The questions of earlier versions a paper answers, with what stands there still."""
    now = opened.link.conversation.praatplaat_id
    return tuple(part.question for part in contribution.parts.all() if part.question.praatplaat_id != now)


def people_of_party(party: Party, day: dt.date) -> int:
    """How many people act for a party on `day`. One query."""
    return Membership.objects.active_on(day).filter(party=party, user__is_active=True).count()


def waiting_for(actor: Actor, now: dt.datetime) -> list[Waiting]:
    """Papers that somebody else of the party typed in and that wait for a check. One query."""
    if not actor.seats:
        return []
    waits = Contribution.objects.filter(link=OuterRef("pk"), on_paper=True, checked_at__isnull=True)
    waits = waits.exclude(typed_by=actor.user_id)
    rows = links().filter(Exists(waits), party_id__in=[seat.party_id for seat in actor.seats])
    ours = Q(contributions__on_paper=True, contributions__checked_at__isnull=True) & ~Q(
        contributions__typed_by=actor.user_id
    )
    lines = []
    for link in rows.annotate(papers=Count("contributions", filter=ours)).order_by(F("opens_at")):
        if not link.conversation.scope.is_open:
            continue
        title = ngettext("%(count)s papier van een inwoner", "%(count)s papieren van inwoners", link.papers)
        lines.append(
            Waiting(
                urgency=Urgency.WHENEVER,
                day=local_date(link.opens_at),
                verb=_("Kijk na"),
                title=title % {"count": link.papers},
                where=link.conversation.process.title,
                url=reverse("paper", args=(link.conversation.process.slug, link.pk)) + "#nakijken",
                minutes=min(2 * link.papers, 60),
                has_day=False,
            )
        )
    return lines
