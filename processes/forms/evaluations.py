# SPDX-License-Identifier: EUPL-1.2
"""Forms around looking back: plan a day, and write down what came of it."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm, offer
from processes.enums import EvaluationKind, Outcome
from processes.models import Agreement, Evaluation
from processes.rules.evaluations import (
    KIND_MEANINGS,
    LESSON_LENGTH,
    MOST_LESSONS,
    OUTCOME_MEANINGS,
    SUMMARY_LENGTH,
    WISH_LENGTH,
    Decision,
)

TOO_LONG = _("Maak dit korter: hoogstens %(limit_value)d tekens.")
DAY_ERRORS = {
    "required": _("Kies een dag."),
    "invalid": _("Schrijf de dag als 29-01-2027."),
}


def meant(choices: Sequence[tuple[str, Any]], meanings: dict[Any, Any]) -> list[tuple[str, Any]]:
    """Choices with what they mean, so that nobody has to know our words."""
    return [(value, format_lazy("{} – {}", _capital(label), meanings[value])) for value, label in choices]


def _capital(label: Any) -> Any:
    return format_lazy("{}{}", label[:1].upper(), label[1:])


def day_field(label: Any, **kwargs: Any) -> forms.DateField:
    errors = DAY_ERRORS | kwargs.pop("error_messages", {})
    return forms.DateField(label=label, widget=forms.DateInput, error_messages=errors, **kwargs)


class PlanForm(PortalForm):
    """Plan a moment to look back."""

    day = day_field(_("Op welke dag?"), help_text=_("U kunt later altijd een andere dag kiezen."))
    kind = forms.ChoiceField(
        label=_("Wat voor moment wordt het?"),
        choices=EvaluationKind.choices,
        initial=EvaluationKind.SHORT,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies wat voor moment het wordt."),
            "invalid_choice": _("Kies wat voor moment het wordt."),
        },
    )
    agreements = forms.TypedMultipleChoiceField(
        label=_("Op welke afspraken kijkt u terug?"),
        help_text=_("Kies er zo veel als u wilt."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Kies alleen afspraken uit de lijst.")},
    )

    def __init__(self, *args: Any, agreements: Sequence[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._agreements = {agreement.pk: agreement for agreement in agreements}
        offer(self, "kind", meant(EvaluationKind.choices, KIND_MEANINGS))
        if agreements:
            offer(self, "agreements", [(agreement.pk, str(agreement)) for agreement in agreements])
            self.initial.setdefault("agreements", [agreement.pk for agreement in agreements])
        else:
            del self.fields["agreements"]
        self.helper = FormHelper()
        self.helper.form_id = "plannen"
        # The form stands low on its page: after a refusal the browser goes to it, not to the top.
        self.helper.form_action = "#plannen"
        self.helper.add_input(Submit("plan", _("Plan dit moment")))

    def chosen(self) -> list[Agreement]:
        """The agreements that were ticked."""
        return [self._agreements[pk] for pk in self.cleaned_data.get("agreements", ())]


class HoldForm(PortalForm):
    """Write down what came of it."""

    held_on = day_field(_("Op welke dag keek u terug?"))
    summary = forms.CharField(
        label=_("Wat zien we nu?"),
        help_text=_("Schrijf op wat goed ging en wat beter kan. Noem geen namen van mensen."),
        max_length=SUMMARY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 8, "data-count": str(SUMMARY_LENGTH)}),
        error_messages={
            "required": _("Schrijf in een paar zinnen wat u nu ziet."),
            "max_length": TOO_LONG,
        },
    )
    outcome = forms.ChoiceField(
        label=_("Wat doen we met de afspraken?"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies wat u met de afspraken doet."),
            "invalid_choice": _("Kies wat u met de afspraken doet."),
        },
    )
    lessons = forms.CharField(
        label=_("Wat hebben we geleerd?"),
        help_text=_("Schrijf elk leerpunt op een nieuwe regel. Andere wijken en dorpen lezen mee."),
        required=False,
        max_length=MOST_LESSONS * LESSON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": TOO_LONG},
    )
    next_day = day_field(
        _("Wanneer kijken we weer terug?"),
        required=False,
        help_text=_("U mag dit ook later kiezen."),
    )

    def __init__(
        self, *args: Any, evaluation: Evaluation, agreements: Sequence[Agreement] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.agreements = list(agreements)
        for agreement in self.agreements:
            self._add_fields(agreement)
        offer(self, "outcome", meant(Outcome.choices, OUTCOME_MEANINGS))

    def _add_fields(self, agreement: Agreement) -> None:
        """What is decided about one agreement, when it differs from what holds for all."""
        number = agreement.number
        self.fields[f"outcome_{number}"] = forms.ChoiceField(
            label=_("Wat doet u met deze afspraak?"),
            choices=[("", _("zoals u hierboven koos")), *Outcome.choices],
            required=False,
            # Its own id: `id_outcome_1` is already the second button of the choice for all agreements.
            widget=forms.Select(attrs={"id": f"id_of_agreement_{number}"}),
            error_messages={"invalid_choice": _("Kies wat u met de afspraken doet.")},
        )
        self.fields[f"wish_{number}"] = forms.CharField(
            label=_("Wat moet er anders, of waarom stopt het?"),
            required=False,
            max_length=WISH_LENGTH,
            widget=forms.Textarea(attrs={"rows": 2}),
            error_messages={"max_length": TOO_LONG},
        )
        self.fields[f"text_{number}"] = forms.CharField(
            label=_("Nieuwe tekst"),
            help_text=_("Bij aanpassen of uitbreiden. Zo begint de volgende versie. Leeg mag ook."),
            required=False,
            max_length=800,
            widget=forms.Textarea(attrs={"rows": 4}),
            error_messages={"max_length": TOO_LONG},
        )

    @property
    def per_agreement(self) -> list[tuple[Agreement, list[Any], bool]]:
        """Each agreement with its fields, and whether something was typed or is wrong there."""
        found = []
        for agreement in self.agreements:
            fields = [self[f"{name}_{agreement.number}"] for name in ("outcome", "wish", "text")]
            found.append((agreement, fields, any(field.value() or field.errors for field in fields)))
        return found

    def decisions(self) -> dict[int, Decision]:
        """What was decided about each agreement, by id."""
        data = self.cleaned_data
        return {
            each.pk: Decision(
                data[f"outcome_{each.number}"] or data["outcome"],
                data[f"wish_{each.number}"],
                data[f"text_{each.number}"],
            )
            for each in self.agreements
        }

    def clean_lessons(self) -> list[str]:
        """One lesson a line; empty lines fall away."""
        lines = [line.strip() for line in self.cleaned_data["lessons"].splitlines()]
        found = [line for line in lines if line]
        if len(found) > MOST_LESSONS:
            raise forms.ValidationError(
                _("Kies de belangrijkste: hoogstens %(most)d leerpunten.") % {"most": MOST_LESSONS}
            )
        if any(len(line) > LESSON_LENGTH for line in found):
            raise forms.ValidationError(
                _("Maak elk leerpunt korter: hoogstens %(length)d tekens.") % {"length": LESSON_LENGTH}
            )
        return found
