# SPDX-License-Identifier: EUPL-1.2
"""Collect every text people see, without GNU gettext: `python -m gm_portal.local.messages` refreshes the .po.

Dutch is written in the code itself, so the only catalogue is English. Python is read by its syntax tree,
templates through Django's own `templatize`. What is new gets an empty translation, what is gone is dropped;
the contract test fails on both, and on fuzzy entries.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent.parent
ENGLISH = BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
PACKAGES = ("gm_portal", "processes", "agendas")
# How many texts each function takes, and whether a context comes first.
FUNCTIONS = {
    "_": (1, False),
    "gettext": (1, False),
    "gettext_lazy": (1, False),
    "gettext_noop": (1, False),
    "ngettext": (2, False),
    "ngettext_lazy": (2, False),
    "pgettext": (1, True),
    "pgettext_lazy": (1, True),
    "npgettext": (2, True),
}
# Django's templatize writes its texts as u'…'.
_STRING = r"u?(?:'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_CALL = re.compile(rf"\b(n?p?gettext|_)\(({_STRING}(?:,\s*{_STRING})*)", re.DOTALL)


@dataclass(frozen=True, order=True)
class Message:
    """One text: its context (or None), the text, and its plural (or None)."""

    text: str
    plural: str | None = None
    context: str | None = None

    @property
    def msgid(self) -> str | tuple[str, str]:
        """As catalogues key it."""
        return (self.text, self.plural) if self.plural is not None else self.text


def _message(name: str, texts: list[str]) -> Message | None:
    wanted, has_context = FUNCTIONS[name]
    if len(texts) < wanted + has_context:
        return None
    context = texts.pop(0) if has_context else None
    return Message(texts[0], texts[1] if wanted == 2 else None, context)


def _in_python(source: str) -> Iterator[Message]:
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in FUNCTIONS:
            texts = [
                arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
            ]
            message = _message(name, texts)
            if message:
                yield message


def _in_template(source: str) -> Iterator[Message]:
    for name, arguments in _CALL.findall(templatize(source)):
        message = _message(name, list(ast.literal_eval(f"({arguments},)")))
        if message:
            yield message


def collect() -> dict[Message, list[str]]:
    """All texts with the files they stand in."""
    found: dict[Message, list[str]] = defaultdict(list)
    files = [path for package in PACKAGES for path in (BASE_DIR / package).rglob("*.py")]
    files += [path for path in (BASE_DIR / "templates").rglob("*.*") if path.suffix in {".html", ".txt"}]
    for path in sorted(files):
        if "migrations" in path.parts:
            continue
        read = _in_python if path.suffix == ".py" else _in_template
        place = str(path.relative_to(BASE_DIR))
        for message in read(path.read_text(encoding="utf-8")):
            if message.text and place not in found[message]:
                found[message].append(place)
    return dict(found)


def load(path: Path = ENGLISH) -> Catalog:
    """The English catalogue; an empty one when there is none yet."""
    if not path.exists():
        return Catalog(locale="en", domain="django", charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def refresh(path: Path = ENGLISH) -> tuple[int, int]:
    """Bring the catalogue up to date; returns how many texts it holds and how many lack a translation."""
    old, new = (
        load(path),
        Catalog(locale="en", domain="django", charset="utf-8", project="gm-portal", version="1", fuzzy=False),
    )
    new.header_comment = "# SPDX-License-Identifier: EUPL-1.2"
    for message, places in sorted(collect().items(), key=lambda item: (item[1], item[0].text)):
        known = old.get(message.text, context=message.context)
        flags = {"python-format"} if re.search(r"%\(\w+\)[sd]", message.text) else set()
        new.add(
            message.msgid,
            string=known.string if known else "",
            locations=[(place, 0) for place in places],
            context=message.context,
            flags=flags,
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        # No dates, no line numbers: a refresh that changes nothing changes no byte.
        write_po(file, new, width=110, omit_header=False, include_lineno=False, sort_output=False)
    text = re.sub(
        r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Generated-By).*\n', "", path.read_text("utf-8")
    )
    path.write_text(text, encoding="utf-8")
    return len(new), len(untranslated(load(path)))


def untranslated(catalog: Catalog) -> list[str]:
    """Texts without a whole translation, or with one marked fuzzy."""
    missing = []
    for message in catalog:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.fuzzy or not all(strings) or (message.pluralizable and len(strings) < 2):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


if __name__ == "__main__":
    total, missing_count = refresh()
    print(
        f"{total} texts, {missing_count} without an English translation, in {ENGLISH.relative_to(BASE_DIR)}"
    )
