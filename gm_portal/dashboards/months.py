# SPDX-License-Identifier: EUPL-1.2
"""Calendar months, counted back."""

import datetime as dt


def last_months(today: dt.date, count: int) -> list[dt.date]:
    """The first days of the last `count` months, oldest first; the month of `today` is the last.

    >>> last_months(dt.date(2026, 2, 11), 3)
    [datetime.date(2025, 12, 1), datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)]
    """
    number = today.year * 12 + today.month - 1
    return [dt.date(at // 12, at % 12 + 1, 1) for at in range(number - count + 1, number + 1)]
