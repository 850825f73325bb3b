# SPDX-License-Identifier: EUPL-1.2
"""Sittings: the conversation held together at one large screen, and seats asked for by council and alderman."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from gm_portal.core.permissions import Scope
from processes.enums import JoinState
from processes.models.areas import Process
from processes.models.conversations import Conversation
from processes.models.praatplaat import Question


class Sitting(models.Model):
    """A meeting in progress: everybody who has it open looks at the same question."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="sittings")
    question = models.ForeignKey(
        Question, models.PROTECT, related_name="+", help_text="What is on the screen"
    )
    beat = models.PositiveIntegerField(
        default=1, help_text="Raised with each change, so that screens can ask cheaply"
    )
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("conversation", "-started_at")
        constraints = (
            models.UniqueConstraint(
                "conversation", condition=Q(ended_at__isnull=True), name="sitting_one_at_a_time"
            ),
        )

    def __str__(self) -> str:
        return f"bijeenkomst {self.conversation}"

    @property
    def scope(self) -> Scope:
        """A sitting belongs to its process."""
        return Scope(
            self.conversation.process_id, is_open=self.ended_at is None and self.conversation.scope.is_open
        )


class JoinRequest(models.Model):
    """A council member or alderman asks to join a conversation (aanschuiven); the table answers."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="join_requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="join_requests")
    message = models.CharField(max_length=500)
    state = models.CharField(max_length=8, choices=JoinState, default=JoinState.ASKED)
    reply = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("process", "-asked_at")
        constraints = (
            models.UniqueConstraint(
                "process", "user", condition=Q(state=JoinState.ASKED), name="join_request_one_open_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state=JoinState.ASKED, answered_at__isnull=True)
                | (~Q(state=JoinState.ASKED) & Q(answered_at__isnull=False)),
                name="join_request_answered_has_moment",
            ),
        )

    def __str__(self) -> str:
        return f"aanschuiven {self.process}"

    @property
    def scope(self) -> Scope:
        """A request belongs to the process."""
        return Scope(self.process_id, state=self.state, is_open=self.process.scope.is_open)
