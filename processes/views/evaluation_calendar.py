# SPDX-License-Identifier: EUPL-1.2
"""A moment to look back as a file for somebody's calendar: the same day as in the mail, under the same name."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from gm_portal.core.calendars import CalendarDay, calendar_file, uid_of
from gm_portal.core.gate import gate
from processes.enums import EvaluationState, Permission
from processes.models import Evaluation
from processes.queries.evaluations import evaluation_by_id
from processes.views.evaluation_parts import day_of


@gate(see=Permission.EVALUATION_READ, fetch=evaluation_by_id)
def evaluation_calendar(request: HttpRequest, evaluation: Evaluation, slug: str, pk: int) -> HttpResponse:
    """Each move raises the number of the version, so that a calendar replaces the day; called off is told too."""
    moves = list(evaluation.moves.all())
    is_off = evaluation.state == EvaluationState.CANCELLED
    day = CalendarDay(
        uid=uid_of(f"evaluation-{evaluation.pk}", settings.SITE_URL),
        day=day_of(evaluation),
        title=_("Samen terugkijken in %(place)s") % {"place": evaluation.process.title},
        about=evaluation.get_kind_display().capitalize(),
        url=settings.SITE_URL + evaluation.get_absolute_url(),
        sequence=len(moves) + is_off,
        is_off=is_off,
    )
    stamp = max([evaluation.created_at, *(move.at for move in moves)])
    return HttpResponse(
        calendar_file([day], stamp=stamp),
        content_type="text/calendar; charset=utf-8; method=PUBLISH",
        headers={"Content-Disposition": f'attachment; filename="terugkijken-{slug}-{pk}.ics"'},
    )
