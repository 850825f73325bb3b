# SPDX-License-Identifier: EUPL-1.2
"""The right to challenge: a task on its way from the municipality to the residents, or the other way round."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from gm_portal.core.frozen import FrozenModel
from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.enums import (
    CHALLENGE_AGREED,
    ChallengeRoute,
    ChallengeStep,
    Consent,
    DecidedBy,
    GiverKind,
)
from processes.models.agreements import Agreement
from processes.models.areas import Process
from processes.models.parties import Party


class Challenge(models.Model):
    """One task on its route. `step` is where it stands; `stopped_from` is where it stood when it stopped.

    What both sides put in stands here as plain numbers and words; the agreement it becomes is made out of it.
    Money is whole cents, hours are hours a week.
    """

    process = models.ForeignKey(Process, models.PROTECT, related_name="challenges")
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")
    route = models.CharField(max_length=12, choices=ChallengeRoute)
    title = models.CharField(max_length=120)
    idea = models.CharField(max_length=800)
    step = models.CharField(max_length=12, choices=ChallengeStep, default=ChallengeStep.IDEA)
    stopped_from = models.CharField(max_length=12, choices=ChallengeStep, blank=True)
    answer_due_on = models.DateField(null=True, help_text="Six weeks after the exploration began")
    domains = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    portfolios = models.CharField(max_length=200, blank=True)
    wijk_people = models.PositiveSmallIntegerField(null=True)
    wijk_hours = models.PositiveSmallIntegerField(null=True)
    wijk_knowledge = models.CharField(max_length=800, blank=True)
    wijk_support = models.CharField(max_length=800, blank=True)
    team_hours = models.PositiveSmallIntegerField(null=True)
    team_money_cents = models.PositiveBigIntegerField(null=True)
    team_knowledge = models.CharField(max_length=800, blank=True)
    team_responsible = models.CharField(max_length=200, blank=True)
    agreement = models.OneToOneField(Agreement, models.PROTECT, null=True, related_name="challenge")
    decided_by = models.CharField(max_length=7, choices=DecidedBy, blank=True)
    decided_on = models.DateField(null=True)
    decision_reference = models.CharField(max_length=80, blank=True)
    trial_ends_on = models.DateField(null=True)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", help_text="Who had the idea"
    )
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    source = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("process", "number")
        constraints = (
            models.UniqueConstraint("process", "number", name="challenge_number_once_per_process"),
            models.CheckConstraint(
                condition=Q(step=ChallengeStep.STOPPED) & ~Q(stopped_from="")
                | ~Q(step=ChallengeStep.STOPPED) & Q(stopped_from=""),
                name="challenge_stopped_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(step=ChallengeStep.EXPLORATION) | Q(answer_due_on__isnull=False),
                name="challenge_explored_gets_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(step__in=CHALLENGE_AGREED) | Q(agreement__isnull=False),
                name="challenge_decided_has_agreement",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The page of this task."""
        return reverse("challenge", args=(self.process.slug, self.number))

    @property
    def is_shared(self) -> bool:
        """Past the idea: everybody may follow it. What stopped as an idea stays with the parties."""
        return ChallengeStep.IDEA not in (self.step, self.stopped_from)

    @property
    def scope(self) -> Scope:
        """An idea is of the parties; from the exploration on it is public."""
        return Scope(
            self.process_id,
            state=self.step,
            is_open=self.process.scope.is_open,
            is_public=self.is_shared,
        )


class GivingParty(models.Model):
    """A department or partner that does (part of) the task now, and whether it agrees to give it away.

    The gebiedsteam records the answer on its behalf, with the source where it can be read back.
    """

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="giving")
    kind = models.CharField(max_length=10, choices=GiverKind)
    name = models.CharField(max_length=120)
    consent = models.CharField(max_length=10, choices=Consent, default=Consent.OPEN)
    consent_on = models.DateField(null=True)
    source = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", help_text="For the gebiedsteam"
    )
    recorded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("challenge", "kind", "name")
        verbose_name_plural = "giving parties"
        constraints = (
            models.UniqueConstraint("challenge", "name", name="giving_party_once_per_challenge"),
            models.CheckConstraint(
                condition=Q(consent=Consent.OPEN)
                | Q(consent_on__isnull=False, recorded_by__isnull=False, recorded_at__isnull=False)
                & ~Q(source=""),
                name="giving_party_answer_has_day_and_source",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        """Part of its task."""
        return self.challenge.scope


class ChallengeMove(FrozenModel):
    """One step of the route, taken on a day, with its reason. The timeline of a task is made of these."""

    challenge = models.ForeignKey(Challenge, models.PROTECT, related_name="moves")
    number = models.PositiveSmallIntegerField()
    source_step = models.CharField(max_length=12, choices=ChallengeStep, blank=True)
    target_step = models.CharField(max_length=12, choices=ChallengeStep)
    moved_on = models.DateField()
    when = models.CharField(max_length=40, blank=True, help_text="The words of a source that knows no day")
    reason = models.TextField(blank=True)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    source = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("challenge", "number")
        constraints = (
            models.UniqueConstraint("challenge", "number", name="challenge_move_number_once"),
            models.CheckConstraint(
                condition=~Q(target_step=ChallengeStep.STOPPED) | ~Q(reason=""),
                name="challenge_stop_has_a_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.challenge}: {self.get_target_step_display()}"
