# SPDX-License-Identifier: EUPL-1.2
"""The words and the weight of one rule as an administrator changes them, and what is wrong with them."""

import re
from dataclasses import dataclass, fields

from django.utils.translation import gettext as _

from processes.enums import Severity

# The council decides on every transfer: no version of the rules makes that lighter (CR-17, and by constraint).
ALWAYS_BLOCKING = frozenset({"CR-17"})
LONGEST = {"name": 120, "ask": 300, "reason": 300}
MOST_WORDS = 20
SENTENCES = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True)
class RuleWords:
    """What may differ between versions of a rule."""

    severity: str
    name: str
    ask: str
    reason: str

    def tidied(self) -> "RuleWords":
        """One kind of white space, nothing around it."""
        said = {each.name: " ".join(str(getattr(self, each.name)).split()) for each in fields(self)}
        return RuleWords(**said)


def flaws_of(code: str, words: RuleWords) -> list[tuple[str, str]]:
    """Everything wrong with a rule as written: the field, and what to do."""
    found = []
    if words.severity not in Severity.values:
        found.append(("severity", _("Kies uit de lijst.")))
    elif code in ALWAYS_BLOCKING and words.severity != Severity.BLOCKING:
        found.append(
            ("severity", _("Een overdracht vraagt altijd een besluit van de raad. Kies “moet eerst”."))
        )
    for name, most in LONGEST.items():
        said = getattr(words, name)
        if not said:
            found.append((name, _("Vul dit in.")))
        elif len(said) > most:
            found.append((name, _("Maak de tekst korter: hoogstens %(most)s tekens.") % {"most": most}))
        elif "\x00" in said:
            found.append((name, _("Haal het onzichtbare teken weg.")))
        elif name == "ask" and any(len(each.split()) > MOST_WORDS for each in SENTENCES.split(said)):
            found.append((name, _("Maak elke zin korter: hoogstens 20 woorden.")))
    return found
