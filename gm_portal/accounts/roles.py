# SPDX-License-Identifier: EUPL-1.2
"""Global roles: what somebody is for the whole municipality, besides seats in parties."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class GlobalRole(models.TextChoices):
    """Roles an administrator gives. A person may hold several."""

    COUNCIL_MEMBER = "council_member", _("raadslid")
    CLERK = "clerk", _("griffie")
    ALDERMAN = "alderman", _("wethouder")
    ADMINISTRATOR = "administrator", _("beheer (concernstaf)")


DESCRIPTIONS = {
    GlobalRole.COUNCIL_MEMBER: _("Leest alles wat openbaar is en wat er aan de raad wordt gevraagd."),
    GlobalRole.CLERK: _("Legt raadsbesluiten vast."),
    GlobalRole.ALDERMAN: _("Leest mee en krijgt een seintje als terugkijken blijft liggen."),
    GlobalRole.ADMINISTRATOR: _("Nodigt mensen uit, beheert gebieden en bekijkt of het portaal goed draait."),
}
# BIO2 5.17.01: accounts that reach the internet need a second factor; volunteers get a code by e-mail.
NEEDS_SECOND_FACTOR = frozenset(GlobalRole.values)
