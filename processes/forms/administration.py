# SPDX-License-Identifier: EUPL-1.2
"""Forms for administrators: a process, and a party at its table."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm
from processes.enums import PartyKind
from processes.models import Area, Process
from processes.rules.administration import stamp


class ProcessForm(PortalForm):
    """Title, introduction and areas. `seen` guards against writing over somebody else's change."""

    title = forms.CharField(
        label=_("Titel"),
        help_text=_("De naam van de wijk, het dorp of de dorpen samen."),
        max_length=120,
        error_messages={
            "required": _("Vul een titel in."),
            "max_length": _("Maak de titel korter: hoogstens 120 tekens."),
        },
    )
    intro = forms.CharField(
        label=_("Inleiding"),
        help_text=_("Een of twee zinnen. Lezers zien ze boven aan de pagina."),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4, "data-count": "600"}),
        error_messages={"max_length": _("Maak de inleiding korter: hoogstens 600 tekens.")},
    )
    areas = forms.ModelMultipleChoiceField(
        label=_("Wijken en dorpen"),
        # Borders are large: a list of names does without.
        queryset=Area.objects.only("name").order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies minstens één wijk of dorp."),
            "invalid_choice": _("Kies een wijk of dorp uit de lijst."),
            "invalid_pk_value": _("Kies een wijk of dorp uit de lijst."),
            "invalid_list": _("Kies een wijk of dorp uit de lijst."),
        },
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, process: Process | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if process is not None:
            areas = [area.pk for area in process.areas.only("pk")]
            self.initial["title"] = process.title
            self.initial["intro"] = process.intro
            self.initial["areas"] = areas
            self.initial["seen"] = stamp(process.title, process.intro, areas)
        self.helper = FormHelper()
        self.helper.form_class = "form--wide"
        verb = _("Begin dit gebied") if process is None else _("Bewaar de wijzigingen")
        self.helper.add_input(Submit("bewaar", verb))


class PartyForm(PortalForm):
    """A party that joins the table."""

    kind = forms.ChoiceField(
        label=_("Soort partij"),
        choices=PartyKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies een soort."),
            "invalid_choice": _("Kies een soort uit de lijst."),
        },
    )
    name = forms.CharField(
        label=_("Naam"),
        max_length=160,
        error_messages={
            "required": _("Vul een naam in."),
            "max_length": _("Maak de naam korter: hoogstens 160 tekens."),
        },
    )
    short_name = forms.CharField(
        label=_("Korte naam"),
        help_text=_("Voor lijsten en tabellen."),
        required=False,
        max_length=60,
        error_messages={"max_length": _("Maak de korte naam korter: hoogstens 60 tekens.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("bewaar", _("Voeg de partij toe")))
