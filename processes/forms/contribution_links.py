# SPDX-License-Identifier: EUPL-1.2
"""The form to ask residents: the words, the questions and the period of a link."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from gm_portal.core.forms import PortalForm
from processes.actions.contributions import NewLink
from processes.enums import AnswerType
from processes.queries.contribution_links import AtParty
from processes.rules import contributions as rules


class LinkForm(PortalForm):
    """Ask the residents: words, questions and period."""

    title = forms.CharField(
        label=gettext_lazy("Titel"),
        help_text=gettext_lazy("Inwoners zien deze titel bovenaan. Bijvoorbeeld: Wat vindt u van onze wijk?"),
        max_length=rules.MAX_TITLE,
        error_messages={
            "required": gettext_lazy("Vul een titel in. Inwoners zien die bovenaan."),
            "max_length": gettext_lazy("Maak de titel korter: hoogstens 120 tekens."),
        },
    )
    intro = forms.CharField(
        label=gettext_lazy("Uitleg"),
        help_text=gettext_lazy("Vertel kort waarom u dit vraagt en wat u ermee doet."),
        required=False,
        max_length=rules.MAX_INTRO,
        widget=forms.Textarea(attrs={"rows": 4, "data-count": rules.MAX_INTRO}),
        error_messages={"max_length": gettext_lazy("Maak de uitleg korter: hoogstens 1.000 tekens.")},
    )
    first = forms.DateField(
        label=gettext_lazy("Eerste dag"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            name: gettext_lazy("Kies de eerste dag waarop mensen mee kunnen doen.")
            for name in ("required", "invalid")
        },
    )
    last = forms.DateField(
        label=gettext_lazy("Laatste dag"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            name: gettext_lazy("Kies de laatste dag waarop mensen mee kunnen doen.")
            for name in ("required", "invalid")
        },
    )
    per_topic = forms.BooleanField(
        label=gettext_lazy("Vraag de punten van het accent ook per onderwerp"),
        required=False,
    )
    codes = forms.MultipleChoiceField(
        label=gettext_lazy("Welke vragen stelt u?"),
        help_text=gettext_lazy("Kies er liever drie dan tien. Dan doen meer mensen mee."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": gettext_lazy("Kies ten minste één vraag."),
            "invalid_choice": gettext_lazy("Kies uit de lijst. Deze vraag staat er niet bij."),
            "invalid_list": gettext_lazy("Kies uit de lijst. Deze vraag staat er niet bij."),
        },
    )

    def __init__(self, *args: Any, at: AtParty, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not any(question.answer_type == AnswerType.ACCENT for question in at.questions):
            del self.fields["per_topic"]
        field: Any = self.fields["codes"]
        field.choices = [(question.code, f"{question.code} {question.text}") for question in at.questions]
        self.initial.setdefault("first", today)
        self.initial.setdefault("last", today + dt.timedelta(days=28))

    def chosen(self) -> NewLink:
        """What was chosen, for the action."""
        data = self.cleaned_data
        return NewLink(
            data["title"],
            data["intro"],
            tuple(data["codes"]),
            data["first"],
            data["last"],
            per_topic=data.get("per_topic", False),
        )
