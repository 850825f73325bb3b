# SPDX-License-Identifier: EUPL-1.2
"""Forms to ask for a seat at the table, and to answer that."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm, offer
from processes.actions.joining import LONGEST
from processes.enums import JoinState

TOO_LONG = {"max_length": _("Maak de tekst korter: hoogstens 500 tekens.")}


class ShortTextField(forms.CharField):
    """A few sentences."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "data-count": LONGEST})
        errors = TOO_LONG | kwargs.pop("error_messages", {})
        super().__init__(max_length=LONGEST, widget=widget, error_messages=errors, **kwargs)
        # Without JavaScript the server tells; the browser would cut off what is pasted.
        self.widget.attrs.pop("maxlength", None)


class AskForm(PortalForm):
    """Why somebody of council or college wants to join."""

    message = ShortTextField(
        label=_("Waarom wilt u aanschuiven?"),
        help_text=_("Schrijf in een paar zinnen wat u wilt horen of brengen. Hoogstens 500 tekens."),
        error_messages={"required": _("Schrijf kort waarom u wilt aanschuiven.")},
    )


class ReplyForm(PortalForm):
    """What the table says. `seen` is the state that was on the page."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=_("Uw antwoord"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies of de raad of de wethouder welkom is."),
            "invalid_choice": _("Kies uit de lijst. Deze keuze staat er niet bij."),
        },
    )
    reply = ShortTextField(
        label=_("Toelichting"),
        help_text=_("Past het nu niet? Schrijf dan kort waarom. Welkom? Zeg wanneer en waar."),
        required=False,
    )

    def __init__(self, *args: Any, is_welcome: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(JoinState.WELCOME.value, _("Welkom")), (JoinState.NOT_NOW.value, _("Nu niet"))]
        offer(self, "state", choices[is_welcome:])
        self.order_fields(["state", "reply"])
