# SPDX-License-Identifier: EUPL-1.2
"""Forms on parties and their people."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gm_portal.accounts.forms import email_field, name_field
from gm_portal.core.forms import PortalForm
from processes.enums import MembershipRole
from processes.models import Membership, Party
from processes.rules.parties import first_role

ROLE_CHOICES = [
    (MembershipRole.COORDINATOR, _("coördinator: spreekt en tekent namens de partij, nodigt mensen uit")),
    (MembershipRole.DEPUTY, _("vervanger: mag hetzelfde als de coördinator")),
    (MembershipRole.MEMBER, _("lid: leest en schrijft mee")),
]


def role_field() -> forms.ChoiceField:
    """The role somebody has in a party."""
    return forms.ChoiceField(
        label=_("Rol"),
        choices=ROLE_CHOICES,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies een rol."),
            "invalid_choice": _("Kies een rol uit de lijst."),
        },
    )


class InviteForm(PortalForm):
    """Invite one person to a party."""

    name = name_field()
    email = email_field(help_text=_("Deze persoon krijgt een mail met een link die één keer werkt."))
    role = role_field()

    def __init__(self, *args: Any, party: Party, roles: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("role", first_role(roles))
        self.helper = FormHelper()
        self.helper.form_action = reverse("party-invite", args=(party.process.slug, party.pk))
        self.helper.add_input(Submit("stuur", _("Stuur uitnodiging")))


class RoleForm(PortalForm):
    """Another role for one person."""

    role = role_field()

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("role", membership.role)
        self.helper = FormHelper()
        self.helper.add_input(Submit("bewaar", _("Bewaar de rol")))


class ConfirmForm(PortalForm):
    """One button. `verb` stands on it."""

    def __init__(self, *args: Any, verb: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("doe", verb))
