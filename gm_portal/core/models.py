# SPDX-License-Identifier: EUPL-1.2
"""Portal-wide records: what happened (audit) and what is to be mailed."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from gm_portal.core.frozen import FrozenModel
from gm_portal.core.permissions import Scope


class Visibility(models.TextChoices):
    """Who may know that something happened."""

    PUBLIC = "public", _("iedereen")
    PROCESS = "process", _("de partijen")
    PARTY = "party", _("alleen de eigen partij")
    ADMIN = "admin", _("alleen beheer")


class AuditEvent(FrozenModel):
    """One thing somebody did. No foreign keys: history survives what it speaks of. No names of persons."""

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    by_system = models.BooleanField(default=False)
    party_id = models.BigIntegerField(null=True)
    verb = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True)
    process_id = models.BigIntegerField(null=True)
    visibility = models.CharField(max_length=10, choices=Visibility)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-pk")
        indexes = (
            models.Index(fields=("process_id", "visibility", "-at"), name="audit_by_process"),
            models.Index(fields=("object_type", "object_id", "-at"), name="audit_by_object"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(by_system=True, actor_id__isnull=True)
                | Q(by_system=False, actor_id__isnull=False),
                name="audit_has_one_actor",
            ),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class MailState(models.TextChoices):
    """The life of one mail."""

    QUEUED = "queued", _("staat klaar")
    SENDING = "sending", _("wordt verstuurd")
    SENT = "sent", _("verstuurd")
    FAILED = "failed", _("niet gelukt")
    BOUNCED = "bounced", _("kwam terug")
    STOPPED = "stopped", _("tegengehouden")


class OutgoingMail(models.Model):
    """A mail as a state row: queued with the change that asks for it, sent after the commit."""

    key = models.CharField(
        max_length=200, unique=True, help_text="Names the occasion: one occasion, one mail."
    )
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField(help_text="Plain text; every mail has it")
    html = models.TextField(blank=True, help_text="The same in HTML, for mails that have it")
    headers = models.JSONField(default=dict, help_text="Extra headers, such as List-Unsubscribe")
    calendar = models.TextField(
        blank=True, help_text="An iCalendar file that goes along; it names its METHOD"
    )
    message_id = models.CharField(
        max_length=120, blank=True, db_index=True, help_text="What a bounce refers to"
    )
    state = models.CharField(max_length=10, choices=MailState, default=MailState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)
    holds_secret = models.BooleanField(
        default=False, help_text="The text opens something (a token): it goes once it is sent."
    )
    queued_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(
        null=True, help_text="Not before this moment: it failed for now; empty for as soon as possible"
    )
    sent_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-queued_at", "-pk")
        indexes = (models.Index(fields=("state", "queued_at"), name="mail_by_state"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent"),
                name="mail_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state="bounced", bounced_at__isnull=False) | ~Q(state="bounced"),
                name="mail_bounced_has_moment",
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} ({self.get_state_display()})"


class BounceKind(models.TextChoices):
    """What came back about a mail."""

    HARD = "hard", _("het adres bestaat niet of weigert mail")
    SOFT = "soft", _("de mail kwam deze keer niet aan")
    COMPLAINT = "complaint", _("iemand meldde de mail als ongewenst")


class UndeliverableAddress(models.Model):
    """An address that gets no mail until it changes, or until somebody says that it works again."""

    address = models.EmailField(unique=True)
    kind = models.CharField(max_length=10, choices=BounceKind)
    detail = models.CharField(max_length=300, blank=True, help_text="What the other mail server said")
    since = models.DateTimeField()

    class Meta:
        ordering = ("-since", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(address=Lower("address")), name="undeliverable_in_small_letters"
            ),
            models.CheckConstraint(condition=~Q(kind=BounceKind.SOFT), name="undeliverable_for_good"),
        )

    def __str__(self) -> str:
        return f"{self.address}: {self.get_kind_display()}"

    @property
    def scope(self) -> Scope:
        """Addresses belong to the portal as a whole."""
        return Scope()
