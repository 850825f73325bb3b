# SPDX-License-Identifier: EUPL-1.2
"""Forms around the day of a moment: propose another or none, answer a proposal, and choose the cycle of an area."""

import datetime as dt
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm
from processes.forms.evaluations import TOO_LONG, day_field
from processes.models import Evaluation
from processes.rules import cycles
from processes.rules.cycles import Cycle
from processes.rules.evaluations import REASON_LENGTH

CONFIRM, KEEP = "bevestig", "houd"


class _ProposalForm(PortalForm):
    """What both proposals share. `from_day` is the day on the page where somebody decided this."""

    from_day = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, evaluation: Evaluation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("from_day", evaluation.planned_on.isoformat())
        self.helper = FormHelper()

    def clean(self) -> dict[str, Any]:
        """A hidden field has no place for its error: it goes above the form."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors.pop("from_day", None):
            self.add_error(None, _("Deze pagina was verouderd. Kijk of de dag nog past en verstuur opnieuw."))
        return cleaned

    def show_day(self, day: dt.date) -> None:
        """Bind to the day that this page shows, so that the next try is about what the reader saw."""
        self._show("from_day", day.isoformat())

    def _show(self, name: str, value: str) -> None:
        if isinstance(self.data, QueryDict):
            shown = self.data.copy()
            shown[name] = value
            self.data = shown


class MoveForm(_ProposalForm):
    """Propose another day."""

    day = day_field(_("Welke dag past beter?"))
    reason = forms.CharField(
        label=_("Waarom een andere dag?"),
        help_text=_("Een korte zin is genoeg. Iedereen kan dit lezen."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Schrijf kort op waarom u een andere dag kiest."),
            "max_length": TOO_LONG,
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper.add_input(Submit("move", _("Stel deze dag voor")))


class CancelForm(_ProposalForm):
    """Propose that it does not take place. `alone` is what the page said: that nobody else counts on it yet."""

    reason = forms.CharField(
        label=_("Waarom gaat het niet door?"),
        help_text=_("Een korte zin is genoeg. Iedereen kan dit lezen."),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Schrijf kort op waarom het niet doorgaat."),
            "max_length": TOO_LONG,
        },
    )
    alone = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, alone: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_alone = alone
        self.initial.setdefault("alone", alone)
        verb = _("Neem dit moment terug") if alone else _("Stel voor om af te zeggen")
        self.helper.add_input(Submit("cancel", verb))

    def show_day(self, day: dt.date) -> None:
        """As for a move; and the next try is what this page offers, also when the other side was there meanwhile."""
        super().show_day(day)
        self._show("alone", str(self.is_alone))


class MoveAnswerForm(PortalForm):
    """Answer a proposal. Who made it has nothing to choose: sending takes it back."""

    answer = forms.ChoiceField(
        label=_("Wat is uw antwoord?"),
        choices=[(CONFIRM, _("Ja, de nieuwe dag past")), (KEEP, _("Nee, houd de oude dag"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies ja of nee."),
            "invalid_choice": _("Kies ja of nee."),
        },
    )
    reply = forms.CharField(
        label=_("Waarom blijft de dag zoals hij is?"),
        help_text=_("Alleen nodig bij nee. Iedereen kan dit lezen."),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, is_other_side: bool, calls_off: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        if calls_off:
            choices = [(CONFIRM, _("Ja, het gaat niet door")), (KEEP, _("Nee, houd deze dag"))]
            self.fields["answer"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
        if is_other_side:
            self.helper.add_input(Submit("send", _("Verstuur het antwoord")))
        else:
            del self.fields["answer"], self.fields["reply"]
            self.helper.add_input(Submit("send", _("Trek het voorstel in")))


def _weeks(label: Any, help_text: Any) -> forms.IntegerField:
    errors = {
        name: _("Vul een aantal weken in, van 1 tot en met 520.")
        for name in ("required", "invalid", "min_value", "max_value")
    }
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=cycles.SHORTEST,
        max_value=cycles.LONGEST,
        error_messages=errors,
    )


class CycleForm(PortalForm):
    """How often an area looks back, in weeks."""

    short_weeks = _weeks(_("Korte check"), _("Zoveel weken nadat een afspraak ingaat. Gewoon is 26."))
    yearly_weeks = _weeks(_("Jaarevaluatie"), _("Zoveel weken nadat een afspraak ingaat. Gewoon is 52."))
    round_weeks = _weeks(_("Na een ronde"), _("Binnen zoveel weken na een ronde. Gewoon is 8."))
    final_weeks = _weeks(_("Eindevaluatie"), _("Zoveel weken voor het einde van een afspraak. Gewoon is 8."))

    def __init__(self, *args: Any, cycle: Cycle, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in cycles.NAMES:
            self.initial.setdefault(name, getattr(cycle, name))
        self.helper = FormHelper()
        self.helper.add_input(Submit("cycle", _("Bewaar dit ritme")))

    def cycle(self) -> Cycle:
        """What was chosen."""
        return Cycle(**{name: self.cleaned_data[name] for name in cycles.NAMES})
