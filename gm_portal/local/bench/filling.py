# SPDX-License-Identifier: EUPL-1.2
"""Fills a database of the bench: any number of processes, each with a full table.

Rows go in directly and in bulk: what is measured is reading, and twenty thousand actions would take minutes.
The numbers are chosen to be more than a busy wijk has in a year.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import connection, models, transaction

from agendas.enums import ItemState
from agendas.models import AgendaItem
from gm_portal.core.canonical import fingerprint
from gm_portal.core.models import AuditEvent, Visibility
from gm_portal.core.origins import Origin
from processes import enums
from processes.models import (
    Agreement,
    AgreementParty,
    AgreementVersion,
    Answer,
    AnswerRevision,
    Area,
    Conversation,
    Evaluation,
    Lesson,
    Party,
    Praatplaat,
    Process,
    Question,
    StoryEvent,
)

AGREEMENTS, ITEMS, LESSONS, STORY, EVENTS = 6, 5, 2, 3, 60
DAY = dt.timedelta(days=1)
TEXT = "Wij bespreken dit aan de keukentafel en schrijven op wat wij samen willen. " * 3
Row = TypeVar("Row", bound=models.Model)


@transaction.atomic
def fill(total: int, *, author_id: int, now: dt.datetime) -> None:
    """Add processes until there are `total`, and give each that has none yet its agreements, answers and events."""
    known = Process.objects.count()
    _add_processes(range(known, total))
    filled = AuditEvent.objects.filter(verb="bench").values("process_id")
    processes = list(Process.objects.exclude(pk__in=filled).order_by("pk"))
    _parties_and_rounds(processes, now)
    _answers(processes, author_id, now)
    _agreements(processes, now)
    _rest(processes, now)
    _events(processes, author_id, now)


def vacuum() -> None:
    """Let the database know how much there is, as it finds out by itself in an hour of real use."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _add(model: type[Row], rows: Iterable[Row]) -> list[Row]:
    manager = model._default_manager  # noqa: SLF001  # Django's own name for the manager of any model
    return list(manager.bulk_create(list(rows), batch_size=2000))


def _add_processes(numbers: Sequence[int]) -> None:
    added = _add(
        Process,
        (
            Process(
                slug=f"gebied-{number}",
                title=f"Gebied {number}",
                intro=TEXT,
                step=1 + number % 3,
                round=1 + number % 2,
            )
            for number in numbers
        ),
    )
    areas = list(Area.objects.order_by("code").values_list("pk", flat=True))
    through = Process.areas.through
    pairs = {
        (row.pk, areas[(index * step) % len(areas)]) for index, row in enumerate(added) for step in (1, 7)
    }
    _add(through, (through(process_id=process, area_id=area) for process, area in sorted(pairs)))


def _parties_and_rounds(processes: list[Process], now: dt.datetime) -> None:
    without = [row for row in processes if not row.parties.exists()]
    kinds = (enums.PartyKind.RESIDENT_ORGANISATION, "Bewoners"), (enums.PartyKind.AREA_TEAM, "Gebiedsteam")
    _add(
        Party,
        (
            Party(process=row, kind=kind, name=f"{name} {row.title}", short_name=name)
            for row in without
            for kind, name in kinds
        ),
    )
    plate = Praatplaat.objects.latest("version")
    _add(
        Conversation,
        (
            Conversation(process=row, praatplaat=plate, round=1, opened_at=now)
            for row in processes
            if not row.conversations.exists()
        ),
    )


def _content(question: Question) -> dict[str, Any]:
    """An answer of the right kind."""
    content: dict[str, Any] = {"text": TEXT}
    if question.answer_type in (enums.AnswerType.ONE_CHOICE, enums.AnswerType.MANY_CHOICES):
        content["choices"] = [question.options[0]["code"]]
    elif question.answer_type == enums.AnswerType.SCALE:
        content["scale"] = 3
    elif question.answer_type == enums.AnswerType.ACCENT:
        content["points"] = {"A": 5, "B": 3, "C": 2}
    return content


def _answers(processes: list[Process], author_id: int, now: dt.datetime) -> None:
    """Both sides answer every question; a third is a draft, a third is shared, a third is published."""
    rounds = Conversation.objects.filter(process__in=processes).select_related("process")
    # The demo brings a few example answers of its own.
    known = set(Answer.objects.values_list("conversation_id", "party_id", "question_id"))
    answers = _add(
        Answer,
        (
            Answer(conversation=at, party=party, question=question)
            for at in rounds.prefetch_related("process__parties", "praatplaat__questions")
            for party in at.process.parties.all()
            for question in at.praatplaat.questions.all()
            if (at.pk, party.pk, question.pk) not in known
        ),
    )
    _add(
        AnswerRevision,
        (
            AnswerRevision(answer=row, number=1, content=_content(row.question), author_id=author_id, at=now)
            for row in answers
        ),
    )
    states = {
        0: "state = 'draft', latest_id = r.id",
        1: "state = 'shared', latest_id = r.id, shared_id = r.id, shared_at = r.at",
        2: "state = 'published', latest_id = r.id, shared_id = r.id, shared_at = r.at, "
        "published_id = r.id, published_at = r.at",
    }
    for left, assignments in states.items():
        _sql(
            f"UPDATE processes_answer a SET {assignments} FROM processes_answerrevision r "  # noqa: S608  # constants above
            f"WHERE r.answer_id = a.id AND a.latest_id IS NULL AND (a.question_id + a.conversation_id) % 3 = {left}"
        )


def _agreements(processes: list[Process], now: dt.datetime) -> None:
    # The database keeps what the council did not decide on out of force, so no transfer of power here.
    kinds = [kind for kind in enums.AgreementKind if kind != enums.AgreementKind.BEVOEGDHEID]
    levels = list(enums.Level)
    agreements = _add(
        Agreement,
        (
            Agreement(
                process=row,
                number=100 + number,
                kind=kinds[number % len(kinds)],
                state=enums.AgreementState.DISCUSSED,
                # Nobody signed these: example text that was loaded, as the documented agreements are.
                origin=Origin.EXAMPLE,
                created_at=now,
                adopted_at=now,
            )
            for row in processes
            for number in range(AGREEMENTS)
        ),
    )
    parties: dict[int, list[int]] = {}
    signing = Party.objects.filter(process__in=processes, kind__in=enums.SIGNING_KINDS)
    for process_id, pk in signing.values_list("process_id", "pk"):
        parties.setdefault(process_id, []).append(pk)
    _add(
        AgreementParty,
        (
            AgreementParty(agreement=row, party_id=pk)
            for row in agreements
            for pk in parties.get(row.process_id, ())
        ),
    )
    _add(
        AgreementVersion,
        (_version(row, parties.get(row.process_id, []), levels, now) for row in agreements),
    )
    _sql(
        "UPDATE processes_agreement a SET current_id = v.id, published_id = v.id, published_numbers = '{1}', "
        "state = 'running' FROM processes_agreementversion v WHERE v.agreement_id = a.id AND a.current_id IS NULL"
    )


def _version(
    agreement: Agreement, named: list[int], levels: list[enums.Level], now: dt.datetime
) -> AgreementVersion:
    """A first version with the hash of what it says; rows added in bulk are not asked for it."""
    version = AgreementVersion(
        agreement=agreement,
        number=1,
        title=f"Afspraak {agreement.number} van {agreement.process.title}",
        text=TEXT,
        level=levels[(agreement.number + agreement.process_id) % 3],
        evaluate_on=now.date() + 90 * DAY,
        at=now,
    )
    version.content_hash = fingerprint(version.said(named, ""))
    return version


def _rest(processes: list[Process], now: dt.datetime) -> None:
    """Moments to look back, lessons, the story and the agenda."""
    today = now.date()
    held, planned = enums.EvaluationState.HELD, enums.EvaluationState.PLANNED
    _add(
        Evaluation,
        (
            Evaluation(
                process=row,
                state=state,
                planned_on=day,
                held_on=day if state == held else None,
                created_at=now,
            )
            for row in processes
            for state, day in ((held, today - 100 * DAY), (planned, today + (30 + row.pk % 200) * DAY))
        ),
    )
    _add(
        Lesson,
        (
            Lesson(process=row, number=100 + at, text=TEXT, created_at=now)
            for row in processes
            for at in range(LESSONS)
        ),
    )
    _add(
        StoryEvent,
        (
            StoryEvent(
                process=row,
                when=str(2021 + at),
                sort_on=dt.date(2021 + at, 1, 1),
                text=f"Bench: {TEXT}",
                origin=Origin.EXAMPLE,
            )
            for row in processes
            for at in range(STORY)
        ),
    )
    _add(
        AgendaItem,
        (
            AgendaItem(
                process=row,
                number=100 + at,
                title=f"Onderwerp {at}",
                text=TEXT,
                state=list(ItemState)[at % 4],
                created_at=now,
            )
            for row in processes
            for at in range(ITEMS)
        ),
    )


def _events(processes: list[Process], author_id: int, now: dt.datetime) -> None:
    """A year and more of things that happened, two in three of them public."""
    _add(
        AuditEvent,
        (
            AuditEvent(
                at=now - (number * 7 + row.pk % 7) * DAY,
                actor_id=author_id,
                verb="bench",
                object_type="process",
                object_id=row.pk,
                process_id=row.pk,
                visibility=Visibility.PROCESS if number % 3 == 0 else Visibility.PUBLIC,
            )
            for row in processes
            for number in range(EVENTS)
        ),
    )


def _sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
