# SPDX-License-Identifier: EUPL-1.2
"""Load documented tasks of the right to challenge: the finished pilot, as its source tells it, with its lessons."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Max

from processes.models import Agreement, Challenge, ChallengeMove, GivingParty, Process


def add_challenges(process: Process, documented: Mapping[str, Any], now: dt.datetime) -> int:
    """Add the documented tasks that are missing, looked up by their title; they stay as the source says.

    The agreement and the lessons were loaded before; they are tied to their task.
    """
    known = set(process.challenges.values_list("title", flat=True))
    missing = [row for row in documented.get("challenges", ()) if row["title"] not in known]
    last = process.challenges.aggregate(last=Max("number"))["last"] or 0
    for number, row in enumerate(missing, last + 1):
        challenge = Challenge.objects.create(
            process=process,
            number=number,
            agreement=Agreement.objects.filter(
                process=process, versions__number=1, versions__title=row["agreement"]
            ).first(),
            created_at=now,
            **{
                name: row[name]
                for name in ("route", "title", "idea", "step", "stopped_from", "domains", "origin", "source")
            },
        )
        for giver in row["giving"]:
            GivingParty.objects.create(challenge=challenge, **giver)
        for position, move in enumerate(row["moves"], 1):
            ChallengeMove.objects.create(
                challenge=challenge,
                number=position,
                at=now,
                origin=row["origin"],
                source=row["source"],
                **move,
            )
        process.lessons.filter(challenge__isnull=True, text__in=row["lessons"]).update(challenge=challenge)
    return len(missing)
