# SPDX-License-Identifier: EUPL-1.2
"""A party's own answers from paper, between typing in and the check of a second person."""

from django.conf import settings
from django.db import models

from gm_portal.core.permissions import Scope
from processes.models.conversations import Conversation
from processes.models.parties import Party
from processes.models.praatplaat import Question


class PaperAnswer(models.Model):
    """What stands on a party's paper sheet at one question, typed in by one member.

    It waits apart from the answers, so that nothing unchecked can be shared or counted. A second person of the
    party makes it a text of the answer (marked "op papier"), or takes it away; the sheet itself is still there.
    """

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="papers")
    party = models.ForeignKey(Party, models.PROTECT, related_name="papers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="papers")
    content = models.JSONField(default=dict, help_text="As an answer's: see rules/conversations.py")
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    typed_at = models.DateTimeField()

    class Meta:
        ordering = ("conversation", "typed_at")
        constraints = (
            models.UniqueConstraint(
                "conversation", "party", "question", name="paper_answer_one_waits_per_question"
            ),
        )

    def __str__(self) -> str:
        return f"papier · {self.question_id} · {self.party_id}"

    @property
    def scope(self) -> Scope:
        """A paper is its party's."""
        return Scope(self.conversation.process_id, self.party_id, is_open=self.conversation.scope.is_open)
