# SPDX-License-Identifier: EUPL-1.2
"""Load the documented processes: parties, story, agreements, evaluations, lessons and the first round.

Each row is looked up by what never changes in the portal, so that a second run adds nothing, also after
people renamed, amended or added things.
"""

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from gm_portal.core import audit
from gm_portal.core.actors import Actor
from gm_portal.core.models import Visibility
from processes.actions.loading_challenges import add_challenges
from processes.enums import SIGNING_KINDS, EvaluationState, ProcessState
from processes.models import (
    Agreement,
    AgreementParty,
    AgreementVersion,
    Area,
    Conversation,
    Evaluation,
    Lesson,
    Party,
    Praatplaat,
    Process,
    StoryEvent,
)

Documented = Mapping[str, Any]
# Rows loaded from it may stand unsigned, as their source tells of them: the database asks for this very name.
DATA_SET = "processes.json"


def load_process(documented: Documented, *, actor: Actor, now: dt.datetime) -> Counter[str]:
    """Add what is missing of one documented process. Runs inside the loader's transaction."""
    added: Counter[str] = Counter()
    process = Process.objects.select_for_update().filter(slug=documented["slug"]).first()
    if process is None:
        process = _create(documented)
        added["processes"] = 1
    added["parties"] = _add_parties(process, documented)
    added["story"] = _add_story(process, documented)
    added["agreements"] = _add_agreements(process, documented, now)
    added["evaluations"] = _add_evaluations(process, documented, now)
    added["lessons"] = _add_lessons(process, documented, now)
    added["challenges"] = add_challenges(process, documented, now)
    added["conversations"] = _open_first_round(process, now)
    if any(added.values()):
        # Not public: loading history is no news from the area, and must not count as its last activity.
        audit.record(
            actor=actor,
            verb="load_process",
            target=process,
            process_id=process.pk,
            now=now,
            visibility=Visibility.ADMIN,
            **+added,
        )
    return added


def _create(documented: Documented) -> Process:
    phase, accent = documented["phase"], documented["accent"]
    process = Process.objects.create(
        slug=documented["slug"],
        title=documented["title"],
        intro=documented["intro"],
        state=documented["state"],
        step=documented["step"],
        phase_text=phase["text"],
        phase_origin=phase["origin"],
        phase_source=phase["source"],
        accent_text=accent["text"],
        accent_origin=accent["origin"],
        accent_source=accent["source"],
        loaded_from=DATA_SET,
    )
    areas = list(Area.objects.filter(code__in=documented["areas"]).only("code"))
    if len(areas) != len(documented["areas"]):
        raise LookupError(f"{process.slug} names an area that is not on the map")
    process.areas.set(areas)
    return process


def _add_parties(process: Process, documented: Documented) -> int:
    """A party by its kind: people may have given it another name."""
    known = set(process.parties.values_list("kind", flat=True))
    missing = [row for row in documented["parties"] if row["kind"] not in known]
    for row in missing:
        Party.objects.create(process=process, **row)
    return len(missing)


def _add_story(process: Process, documented: Documented) -> int:
    known = set(process.story.values_list("when", "text"))
    missing = [row for row in documented["story"] if (row["when"], row["text"]) not in known]
    for row in missing:
        StoryEvent.objects.create(process=process, **row)
    return len(missing)


def _add_agreements(process: Process, documented: Documented, now: dt.datetime) -> int:
    """An agreement by the title of its first version, which is definitive. Nobody signed it in the portal.

    What nobody signed stands only in a process that was loaded itself; one that people opened here makes its own.
    """
    if process.loaded_from != DATA_SET:
        return 0
    known = set(
        AgreementVersion.objects.filter(agreement__process=process, number=1).values_list("title", flat=True)
    )
    missing = [row for row in documented["agreements"] if row["title"] not in known]
    named = process.parties.filter(kind__in=SIGNING_KINDS) if missing else ()
    last = process.agreements.aggregate(last=Max("number"))["last"] or 0
    for number, row in enumerate(missing, last + 1):
        agreement = Agreement.objects.create(
            process=process,
            number=number,
            kind=row["kind"],
            origin=row["origin"],
            source=row["source"],
            loaded_from=DATA_SET,
            created_at=now,
        )
        AgreementParty.objects.bulk_create(
            AgreementParty(agreement=agreement, party=party) for party in named
        )
        _publish_first_version(agreement, row, now)
    return len(missing)


def _publish_first_version(agreement: Agreement, row: Documented, now: dt.datetime) -> None:
    """What a source documents is public from the start, whoever signed it then."""
    agreement.current = AgreementVersion.objects.create(
        agreement=agreement,
        number=1,
        title=row["title"],
        text=row["text"],
        level=row["level"],
        fields=row["fields"],
        evaluate_on=dt.date.fromisoformat(row["evaluate_on"]) if row["evaluate_on"] else None,
        at=now,
    )
    agreement.published, agreement.published_numbers = agreement.current, [1]
    agreement.state = row["state"]
    agreement.save(update_fields=("current", "published", "published_numbers", "state"))


def _add_evaluations(process: Process, documented: Documented, now: dt.datetime) -> int:
    """A documented evaluation was held: it has a day, and it stays as the source says."""
    added = 0
    for row in documented["evaluations"]:
        if process.evaluations.filter(origin=row["origin"], source=row["source"]).exists():
            continue
        evaluation = Evaluation.objects.create(
            process=process,
            kind=row["kind"],
            state=EvaluationState.HELD,
            planned_on=row["held_on"],
            held_on=row["held_on"],
            summary=row["summary"],
            origin=row["origin"],
            source=row["source"],
            created_at=now,
        )
        evaluation.agreements.set(
            Agreement.objects.filter(
                process=process, versions__number=1, versions__title__in=row["agreements"]
            )
        )
        added += 1
    return added


def _add_lessons(process: Process, documented: Documented, now: dt.datetime) -> int:
    known = set(process.lessons.values_list("text", flat=True))
    missing = [row for row in documented["lessons"] if row["text"] not in known]
    last = process.lessons.aggregate(last=Max("number"))["last"] or 0
    for number, row in enumerate(missing, last + 1):
        Lesson.objects.create(process=process, number=number, created_at=now, **row)
    return len(missing)


def _open_first_round(process: Process, now: dt.datetime) -> int:
    """A running process that never had a conversation starts its first round."""
    if process.state != ProcessState.RUNNING or process.conversations.exists():
        return 0
    plate = Praatplaat.objects.filter(published_at__isnull=False).latest("version")
    Conversation.objects.create(process=process, praatplaat=plate, round=process.round, opened_at=now)
    return 1
