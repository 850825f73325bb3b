# SPDX-License-Identifier: EUPL-1.2
"""What parties submit to the council, and what the council decided on it. Definitive, once written."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from gm_portal.core.frozen import FrozenModel
from gm_portal.core.permissions import Scope
from processes.enums import CouncilOutcome
from processes.models.agreements import Agreement, AgreementVersion
from processes.models.areas import Process
from processes.models.parties import Party


class CouncilBundle(FrozenModel):
    """One or more versions of agreements that a party puts before the council, with a short explanation.

    A bundle is out of date as soon as one of its agreements got another version: the council would decide on a
    text that is no longer on the table. Then the parties submit a next bundle; this one stays readable.
    """

    process = models.ForeignKey(Process, models.PROTECT, related_name="council_bundles")
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")
    explanation = models.TextField()
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", help_text="Who submitted it")
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("process", "number")
        constraints = (
            models.UniqueConstraint("process", "number", name="council_bundle_number_once_per_process"),
        )

    def __str__(self) -> str:
        return f"bundel {self.number} voor de raad"

    def get_absolute_url(self) -> str:
        """What the council reads."""
        return reverse("council-bundle", args=(self.process.slug, self.number))

    @property
    def is_decided(self) -> bool:
        """Whether the clerk recorded a decision. Reads `decisions`: prefetch them."""
        return bool(self.decisions.all())

    @property
    def scope(self) -> Scope:
        """Of the parties and the council until the council decided; what the council decides is public.

        Unless a text in it is not for all: what is asked and decided about it would tell what it says.
        Reads `items` with their versions when it is decided: prefetch them.
        """
        is_public = self.is_decided and all(item.version.is_public for item in self.items.all())
        return Scope(self.process_id, is_open=self.process.scope.is_open, is_public=is_public)


class CouncilBundleItem(FrozenModel):
    """One version in a bundle."""

    bundle = models.ForeignKey(CouncilBundle, models.PROTECT, related_name="items")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="bundle_items")
    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="bundle_items")

    class Meta:
        ordering = ("bundle", "agreement__number")
        constraints = (models.UniqueConstraint("bundle", "agreement", name="agreement_once_per_bundle"),)

    def __str__(self) -> str:
        return f"{self.version} in {self.bundle}"


class CouncilDecision(FrozenModel):
    """What the council decided on exactly one version of an agreement, recorded by the clerk (CR-17).

    A decision on a bundle is one row for each of its versions. `bundle` is empty only for decisions recorded
    before there were bundles. Without a last day in `ends_on` an approval holds until the parties change the text.
    """

    bundle = models.ForeignKey(CouncilBundle, models.PROTECT, null=True, related_name="decisions")
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="council_decisions")
    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="council_decisions")
    outcome = models.CharField(max_length=8, choices=CouncilOutcome, default=CouncilOutcome.APPROVED)
    decided_on = models.DateField()
    reference = models.CharField(max_length=80)
    scope_text = models.TextField(blank=True, help_text="What was decided and within which limits")
    conditions = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text="Why the council said no")
    ends_on = models.DateField(null=True, help_text="The last day on which an approval holds")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("agreement", "-decided_on")
        indexes = (models.Index(fields=("ends_on",), name="council_decision_ends"),)
        constraints = (
            models.UniqueConstraint("version", "reference", name="council_decision_once"),
            models.UniqueConstraint("bundle", "version", name="council_decision_once_per_bundle"),
            models.CheckConstraint(
                condition=Q(outcome=CouncilOutcome.APPROVED) & ~Q(scope_text="")
                | Q(outcome=CouncilOutcome.REJECTED) & ~Q(reason=""),
                name="council_decision_says_what_or_why",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(outcome=CouncilOutcome.APPROVED, ends_on__gte=F("decided_on")),
                name="council_decision_ends_after_it_began",
            ),
        )

    def __str__(self) -> str:
        return f"raadsbesluit {self.reference}"
