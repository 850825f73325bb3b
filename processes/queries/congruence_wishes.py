# SPDX-License-Identifier: EUPL-1.2
"""What the conversation says about say (BES-2) and sturdiness (BES-5), as far as both sides may see it.

A joint answer all confirmed goes first. Without one, what the parties made public counts; at the table also what
they shared and is revealed. Drafts are never read, so that no finding can give one away.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from processes.enums import Level
from processes.models import Conversation
from processes.queries.congruence_rows import SAY, STURDINESS, Row
from processes.queries.reveal import NO_VEIL, Veil, veil_over
from processes.rules.congruence_facts import Wish

Contents = list[Mapping[str, Any]]


def wish_of(rows: Iterable[Row], veil: Veil = NO_VEIL, to: Collection[int] = ()) -> Wish:
    """For a reader of the parties `to` the wish in what was said about one process: of the newest round, the joint answer before those of parties."""
    newest: dict[str, tuple[tuple[int, bool], Contents]] = {}
    for row in rows:
        if not row["content"] or (not row["is_joint"] and _is_hidden(row, veil, to)):
            continue
        place, found = (row["round"], row["is_joint"]), newest.get(row["code"])
        if found is None or place > found[0]:
            newest[row["code"]] = (place, [row["content"]])
        elif place == found[0]:
            found[1].append(row["content"])
    said = {code: contents for code, (_place, contents) in newest.items()}
    return Wish(_levels(said.get(SAY, [])), _sturdiness(said.get(STURDINESS, [])))


def _is_hidden(row: Row, veil: Veil, to: Collection[int]) -> bool:
    """Whether a reader of the parties `to` may not know yet what this party wishes."""
    return veil.hides(row["conversation"], row["question"], of=row["party"], to=to)


def veil_of(rows: Iterable[Row], today: dt.date) -> Veil:
    """What is not revealed yet. No query where nothing is revealed together."""
    together = {row["conversation"] for row in rows if row["together"] and not row["is_joint"]}
    return veil_over(Conversation.objects.filter(pk__in=together), today) if together else NO_VEIL


def _levels(contents: Contents) -> dict[str, str]:
    """Per topic the highest level somebody wishes; who does not know yet wishes none."""
    levels: dict[str, str] = {}
    for content in contents:
        for topic, level in content.get("levels", {}).items():
            if level in Level.values:
                levels[topic] = max(level, levels.get(topic, level))
    return levels


def _sturdiness(contents: Contents) -> int | None:
    """The lowest figure given: a process is as sturdy as the one who doubts most thinks."""
    return min((content["scale"] for content in contents if content.get("scale")), default=None)
