# SPDX-License-Identifier: EUPL-1.2
"""Forms of areas."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm
from processes.enums import Step
from processes.models import Process


class StepForm(PortalForm):
    """Choose the step the process is at. `seen` guards against choosing over somebody else's choice."""

    step = forms.TypedChoiceField(
        label=_("Bij welke stap zijn wij nu?"),
        help_text=_("U bepaalt samen het tempo. Teruggaan mag ook."),
        choices=Step.choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies een van de drie stappen."),
            "invalid_choice": _("Kies een van de drie stappen."),
        },
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, process: Process, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("step", process.step)
        self.initial.setdefault("seen", process.step)
        self.helper = FormHelper()
        self.helper.form_action = reverse("process-step", args=(process.slug,))
        self.helper.add_input(Submit("kies", _("Kies deze stap")))

    def clean_seen(self) -> int | None:
        """The step on the page where the choice was made; anything else counts as not known."""
        seen = self.cleaned_data["seen"]
        return int(seen) if seen in {str(step) for step in Step.values} else None
