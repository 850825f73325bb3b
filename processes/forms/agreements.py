# SPDX-License-Identifier: EUPL-1.2
"""Forms of agreements: choose what it is and where it grows from, then write or amend."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from gm_portal.core.errors import StaleError
from gm_portal.core.forms import PortalForm
from processes.enums import AgreementKind, Level
from processes.forms.agreement_fields import PlainTextField, field_for
from processes.models import AgreementVersion, LevelOfSay, Question
from processes.queries.agreements import text_of
from processes.rules.agreement_choices import SORTS
from processes.rules.agreement_fields import KIND_MEANINGS, OWN, POWER, FieldSpec, specs_of
from processes.rules.agreement_texts import VersionText
from processes.rules.agreements import TEXT_LENGTH, TITLE_LENGTH, date_problems, validate_fields

Result = TypeVar("Result")
PROMISE = AgreementKind.PROCESGARANTIE
SORT_NAMES = dict(SORTS)
DAYS = ("starts_on", "ends_on", "evaluate_on")
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


class Fold(Fieldset):
    """Fields few people need, behind a fold that stands open when something in it is filled in or wrong."""

    template = "processes/agreements/_fold.html"

    def render(self, form: forms.BaseForm, context: Any, **kwargs: Any) -> str:
        """Render, with `opened` for the template."""
        names = [str(name) for name in self.fields]
        with context.push(opened=any(form.has_error(name) or form[name].value() for name in names)):
            html: str = super().render(form, context, **kwargs)
        return html


class ChooseForm(forms.Form):
    """First step, sent in the address: what kind of agreement, and which questions it grows out of."""

    soort = forms.ChoiceField(
        label=_("Wat voor afspraak wilt u maken?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een soort afspraak."), "invalid_choice": NO_SUCH_CHOICE},
    )
    vraag = forms.MultipleChoiceField(
        label=_("Uit welke vragen komt deze afspraak voort?"),
        help_text=_("Kies één of meer vragen uit het gesprek."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Kies minstens één vraag."),
            "invalid_choice": _("Kies een vraag uit de lijst."),
            "invalid_list": _("Kies een vraag uit de lijst."),
        },
    )

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds, codes = self.fields["soort"], self.fields["vraag"]
        assert isinstance(kinds, forms.ChoiceField)  # noqa: S101  # declared above; tells the type checker
        assert isinstance(codes, forms.ChoiceField)  # noqa: S101  # declared above; tells the type checker
        kinds.choices = _kind_choices()
        codes.choices = [
            (
                question.code,
                format_html("<span class='soft number'>{}</span> {}", question.code, question.text),
            )
            for question in questions
        ]


class AgreementForm(PortalForm):
    """What an agreement says: the common parts, and the own fields of its kind."""

    title = PlainTextField(
        label=_("Titel"),
        help_text=_("Kort en duidelijk. Bijvoorbeeld: budget voor groen."),
        max_length=TITLE_LENGTH,
        error_messages={
            "required": _("Geef de afspraak een titel."),
            "max_length": _("Maak de titel korter: hoogstens 120 tekens."),
        },
    )
    text = PlainTextField(
        label=_("Wat spreekt u af?"),
        help_text=_("Schrijf het zo dat een nieuwe buur het begrijpt. Hoogstens 800 tekens."),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6, "data-count": TEXT_LENGTH}),
        error_messages={
            "required": _("Schrijf op wat u afspreekt."),
            "max_length": _("Maak de tekst korter: hoogstens 800 tekens."),
        },
    )
    level = forms.ChoiceField(
        label=_("Hoeveel zeggenschap hoort hierbij?"),
        help_text=_("Meer zeggenschap betekent ook: meer samen regelen."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Kies hoeveel zeggenschap erbij hoort."),
            "invalid_choice": NO_SUCH_CHOICE,
        },
    )

    def __init__(
        self,
        *args: Any,
        kind: str,
        sort: str = "",
        levels: Sequence[LevelOfSay],
        today: dt.date,
        version: AgreementVersion | None = None,
        verb: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.sort, self.today = kind, sort, today
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)  # noqa: S101  # declared above; tells the type checker
        meanings = {each.code: each.description for each in levels}
        level.choices = [
            (code, format_html("<strong>{}</strong><br>{}", capfirst(label), meanings.get(code, "")))
            for code, label in Level.choices
        ]
        self._add_days()
        for spec in self._shown(specs_of(kind)):
            self.fields[spec.name] = field_for(spec)
        if version is not None:
            self._fill(version)
        self.helper = FormHelper()
        self.helper.layout = Layout("_wie", *self._groups())
        self.helper.add_input(Submit("bewaar", verb or _("Bewaar het concept")))

    def _shown(self, specs: Sequence[FieldSpec]) -> list[FieldSpec]:
        """The fields people fill in: those of this sort; the sort itself was chosen in the first step."""
        return [
            spec
            for spec in specs
            if not spec.documented
            and (not spec.sorts or self.sort in spec.sorts)
            and not (spec.name == "sort" and self.sort)
        ]

    def _add_days(self) -> None:
        named = {
            "starts_on": (_("Vanaf welke dag geldt de afspraak?"), _("Leeg: zodra iedereen heeft getekend.")),
            "ends_on": (_("Tot en met welke dag?"), _("Leeg: zonder einddatum.")),
            "evaluate_on": (
                _("Op welke dag kijkt u samen terug?"),
                _("U krijgt vanzelf een herinnering. Later verplaatsen mag altijd."),
            ),
        }
        for name, (label, help_text) in named.items():
            self.fields[name] = forms.DateField(
                label=label,
                help_text=help_text,
                required=False,
                error_messages={"invalid": _("Vul een datum in, bijvoorbeeld 15-1-2027.")},
            )

    def _fill(self, version: AgreementVersion) -> None:
        text = text_of(version)
        days = {"starts_on": text.starts_on, "ends_on": text.ends_on, "evaluate_on": text.evaluate_on}
        said = {"title": text.title, "text": text.text, "level": text.level, **days, **text.fields}
        self.initial = {**said, **self.initial}

    def _groups(self) -> list[Fieldset]:
        kind = AgreementKind(self.kind)
        own = [spec.name for spec in self._shown(OWN[kind])]
        groups = [
            Fieldset(str(_("Wat u afspreekt")), "title", "text", "theme", "level"),
            Fieldset(str(SORT_NAMES.get(self.sort, kind.label)), *own),
            Fieldset(str(_("Wanneer")), *DAYS),
            Fieldset(str(_("Wat beide kanten inzetten")), *(spec.name for spec in POWER)),
            Fold(str(_("Geldt elders een ander niveau?")), "level_reason"),
        ]
        return [group for group in groups if group.fields]

    def clean(self) -> dict[str, Any]:
        """Check days and own fields together, each problem at its field."""
        cleaned = super().clean() or self.cleaned_data
        for problem in date_problems(*(cleaned.get(name) for name in DAYS), today=self.today):
            if not self.has_error(problem.field):
                self.add_error(problem.field, problem.message)
        _fields, problems = validate_fields(self.kind, self._own(cleaned))
        for problem in problems:
            if problem.field in self.fields and not self.has_error(problem.field):
                self.add_error(problem.field, problem.message)
        return cleaned

    def _own(self, cleaned: Mapping[str, Any]) -> dict[str, Any]:
        own = {spec.name: cleaned.get(spec.name) for spec in specs_of(self.kind) if spec.name in self.fields}
        return own | {"sort": self.sort} if self.sort else own

    def content(self) -> VersionText:
        """What was written, as plain data. Only for a valid form."""
        said = self.cleaned_data
        return VersionText(
            title=said["title"],
            text=said["text"],
            level=said["level"],
            fields=validate_fields(self.kind, self._own(said))[0],
            starts_on=said["starts_on"],
            ends_on=said["ends_on"],
            evaluate_on=said["evaluate_on"],
        )


class AmendForm(AgreementForm):
    """A next version, based on the one that was read. What somebody else wrote meanwhile is shown beside it."""

    based_on = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)
    stale: Mapping[str, object] | None = None

    def __init__(self, *args: Any, version: AgreementVersion, **kwargs: Any) -> None:
        sort = str(version.fields.get("sort", ""))
        super().__init__(*args, version=version, sort=sort, **kwargs)
        self.initial.setdefault("based_on", version.number)
        self.version = version
        self.helper.layout.append("based_on")

    def try_to(self, act: Callable[[], Result]) -> Result | None:
        """As always; when the version changed meanwhile, a next try is based on the newest one."""

        def noting() -> Result:
            try:
                return act()
            except StaleError as error:
                self.stale = error.current
                if isinstance(self.data, QueryDict):
                    newer = self.data.copy()
                    newer["based_on"] = str(self.version.number)
                    self.data = newer
                raise

        return super().try_to(noting)
