# SPDX-License-Identifier: EUPL-1.2
"""Reminders: one occurrence is one row, handled once, whatever happens; and what people want to hear of."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gm_portal.core.models import OutgoingMail
from processes.enums import ReminderKind, ReminderState, ReminderTopic, Rhythm, WhySkipped
from processes.models.areas import Process

WAITS = Q(state=ReminderState.WAITING)


class Reminder(models.Model):
    """One occurrence: one kind, about one thing, for one person, at one moment.

    The thing is named and not tied (`object_type`, `object_id`), so that a source of reminders is one class
    (`queries/reminder_sources`) and history survives what it speaks of. `moment` is when it happens and never
    changes; `due` is from when on it may be mailed, later than `moment` for who wants mail once a week, is on
    holiday or had a mail that day. A worker that took a row has it until `leased_until`.
    """

    kind = models.CharField(max_length=24, choices=ReminderKind)
    object_type = models.CharField(max_length=24)
    object_id = models.BigIntegerField()
    process = models.ForeignKey(Process, models.CASCADE, null=True, related_name="+")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders")
    moment = models.DateTimeField(help_text="When it happens; what moved to another day has new moments")
    due = models.DateTimeField(help_text="From when on it may be mailed")
    expires_at = models.DateTimeField(help_text="From when on it no longer matters")
    state = models.CharField(max_length=8, choices=ReminderState, default=ReminderState.WAITING)
    why = models.CharField(max_length=12, choices=WhySkipped, blank=True, help_text="Why it was put aside")
    leased_until = models.DateTimeField(null=True)
    mail = models.ForeignKey(OutgoingMail, models.PROTECT, null=True, related_name="reminders")
    handled_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-moment", "pk")
        indexes = (
            # What a run looks at: only what waits, so that it costs nothing what was handled before.
            models.Index(fields=("due", "recipient"), condition=WAITS, name="reminder_due"),
            models.Index(fields=("recipient", "due"), condition=WAITS, name="reminder_of_person"),
        )
        constraints = (
            models.UniqueConstraint(
                "kind", "object_type", "object_id", "recipient", "moment", name="reminder_once"
            ),
            models.CheckConstraint(
                condition=Q(state=ReminderState.WAITING, mail__isnull=True, handled_at__isnull=True, why="")
                | Q(state=ReminderState.QUEUED, mail__isnull=False, handled_at__isnull=False, why="")
                | (Q(state=ReminderState.SKIPPED, mail__isnull=True, handled_at__isnull=False) & ~Q(why=""))
                | Q(state=ReminderState.STOPPED, handled_at__isnull=False),
                name="reminder_state_tells_all",
            ),
            models.CheckConstraint(
                condition=Q(due__gte=F("moment"), expires_at__gt=F("moment")), name="reminder_in_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.object_type} {self.object_id}"


class ReminderRun(models.Model):
    """How far each source has been looked through: what happened up to here has its rows."""

    source = models.CharField(max_length=24, unique=True)
    planned_until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.source} tot {self.planned_until}"


class ReminderPreference(models.Model):
    """How often one person wants mail on one topic. Without a row: daily, which is at most one mail a day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_preferences")
    topic = models.CharField(max_length=16, choices=ReminderTopic)
    rhythm = models.CharField(max_length=8, choices=Rhythm)

    class Meta:
        ordering = ("user", "topic")
        constraints = (models.UniqueConstraint("user", "topic", name="reminder_preference_once"),)

    def __str__(self) -> str:
        return f"{self.get_topic_display()}: {self.get_rhythm_display()}"


class ReminderPause(models.Model):
    """No reminders for one person from the first up to and including the last day. What waits comes after it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_pause")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ("user",)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")), name="reminder_pause_ends_after_start"
            ),
        )

    def __str__(self) -> str:
        return f"{self.starts_on} - {self.ends_on}"
