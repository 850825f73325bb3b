# SPDX-License-Identifier: EUPL-1.2
"""What the conversation says about say (BES-2) and sturdiness (BES-5), as far as both sides may see it.

A joint answer all confirmed goes first. Without one, what the parties made public counts; at the table also what
they shared and is revealed. Drafts are never read, so that no finding can give one away.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import BooleanField, F, Value

from gm_portal.core.clock import local_date, now
from processes.enums import SIGNING_KINDS, Level
from processes.models import Answer, Conversation, JointAnswer
from processes.queries.reveal import NO_VEIL, veil_over
from processes.rules.congruence_facts import NO_WISH, Wish
from processes.rules.conversations import AGREED_STATES

SAY, STURDINESS = "BES-2", "BES-5"
# Per process and question: the round and whether it is the joint answer (the highest counts), and the contents.
Said = dict[tuple[int, str], tuple[tuple[int, bool], list[Mapping[str, Any]]]]


def wishes_of(process_ids: Iterable[int], *, at_table: bool = False) -> dict[int, Wish]:
    """Per process what is wished; those without a wish are left out. One query.

    At the table two more, and one for the veil, where answers are revealed together.
    """
    ids = list(process_ids)
    said: Said = {}
    for process_id, code, number, is_joint, content in _said_in(ids, at_table=at_table):
        if not content:
            continue
        found = said.get((process_id, code))
        place = (number, is_joint)
        if found is None or place > found[0]:
            said[process_id, code] = (place, [content])
        elif place == found[0]:
            found[1].append(content)
    wishes = {
        pk: Wish(
            _levels(said.get((pk, SAY), (None, []))[1]),
            _sturdiness(said.get((pk, STURDINESS), (None, []))[1]),
        )
        for pk in ids
    }
    return {pk: wish for pk, wish in wishes.items() if wish != NO_WISH}


def _said_in(ids: list[int], *, at_table: bool) -> Iterable[tuple[int, str, int, bool, Any]]:
    text = "shared" if at_table else "published"
    joint = _rows(
        JointAnswer.objects.filter(confirmed__state__in=AGREED_STATES), ids, "confirmed", is_joint=True
    )
    rows = Answer.objects.filter(party__kind__in=SIGNING_KINDS, **{f"{text}__isnull": False})
    answers = _rows(rows, ids, text, is_joint=False)
    found = list(answers.union(joint, all=True))
    veil = NO_VEIL
    if at_table:
        veil = veil_over(Conversation.objects.filter(pk__in={row[3] for row in found}), local_date(now()))
    for process_id, code, number, conversation_id, question_id, content, is_joint in found:
        if is_joint or not veil.hides(conversation_id, question_id):
            yield process_id, code, number, is_joint, content


def _rows(rows: Any, ids: list[int], text: str, *, is_joint: bool) -> Any:
    return (
        rows.filter(conversation__process__in=ids, question__code__in=(SAY, STURDINESS))
        .order_by()
        .annotate(said=F(f"{text}__content"), is_joint=Value(is_joint, output_field=BooleanField()))
        .values_list(
            "conversation__process_id",
            "question__code",
            "conversation__round",
            "conversation_id",
            "question_id",
            "said",
            "is_joint",
        )
    )


def _levels(contents: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Per topic the highest level somebody wishes; who does not know yet wishes none."""
    levels: dict[str, str] = {}
    for content in contents:
        for topic, level in content.get("levels", {}).items():
            if level in Level.values:
                levels[topic] = max(level, levels.get(topic, level))
    return levels


def _sturdiness(contents: Iterable[Mapping[str, Any]]) -> int | None:
    """The lowest figure given: a process is as sturdy as the one who doubts most thinks."""
    return min((content["scale"] for content in contents if content.get("scale")), default=None)
