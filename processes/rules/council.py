# SPDX-License-Identifier: EUPL-1.2
"""Rules of the council's decision: what needs one, how long it holds, and what a decision must say (CR-17)."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gm_portal.core.errors import RuleError
from processes.enums import AgreementKind, CouncilOutcome, Level

EXPLANATION_LENGTH = 2000
REFERENCE_LENGTH = 80
TEXT_LENGTH = 2000
LATEST_END = dt.timedelta(days=366 * 50)


@dataclass(frozen=True)
class Verdict:
    """What the clerk writes down about one bundle."""

    outcome: str
    decided_on: dt.date
    reference: str
    scope_text: str = ""
    conditions: str = ""
    reason: str = ""
    ends_on: dt.date | None = None


@dataclass(frozen=True)
class Ground:
    """One decision on one version, as far as a rule needs it."""

    outcome: str
    decided_on: dt.date
    ends_on: dt.date | None = None


def needs_council(kind: str, level: str) -> bool:
    """Every transfer of power, and every task or other agreement at N4 (CR-17)."""
    return kind == AgreementKind.BEVOEGDHEID or level == Level.N4


def holds(ground: Ground, today: dt.date) -> bool:
    """Whether this decision carries the agreement on a day: an approval whose last day has not passed."""
    return ground.outcome == CouncilOutcome.APPROVED and (ground.ends_on is None or ground.ends_on >= today)


def approved_until(grounds: Iterable[Ground]) -> dt.date | None:
    """The last day on which an approval holds; None when none ends, or when there is none."""
    ends = [each.ends_on for each in grounds if each.outcome == CouncilOutcome.APPROVED]
    if not ends or None in ends:
        return None
    return max(end for end in ends if end is not None)


def is_rejected(grounds: Iterable[Ground]) -> bool:
    """Whether the last word of the council on this text was no."""
    last = max(grounds, key=lambda each: each.decided_on, default=None)
    return last is not None and last.outcome == CouncilOutcome.REJECTED


def checked_explanation(text: str) -> str:
    """The explanation of a bundle as it is kept. Raises `RuleError` at the field."""
    clean = _plain(text)
    if not clean or len(clean) > EXPLANATION_LENGTH:
        raise RuleError(
            _("Leg kort uit wat u de raad vraagt, in hoogstens 2000 tekens."), field="explanation"
        )
    return clean


def checked(verdict: Verdict, *, today: dt.date, submitted_on: dt.date) -> Verdict:
    """The decision as it is kept. Raises `RuleError` at the field that is wrong."""
    if verdict.outcome not in CouncilOutcome.values:
        raise RuleError(_("Kies wat de raad besloot."), field="outcome")
    approved = verdict.outcome == CouncilOutcome.APPROVED
    clean = Verdict(
        outcome=verdict.outcome,
        decided_on=verdict.decided_on,
        reference=verdict.reference.strip(),
        # What belongs to a yes is not kept with a no, and the other way round.
        scope_text=_plain(verdict.scope_text) if approved else "",
        conditions=_plain(verdict.conditions) if approved else "",
        reason="" if approved else _plain(verdict.reason),
        ends_on=verdict.ends_on if approved else None,
    )
    _check_days(clean, today=today, submitted_on=submitted_on)
    _check_texts(clean, approved=approved)
    return clean


def _check_days(verdict: Verdict, *, today: dt.date, submitted_on: dt.date) -> None:
    if verdict.decided_on > today:
        raise RuleError(
            _("Deze dag moet nog komen. Vul de dag in waarop de raad besloot."), field="decided_on"
        )
    if verdict.decided_on < submitted_on:
        raise RuleError(
            _("Toen lag deze tekst nog niet bij de raad. Vul de dag in waarop de raad hierover besloot."),
            field="decided_on",
        )
    if verdict.ends_on is None:
        return
    if verdict.ends_on < verdict.decided_on:
        raise RuleError(_("De einddatum ligt vóór het besluit. Kies een latere dag."), field="ends_on")
    if verdict.ends_on > today + LATEST_END:
        raise RuleError(_("Vul een datum in die kan kloppen."), field="ends_on")


def _check_texts(verdict: Verdict, *, approved: bool) -> None:
    if not verdict.reference or len(verdict.reference) > REFERENCE_LENGTH:
        raise RuleError(_("Vul het kenmerk van het besluit in, hoogstens 80 tekens."), field="reference")
    if approved and not 0 < len(verdict.scope_text) <= TEXT_LENGTH:
        raise RuleError(_("Schrijf op wat de raad besloot en binnen welke grenzen."), field="scope_text")
    if len(verdict.conditions) > TEXT_LENGTH:
        raise RuleError(_("Maak de tekst korter: hoogstens 2000 tekens."), field="conditions")
    if not approved and not 0 < len(verdict.reason) <= TEXT_LENGTH:
        raise RuleError(_("Schrijf op waarom de raad nee zei. De partijen lezen dit."), field="reason")


def _plain(text: str) -> str:
    """One kind of line end, no spaces around it."""
    return text.replace("\r\n", "\n").strip()
