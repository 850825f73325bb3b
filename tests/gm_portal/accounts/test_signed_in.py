# SPDX-License-Identifier: EUPL-1.2
"""The person who asks, and nobody else."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.test import RequestFactory
from django.utils.functional import SimpleLazyObject

from gm_portal.accounts.models import User
from gm_portal.accounts.signed_in import current_user


def test_the_person_who_is_signed_in() -> None:
    person = User(name="Bewoner", email="bewoner@demo.example")
    request = RequestFactory().get("/")
    request.user = SimpleLazyObject(lambda: person)
    assert current_user(request) == person


def test_nobody_is_no_person() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    with pytest.raises(PermissionDenied):
        current_user(request)
