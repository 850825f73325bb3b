# SPDX-License-Identifier: EUPL-1.2
"""A meeting on one large screen: the same question for everybody who has it open, and the joint answer live.

The screen asks every second whether something changed and gets no more than 204 while nothing did. What somebody
types stands outside the part that changes.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock, typed
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import RuleError, StaleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from processes.actions import joint_answers
from processes.actions import sittings as actions
from processes.enums import Permission
from processes.forms.conversations import JointForm
from processes.models import JointAnswer, Question
from processes.queries.sittings import (
    AtSitting,
    SittingTable,
    concluded_in,
    read_in_the_room,
    sitting_by_id,
    sitting_seat,
    sittings_at,
)
from processes.views import given_back
from processes.views.question_parts import joint_form_of
from processes.views.sitting_parts import (
    address_of,
    crumbs_of,
    screen_parts,
    show_sitting,
    shown_number,
    write_parts,
)

MOVE, END, CONFIRM = "naar", "sluit-af", "bevestig"
# Tells the form on the page that the screen went on; it follows unless somebody is typing.
WENT_ON = "bijeenkomst-verder"


@gate(see=Permission.SITTING_READ, post=Permission.SITTING_HOLD, fetch=sittings_at)
def sitting(request: HttpRequest, at: SittingTable, slug: str) -> HttpResponse:
    """Begin a meeting, join the one that is going on, or read what an earlier one concluded."""
    if request.method == "POST" and at.table.conversation is not None:
        try:
            begun = actions.begin_sitting(
                conversation=at.table.conversation, actor=current_actor(request), now=clock.now()
            )
        except RuleError as error:
            messages.error(request, error.message)
            return redirect("sitting", slug)
        return redirect("sitting-page", slug, begun.pk)
    context = {
        "process": at.table.process,
        "conversation": at.table.conversation,
        "running": at.running,
        "earlier": at.earlier,
        "may_hold": allows(current_actor(request), Permission.SITTING_HOLD, at.scope),
        "crumbs": crumbs_of(at.table.process),
    }
    return render(request, "processes/sittings/start.html", context)


@gate(see=Permission.SITTING_READ, post=Permission.SITTING_HOLD, fetch=sitting_by_id)
def sitting_page(request: HttpRequest, at: AtSitting, slug: str, pk: int) -> HttpResponse:
    """The large screen while the meeting goes on; afterwards what was concluded."""
    if request.method == "POST":
        return _steer(request, at)
    if at.is_running:
        return show_sitting(request, at)
    context = {
        "at": at,
        "process": at.process,
        "concluded": concluded_in(at, clock.now()),
        "until": at.until(clock.now()),
        "crumbs": crumbs_of(at.process, at.sitting),
    }
    return render(request, "processes/sittings/summary.html", context)


def _steer(request: HttpRequest, at: AtSitting) -> HttpResponse:
    """Put another question on the screen, or end the meeting."""
    actor, now = current_actor(request), clock.now()
    step = request.POST.get("stap", "")
    try:
        if step == END:
            actions.end_sitting(sitting=at.sitting, actor=actor, now=now)
            messages.success(request, _("De bijeenkomst is afgesloten. Dit schreef u samen op."))
        elif step == MOVE:
            code = request.POST.get("vraag", "").replace("\x00", "")
            actions.move_sitting(sitting=at.sitting, code=code, actor=actor, now=now)
    except RuleError as error:
        messages.error(request, error.message)
    return redirect(address_of(at))


@gate(see=Permission.SITTING_READ, fetch=sitting_by_id)
def sitting_beat(request: HttpRequest, at: AtSitting, slug: str, pk: int) -> HttpResponse:
    """The changing part of the screen; 204 when it is still as `?slag=` says."""
    if request.GET.get("slag") == str(at.sitting.beat) and at.is_running:
        return HttpResponse(status=204)
    response = render(request, "processes/sittings/_screen.html", screen_parts(request, at))
    response["HX-Trigger"] = WENT_ON
    return response


@gate(see=Permission.SITTING_READ, do=Permission.SITTING_HOLD, fetch=sitting_by_id)
def sitting_form(request: HttpRequest, at: AtSitting, slug: str, pk: int) -> HttpResponse:
    """The form for the question that is on the screen now."""
    return render(request, "processes/sittings/_write.html", write_parts(request, at))


@gate(
    see=Permission.SITTING_READ,
    do=Permission.JOINT_CONFIRM,
    fetch=sitting_seat,
    methods=("GET", "POST"),
    given_back=given_back.at_sitting,
)
def sitting_joint(request: HttpRequest, at: AtSitting, slug: str, pk: int, party_id: int) -> HttpResponse:
    """Record the joint answer for one party, or confirm the one on the screen. With GET the screen itself."""
    # What was typed before signing in again belongs to the question it was typed for, wherever the screen is now.
    code = request.POST.get("vraag", "") if request.method == "POST" else typed.waiting(request, "vraag")
    if code is None and not at.is_running:
        return redirect(address_of(at))
    if request.method == "POST" and request.POST.get("stap") == CONFIRM:
        return _confirm(request, at)
    question = at.question_with(code or "") or at.question
    page = read_in_the_room(at, question, day=clock.local_date(clock.now()))
    form = bound(JointForm, request, **joint_form_of(page, party_id))
    if request.method == "POST" and form.is_valid() and _propose(at, question, form, request):
        if at.is_running:
            # No message: the screen itself says who confirmed, and goes on saying it when that changes.
            return redirect(address_of(at))
        # Somebody ended the meeting while this was typed: it is kept all the same.
        messages.success(
            request, _("De bijeenkomst was al afgesloten. Uw voorstel staat nu hier bij de vraag.")
        )
        return redirect(reverse("question", args=(at.process.slug, question.code)) + "#samen")
    return show_sitting(request, at, page=page, form=form)


def _propose(at: AtSitting, question: Question, form: JointForm, request: HttpRequest) -> JointAnswer | None:
    """Record what was typed; a refusal stands in the form, and somebody else's text above it."""
    if at.party is None:
        return None
    try:
        return joint_answers.propose_joint(
            conversation=at.sitting.conversation,
            question=question,
            party=at.party,
            state=form.cleaned_data["state"],
            content=form.content(),
            difference=form.cleaned_data["difference"],
            based_on=form.cleaned_data["based_on"],
            actor=current_actor(request),
            now=clock.now(),
        )
    except StaleError as error:
        number = error.current.get("number")
        form.add_error(None, error.message)
        form.start_from(number if isinstance(number, int) else 0)
        form.other_content = {"number": number}
    except RuleError as error:
        form.add_error(form.field_of(error.field), error.message)
    return None


def _confirm(request: HttpRequest, at: AtSitting) -> HttpResponse:
    """Confirm exactly the text that was on the screen."""
    question = at.question_with(request.POST.get("vraag", "")) or at.question
    page = read_in_the_room(at, question, day=clock.local_date(clock.now()))
    try:
        if page.joint is None or at.party is None:
            raise RuleError(_("Er is nog geen voorstel. Stel eerst een gezamenlijk antwoord voor."))
        joint_answers.confirm_joint(
            joint=page.joint,
            number=shown_number(request),
            party=at.party,
            actor=current_actor(request),
            now=clock.now(),
        )
    except (RuleError, StaleError) as error:
        messages.error(request, error.message)
    return redirect(address_of(at))


@gate(see=Permission.SITTING_READ, fetch=sitting_by_id)
def sitting_minutes(request: HttpRequest, at: AtSitting, slug: str, pk: int) -> HttpResponse:
    """The minutes, made for paper: every question of this meeting with its joint text in full."""
    now = clock.now()
    context = {
        "at": at,
        "process": at.process,
        "parties": at.table.parties,
        "concluded": concluded_in(at, now),
        "until": at.until(now),
        "crumbs": [*crumbs_of(at.process, at.sitting, is_last=False), (_("Verslag"), "")],
    }
    return render(request, "processes/sittings/minutes.html", context)
