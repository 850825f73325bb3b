# SPDX-License-Identifier: EUPL-1.2
"""Forgetting: a person who asks for it, and what is older than its purpose (docs/privacy).

Erasing takes the name, the address and every way in; what somebody wrote for a party stays, under the name
"Eerdere deelnemer". A party never loses its words because a person leaves.
"""

import datetime as dt
from importlib import import_module

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from gm_portal.accounts.models import Invitation, User
from gm_portal.accounts.permissions import PeoplePermission
from gm_portal.accounts.queries import administrators
from gm_portal.accounts.signals import person_erased
from gm_portal.core import audit, mail, pages
from gm_portal.core.actors import Actor
from gm_portal.core.errors import NotAllowedError, RuleError
from gm_portal.core.models import Visibility
from gm_portal.core.permissions import allows

KEPT_FOR = dt.timedelta(days=90)
ERASED_DOMAIN = "verwijderd.invalid"


@transaction.atomic
def erase_person(*, user: User, actor: Actor, now: dt.datetime) -> User:
    """Anonymise a person for good: by the person self, or by an administrator who was asked to.

    Seats in parties end today (a receiver of `person_erased` does that), also the seat of a last coordinator:
    a person's right goes first, and the party is flagged. The last administrator hands over first.
    """
    is_own = actor.user_id == user.pk and allows(actor, PeoplePermission.OWN_DATA)
    if not is_own and not allows(actor, PeoplePermission.MANAGE):
        raise NotAllowedError("only the person or an administrator erases an account")
    remaining = {person.pk for person in administrators().select_for_update()}
    if remaining == {user.pk}:
        raise RuleError(_("U bent de laatste beheerder. Geef eerst iemand anders de rol beheer."))
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        return user
    address = user.email
    person_erased.send(sender=User, user=user, actor=actor, now=now)
    _close_every_way_in(user)
    mail.forget_recipient(address)
    invitations = Invitation.objects.filter(Q(email=address) | Q(accepted_by=user))
    invitations.filter(accepted_at__isnull=True, revoked_at__isnull=True).update(revoked_at=now)
    invitations.update(email="", name="")
    with translation.override(settings.LANGUAGE_CODE):
        user.name = _("Eerdere deelnemer")
    user.email = f"{user.pk}@{ERASED_DOMAIN}"
    user.language = settings.LANGUAGE_CODE
    user.global_roles = []
    user.is_active = False
    user.last_login = None
    user.set_unusable_password()
    user.save()
    audit.record(actor=actor, verb="erase_person", target=user, now=now, visibility=Visibility.ADMIN)
    pages.refresh_after_commit()
    return user


def _close_every_way_in(user: User) -> None:
    """Sessions, second factors, addresses and municipal accounts: with them go the addresses they hold."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for session in UserSession.objects.filter(user=user):
        store.delete(session.session_key)
    for kind in (UserSession, Authenticator, EmailAddress, SocialAccount):
        kind.objects.filter(user=user).delete()


def forget_old_invitations(*, now: dt.datetime) -> int:
    """Take name and address out of invitations that were used, withdrawn or ran out 90 days ago; how many."""
    moment = now - KEPT_FOR
    old = Invitation.objects.filter(
        Q(accepted_at__lt=moment) | Q(revoked_at__lt=moment) | Q(expires_at__lt=moment)
    )
    return old.exclude(email="", name="").update(email="", name="")


def forget_old_sessions(*, now: dt.datetime) -> int:
    """Delete sessions that ran out, and with them the address and browser they were used from; how many."""
    Session.objects.filter(expire_date__lt=now).delete()
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    count, _per_kind = gone.delete()
    return count
