# SPDX-License-Identifier: EUPL-1.2
"""Forms to promise, to report how it went, and to confirm or dispute."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm, offer
from processes.enums import PromiseResult, PromiseVerdict
from processes.models import Party
from processes.rules.promises import (
    ACCEPT,
    REASON_LENGTH,
    REPORT_LENGTH,
    TEXT_LENGTH,
    too_large,
)

CHOICE = _("Kies uit de lijst. Deze keuze staat er niet bij.")
LAST_DAY = dt.date(2100, 12, 31)


def _text(length: int, *, rows: int, **kwargs: Any) -> forms.CharField:
    """A text the server measures: the browser would cut off what is pasted."""
    field = forms.CharField(widget=forms.Textarea(attrs={"rows": rows, "data-count": length}), **kwargs)
    field.strip = False
    return field


class PromiseForm(PortalForm):
    """What a party promises."""

    party = forms.TypedChoiceField(
        label=_("Namens wie belooft u dit?"),
        coerce=int,
        error_messages={"required": _("Kies namens wie u dit belooft."), "invalid_choice": CHOICE},
    )
    text = _text(
        TEXT_LENGTH,
        rows=3,
        label=_("Wat belooft u?"),
        help_text=_("Eén zin die ieder snapt. Bijvoorbeeld: wij maaien elke maand het veld."),
        error_messages={"required": _("Schrijf op wat u belooft.")},
    )
    due_on = forms.DateField(
        label=_("Wanneer is het klaar?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Vul een bestaande dag in, of laat dit leeg.")},
    )

    def __init__(self, *args: Any, parties: Sequence[Party], today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        offer(self, "party", [(party.pk, party.name) for party in parties])
        if len(parties) == 1:
            self.fields["party"].widget = forms.HiddenInput()
            self.initial["party"] = parties[0].pk

    def clean(self) -> dict[str, Any]:
        """Nobody sees an error at a hidden field."""
        field = self.fields["party"]
        if isinstance(field.widget, forms.HiddenInput) and "party" in self.errors:
            self.add_error(None, self.errors.pop("party").as_data())
        return self.cleaned_data

    def clean_due_on(self) -> dt.date | None:
        """A promise looks ahead."""
        day: dt.date | None = self.cleaned_data["due_on"]
        if day is not None and not self.today <= day <= LAST_DAY:
            raise forms.ValidationError(_("Kies een dag vanaf vandaag, of laat dit leeg."))
        return day


class ManyFilesInput(forms.ClearableFileInput):
    """A file control that takes more than one file."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Some files, or none. The action looks at what is in them."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """A list, whatever the browser sends."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(file, initial) for file in files]


class ReportForm(PortalForm):
    """How it went."""

    seen = forms.IntegerField(min_value=0, max_value=10_000, widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label=_("Hoe ging het?"),
        choices=PromiseResult.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het ging."), "invalid_choice": CHOICE},
    )
    text = _text(
        REPORT_LENGTH,
        rows=4,
        label=_("Vertel het kort"),
        help_text=_("Wat is gedaan, en wat nog niet? Noem geen namen van personen."),
        error_messages={"required": _("Schrijf kort hoe het ging.")},
    )
    attachments = FilesField(
        label=_("Laat het zien"),
        help_text=_(
            "Hoogstens drie bestanden van 10 MB: een foto (jpg, png), een pdf of een document. "
            "De partijen en de raad kunnen ze zien."
        ),
        required=False,
        allow_empty_file=True,
        widget=ManyFilesInput(attrs={"accept": ACCEPT}),
        error_messages={"invalid": _("Kies een bestand."), "missing": _("Kies een bestand.")},
    )

    def __init__(self, *args: Any, oversized: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.oversized = oversized

    def clean(self) -> dict[str, Any]:
        """A file that was dropped while it came in is refused in words."""
        if "attachments" in self.oversized:
            self.add_error("attachments", too_large())
        return self.cleaned_data


class VerdictForm(PortalForm):
    """What the other side says of a report."""

    report = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("Klopt deze melding?"),
        choices=[
            (PromiseVerdict.CONFIRMED.value, _("Ja, dit bevestig ik")),
            (PromiseVerdict.DISPUTED.value, _("Nee, ik zie het anders")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies of u dit bevestigt."), "invalid_choice": CHOICE},
    )
    reason = _text(
        REASON_LENGTH,
        rows=3,
        label=_("Toelichting"),
        help_text=_("Ziet u het anders? Schrijf dan op waarom."),
        required=False,
    )
