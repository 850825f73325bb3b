# SPDX-License-Identifier: EUPL-1.2
"""Forms around residents who look back: opening the link, and their own page."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm
from processes.forms.contributions import ResidentForm
from processes.forms.evaluations import day_field
from processes.queries.evaluation_voices import OpenedVoices

WHERE = _("Waar woont u?")


class OpenVoicesForm(PortalForm):
    """Until when residents may answer."""

    last = day_field(_("Tot en met welke dag kunnen inwoners meedoen?"))

    def __init__(self, *args: Any, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("last", today + dt.timedelta(days=28))
        self.helper = FormHelper()
        self.helper.add_input(Submit("open", _("Maak de link")))


class VoiceForm(ResidentForm):
    """The questions for residents; with more than one wijk or dorp also where they live."""

    gebied = forms.ChoiceField(
        label=WHERE,
        help_text=_("U hoeft dit niet te zeggen. Wij tonen pas iets vanaf tien antwoorden."),
        required=False,
        error_messages={"invalid_choice": _("Kies uw wijk of dorp uit de lijst.")},
    )

    def __init__(self, *args: Any, opened: OpenedVoices, **kwargs: Any) -> None:
        super().__init__(*args, opened=opened, **kwargs)
        if opened.areas:
            field: Any = self.fields["gebied"]
            field.choices = [
                ("", _("zeg ik liever niet")),
                *((each.code, each.name) for each in opened.areas),
            ]
        else:
            del self.fields["gebied"]
