# SPDX-License-Identifier: EUPL-1.2
"""Promises under an agreement: one side owes and reports, the other side confirms or disputes.

Nothing here is ever changed. How a promise stands follows from its newest report (`rules/promises.py`).
"""

from dataclasses import replace

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Q
from django.urls import reverse

from gm_portal.core.frozen import FrozenModel
from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.enums import OWED_BY, PromiseResult, PromiseVerdict
from processes.models.agreements import Agreement
from processes.models.parties import Party


class Promise(FrozenModel):
    """What one party promises under an agreement, in its own words. Nobody promises for another."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="promises")
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3… within the agreement")
    party = models.ForeignKey(Party, models.PROTECT, related_name="promises", help_text="Who owes it")
    text = models.CharField(max_length=300)
    due_on = models.DateField(null=True)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("agreement", "number")
        constraints = (
            models.UniqueConstraint("agreement", "number", name="promise_number_once_per_agreement"),
            models.CheckConstraint(condition=~Q(text=""), name="promise_says_something"),
        )

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """The story of this promise."""
        return reverse("promise", args=(self.agreement.process.slug, self.agreement.number, self.number))

    @property
    def scope(self) -> Scope:
        """As public and as open as its agreement; the state says which side owes it."""
        return replace(self.agreement.scope, party_id=self.party_id, state=OWED_BY[self.party.side])


class PromiseReport(FrozenModel):
    """The party that owes says how it went."""

    promise = models.ForeignKey(Promise, models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    result = models.CharField(max_length=8, choices=PromiseResult)
    text = models.CharField(max_length=800)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("promise", "number")
        indexes = (models.Index(fields=("at",), name="promise_report_at"),)
        constraints = (
            models.UniqueConstraint("promise", "number", name="promise_report_number_once"),
            models.CheckConstraint(condition=~Q(text=""), name="promise_report_says_how"),
        )

    def __str__(self) -> str:
        return f"{self.promise} · {self.get_result_display()}"


class PromiseAnswer(FrozenModel):
    """What the other side says of one report. One answer a report."""

    report = models.OneToOneField(PromiseReport, models.PROTECT, related_name="answer")
    verdict = models.CharField(max_length=10, choices=PromiseVerdict)
    reason = models.CharField(max_length=500, blank=True)
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~Q(verdict=PromiseVerdict.DISPUTED) | ~Q(reason=""),
                name="promise_dispute_has_reason",
            ),
        )

    def __str__(self) -> str:
        return f"{self.report} · {self.get_verdict_display()}"


def evidence_storage() -> Storage:
    """Where evidence is kept: outside everything a web server serves by itself."""
    return storages["evidence"]


class PromiseEvidence(FrozenModel):
    """A file that shows what was done. Kept under a name nobody chose; served as a download only."""

    report = models.ForeignKey(PromiseReport, models.PROTECT, related_name="evidence")
    stored_as = models.CharField(max_length=120, unique=True, help_text="Its name in the storage of evidence")
    name = models.CharField(max_length=120, help_text="As the person called it, made safe")
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes")
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("report", "pk")

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        """The promise's own."""
        return self.report.promise.scope
