# SPDX-License-Identifier: EUPL-1.2
"""One large conversation: 24 questions, 6 parties, 20 texts of each answer, 5,000 contributions of residents."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gm_portal.accounts.models import User
from gm_portal.core import process_pages
from gm_portal.local.bench.rows import TEXT, add_rows, content_for, run_sql
from processes import enums
from processes.models import (
    Answer,
    AnswerRevision,
    Contribution,
    ContributionLink,
    ContributionPart,
    Conversation,
    Membership,
    Party,
    Praatplaat,
    Process,
)

SLUG, READER = "bench-gesprek", "hoogkerk@demo.example"
PARTIES, TEXTS, CONTRIBUTIONS = 6, 20, 5000  # the statement in `fill` names the last text too
PLATE = f"/gebieden/{SLUG}/praatplaat/"
QUESTION = f"{PLATE}DEN-1/"


@transaction.atomic
def fill(now: dt.datetime) -> int:
    """Make the conversation; returns the party its reader writes for."""
    reader = User.objects.get(email=READER)
    process = Process.objects.create(slug=SLUG, title="Bench", intro=TEXT)
    plate = Praatplaat.objects.filter(published_at__isnull=False).latest("version")
    table = Conversation.objects.create(process=process, praatplaat=plate, opened_at=now)
    kinds = [enums.PartyKind.AREA_TEAM] + [enums.PartyKind.RESIDENT_ORGANISATION] * (PARTIES - 1)
    parties = add_rows(
        Party,
        (
            Party(process=process, kind=kind, name=f"Partij {at}", short_name=f"Partij {at}")
            for at, kind in enumerate(kinds)
        ),
    )
    own = parties[-1]
    Membership.objects.create(
        party=own, user=reader, role=enums.MembershipRole.COORDINATOR, starts_on=now.date()
    )
    questions = list(plate.questions.all())
    answers = add_rows(
        Answer, (Answer(conversation=table, party=p, question=q) for p in parties for q in questions)
    )
    add_rows(
        AnswerRevision,
        (
            AnswerRevision(
                answer=row, number=number, content=content_for(row.question), author=reader, at=now
            )
            for row in answers
            for number in range(1, TEXTS + 1)
        ),
    )
    run_sql(
        "UPDATE processes_answer a SET latest_id = r.id, shared_id = r.id, shared_at = r.at, state = 'shared' "
        "FROM processes_answerrevision r WHERE r.answer_id = a.id AND a.latest_id IS NULL AND r.number = 20"
    )
    _contributions(table, own, reader, now)
    return own.pk


def _contributions(table: Conversation, party: Party, reader: User, now: dt.datetime) -> None:
    questions = list(table.praatplaat.questions.all())[:3]
    link = ContributionLink.objects.create(
        conversation=table,
        party=party,
        token="bench-inbreng",  # noqa: S106  # a name in an empty database
        sheet_code="BENCH1",
        title="Bench",
        question_codes=[question.code for question in questions],
        opens_at=now,
        closes_at=now + dt.timedelta(days=30),
        created_by=reader,
    )
    sent = add_rows(
        Contribution, (Contribution(link=link, key=uuid.uuid4(), at=now) for _ in range(CONTRIBUTIONS))
    )
    add_rows(
        ContributionPart,
        (
            ContributionPart(contribution=row, question=question, content=content_for(question))
            for row in sent
            for question in questions
        ),
    )


def count(party_id: int) -> dict[str, Any]:
    """Queries of the pages and of one text that saves itself; and what the bench needs to ask for them."""
    client = Client()
    client.force_login(User.objects.get(email=READER))
    client.get(PLATE)
    client.get(QUESTION)
    found: dict[str, int] = {}
    for kind in (".first", ""):  # after an event of the process, and between two events
        if kind:
            process_pages.changed(None)
        found |= {
            f"plate{kind}": _queries(lambda: client.get(PLATE)),
            f"question{kind}": _queries(lambda: client.get(QUESTION)),
        }
    address = f"{QUESTION}antwoord/{party_id}/"
    typed = {"stap": "automatisch", "text": "Eerst", "based_on": str(TEXTS)}
    client.post(address, typed)
    typed |= {"text": "En verder", "based_on": str(TEXTS + 1)}
    found["autosave"] = _queries(lambda: client.post(address, typed))
    return {
        "queries": found,
        "session": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "token": client.cookies[settings.CSRF_COOKIE_NAME].value,
        "autosave": address,
        "number": TEXTS + 2,
    }


def _queries(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as captured:
        response: HttpResponse = ask()
    if response.status_code != 200:
        raise RuntimeError(f"the conversation answers {response.status_code}")
    return len(captured)
