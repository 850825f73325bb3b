# SPDX-License-Identifier: EUPL-1.2
"""The form for one rule in a draft of the rules. What is wrong says `rules/rule_sets.py`, all at once."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm
from processes.enums import Severity
from processes.forms.versions import with_seen
from processes.rules.rule_sets import LONGEST, RuleWords, flaws_of
from processes.rules.versions import stamp


def _words(name: str, label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2, "data-count": LONGEST[name]}),
        error_messages={"required": _("Vul dit in.")},
    )


class RuleForm(PortalForm):
    """How heavy a rule weighs, and its words. `seen` is the stamp of the rule the person started from."""

    severity = forms.ChoiceField(
        label=_("Hoe zwaar weegt deze regel?"),
        choices=Severity.choices,
        error_messages={"invalid_choice": _("Kies uit de lijst."), "required": _("Kies uit de lijst.")},
    )
    name = _words("name", _("Wat is er geregeld?"), _("Zo staat het er als het is ingevuld."))
    ask = _words(
        "ask", _("Wat moeten mensen doen?"), _("Begin met een werkwoord. Hoogstens 20 woorden per zin.")
    )
    reason = _words("reason", _("Waarom staat deze regel er?"), _("De zin waar de regel op rust."))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, code: str, words: RuleWords, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code = code
        first = {name: getattr(words, name) for name in ("severity", "name", "ask", "reason")}
        self.initial = {**first, "seen": stamp(words), **self.initial}
        self.helper = FormHelper()
        self.helper.add_input(Submit("bewaar", _("Bewaar")))

    def words(self) -> RuleWords:
        """What was typed."""
        said = {name: self.cleaned_data.get(name, "") for name in ("severity", "name", "ask", "reason")}
        return RuleWords(**said).tidied()

    def clean(self) -> dict[str, Any]:
        """Add everything the rules say is wrong."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        told = set(self.errors)
        for field, message in flaws_of(self.code, self.words()):
            if field not in told:
                self.add_error(field, message)
        return cleaned

    def start_from(self, words: RuleWords) -> None:
        """After somebody else's words were shown: what is typed here now may take their place."""
        self.data = with_seen(self.data, stamp(words))
