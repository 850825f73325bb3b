# SPDX-License-Identifier: EUPL-1.2
"""First step of an agreement: what kind it is, and which joint answers it grows out of."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import offer
from processes.enums import AgreementKind, Level
from processes.models import JointAnswer, LevelOfSay
from processes.queries.agreement_sources import in_short
from processes.rules.agreement_choices import SORTS
from processes.rules.agreement_fields import KIND_MEANINGS

PROMISE = AgreementKind.PROCESGARANTIE
NO_SUCH_CHOICE = _("Kies een van de mogelijkheden.")


def kind_and_sort(what: str) -> tuple[str, str]:
    """The kind, and for a procesgarantie its sort, of a choice such as "procesgarantie.mandaat"."""
    kind, _dot, sort = what.partition(".")
    return kind, sort


def _kind_choices() -> list[tuple[str, Any]]:
    """Each kind with what it is; a procesgarantie is chosen by its sort."""
    line = "<strong>{}</strong><br><span class='soft'>{}</span>"
    rows: list[tuple[str, Any, Any]] = [
        (kind.value, kind.label, KIND_MEANINGS[kind]) for kind in AgreementKind if kind != PROMISE
    ]
    for sort, label in SORTS:
        name, _colon, meaning = str(label).partition(": ")
        rows.append((f"{PROMISE.value}.{sort}", name, f"{capfirst(meaning)}."))
    return [(value, format_html(line, name, meaning)) for value, name, meaning in rows]


def level_choices(levels: Sequence[LevelOfSay]) -> list[tuple[str, Any]]:
    """Each level of say with what it means in this praatplaat."""
    meanings = {each.code: each.description for each in levels}
    return [
        (code, format_html("<strong>{}</strong><br>{}", capfirst(label), meanings.get(code, "")))
        for code, label in Level.choices
    ]


class ChooseForm(forms.Form):
    """First step, sent in the address: what kind of agreement, and which questions it grows out of."""

    soort = forms.ChoiceField(
        label=_("Wat voor afspraak wilt u maken?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een soort afspraak."), "invalid_choice": NO_SUCH_CHOICE},
    )
    vraag = forms.MultipleChoiceField(
        label=_("Uit welk gezamenlijk antwoord komt deze afspraak voort?"),
        help_text=_("Kies er één of meer. De tekst van nu blijft bij de afspraak bewaard."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies minstens één gezamenlijk antwoord."),
            "invalid_choice": _("Kies een antwoord uit de lijst."),
            "invalid_list": _("Kies een antwoord uit de lijst."),
        },
    )

    def __init__(self, *args: Any, answers: Sequence[JointAnswer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "soort", _kind_choices())
        line = "<span class='soft number'>{}</span> {}<br><span class='soft'>{}</span>"
        questions = ((answer.question, in_short(answer)) for answer in answers)
        offer(
            self,
            "vraag",
            [(each.code, format_html(line, each.code, each.text, said)) for each, said in questions],
        )
