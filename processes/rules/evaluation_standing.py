# SPDX-License-Identifier: EUPL-1.2
"""When a planned moment has nothing left to look back on. Pure: days in, a yes or no out."""

import datetime as dt
from collections.abc import Sequence

from processes.enums import EvaluationKind


def is_without_agreements(
    *,
    kind: str,
    planned_on: dt.date,
    chosen_on: dt.date,
    last_days: Sequence[dt.date | None],
) -> bool:
    """Whether everything a moment is about has ended, before its day. `last_days` has None for what goes on.

    A final evaluation stays: looking back at the end is what it is for. So does a moment without agreements, one
    whose day had come before the end (it can still be written down), and one that was chosen after the end.

    >>> first, end, later = dt.date(2027, 1, 1), dt.date(2027, 6, 30), dt.date(2027, 9, 1)
    >>> is_without_agreements(kind="yearly", planned_on=later, chosen_on=first, last_days=[end])
    True
    >>> is_without_agreements(kind="final", planned_on=later, chosen_on=first, last_days=[end])
    False
    """
    if kind == EvaluationKind.FINAL or not last_days:
        return False
    days = [day for day in last_days if day is not None]
    return len(days) == len(last_days) and chosen_on <= max(days) < planned_on
