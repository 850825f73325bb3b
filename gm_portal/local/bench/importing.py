# SPDX-License-Identifier: EUPL-1.2
"""How long a file with 500 questions takes, from its bytes to a written draft; nothing of it is kept."""

import time
from dataclasses import replace

from django.db import transaction

from gm_portal.accounts.models import User
from gm_portal.core import clock
from gm_portal.core.actors import actor_of
from processes.actions import version_imports
from processes.enums import ImportState
from processes.models import Praatplaat
from processes.queries.versions import text_of
from processes.rules.version_sheets import as_sheets

QUESTIONS = 500
TIMES = 3


def seconds(administrator: str) -> float:
    """The median time to read a workbook with 500 questions into a draft."""
    now = clock.now()
    actor = actor_of(User.objects.get(email=administrator), today=clock.local_date(now))
    content = _workbook()
    took = []
    for _time in range(TIMES):
        with transaction.atomic():
            begin = time.perf_counter()
            read = version_imports.begin_import(file_name="bench.xlsx", content=content, actor=actor, now=now)
            read = version_imports.read_import(pk=read.pk, actor=actor, now=now)
            took.append(time.perf_counter() - begin)
            transaction.set_rollback(True)
        if read.state != ImportState.DONE:
            raise RuntimeError(f"the file of the bench was refused: {read.errors[:3]}")
    return sorted(took)[TIMES // 2]


def _workbook() -> bytes:
    """The newest version, with its questions repeated under other codes."""
    newest = Praatplaat.objects.filter(published_at__isnull=False).order_by("-version")[0]
    whole = text_of(newest)
    row = list(whole.questions)
    while len(row) < QUESTIONS:
        each = whole.questions[len(row) % len(whole.questions)]
        row.append(replace(each, code=f"X-{len(row)}"))
    return as_sheets(replace(whole, questions=tuple(row[:QUESTIONS])))
