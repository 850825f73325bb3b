# SPDX-License-Identifier: EUPL-1.2
"""Everything the portal holds about one person, for "Mijn gegevens" (GDPR articles 15 and 20).

Higher floors tell what they hold through `register_data_source`; the names of the parts are Dutch in
the file; the page says them in the reader's language.
"""

import datetime as dt
from collections.abc import Callable
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_noop

from gm_portal.accounts.models import Invitation, User
from gm_portal.core.models import AuditEvent, OutgoingMail, UndeliverableAddress

DataSource = Callable[[int], dict[str, Any]]
_sources: list[DataSource] = []


def register_data_source(source: DataSource) -> DataSource:
    """Let a higher floor add the parts it holds about a user (an app does this once, when ready)."""
    if source not in _sources:
        _sources.append(source)
    return source


def held_on(user: User) -> dict[str, Any]:
    """All parts, by name; plain values only, ready for JSON."""
    data: dict[str, Any] = {"account": _account(user)} | _ways_in(user) | _mail_and_deeds(user)
    for source in _sources:
        data |= source(user.pk)
    return data


def _ways_in(user: User) -> dict[str, Any]:
    """How this person comes in: addresses, invitations, the second factor, and the times it happened."""
    return {
        gettext_noop("e-mailadressen"): _rows(
            EmailAddress.objects.filter(user=user).values("email", "verified", "primary").order_by("pk")
        ),
        gettext_noop("uitnodigingen voor u"): _rows(
            Invitation.objects.filter(email=user.email).values(
                "name", "for_what", "created_at", "expires_at", "accepted_at", "revoked_at"
            )
        ),
        gettext_noop("uitnodigingen van u"): _rows(
            Invitation.objects.filter(invited_by=user).values("for_what", "created_at", "accepted_at")
        ),
        gettext_noop("tweede stap"): _rows(
            Authenticator.objects.filter(user=user)
            .values("type", "created_at", "last_used_at")
            .order_by("pk")
        ),
        gettext_noop("gemeentelijk account"): _rows(
            SocialAccount.objects.filter(user=user).values("provider", "uid", "extra_data").order_by("pk")
        ),
        gettext_noop("ingelogd geweest"): _rows(
            UserSession.objects.filter(user=user)
            .values("created_at", "last_seen_at", "ip", "user_agent")
            .order_by("-created_at")
        ),
    }


def _mail_and_deeds(user: User) -> dict[str, Any]:
    """What we sent this person, what came back, and what he did."""
    return {
        gettext_noop("mails"): _rows(
            OutgoingMail.objects.filter(to__iexact=user.email).values(
                "subject", "body", "state", "queued_at", "sent_at"
            )
        ),
        gettext_noop("adres dat geen mail krijgt"): _rows(
            UndeliverableAddress.objects.filter(address=user.email.lower()).values(
                "address", "kind", "detail", "since"
            )
        ),
        gettext_noop("wat u deed"): _rows(
            AuditEvent.objects.filter(actor_id=user.pk).values("at", "verb", "object_type", "object_id")
        ),
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "naam": user.name,
        "e-mailadres": user.email,
        "rollen": list(user.global_roles),
        "taal van de mail": user.language,
        "sinds": plain(user.joined_at),
        "laatst ingelogd": plain(user.last_login),
    }


def _rows(rows: Any) -> list[dict[str, Any]]:
    return [{name: plain(value) for name, value in row.items()} for row in rows]


def plain(value: Any) -> Any:
    """A value as JSON has it: moments and days in ISO form, the rest as it is."""
    return value.isoformat() if isinstance(value, dt.date) else value
