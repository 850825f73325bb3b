# SPDX-License-Identifier: EUPL-1.2
"""The balance of say and guarantees: per value what the level asks (outline) and what is agreed (fill)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

BLOCK, GAP = 20, 6


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One value (or one agreement): how many guarantees are asked, how many are agreed."""

    label: str
    asked: int
    agreed: int
    missing: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class BalanceBar:
    """A row of blocks: `filled` says of each asked block whether it is agreed; `extra` were not asked."""

    row: BalanceRow
    view_box: str
    width: str
    blocks: tuple[tuple[str, str], ...]

    @property
    def in_balance(self) -> bool:
        """Whether everything that is asked is agreed."""
        return self.row.agreed >= self.row.asked


def balance(rows: Sequence[BalanceRow]) -> tuple[BalanceBar, ...]:
    """Blocks for every row, all on the same scale. Kinds: `met`, `open`, `extra`. Raises ValueError below zero."""
    if any(row.asked < 0 or row.agreed < 0 for row in rows):
        raise ValueError("a balance counts from zero")
    most = max((max(row.asked, row.agreed) for row in rows), default=0)
    width = max(most * (BLOCK + GAP) - GAP, BLOCK) + 4
    return tuple(
        BalanceBar(row, f"-2 -2 {width} {BLOCK + 4}", str(width), tuple(_blocks(row))) for row in rows
    )


def _blocks(row: BalanceRow) -> list[tuple[str, str]]:
    blocks = []
    for at in range(max(row.asked, row.agreed)):
        kind = "open" if at >= row.agreed else "met" if at < row.asked else "extra"
        blocks.append((str(at * (BLOCK + GAP)), kind))
    return blocks
