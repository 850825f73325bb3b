# SPDX-License-Identifier: EUPL-1.2
"""Agreements: immutable versions, and sign-offs that belong to exactly one version."""

from dataclasses import replace

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from gm_portal.core.frozen import FrozenModel
from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.enums import (
    AGREEMENT_IN_FORCE_STATES,
    ASKS_COUNCIL,
    AgreementKind,
    AgreementState,
    Level,
)
from processes.models.areas import Process
from processes.models.parties import Party


class Agreement(models.Model):
    """One agreement of one process.

    `current` is the newest version, on the table of the parties. `published` is the version everybody reads:
    adopted by all parties, or documented in a source. During an amendment the two differ, and `published` holds.
    """

    process = models.ForeignKey(Process, models.PROTECT, related_name="agreements")
    number = models.PositiveSmallIntegerField(help_text="1, 2, 3… within the process")
    kind = models.CharField(max_length=16, choices=AgreementKind)
    state = models.CharField(max_length=10, choices=AgreementState, default=AgreementState.DRAFT)
    question_codes = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    current = models.ForeignKey("AgreementVersion", models.PROTECT, null=True, related_name="+")
    published = models.ForeignKey("AgreementVersion", models.PROTECT, null=True, related_name="+")
    published_numbers = ArrayField(
        models.PositiveSmallIntegerField(),
        default=list,
        blank=True,
        help_text="Numbers of all versions that were ever published; the others stay with the parties",
    )
    asks_council_at = models.DateTimeField(
        null=True, help_text="Since when all parties signed and only a decision of the council is missing"
    )
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    source = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("process", "number")
        constraints = (
            models.UniqueConstraint("process", "number", name="agreement_number_once_per_process"),
            models.CheckConstraint(
                condition=~Q(state__in=AGREEMENT_IN_FORCE_STATES) | Q(published__isnull=False),
                name="agreement_in_force_is_published",
            ),
        )

    def __str__(self) -> str:
        shown = self.published or self.current
        return shown.title if shown else f"afspraak {self.number}"

    def get_absolute_url(self) -> str:
        """The sheet of this agreement."""
        return reverse("agreement", args=(self.process.slug, self.number))

    @property
    def scope(self) -> Scope:
        """Drafts are of the parties; from its first adoption on an agreement is public.

        Whether it has ended is for the actions to say, in a sentence; open here means that the process runs.
        """
        return Scope(
            self.process_id,
            state=ASKS_COUNCIL if self.asks_council_at else self.state,
            is_open=self.process.scope.is_open,
            is_public=self.published_id is not None,
        )


class AgreementVersion(FrozenModel):
    """What an agreement says, word for word. An amendment is a next version; this row never changes.

    `fields` holds the values of the kind's own fields (see `rules/agreements.py`). Money in it is whole cents.
    """

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=800)
    level = models.CharField(max_length=2, choices=Level)
    fields = models.JSONField(default=dict)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    evaluate_on = models.DateField(null=True)
    party = models.ForeignKey(
        Party, models.PROTECT, null=True, related_name="+", help_text="Who wrote this version"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("agreement", "-number")
        # What reminders look through: windows of days, not everything there is.
        indexes = (
            models.Index(fields=("at",), name="agreement_version_written"),
            models.Index(fields=("ends_on",), name="agreement_version_ends"),
        )
        constraints = (
            models.UniqueConstraint("agreement", "number", name="agreement_version_number_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True)
                | Q(starts_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="agreement_version_ends_after_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, versie {self.number}"

    def get_absolute_url(self) -> str:
        """The sheet of exactly this version."""
        return reverse(
            "agreement-version", args=(self.agreement.process.slug, self.agreement.number, self.number)
        )

    @property
    def scope(self) -> Scope:
        """A version is public when it was ever adopted; what was only proposed stays with the parties."""
        scope = replace(self.agreement.scope, is_public=self.number in self.agreement.published_numbers)
        # The council is asked about the version on the table, not about those before it.
        return scope if self.pk == self.agreement.current_id else replace(scope, state=self.agreement.state)


class SignOff(FrozenModel):
    """One party's consent to exactly one version."""

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="sign_offs")
    party = models.ForeignKey(Party, models.PROTECT, related_name="sign_offs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    at = models.DateTimeField()

    class Meta:
        ordering = ("version", "at")
        indexes = (models.Index(fields=("at",), name="sign_off_given"),)
        constraints = (models.UniqueConstraint("version", "party", name="sign_off_once_per_party"),)

    def __str__(self) -> str:
        return f"{self.party} · {self.version}"
