# SPDX-License-Identifier: EUPL-1.2
"""Items on the free-form wijk- or dorpsagenda."""

from django.db import models
from django.urls import reverse

from agendas.enums import ItemState
from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.models import Agreement, Party, Process


class AgendaItem(models.Model):
    """Something people want to talk about or do, with the agreements that came of it."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="agenda_items")
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")
    title = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    theme = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=ItemState, default=ItemState.PROPOSED)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="agenda_items")
    agreements = models.ManyToManyField(Agreement, related_name="agenda_items", blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="Why it does not go on")
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    source = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ("process", "number")
        constraints = (
            models.UniqueConstraint("process", "number", name="item_number_once_per_process"),
            models.CheckConstraint(
                condition=~models.Q(state=ItemState.DROPPED) | ~models.Q(reason=""),
                name="item_dropped_has_reason",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The item on the agenda page."""
        return reverse("agenda-item", args=(self.process.slug, self.number))

    @property
    def scope(self) -> Scope:
        """The agenda is public."""
        return Scope(self.process_id, state=self.state, is_open=self.process.scope.is_open, is_public=True)
