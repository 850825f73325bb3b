# SPDX-License-Identifier: EUPL-1.2
"""Lessons drawn, from evaluations and from pilots that stopped."""

from django.db import models

from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.models.areas import Process
from processes.models.evaluations import Evaluation


class Lesson(models.Model):
    """One lesson, with where it comes from."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="lessons")
    evaluation = models.ForeignKey(Evaluation, models.PROTECT, null=True, related_name="lessons")
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")
    text = models.TextField()
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    source = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("process", "number")
        constraints = (models.UniqueConstraint("process", "number", name="lesson_number_once_per_process"),)

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def scope(self) -> Scope:
        """Lessons are public."""
        return Scope(self.process_id, is_public=True)
