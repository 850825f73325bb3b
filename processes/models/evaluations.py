# SPDX-License-Identifier: EUPL-1.2
"""Evaluations: moments to look back together, at the residents' own pace."""

from django.db import models
from django.db.models import Q
from django.urls import reverse

from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.enums import EvaluationKind, EvaluationState, Outcome
from processes.models.agreements import Agreement
from processes.models.areas import Process


class Evaluation(models.Model):
    """One moment to look back, on one or more agreements."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="evaluations")
    kind = models.CharField(max_length=12, choices=EvaluationKind, default=EvaluationKind.YEARLY)
    state = models.CharField(max_length=10, choices=EvaluationState, default=EvaluationState.PLANNED)
    planned_on = models.DateField()
    held_on = models.DateField(null=True)
    agreements = models.ManyToManyField(Agreement, related_name="evaluations", blank=True)
    summary = models.TextField(blank=True)
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    source = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("process", "planned_on")
        indexes = (models.Index(fields=("state", "planned_on"), name="evaluation_due"),)
        constraints = (
            models.UniqueConstraint(
                "process",
                "planned_on",
                condition=Q(state=EvaluationState.PLANNED),
                name="evaluation_one_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state=EvaluationState.HELD, held_on__isnull=False)
                | (~Q(state=EvaluationState.HELD) & Q(held_on__isnull=True)),
                name="evaluation_held_has_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.process}"

    def get_absolute_url(self) -> str:
        """The page of this evaluation."""
        return reverse("evaluation", args=(self.process.slug, self.pk))

    @property
    def scope(self) -> Scope:
        """Evaluations are public and open while their process runs; what their state allows the actions know.

        So the second half of a double click is answered kindly and not with "you may not".
        """
        return Scope(self.process_id, state=self.state, is_open=self.process.scope.is_open, is_public=True)


class EvaluationMove(models.Model):
    """A planned day was moved, with the reason. Moving is always allowed."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="moves")
    from_day = models.DateField()
    to_day = models.DateField()
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()

    class Meta:
        ordering = ("evaluation", "at")

    def __str__(self) -> str:
        return f"{self.from_day} → {self.to_day}"
