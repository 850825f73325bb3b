# SPDX-License-Identifier: EUPL-1.2
"""Congruence as data: versions of the rules, frozen once published, and what both sides put off together."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from gm_portal.core.frozen import FrozenWhenPublished
from gm_portal.core.origins import Origin
from gm_portal.core.permissions import Scope
from processes.enums import AgreementKind, Level, ProcessState, Severity
from processes.models.areas import Process
from processes.models.parties import Party

MOST_DAYS = dt.timedelta(days=366)
CODE_LENGTH, NAME_LENGTH, TEXT_LENGTH = 8, 120, 300


class RuleSet(FrozenWhenPublished):
    """One version of the congruence rules. A finding is always one of a version."""

    version = models.PositiveSmallIntegerField(unique=True)
    origin = models.CharField(max_length=10, choices=Origin)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("version",)

    def __str__(self) -> str:
        return f"regels, versie {self.version}"

    def get_absolute_url(self) -> str:
        """Where everybody reads this version."""
        return reverse("rules-version", args=(self.version,))

    def is_frozen(self) -> bool:
        """A version is frozen once the database holds its moment of publication."""
        return RuleSet.objects.filter(pk=self.pk, published_at__isnull=False).exists()

    @property
    def scope(self) -> Scope:
        """Published versions are public."""
        return Scope(is_open=self.published_at is None, is_public=self.published_at is not None)


class RuleText(FrozenWhenPublished):
    """One rule in one version: how heavy it weighs, and its words. The logic is code, by `code`."""

    ruleset = models.ForeignKey(RuleSet, models.CASCADE, related_name="rules")
    code = models.CharField(max_length=CODE_LENGTH)
    from_level = models.CharField(max_length=2, choices=Level, blank=True)
    severity = models.CharField(max_length=12, choices=Severity)
    value_codes = ArrayField(models.CharField(max_length=8), default=list)
    kind = models.CharField(max_length=16, choices=AgreementKind, blank=True)
    sort = models.CharField(max_length=24, blank=True, help_text="The sort of promise that answers it")
    name = models.CharField(max_length=NAME_LENGTH, help_text="What is arranged when the rule is met")
    ask = models.CharField(max_length=TEXT_LENGTH, help_text="What to do, with a verb")
    reason = models.CharField(max_length=TEXT_LENGTH, help_text="The sentence the rule rests on")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("ruleset", "position")
        constraints = (
            models.UniqueConstraint("ruleset", "code", name="rule_code_once_per_version"),
            models.CheckConstraint(
                condition=~Q(code="CR-17") | Q(severity=Severity.BLOCKING),
                name="rule_council_decision_always_blocks",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def is_frozen(self) -> bool:
        """A rule is frozen with its version."""
        return RuleSet.objects.filter(pk=self.ruleset_id, published_at__isnull=False).exists()

    @property
    def scope(self) -> Scope:
        """As open and as public as its version."""
        return self.ruleset.scope


class Postponement(models.Model):
    """Both sides put one required finding off until a day, with a reason: proposed by one, confirmed by the other.

    What is proposed does not change; it is confirmed once and closed once. A trigger holds that, and that only
    a required rule is put off.
    """

    process = models.ForeignKey(Process, models.PROTECT, related_name="postponements")
    rule = models.ForeignKey(RuleText, models.PROTECT, related_name="+", help_text="As it read when proposed")
    code = models.CharField(max_length=CODE_LENGTH)
    agreement_number = models.PositiveSmallIntegerField(
        null=True, help_text="Where the rule looks at each agreement for itself"
    )
    reason = models.CharField(max_length=TEXT_LENGTH)
    proposed_on = models.DateField()
    until = models.DateField(help_text="The last day; the finding comes back after it")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", help_text="Who proposed it")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    confirmed_party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    closed_party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, help_text="Declined, withdrawn, or followed by a next one")

    class Meta:
        ordering = ("process", "code", "-proposed_at")
        constraints = (
            models.UniqueConstraint(
                "process",
                "code",
                "agreement_number",
                condition=Q(closed_at__isnull=True),
                nulls_distinct=False,
                name="postponement_one_open_per_finding",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("proposed_on")) & Q(until__lte=F("proposed_on") + MOST_DAYS),
                name="postponement_at_most_a_year",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="postponement_has_reason"),
            models.CheckConstraint(
                condition=Q(
                    confirmed_party__isnull=True, confirmed_by__isnull=True, confirmed_at__isnull=True
                )
                | Q(confirmed_party__isnull=False, confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="postponement_confirmed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_party__isnull=True) | ~Q(confirmed_party=F("party")),
                name="postponement_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(closed_party__isnull=True, closed_by__isnull=True)
                | Q(closed_party__isnull=False, closed_by__isnull=False, closed_at__isnull=False),
                name="postponement_closed_has_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} uitgesteld tot {self.until}"

    def get_absolute_url(self) -> str:
        """Where the parties read and answer it."""
        return reverse("postponement", args=(self.process.slug, self.pk))

    @property
    def scope(self) -> Scope:
        """A proposal is of the parties; once both sides agreed it is public."""
        return Scope(
            self.process_id,
            is_open=self.process.state == ProcessState.RUNNING,
            is_public=self.confirmed_at is not None,
        )
