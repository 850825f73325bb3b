# SPDX-License-Identifier: EUPL-1.2
"""Evaluations: moments to look back together, at the residents' own pace."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from gm_portal.core.frozen import FrozenModel
from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.enums import CalledOff, EvaluationKind, EvaluationState, MoveState, Outcome
from processes.models.agreements import Agreement, AgreementVersion
from processes.models.areas import Process
from processes.models.conversations import Conversation
from processes.models.parties import Party

LONGEST_WEEKS = 520  # ten years


class EvaluationCycle(models.Model):
    """How often one process looks back. Without a row the standard holds (see `rules/cycles.py`)."""

    process = models.OneToOneField(Process, models.CASCADE, related_name="evaluation_cycle")
    short_weeks = models.PositiveSmallIntegerField(help_text="A short check, this long after adoption")
    yearly_weeks = models.PositiveSmallIntegerField(help_text="A yearly evaluation, this long after adoption")
    round_weeks = models.PositiveSmallIntegerField(help_text="Within this time after a round was closed")
    final_weeks = models.PositiveSmallIntegerField(help_text="This long before an agreement ends")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(
                    short_weeks__range=(1, LONGEST_WEEKS),
                    yearly_weeks__range=(1, LONGEST_WEEKS),
                    round_weeks__range=(1, LONGEST_WEEKS),
                    final_weeks__range=(1, LONGEST_WEEKS),
                ),
                name="evaluation_cycle_is_longer_than_nothing",
            ),
        )

    def __str__(self) -> str:
        return f"ritme van {self.process}"


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
    guide_version = models.PositiveSmallIntegerField(
        default=1, help_text="The version of the questions this moment is held with: it never changes"
    )
    follows = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="led_to", help_text="The moment this one came from"
    )
    next_round = models.ForeignKey(
        Conversation, models.PROTECT, null=True, related_name="+", help_text="The round it led to"
    )
    planned_by = models.ForeignKey(
        Party,
        models.PROTECT,
        null=True,
        related_name="+",
        help_text="The one party that chose the day; empty once both sides, or the cycle, asked for it",
    )
    called_off_as = models.CharField(max_length=16, choices=CalledOff, blank=True)
    called_off_at = models.DateTimeField(null=True)
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
            models.CheckConstraint(
                condition=Q(called_off_as="", called_off_at__isnull=True)
                | (Q(state=EvaluationState.CANCELLED, called_off_at__isnull=False) & ~Q(called_off_as="")),
                name="evaluation_called_off_says_when_and_why",
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


class MoveProposal(models.Model):
    """One side proposes another day, or not to come together at all. Until the other side confirms, the day stands."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="move_proposals")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", help_text="Who proposes")
    from_day = models.DateField()
    to_day = models.DateField(null=True, help_text="Empty: call it off")
    reason = models.CharField(max_length=300)
    at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=MoveState, default=MoveState.PROPOSED)
    answered_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    reply = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("evaluation", "at")
        indexes = (models.Index(fields=("at",), name="move_proposal_at"),)
        constraints = (
            models.UniqueConstraint(
                "evaluation", condition=Q(state=MoveState.PROPOSED), name="move_proposal_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state=MoveState.PROPOSED, answered_by__isnull=True, answered_at__isnull=True)
                | (~Q(state=MoveState.PROPOSED) & Q(answered_by__isnull=False, answered_at__isnull=False)),
                name="move_proposal_answered_has_party_and_moment",
            ),
            models.CheckConstraint(
                condition=~Q(from_day=F("to_day")), name="move_proposal_names_another_day"
            ),
        )

    def __str__(self) -> str:
        return f"{self.from_day} → {self.to_day or 'afgelast'} ({self.state})"

    @property
    def calls_off(self) -> bool:
        """Whether it proposes that the moment does not take place."""
        return self.to_day is None

    @property
    def scope(self) -> Scope:
        """As its moment."""
        return self.evaluation.scope


class EvaluationMove(FrozenModel):
    """A planned day was moved, with the reason. It stays visible for ever; moving back is a move of its own."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="moves")
    from_day = models.DateField()
    to_day = models.DateField()
    reason = models.CharField(max_length=300)
    proposed_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("evaluation", "at")

    def __str__(self) -> str:
        return f"{self.from_day} → {self.to_day}"


class AgreementOutcome(FrozenModel):
    """What a moment to look back decided about one agreement, as it said then."""

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="outcomes")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="outcomes")
    version = models.ForeignKey(
        AgreementVersion, models.PROTECT, null=True, related_name="+", help_text="What held then"
    )
    outcome = models.CharField(max_length=6, choices=Outcome)
    wish = models.CharField(max_length=500, blank=True, help_text="What has to change, or why it stops")
    made = models.ForeignKey(
        AgreementVersion,
        models.PROTECT,
        null=True,
        related_name="came_from",
        help_text="The draft it started",
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ("evaluation", "agreement")
        indexes = (models.Index(fields=("at",), name="agreement_outcome_at"),)
        constraints = (models.UniqueConstraint("evaluation", "agreement", name="agreement_outcome_once"),)

    def __str__(self) -> str:
        return f"{self.agreement}: {self.get_outcome_display()}"
