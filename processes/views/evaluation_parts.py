# SPDX-License-Identifier: EUPL-1.2
"""What the pages about looking back show, put together from rows: the line of moments and its list."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from gm_portal.core.actors import Actor
from gm_portal.core.pictures.timeline import Timeline, TimelineMoment, timeline
from processes.enums import EvaluationState, MoveState, Outcome
from processes.models import Evaluation, EvaluationMove, MoveProposal, Process
from processes.queries.evaluation_waiting import answers
from processes.rules.areas import Emblem, emblem_of
from processes.rules.evaluations import OUTCOME_MEANINGS

MOVED = "moved"


@dataclass(frozen=True)
class Moment:
    """One line of the list beside the timeline, under the same number. `move` is set when the day was changed."""

    number: int
    on: dt.date
    evaluation: Evaluation
    move: EvaluationMove | None = None

    @property
    def tone(self) -> str:
        """How its dot looks: held, planned, moved or cancelled."""
        return MOVED if self.move else self.evaluation.state


@dataclass(frozen=True)
class Verb:
    """One of the four outcomes: the verb, what it means, and whether it was chosen."""

    value: str
    word: str
    meaning: str
    is_chosen: bool


def emblem(process: Process) -> Emblem | None:
    """The outline of the wijk or the villages, from areas that came along with the process."""
    outlines = []
    for area in process.areas.all():
        left, top, width, height = area.box
        outlines.append((area.outline, (left, top, width, height)))
    return emblem_of(outlines)


def day_of(evaluation: Evaluation) -> dt.date:
    """The day an evaluation stands at: when it was held, else when it is planned."""
    return evaluation.held_on or evaluation.planned_on


def moments_of(process: Process) -> list[Moment]:
    """All moments of a process in order of time, moved days included."""
    found: list[tuple[dt.date, Evaluation, EvaluationMove | None]] = []
    for evaluation in process.evaluations.all():
        found.append((day_of(evaluation), evaluation, None))
        found.extend((move.from_day, evaluation, move) for move in evaluation.moves.all())
    found.sort(key=lambda each: each[0])
    return [
        Moment(number, on, evaluation, move) for number, (on, evaluation, move) in enumerate(found, start=1)
    ]


def line_of(moments: Sequence[Moment], *, today: dt.date) -> Timeline:
    """The moments as a picture."""
    return timeline(
        [
            TimelineMoment(
                moment.on,
                moment.tone,
                str(moment.evaluation.get_kind_display()),
                moved_to=moment.move.to_day if moment.move else None,
            )
            for moment in moments
        ],
        today,
    )


def coming(process: Process) -> Evaluation | None:
    """The first planned moment; one whose day has passed is still the next thing to do."""
    planned = [each for each in process.evaluations.all() if each.state == EvaluationState.PLANNED]
    return min(planned, key=lambda each: each.planned_on, default=None)


def open_proposal(evaluation: Evaluation) -> MoveProposal | None:
    """The day somebody proposed and nobody answered yet, from rows that came along."""
    return next((each for each in evaluation.move_proposals.all() if each.state == MoveState.PROPOSED), None)


def speaks_for_other_side(actor: Actor, proposal: MoveProposal) -> bool:
    """Whether somebody sits on the side that was asked."""
    return answers(proposal, [seat.kind for seat in actor.seats_in(proposal.evaluation.process_id)])


def verbs(evaluation: Evaluation) -> list[Verb]:
    """The four outcomes as a choice of verbs."""
    return [
        Verb(value.value, str(value.label), str(OUTCOME_MEANINGS[value]), evaluation.outcome == value)
        for value in Outcome
    ]
