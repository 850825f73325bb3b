# SPDX-License-Identifier: EUPL-1.2
"""People with an account, and the invitations through which they come in."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.permissions import Scope


class UserManager(BaseUserManager["User"]):
    """Creates people by e-mail; there is no username."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A new active user. Without a password the account can only be entered by invitation or reset."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """E-mail addresses count without regard to capitals."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. Holds the least it can: a name, an e-mail address and global roles."""

    email = models.EmailField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=120)
    global_roles = ArrayField(models.CharField(max_length=20, choices=GlobalRole), default=list, blank=True)
    language = models.CharField(
        _("taal van de mail"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_in_small_letters"),
            models.CheckConstraint(
                condition=Q(global_roles__contained_by=GlobalRole.values), name="user_roles_are_known"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def scope(self) -> Scope:
        """People belong to the portal as a whole."""
        return Scope()

    @property
    def first_name(self) -> str:
        """allauth and mails greet with this."""
        return self.name


class Invitation(models.Model):
    """A single-use way in, bound to one e-mail address. Only a hash of the token is kept.

    What it opens (a seat in a party) is told by the row of a higher floor that points here.
    """

    email = models.EmailField()
    name = models.CharField(max_length=120, blank=True)
    for_what = models.CharField(
        max_length=300, blank=True, help_text="Completes the sentence: nodigt u uit om …"
    )
    token_hash = models.CharField(max_length=64, unique=True)
    global_roles = ArrayField(models.CharField(max_length=20, choices=GlobalRole), default=list, blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="invitations_sent"
    )
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_accepted_or_revoked",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("created_at")), name="invitation_expires_later"
            ),
        )

    def __str__(self) -> str:
        return f"uitnodiging {self.pk}"

    @property
    def scope(self) -> Scope:
        """Invitations belong to the portal as a whole."""
        return Scope()

    def is_usable(self, now: dt.datetime) -> bool:
        """Whether the link still works at `now`."""
        return self.accepted_at is None and self.revoked_at is None and now < self.expires_at
