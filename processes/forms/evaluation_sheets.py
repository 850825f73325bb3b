# SPDX-License-Identifier: EUPL-1.2
"""The form with which one side answers apart: the same fields as residents and the praatplaat use."""

from typing import Any

from django import forms

from processes.forms.contributions import ContributionForm
from processes.forms.conversations import SeenNumberField


class SheetForm(ContributionForm):
    """The questions of one side. `based_on` is the number of the text the writer started from."""

    based_on = SeenNumberField(required=False)

    def start_from(self, number: int) -> None:
        """After somebody else's text was shown: what is typed here goes on from that."""
        typed: Any = self.data
        typed = typed.copy()
        typed["based_on"] = str(number)
        self.data = typed


class ShareForm(forms.Form):
    """Share what was read."""

    number = SeenNumberField()
