# SPDX-License-Identifier: EUPL-1.2
"""Moving a conversation to a newer version of the praatplaat: by choice, and without losing a word.

Texts are never touched. An answer hangs on the question with the same code in the new version, marked when that
question asks something else; where the code is gone, the answer stays at its old question.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from gm_portal.core import audit, permissions
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError
from gm_portal.core.models import Visibility
from processes.actions.answer_sharing import keep_what_is_revealed
from processes.enums import Permission
from processes.models import (
    Answer,
    ContributionPart,
    Conversation,
    JointAnswer,
    PaperAnswer,
    Praatplaat,
    Question,
    Sitting,
)
from processes.queries.versions import text_of
from processes.rules.version_diff import asked

# Per question of an older version: the question it becomes, and whether that asks something else.
Fates = Mapping[int, tuple[int, bool]]


@transaction.atomic
def move_conversation(
    *, conversation: Conversation, praatplaat: Praatplaat, actor: Actor, now: dt.datetime
) -> Conversation:
    """Let an open round go on with a newer published version. A round that is there already is left alone.

    Raises `RuleError` for a closed round, a draft, or a version that is not newer.
    """
    permissions.require(actor, Permission.CONVERSATION_MOVE, conversation.scope)
    # No key: who writes an answer holds the key of the conversation, and need not be waited for.
    Conversation.objects.select_for_update(no_key=True).get(pk=conversation.pk)
    conversation = Conversation.objects.select_related("process", "praatplaat").get(pk=conversation.pk)
    before = conversation.praatplaat
    if before.pk == praatplaat.pk:
        return conversation
    if not conversation.scope.is_open:
        raise RuleError(_("Deze ronde is afgesloten. Een volgende ronde kan met de nieuwe versie beginnen."))
    if praatplaat.published_at is None or praatplaat.version <= before.version:
        raise RuleError(_("Kies een nieuwere versie die is vastgesteld."))
    # Where a question goes, nobody shares any more: what was revealed there stays so.
    keep_what_is_revealed(conversations=Conversation.objects.filter(pk=conversation.pk), now=now)
    counts = _move_answers(conversation, praatplaat)
    conversation.praatplaat = praatplaat
    conversation.save(update_fields=("praatplaat",))
    audit.record(
        actor=actor,
        verb="move_conversation",
        target=conversation,
        now=now,
        process_id=conversation.process_id,
        visibility=Visibility.PUBLIC,
        before=before.version,
        version=praatplaat.version,
        **counts,
    )
    return conversation


def _move_answers(conversation: Conversation, praatplaat: Praatplaat) -> dict[str, int]:
    """Hang everything said in the conversation on the new questions; returns how many came, with a mark or not."""
    answers = list(
        Answer.objects.select_for_update(of=("self",))
        .select_related("latest")
        .filter(conversation=conversation)
    )
    joints = list(JointAnswer.objects.select_for_update().filter(conversation=conversation))
    said = [answer.question_id for answer in answers] + [joint.question_id for joint in joints]
    fates = _fates(said, praatplaat)
    moved = [answer for answer in answers if answer.question_id in fates]
    for answer in moved:
        answer.question_id, differs = fates[answer.question_id]
        answer.needs_check |= differs and bool(answer.latest and answer.latest.content)
    Answer.objects.bulk_update(moved, ("question", "needs_check"))
    together = [joint for joint in joints if joint.question_id in fates]
    for joint in together:
        joint.question_id, differs = fates[joint.question_id]
        joint.needs_check |= differs and joint.current_id is not None
    JointAnswer.objects.bulk_update(together, ("question", "needs_check"))
    _move_the_rest(conversation, praatplaat)
    return {
        "moved": len(moved),
        "to_check": sum(answer.needs_check for answer in moved),
        "kept": len(answers) - len(moved),
    }


def _fates(question_ids: Iterable[int], praatplaat: Praatplaat) -> Fates:
    """What becomes of these questions in the new version; those that are gone are left out."""
    old = Question.objects.filter(pk__in=set(question_ids)).select_related("praatplaat")
    texts: dict[int, Any] = {praatplaat.pk: text_of(praatplaat)}
    new = {row.code: row for row in Question.objects.filter(praatplaat=praatplaat)}
    fates = {}
    for row in old:
        if row.praatplaat_id == praatplaat.pk or row.code not in new:
            continue
        texts.setdefault(row.praatplaat_id, None)
        if texts[row.praatplaat_id] is None:
            texts[row.praatplaat_id] = text_of(row.praatplaat)
        said = [_asked_in(texts[pk], row.code) for pk in (row.praatplaat_id, praatplaat.pk)]
        fates[row.pk] = (new[row.code].pk, said[0] != said[1])
    return fates


def _asked_in(whole: Any, code: str) -> tuple[object, ...]:
    question = next(question for question in whole.questions if question.code == code)
    return asked(question, whole.topics)


def _move_the_rest(conversation: Conversation, praatplaat: Praatplaat) -> None:
    """What residents contributed to questions that ask the same; papers that wait; the screen of a meeting.

    A contribution to a question that asks something else stays where it is: nobody can ask that resident again.
    So does a paper: its sheet asked something else.
    """
    parts = ContributionPart.objects.filter(contribution__link__conversation=conversation)
    ids = parts.order_by().values_list("question_id", flat=True).distinct()
    for old, (new, differs) in _fates(ids, praatplaat).items():
        if not differs:
            parts.filter(question=old).update(question=new)
    papers = PaperAnswer.objects.filter(conversation=conversation)
    for old, (new, differs) in _fates(papers.values_list("question_id", flat=True), praatplaat).items():
        if not differs:
            papers.filter(question=old).update(question=new)
    first = Question.objects.filter(praatplaat=praatplaat).order_by("block__position", "position").first()
    for sitting in Sitting.objects.filter(conversation=conversation, ended_at__isnull=True):
        found = _fates([sitting.question_id], praatplaat).get(sitting.question_id)
        sitting.question_id = found[0] if found else getattr(first, "pk", sitting.question_id)
        sitting.beat += 1
        sitting.save(update_fields=("question", "beat"))
