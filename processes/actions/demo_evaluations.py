# SPDX-License-Identifier: EUPL-1.2
"""Example moments to look back for the demo: one that was held by both sides and residents, one that was moved."""

import datetime as dt
import uuid
from typing import Any

from gm_portal.core import audit
from gm_portal.core.actors import Actor
from gm_portal.core.clock import local_date
from gm_portal.core.models import Visibility
from gm_portal.core.origins import Origin
from processes.actions.demo_conversation import MARKER
from processes.enums import (
    AGREEMENT_IN_FORCE_STATES,
    CalledOff,
    EvaluationKind,
    EvaluationState,
    MoveState,
    Outcome,
    PartyKind,
)
from processes.models import (
    AgreementOutcome,
    Evaluation,
    EvaluationLink,
    EvaluationMove,
    EvaluationSheet,
    EvaluationVoice,
    MoveProposal,
    Party,
    Process,
)
from processes.rules.contributions import new_token

HELD_BEFORE, MOVED_FROM, MOVED_TO = dt.timedelta(days=45), dt.timedelta(days=20), dt.timedelta(days=90)
CALLED_OFF_BEFORE = dt.timedelta(days=120)
SHEETS: dict[str, dict[str, Any]] = {
    PartyKind.RESIDENT_ORGANISATION: {
        "EV-01": {"text": f"{MARKER} Elk dorp koos een contact. Wij belden elkaar twee keer."},
        "EV-06": {"scale": 3, "text": f"{MARKER} Het bord bij de school staat er nu."},
        "EV-13": {"scale": 2, "text": f"{MARKER} Wij hadden vooral weinig tijd."},
        "EV-15": {"choices": ["ja"]},
    },
    PartyKind.AREA_TEAM: {
        "EV-01": {"text": f"{MARKER} Wij hebben nu een vast aanspreekpunt."},
        "EV-13": {"scale": 4},
        "EV-15": {"choices": ["ja"]},
    },
}
SUMMARY = f"{MARKER} Elkaar kennen helpt. De dorpen willen eerder horen wat er speelt."
# Figures of twelve example residents: enough to be shown.
FIGURES = (4, 3, 5, 4, 2, 4, 3, 4, 5, 3, 4, 2)


def add_example_moments(slug: str, *, actor: Actor, now: dt.datetime) -> int:
    """A held, a moved and a called-off moment in one area; nothing when it has an example already."""
    process = Process.objects.select_for_update().filter(slug=slug).first()
    if process is None or process.evaluations.filter(origin=Origin.EXAMPLE).exists():
        return 0
    parties = {party.kind: party for party in process.parties.filter(kind__in=SHEETS)}
    if set(parties) != set(SHEETS):
        return 0
    _held(process, parties, actor=actor, now=now)
    _moved(process, parties, actor=actor, now=now)
    _called_off(process, parties, actor=actor, now=now)
    return 3


def _held(process: Process, parties: dict[str, Party], *, actor: Actor, now: dt.datetime) -> None:
    """A short check of a while ago: both sides answered apart, twelve residents too, and the agreements stay."""
    at = now - HELD_BEFORE
    evaluation = Evaluation.objects.create(
        process=process,
        kind=EvaluationKind.SHORT,
        state=EvaluationState.HELD,
        planned_on=local_date(at),
        held_on=local_date(at),
        summary=SUMMARY,
        outcome=Outcome.KEEP,
        origin=Origin.EXAMPLE,
        created_at=at - dt.timedelta(days=60),
    )
    agreements = list(process.agreements.filter(state__in=AGREEMENT_IN_FORCE_STATES))
    evaluation.agreements.set(agreements)
    for agreement in agreements:
        AgreementOutcome.objects.create(
            evaluation=evaluation,
            agreement=agreement,
            version_id=agreement.published_id,
            outcome=Outcome.KEEP,
            at=at,
        )
    for kind, contents in SHEETS.items():
        EvaluationSheet.objects.create(
            evaluation=evaluation, party=parties[kind], contents=contents, number=1, saved_at=at, shared_at=at
        )
    _voices(evaluation, parties[PartyKind.RESIDENT_ORGANISATION], at)
    _tell(evaluation, "hold_evaluation", actor, now)


def _voices(evaluation: Evaluation, party: Party, at: dt.datetime) -> None:
    """Twelve residents who answered through the link of their organisation, a day apart."""
    link = EvaluationLink.objects.create(
        evaluation=evaluation,
        party=party,
        token=new_token(),
        opens_at=at - dt.timedelta(days=30),
        closes_at=at,
        closed_at=at,
    )
    for number, figure in enumerate(FIGURES):
        EvaluationVoice.objects.create(
            link=link,
            key=uuid.uuid4(),
            day=local_date(at - dt.timedelta(days=number)),
            contents={"EV-02": {"scale": figure}, "EV-08": {"scale": 6 - figure}},
        )


def _moved(process: Process, parties: dict[str, Party], *, actor: Actor, now: dt.datetime) -> None:
    """A moment that both sides moved, with the reason."""
    evaluation = Evaluation.objects.create(
        process=process,
        kind=EvaluationKind.YEARLY,
        planned_on=local_date(now + MOVED_TO),
        origin=Origin.EXAMPLE,
        created_at=now - HELD_BEFORE,
    )
    EvaluationMove.objects.create(
        evaluation=evaluation,
        from_day=local_date(now + MOVED_FROM),
        to_day=evaluation.planned_on,
        reason=f"{MARKER} In die week is het dorpsfeest.",
        proposed_by=parties[PartyKind.RESIDENT_ORGANISATION],
        confirmed_by=parties[PartyKind.AREA_TEAM],
        at=now,
    )
    _tell(evaluation, "move_evaluation", actor, now)


def _called_off(process: Process, parties: dict[str, Party], *, actor: Actor, now: dt.datetime) -> None:
    """A moment that both sides called off, with the reason: the planning keeps it."""
    at = now - CALLED_OFF_BEFORE
    day, reason = (
        local_date(at + dt.timedelta(days=14)),
        f"{MARKER} Wij spraken elkaar al bij het dorpsoverleg.",
    )
    evaluation = Evaluation.objects.create(
        process=process,
        kind=EvaluationKind.SHORT,
        state=EvaluationState.CANCELLED,
        planned_on=day,
        summary=reason,
        called_off_as=CalledOff.TOGETHER,
        called_off_at=at,
        origin=Origin.EXAMPLE,
        created_at=at - dt.timedelta(days=60),
    )
    MoveProposal.objects.create(
        evaluation=evaluation,
        party=parties[PartyKind.AREA_TEAM],
        from_day=day,
        reason=reason,
        at=at - dt.timedelta(days=3),
        state=MoveState.CONFIRMED,
        answered_by=parties[PartyKind.RESIDENT_ORGANISATION],
        answered_at=at,
    )
    _tell(evaluation, "cancel_evaluation", actor, now)


def _tell(evaluation: Evaluation, verb: str, actor: Actor, now: dt.datetime) -> None:
    audit.record(
        actor=actor,
        verb=verb,
        target=evaluation,
        process_id=evaluation.process_id,
        now=now,
        visibility=Visibility.PUBLIC,
    )
