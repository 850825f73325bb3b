# SPDX-License-Identifier: EUPL-1.2
"""Contract 9: every text has an English translation, none is fuzzy, and placeholders survive."""

import re
from typing import Any

from babel.messages.catalog import Message

from gm_portal.local import messages

CATALOG = messages.load()
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}")


def test_the_catalogue_holds_exactly_what_the_code_says() -> None:
    said = {(message.text, message.context) for message in messages.collect()}
    kept = {
        (entry.id if isinstance(entry.id, str) else entry.id[0], entry.context)
        for entry in CATALOG
        if entry.id
    }
    assert sorted(map(str, said ^ kept)) == [], (
        "run `python -m gm_portal.local.messages` and translate what is new"
    )


def test_every_text_has_a_translation() -> None:
    assert messages.untranslated(CATALOG) == []


def test_placeholders_survive() -> None:
    # All at once: three thousand tests of one text each cost more than reading them.
    assert [entry.id for entry in CATALOG if entry.id and not _keeps_placeholders(entry)] == []


def _keeps_placeholders(entry: Any) -> bool:
    texts = entry.id if isinstance(entry.id, tuple) else (entry.id,)
    strings = entry.string if isinstance(entry.string, tuple | list) else (entry.string,)
    # The singular may name what the plural counts ("Vraag %(code)s" next to "%(count)s vragen").
    known = {found for text in texts for found in PLACEHOLDER.findall(text)}
    last = set(PLACEHOLDER.findall(strings[-1]))
    return all(set(PLACEHOLDER.findall(string)) <= known for string in strings if string) and (
        last == set(PLACEHOLDER.findall(texts[-1])) or not strings[-1]
    )


def test_a_lost_placeholder_would_be_seen() -> None:
    assert not _keeps_placeholders(Message("Vraag %(code)s", "Question"))
    assert not _keeps_placeholders(Message("Vraag", "Question %(code)s"))
    assert _keeps_placeholders(Message("Vraag %(code)s", "Question %(code)s"))


def test_texts_of_templates_and_of_code_are_both_collected() -> None:
    kinds = {place.rpartition(".")[2] for places in messages.collect().values() for place in places}
    assert {"py", "html"} <= kinds
