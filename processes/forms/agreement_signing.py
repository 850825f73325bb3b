# SPDX-License-Identifier: EUPL-1.2
"""Forms to sign an agreement and to record what the council decided."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm
from processes.forms.agreement_fields import PlainTextField


class SignForm(PortalForm):
    """The version that was read."""

    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)


class CouncilDecisionForm(SignForm):
    """What the council decided, as the clerk records it."""

    decided_on = forms.DateField(
        label=_("Op welke dag besloot de raad?"),
        error_messages={
            "required": _("Vul de dag van het besluit in."),
            "invalid": _("Vul een datum in, bijvoorbeeld 15-1-2027."),
        },
    )
    reference = PlainTextField(
        label=_("Kenmerk van het besluit"),
        max_length=80,
        error_messages={
            "required": _("Vul het kenmerk van het besluit in."),
            "max_length": _("Maak het kenmerk korter: hoogstens 80 tekens."),
        },
    )
    scope_text = PlainTextField(
        label=_("Wat besloot de raad, en binnen welke grenzen?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6, "data-count": 2000}),
        error_messages={
            "required": _("Schrijf op wat de raad besloot en binnen welke grenzen."),
            "max_length": _("Maak de tekst korter: hoogstens 2000 tekens."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("bewaar", _("Leg het raadsbesluit vast")))
