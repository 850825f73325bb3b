# SPDX-License-Identifier: EUPL-1.2
"""What waits for somebody: one line on "Mijn", with one verb and how long it takes."""

import datetime as dt
from dataclasses import dataclass
from enum import IntEnum


class Urgency(IntEnum):
    """Order of the list on "Mijn"; lower comes first."""

    OTHERS_WAIT = 1
    HAS_A_DAY = 2
    WHENEVER = 3


@dataclass(frozen=True, order=True)
class Waiting:
    """One thing to do. `day` is the day it has to do with, None when there is none."""

    urgency: Urgency
    day: dt.date
    verb: str
    title: str
    where: str
    url: str
    minutes: int
    has_day: bool = True
