# SPDX-License-Identifier: EUPL-1.2
"""Example things that wait, so that the mailbox of the demo holds mail from the first run on.

The gebiedsteam shared an answer with the villages and with the Rivierenbuurt two weeks ago, and Hoogkerk looks
back in two weeks: something waits for everybody at a table.
"""

import datetime as dt

from gm_portal.core import audit, clock
from gm_portal.core.actors import Actor
from gm_portal.core.models import Visibility
from gm_portal.core.origins import Origin
from processes.actions.demo_conversation import MARKER, answer_as_example, speaker_at
from processes.enums import AgreementState, ConversationState, EvaluationKind, PartyKind
from processes.models import Conversation, Evaluation, Process

SHARED_BEFORE = dt.timedelta(days=15)
PLANNED_BEFORE = dt.timedelta(days=21)
LOOKS_BACK_IN = dt.timedelta(days=13)  # yesterday at 08:00 it was two weeks
ANSWERS = {
    "DEN-1": f"{MARKER} Wij spreken de drie dorpsbelangen vaak. Jongeren en nieuwe inwoners horen wij bijna niet.",
    "DOE-3": f"{MARKER} Wij hebben vooral hulp nodig om mensen te bereiken die nog niet meedoen.",
}


def share_example_answer(slug: str, code: str, team_email: str, *, now: dt.datetime) -> int:
    """One answer of the gebiedsteam that the other side may answer; nothing when somebody answered it already."""
    found = Conversation.objects.filter(process__slug=slug, state=ConversationState.OPEN)
    conversation = found.select_related("process", "praatplaat").first()
    if conversation is None or conversation.answers.filter(question__code=code).exists():
        return 0
    then = now - SHARED_BEFORE
    team = speaker_at(conversation, team_email, PartyKind.AREA_TEAM, then)
    if team is None:
        return 0
    question = conversation.praatplaat.questions.get(code=code)
    answer_as_example(conversation, question, team, {"text": ANSWERS[code]}, is_published=False, now=then)
    return 1


def plan_example_check(slug: str, *, actor: Actor, now: dt.datetime) -> int:
    """A short check that comes near; nothing when an example stands there already."""
    day, planned_at = clock.local_date(now) + LOOKS_BACK_IN, now - PLANNED_BEFORE
    return plan_example(slug, EvaluationKind.SHORT, day, planned_at, actor=actor, now=now)


def plan_example(
    slug: str,
    kind: EvaluationKind,
    day: dt.date,
    planned_at: dt.datetime,
    *,
    actor: Actor,
    now: dt.datetime,
) -> int:
    """A planned moment to look back on all that runs there; nothing when an example stands there already."""
    process = Process.objects.select_for_update().filter(slug=slug).first()
    if process is None or process.evaluations.filter(origin=Origin.EXAMPLE).exists():
        return 0
    evaluation = Evaluation.objects.create(
        process=process,
        kind=kind,
        planned_on=day,
        origin=Origin.EXAMPLE,
        created_at=planned_at,
    )
    evaluation.agreements.set(process.agreements.filter(state=AgreementState.RUNNING))
    audit.record(
        actor=actor,
        verb="plan_evaluation",
        target=evaluation,
        process_id=process.pk,
        now=now,
        visibility=Visibility.PUBLIC,
    )
    return 1
