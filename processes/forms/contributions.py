# SPDX-License-Identifier: EUPL-1.2
"""Forms around contributions: opening a link, and the questions as residents fill them in, on screen or from paper."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import signing
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gm_portal.core.forms import PortalForm
from processes.forms.conversations import FIELDS, SeenNumberField, flat, unflat
from processes.rules import contributions as rules
from processes.rules import conversations, personal_data
from processes.rules.conversations import Content
from processes.rules.personal_data import Sighting

_signer = signing.Signer(salt="processes.contribute")


# --- the mark of one form -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Mark:
    """What a form for residents carries instead of a cookie: for which link, which contribution, since when."""

    link_id: int
    key: uuid.UUID
    shown_at: dt.datetime
    # The version whose questions stood in the form; 0 for a form from before we wrote that down.
    version: int = 0

    def is_old(self, now: dt.datetime) -> bool:
        """Whether the form stood open for longer than a day."""
        return now - self.shown_at > dt.timedelta(hours=rules.FORM_HOURS)

    def signed(self) -> str:
        """As it stands in the form."""
        told = [self.link_id, self.key.hex, self.shown_at.timestamp(), self.version]
        return _signer.sign_object(told, compress=False)


def new_mark(link_id: int, now: dt.datetime, version: int = 0) -> Mark:
    """The mark of a fresh form with the questions of a version."""
    return Mark(link_id, uuid.uuid4(), now, version)


def read_mark(signed: str, link_id: int) -> Mark | None:
    """The mark a form came back with; None when it is not ours or belongs to another link."""
    try:
        number, key, shown, *version = _signer.unsign_object(signed)
        mark = Mark(number, uuid.UUID(key), dt.datetime.fromtimestamp(shown, dt.UTC), *version)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return mark if mark.link_id == link_id else None


# --- the questions --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class QuestionFields:
    """One question with its fields in groups, as `conversations/_fields.html` shows them."""

    question: Any
    groups: list[dict[str, Any]]


class ContributionForm(PortalForm):
    """The questions of a link, every field optional. `contents` are first values, per question code."""

    may_be_empty = False  # a paper that only answers questions of an earlier version

    def __init__(
        self,
        *args: Any,
        opened: rules.Asks,
        contents: Mapping[str, Mapping[str, Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.opened = opened
        for code, spec in opened.specs.items():
            for part in conversations.parts_of(spec):
                for name, field in FIELDS[part](spec).items():
                    self.fields[f"{code}.{name}"] = field
            for name, value in flat(spec, (contents or {}).get(code, {})).items():
                self.initial.setdefault(f"{code}.{name}", value)

    def content_of(self, code: str) -> Content:
        """What was typed at one question."""
        start = f"{code}."
        values = {
            name.removeprefix(start): value
            for name, value in self.cleaned_data.items()
            if name.startswith(start)
        }
        return conversations.normalise(self.opened.specs[code], unflat(values))

    def contents(self) -> dict[str, Content]:
        """What was typed, per question; questions left open are not in it."""
        found = {code: self.content_of(code) for code in self.opened.specs}
        return {code: content for code, content in found.items() if content}

    def clean(self) -> dict[str, Any]:
        """Add what the rules say is wrong, and refuse addresses and numbers of people."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for code, spec in self.opened.specs.items():
            content = self.content_of(code)
            for problem in conversations.problems(spec, content):
                self._add(code, problem.field, problem.message)
            for name in ("text", "text_gemeente"):
                if isinstance(content.get(name), str):
                    self._refuse_contact(code, name, content[name])
        if not self.errors and not self.contents() and not self.may_be_empty:
            self.add_error(None, _("Vul ten minste één antwoord in. Daarna kunt u het versturen."))
        return cleaned

    def _add(self, code: str, name: str, message: str) -> None:
        start = f"{code}.{name}"
        field = next(
            (field for field in self.fields if field == start or field.startswith(f"{start}__")), None
        )
        if field is None or field not in self.errors:
            self.add_error(field, message)

    def _refuse_contact(self, code: str, name: str, text: str) -> None:
        for sighting in personal_data.refused(personal_data.sightings(text)):
            is_mail = sighting.kind == personal_data.Kind.EMAIL
            message = (
                _("Haal het e-mailadres weg uit deze zin: “%(sentence)s”")
                if is_mail
                else _("Haal het telefoonnummer weg uit deze zin: “%(sentence)s”")
            )
            self._add(code, name, message % {"sentence": sighting.sentence})

    def names(self) -> list[Sighting]:
        """What looks like a name of a person."""
        texts = [text for content in self.contents().values() for text in rules.texts_of(content)]
        return [name for text in texts for name in personal_data.names(personal_data.sightings(text))]

    @cached_property
    def questions(self) -> list[QuestionFields]:
        """The questions with their fields, in order."""
        return [QuestionFields(question, self._groups(question.code)) for question in self.opened.questions]

    def _groups(self, code: str) -> list[dict[str, Any]]:
        spec = self.opened.specs[code]
        groups = []
        for part in conversations.parts_of(spec):
            start = f"{code}.{part}"
            fields = [self[name] for name in self.fields if name == start or name.startswith(f"{start}__")]
            group: dict[str, Any] = {"kind": part, "fields": fields}
            if part == "topic_points" and not spec.topics:
                continue
            if part == "topic_points":
                group["topics"] = [
                    {
                        "text": t.text,
                        "fields": [f for f in fields if f.name.startswith(f"{start}__{t.code}__")],
                    }
                    for t in spec.topics
                ]
                group["opened"] = any(field.value() not in (None, "") for field in fields)
            groups.append(group)
        return groups


class ResidentForm(ContributionForm):
    """The form of a resident, without an account: it carries its own mark, and a trap for machines."""

    formulier = forms.CharField(required=False, widget=forms.HiddenInput)
    gezien = forms.CharField(required=False, widget=forms.HiddenInput)
    website = forms.CharField(required=False, label=gettext_lazy("Laat dit veld leeg"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["_wie"]

    def unseen_names(self) -> list[Sighting]:
        """Names that were not pointed out before: the second time somebody sends them they may pass."""
        seen = set(self.cleaned_data.get("gezien", "").split("."))
        return [name for name in self.names() if name_mark(name) not in seen]

    def go_on_with(self, mark: Mark, seen: list[Sighting] | None = None) -> None:
        """Show the form again with this mark, and remember which names were pointed out."""
        posted: Any = self.data
        posted = posted.copy()
        posted["formulier"] = mark.signed()
        if seen is not None:
            posted["gezien"] = ".".join(sorted({name_mark(name) for name in seen}))
        self.data = posted


def name_mark(sighting: Sighting) -> str:
    """A short fingerprint of a name, to remember in the form that it was pointed out."""
    return hashlib.sha256(sighting.words.lower().encode()).hexdigest()[:10]


class PaperForm(ContributionForm):
    """What stands on one paper sheet, typed over."""

    sleutel = forms.UUIDField(required=False, widget=forms.HiddenInput)
    # The version whose questions stand in this form; what stands on the sheet is `version`.
    versie = SeenNumberField(required=False)
    sheet_code = forms.CharField(
        label=gettext_lazy("Bladcode"),
        help_text=gettext_lazy("De code staat naast de QR-code en onderaan elk blad."),
        error_messages={"required": gettext_lazy("Vul de bladcode in die op het papier staat.")},
        max_length=40,
    )
    version = forms.IntegerField(
        label=gettext_lazy("Versie"),
        help_text=gettext_lazy("De versie staat onderaan elk blad."),
        min_value=1,
        max_value=32_000,
        error_messages={
            name: gettext_lazy("Vul het nummer van de versie in dat onderaan het papier staat.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("sleutel", uuid.uuid4())
        self.initial.setdefault("versie", self.opened.version)

    def read_again(self, version: int) -> None:
        """After the questions were found to have changed: they stand in this form as they are now."""
        posted: Any = self.data
        posted = posted.copy()
        posted["versie"] = str(version)
        self.data = posted


# --- opening a link -------------------------------------------------------------------------------------
