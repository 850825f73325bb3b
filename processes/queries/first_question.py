# SPDX-License-Identifier: EUPL-1.2
"""The first question a person can answer for the own party."""

from django.db.models import Exists, OuterRef, Q

from gm_portal.core.actors import Actor
from processes.enums import SIGNING_KINDS, ConversationState, ProcessState
from processes.models import Answer, Conversation, Question


def first_question_for(actor: Actor) -> tuple[str, str] | None:
    """Slug and code of the first question the newest own party did not answer yet. At most two queries a seat."""
    for seat in sorted(actor.seats, key=lambda seat: -seat.party_id):
        conversation = Conversation.objects.filter(
            process_id=seat.process_id, state=ConversationState.OPEN, process__state=ProcessState.RUNNING
        )
        table = conversation.values_list("pk", "praatplaat_id", "process__slug").first()
        if table is None or seat.kind not in SIGNING_KINDS:
            continue
        said = Answer.objects.filter(
            Q(skipped_at__isnull=False) | Q(latest__isnull=False),
            conversation_id=table[0],
            party_id=seat.party_id,
            question=OuterRef("pk"),
        )
        questions = Question.objects.filter(~Exists(said), praatplaat_id=table[1])
        code = questions.order_by("block__position", "position").values_list("code", flat=True).first()
        if code is not None:
            return table[2], code
    return None
