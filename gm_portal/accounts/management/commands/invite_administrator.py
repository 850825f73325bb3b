# SPDX-License-Identifier: EUPL-1.2
"""`manage.py invite_administrator --email …`: how the first person comes into a new portal."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from gm_portal.accounts.actions import invite
from gm_portal.accounts.roles import GlobalRole
from gm_portal.core import clock
from gm_portal.core.actors import SYSTEM


class Command(BaseCommand):
    """Mails one invitation with the role of administrator; who is in invites the others."""

    help = "Invite an administrator by mail; for a portal that has none yet."

    def add_arguments(self, parser: CommandParser) -> None:
        """One address."""
        parser.add_argument("--email", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Queue the invitation; the worker sends it."""
        email = options["email"]
        try:
            validate_email(email)
        except ValidationError as error:
            raise CommandError(f"{email} is no e-mail address.") from error
        invitation = invite(
            email=email,
            name="",
            for_what=_("dit portaal te beheren"),
            global_roles=[GlobalRole.ADMINISTRATOR],
            actor=SYSTEM,
            now=clock.now(),
        )
        self.stdout.write(
            f"Invited {invitation.email}; the link works until {invitation.expires_at:%Y-%m-%d}."
        )
