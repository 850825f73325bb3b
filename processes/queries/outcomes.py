# SPDX-License-Identifier: EUPL-1.2
"""Reads on what a moment to look back led to, and where an agreement was looked back on: the trace both ways."""

from dataclasses import dataclass

from processes.enums import AgreementState, EvaluationState
from processes.models import Agreement, AgreementOutcome, AgreementVersion, Conversation, Evaluation


@dataclass(frozen=True)
class LedTo:
    """What was decided about one agreement, and the version that came of it: begun there, or made later.

    Readers see a version that was only proposed as "being written": its words stay with the parties.
    """

    row: AgreementOutcome
    version: AgreementVersion | None
    is_public: bool
    has_ended: bool


@dataclass(frozen=True)
class Trace:
    """What one moment led to, and what it came from."""

    outcomes: tuple[LedTo, ...]
    next_moments: tuple[Evaluation, ...]
    came_from: Evaluation | None
    next_round: Conversation | None
    asks_round: bool

    @property
    def has_any(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.outcomes or self.next_moments or self.came_from or self.next_round)


def trace_of(evaluation: Evaluation) -> Trace:
    """The trace of one moment. Four queries for one that was held, one for one that is planned."""
    came_from = (
        Evaluation.objects.select_related("process").filter(pk=evaluation.follows_id).first()
        if evaluation.follows_id
        else None
    )
    if evaluation.state != EvaluationState.HELD:
        return Trace((), (), came_from, None, asks_round=False)
    rows = list(
        evaluation.outcomes.select_related("agreement__process", "version", "made").order_by(
            "agreement__number"
        )
    )
    later = _later_versions(rows)
    outcomes = tuple(_led_to(row, row.made or later.get(row.agreement_id)) for row in rows)
    moments = tuple(evaluation.led_to.select_related("process").order_by("planned_on"))
    next_round = evaluation.next_round
    widens = evaluation.outcome == "widen" or any(row.outcome == "widen" for row in rows)
    return Trace(outcomes, moments, came_from, next_round, asks_round=widens and next_round is None)


def _later_versions(rows: list[AgreementOutcome]) -> dict[int, AgreementVersion]:
    """Per agreement the first version written after what held then. One query."""
    held = {row.agreement_id: row.version.number for row in rows if row.version}
    found: dict[int, AgreementVersion] = {}
    versions = AgreementVersion.objects.filter(agreement__in=list(held)).order_by("number")
    at = {row.agreement_id: row.at for row in rows}
    for version in versions:
        is_later = version.number > held[version.agreement_id] and version.at >= at[version.agreement_id]
        if is_later:
            found.setdefault(version.agreement_id, version)
    return found


def _led_to(row: AgreementOutcome, version: AgreementVersion | None) -> LedTo:
    agreement = row.agreement
    return LedTo(
        row,
        version if row.outcome in ("adapt", "widen") else None,
        is_public=version is not None and version.number in agreement.published_numbers,
        has_ended=agreement.state == AgreementState.ENDED,
    )


def looked_back_on(agreement: Agreement) -> list[AgreementOutcome]:
    """Where an agreement was decided on, the newest first. One query."""
    rows = agreement.outcomes.select_related("evaluation__process", "made")
    return list(rows.order_by("-evaluation__held_on", "-pk"))
