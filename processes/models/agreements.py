# SPDX-License-Identifier: EUPL-1.2
"""Agreements: immutable versions, and sign-offs that belong to exactly one version."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from gm_portal.core.canonical import fingerprint
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

HASH = r"^[0-9a-f]{64}$"


class Agreement(models.Model):
    """One agreement of one process, between the parties it names.

    `current` is the version on the table of the parties. `published` is the last version that was in force: signed
    by all named parties, or documented in a source. While a next version is on the table the two differ and the
    agreement is suspended: a new version suspends, it never inherits (decision 0021).
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
    resumes_as = models.CharField(
        max_length=10,
        choices=AgreementState,
        blank=True,
        help_text="While suspended: the state it comes back to when the proposal is taken back",
    )
    replaces = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="replacements",
        help_text="The agreement that ends when this one comes in force",
    )
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.PORTAL)
    source = models.CharField(max_length=300, blank=True)
    loaded_from = models.CharField(
        max_length=80,
        blank=True,
        default="",
        help_text="The data set it was loaded from; empty for what people made here",
    )
    created_at = models.DateTimeField()
    adopted_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("process", "number")
        constraints = (
            models.UniqueConstraint("process", "number", name="agreement_number_once_per_process"),
            models.CheckConstraint(
                condition=~Q(state__in=AGREEMENT_IN_FORCE_STATES)
                | Q(published__isnull=False, published=F("current")),
                name="agreement_in_force_has_one_version",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state=AgreementState.SUSPENDED, resumes_as__in=AGREEMENT_IN_FORCE_STATES)
                    & Q(published__isnull=False, current__isnull=False)
                    & ~Q(published=F("current"))
                )
                | (~Q(state=AgreementState.SUSPENDED) & Q(resumes_as="")),
                name="agreement_suspended_by_a_next_version",
            ),
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | ~Q(replaces=F("id")),
                name="agreement_replaces_another",
            ),
            # Unsigned in force is only what was loaded and names its document: a trigger looks (migration 0025).
            models.CheckConstraint(
                condition=Q(loaded_from="") | (~Q(origin=Origin.PORTAL) & ~Q(source="")),
                name="agreement_loaded_names_its_source",
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
            is_public=self.published is not None and self.published.is_public,
        )


class AgreementVersion(FrozenModel):
    """What an agreement says, word for word. An amendment is a next version; this row never changes.

    `fields` holds the values of the kind's own fields (see `rules/agreements.py`). Money in it is whole cents.
    `content_hash` is the fingerprint of `said()`; each version holds the hash of the one before it.
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
    reason = models.CharField(max_length=400, blank=True, help_text="Why this version: what was wrong before")
    is_public = models.BooleanField(default=True)
    private_reason = models.CharField(max_length=200, blank=True, help_text="Why not everybody may read this")
    content_hash = models.CharField(max_length=64, editable=False)
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
            models.CheckConstraint(
                condition=Q(content_hash__regex=HASH), name="agreement_version_has_its_hash"
            ),
            models.CheckConstraint(
                condition=Q(is_public=True) | ~Q(private_reason=""), name="agreement_version_private_says_why"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}, versie {self.number}"

    def get_absolute_url(self) -> str:
        """The sheet of exactly this version."""
        return reverse(
            "agreement-version", args=(self.agreement.process.slug, self.agreement.number, self.number)
        )

    def said(self, parties: Sequence[int], previous: str) -> dict[str, Any]:
        """What the hash is taken of, as plain data: this very text, whom it binds, and the hash before it."""
        return {
            "format": "gronings-model/agreement-version/1",
            "process": self.agreement.process.slug,
            "agreement": self.agreement.number,
            "kind": self.agreement.kind,
            "version": self.number,
            "previous": previous,
            "parties": sorted(parties),
            "title": self.title,
            "text": self.text,
            "level": self.level,
            "fields": self.fields,
            "starts_on": _iso(self.starts_on),
            "ends_on": _iso(self.ends_on),
            "evaluate_on": _iso(self.evaluate_on),
            "reason": self.reason,
            "is_public": self.is_public,
            "private_reason": self.private_reason,
            "written_at": self.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        }

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Create, with the hash of what it says; refuse to save again."""
        if self._state.adding and not self.content_hash:
            named = list(self.agreement.named.values_list("party_id", flat=True))
            before = self.agreement.versions.filter(number=self.number - 1)
            previous = before.values_list("content_hash", flat=True).first() or ""
            self.content_hash = fingerprint(self.said(named, previous))
        super().save(*args, **kwargs)

    @property
    def scope(self) -> Scope:
        """A version is public when it was ever adopted; what was only proposed stays with the parties."""
        adopted = self.number in self.agreement.published_numbers
        scope = replace(self.agreement.scope, is_public=adopted and self.is_public)
        # The council is asked about the version on the table, not about those before it.
        return scope if self.pk == self.agreement.current_id else replace(scope, state=self.agreement.state)


def _iso(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


class SignOff(FrozenModel):
    """One party's consent to exactly one version: who, when, and with which mandate as it was that day."""

    version = models.ForeignKey(AgreementVersion, models.PROTECT, related_name="sign_offs")
    party = models.ForeignKey(Party, models.PROTECT, related_name="sign_offs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12)
    mandate_from = models.DateField(null=True, help_text="Since when this person held the role")
    mandate_until = models.DateField(null=True, help_text="Until when, as it was known on the day of signing")
    version_hash = models.CharField(max_length=64, editable=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("version", "at")
        indexes = (models.Index(fields=("at",), name="sign_off_given"),)
        constraints = (
            models.UniqueConstraint("version", "party", name="sign_off_once_per_party"),
            models.CheckConstraint(condition=Q(version_hash__regex=HASH), name="sign_off_has_the_hash"),
        )

    def __str__(self) -> str:
        return f"{self.party} · {self.version}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Create, with the hash of the text that was signed; refuse to save again."""
        if self._state.adding and not self.version_hash:
            self.version_hash = self.version.content_hash
        super().save(*args, **kwargs)
