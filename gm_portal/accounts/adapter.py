# SPDX-License-Identifier: EUPL-1.2
"""How allauth behaves here: nobody signs up by himself, mail is plain, names come from the invitation."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from gm_portal.core import clock


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Invitations only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come in by invitation."""
        return False

    def new_user(self, request: HttpRequest) -> Any:
        """A new person, with the moment of joining."""
        user = super().new_user(request)
        user.joined_at = clock.now()
        return user


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Municipal single sign-on: keyed on the stable subject, never linked by e-mail address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Only people who were invited first can connect their municipal account."""
        return False
