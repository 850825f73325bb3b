# SPDX-License-Identifier: EUPL-1.2
"""Conversations: each party's answers and what they conclude together."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from gm_portal.core.frozen import FrozenModel
from gm_portal.core.permissions import Scope
from processes.enums import AnswerState, ConversationState, JointState, ProcessState
from processes.models.areas import Process
from processes.models.parties import Party
from processes.models.praatplaat import Praatplaat, Question

CONTENT_HELP = "text, text_gemeente, choices, scale, levels, points, topic_points: see rules/conversations.py"


class Conversation(models.Model):
    """One process using one version of the praatplaat in one round."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="conversations")
    praatplaat = models.ForeignKey(Praatplaat, models.PROTECT, related_name="conversations")
    round = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=8, choices=ConversationState, default=ConversationState.OPEN)
    reveal_together = models.BooleanField(
        default=False,
        help_text="A shared answer is shown to the other side once all signing parties shared theirs.",
    )
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("process", "-round")
        constraints = (
            models.UniqueConstraint("process", "round", name="conversation_once_per_round"),
            models.UniqueConstraint(
                "process", condition=Q(state=ConversationState.OPEN), name="conversation_one_open_per_process"
            ),
            models.CheckConstraint(
                condition=Q(state=ConversationState.OPEN, closed_at__isnull=True)
                | Q(state=ConversationState.CLOSED, closed_at__isnull=False),
                name="conversation_closed_has_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.process}, ronde {self.round}"

    @property
    def scope(self) -> Scope:
        """Open while this round is open and the process runs; what is published in it is public."""
        is_open = self.state == ConversationState.OPEN and self.process.state == ProcessState.RUNNING
        return Scope(self.process_id, state=self.state, is_open=is_open, is_public=True)


class Answer(models.Model):
    """One party's answer to one question. It points at its revisions: the latest, the shared, the published one."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="answers")
    party = models.ForeignKey(Party, models.PROTECT, related_name="answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers")
    state = models.CharField(max_length=10, choices=AnswerState, default=AnswerState.DRAFT)
    latest = models.ForeignKey("AnswerRevision", models.PROTECT, null=True, related_name="+")
    shared = models.ForeignKey("AnswerRevision", models.PROTECT, null=True, related_name="+")
    shared_at = models.DateTimeField(null=True)
    published = models.ForeignKey("AnswerRevision", models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    skipped_at = models.DateTimeField(null=True, help_text="The party said: komt later.")
    needs_check = models.BooleanField(
        default=False, help_text="Came along to a version where the question changed."
    )
    revealed_at = models.DateTimeField(
        null=True, help_text="Was revealed together when another party joined: stays open to who shared then."
    )

    class Meta:
        ordering = ("conversation", "question", "party")
        indexes = (models.Index(fields=("shared_at",), name="answer_shared"),)
        constraints = (
            models.UniqueConstraint("conversation", "party", "question", name="answer_once_per_party"),
            models.CheckConstraint(
                condition=Q(shared__isnull=True, shared_at__isnull=True)
                | Q(shared__isnull=False, shared_at__isnull=False),
                name="answer_shared_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(published__isnull=True, published_at__isnull=True)
                | Q(published__isnull=False, published_at__isnull=False),
                name="answer_published_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(revealed_at__isnull=True) | Q(shared__isnull=False),
                name="answer_revealed_was_shared",
            ),
            models.CheckConstraint(
                condition=Q(state=AnswerState.DRAFT, shared__isnull=True, published__isnull=True)
                | Q(state=AnswerState.SHARED, shared__isnull=False, published__isnull=True)
                | Q(state=AnswerState.PUBLISHED, shared__isnull=False, published__isnull=False),
                name="answer_state_follows_revisions",
            ),
        )

    def __str__(self) -> str:
        return f"{self.question.code} · {self.party}"

    @property
    def scope(self) -> Scope:
        """An answer is its party's; it is public once published."""
        return Scope(
            self.conversation.process_id,
            self.party_id,
            state=self.state,
            is_open=self.conversation.scope.is_open,
            is_public=self.published_id is not None,
        )


class AnswerRevision(models.Model):
    """One text of an answer: who wrote it and when. Number 1, 2, 3… within the answer."""

    answer = models.ForeignKey(Answer, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField(default=dict, help_text=CONTENT_HELP)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    on_paper = models.BooleanField(default=False, help_text="Typed in from a paper sheet by its author.")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="The second person who held a text from paper against its sheet.",
    )
    while_typing = models.BooleanField(
        default=False, help_text="Saved by itself: the same author may go on in it for ten minutes."
    )
    praatplaat_version = models.PositiveSmallIntegerField(
        default=1, help_text="The version whose question this text answers; versions may word it differently."
    )

    class Meta:
        ordering = ("answer", "-number")
        indexes = (models.Index(fields=("at",), name="answer_revision_written"),)
        constraints = (
            models.UniqueConstraint("answer", "number", name="answer_revision_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="answer_revision_from_one"),
            models.CheckConstraint(
                condition=Q(on_paper=False, checked_by__isnull=True)
                | (Q(on_paper=True, checked_by__isnull=False) & ~Q(checked_by=F("author"))),
                name="answer_revision_from_paper_is_checked_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.answer_id} r{self.number}"


class JointAnswer(models.Model):
    """What the sides conclude together on one question: the current proposal, and the last one all confirmed.

    A new proposal asks for confirmation again; until then readers keep seeing what was confirmed before.
    """

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="joint_answers")
    question = models.ForeignKey(Question, models.PROTECT, related_name="joint_answers")
    current = models.ForeignKey("JointRevision", models.PROTECT, null=True, related_name="+")
    confirmed = models.ForeignKey("JointRevision", models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(
        null=True, help_text="When the last party confirmed the text in `confirmed`."
    )

    needs_check = models.BooleanField(
        default=False, help_text="Came along to a version where the question changed."
    )

    class Meta:
        ordering = ("conversation", "question")
        constraints = (
            models.UniqueConstraint("conversation", "question", name="joint_answer_once"),
            models.CheckConstraint(
                condition=Q(confirmed__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed__isnull=False, confirmed_at__isnull=False),
                name="joint_confirmed_has_moment",
            ),
        )

    def __str__(self) -> str:
        return f"samen · {self.question.code}"

    def get_absolute_url(self) -> str:
        """The question's page, at the joint answer."""
        return reverse("question", args=(self.conversation.process.slug, self.question.code)) + "#samen"

    @property
    def scope(self) -> Scope:
        """A joint answer belongs to the process; it is public once all confirmed a text."""
        return Scope(
            self.conversation.process_id,
            is_open=self.conversation.scope.is_open,
            is_public=self.confirmed_at is not None,
        )


class JointRevision(FrozenModel):
    """One proposed joint text; confirmations belong to exactly this text."""

    joint = models.ForeignKey(JointAnswer, models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=24, choices=JointState)
    content = models.JSONField(default=dict, help_text=CONTENT_HELP)
    difference = models.TextField(blank=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    praatplaat_version = models.PositiveSmallIntegerField(
        default=1, help_text="The version whose question this text answers; versions may word it differently."
    )

    class Meta:
        ordering = ("joint", "-number")
        indexes = (models.Index(fields=("at",), name="joint_revision_written"),)
        constraints = (
            models.UniqueConstraint("joint", "number", name="joint_revision_number_once"),
            models.CheckConstraint(
                condition=~Q(state=JointState.AGREED_WITH_DIFFERENCE) | ~Q(difference=""),
                name="joint_difference_is_written_down",
            ),
        )

    def __str__(self) -> str:
        return f"{self.joint_id} r{self.number}"


class JointConfirmation(FrozenModel):
    """One party confirms exactly one joint text."""

    revision = models.ForeignKey(JointRevision, models.PROTECT, related_name="confirmations")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("revision", "at")
        constraints = (
            models.UniqueConstraint("revision", "party", name="joint_confirmation_once_per_party"),
        )

    def __str__(self) -> str:
        return f"{self.party} · {self.revision}"
