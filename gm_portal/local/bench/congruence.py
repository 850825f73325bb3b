# SPDX-License-Identifier: EUPL-1.2
"""How long the congruence check takes over 400 processes with 30 agreements each; nothing of it is kept."""

import datetime as dt
import time
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery

from gm_portal.core import clock
from gm_portal.core.canonical import fingerprint
from gm_portal.core.origins import Origin
from processes.enums import AgreementKind, AgreementState, Level
from processes.models import Agreement, AgreementVersion, Process
from processes.queries.congruence import standings_of
from processes.rules.congruence import standing
from processes.rules.congruence_facts import AgreementFacts

AGREEMENTS = 30
TIMES = 3
FIRST = 1000
KINDS = tuple(AgreementKind)
LEVELS = tuple(Level)
SORTS = ("mandaat", "open_oproep", "terugkoppeling", "bereik", "bescherming", "belangenregel")
THEMES = ("groen", "jeugd", "veiligheid", "wonen-en-bouwen", "zorg-en-gezondheid")


def _said(number: int) -> dict[str, Any]:
    """Own fields as people leave them: some filled in, some not."""
    kind = KINDS[number % len(KINDS)]
    said: dict[str, Any] = {"theme": THEMES[number % len(THEMES)], "power_wijk": "Twee uur per week"}
    if kind == AgreementKind.PROCESGARANTIE:
        said |= {"sort": SORTS[number % len(SORTS)], "who": "De werkgroep", "until": "2027-12-31", "days": 14}
    if kind == AgreementKind.ROL:
        said |= {"sides": ["wijk"], "about": "Alles", "holder": "De vereniging"}
    return said


def seconds() -> dict[str, float]:
    """Medians: `whole` reads everything in one query and checks it, `check` only checks, `check_tenfold` ten times as much."""
    today = clock.local_date(clock.now())
    facts = [_facts(number, today) for number in range(1, AGREEMENTS + 1)]
    tenfold = [_facts(number, today) for number in range(1, 10 * AGREEMENTS + 1)]
    with transaction.atomic():
        processes = _write(today)
        many = len(processes)
        took = {
            "whole": _median(lambda: standings_of(processes, today=today)),
            "check": _median(lambda: [standing(facts, today=today) for _each in range(many)]),
            "check_tenfold": _median(lambda: [standing(tenfold, today=today) for _each in range(many)]),
        }
        transaction.set_rollback(True)
    return took


def _median(act: Any) -> float:
    took = []
    for _time in range(TIMES):
        begin = time.perf_counter()
        act()
        took.append(time.perf_counter() - begin)
    return sorted(took)[TIMES // 2]


def _facts(number: int, today: dt.date) -> AgreementFacts:
    kind, level = KINDS[number % len(KINDS)], LEVELS[number % len(LEVELS)]
    return AgreementFacts(
        number, kind.value, level.value, fields=_said(number), since=today, looks_back_on=today
    )


def _write(today: dt.date) -> list[Process]:
    """Every process of the bench with 30 published agreements more."""
    processes = list(Process.objects.all())
    now = clock.now()
    agreements = Agreement.objects.bulk_create(
        Agreement(
            process=process,
            number=FIRST + number,
            kind=KINDS[number % len(KINDS)],
            state=AgreementState.DRAFT,
            origin=Origin.EXAMPLE,
            created_at=now,
        )
        for process in processes
        for number in range(1, AGREEMENTS + 1)
    )
    versions = [
        AgreementVersion(
            agreement=agreement,
            number=1,
            title="Voorbeeldtekst",
            text="Voorbeeldtekst",
            level=LEVELS[(agreement.number - FIRST) % len(LEVELS)],
            fields=_said(agreement.number - FIRST),
            starts_on=today,
            evaluate_on=today,
            at=now,
        )
        for agreement in agreements
    ]
    for version in versions:
        version.content_hash = fingerprint(version.said([], ""))
    AgreementVersion.objects.bulk_create(versions)
    written = AgreementVersion.objects.filter(agreement=OuterRef("pk")).values("pk")[:1]
    Agreement.objects.filter(number__gt=FIRST).update(
        current=Subquery(written), published=Subquery(written), published_numbers=[1]
    )
    return processes
