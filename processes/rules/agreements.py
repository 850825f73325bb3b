# SPDX-License-Identifier: EUPL-1.2
"""Rules of agreements: what a version may say, who must sign it, and its states."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from gm_portal.core.actors import Actor, Seat
from gm_portal.core.errors import RuleError
from processes.enums import (
    AGREEMENT_IN_FORCE_STATES,
    AGREEMENT_OPEN_STATES,
    BINDING_ROLES,
    SIDE_OF_KIND,
    SIGNING_KINDS,
    AgreementState,
    Level,
    PartyKind,
    Side,
)
from processes.rules.agreement_fields import FieldKind, FieldSpec, specs_of
from processes.rules.agreement_texts import VersionText
from processes.rules.evaluations import day_problem

TITLE_LENGTH = 120
TEXT_LENGTH = 800
REASON_LENGTH = 400
PRIVATE_LENGTH = 200
FIELD_LENGTHS = {FieldKind.TEXT: 200, FieldKind.LONG: 800}
MOST_CENTS = 100_000_000_000  # a thousand million euro: beyond it is a typing error
MOST_DAYS = 3650
FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2199, 12, 31)
PERSONAL = re.compile(r"\S@\S|(?<!\d)(?:\+31|0)(?:[ -]?\d){9}(?!\d)")


@dataclass(frozen=True)
class Problem:
    """What is wrong with one field, as a sentence that says what to do."""

    field: str
    message: str


# What a version says in its own fields ----------------------------------------------------------------
def validate_fields(
    kind: str, values: Mapping[str, Any], *, complete: bool = True
) -> tuple[dict[str, Any], list[Problem]]:
    """The clean values of a kind's own fields, empty ones left out, and what is wrong with them.

    With `complete` required fields must be there; texts from a source may lack them. Fields of another sort of
    procesgarantie are dropped, unknown names are a problem.
    """
    specs = {spec.name: spec for spec in specs_of(kind)}
    problems = [
        Problem(name, _("Dit veld hoort niet bij deze soort afspraak. Laat het weg."))
        for name in values
        if name not in specs
    ]
    clean: dict[str, Any] = {}
    for spec in specs.values():
        value = values.get(spec.name)
        value = value.strip() if isinstance(value, str) else value
        if spec.sorts and values.get("sort") not in spec.sorts:
            continue
        if value in (None, "", [], (), False):
            if complete and spec.required:
                problems.append(
                    Problem(spec.name, _("Vul dit in. Zonder dit is de afspraak niet duidelijk."))
                )
            continue
        cleaned, problem = _clean(spec, value)
        if problem:
            problems.append(Problem(spec.name, problem))
        else:
            clean[spec.name] = cleaned
    return clean, problems


def _clean(spec: FieldSpec, value: Any) -> tuple[Any, str]:
    """One value as it is kept, or the sentence that says what is wrong with it."""
    if spec.kind in FIELD_LENGTHS:
        return _clean_text(spec, value)
    if spec.kind in (FieldKind.CHOICE, FieldKind.MANY):
        return _clean_choices(spec, value)
    if spec.kind is FieldKind.DATE:
        return _clean_date(value)
    if spec.kind is FieldKind.YES:
        return True, "" if value is True else _("Kies ja of laat het leeg.")
    low, high = {
        FieldKind.CENTS: (0, MOST_CENTS),
        FieldKind.DAYS: (1, MOST_DAYS),
        FieldKind.YEAR: (FIRST_DAY.year, LAST_DAY.year),
    }[spec.kind]
    if type(value) is not int or not low <= value <= high:
        return None, _("Vul een getal in dat kan kloppen.")
    return value, ""


def _clean_text(spec: FieldSpec, value: Any) -> tuple[Any, str]:
    longest = FIELD_LENGTHS[spec.kind]
    if not isinstance(value, str) or "\x00" in value:
        return None, _("Vul hier een tekst in.")
    text = value.replace("\r\n", "\n").strip()
    if len(text) > longest:
        return None, _("Maak de tekst korter: hoogstens %(most)s tekens.") % {"most": longest}
    if PERSONAL.search(text):
        return None, _no_person()
    return text, ""


def _no_person() -> str:
    return _("Haal het e-mailadres of telefoonnummer weg. Noem alleen een organisatie of functie.")


def _clean_choices(spec: FieldSpec, value: Any) -> tuple[Any, str]:
    known = [code for code, _label in spec.choices]
    if spec.kind is FieldKind.CHOICE:
        return (value, "") if value in known else (None, _("Kies een van de mogelijkheden."))
    if not isinstance(value, list | tuple) or any(code not in known for code in value):
        return None, _("Kies uit de mogelijkheden.")
    return [code for code in known if code in value], ""


def _clean_date(value: Any) -> tuple[Any, str]:
    try:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        return None, _("Vul een datum in, bijvoorbeeld 15-1-2027.")
    if not FIRST_DAY <= day <= LAST_DAY:
        return None, _("Vul een datum in die kan kloppen.")
    return day.isoformat(), ""


def date_problems(
    starts_on: dt.date | None, ends_on: dt.date | None, evaluate_on: dt.date | None, *, today: dt.date
) -> list[Problem]:
    """What is wrong with the days of a version written today."""
    named = {"starts_on": starts_on, "ends_on": ends_on}
    problems = [
        Problem(name, _("Vul een datum in die kan kloppen."))
        for name, day in named.items()
        if day and not FIRST_DAY <= day <= LAST_DAY
    ]
    if starts_on and ends_on and ends_on < starts_on:
        problems.append(Problem("ends_on", _("De einddatum ligt vóór het begin. Kies een latere dag.")))
    if evaluate_on and (problem := day_problem(evaluate_on, today=today)):
        problems.append(Problem("evaluate_on", problem))
    elif starts_on and evaluate_on and evaluate_on < starts_on:
        problems.append(
            Problem("evaluate_on", _("U kijkt terug voordat de afspraak begint. Kies een latere dag."))
        )
    elif ends_on and evaluate_on and evaluate_on > ends_on:
        problems.append(
            Problem("evaluate_on", _("Dan is de afspraak al voorbij. Kies een dag vóór de einddatum."))
        )
    return problems


def checked(kind: str, content: VersionText, *, today: dt.date) -> VersionText:
    """The text as it is kept. Raises `RuleError` at the first field that is wrong; forms show all at once."""
    title, text = content.title.strip(), content.text.replace("\r\n", "\n").strip()
    if not title or len(title) > TITLE_LENGTH:
        raise RuleError(_("Geef de afspraak een titel van hoogstens 120 tekens."), field="title")
    if not text or len(text) > TEXT_LENGTH:
        raise RuleError(_("Schrijf op wat u afspreekt, in hoogstens 800 tekens."), field="text")
    for field, words in (("title", title), ("text", text), ("private_reason", content.private_reason)):
        if PERSONAL.search(words):
            raise RuleError(_no_person(), field=field)
    if content.level not in Level.values:
        raise RuleError(_("Kies hoeveel zeggenschap erbij hoort."), field="level")
    fields, problems = validate_fields(kind, content.fields)
    problems += date_problems(content.starts_on, content.ends_on, content.evaluate_on, today=today)
    problems += private_problems(content.is_public, content.private_reason)
    if problems:
        raise RuleError(problems[0].message, field=problems[0].field)
    return replace(
        content,
        title=title,
        text=text,
        fields=fields,
        reason=given_reason(content.reason) if content.reason.strip() else "",
        private_reason="" if content.is_public else content.private_reason.strip(),
    )


def private_problems(is_public: bool, private_reason: str) -> list[Problem]:
    """What is not for everybody to read says why."""
    if not is_public and not 0 < len(private_reason.strip()) <= PRIVATE_LENGTH:
        return [
            Problem(
                "private_reason", _("Schrijf op waarom niet iedereen dit leest, in hoogstens 200 tekens.")
            )
        ]
    return []


def given_reason(reason: str) -> str:
    """The reason of a step as it is kept. Raises `RuleError` without one: readers must be able to follow."""
    kept = reason.replace("\r\n", "\n").strip()
    if not kept:
        raise RuleError(_("Schrijf kort op waarom. De andere partij leest het."), field="reason")
    if len(kept) > REASON_LENGTH:
        raise RuleError(_("Maak de reden korter: hoogstens 400 tekens."), field="reason")
    if PERSONAL.search(kept):
        raise RuleError(_no_person(), field="reason")
    return kept


# Who signs -------------------------------------------------------------------------------------------
def speaking_seat(actor: Actor, process_id: int) -> Seat | None:
    """The seat from which somebody drafts or amends: the first in a party that signs."""
    return next((seat for seat in actor.seats_in(process_id) if seat.kind in SIGNING_KINDS), None)


def binding_seats(actor: Actor, process_id: int) -> tuple[Seat, ...]:
    """The seats from which somebody may sign."""
    return tuple(
        seat
        for seat in actor.seats_in(process_id)
        if seat.kind in SIGNING_KINDS and seat.role in BINDING_ROLES
    )


def both_sides(parties: Mapping[int, str]) -> bool:
    """Whether these parties, given as kind per id, are at least one of each side. One side is no agreement."""
    sides = {SIDE_OF_KIND[PartyKind(kind)] for kind in parties.values() if kind in SIGNING_KINDS}
    return sides == {Side.WIJK, Side.GEMEENTE}


def all_signed(named: Mapping[int, str], signed: Collection[int]) -> bool:
    """Whether every named party signed. `named` gives the kind per id.

    All of them count, also one that has nobody at the moment: nobody decides over its head.
    """
    return both_sides(named) and named.keys() <= set(signed)


# States ----------------------------------------------------------------------------------------------
def adopted_state(starts_on: dt.date | None, today: dt.date) -> AgreementState:
    """The state of an agreement on the day its parties adopt it."""
    return AgreementState.ADOPTED if starts_on and starts_on > today else AgreementState.RUNNING


def state_on(
    state: str, *, starts_on: dt.date | None, ends_on: dt.date | None, today: dt.date
) -> AgreementState:
    """The state people see on a day: an adopted agreement starts, and stops, by itself."""
    kept = AgreementState(state)
    if kept not in AGREEMENT_IN_FORCE_STATES:
        return kept
    if ends_on and ends_on < today:
        return AgreementState.ENDED
    return adopted_state(starts_on, today) if kept == AgreementState.ADOPTED else kept


def after_amendment(state: str) -> AgreementState:
    """An amended draft is being discussed; what was in force is suspended: a new version never inherits."""
    return AgreementState.DISCUSSED if state in AGREEMENT_OPEN_STATES else AgreementState.SUSPENDED
