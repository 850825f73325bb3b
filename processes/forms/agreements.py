# SPDX-License-Identifier: EUPL-1.2
"""Forms to write an agreement and to amend it: the common parts, and the own fields of its kind."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Submit
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from gm_portal.core.errors import StaleError
from gm_portal.core.forms import PortalForm, offer
from processes.enums import AgreementKind
from processes.forms.agreement_choice import level_choices
from processes.forms.agreement_fields import PlainTextField, field_for
from processes.forms.agreement_steps import reason_field
from processes.models import AgreementVersion, LevelOfSay, Party
from processes.queries.agreements import text_of
from processes.rules.agreement_choices import SORTS
from processes.rules.agreement_fields import OWN, POWER, FieldSpec, specs_of
from processes.rules.agreement_texts import VersionText
from processes.rules.agreements import (
    PRIVATE_LENGTH,
    TEXT_LENGTH,
    TITLE_LENGTH,
    date_problems,
    private_problems,
    validate_fields,
)

Result = TypeVar("Result")
SORT_NAMES = dict(SORTS)
DAYS = ("starts_on", "ends_on", "evaluate_on")
NO_SUCH_CHOICE = _("Kies een van de mogelijkheden.")
MUST_BOTH = 2  # with one party a side there is nothing to choose


class Fold(Fieldset):
    """Fields few people need, behind a fold that stands open when something in it is filled in or wrong."""

    template = "processes/agreements/_fold.html"

    def render(self, form: forms.BaseForm, context: Any, **kwargs: Any) -> str:
        """Render, with `opened` for the template."""
        names = [str(name) for name in self.fields]
        with context.push(opened=any(form.has_error(name) or form[name].value() for name in names)):
            html: str = super().render(form, context, **kwargs)
        return html


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

    is_private = forms.BooleanField(
        label=_("Deze afspraak is alleen voor de partijen"),
        help_text=_(
            "Afspraken zijn openbaar. Kies dit alleen als het echt niet anders kan. Een versie die al openbaar was,"
            " blijft te lezen. Maakt u de afspraak later openbaar? Dan leest iedereen ook wat erbij is beloofd."
        ),
        required=False,
    )
    private_reason = PlainTextField(
        label=_("Waarom mag niet iedereen dit lezen?"),
        required=False,
        max_length=PRIVATE_LENGTH,
        error_messages={"max_length": _("Maak de reden korter: hoogstens 200 tekens.")},
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
        parties: Sequence[Party] = (),
        asks_reason: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.sort, self.today = kind, sort, today
        offer(self, "level", level_choices(levels))
        self._add_days()
        for spec in self._shown(specs_of(kind)):
            self.fields[spec.name] = field_for(spec)
        self._add_parties(parties)
        if asks_reason:
            self.fields["reason"] = reason_field(asks_reason)
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

    def _add_parties(self, parties: Sequence[Party]) -> None:
        """Ask whom it binds only when there is something to choose."""
        if len(parties) > MUST_BOTH:
            self.fields["parties"] = forms.MultipleChoiceField(
                label=_("Welke partijen maken deze afspraak?"),
                help_text=_("Alle partijen die u kiest, tekenen. Kies van elke kant minstens één partij."),
                choices=[(str(party.pk), party.name) for party in parties],
                initial=[str(party.pk) for party in parties],
                widget=forms.CheckboxSelectMultiple,
                error_messages={
                    "required": _("Kies van elke kant minstens één partij."),
                    "invalid_choice": NO_SUCH_CHOICE,
                },
            )

    def named(self) -> list[int] | None:
        """The chosen parties; None when there was nothing to choose."""
        return [int(pk) for pk in self.cleaned_data["parties"]] if "parties" in self.fields else None

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
        private = {"is_private": not text.is_public, "private_reason": text.private_reason}
        said = {"title": text.title, "text": text.text, "level": text.level, **days, **private, **text.fields}
        self.initial = {**said, **self.initial}

    def _groups(self) -> list[Fieldset]:
        kind = AgreementKind(self.kind)
        own = [spec.name for spec in self._shown(OWN[kind])]
        groups = [
            *([Fieldset(str(_("Waarom")), "reason")] if "reason" in self.fields else []),
            *([Fieldset(str(_("Wie")), "parties")] if "parties" in self.fields else []),
            Fieldset(str(_("Wat u afspreekt")), "title", "text", "theme", "level"),
            Fieldset(str(SORT_NAMES.get(self.sort, kind.label)), *own),
            Fieldset(str(_("Wanneer")), *DAYS),
            Fieldset(str(_("Wat beide kanten inzetten")), *(spec.name for spec in POWER)),
            Fold(str(_("Welke waarden horen erbij?")), "values"),
            Fold(str(_("Geldt elders een ander niveau?")), "level_reason"),
            Fold(str(_("Mag niet iedereen dit lezen?")), "is_private", "private_reason"),
        ]
        return [group for group in groups if group.fields]

    def clean(self) -> dict[str, Any]:
        """Check days and own fields together, each problem at its field."""
        cleaned = super().clean() or self.cleaned_data
        for problem in date_problems(*(cleaned.get(name) for name in DAYS), today=self.today):
            if not self.has_error(problem.field):
                self.add_error(problem.field, problem.message)
        _fields, problems = validate_fields(self.kind, self._own(cleaned))
        problems += private_problems(not cleaned.get("is_private"), cleaned.get("private_reason") or "")
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
            reason=said.get("reason", ""),
            is_public=not said["is_private"],
            private_reason=said["private_reason"] if said["is_private"] else "",
        )


class AmendForm(AgreementForm):
    """A next version, based on the one that was read. What somebody else wrote meanwhile is shown beside it."""

    based_on = forms.IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)
    stale: Mapping[str, object] | None = None

    def __init__(self, *args: Any, version: AgreementVersion, **kwargs: Any) -> None:
        sort = str(version.fields.get("sort", ""))
        asks = str(_("Waarom stelt u deze wijziging voor?"))
        super().__init__(*args, version=version, sort=sort, asks_reason=asks, **kwargs)
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
