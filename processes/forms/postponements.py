# SPDX-License-Identifier: EUPL-1.2
"""Forms to put a required finding off together, and to answer such a proposal."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm
from processes.rules.postponements import MOST_CHARACTERS

CONFIRM, CLOSE = "bevestig", "stop"


class PostponeForm(PortalForm):
    """Until when, and why."""

    until = forms.DateField(
        label=_("Tot en met welke dag?"),
        help_text=_("Hoogstens een jaar. Daarna staat het punt weer open."),
        error_messages={
            "required": _("Kies een dag die nog komt."),
            "invalid": _("Vul een datum in, bijvoorbeeld 15-1-2027."),
        },
    )
    reason = forms.CharField(
        label=_("Waarom stelt u dit uit?"),
        help_text=_("Iedereen kan dit lezen zodra de andere kant bevestigt."),
        max_length=MOST_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": MOST_CHARACTERS}),
        error_messages={
            "required": _("Schrijf op waarom u dit uitstelt."),
            "max_length": _("Maak de reden korter: hoogstens 300 tekens."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("bewaar", _("Stel dit uitstel voor")))


class AnswerForm(PortalForm):
    """What one side does with a postponement: confirm it, or stop it."""

    stap = forms.ChoiceField(
        choices=((CONFIRM, CONFIRM), (CLOSE, CLOSE)),
        error_messages={
            "required": _("Kies wat u met dit uitstel doet."),
            "invalid_choice": _("Kies wat u met dit uitstel doet."),
        },
    )
