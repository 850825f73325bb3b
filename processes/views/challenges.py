# SPDX-License-Identifier: EUPL-1.2
"""Pages of the right to challenge to read: the tasks of an area, and one task on its route."""

import datetime as dt
from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.enums import CHALLENGE_OVER, Permission
from processes.models import Challenge, Process
from processes.queries import challenges as queries
from processes.queries.areas import process_by_slug
from processes.rules.challenge_weighing import complexity
from processes.rules.challenges import is_late
from processes.views import challenge_parts as parts
from processes.views.area_parts import emblem


@dataclass(frozen=True)
class Line:
    """One task in the list."""

    task: Challenge
    is_late: bool
    is_wide: bool


def _line(task: Challenge, today: dt.date) -> Line:
    return Line(
        task,
        is_late(task.step, task.answer_due_on, today=today),
        complexity(queries.facts_of(task)).is_wide,
    )


@gate(see=Permission.PROCESS_READ, fetch=process_by_slug, published=True)
def challenge_list(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """All tasks of an area, each with where it stands; ideas are of the parties."""
    actor = current_actor(request)
    today = clock.local_date(clock.now())
    with_ideas = allows(actor, Permission.CHALLENGE_READ, replace(process.scope, is_public=False))
    tasks = [_line(each, today) for each in queries.challenges_of(process, with_ideas=with_ideas)]
    context = {
        "process": process,
        "emblem": emblem(process.areas.defer("geometry")),
        "going": [each for each in tasks if each.task.step not in CHALLENGE_OVER],
        "over": [each for each in tasks if each.task.step in CHALLENGE_OVER],
        "may_start": allows(actor, Permission.CHALLENGE_WRITE, process.scope),
        "crumbs": parts.crumbs_of(process),
    }
    return render(request, "processes/challenges/list.html", context)


@gate(see=Permission.CHALLENGE_READ, fetch=queries.challenge_by_number, published=True)
def challenge_page(request: HttpRequest, challenge: Challenge, slug: str, number: int) -> HttpResponse:
    """One task: its route, how wide it is, what both sides put in, who must agree, and its story."""
    actor = current_actor(request)
    facts = queries.facts_of(challenge)
    moves = queries.moves_of(challenge)
    agreement = challenge.agreement
    context = {
        "process": challenge.process,
        "task": challenge,
        "steps": parts.route_of(challenge, moves),
        "story": parts.story_of(moves),
        "givers": list(challenge.giving.all()),
        "lessons": list(challenge.lessons.order_by("number")),
        "agreement": agreement
        if agreement and allows(actor, Permission.AGREEMENT_READ, agreement.scope)
        else None,
        "is_over": challenge.step in CHALLENGE_OVER,
        "verbs": parts.verbs_for(actor, challenge, facts),
        "crumbs": parts.crumbs_to(challenge),
        **parts.weighing_of(challenge, facts),
        **parts.waits_for(challenge, facts, today=clock.local_date(clock.now())),
        **parts.may_write(actor, challenge),
    }
    return render(request, "processes/challenges/challenge.html", context)
