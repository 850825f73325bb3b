# SPDX-License-Identifier: EUPL-1.2
"""Answers around one moment to look back: a sheet per party, and what residents say through an open link."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from gm_portal.core.permissions import Scope
from processes.models.areas import Area
from processes.models.evaluations import Evaluation
from processes.models.parties import Party


class EvaluationSheet(models.Model):
    """The answers of one party, by question code. Once shared it never changes (a trigger refuses).

    The other side sees nothing of it until both sides shared theirs.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="sheets")
    party = models.ForeignKey(Party, models.PROTECT, related_name="evaluation_sheets")
    contents = models.JSONField(default=dict, help_text="Per code a content: see rules/conversations.py")
    number = models.PositiveIntegerField(default=0, help_text="How often it was saved, to notice each other")
    saved_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("evaluation", "party")
        constraints = (models.UniqueConstraint("evaluation", "party", name="evaluation_sheet_one_per_party"),)

    def __str__(self) -> str:
        return f"{self.party} · {self.evaluation}"


class EvaluationLink(models.Model):
    """Residents may look back too, for a period. One link a moment: a second would tell people apart."""

    evaluation = models.OneToOneField(Evaluation, models.PROTECT, related_name="link")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", help_text="Who opened it")
    token = models.CharField(max_length=32, unique=True, help_text="Stands in the address and the QR code")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-opens_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="evaluation_link_closes_later"
            ),
        )

    def __str__(self) -> str:
        return f"vragen aan inwoners · {self.evaluation}"

    def get_absolute_url(self) -> str:
        """Where residents answer."""
        return reverse("evaluation-voice", args=(self.token,))

    @property
    def scope(self) -> Scope:
        """As its moment."""
        return self.evaluation.scope


class EvaluationVoice(models.Model):
    """What one resident said, without a name. `key` makes sending twice count once.

    Only the day is kept: the moment could tell who it was.
    """

    link = models.ForeignKey(EvaluationLink, models.PROTECT, related_name="voices")
    key = models.UUIDField()
    day = models.DateField()
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    contents = models.JSONField(default=dict, help_text="Per code a content: see rules/conversations.py")

    class Meta:
        ordering = ("link", "pk")
        constraints = (models.UniqueConstraint("link", "key", name="evaluation_voice_once"),)

    def __str__(self) -> str:
        return f"antwoord {self.pk}"
