# SPDX-License-Identifier: EUPL-1.2
"""Small forms of the steps of an agreement: sign, take back, withdraw, end, prolong, and compare versions."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm, offer
from processes.forms.agreement_fields import PlainTextField
from processes.models import AgreementVersion
from processes.rules.agreements import REASON_LENGTH


def reason_field(label: Any) -> PlainTextField:
    """Why: asked at each step that others must be able to follow."""
    return PlainTextField(
        label=label,
        help_text=_("Iedereen die de afspraak leest, ziet dit. Hoogstens 400 tekens."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": REASON_LENGTH}),
        error_messages={
            "required": _("Schrijf kort op waarom. De andere partij leest het."),
            "max_length": _("Maak de reden korter: hoogstens 400 tekens."),
        },
    )


class ReasonForm(PortalForm):
    """One reason, with the version it is about."""

    reason = reason_field(_("Waarom?"))
    version = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, verb: Any, asks: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asks:
            self.fields["reason"].label = asks
        self.helper = FormHelper()
        self.helper.add_input(Submit("bewaar", verb))


class ProlongForm(PortalForm):
    """A later end date, the day to look back on it, and why."""

    ends_on = forms.DateField(
        label=_("Tot en met welke dag?"),
        error_messages={
            "required": _("Vul de nieuwe einddatum in."),
            "invalid": _("Vul een datum in, bijvoorbeeld 15-1-2027."),
        },
    )
    evaluate_on = forms.DateField(
        label=_("Op welke dag kijkt u samen terug?"),
        required=False,
        error_messages={"invalid": _("Vul een datum in, bijvoorbeeld 15-1-2027.")},
    )
    reason = reason_field(_("Waarom wilt u verlengen?"))
    based_on = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: AgreementVersion, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("based_on", version.number)
        if version.evaluate_on and version.evaluate_on >= today:
            self.initial.setdefault("evaluate_on", version.evaluate_on)
        self.helper = FormHelper()
        self.helper.add_input(Submit("bewaar", _("Stel de verlenging voor")))


class CompareForm(forms.Form):
    """Two versions to hold side by side; sent in the address."""

    van = forms.TypedChoiceField(
        label=_("Van"), coerce=int, error_messages={"invalid_choice": _("Kies een versie uit de lijst.")}
    )
    naar = forms.TypedChoiceField(
        label=_("Naar"), coerce=int, error_messages={"invalid_choice": _("Kies een versie uit de lijst.")}
    )

    def __init__(self, *args: Any, numbers: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(number, _("Versie %(number)s") % {"number": number}) for number in sorted(numbers)]
        for name in ("van", "naar"):
            offer(self, name, choices)
