# SPDX-License-Identifier: EUPL-1.2
"""Writes on people and invitations. One verb a function, in one transaction, with its audit event.

What needs a permission of a higher floor (inviting to a party) is checked there; `invite` says so.
"""

import datetime as dt
from collections.abc import Sequence

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from gm_portal.accounts.models import Invitation, User
from gm_portal.accounts.permissions import PeoplePermission
from gm_portal.accounts.queries import account_for, administrators
from gm_portal.accounts.roles import GlobalRole
from gm_portal.accounts.signals import invitation_accepted
from gm_portal.accounts.tokens import new_token, token_hash
from gm_portal.core import audit, mail
from gm_portal.core.actors import Actor
from gm_portal.core.errors import RuleError
from gm_portal.core.models import Visibility
from gm_portal.core.permissions import require


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    for_what: str | Promise,
    actor: Actor,
    now: dt.datetime,
    global_roles: Sequence[str] = (),
) -> Invitation:
    """Invite one person by mail; the link works once, for `INVITATION_DAYS` days.

    `for_what` completes the sentence "nodigt u uit om …". The caller has checked that `actor` may. The mail is
    in Dutch, whatever language the sender reads the portal in.
    """
    token = new_token()
    with translation.override(settings.LANGUAGE_CODE):
        invitation = Invitation.objects.create(
            email=email.strip().lower(),
            name=name.strip(),
            for_what=str(for_what)[:300],
            token_hash=token_hash(token),
            global_roles=sorted(set(global_roles)),
            invited_by_id=actor.user_id,
            created_at=now,
            expires_at=now + dt.timedelta(days=settings.INVITATION_DAYS),
        )
        mail.queue_mail(
            key=f"invitation:{invitation.pk}",
            to=invitation.email,
            subject=_("Doet u mee? Uw uitnodiging voor %(site)s") % {"site": settings.SITE_NAME},
            template="accounts/mail/invitation.txt",
            context={
                "invitation": invitation,
                "link": settings.SITE_URL + reverse("invitation", args=(token,)),
            },
            now=now,
            holds_secret=True,
        )
    audit.record(actor=actor, verb="invite", target=invitation, now=now, visibility=Visibility.ADMIN)
    return invitation


@transaction.atomic
def invite_with_roles(
    *, email: str, name: str, roles: Sequence[str], actor: Actor, now: dt.datetime
) -> Invitation:
    """Invite somebody who gets global roles: council, clerk, alderman or administrator."""
    require(actor, PeoplePermission.MANAGE)
    if not roles:
        raise RuleError(_("Kies minstens één rol."), field="roles")
    words = ", ".join(str(GlobalRole(role).label) for role in sorted(set(roles)))
    for_what = _("mee te doen in dit portaal als %(roles)s") % {"roles": words}
    return invite(email=email, name=name, for_what=for_what, actor=actor, now=now, global_roles=roles)


@transaction.atomic
def accept_invitation(
    *, invitation: Invitation, actor: Actor, now: dt.datetime, name: str = "", password: str = ""
) -> User:
    """Turn an invitation into an account, or add what it opens to the account of the person who signed in.

    `actor` is nobody for a new person. Raises `RuleError` when the link was used, withdrawn or is too old, and
    when the address belongs to an account somebody else than `actor` has. Locks the invitation: a double click
    accepts once.
    """
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not invitation.is_usable(now):
        raise RuleError(_("Deze uitnodiging werkt niet meer. Vraag om een nieuwe uitnodiging."))
    user = account_for(invitation.email)
    if actor.user_id != (user.pk if user else None):
        if actor.is_signed_in:
            raise RuleError(_("Deze uitnodiging is voor een ander e-mailadres. Log eerst uit."))
        raise RuleError(_("U hebt al een account. Log eerst in en open dan de link opnieuw."))
    if user is None:
        user = _new_person(invitation, name, password, now)
    if not user.is_active:
        raise RuleError(_("Dit account is afgesloten. Vraag om een uitnodiging op een ander e-mailadres."))
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


def _new_person(invitation: Invitation, name: str, password: str, now: dt.datetime) -> User:
    """An account whose address is known to work: the link was mailed to it."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(
                invitation.email, password or None, name=name.strip(), joined_at=now
            )
    except IntegrityError as error:  # another invitation of the same person was accepted in the same second
        raise RuleError(_("U hebt al een account. Log eerst in en open dan de link opnieuw.")) from error
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: Actor, now: dt.datetime) -> Invitation:
    """Withdraw an invitation that was not used yet. A second time changes nothing.

    The caller has checked that `actor` may.
    """
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
    """Give a person exactly these global roles. The last administrator keeps that role."""
    require(actor, PeoplePermission.MANAGE)
    # All administrators are locked, so that two of them cannot take each other's role at the same moment.
    remaining = {person.pk for person in administrators().select_for_update()}
    user = User.objects.select_for_update().get(pk=user.pk, is_active=True)
    wanted = sorted(set(roles))
    if GlobalRole.ADMINISTRATOR not in wanted and remaining == {user.pk}:
        raise RuleError(
            _("Dit is de laatste beheerder. Geef eerst iemand anders de rol beheer."), field="roles"
        )
    if wanted == sorted(user.global_roles):
        return user
    user.global_roles = wanted
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
