# SPDX-License-Identifier: EUPL-1.2
"""What each side fills in about a task, and what may stand there."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from gm_portal.core.errors import RuleError
from processes.enums import Side
from processes.rules.agreement_choices import DOMAINS
from processes.rules.agreements import MOST_CENTS, PERSONAL
from processes.rules.challenges import IDEA_LENGTH, TITLE_LENGTH

MOST_PEOPLE, MOST_HOURS = 9999, 9999
LONG, SHORT = 400, 200
NUMBERS = {
    "wijk_people": MOST_PEOPLE,
    "wijk_hours": MOST_HOURS,
    "team_hours": MOST_HOURS,
    "team_money_cents": MOST_CENTS,
}
TEXTS = {
    "wijk_knowledge": LONG,
    "wijk_support": LONG,
    "team_knowledge": LONG,
    "team_responsible": SHORT,
    "portfolios": SHORT,
}
PARTS: dict[Side, tuple[str, ...]] = {
    Side.WIJK: ("wijk_people", "wijk_hours", "wijk_knowledge", "wijk_support"),
    Side.GEMEENTE: (
        "domains",
        "portfolios",
        "team_hours",
        "team_money_cents",
        "team_knowledge",
        "team_responsible",
    ),
}


def checked_part(side: Side, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a side puts in, as it is kept. Raises `RuleError` at the field that is wrong."""
    return {name: _checked(name, values.get(name)) for name in PARTS[side]}


def _checked(name: str, value: Any) -> Any:
    if name == "domains":
        known = [code for code, _label in DOMAINS]
        if any(code not in known for code in value or ()):
            raise RuleError(_("Kies uit de onderwerpen."), field=name)
        return [code for code in known if code in (value or ())]
    if name in NUMBERS:
        if value is not None and not (type(value) is int and 0 <= value <= NUMBERS[name]):
            raise RuleError(_("Vul een getal in dat kan kloppen."), field=name)
        return value
    text = (value or "").replace("\r\n", "\n").strip()
    if len(text) > TEXTS[name]:
        raise RuleError(
            _("Maak de tekst korter: hoogstens %(most)s tekens.") % {"most": TEXTS[name]}, field=name
        )
    if PERSONAL.search(text):
        raise RuleError(
            _("Haal het e-mailadres of telefoonnummer weg. Noem alleen een organisatie of functie."),
            field=name,
        )
    return text


def checked_texts(title: str, idea: str) -> tuple[str, str]:
    """The name of a task and the idea, as they are kept. Raises `RuleError` at the field."""
    title, idea = title.strip(), idea.replace("\r\n", "\n").strip()
    if not title or len(title) > TITLE_LENGTH:
        raise RuleError(_("Geef de taak een naam van hoogstens 120 tekens."), field="title")
    if not idea or len(idea) > IDEA_LENGTH:
        raise RuleError(_("Schrijf op om welke taak het gaat, in hoogstens 800 tekens."), field="idea")
    for name, text in (("title", title), ("idea", idea)):
        if PERSONAL.search(text):
            raise RuleError(_("Haal het e-mailadres of telefoonnummer weg."), field=name)
    return title, idea


def changed_meanwhile(stands: Mapping[str, Any], based_on: Mapping[str, Any]) -> bool:
    """Whether what stands there is not what the form showed."""
    return any(stands[name] != based_on[name] for name in stands if name in based_on)
