# SPDX-License-Identifier: EUPL-1.2
"""A form field for each own field of an agreement, and the two kinds of input Django does not bring."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from processes.rules.agreement_fields import FieldKind, FieldSpec
from processes.rules.agreements import FIELD_LENGTHS, FIRST_DAY, LAST_DAY, MOST_CENTS, MOST_DAYS

# 57.363 or 57.363,50 or 57363.50, with or without the sign.
MONEY = re.compile(r"(\d{1,3}(?:\.\d{3})+|\d{1,15})(?:,(\d{1,2}))?|(\d{1,15})\.(\d{1,2})")


class PlainTextField(forms.CharField):
    """Text with one kind of line end: a browser sends two characters for what counts as one."""

    def to_python(self, value: Any) -> str:
        """The text, stripped."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n").strip()


class EuroField(forms.CharField):
    """An amount as people write it; its value is whole cents."""

    default_error_messages = {
        "invalid": _("Vul een bedrag in, bijvoorbeeld 5.000 of 5.000,50."),
        "max_value": _("Dit bedrag kan niet kloppen. Vul een lager bedrag in."),
    }

    def clean(self, value: Any) -> int | None:
        """Whole cents, or None."""
        text = re.sub(r"[€\s]", "", super().clean(value) or "").removesuffix(",-")
        if not text:
            return None
        match = MONEY.fullmatch(text)
        if match is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        whole = (match[1] or match[3]).replace(".", "")
        cents = int(whole) * 100 + int((match[2] or match[4] or "0").ljust(2, "0"))
        if cents > MOST_CENTS:
            raise ValidationError(self.error_messages["max_value"], code="max_value")
        return cents

    def prepare_value(self, value: Any) -> Any:
        """Cents as an amount that can be typed again; what was typed stays as it was."""
        if isinstance(value, int):
            euros = Decimal(value) / 100
            return f"{euros:.2f}".replace(".", ",").removesuffix(",00")
        return value


def field_for(spec: FieldSpec) -> forms.Field:
    """The form field of an own field. Lengths and limits are those of `rules/agreements.py`."""
    common: dict[str, Any] = {"label": spec.label, "help_text": spec.help, "required": spec.required}
    needed = {"required": _("Vul dit in. Zonder dit is de afspraak niet duidelijk.")}
    if spec.kind in FIELD_LENGTHS:
        longest = FIELD_LENGTHS[spec.kind]
        too_long = {"max_length": _("Maak de tekst korter: hoogstens %(limit_value)s tekens.")}
        if spec.kind is FieldKind.LONG:
            common["widget"] = forms.Textarea(attrs={"rows": 3, "data-count": longest})
        return PlainTextField(max_length=longest, error_messages=needed | too_long, **common)
    if spec.kind is FieldKind.CENTS:
        return EuroField(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **common)
    if spec.kind is FieldKind.DATE:
        wrong = {"invalid": _("Vul een datum in, bijvoorbeeld 15-1-2027.")}
        return forms.DateField(error_messages=needed | wrong, **common)
    if spec.kind is FieldKind.YES:
        return forms.BooleanField(**common | {"required": False})
    if spec.kind in (FieldKind.DAYS, FieldKind.YEAR):
        return _number(spec, common, needed)
    return _choice(spec, common, needed)


def _number(spec: FieldSpec, common: dict[str, Any], needed: dict[str, Any]) -> forms.Field:
    low, high = (1, MOST_DAYS) if spec.kind is FieldKind.DAYS else (FIRST_DAY.year, LAST_DAY.year)
    wrong = _("Vul een heel getal in van %(low)s tot en met %(high)s.") % {"low": low, "high": high}
    messages = needed | {"invalid": wrong, "min_value": wrong, "max_value": wrong}
    # No type=number: a wheel over the field must not change what people agreed.
    widget = forms.TextInput(attrs={"inputmode": "numeric"})
    return forms.IntegerField(min_value=low, max_value=high, error_messages=messages, widget=widget, **common)


def _choice(spec: FieldSpec, common: dict[str, Any], needed: dict[str, Any]) -> forms.Field:
    wrong = _("Kies een van de mogelijkheden.")
    messages = needed | {"invalid_choice": wrong, "invalid_list": wrong}
    if spec.kind is FieldKind.MANY:
        return forms.MultipleChoiceField(
            choices=spec.choices, widget=forms.CheckboxSelectMultiple, error_messages=messages, **common
        )
    if len(spec.choices) > 5 or not spec.required:
        nothing = [("", _("Maak een keuze") if spec.required else _("Nog niet gekozen"))]
        return forms.ChoiceField(choices=[*nothing, *spec.choices], error_messages=messages, **common)
    return forms.ChoiceField(
        choices=spec.choices, widget=forms.RadioSelect, error_messages=messages, **common
    )
