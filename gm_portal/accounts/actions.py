# SPDX-License-Identifier: EUPL-1.2
"""Writes on people and invitations. One verb a function, in one transaction, with its audit event."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Sequence

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.accounts.models import Invitation, User
from gm_portal.accounts.signals import invitation_accepted
from gm_portal.core import audit, mail
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError
from gm_portal.core.models import Visibility


def token_hash(token: str) -> str:
    """What is kept of a token: its SHA-256, so that a leaked database opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *, email: str, name: str, for_what: str, actor: Actor, now: dt.datetime, global_roles: Sequence[str] = ()
) -> Invitation:
    """Invite one person by mail; the link works once, for `INVITATION_DAYS` days.

    `for_what` completes the sentence in the mail ("mee te doen in …"). The caller has checked that `actor` may.
    """
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email.strip().lower(),
        name=name.strip(),
        token_hash=token_hash(token),
        global_roles=list(global_roles),
        invited_by_id=actor.user_id,
        created_at=now,
        expires_at=now + dt.timedelta(days=settings.INVITATION_DAYS),
    )
    audit.record(actor=actor, verb="invite", target=invitation, now=now, visibility=Visibility.ADMIN)
    mail.queue_mail(
        key=f"invitation:{invitation.pk}",
        to=invitation.email,
        subject=_("Doet u mee? Uw uitnodiging voor %(what)s") % {"what": for_what},
        template="accounts/mail/invitation.txt",
        context={
            "name": invitation.name,
            "for_what": for_what,
            "link": settings.SITE_URL + reverse("invitation", args=(token,)),
            "expires_at": invitation.expires_at,
        },
        now=now,
    )
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, name: str, password: str, now: dt.datetime) -> User:
    """Turn an invitation into an account (or add what it opens to the account with that address).

    Raises `RuleError` when the link was used, withdrawn or is too old. Locks the invitation: a double click
    accepts once.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_usable(now):
        raise RuleError(_("Deze uitnodiging werkt niet meer. Vraag om een nieuwe uitnodiging."))
    user = User.objects.filter(email__iexact=invitation.email).first()
    if user is None:
        user = User.objects.create_user(invitation.email, password, name=name, joined_at=now)
    new_roles = sorted(set(user.global_roles) | set(invitation.global_roles))
    if new_roles != sorted(user.global_roles):
        user.global_roles = new_roles
        user.save(update_fields=("global_roles",))
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=("accepted_at", "accepted_by"))
    invitation_accepted.send(sender=Invitation, invitation=invitation, user=user, now=now)
    audit.record(
        actor=Actor(user_id=user.pk),
        verb="accept_invitation",
        target=invitation,
        now=now,
        visibility=Visibility.ADMIN,
    )
    return user


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: Actor, now: dt.datetime) -> Invitation:
    """Withdraw an invitation that was not used yet. A second time changes nothing."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise RuleError(_("Deze uitnodiging is al gebruikt. Beëindig de deelname als dat nodig is."))
    if invitation.revoked_at is None:
        invitation.revoked_at = now
        invitation.save(update_fields=("revoked_at",))
        audit.record(
            actor=actor, verb="revoke_invitation", target=invitation, now=now, visibility=Visibility.ADMIN
        )
    return invitation


@transaction.atomic
def set_global_roles(*, user: User, roles: Sequence[str], actor: Actor, now: dt.datetime) -> User:
    """Give a person exactly these global roles. The caller has checked that `actor` may."""
    user = User.objects.select_for_update().get(pk=user.pk)
    user.global_roles = sorted(set(roles))
    user.save(update_fields=("global_roles",))
    audit.record(
        actor=actor,
        verb="set_global_roles",
        target=user,
        now=now,
        visibility=Visibility.ADMIN,
        roles=user.global_roles,
    )
    return user
