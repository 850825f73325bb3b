# SPDX-License-Identifier: EUPL-1.2
"""Does a text of a resident tell who somebody is? A soft check before it is kept: contributions are anonymous.

E-mail addresses and telephone numbers are refused: nobody needs them in an answer. What looks like a name is
only pointed out, once, with the sentence it stands in: streets and schools have names too.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was seen."""

    EMAIL = "email"
    PHONE = "phone"
    NAME = "name"


REFUSED = (Kind.EMAIL, Kind.PHONE)


@dataclass(frozen=True)
class Sighting:
    """One thing that may tell who somebody is, and the sentence it stands in."""

    kind: Kind
    words: str
    sentence: str


_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# Ten digits from a 0, or nine after +31 or 0031, with spaces, dots, hyphens or brackets between them.
_PHONE = re.compile(r"(?<![\w.])(?:\+31|0031|\(?0)(?:[ .\-()]{0,2}\d){8,10}(?!\w)")
_PARTICLES = "van|de|den|der|'t|ten|ter|te|el|al|bin|ben|von|da|di|la|le"
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ'’-]+"
_TITLED = re.compile(
    rf"\b(?i:meneer|mevrouw|mevr\.?|mw\.?|dhr\.?|de heer|familie|fam\.|buurman|buurvrouw)\s+"
    rf"(?:(?:{_PARTICLES})\s+){{0,2}}{_CAPITAL}"
)
_NAME = re.compile(
    rf"\b({_CAPITAL})\s+(?:(?:[A-Z]\.\s?){{1,3}})?((?:(?:{_PARTICLES})\s+){{0,2}})({_CAPITAL})\b"
)
_WITH_INITIALS = re.compile(rf"\b(?:[A-Z]\.\s?){{1,4}}(?:(?:{_PARTICLES})\s+){{0,2}}{_CAPITAL}")
_SENTENCE_END = re.compile(r"(?<=[a-zà-ÿ0-9)][.!?])\s+|\n+")
# Words that often begin a sentence: with a capital after them they are no first name.
_BEGINNINGS = frozenset(
    """aan al alle als bij daar dan dat de deze die dit door een elke en er geen graag heel het hier hoe iedereen
    iets ik in is ja kan kunnen laat maar maak meer met mijn minder misschien naar nee niet nog nu of om onder onze
    ons ook op over per samen sinds soms straks te tijdens tot tussen u uit vaak van vanaf veel volgens voor vooral
    waar waarom wat we wel wie wij wijk dorp wil willen zo zonder zij the and""".split()
)
# Endings and words of places and organisations.
_PLACE = re.compile(
    r"(straat|weg|laan|plein|kade|singel|park|wijk|buurt|hof|dijk|plantsoen|school|kerk|huis|veld|haven|brug|diep|"
    r"pad|burg|markt|hal|zaal|centrum|tuin|bos|meer|steeg|stee|ring|land|dorp|stad|gracht|poort|raad|laantje)$",
    re.IGNORECASE,
)
_NO_PERSON = frozenset(
    """groningen nederland gemeente gebiedsteam wijkraad dorpsbelangen bewonersorganisatie vereniging stichting
    stem raad college provincie rijk januari februari maart april mei juni juli augustus september oktober november
    december maandag dinsdag woensdag donderdag vrijdag zaterdag zondag noord zuid oost west haren hoogkerk onnen
    noordlaren glimmen rivierenbuurt korrewegwijk oosterpark paddepoel selwerd beijum lewenborg helpman wijert
    nieuwe oude grote kleine albert jumbo aldi lidl""".split()
)


def sightings(text: str) -> list[Sighting]:
    """Everything in a text that may tell who somebody is, in order, each words once."""
    found: dict[tuple[Kind, str], Sighting] = {}
    for sentence in _SENTENCE_END.split(text):
        for kind, words in _in_sentence(sentence):
            found.setdefault((kind, words), Sighting(kind, words, _short(sentence)))
    return list(found.values())


def refused(seen: Iterable[Sighting]) -> list[Sighting]:
    """What may not be kept: addresses and numbers."""
    return [sighting for sighting in seen if sighting.kind in REFUSED]


def names(seen: Iterable[Sighting]) -> list[Sighting]:
    """What is pointed out once."""
    return [sighting for sighting in seen if sighting.kind == Kind.NAME]


def _in_sentence(sentence: str) -> list[tuple[Kind, str]]:
    emails = _EMAIL.findall(sentence)
    found = [(Kind.EMAIL, words) for words in emails]
    found += [(Kind.PHONE, match[0].strip()) for match in _PHONE.finditer(sentence) if _is_phone(match[0])]
    titled = [match[0] for match in _TITLED.finditer(sentence)]
    initials = [match[0] for match in _WITH_INITIALS.finditer(sentence)]
    plain = [match[0] for match in _NAME.finditer(sentence) if _is_name(match[1], match[3])]
    for words in dict.fromkeys((*titled, *initials, *plain)):
        if not any(words != longer and words in longer for longer in (*titled, *initials, *plain)):
            found.append((Kind.NAME, words))
    return found


def _is_phone(words: str) -> bool:
    digits = re.sub(r"\D", "", words)
    digits = (
        re.sub(r"^(0031|31)0?", "0", digits)
        if not words.startswith(("0", "(0")) or digits[:4] == "0031"
        else digits
    )
    return len(digits) == 10


def _is_name(first: str, last: str) -> bool:
    if first.lower() in _BEGINNINGS:
        return False
    return not any(word.lower() in _NO_PERSON or _PLACE.search(word) for word in (first, last))


def _short(sentence: str) -> str:
    line = " ".join(sentence.split())
    return line if len(line) <= 160 else line[:159].rstrip() + "…"
