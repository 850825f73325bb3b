# SPDX-License-Identifier: EUPL-1.2
"""How allauth behaves here: nobody signs up by himself, mail is plain, names come from the invitation."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from gm_portal.core import clock

# The second factors allauth asks for after a password (recovery codes only stand in for these).
FOLLOWS_A_PASSWORD = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):
    """Invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in by invitation."""
        return False

    def new_user(self, request: HttpRequest) -> Any:
        """A new person, with the moment of joining."""
        user = super().new_user(request)
        user.joined_at = clock.now()
        return user

    def is_login_by_code_required(self, login: Any) -> bool:
        """A password is followed by a code by mail, except where an own second factor follows anyway."""
        if login.user is not None and is_mfa_enabled(login.user, FOLLOWS_A_PASSWORD):
            return False
        return bool(super().is_login_by_code_required(login))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Municipal single sign-on: keyed on the stable subject, never linked by e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Only people who were invited first can connect their municipal account."""
        return False
