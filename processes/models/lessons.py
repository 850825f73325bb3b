# SPDX-License-Identifier: EUPL-1.2
"""Lessons drawn, from evaluations and from pilots that stopped."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse

from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.enums import LessonResult
from processes.models.agreements import Agreement
from processes.models.areas import Process
from processes.models.challenges import Challenge
from processes.models.evaluations import Evaluation
from processes.models.parties import Party


class Lesson(models.Model):
    """One lesson, with where it comes from."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="lessons")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, null=True, related_name="lessons")
    challenge = models.ForeignKey(
        Challenge, models.PROTECT, null=True, related_name="lessons", help_text="The task that stopped"
    )
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")
    text = models.TextField()
    for_whom = models.CharField(max_length=200, blank=True)
    owner = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="lessons", help_text="Who sees to it: never a person"
    )
    drawn_on = models.DateField(null=True, help_text="Empty when the source names no day")
    value_codes = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    block_codes = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    result = models.CharField(max_length=8, choices=LessonResult, default=LessonResult.UNKNOWN)
    changed = models.CharField(max_length=500, blank=True, help_text="What it changed, or why nothing did")
    changed_agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, related_name="lessons", help_text="The agreement it changed"
    )
    answered_at = models.DateTimeField(null=True, help_text="When the owner last said what became of it")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    source = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("process", "number")
        indexes = (
            models.Index(fields=("result", "drawn_on"), name="lesson_unanswered"),
            models.Index(fields=("drawn_on",), name="lesson_drawn"),
            models.Index(fields=("answered_at",), name="lesson_answered"),
            models.Index(fields=("created_at",), name="lesson_created"),
        )
        constraints = (
            models.UniqueConstraint("process", "number", name="lesson_number_once_per_process"),
            models.CheckConstraint(
                condition=Q(result=LessonResult.UNKNOWN, answered_at__isnull=True)
                | (~Q(result=LessonResult.UNKNOWN) & Q(answered_at__isnull=False) & ~Q(changed="")),
                name="lesson_result_has_words_and_moment",
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """Its place on the page of lessons."""
        return f"{reverse('lessons')}?gebied={self.process.slug}#{self.process.slug}-{self.number}"

    @property
    def scope(self) -> Scope:
        """Lessons are public; they change as long as their process runs."""
        return Scope(self.process_id, self.owner_id, is_open=self.process.scope.is_open, is_public=True)
