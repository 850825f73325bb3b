# SPDX-License-Identifier: EUPL-1.2
"""Reads on what residents said about questions of an earlier version: kept, shown and counted apart.

A conversation that moves takes contributions along to questions that ask the same. The others stay at the words
they answered: they never count in the totals of a question that asks something else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet
from django.http import QueryDict

from gm_portal.core.actors import Actor
from processes.models import ContributionLink, ContributionPart, Conversation, Question
from processes.queries.contribution_links import LinkQuestion, OpenedLink, link_by_id
from processes.queries.contributions import COUNTED_PARTS
from processes.queries.praatplaat import spec_of
from processes.rules.answers_in_words import SHOWN_FROM, Part, parts_in_words

_COUNTED = Q(contribution_parts__contribution__on_paper=False) | Q(
    contribution_parts__contribution__checked_at__isnull=False
)


@dataclass(frozen=True)
class OlderQuestion:
    """A question as an earlier version worded it, with how many residents answered it then."""

    question: Question
    version: int
    people: int


def older_of_link(link: ContributionLink, code: str = "") -> tuple[OlderQuestion, ...]:
    """The earlier questions people answered through a link (with `code`: of one question), newest first. One query."""
    rows = _older(link.conversation).filter(_COUNTED, contribution_parts__contribution__link=link)
    if code:
        rows = rows.filter(code=code)
    counted = rows.annotate(people=Count("contribution_parts")).order_by("-praatplaat__version", "position")
    return tuple(OlderQuestion(row, row.praatplaat.version, row.people) for row in counted)


def _older(conversation: Conversation) -> QuerySet[Question, Any]:
    return Question.objects.exclude(praatplaat=conversation.praatplaat_id).select_related(
        "praatplaat", "block"
    )


def link_question_of_version(slug: str, pk: int, code: str, version: int) -> LinkQuestion:
    """A question of a link as one version worded it. Raises `Question.DoesNotExist` when it was never asked so."""
    opened = link_by_id(slug, pk)
    if code not in opened.link.question_codes or version > opened.version:
        raise Question.DoesNotExist(code)
    rows = Question.objects.filter(praatplaat__published_at__isnull=False).select_related("block")
    return LinkQuestion(opened, rows.get(code=code, praatplaat__version=version))


# --- questions that are gone ------------------------------------------------------------------------------
@dataclass(frozen=True)
class GoneContributions:
    """What residents said about a question that is gone: a number from ten on, and for a party its own links."""

    question: Question
    people: int
    links: tuple[ContributionLink, ...]


def contributions_to_gone(conversation: Conversation, actor: Actor) -> tuple[GoneContributions, ...]:
    """Per question that this version no longer asks what this reader may know. One query, two with a seat."""
    now = Question.objects.filter(praatplaat=conversation.praatplaat_id).values("code")
    rows = _older(conversation).exclude(code__in=now)
    rows = rows.filter(_COUNTED, contribution_parts__contribution__link__conversation=conversation)
    mine = {seat.party_id for seat in actor.seats_in(conversation.process_id)}
    own = {link.pk: link for link in conversation.links.filter(party__in=mine)} if mine else {}
    found: dict[int, tuple[Question, int, list[ContributionLink]]] = {}
    per_link = rows.annotate(
        link_id=F("contribution_parts__contribution__link"), people=Count("contribution_parts")
    )
    for row in per_link.order_by("praatplaat__version", "position", "link_id"):
        question, people, links = found.get(row.pk, (row, 0, []))
        links += [own[row.link_id]] if row.link_id in own else []
        found[row.pk] = (question, people + row.people, links)
    told = (
        GoneContributions(question, people if people >= SHOWN_FROM else 0, tuple(links))
        for question, people, links in found.values()
    )
    return tuple(row for row in told if row.people or row.links)


def enough_to_gone() -> QuerySet[ContributionPart, Any]:
    """For `Exists` over conversations: a question that is gone was answered by so many that anybody may know."""
    now = Question.objects.filter(praatplaat=OuterRef(OuterRef("praatplaat"))).values("code")
    rows = ContributionPart.objects.filter(COUNTED_PARTS, contribution__link__conversation=OuterRef("pk"))
    per_question = rows.exclude(question__code__in=now).values("question").annotate(people=Count("pk"))
    return per_question.filter(people__gte=SHOWN_FROM).order_by()


# --- what was typed for questions that are no longer asked --------------------------------------------------
@dataclass(frozen=True)
class LeftBehind:
    """What somebody said about one question of an earlier version, in the words of that version."""

    code: str
    text: str
    parts: tuple[Part, ...]


def left_behind(contents: Mapping[str, Any], questions: Iterable[Question]) -> tuple[LeftBehind, ...]:
    """Contents per code as they read at these older questions. One query more for questions per topic."""
    return tuple(
        LeftBehind(row.code, row.text, parts_in_words(spec_of(row), contents[row.code]))
        for row in questions
        if contents.get(row.code)
    )


def asks_differently(old: Question, now: Question) -> bool:
    """Whether two wordings of a question ask something else. Reads topics only for questions per topic."""
    return old.help != now.help or spec_of(old) != spec_of(now)


def codes_in(posted: QueryDict) -> set[str]:
    """The codes of the questions a posted form of a link holds something about."""
    return {
        name.split(".", 1)[0]
        for name, values in posted.lists()
        if "." in name and any(value.strip() for value in values)
    }


def questions_of_earlier(opened: OpenedLink, codes: Iterable[str], version: int = 0) -> tuple[Question, ...]:
    """These questions as `version` worded them, else as the newest version before that of now did. One query."""
    wanted = [code for code in codes if code in opened.link.question_codes]
    if not wanted:
        return ()
    rows = Question.objects.filter(praatplaat__published_at__isnull=False, code__in=wanted)
    rows = rows.filter(praatplaat__version__lt=opened.version).select_related("praatplaat", "block")
    newest: dict[str, Question] = {}
    for row in rows.order_by("praatplaat__version"):
        if row.code not in newest or not version or row.praatplaat.version <= version:
            newest[row.code] = row
    return tuple(newest[code] for code in wanted if code in newest)
