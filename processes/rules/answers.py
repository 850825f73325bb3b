# SPDX-License-Identifier: EUPL-1.2
"""What happens to the texts of one party while people write: which go on in each other, and who sees them when."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from processes.rules.conversations import Signatory, is_confirmed

GOES_ON_FOR = dt.timedelta(minutes=10)


@dataclass(frozen=True)
class TextMark:
    """What the rules know of a text: who wrote it when, how, and whether somebody outside the party may read it."""

    author_id: int
    at: dt.datetime
    while_typing: bool
    is_shown: bool
    on_paper: bool = False


def goes_on(latest: TextMark | None, *, author_id: int, now: dt.datetime) -> bool:
    """Whether a text that saves itself goes on in the latest one, instead of becoming a text of its own.

    Only in a text that saved itself too, by the same hand, a short while ago, and that nobody else was shown: a
    text somebody saved on purpose always stays in the history.
    """
    return (
        latest is not None
        and latest.while_typing
        and not latest.is_shown
        and not latest.on_paper
        and latest.author_id == author_id
        and dt.timedelta() <= now - latest.at <= GOES_ON_FOR
    )


def is_revealed(signatories: Iterable[Signatory], shared: Iterable[int]) -> bool:
    """Whether answers that are revealed together may be seen: every party with a person shared, on both sides.

    The same measure as for a joint text: a party without people cannot block, one side alone opens nothing.
    """
    return is_confirmed(signatories, shared)


def stays_open(*, of: int, to: Iterable[int], kept: frozenset[int], is_over: bool) -> bool:
    """Whether the answer of party `of` is open to a reader of the parties `to`, although somebody has yet to share.

    `kept` are the parties whose answers were revealed before another party joined: they go on reading each other.
    Who joined later reads nothing before sharing too, until the round is over (`is_over`) and nobody can write.
    """
    return of in kept and (is_over or not kept.isdisjoint(to))
