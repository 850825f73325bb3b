# SPDX-License-Identifier: EUPL-1.2
"""Forms around the council: submit agreements with an explanation, and record what was decided on them."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm, offer
from processes.enums import CouncilOutcome
from processes.forms.agreement_fields import PlainTextField
from processes.queries.council import Candidate
from processes.rules.council import EXPLANATION_LENGTH, REFERENCE_LENGTH, TEXT_LENGTH, Verdict

TOO_LONG = {"max_length": _("Maak de tekst korter: hoogstens %(limit_value)s tekens.")}
WRONG_DAY = {"invalid": _("Vul een datum in, bijvoorbeeld 15-1-2027.")}


class SubmitForm(PortalForm):
    """Which texts go to the council, and why. A choice names the version that was read, as in "3-2"."""

    agreements = forms.MultipleChoiceField(
        label=_("Welke afspraken legt u voor?"),
        help_text=_("De raad besluit over precies deze teksten, in één keer."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies minstens één afspraak."),
            "invalid_choice": _("Kies alleen afspraken uit de lijst."),
            "invalid_list": _("Kies alleen afspraken uit de lijst."),
        },
    )
    explanation = PlainTextField(
        label=_("Wat vraagt u de raad, en waarom?"),
        help_text=_("Kort en duidelijk. Na het besluit kan iedereen dit lezen. Noem geen personen."),
        max_length=EXPLANATION_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "data-count": EXPLANATION_LENGTH}),
        error_messages={"required": _("Leg kort uit wat u de raad vraagt."), **TOO_LONG},
    )

    def __init__(
        self,
        *args: Any,
        candidates: Sequence[Candidate],
        moved: Sequence[Candidate] = (),
        **kwargs: Any,
    ) -> None:
        """`candidates` may go; of `moved`, what may not, only what was sent is named: it went away meanwhile."""
        super().__init__(*args, **kwargs)
        # What was read may have changed since: the action says so, kindly, instead of "not in the list".
        choices = [(choice_of(each), _shown(each)) for each in candidates]
        if self.is_bound:
            sent = self.data.getlist("agreements") if hasattr(self.data, "getlist") else []
            known, named = (
                {value for value, _label in choices},
                {choice_of(each): _shown(each) for each in moved},
            )
            choices += [
                (each, named.get(each) or _words(*each.split("-")))
                for each in sent
                if each not in known and _is_choice(each)
            ]
        offer(self, "agreements", choices)
        self.helper = FormHelper()
        self.helper.add_input(Submit("bewaar", _("Leg voor aan de raad")))

    def versions(self) -> dict[int, int]:
        """Per number of an agreement the version that was read."""
        pairs = (each.split("-") for each in self.cleaned_data["agreements"])
        return {int(number): int(version) for number, version in pairs}


def _shown(candidate: Candidate) -> str:
    agreement, version = candidate.agreement, candidate.version
    return format_html(
        "<strong>{}</strong><br><span class='soft'>{}</span>",
        version.title,
        _words(agreement.number, version.number),
    )


def choice_of(candidate: Candidate) -> str:
    """The value of one choice."""
    return f"{candidate.agreement.number}-{candidate.version.number}"


def _words(number: object, version: object) -> str:
    return str(_("afspraak %(number)s, versie %(version)s") % {"number": number, "version": version})


def _is_choice(value: str) -> bool:
    number, _dash, version = value.partition("-")
    return all(part.isascii() and part.isdigit() and len(part) < 6 for part in (number, version))


class DecisionForm(PortalForm):
    """What the council decided, as the clerk records it."""

    outcome = forms.ChoiceField(
        label=_("Wat besloot de raad?"),
        choices=CouncilOutcome.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies wat de raad besloot."),
            "invalid_choice": _("Kies wat de raad besloot."),
        },
    )
    decided_on = forms.DateField(
        label=_("Op welke dag besloot de raad?"),
        error_messages={"required": _("Vul de dag van het besluit in."), **WRONG_DAY},
    )
    reference = PlainTextField(
        label=_("Kenmerk van het besluit"),
        max_length=REFERENCE_LENGTH,
        error_messages={
            "required": _("Vul het kenmerk van het besluit in."),
            "max_length": _("Maak het kenmerk korter: hoogstens 80 tekens."),
        },
    )
    scope_text = PlainTextField(
        label=_("Wat besloot de raad, en binnen welke grenzen?"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "data-count": TEXT_LENGTH}),
        error_messages=TOO_LONG,
    )
    conditions = PlainTextField(
        label=_("Welke voorwaarden stelde de raad?"),
        help_text=_("Leeg: de raad stelde geen voorwaarden."),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3, "data-count": TEXT_LENGTH}),
        error_messages=TOO_LONG,
    )
    ends_on = forms.DateField(
        label=_("Tot en met welke dag geldt het besluit?"),
        help_text=_("Leeg: het besluit heeft geen einddatum."),
        required=False,
        error_messages=WRONG_DAY,
    )
    reason = PlainTextField(
        label=_("Waarom zei de raad nee?"),
        help_text=_("De partijen lezen dit en kunnen de afspraak daarna aanpassen."),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5, "data-count": TEXT_LENGTH}),
        error_messages=TOO_LONG,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.layout = Layout(
            "_wie",
            Fieldset(str(_("Het besluit")), "outcome", "decided_on", "reference"),
            Fieldset(str(_("Als de raad ja zei")), "scope_text", "conditions", "ends_on"),
            Fieldset(str(_("Als de raad nee zei")), "reason"),
        )
        self.helper.add_input(Submit("bewaar", _("Leg het raadsbesluit vast")))

    def verdict(self) -> Verdict:
        """What was filled in."""
        return Verdict(**{name: self.cleaned_data[name] for name in Verdict.__dataclass_fields__})
