# SPDX-License-Identifier: EUPL-1.2
"""Forms of the right to challenge: an idea, what each side puts in, who gives something away, and each step."""

from collections.abc import Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm, offer
from processes.enums import ChallengeRoute, ChallengeStep, Consent, DecidedBy, GiverKind, Side
from processes.forms.agreement_choice import level_choices
from processes.forms.agreement_fields import EuroField, PlainTextField
from processes.models import Challenge, LevelOfSay, Question
from processes.rules.agreement_choices import DOMAINS
from processes.rules.challenge_parts import LONG, MOST_HOURS, NUMBERS, PARTS, SHORT
from processes.rules.challenges import IDEA_LENGTH, REASON_LENGTH, TITLE_LENGTH, Transition

TOO_LONG = {"max_length": _("Maak de tekst korter: hoogstens %(limit_value)s tekens.")}
WRONG_DAY = {"invalid": _("Vul een datum in, bijvoorbeeld 15-1-2027.")}
NO_SUCH = _("Kies een van de mogelijkheden.")
ROUTE_MEANINGS = {
    ChallengeRoute.OWN: _("De wijk of het dorp doet al iets zelf en wil daar afspraken over."),
    ChallengeRoute.CHALLENGE: _("Inwoners vragen of zij een taak van de gemeente mogen overnemen."),
    ChallengeRoute.REVERSED: _("De gemeente vraagt inwoners of zij een taak willen overnemen."),
}


def _long(label: Any, length: int, rows: int = 3, **kwargs: Any) -> PlainTextField:
    """A text of a few sentences that counts its characters."""
    errors = TOO_LONG | kwargs.pop("error_messages", {})
    widget = forms.Textarea(attrs={"rows": rows, "data-count": length})
    return PlainTextField(label=label, max_length=length, widget=widget, error_messages=errors, **kwargs)


def _number(label: Any, most: int, **kwargs: Any) -> forms.IntegerField:
    wrong = _("Vul een heel getal in van 0 tot en met %(most)s.") % {"most": most}
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        # No type=number: a wheel over the field must not change what people said.
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": wrong, "min_value": wrong, "max_value": wrong},
        **kwargs,
    )


class _Sheet(PortalForm):
    """A form with one button."""

    verb: Any = _("Bewaar")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("bewaar", self.verb))


class IdeaForm(_Sheet):
    """An idea for a task."""

    verb = _("Bewaar het idee")
    route = forms.ChoiceField(
        label=_("Welke route past erbij?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een route."), "invalid_choice": NO_SUCH},
    )
    title = PlainTextField(
        label=_("Hoe heet de taak?"),
        help_text=_("Kort en duidelijk. Bijvoorbeeld: het groen in de straat."),
        max_length=TITLE_LENGTH,
        error_messages={"required": _("Geef de taak een naam."), **TOO_LONG},
    )
    idea = _long(
        _("Wat is het idee?"),
        IDEA_LENGTH,
        6,
        help_text=_("Schrijf op wat u wilt doen en waarom. Noem geen personen."),
        error_messages={"required": _("Schrijf op om welke taak het gaat.")},
    )

    def __init__(self, *args: Any, routes: Sequence[ChallengeRoute], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        line = "<strong>{}</strong><br><span class='soft'>{}</span>"
        offer(
            self,
            "route",
            [(each.value, format_html(line, capfirst(each.label), ROUTE_MEANINGS[each])) for each in routes],
        )


class PartForm(_Sheet):
    """What one side puts in; nothing has to be complete at once. Hidden fields hold what the form showed."""

    verb = _("Bewaar wat u inzet")

    def __init__(self, *args: Any, side: Side, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.side = side
        made = _part_fields()
        for name in PARTS[side]:
            self.fields[name] = made[name]
            self.fields[f"was_{name}"] = forms.CharField(required=False, widget=forms.HiddenInput)
            value = getattr(challenge, name)
            self.initial.setdefault(name, value)
            self.initial.setdefault(f"was_{name}", _plain(value))

    def values(self) -> dict[str, Any]:
        """What was filled in."""
        return {name: self.cleaned_data[name] for name in PARTS[self.side]}

    def was(self) -> dict[str, Any]:
        """What the form showed, as far as it can be read back."""
        return {name: _back(name, self.cleaned_data[f"was_{name}"]) for name in PARTS[self.side]}


def _part_fields() -> dict[str, forms.Field]:
    """The fields of both sides."""
    common: dict[str, Any] = {"required": False}
    return {
        "wijk_people": _number(_("Hoeveel mensen doen mee?"), NUMBERS["wijk_people"], **common),
        "wijk_hours": _number(_("Hoeveel uur per week samen?"), MOST_HOURS, **common),
        "wijk_knowledge": _long(_("Welke kennis en ervaring is er?"), LONG, **common),
        "wijk_support": _long(
            _("Welk draagvlak is er in de wijk of het dorp, en hoe weet u dat?"), LONG, **common
        ),
        "domains": forms.MultipleChoiceField(
            label=_("Over welke onderwerpen gaat de taak?"),
            help_text=_("Eén onderwerp heeft meer kans dan veel onderwerpen."),
            choices=DOMAINS,
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": NO_SUCH, "invalid_list": NO_SUCH},
            **common,
        ),
        "portfolios": PlainTextField(
            label=_("Welke portefeuilles raakt het?"), max_length=SHORT, error_messages=TOO_LONG, **common
        ),
        "team_hours": _number(_("Hoeveel uur per week zet de gemeente in?"), MOST_HOURS, **common),
        "team_money_cents": EuroField(
            label=_("Hoeveel budget gaat er mee?"),
            widget=forms.TextInput(attrs={"inputmode": "decimal"}),
            **common,
        ),
        "team_knowledge": _long(_("Welke kennis brengt de gemeente in?"), LONG, **common),
        "team_responsible": PlainTextField(
            label=_("Wie is bij de gemeente eindverantwoordelijk?"),
            help_text=_("Noem één functie, geen persoon."),
            max_length=SHORT,
            error_messages=TOO_LONG,
            **common,
        ),
    }


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(value)
    return "" if value is None else str(value)


def _back(name: str, text: str) -> Any:
    if name == "domains":
        return [each for each in text.split(",") if each]
    if name in NUMBERS:
        return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else None
    return text.replace("\r\n", "\n")


class GiverForm(_Sheet):
    """A department or partner that would give something away."""

    verb = _("Zet op de lijst")
    kind = forms.ChoiceField(
        label=_("Wie is het?"),
        choices=GiverKind.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies of het een afdeling of een partner is."),
            "invalid_choice": NO_SUCH,
        },
    )
    name = PlainTextField(
        label=_("Hoe heet de afdeling of partner?"),
        max_length=120,
        error_messages={"required": _("Noem de afdeling of partner."), **TOO_LONG},
    )


class ConsentForm(_Sheet):
    """What a department or partner answered."""

    verb = _("Leg het antwoord vast")
    consent = forms.ChoiceField(
        label=_("Wat was het antwoord?"),
        choices=[(each.value, each.label) for each in Consent if each != Consent.OPEN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies wat het antwoord was."), "invalid_choice": NO_SUCH},
    )
    consent_on = forms.DateField(
        label=_("Op welke dag kwam het antwoord?"),
        error_messages={"required": _("Vul de dag van het antwoord in."), **WRONG_DAY},
    )
    source = PlainTextField(
        label=_("Waar is het antwoord te vinden?"),
        help_text=_("Bijvoorbeeld: brief van 3 maart 2027, of verslag van het overleg. Noem geen personen."),
        max_length=300,
        error_messages={"required": _("Schrijf op waar het antwoord staat."), **TOO_LONG},
    )


class ProposeForm(_Sheet):
    """The few things a proposal needs besides what both sides filled in."""

    verb = _("Maak er een afspraak van")
    result = _long(
        _("Wat moet de taak opleveren?"),
        IDEA_LENGTH,
        4,
        error_messages={"required": _("Schrijf op wat de taak moet opleveren.")},
    )
    level = forms.ChoiceField(
        label=_("Hoeveel zeggenschap hoort hierbij?"),
        help_text=_("Neemt de wijk of het dorp de taak echt over? Dan besluit de raad erover."),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoeveel zeggenschap erbij hoort."), "invalid_choice": NO_SUCH},
    )
    vraag = forms.MultipleChoiceField(
        label=_("Uit welke vragen komt deze taak voort?"),
        help_text=_("Kies één of meer vragen uit het gesprek."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies minstens één vraag."),
            "invalid_choice": _("Kies een vraag uit de lijst."),
            "invalid_list": _("Kies een vraag uit de lijst."),
        },
    )

    def __init__(
        self, *args: Any, levels: Sequence[LevelOfSay], questions: Sequence[Question], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "level", level_choices(levels))
        line = "<span class='soft number'>{}</span> {}"
        offer(self, "vraag", [(each.code, format_html(line, each.code, each.text)) for each in questions])


class MoveForm(_Sheet):
    """One step of the route: its day, its reason, and what belongs to this step only."""

    seen = forms.ChoiceField(required=False, choices=ChallengeStep.choices, widget=forms.HiddenInput)
    moved_on = forms.DateField(
        label=_("Op welke dag?"), error_messages={"required": _("Vul een datum in."), **WRONG_DAY}
    )
    reason = _long(_("Waarom?"), REASON_LENGTH, 4, required=False)

    def __init__(
        self, *args: Any, transition: Transition, asks_decision: bool = False, **kwargs: Any
    ) -> None:
        self.verb = transition.verb
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.required = transition.asks_reason
        reason.error_messages["required"] = _("Schrijf op waarom. Anderen willen dat later kunnen lezen.")
        reason.help_text = (
            _("Iedereen kan dit later lezen. Noem geen personen.")
            if transition.asks_reason
            else _("Mag leeg blijven. Iedereen kan dit later lezen.")
        )
        if transition.ends:
            self.fields["lessons"] = _lessons_field()
        if transition.target == ChallengeStep.TRIAL:
            if asks_decision:
                self.fields |= _decision_fields()
            self.fields["trial_ends_on"] = forms.DateField(
                label=_("Tot en met welke dag duurt de proef?"),
                error_messages={"required": _("Kies tot welke dag de proef duurt."), **WRONG_DAY},
            )

    def said(self) -> dict[str, Any]:
        """What was filled in, as the action takes it."""
        data = {
            name: value for name, value in self.cleaned_data.items() if name in self.fields and name != "_wie"
        }
        data["lessons"] = tuple(data.get("lessons", "").split("\n"))
        return data


def _lessons_field() -> forms.Field:
    return _long(
        _("Wat leerde u hiervan?"),
        5000,
        5,
        help_text=_("Zet elk leerpunt op een eigen regel. Leerpunten zijn openbaar."),
        error_messages={"required": _("Schrijf minstens één leerpunt op. Ook wat stopt, leert ons iets.")},
    )


def _decision_fields() -> dict[str, forms.Field]:
    return {
        "decided_by": forms.ChoiceField(
            label=_("Wie besloot?"),
            choices=DecidedBy.choices,
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Kies wie besloot: het college of de raad."),
                "invalid_choice": NO_SUCH,
            },
        ),
        "decided_on": forms.DateField(
            label=_("Op welke dag viel het besluit?"),
            error_messages={"required": _("Vul de dag van het besluit in."), **WRONG_DAY},
        ),
        "decision_reference": PlainTextField(
            label=_("Kenmerk van het besluit"),
            max_length=80,
            error_messages={
                "required": _("Vul het kenmerk van het besluit in."),
                "max_length": _("Maak het kenmerk korter: hoogstens 80 tekens."),
            },
        ),
    }
