# SPDX-License-Identifier: EUPL-1.2
"""Parties of a process and the people who act for them."""

import datetime as dt

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gm_portal.core.permissions import Scope
from processes.enums import SIDE_OF_KIND, MembershipRole, PartyKind, Side
from processes.models.areas import Process


class Party(models.Model):
    """Somebody at the table: a resident organisation, the gebiedsteam, or residents at large."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="parties")
    kind = models.CharField(max_length=24, choices=PartyKind)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)

    class Meta:
        ordering = ("-kind", "name")
        verbose_name_plural = "parties"
        constraints = (
            models.UniqueConstraint("process", "name", name="party_once_per_process"),
            models.UniqueConstraint(
                "process", condition=Q(kind=PartyKind.AREA_TEAM), name="party_one_area_team_per_process"
            ),
        )

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of this party."""
        return reverse("party", args=(self.process.slug, self.pk))

    @property
    def side(self) -> Side:
        """On which side of the table this party sits."""
        return SIDE_OF_KIND[PartyKind(self.kind)]

    @property
    def scope(self) -> Scope:
        """A party belongs to its process."""
        return Scope(self.process_id, self.pk, is_public=True)


# SQL `daterange(a, b, '[]')`: from the first up to and including the last day, open when null.
DAYS = Func("starts_on", "ends_on", Value("[]"), function="daterange", output_field=DateRangeField())


def _only(field: str) -> Func:
    """SQL `int8range(id, id, '[]')`: a range of one number, which core GiST can index (no extension needed)."""
    return Func(field, field, Value("[]"), function="int8range", output_field=BigIntegerRangeField())


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Small reads on memberships."""

    def active_on(self, day: dt.date) -> "MembershipQuerySet":
        """Memberships that hold on `day`."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)


class Membership(models.Model):
    """A person acts for a party, in a role, for a period: the party survives the turnover of its people."""

    party = models.ForeignKey(Party, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=MembershipRole)
    starts_on = models.DateField(_("vanaf"))
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ("party", "starts_on")
        indexes = (models.Index(fields=("ends_on",), name="membership_ends"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_start",
            ),
            ExclusionConstraint(
                name="membership_one_at_a_time",
                expressions=(
                    (_only("party"), RangeOperators.OVERLAPS),
                    (_only("user"), RangeOperators.OVERLAPS),
                    (DAYS, RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} · {self.party} ({self.get_role_display()})"

    @property
    def scope(self) -> Scope:
        """A membership belongs to its party."""
        return Scope(self.party.process_id, self.party_id)


class PartyInvitation(models.Model):
    """What an invitation opens: a seat in a party."""

    invitation = models.OneToOneField("accounts.Invitation", models.CASCADE, related_name="seat")
    party = models.ForeignKey(Party, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=12, choices=MembershipRole)

    def __str__(self) -> str:
        return f"{self.party} ({self.get_role_display()})"

    @property
    def scope(self) -> Scope:
        """The invitation of a party."""
        return Scope(self.party.process_id, self.party_id)
