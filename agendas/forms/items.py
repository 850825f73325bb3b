# SPDX-License-Identifier: EUPL-1.2
"""Forms of the agenda: from what somebody typed to one action."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agendas.enums import ItemState
from agendas.models import AgendaItem
from agendas.rules.items import NEXT_STATES
from gm_portal.core.forms import PortalForm, offer
from processes.models import Agreement, Party

TITLE_LENGTH = 120
TEXT_LENGTH = 2000
THEME_LENGTH = 80
REASON_LENGTH = 300
CHOOSE_LISTED = _("Kies een mogelijkheid uit de lijst.")
CHANGED_MEANWHILE = _("Kies opnieuw. Misschien heeft iemand anders dit net veranderd.")
TOO_LONG = _("Maak dit korter: hoogstens %(limit_value)d tekens.")


class ItemForm(PortalForm):
    """Bring something in. With one party there is nothing to choose."""

    title = forms.CharField(
        label=_("Waar gaat het over?"),
        help_text=_("Een paar woorden, bijvoorbeeld: veilig oversteken bij de school."),
        max_length=TITLE_LENGTH,
        error_messages={
            "required": _("Schrijf in een paar woorden waar het over gaat."),
            "max_length": TOO_LONG,
        },
    )
    text = forms.CharField(
        label=_("Wat wilt u bespreken of doen?"),
        required=False,
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": TOO_LONG},
    )
    theme = forms.CharField(
        label=_("Thema"),
        help_text=_("Bijvoorbeeld groen, verkeer of ontmoeten."),
        required=False,
        max_length=THEME_LENGTH,
        widget=forms.TextInput(attrs={"list": "themas"}),
        error_messages={"max_length": TOO_LONG},
    )
    party = forms.TypedChoiceField(
        label=_("Namens wie brengt u dit in?"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies namens wie u dit inbrengt."),
            "invalid_choice": CHOOSE_LISTED,
        },
    )

    def __init__(self, *args: Any, parties: Sequence[Party], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parties = {party.pk: party for party in parties}
        if len(self.parties) == 1:
            self.fields["party"].required = False
            self.fields["party"].widget = forms.HiddenInput()
        offer(self, "party", [(party.pk, party.name) for party in parties])

    def clean_party(self) -> Party:
        """The party chosen, or the only one there is."""
        chosen = self.cleaned_data.get("party") or next(iter(self.parties))
        return self.parties[int(chosen)]


class StateForm(PortalForm):
    """Say how things stand now."""

    state = forms.ChoiceField(
        label=_("Hoe staat het ervoor?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies hoe het ervoor staat."), "invalid_choice": CHANGED_MEANWHILE},
    )
    reason = forms.CharField(
        label=_("Waarom gaat het niet door?"),
        help_text=_("Alleen nodig als u kiest voor ‘gaat niet door’. Iedereen kan dit lezen."),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"max_length": TOO_LONG},
    )
    based_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [ItemState(state) for state in NEXT_STATES[item.state]]
        if self.is_bound:
            # A second click on the same button arrives when the state is already there.
            offered.insert(0, ItemState(item.state))
        offer(self, "state", [(state.value, state.label) for state in offered])
        self.initial.setdefault("based_on", item.state)


class LinkForm(PortalForm):
    """Link the agreement that came of an item."""

    agreement = forms.TypedChoiceField(
        label=_("Welke afspraak kwam hieruit?"),
        coerce=int,
        error_messages={"required": _("Kies een afspraak."), "invalid_choice": CHOOSE_LISTED},
    )

    def __init__(self, *args: Any, agreements: Sequence[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.agreements = {agreement.pk: agreement for agreement in agreements}
        titles = [(agreement.pk, f"{agreement.number}. {agreement}") for agreement in agreements]
        offer(self, "agreement", [("", _("Kies een afspraak")), *titles])

    def clean_agreement(self) -> Agreement:
        """The agreement itself."""
        return self.agreements[int(self.cleaned_data["agreement"])]


class UnlinkForm(LinkForm):
    """Undo a link; the page shows it as a button beside each agreement."""

    def clean(self) -> dict[str, Any]:
        """There is no field to link to: what is wrong stands above the forms."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors.pop("agreement", None):
            self.add_error(None, CHANGED_MEANWHILE)
        return cleaned
