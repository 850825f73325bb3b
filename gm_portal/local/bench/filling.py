# SPDX-License-Identifier: EUPL-1.2
"""Fills a database of the bench: any number of processes, each with a full table.

Rows go in directly and in bulk: what is measured is reading, and twenty thousand actions would take minutes.
The numbers are chosen to be more than a busy wijk has in a year.
"""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction

from agendas.enums import ItemState
from agendas.models import AgendaItem
from gm_portal.core.canonical import fingerprint
from gm_portal.core.models import AuditEvent, Visibility
from gm_portal.core.origins import Origin
from gm_portal.local.bench.rows import TEXT, add_rows, content_for, run_sql
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
    StoryEvent,
)

DATA_SET = "bench"
AGREEMENTS, ITEMS, LESSONS, STORY, EVENTS = 6, 5, 2, 3, 60
DAY = dt.timedelta(days=1)


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
    _moments(processes, now)
    _lessons_and_story(processes, now)
    _agenda(processes, now)
    _events(processes, author_id, now)


def vacuum() -> None:
    """Let the database know how much there is, as it finds out by itself in an hour of real use."""
    run_sql("VACUUM ANALYZE")


def _add_processes(numbers: Sequence[int]) -> None:
    added = add_rows(
        Process,
        (
            Process(
                slug=f"gebied-{number}",
                title=f"Gebied {number}",
                intro=TEXT,
                step=1 + number % 3,
                round=1 + number % 2,
                loaded_from=DATA_SET,
            )
            for number in numbers
        ),
    )
    areas = list(Area.objects.order_by("code").values_list("pk", flat=True))
    through = Process.areas.through
    pairs = {
        (row.pk, areas[(index * step) % len(areas)]) for index, row in enumerate(added) for step in (1, 7)
    }
    add_rows(through, (through(process_id=process, area_id=area) for process, area in sorted(pairs)))


def _parties_and_rounds(processes: list[Process], now: dt.datetime) -> None:
    without = [row for row in processes if not row.parties.exists()]
    kinds = (enums.PartyKind.RESIDENT_ORGANISATION, "Bewoners"), (enums.PartyKind.AREA_TEAM, "Gebiedsteam")
    add_rows(
        Party,
        (
            Party(process=row, kind=kind, name=f"{name} {row.title}", short_name=name)
            for row in without
            for kind, name in kinds
        ),
    )
    plate = Praatplaat.objects.latest("version")
    add_rows(
        Conversation,
        (
            Conversation(process=row, praatplaat=plate, round=1, opened_at=now)
            for row in processes
            if not row.conversations.exists()
        ),
    )


def _answers(processes: list[Process], author_id: int, now: dt.datetime) -> None:
    """Both sides answer every question; a third is a draft, a third is shared, a third is published."""
    rounds = Conversation.objects.filter(process__in=processes).select_related("process")
    # The demo brings a few example answers of its own.
    known = set(Answer.objects.values_list("conversation_id", "party_id", "question_id"))
    answers = add_rows(
        Answer,
        (
            Answer(conversation=at, party=party, question=question)
            for at in rounds.prefetch_related("process__parties", "praatplaat__questions")
            for party in at.process.parties.all()
            for question in at.praatplaat.questions.all()
            if (at.pk, party.pk, question.pk) not in known
        ),
    )
    add_rows(
        AnswerRevision,
        (
            AnswerRevision(
                answer=row, number=1, content=content_for(row.question), author_id=author_id, at=now
            )
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
        run_sql(
            f"UPDATE processes_answer a SET {assignments} FROM processes_answerrevision r "  # noqa: S608  # constants above
            f"WHERE r.answer_id = a.id AND a.latest_id IS NULL AND (a.question_id + a.conversation_id) % 3 = {left}"
        )


def _agreements(processes: list[Process], now: dt.datetime) -> None:
    # The database keeps what the council did not decide on out of force, so no transfer of power here.
    kinds = [kind for kind in enums.AgreementKind if kind != enums.AgreementKind.BEVOEGDHEID]
    levels = list(enums.Level)
    agreements = add_rows(
        Agreement,
        (
            Agreement(
                process=row,
                number=100 + number,
                kind=kinds[number % len(kinds)],
                state=enums.AgreementState.DISCUSSED,
                # Nobody signed these: example text that was loaded, as the documented agreements are.
                origin=Origin.EXAMPLE,
                source=DATA_SET,
                loaded_from=row.loaded_from,
                created_at=now,
                adopted_at=now,
            )
            for row in processes
            for number in range(AGREEMENTS)
        ),
    )
    parties = _signing(processes)
    add_rows(
        AgreementParty,
        (
            AgreementParty(agreement=row, party_id=pk)
            for row in agreements
            for pk in parties.get(row.process_id, ())
        ),
    )
    add_rows(
        AgreementVersion,
        (_version(row, parties.get(row.process_id, []), levels, now) for row in agreements),
    )
    run_sql(
        "UPDATE processes_agreement a SET current_id = v.id, published_id = v.id, published_numbers = '{1}', "
        "state = 'running' FROM processes_agreementversion v WHERE v.agreement_id = a.id AND a.current_id IS NULL"
    )


def _signing(processes: list[Process]) -> dict[int, list[int]]:
    """The parties that sign, by process."""
    parties: dict[int, list[int]] = {}
    signing = Party.objects.filter(process__in=processes, kind__in=enums.SIGNING_KINDS)
    for process_id, pk in signing.values_list("process_id", "pk"):
        parties.setdefault(process_id, []).append(pk)
    return parties


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


def _moments(processes: list[Process], now: dt.datetime) -> None:
    """A moment to look back that was held, and one that is planned."""
    today = now.date()
    held, planned = enums.EvaluationState.HELD, enums.EvaluationState.PLANNED
    add_rows(
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


def _lessons_and_story(processes: list[Process], now: dt.datetime) -> None:
    add_rows(
        Lesson,
        (
            Lesson(process=row, number=100 + at, text=TEXT, created_at=now)
            for row in processes
            for at in range(LESSONS)
        ),
    )
    add_rows(
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


def _agenda(processes: list[Process], now: dt.datetime) -> None:
    add_rows(
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
    add_rows(
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
