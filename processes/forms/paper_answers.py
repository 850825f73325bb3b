# SPDX-License-Identifier: EUPL-1.2
"""Forms around a party's own answers from paper: typing one over from the sheet, and checking it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from processes.forms.conversations import AnswerForm


class SheetAnswerForm(AnswerForm):
    """What stands at one question on the party's sheet, with the code of that sheet."""

    sheet_code = forms.CharField(
        label=_("Bladcode"),
        help_text=_("De code staat naast de QR-code en onderaan elk blad."),
        error_messages={
            "required": _("Vul de bladcode in die op het papier staat."),
            "max_length": _("Vul de bladcode in die op het papier staat."),
        },
        max_length=40,
    )


class CheckAnswerForm(AnswerForm):
    """The same text for the second person, to confirm or correct."""
