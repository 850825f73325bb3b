# SPDX-License-Identifier: EUPL-1.2
"""Forms for the draft of a praatplaat. What is wrong with a part says `rules/versions.py`, all at once."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils.translation import gettext_lazy as _

from gm_portal.core.forms import PortalForm, offer
from gm_portal.core.origins import Origin
from processes.enums import AnswerType
from processes.rules import versions as rules
from processes.rules.version_files import MOST_BYTES, option_line, option_of
from processes.rules.versions import BlockText, PartText, QuestionText, ValueText, VersionText

NOT_IN_LIST = {"invalid_choice": _("Kies uit de lijst."), "required": _("Kies uit de lijst.")}
MOST_TYPED = 20_000


def _line(label: Any, help_text: Any = "", *, required: bool = False) -> forms.CharField:
    field = forms.CharField(label=label, help_text=help_text, required=required, max_length=MOST_TYPED)
    field.error_messages["required"] = _("Vul dit in.")
    field.widget.attrs.pop("maxlength", None)
    field.validators = []
    return field


def _lines(label: Any, help_text: Any = "", rows: int = 3, *, required: bool = False) -> forms.CharField:
    field = _line(label, help_text, required=required)
    field.widget = forms.Textarea(attrs={"rows": rows})
    return field


def _origin() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("Herkomst"),
        choices=Origin.choices,
        initial=Origin.PORTAL,
        error_messages=NOT_IN_LIST,
        help_text=_("Lezers zien dit woord bij de tekst."),
    )


def with_seen(data: Any, stamp: str) -> Any:
    """What was posted, as if it had started from the text with this stamp."""
    copied = data.copy()
    copied["seen"] = stamp
    return copied


class PartForm(PortalForm):
    """One part of a draft. `seen` is the stamp of the text the person started from."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, whole: VersionText, current: PartText | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whole, self.current = whole, current
        if current is not None:
            self.initial = {**self.initial, **self.first_values(current), "seen": rules.stamp(current)}
        self.helper = FormHelper()
        verb = _("Bewaar") if current is not None else _("Voeg toe")
        self.helper.add_input(Submit("bewaar", verb))

    def first_values(self, current: Any) -> dict[str, Any]:
        """The fields of the part that is there."""
        return {name: getattr(current, name) for name in self.fields if hasattr(current, name)}

    def part(self) -> PartText:
        """What was typed, as a part."""
        raise NotImplementedError

    def typed(self, *names: str) -> dict[str, Any]:
        """Texts as they are kept: one kind of line end, nothing around it."""
        return {name: self.cleaned_data.get(name, "").replace("\r\n", "\n").strip() for name in names}

    def clean(self) -> dict[str, Any]:
        """Add everything the rules say is wrong."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        told = set(self.errors)
        text = self.part()
        for field, message in rules.flaws_of(text, rules.with_part(self.whole, self.current, text)):
            if field not in told:
                self.add_error(field if field in self.fields else None, message)
        return cleaned

    def start_from(self, stamp: str) -> None:
        """After somebody else's text was shown: what is typed here now may take its place."""
        self.data = with_seen(self.data, stamp)


class AboutForm(PortalForm):
    """Title and origin of the whole version."""

    title = _line(_("Titel"), required=True)
    origin = _origin()
    source = _line(_("Bron"), _("Waar staat dit? Bijvoorbeeld de naam van een raadsstuk."))
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, whole: VersionText, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = VersionText(whole.title, whole.origin, whole.source)
        first = {"title": own.title, "origin": own.origin, "source": own.source, "seen": rules.stamp(own)}
        self.initial = {**self.initial, **first}
        self.helper = FormHelper()
        self.helper.add_input(Submit("bewaar", _("Bewaar")))

    def start_from(self, stamp: str) -> None:
        """After somebody else's text was shown: what is typed here now may take its place."""
        self.data = with_seen(self.data, stamp)


CODE_HELP = _("Hieraan herkennen we dit deel in de volgende versie. Een andere code is een ander deel.")


class BlockForm(PartForm):
    """A bouwsteen."""

    code = _line(_("Code"), CODE_HELP, required=True)
    name = _line(_("Naam"), _("Bijvoorbeeld: Samen denken: het gesprek."), required=True)
    subtitle = _line(_("Uitleg"), _("Eén zin, bijvoorbeeld een vraag."))
    anchor = _lines(_("Onderbouwing"), _("De zin waar dit op rust."))

    def part(self) -> BlockText:
        """What was typed."""
        return BlockText(**self.typed("code", "name", "subtitle", "anchor"))


class ValueForm(PartForm):
    """A value of the compass."""

    code = _line(_("Code"), CODE_HELP, required=True)
    name = _line(_("Naam"), required=True)
    definition = _lines(_("Uitleg"), _("Wat betekent deze waarde in een wijk of dorp?"), required=True)
    indicators = _lines(_("Signalen"), _("Eén per regel. Waaraan merken mensen deze waarde?"), rows=5)
    origin = _origin()
    source = _lines(_("Bron"), rows=2)

    def first_values(self, current: Any) -> dict[str, Any]:
        """Signals one a line."""
        return super().first_values(current) | {"indicators": "\n".join(current.indicators)}

    def part(self) -> ValueText:
        """What was typed."""
        return ValueText(
            **self.typed("code", "name", "definition", "source"),
            indicators=tuple(
                line.strip() for line in self.cleaned_data.get("indicators", "").splitlines() if line.strip()
            ),
            origin=self.cleaned_data.get("origin", ""),
        )


class QuestionForm(PartForm):
    """A question."""

    code = _line(_("Code"), CODE_HELP, required=True)
    block = forms.ChoiceField(label=_("Bouwsteen"), error_messages=NOT_IN_LIST)
    text = _lines(_("Vraag"), _("Kort en in gewone woorden, hoogstens 300 tekens."), rows=2, required=True)
    help = _lines(_("Uitleg"), _("Wat helpt iemand om te antwoorden?"), rows=2)
    answer_type = forms.ChoiceField(
        label=_("Soort antwoord"),
        choices=AnswerType.choices,
        widget=forms.RadioSelect,
        error_messages=NOT_IN_LIST,
    )
    options = _lines(
        _("Keuzes"), _("Eén per regel. Houd bij een bestaande keuze de code voor het teken = gelijk."), rows=6
    )
    max_choices = forms.IntegerField(
        label=_("Hoeveel keuzes hoogstens?"),
        help_text=_("Alleen bij meer dan één keuze. Laat dit leeg als alles mag."),
        required=False,
        min_value=1,
        max_value=rules.MOST_OPTIONS,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), _("Vul een getal in van 1 tot en met 40.")
        ),
    )
    with_text = forms.BooleanField(label=_("Vraag ook om een toelichting"), required=False)
    per_side = forms.BooleanField(label=_("Elke kant geeft een eigen cijfer"), required=False)
    value_codes = forms.MultipleChoiceField(
        label=_("Bij welke waarden hoort deze vraag?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Kies uit de lijst."), "invalid_list": _("Kies uit de lijst.")},
    )
    anchor = _lines(_("Onderbouwing"), _("De zin waar deze vraag op rust."), rows=2)
    origin = _origin()

    def __init__(self, *args: Any, whole: VersionText, **kwargs: Any) -> None:
        super().__init__(*args, whole=whole, **kwargs)
        offer(self, "block", [(block.code, block.name) for block in whole.blocks])
        offer(self, "value_codes", [(value.code, value.name) for value in whole.values])

    def first_values(self, current: Any) -> dict[str, Any]:
        """Options one a line."""
        options = "\n".join(option_line(option) for option in current.options)
        return super().first_values(current) | {"options": options, "value_codes": list(current.value_codes)}

    def part(self) -> QuestionText:
        """What was typed."""
        said = self.cleaned_data
        lines = [line.strip() for line in said.get("options", "").splitlines() if line.strip()]
        return QuestionText(
            **self.typed("code", "text", "help", "anchor"),
            block=said.get("block", ""),
            answer_type=said.get("answer_type", ""),
            with_text=said.get("with_text", False),
            per_side=said.get("per_side", False),
            max_choices=said.get("max_choices"),
            options=tuple(option_of(line) for line in lines),
            value_codes=tuple(said.get("value_codes", ())),
            origin=said.get("origin", ""),
        )


class FileForm(PortalForm):
    """A question file to read in."""

    file = forms.FileField(
        label=_("Bestand"),
        help_text=_("Een .xlsx- of .json-bestand van hoogstens 2 MB."),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.json"}),
        error_messages={
            "required": _("Kies een bestand."),
            "invalid": _("Kies een bestand."),
            "missing": _("Kies een bestand."),
            "max_length": _("Geef het bestand een kortere naam."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.add_input(Submit("lees", _("Lees dit bestand in")))

    def clean_file(self) -> Any:
        """Refuse what is too large before it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("Dit bestand is te groot. Kies een bestand van hoogstens 2 MB."))
        return file
