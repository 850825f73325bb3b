# SPDX-License-Identifier: EUPL-1.2
"""The way in. The link in the mail is looked up once; from there on the session knows the invitation.

So the token stands in one address only: no page that could tell it on (Referer, history, log) is shown there.
"""

import datetime as dt

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from gm_portal.accounts import actions, queries
from gm_portal.accounts.forms import AcceptForm
from gm_portal.accounts.models import Invitation, User
from gm_portal.accounts.tokens import token_hash
from gm_portal.core import clock, limits
from gm_portal.core.actors import current_actor
from gm_portal.core.forms import PortalForm, bound
from gm_portal.core.gate import gate

INVITED = "invitation"
TRIES = 30
TRIES_SECONDS = 600


@gate()
@never_cache
def open_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """`/uitnodiging/<token>/`: check the link and go on without the token in the address."""
    if not limits.take(f"invitation:{token_hash(token)}", limit=TRIES, seconds=TRIES_SECONDS):
        return render(request, "accounts/invitation_gone.html", {"reason": "often"}, status=429)
    invitation = queries.invitation_by_token(token)
    refusal = _refusal(request, invitation, clock.now())
    if refusal is not None or invitation is None:
        return refusal or _gone(request, "unknown", 404)
    request.session[INVITED] = invitation.pk
    return redirect("invitation-accept")


@gate(methods=("GET", "POST"))
@never_cache
def accept(request: HttpRequest) -> HttpResponse:
    """`/uitnodiging/`: who invites for what; a name and a password, or one button for who has an account."""
    now = clock.now()
    try:
        invitation = queries.invitation_by_id(request.session[INVITED])
    except (KeyError, Invitation.DoesNotExist):
        return _gone(request, "unknown", 404)
    refusal = _refusal(request, invitation, now)
    if refusal is not None:
        return refusal
    account = queries.account_for(invitation.email)
    is_other = request.user.is_authenticated and (account is None or account.pk != request.user.pk)
    if is_other or (account is not None and not request.user.is_authenticated):
        page = {"invitation": invitation, "must": "sign_out" if is_other else "sign_in"}
        return render(
            request, "accounts/invitation.html", page, status=403 if request.method == "POST" else 200
        )
    if request.method == "POST" and not _may_try(invitation):
        return render(request, "accounts/invitation_gone.html", {"reason": "often"}, status=429)
    if account is None:
        return _accept_as_new_person(request, invitation, now)
    return _accept_with_account(request, invitation, now)


def _accept_as_new_person(request: HttpRequest, invitation: Invitation, now: dt.datetime) -> HttpResponse:
    form = bound(AcceptForm, request, email=invitation.email, initial={"name": invitation.name})
    if request.method == "POST" and form.is_valid():
        user = form.try_to(
            lambda: actions.accept_invitation(
                invitation=invitation,
                actor=current_actor(request),
                now=now,
                name=form.cleaned_data["name"],
                password=form.cleaned_data["password"],
            )
        )
        if user is not None:
            return _sign_in(request, user)
    page = {"invitation": invitation, "form": form}
    return render(request, "accounts/invitation.html", page, status=400 if form.errors else 200)


def _accept_with_account(request: HttpRequest, invitation: Invitation, now: dt.datetime) -> HttpResponse:
    form = bound(PortalForm, request)
    if request.method == "POST" and form.is_valid():
        user = form.try_to(
            lambda: actions.accept_invitation(invitation=invitation, actor=current_actor(request), now=now)
        )
        if user is not None:
            del request.session[INVITED]
            messages.success(request, _("U doet mee. Welkom!"))
            return redirect(settings.INVITATION_REDIRECT_URL)
    page = {"invitation": invitation, "form": form, "has_account": True}
    return render(request, "accounts/invitation.html", page, status=400 if form.errors else 200)


def _sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Sign in through allauth, so that every later step (a second factor) still applies.

    The link in the mailbox was the proof of the address, so no code is mailed after it: the method
    "invitation" is not among `ACCOUNT_LOGIN_BY_CODE_REQUIRED`.
    """
    del request.session[INVITED]
    record_authentication(request, user, method="invitation", email=user.email)
    messages.success(request, _("U doet mee. Welkom!"))
    response: HttpResponse = perform_login(
        request, user, email=user.email, redirect_url=settings.INVITATION_REDIRECT_URL
    )
    return response


def _may_try(invitation: Invitation) -> bool:
    return limits.take(f"invitation:accept:{invitation.pk}", limit=TRIES, seconds=TRIES_SECONDS)


def _refusal(request: HttpRequest, invitation: Invitation | None, now: dt.datetime) -> HttpResponse | None:
    """The page for a link that does not work, None for one that does."""
    if invitation is None:
        return _gone(request, "unknown", 404)
    if invitation.is_usable(now):
        return None
    reason = "used" if invitation.accepted_at else "revoked" if invitation.revoked_at else "expired"
    return _gone(request, reason, 410)


def _gone(request: HttpRequest, reason: str, status: int) -> HttpResponse:
    return render(request, "accounts/invitation_gone.html", {"reason": reason}, status=status)
