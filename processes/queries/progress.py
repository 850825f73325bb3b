# SPDX-License-Identifier: EUPL-1.2
"""Counts of a conversation, in bulk. They count honestly: a draft is no more than a draft."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, F, OuterRef, Q, Subquery

from processes.enums import PartyKind
from processes.models import Answer, Conversation, JointAnswer, Process, Question
from processes.rules.conversations import AGREED_STATES

# What was said about a question that is no longer there stays to be read, but is no answer to a question of now.
OF_NOW = F("conversation__praatplaat")


@dataclass(frozen=True)
class PartyProgress:
    """How many questions one party answered (drafts too), shared and published."""

    party_id: int
    answered: int = 0
    shared: int = 0
    published: int = 0


@dataclass(frozen=True)
class Progress:
    """How far the newest round is. A question counts as shared or published when both sides did so.

    `answered` (at least a draft on one side) and the numbers per party are for who sits at the table; on pages
    for all readers only `published` and `joint` may be shown.
    """

    round: int = 0
    questions: int = 0
    answered: int = 0
    shared: int = 0
    published: int = 0
    joint: int = 0
    parties: tuple[PartyProgress, ...] = field(default=())


def progress_of(processes: Sequence[Process]) -> dict[int, Progress]:
    """Per process how far its newest round is. Three queries for any number of processes."""
    ids = [process.pk for process in processes]
    rounds = (
        Conversation.objects.filter(process_id__in=ids)
        .annotate(questions=_number_of_questions())
        .order_by("process_id", "-round")
        .distinct("process_id")
        .values_list("pk", "process_id", "round", "questions")
    )
    newest = {pk: (process_id, number, questions) for pk, process_id, number, questions in rounds}
    counts = _counts(list(newest))
    agreed = _agreed(list(newest))
    found = dict.fromkeys(ids, Progress())
    for pk, (process_id, number, questions) in newest.items():
        answered, shared, published, parties = counts.get(pk, (0, 0, 0, ()))
        found[process_id] = Progress(
            number, questions or 0, answered, shared, published, agreed.get(pk, 0), parties
        )
    return found


def _number_of_questions() -> Subquery:
    """How many questions the version of a conversation has (a subquery: DISTINCT ON takes no grouping)."""
    rows = Question.objects.filter(praatplaat=OuterRef("praatplaat")).order_by().values("praatplaat")
    return Subquery(rows.annotate(number=Count("pk")).values("number"))


Counts = tuple[int, int, int, tuple[PartyProgress, ...]]


def _counts(conversation_ids: list[int]) -> dict[int, Counts]:
    """Per conversation: questions somebody answered, both sides shared, both sides published; and per party."""
    filled = Q(latest__isnull=False) & ~Q(latest__content={})
    rows = Answer.objects.filter(
        filled | Q(shared__isnull=False), conversation_id__in=conversation_ids, question__praatplaat=OF_NOW
    )
    seen: dict[int, list[tuple[int, int, str, str]]] = {}
    names = ("conversation_id", "question_id", "party_id", "party__kind", "state")
    for conversation_id, *row in rows.values_list(*names).order_by():
        seen.setdefault(conversation_id, []).append((row[0], row[1], row[2], row[3]))
    return {conversation_id: _count(answers) for conversation_id, answers in seen.items()}


def _count(answers: list[tuple[int, int, str, str]]) -> Counts:
    both = {"shared": ("shared", "published"), "published": ("published",)}
    sides: dict[str, dict[int, set[bool]]] = {name: {} for name in both}
    parties: dict[int, list[str]] = {}
    for question_id, party_id, kind, state in answers:
        parties.setdefault(party_id, []).append(state)
        for name, states in both.items():
            if state in states:
                sides[name].setdefault(question_id, set()).add(kind == PartyKind.AREA_TEAM)
    counted = {name: sum(len(who) == 2 for who in found.values()) for name, found in sides.items()}
    each = tuple(
        PartyProgress(
            party_id, len(states), sum(s in both["shared"] for s in states), states.count("published")
        )
        for party_id, states in sorted(parties.items())
    )
    return len({answer[0] for answer in answers}), counted["shared"], counted["published"], each


def _agreed(conversation_ids: list[int]) -> dict[int, int]:
    """Per conversation how many questions both sides agree on."""
    rows = JointAnswer.objects.filter(
        conversation_id__in=conversation_ids, confirmed__state__in=AGREED_STATES, question__praatplaat=OF_NOW
    )
    return dict(rows.values_list("conversation_id").annotate(number=Count("pk")).order_by())
