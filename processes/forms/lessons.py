# SPDX-License-Identifier: EUPL-1.2
"""Forms around lessons: for whom and whose it is, and what became of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm
from processes.actions.lessons import CHANGED_LENGTH, FOR_WHOM_LENGTH, LessonWords
from processes.enums import LessonResult
from processes.forms.evaluations import TOO_LONG
from processes.models import Agreement, Lesson, Party
from processes.queries.lessons import results_to_choose

NOT_IN_LIST = {
    name: _("Kies uit de lijst. Deze keuze staat er niet bij.") for name in ("invalid_choice", "invalid_list")
}


class LessonForm(PortalForm):
    """For whom, whose, and about what."""

    for_whom = forms.CharField(
        label=_("Voor wie is dit leerpunt?"),
        help_text=_("Bijvoorbeeld: voor andere dorpen, of voor het gebiedsteam. Noem geen namen van mensen."),
        required=False,
        max_length=FOR_WHOM_LENGTH,
        error_messages={"max_length": TOO_LONG},
    )
    owner = forms.TypedChoiceField(
        label=_("Welke partij zorgt ervoor?"),
        help_text=_("Na een jaar vragen wij die partij wat ervan kwam."),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages=NOT_IN_LIST,
    )
    value_codes = forms.MultipleChoiceField(
        label=_("Bij welke waarde van het kompas hoort het?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_IN_LIST,
    )
    block_codes = forms.MultipleChoiceField(
        label=_("Bij welke bouwsteen hoort het?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=NOT_IN_LIST,
    )

    def __init__(
        self,
        *args: Any,
        lesson: Lesson,
        parties: Sequence[Party],
        values: Mapping[str, str],
        blocks: Mapping[str, str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["owner"].choices = [("", _("nog niemand")), *((each.pk, each.name) for each in parties)]
        fields["value_codes"].choices = list(values.items())
        fields["block_codes"].choices = list(blocks.items())
        for name in ("for_whom", "value_codes", "block_codes"):
            self.initial.setdefault(name, getattr(lesson, name))
        self.initial.setdefault("owner", lesson.owner_id)
        self.helper = FormHelper()
        self.helper.add_input(Submit("save", _("Bewaar")))

    def words(self) -> LessonWords:
        """What was said, for the action."""
        data = self.cleaned_data
        return LessonWords(
            data["for_whom"], data["owner"], tuple(data["value_codes"]), tuple(data["block_codes"])
        )


class LessonAnswerForm(PortalForm):
    """What became of it."""

    result = forms.ChoiceField(
        label=_("Wat kwam ervan?"),
        widget=forms.RadioSelect,
        error_messages={name: _("Kies wat ervan kwam.") for name in ("required", "invalid_choice")},
    )
    changed = forms.CharField(
        label=_("Vertel het kort"),
        help_text=_("Wat is er veranderd? Of waarom niet? Iedereen kan dit lezen."),
        max_length=CHANGED_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4, "data-count": CHANGED_LENGTH}),
        error_messages={
            "required": _("Schrijf in hoogstens 500 tekens op wat ervan kwam."),
            "max_length": TOO_LONG,
        },
    )
    agreement = forms.TypedChoiceField(
        label=_("Welke afspraak is erdoor veranderd?"),
        required=False,
        coerce=int,
        empty_value=None,
        error_messages=NOT_IN_LIST,
    )

    def __init__(self, *args: Any, lesson: Lesson, agreements: Sequence[Agreement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._agreements = {each.pk: each for each in agreements}
        fields: Any = self.fields
        fields["result"].choices = results_to_choose()
        fields["agreement"].choices = [("", _("geen")), *((each.pk, str(each)) for each in agreements)]
        if lesson.result != LessonResult.UNKNOWN:
            self.initial.setdefault("result", lesson.result)
        self.initial.setdefault("changed", lesson.changed)
        self.initial.setdefault("agreement", lesson.changed_agreement_id)
        self.helper = FormHelper()
        self.helper.add_input(Submit("answer", _("Bewaar")))

    def agreement_chosen(self) -> Agreement | None:
        """The agreement that was chosen."""
        return self._agreements.get(self.cleaned_data["agreement"])
