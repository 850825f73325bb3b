# SPDX-License-Identifier: EUPL-1.2
"""The first administrator of a new portal comes in by a command."""

import pytest
from django.core.management import CommandError, call_command

from gm_portal.accounts.models import Invitation
from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.models import OutgoingMail

pytestmark = pytest.mark.django_db


def test_the_command_mails_one_invitation() -> None:
    call_command("invite_administrator", "--email", "Beheer@Gemeente.example", verbosity=0)
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.global_roles) == (
        "beheer@gemeente.example",
        [GlobalRole.ADMINISTRATOR],
    )
    mail = OutgoingMail.objects.get()
    assert mail.to == "beheer@gemeente.example"
    assert "/uitnodiging/" in mail.body


@pytest.mark.parametrize("email", ["geen-adres", "", "a@b", "a\nb@c.example"])
def test_something_else_is_refused(email: str) -> None:
    with pytest.raises(CommandError):
        call_command("invite_administrator", "--email", email)
    assert not Invitation.objects.exists()
