# SPDX-License-Identifier: EUPL-1.2
"""How an item on the agenda moves on: which next states there are and what each of them asks for.

Plain data in and out. The agenda is free-form (council paper B: "vormvrije wijk- en dorpsagenda's"), so
an item may also go back: a state tells how things stand, it is not a gate.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agendas.enums import ItemState

NEXT_STATES: dict[str, tuple[ItemState, ...]] = {
    ItemState.PROPOSED: (ItemState.TAKEN_UP, ItemState.AGREED, ItemState.DONE, ItemState.DROPPED),
    ItemState.TAKEN_UP: (ItemState.AGREED, ItemState.DONE, ItemState.PROPOSED, ItemState.DROPPED),
    ItemState.AGREED: (ItemState.DONE, ItemState.TAKEN_UP, ItemState.DROPPED),
    ItemState.DONE: (ItemState.TAKEN_UP,),
    ItemState.DROPPED: (ItemState.PROPOSED,),
}


@dataclass(frozen=True)
class Problem:
    """Why a change cannot be made, and at which field that is to be said."""

    field: str
    message: str | Promise


def problem_with_change(*, old: str, new: str, reason: str, has_agreement: bool) -> Problem | None:
    """What stands in the way of going from `old` to `new`; None when nothing does.

    `has_agreement` tells whether an adopted agreement is linked to the item.
    """
    if new not in NEXT_STATES[old]:
        return Problem("state", _("Kies een van de standen hieronder."))
    if new == ItemState.DROPPED and not reason.strip():
        return Problem("reason", _("Schrijf op waarom dit onderwerp niet doorgaat."))
    if new == ItemState.AGREED and not has_agreement:
        return Problem("state", _("Koppel eerst de afspraak die is gemaakt."))
    return None


def state_after_link(state: str, *, is_adopted: bool) -> str:
    """The state once an agreement is linked: an adopted one means that the agreement is made."""
    if is_adopted and state in (ItemState.PROPOSED, ItemState.TAKEN_UP):
        return ItemState.AGREED
    return state


def state_after_unlink(state: str, *, adopted_left: int) -> str:
    """The state once an agreement is unlinked: without any adopted one left, the item is taken up again."""
    return ItemState.TAKEN_UP if state == ItemState.AGREED and not adopted_left else state


def next_number(numbers: Iterable[int]) -> int:
    """The number of the next item of a process; numbers are never used twice."""
    return max(numbers, default=0) + 1
