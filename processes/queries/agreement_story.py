# SPDX-License-Identifier: EUPL-1.2
"""The story of an agreement: versions, signatures, decisions, moments to look back and all other steps, in time."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from gm_portal.core.clock import local_date
from processes.enums import AgreementEventKind, EvaluationState, Side
from processes.models import Agreement, AgreementEvent, AgreementVersion, CouncilDecision, Evaluation, Party


@dataclass(frozen=True)
class Step:
    """One line of the story. `version` is the number it is about, `side` whose colour it has."""

    day: dt.date
    order: tuple[dt.datetime | None, int]
    kind: str
    words: str
    side: str = ""
    who: str = ""
    reason: str = ""
    version: int | None = None
    other: int | None = None


FIRST = dt.datetime.min.replace(tzinfo=dt.UTC)


def story_of(
    agreement: Agreement,
    *,
    versions: Iterable[AgreementVersion],
    decisions: Iterable[CouncilDecision],
    evaluations: Iterable[Evaluation],
    all_steps: bool,
) -> tuple[Step, ...]:
    """The story, the newest first, of what the reader may see: `versions` are those, `all_steps` for the parties.

    One query, besides what is given; each version with its party and its sign-offs with theirs.
    """
    versions = list(versions)
    shown = {version.pk for version in versions}
    events = agreement.events.select_related("party", "version", "other__published", "other__process")
    if not all_steps:
        events = events.filter(is_public=True)
    steps = [
        *(_version_step(version) for version in versions),
        *(step for version in versions for step in _signed_steps(version)),
        *(_event_step(event, shown, all_steps=all_steps) for event in events),
        *(_decision_step(decision) for decision in decisions if decision.version_id in shown),
        *(_evaluation_step(each) for each in evaluations if each.state == EvaluationState.HELD),
    ]
    return tuple(
        sorted(steps, key=lambda step: (step.day, step.order[0] or FIRST, step.order[1]), reverse=True)
    )


def _speaker(party: Party | None) -> tuple[str, str]:
    return (party.side.value, party.short_name) if party else ("", "")


def _version_step(version: AgreementVersion) -> Step:
    side, who = _speaker(version.party)
    first = version.number == 1
    words = (
        _("Versie 1 opgesteld") if first else _("Versie %(number)s voorgesteld") % {"number": version.number}
    )
    return Step(
        local_date(version.at), (version.at, 0), "version", words, side, who, version.reason, version.number
    )


def _signed_steps(version: AgreementVersion) -> list[Step]:
    steps = []
    for row in version.sign_offs.all():
        side, who = _speaker(row.party)
        words = _("Versie %(number)s ondertekend") % {"number": version.number}
        steps.append(
            Step(local_date(row.at), (row.at, 1), "signed", words, side, who, version=version.number)
        )
    return steps


def _event_step(event: AgreementEvent, shown: set[int], *, all_steps: bool) -> Step:
    side, who = _speaker(event.party)
    number = event.version.number if event.version and event.version_id in shown else None
    words = {
        AgreementEventKind.DISCUSSED: _("Voorgelegd aan de andere partij"),
        AgreementEventKind.SUSPENDED: _("Opgeschort: er ligt een voorstel"),
        AgreementEventKind.ADOPTED: _("Van kracht: iedereen heeft getekend"),
        AgreementEventKind.TAKEN_BACK: _("Voorstel ingetrokken: wat er was, geldt weer"),
        AgreementEventKind.WITHDRAWN: _("Concept ingetrokken"),
        AgreementEventKind.ENDED: _("Beëindigd"),
        AgreementEventKind.REPLACED: _("Vervangen door een nieuwe afspraak"),
    }[AgreementEventKind(event.kind)]
    other, reason = (event.other.number, event.reason) if event.other else (None, event.reason)
    if event.other and not (all_steps or event.other.scope.is_public):
        # What came instead is not for this reader; the reason is out of that text.
        other, reason = None, ""
    if event.kind == AgreementEventKind.ADOPTED:
        side, who = Side.SAMEN.value, ""
    return Step(local_date(event.at), (event.at, 2), event.kind, words, side, who, reason, number, other)


def _decision_step(decision: CouncilDecision) -> Step:
    words = _("Besluit van de raad, kenmerk %(reference)s") % {"reference": decision.reference}
    return Step(decision.decided_on, (decision.at, 1), "decided", words, Side.RAAD.value)


def _evaluation_step(evaluation: Evaluation) -> Step:
    day = evaluation.held_on or evaluation.planned_on
    return Step(day, (None, 3), "looked_back", _("Samen teruggekeken"), Side.SAMEN.value)
