# SPDX-License-Identifier: EUPL-1.2
"""What the libraries say to people is plain Dutch too: "u", and what to do."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import django
import pytest
from babel.messages import Message
from babel.messages.pofile import read_po
from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import override

ROOT = Path(__file__).resolve().parents[3]
SOURCES = [
    path
    for library in (Path(django.__file__).parent, Path(allauth.__file__).parent)
    for path in sorted(library.glob("**/locale/nl/LC_MESSAGES/django.po"))
]


def messages(path: Path) -> list[Message]:
    """The entries of a catalogue."""
    with path.open("rb") as file:
        return [entry for entry in read_po(file, locale="nl", abort_invalid=True) if entry.id]


OURS = messages(ROOT / "locale" / "nl" / "LC_MESSAGES" / "django.po")


def first(text: str | tuple[str, ...] | list[str]) -> str:
    """The singular of an entry."""
    return text if isinstance(text, str) else text[0]


def test_every_replaced_text_still_exists_in_a_library() -> None:
    known = {first(entry.id) for path in SOURCES for entry in messages(path)}
    # Django's Dutch catalogue lags behind its code for this one.
    code = Path(password_validation.__file__).read_text("utf-8")
    gone = [first(entry.id) for entry in OURS if first(entry.id) not in known and first(entry.id) not in code]
    assert gone == []


@pytest.mark.parametrize("entry", OURS, ids=lambda entry: first(entry.id)[:50])
def test_a_replaced_text_says_u_and_keeps_what_is_filled_in(entry: Message) -> None:
    texts = [entry.string] if isinstance(entry.string, str) else list(entry.string)
    assert all(texts)
    assert not any(re.search(r"\b(je|jij|jou|jouw)\b", text, re.IGNORECASE) for text in texts)
    wanted = set(re.findall(r"%\(\w+\)\w|%[sd]", first(entry.id)))
    assert all(set(re.findall(r"%\(\w+\)\w|%[sd]", text)) == wanted for text in texts)


def test_forms_say_what_to_do() -> None:
    class Short(forms.Form):
        name = forms.CharField(max_length=3)
        hours = forms.IntegerField(max_value=40)

    with override("nl"):
        assert Short({}).errors["name"] == ["Vul dit in."]
        assert Short({"name": "lang", "hours": "41"}).errors == {
            "name": ["Maak de tekst korter: hoogstens 3 tekens. Nu zijn het er 4."],
            "hours": ["Vul een getal in van hoogstens 40."],
        }
    with override("en"):
        assert Short({}).errors["name"] == ["This field is required."]


def test_a_short_password_is_refused_in_plain_dutch() -> None:
    with (
        override("nl"),
        pytest.raises(ValidationError, match=r"Kies een langer wachtwoord, van minstens 12 tekens\."),
    ):
        password_validation.validate_password("kort")
