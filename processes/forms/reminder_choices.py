# SPDX-License-Identifier: EUPL-1.2
"""Forms on "Mijn herinneringen": how often on each topic, the language, and a holiday."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm
from processes.enums import ReminderTopic, Rhythm
from processes.rules.reminder_words import TOPIC_MEANINGS

# On one line; what each means stands above the list.
SHORT = ((Rhythm.DAILY, _("elke dag")), (Rhythm.WEEKLY, _("elke week")), (Rhythm.NEVER, _("geen mail")))
PICK_RHYTHM = {"required": _("Kies hoe vaak u mail wilt."), "invalid_choice": _("Kies hoe vaak u mail wilt.")}
PICK_LANGUAGE = {
    "required": _("Kies een taal uit de lijst."),
    "invalid_choice": _("Kies een taal uit de lijst."),
}
PICK_DAY = {"required": _("Kies een dag."), "invalid": _("Schrijf de dag als 29-01-2027.")}


class RemindersForm(PortalForm):
    """One choice per topic, and the language of the mail."""

    def __init__(
        self,
        *args: Any,
        topics: Sequence[ReminderTopic],
        rhythms: dict[str, str],
        language: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._topics = list(topics)
        for topic in self._topics:
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label,
                help_text=TOPIC_MEANINGS[topic],
                choices=SHORT,
                initial=rhythms.get(topic, Rhythm.DAILY),
                widget=forms.RadioSelect,
                error_messages=PICK_RHYTHM,
            )
        self.fields["language"] = forms.ChoiceField(
            label=_("In welke taal wilt u de mail?"),
            choices=settings.LANGUAGES,
            initial=language,
            widget=forms.RadioSelect,
            error_messages=PICK_LANGUAGE,
        )

    def rhythms(self) -> dict[str, str]:
        """What was chosen, by topic."""
        return {topic.value: self.cleaned_data[topic.value] for topic in self._topics}


class PauseForm(PortalForm):
    """A holiday: the first and the last day without mail."""

    starts_on = forms.DateField(
        label=_("Eerste dag zonder mail"), widget=forms.DateInput, error_messages=PICK_DAY
    )
    ends_on = forms.DateField(
        label=_("Laatste dag zonder mail"), widget=forms.DateInput, error_messages=PICK_DAY
    )
