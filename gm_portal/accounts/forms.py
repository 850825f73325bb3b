# SPDX-License-Identifier: EUPL-1.2
"""Forms on people and invitations."""

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from gm_portal.accounts.models import User
from gm_portal.accounts.roles import GlobalRole
from gm_portal.core.forms import PortalForm

NAME_ERRORS = {
    "required": _("Vul een naam in."),
    "max_length": _("Maak de naam korter: hoogstens 120 tekens."),
}
EMAIL_ERRORS = {
    "required": _("Vul een e-mailadres in."),
    "invalid": _("Vul een heel e-mailadres in, zoals naam@voorbeeld.nl."),
    "max_length": _("Dit e-mailadres is te lang. Vul een korter adres in."),
}


def name_field(**kwargs: Any) -> forms.CharField:
    """The name of a person."""
    widget = forms.TextInput(attrs={"autocomplete": kwargs.pop("autocomplete", "off")})
    options: dict[str, Any] = {
        "label": _("Naam"),
        "max_length": 120,
        "widget": widget,
        "error_messages": NAME_ERRORS,
    }
    return forms.CharField(**(options | kwargs))


def email_field(**kwargs: Any) -> forms.EmailField:
    """The e-mail address of somebody else, so nothing is filled in by the browser."""
    widget = forms.EmailInput(attrs={"autocomplete": "off"})
    options: dict[str, Any] = {
        "label": _("E-mailadres"),
        "max_length": 254,
        "widget": widget,
        "error_messages": EMAIL_ERRORS,
    }
    return forms.EmailField(**(options | kwargs))


class AcceptForm(PortalForm):
    """A new person gives a name and chooses a password."""

    name = name_field(
        label=_("Uw naam"), help_text=_("Zo zien anderen u in dit portaal."), autocomplete="name"
    )
    password = forms.CharField(
        label=_("Uw wachtwoord"),
        help_text=_("Minstens 12 tekens. Een korte zin onthoudt u makkelijk."),
        max_length=256,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={
            "required": _("Kies een wachtwoord."),
            "max_length": _("Kies een korter wachtwoord: hoogstens 256 tekens."),
        },
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean(self) -> dict[str, Any]:
        """The password is checked against the common ones, and against name and address."""
        cleaned: dict[str, Any] = super().clean() or {}
        password = cleaned.get("password")
        if password:
            person = User(email=self.email, name=cleaned.get("name", ""))
            try:
                password_validation.validate_password(password, person)
            except forms.ValidationError as error:
                self.add_error("password", error)
        return cleaned


ROLES_FIELD: dict[str, Any] = {
    "label": _("Rollen"),
    "choices": GlobalRole.choices,
    "widget": forms.CheckboxSelectMultiple,
    "error_messages": {
        "required": _("Kies minstens één rol."),
        "invalid_choice": _("Kies een rol uit de lijst."),
        "invalid_list": _("Kies een rol uit de lijst."),
    },
}


class InviteWithRolesForm(PortalForm):
    """Invite somebody for the council, the clerk's office, the alderman or administration."""

    name = name_field()
    email = email_field()
    roles = forms.MultipleChoiceField(**ROLES_FIELD)


class RolesForm(PortalForm):
    """Exactly these global roles; none is fine."""

    roles = forms.MultipleChoiceField(required=False, **ROLES_FIELD)


class EraseForm(PortalForm):
    """Erasing cannot be undone, so it asks for a tick."""

    sure = forms.BooleanField(
        label=_("Ja, wis deze gegevens voorgoed."),
        error_messages={"required": _("Zet een vinkje als u dit zeker weet.")},
    )
