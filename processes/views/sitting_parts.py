# SPDX-License-Identifier: EUPL-1.2
"""What the pages of a meeting are made of: the part that changes by itself, and the form that stays."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import formats
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.permissions import allows
from processes.enums import SIGNING_KINDS, Permission, Side
from processes.forms.conversations import JointForm
from processes.models import Party, Process, Question, Sitting
from processes.queries.conversations import PartyAnswer, QuestionPage
from processes.queries.praatplaat import QuestionRow
from processes.queries.sittings import AtSitting, read_in_the_room, screen_of
from processes.views.conversation_parts import joint_word
from processes.views.question_parts import answer_word, joint_form_of


@dataclass(frozen=True)
class Column:
    """One party's shared answer on the screen."""

    row: PartyAnswer
    word: str


@dataclass(frozen=True)
class Stop:
    """One question in the list of the meeting."""

    question: Question
    row: QuestionRow
    word: str
    is_here: bool


@dataclass(frozen=True)
class Sheet:
    """For one own party: where it confirms, and the form to record the joint answer."""

    party: Party
    url: str
    can_confirm: bool
    form: JointForm | None = None


def show_sitting(
    request: HttpRequest, at: AtSitting, *, page: QuestionPage | None = None, form: JointForm | None = None
) -> HttpResponse:
    """The screen with the form below it. A form that was posted is shown as it is, with its own question."""
    wrong = bool(form and form.is_bound and form.errors)
    screen = screen_parts(request, at)
    context = {
        **screen,
        **write_parts(request, at, page=page or screen.get("page"), form=form),
        "has_errors": wrong,
        "crumbs": crumbs_of(at.process, at.sitting),
    }
    return render(request, "processes/sittings/sitting.html", context, status=400 if wrong else 200)


def screen_parts(request: HttpRequest, at: AtSitting) -> dict[str, Any]:
    """The part that changes by itself."""
    if not at.is_running:
        return {"at": at, "process": at.process, "screen": None, "address": address_of(at)}
    screen = screen_of(at, day=clock.local_date(clock.now()))
    columns: dict[str, list[Column]] = {Side.WIJK.value: [], Side.GEMEENTE.value: []}
    for row in screen.page.answers:
        columns[row.party.side.value].append(Column(row, answer_word(row)))
    return {
        "at": at,
        "process": at.process,
        "screen": screen,
        "page": screen.page,
        "question": at.question,
        "columns": [column for column in columns.values() if column],
        "stops": [
            Stop(row.question, row, joint_word(row.joint), row.question.pk == at.question.pk)
            for row in screen.rows
        ],
        "may_hold": allows(current_actor(request), Permission.SITTING_HOLD, at.scope),
        "confirming": [sheet for sheet in _sheets(request, at, screen.page) if sheet.can_confirm],
        "address": address_of(at),
        "beat_url": reverse("sitting-beat", args=(at.process.slug, at.sitting.pk)),
    }


def write_parts(
    request: HttpRequest, at: AtSitting, *, page: QuestionPage | None = None, form: JointForm | None = None
) -> dict[str, Any]:
    """The form below the screen, which stays as it is while somebody types."""
    if page is None:
        page = read_in_the_room(at, at.question, day=clock.local_date(clock.now()))
    return {
        "at": at,
        "process": at.process,
        "written": page,
        "sheets": _sheets(request, at, page, form=form, with_forms=True),
        "is_typing": form is not None,
        "address": address_of(at),
        "form_url": reverse("sitting-form", args=(at.process.slug, at.sitting.pk)),
    }


def _sheets(
    request: HttpRequest,
    at: AtSitting,
    page: QuestionPage,
    *,
    form: JointForm | None = None,
    with_forms: bool = False,
) -> list[Sheet]:
    """One sheet per own party that may record or confirm."""
    actor = current_actor(request)
    mine = {seat.party_id for seat in actor.seats_in(at.process.pk)}
    sheets = []
    for party in at.table.parties:
        scope = at.table.scope_of(party.pk)
        if party.pk not in mine or party.kind not in SIGNING_KINDS:
            continue
        if not allows(actor, Permission.JOINT_CONFIRM, scope):
            continue
        posted = form if form is not None and form.party_id == party.pk else None
        if with_forms and posted is None:
            posted = JointForm(author_id=actor.user_id, **joint_form_of(page, party.pk))
        waits = page.proposal is not None and party.pk not in page.proposal.confirmed_ids
        url = reverse("sitting-joint", args=(at.process.slug, at.sitting.pk, party.pk))
        sheets.append(Sheet(party, url, waits, posted))
    return sheets


# --- small things ---------------------------------------------------------------------------------------
def address_of(at: AtSitting) -> str:
    """The page of a meeting."""
    return reverse("sitting-page", args=(at.process.slug, at.sitting.pk))


def crumbs_of(
    process: Process, sitting: Sitting | None = None, *, is_last: bool = True
) -> list[tuple[str, str]]:
    """The way to the meetings of a process, or to one of them."""
    above = [
        (_("Gebieden"), reverse("processes")),
        (process.title, reverse("process", args=(process.slug,))),
        (_("Praatplaat"), reverse("praatplaat", args=(process.slug,))),
    ]
    if sitting is None:
        return [*above, (_("Bijeenkomst"), "")]
    day = formats.date_format(localtime(sitting.started_at), "j F Y")
    own = "" if is_last else reverse("sitting-page", args=(process.slug, sitting.pk))
    return [*above, (_("Bijeenkomst"), reverse("sitting", args=(process.slug,))), (day, own)]


def shown_number(request: HttpRequest) -> int:
    """The number of the text that was read; nonsense is 0, which is no text."""
    posted = request.POST.get("nummer", "")
    return int(posted) if posted.isascii() and posted.isdecimal() and len(posted) < 10 else 0
