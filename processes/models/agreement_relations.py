# SPDX-License-Identifier: EUPL-1.2
"""What an agreement hangs together with: whom it binds, which joint texts it grew out of, and its story."""

from django.conf import settings
from django.db import models

from gm_portal.core.frozen import FrozenModel
from processes.enums import AgreementEventKind
from processes.models.agreements import Agreement, AgreementVersion
from processes.models.conversations import JointRevision
from processes.models.parties import Party


class AgreementParty(FrozenModel):
    """A party that an agreement binds; all of them sign. Named before the first version, so the hash covers it."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="named")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("agreement", "party")
        verbose_name_plural = "agreement parties"
        constraints = (models.UniqueConstraint("agreement", "party", name="agreement_names_a_party_once"),)

    def __str__(self) -> str:
        return f"{self.party} · {self.agreement}"


class AgreementSource(FrozenModel):
    """The very joint text an agreement grew out of: the trace from answer to agreement and back."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="sources")
    revision = models.ForeignKey(JointRevision, models.PROTECT, related_name="agreements")

    class Meta:
        ordering = ("agreement", "pk")
        constraints = (models.UniqueConstraint("agreement", "revision", name="agreement_grew_out_once"),)

    def __str__(self) -> str:
        return f"{self.agreement} ← {self.revision}"


class AgreementEvent(FrozenModel):
    """A step in the life of an agreement that no version, signature or decision tells, with its reason."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="events")
    kind = models.CharField(max_length=12, choices=AgreementEventKind)
    version = models.ForeignKey(AgreementVersion, models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(
        Agreement, models.PROTECT, null=True, related_name="+", help_text="The agreement that came instead"
    )
    reason = models.CharField(max_length=400, blank=True)
    is_public = models.BooleanField(help_text="Whether readers see this step, or only the parties")
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("agreement", "at", "pk")

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.kind}"
