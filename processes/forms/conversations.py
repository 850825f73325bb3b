# SPDX-License-Identifier: EUPL-1.2
"""Forms to answer a question of the praatplaat: the fields follow from the type of answer."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import DutchCheckboxes, DutchRadios, DutchSelect, PortalForm, in_dutch
from processes.enums import AnswerType, JointState
from processes.rules import archetypes
from processes.rules import conversations as rules
from processes.rules.answers_in_words import archetype_names, level_words, words_of_plate
from processes.rules.conversations import Content, QuestionSpec

NOT_IN_LIST = {
    "invalid_choice": _("Kies uit de lijst. Deze keuze staat er niet bij."),
    "invalid_list": _("Kies uit de lijst. Deze keuze staat er niet bij."),
}
NO_NAMES = _("Schrijf geen namen van mensen op.")
WHOLE_NUMBER = {"invalid": _("Vul een heel getal in, van 0 tot en met 10.")}


class WordsField(forms.CharField):
    """A text of several lines. What is wrong with it says `rules/conversations.py`, in our own words."""

    def __init__(self, *, label: Any, help_text: Any = "", rows: int = 6) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "data-count": rules.MAX_CHARACTERS})
        super().__init__(required=False, label=label, help_text=help_text, widget=widget)
        self.validators = []


class SeenNumberField(forms.IntegerField):
    """The number of the text the writer started from. Nonsense counts as 0: then both texts are shown."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> int:
        """A number, whatever was posted."""
        try:
            return super().clean(value) or 0
        except forms.ValidationError:
            return 0


class AnswerForm(PortalForm):
    """One party's answer. `other_content` is what somebody else saved meanwhile, to show beside what was typed."""

    based_on = SeenNumberField(required=False)
    ronde = SeenNumberField(required=False)
    versie = SeenNumberField(required=False)
    # 1 when the writer was told that the other side waits too: see `actions.conversations.share_answer`.
    tegelijk = SeenNumberField(required=False)
    other_number = 0
    opens_topics = False  # whether the points per topic stand open without anything typed there

    def __init__(
        self,
        *args: Any,
        spec: QuestionSpec,
        party_id: int,
        content: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.spec = spec
        self.party_id = party_id
        self.other_content: Mapping[str, Any] | None = None
        for part in rules.parts_of(spec):
            for name, field in FIELDS[part](spec).items():
                self.fields[name] = field
        for name, value in flat(spec, content or {}).items():
            self.initial.setdefault(name, value)

    def content(self) -> Content:
        """What was typed, as a content."""
        return rules.normalise(self.spec, unflat(self.cleaned_data))

    def clean(self) -> dict[str, Any]:
        """Add what the rules say is wrong, except about parts that could not even be read."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        unread = {name.split("__")[0] for name in self.errors}
        for problem in self.problems(self.content()):
            if problem.field.split("__")[0] not in unread:
                self.add_error(self.field_of(problem.field), problem.message)
        return cleaned

    def problems(self, content: Content) -> list[rules.Problem]:
        """What is wrong with the whole."""
        return rules.problems(self.spec, content)

    def field_of(self, name: str) -> str | None:
        """The field of the form a problem belongs to."""
        return next((field for field in self.fields if field == name or field.startswith(f"{name}__")), None)

    def start_from(self, number: int) -> None:
        """After somebody else's text was shown: what is typed here now goes on from that text."""
        self._put("based_on", number)

    def read_again(self, version: int) -> None:
        """After the question was found to have changed: it stands beside this form as it is now."""
        self._put("versie", version)

    def tell_anew(self, *, together: bool) -> None:
        """Whether answers are revealed together, as the page around this form says it now."""
        self._put("tegelijk", int(together))

    def _put(self, name: str, number: int) -> None:
        if isinstance(self.data, QueryDict):
            typed = self.data.copy()
            typed[name] = str(number)
            self.data = typed

    # What the template asks for -------------------------------------------------------------------
    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """The visible fields in groups, in the order of the question: `kind` says how to show each."""
        return [self._group(part) for part in rules.parts_of(self.spec)]

    def _group(self, part: str) -> dict[str, Any]:
        bound = [self[name] for name in self.fields if name == part or name.startswith(f"{part}__")]
        if part != "topic_points":
            return {"kind": part, "fields": bound}
        topics = [
            {"text": topic.text, "fields": self._of_topic(bound, topic.code)} for topic in self.spec.topics
        ]
        filled = any(field.value() not in (None, "") for field in bound)
        return {"kind": part, "topics": topics, "opened": filled or self.opens_topics}

    @staticmethod
    def _of_topic(bound: list[BoundField], topic: str) -> list[BoundField]:
        return [field for field in bound if field.name.startswith(f"topic_points__{topic}__")]


class JointForm(AnswerForm):
    """What both sides conclude together. `spec` is the question as asked together."""

    state = forms.ChoiceField(
        label=_("Bent u het eens?"),
        choices=JointState.choices,
        widget=forms.RadioSelect,
        required=False,
        error_messages=NOT_IN_LIST,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["difference"] = WordsField(
            label=_("Welk verschil blijft er?"),
            help_text=_("Blijft er een verschil? Schrijf het hier op, dan blijft het staan."),
            rows=3,
        )
        if "text" in self.fields:
            plain = self.spec.answer_type == AnswerType.TEXT
            self.fields["text"].label = _("Dit vinden we samen") if plain else _("Toelichting")
        self.order_fields([name for name in self.fields if name not in ("state", "difference")])

    def problems(self, content: Content) -> list[rules.Problem]:
        """What is wrong with the whole, the state and the difference included."""
        if "state" in self.errors:
            return rules.problems(self.spec, content)
        return rules.joint_problems(
            self.spec, self.cleaned_data["state"], content, self.cleaned_data.get("difference", "")
        )


# --- fields per part ----------------------------------------------------------------------------------
def _words(spec: QuestionSpec) -> dict[str, forms.Field]:
    if spec.answer_type == AnswerType.TWO_COLUMNS:
        return {"text": WordsField(label=_("Dit doet de wijk of het dorp"), help_text=NO_NAMES)}
    if spec.answer_type == AnswerType.TEXT:
        return {"text": WordsField(label=_("Uw antwoord"), help_text=NO_NAMES)}
    return {"text": WordsField(label=_("Toelichting"), help_text=NO_NAMES, rows=4)}


def _second_words(spec: QuestionSpec) -> dict[str, forms.Field]:
    return {"text_gemeente": WordsField(label=_("Dit doet de gemeente"), help_text=NO_NAMES)}


def _choices(spec: QuestionSpec) -> dict[str, forms.Field]:
    options = [(option.code, option.text) for option in spec.options]
    if spec.answer_type == AnswerType.ONE_CHOICE:
        one = forms.ChoiceField(
            label=_("Kies wat het meest klopt"),
            choices=options,
            widget=DutchRadios,
            required=False,
            error_messages=NOT_IN_LIST,
        )
        return {"choices": one}
    most = {"most": spec.max_choices}
    label = _("Kies er hoogstens %(most)s") % most if spec.max_choices else _("Kies wat past")
    many = forms.MultipleChoiceField(
        label=label,
        choices=options,
        widget=DutchCheckboxes,
        required=False,
        error_messages=NOT_IN_LIST,
    )
    return {"choices": many}


def _scale(spec: QuestionSpec) -> dict[str, forms.Field]:
    return {
        "scale": forms.TypedChoiceField(
            label=_("Uw cijfer"),
            choices=[(number, str(number)) for number in rules.SCALE],
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect(attrs={"data-layout": "scale"}),
            required=False,
            error_messages=NOT_IN_LIST,
        )
    }


def _levels(spec: QuestionSpec) -> dict[str, forms.Field]:
    choices = [("", _("nog niet gekozen")), *level_words(spec).items()]
    return {
        f"levels__{topic.code}": in_dutch(
            forms.ChoiceField(
                label=topic.text,
                choices=choices,
                required=False,
                error_messages=NOT_IN_LIST,
                widget=DutchSelect if words_of_plate(spec) else forms.Select,
            )
        )
        for topic in spec.topics
    }


def _points(spec: QuestionSpec) -> dict[str, forms.Field]:
    return _three_numbers("points", spec)


def _topic_points(spec: QuestionSpec) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    for topic in spec.topics:
        fields |= _three_numbers(f"topic_points__{topic.code}", spec)
    return fields


def _three_numbers(prefix: str, spec: QuestionSpec) -> dict[str, forms.Field]:
    limits = {"min": 0, "max": archetypes.POINTS, "inputmode": "numeric"}
    fields: dict[str, forms.Field] = {
        f"{prefix}__{code}": forms.IntegerField(
            label=name, required=False, widget=forms.NumberInput(attrs=limits), error_messages=WHOLE_NUMBER
        )
        for code, name in archetype_names(spec).items()
    }
    return {name: in_dutch(field) for name, field in fields.items()} if words_of_plate(spec) else fields


FIELDS = {
    "text": _words,
    "text_gemeente": _second_words,
    "choices": _choices,
    "scale": _scale,
    "levels": _levels,
    "points": _points,
    "topic_points": _topic_points,
}


# --- between a content and the fields of a form ---------------------------------------------------------
def flat(spec: QuestionSpec, content: Mapping[str, Any]) -> dict[str, Any]:
    """A content as first values of the fields: a double underscore goes down into a part."""
    values: dict[str, Any] = {}
    for name, value in content.items():
        if name == "choices" and spec.answer_type == AnswerType.ONE_CHOICE:
            values[name] = value[0] if value else ""
        elif isinstance(value, Mapping):
            values |= {f"{name}__{below}": deeper for below, deeper in flat(spec, value).items()}
        else:
            values[name] = value
    return values


def unflat(values: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse: what the fields hold, as a content that still has to be normalised."""
    content: dict[str, Any] = {}
    for name, value in values.items():
        *above, last = name.split("__")
        place = content
        for step in above:
            place = place.setdefault(step, {})
        place[last] = [value] if name == "choices" and isinstance(value, str) else value
    return content
