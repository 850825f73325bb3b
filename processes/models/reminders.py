# SPDX-License-Identifier: EUPL-1.2
"""Reminders: one row per occurrence, so that an occurrence is handled once, whatever happens."""

from django.conf import settings
from django.db import models

from gm_portal.core.models import OutgoingMail
from processes.enums import ReminderKind, ReminderState
from processes.models.evaluations import Evaluation


class Reminder(models.Model):
    """One reminder for one person about one planned evaluation day."""

    kind = models.CharField(max_length=20, choices=ReminderKind)
    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="reminders")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    moment = models.DateTimeField(help_text="When it was due; a moved evaluation has new moments")
    state = models.CharField(max_length=8, choices=ReminderState)
    mail = models.ForeignKey(OutgoingMail, models.PROTECT, null=True, related_name="+")
    handled_at = models.DateTimeField()

    class Meta:
        ordering = ("-moment", "pk")
        constraints = (
            models.UniqueConstraint("kind", "evaluation", "recipient", "moment", name="reminder_once"),
            models.CheckConstraint(
                condition=models.Q(state=ReminderState.QUEUED, mail__isnull=False)
                | models.Q(state=ReminderState.SKIPPED, mail__isnull=True),
                name="reminder_queued_has_mail",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.evaluation}"
