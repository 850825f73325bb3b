# SPDX-License-Identifier: EUPL-1.2
"""Reads on what a moment to look back led to, and where an agreement was looked back on: the trace both ways."""

from dataclasses import dataclass

from gm_portal.core.clock import local_date
from processes.enums import AgreementState, ConversationState, EvaluationState
from processes.models import Agreement, AgreementOutcome, AgreementVersion, Conversation, Evaluation
from processes.rules.evaluations import asks_next_round


@dataclass(frozen=True)
class LedTo:
    """What was decided about one agreement, and the version that came of it: begun there, or made later.

    Readers see a version that was only proposed as "being written": its words stay with the parties.
    """

    row: AgreementOutcome
    version: AgreementVersion | None
    is_public: bool
    has_ended: bool
    url: str


@dataclass(frozen=True)
class Trace:
    """What one moment led to, and what it came from."""

    outcomes: tuple[LedTo, ...]
    next_moments: tuple[Evaluation, ...]
    came_from: Evaluation | None
    next_round: Conversation | None
    asks_round: bool
    round_is_open: bool = False

    @property
    def has_any(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.outcomes or self.next_moments or self.came_from or self.next_round)


def trace_of(evaluation: Evaluation, *, for_parties: bool = False) -> Trace:
    """The trace of one moment. Four queries for one that was held, one for one that is planned.

    The parties see what was decided about each agreement; others about those they could read then.
    """
    came_from = (
        Evaluation.objects.select_related("process").filter(pk=evaluation.follows_id).first()
        if evaluation.follows_id
        else None
    )
    if evaluation.state != EvaluationState.HELD:
        return Trace((), (), came_from, None, asks_round=False)
    rows = list(
        evaluation.outcomes.select_related(
            "agreement__process", "agreement__published", "version", "made"
        ).order_by("agreement__number")
    )
    said = {row.outcome for row in rows} or {evaluation.outcome}
    rows = [row for row in rows if for_parties or _is_known(row)]
    later = _later_versions(rows)
    outcomes = tuple(
        _led_to(row, row.made or later.get(row.agreement_id), for_parties=for_parties) for row in rows
    )
    moments = tuple(evaluation.led_to.select_related("process").order_by("planned_on"))
    next_round = evaluation.next_round
    asks = next_round is None and asks_next_round(evaluation.kind, said)
    last = (
        Conversation.objects.filter(process=evaluation.process_id).order_by("-round").first()
        if asks
        else None
    )
    if last is None or (evaluation.held_on and local_date(last.opened_at) > evaluation.held_on):
        return Trace(outcomes, moments, came_from, next_round, asks_round=False)
    is_open = last.state == ConversationState.OPEN
    return Trace(outcomes, moments, came_from, next_round, asks_round=True, round_is_open=is_open)


def outcomes_in(evaluation: Evaluation) -> set[str]:
    """What was decided: about each agreement, or at large when there was none. One query."""
    return set(evaluation.outcomes.values_list("outcome", flat=True)) or {evaluation.outcome}


def _is_known(row: AgreementOutcome) -> bool:
    """Whether everybody may read what was decided on: the version that held then, or else the agreement."""
    row_says = row.version
    if row_says is None:
        return row.agreement.scope.is_public
    return row_says.is_public and row_says.number in row.agreement.published_numbers


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


def _led_to(row: AgreementOutcome, version: AgreementVersion | None, *, for_parties: bool) -> LedTo:
    agreement = row.agreement
    # What is agreed now may be for the parties alone; then the version that was for all is where a reader can go.
    is_open = for_parties or agreement.scope.is_public or row.version is None
    if row.version is not None:
        row.version.agreement = agreement
    if version is not None:
        version.agreement = agreement
    return LedTo(
        row,
        version if row.outcome in ("adapt", "widen") else None,
        is_public=version is not None and version.is_public and version.number in agreement.published_numbers,
        has_ended=agreement.state == AgreementState.ENDED,
        url=agreement.get_absolute_url()
        if is_open or row.version is None
        else row.version.get_absolute_url(),
    )


def looked_back_on(agreement: Agreement) -> list[AgreementOutcome]:
    """Where an agreement was decided on, the newest first. One query."""
    rows = agreement.outcomes.select_related("evaluation__process", "made")
    return list(rows.order_by("-evaluation__held_on", "-pk"))
