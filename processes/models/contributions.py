# SPDX-License-Identifier: EUPL-1.2
"""Contributions of residents at large (achterban): through a link, without an account, without a name."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from gm_portal.core.permissions import Scope
from processes.models.conversations import Conversation
from processes.models.parties import Party
from processes.models.praatplaat import Question


class ContributionLink(models.Model):
    """A party opens questions to its residents, for a period. Whoever has the link may contribute."""

    conversation = models.ForeignKey(Conversation, models.PROTECT, related_name="links")
    party = models.ForeignKey(Party, models.PROTECT, related_name="links")
    token = models.CharField(max_length=32, unique=True, help_text="Stands in the address and the QR code")
    sheet_code = models.CharField(max_length=8, unique=True, help_text="Stands on the paper sheets")
    title = models.CharField(max_length=120)
    intro = models.TextField(blank=True)
    question_codes = ArrayField(models.CharField(max_length=16))
    per_topic = models.BooleanField(
        default=False, help_text="The party chose to ask the points of the accent per topic too."
    )
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("conversation", "-opens_at")
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="contribution_link_closes_later"
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Where residents contribute."""
        return reverse("contribute", args=(self.token,))

    @property
    def scope(self) -> Scope:
        """A link belongs to its party; what came in is read by the party."""
        return Scope(self.conversation.process_id, self.party_id, is_open=self.conversation.scope.is_open)


class Contribution(models.Model):
    """What one resident said, on screen or on paper. `key` makes sending twice count once.

    A paper contribution counts once a second person has checked what was typed in.
    """

    link = models.ForeignKey(ContributionLink, models.PROTECT, related_name="contributions")
    key = models.UUIDField()
    at = models.DateTimeField()
    on_paper = models.BooleanField(default=False)
    typed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("link", "at")
        constraints = (
            models.UniqueConstraint("link", "key", name="contribution_once"),
            models.CheckConstraint(
                condition=Q(
                    on_paper=False, typed_by__isnull=True, checked_by__isnull=True, checked_at__isnull=True
                )
                | Q(on_paper=True, typed_by__isnull=False),
                name="contribution_on_screen_has_no_person",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="contribution_checked_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("typed_by")),
                name="contribution_checked_by_a_second_person",
            ),
        )

    def __str__(self) -> str:
        return f"inbreng {self.pk}"


class ContributionPart(models.Model):
    """One resident's answer to one question."""

    contribution = models.ForeignKey(Contribution, models.CASCADE, related_name="parts")
    question = models.ForeignKey(Question, models.PROTECT, related_name="contribution_parts")
    content = models.JSONField(default=dict, help_text="As an answer's: see rules/conversations.py")

    class Meta:
        ordering = ("contribution", "question")
        constraints = (models.UniqueConstraint("contribution", "question", name="contribution_part_once"),)

    def __str__(self) -> str:
        return f"{self.contribution_id} · {self.question_id}"
