# SPDX-License-Identifier: EUPL-1.2
"""Working on a task of the right to challenge: the idea, what each side puts in, and each step of the route."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import NotAllowedError, PortalError, StaleError
from gm_portal.core.forms import PortalForm, bound
from gm_portal.core.gate import gate
from processes.actions import challenge_moves as moves
from processes.actions import challenges as actions
from processes.enums import ChallengeStep, Permission, Side
from processes.forms.challenges import ConsentForm, GiverForm, IdeaForm, MoveForm, PartForm, ProposeForm
from processes.models import Challenge, GivingParty, Process
from processes.queries import challenges as queries
from processes.queries.agreements import levels_of_say, open_questions
from processes.queries.areas import process_by_slug
from processes.rules.challenges import BETWEEN, Transition, routes_of
from processes.views.challenge_parts import First, comes_first, crumbs_of, crumbs_to


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.CHALLENGE_WRITE,
    fetch=process_by_slug,
    methods=("GET", "POST"),
)
def challenge_new(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """Write down an idea for a task."""
    actor = current_actor(request)
    side = actions.side_of(actions.seat_of(actor, process.pk))
    form = bound(IdeaForm, request, routes=routes_of(side))
    made, status = _try(
        request,
        form,
        lambda: actions.start_challenge(
            process=process,
            **{name: form.cleaned_data[name] for name in ("route", "title", "idea")},
            actor=actor,
            now=clock.now(),
        ),
    )
    if made:
        messages.success(request, _("Het idee is bewaard. Alleen de partijen zien het, tot u het deelt."))
        return redirect(made)
    context = {
        "process": process,
        "form": form,
        "form_title": _("Zet een taak op de route"),
        "lead": _("Een idee is genoeg. De rest zoekt u samen uit, stap voor stap."),
        "crumbs": crumbs_of(process, (_("Nieuw idee"), "")),
    }
    return render(request, "processes/challenges/form.html", context, status=status)


@gate(
    see=Permission.CHALLENGE_READ,
    do=Permission.CHALLENGE_WRITE,
    fetch=queries.challenge_by_number,
    methods=("GET", "POST"),
)
def challenge_fill(request: HttpRequest, challenge: Challenge, slug: str, number: int) -> HttpResponse:
    """Fill in what one's own side puts in."""
    actor = current_actor(request)
    side = actions.side_of(actions.seat_of(actor, challenge.process_id))
    form = bound(PartForm, request, side=side, challenge=challenge)
    done, status = _try(
        request,
        form,
        lambda: actions.fill_in(
            challenge=challenge,
            values=form.values(),
            based_on=form.was(),
            actor=actor,
            now=clock.now(),
        ),
    )
    if done:
        messages.success(request, _("Bewaard. De andere kant kan het nu lezen."))
        return redirect(challenge)
    is_team = side == Side.GEMEENTE
    title = _("Wat de gemeente inzet") if is_team else _("Wat de wijk of het dorp inzet")
    lead = _("Vul in wat u nu weet. Aanvullen kan later.")
    return _page(request, challenge, form, title, lead, status)


@gate(
    see=Permission.CHALLENGE_READ,
    do=Permission.CHALLENGE_WRITE,
    fetch=queries.challenge_by_number,
    methods=("GET", "POST"),
)
def giver_new(request: HttpRequest, challenge: Challenge, slug: str, number: int) -> HttpResponse:
    """Put a department or partner on the list."""
    form = bound(GiverForm, request)
    done, status = _try(
        request,
        form,
        lambda: actions.add_giver(
            challenge=challenge,
            kind=form.cleaned_data["kind"],
            name=form.cleaned_data["name"],
            actor=current_actor(request),
            now=clock.now(),
        ),
    )
    if done:
        messages.success(request, _("%(name)s staat op de lijst.") % {"name": done})
        return redirect(f"{challenge.get_absolute_url()}#akkoord")
    title = _("Wie geeft iets weg?")
    lead = _("Zet elke afdeling en partner op de lijst die de taak nu doet. Ieder antwoordt zelf.")
    return _page(request, challenge, form, title, lead, status)


@gate(
    see=Permission.CHALLENGE_READ,
    do=Permission.CHALLENGE_WRITE,
    fetch=queries.giver_by_id,
    methods=("GET", "POST"),
)
def giver_consent(request: HttpRequest, giver: GivingParty, slug: str, number: int, pk: int) -> HttpResponse:
    """Record what a department or partner answered."""
    form = bound(ConsentForm, request)
    if giver.consent_on:
        said = {"consent": giver.consent, "consent_on": giver.consent_on, "source": giver.source}
        form.initial = {**said, **form.initial}
    done, status = _try(
        request,
        form,
        lambda: actions.record_consent(
            giver=giver,
            **{name: form.cleaned_data[name] for name in ("consent", "consent_on", "source")},
            actor=current_actor(request),
            now=clock.now(),
        ),
    )
    if done:
        messages.success(request, _("Het antwoord van %(name)s staat vast.") % {"name": done})
        return redirect(f"{giver.challenge.get_absolute_url()}#akkoord")
    title = _("Antwoord van %(name)s") % {"name": giver.name}
    lead = _("U legt dit vast namens deze afdeling of partner. Schrijf erbij waar het antwoord staat.")
    return _page(request, giver.challenge, form, title, lead, status)


@gate(
    see=Permission.CHALLENGE_READ,
    do=Permission.CHALLENGE_WRITE,
    fetch=queries.challenge_by_number,
    methods=("GET", "POST"),
)
def challenge_propose(request: HttpRequest, challenge: Challenge, slug: str, number: int) -> HttpResponse:
    """Make the draft agreement of a task."""
    if challenge.agreement is not None and queries.facts_of(challenge).has_agreement:
        return redirect(challenge.agreement)
    title = _("Maak een afspraak van het voorstel")
    if challenge.step != ChallengeStep.PROPOSAL and request.method == "GET":
        begun = BETWEEN[ChallengeStep.PROPOSAL, ChallengeStep.DECISION]
        return _not_yet(request, challenge, title, comes_first(challenge, begun, queries.facts_of(challenge)))
    questions = open_questions(challenge.process)
    form = bound(ProposeForm, request, levels=levels_of_say(), questions=questions)
    form.initial.setdefault("result", challenge.idea)
    made, status = _try(
        request,
        form,
        lambda: moves.propose_challenge(
            challenge=challenge,
            level=form.cleaned_data["level"],
            question_codes=form.cleaned_data["vraag"],
            result=form.cleaned_data["result"],
            actor=current_actor(request),
            now=clock.now(),
        ),
    )
    if made:
        messages.success(request, _("Het concept staat klaar. Vul aan wat nog ontbreekt."))
        return redirect(made)
    lead = _("Wat u beiden invulde, staat straks al in de afspraak. Daarna kunt u alles nog aanpassen.")
    return _page(request, challenge, form, title, lead, status)


@gate(
    see=Permission.CHALLENGE_READ,
    do=Permission.CHALLENGE_MOVE,
    fetch=queries.challenge_by_number,
    methods=("GET", "POST"),
)
def challenge_move(
    request: HttpRequest, challenge: Challenge, slug: str, number: int, step: str
) -> HttpResponse:
    """Take one step of the route. One that is not due yet has no form: the page says what comes first."""
    transition = _transition(challenge, step)
    first = comes_first(challenge, transition, queries.facts_of(challenge)) if request.method == "GET" else []
    if first:
        return _not_yet(request, challenge, str(transition.verb), first)
    now = clock.now()
    ground = None
    if challenge.agreement is not None:
        ground = queries.council_ground(challenge.agreement, today=clock.local_date(now))
    form = bound(MoveForm, request, transition=transition, asks_decision=ground is None)
    form.initial.setdefault("moved_on", clock.local_date(now))
    form.initial.setdefault("seen", challenge.step)
    done, status = _try(
        request,
        form,
        lambda: moves.move_challenge(
            challenge=challenge,
            taken=moves.Taken(target=step, **form.said()),
            actor=current_actor(request),
            now=now,
        ),
    )
    if done:
        messages.success(request, _("De taak staat nu bij “%(step)s”.") % {"step": done.get_step_display()})
        return redirect(challenge)
    lead = (
        _("Stoppen mag altijd. Wat u leerde, helpt andere wijken en dorpen.")
        if transition.ends
        else _("De stap krijgt een dag en staat daarna in het verhaal van de taak.")
    )
    return _page(request, challenge, form, str(transition.verb), lead, status)


def _not_yet(request: HttpRequest, challenge: Challenge, title: str, first: list[First]) -> HttpResponse:
    """A step that is not due yet: what comes first, each with the way to it."""
    context = {
        "process": challenge.process,
        "task": challenge,
        "form_title": title,
        "first": first,
        "crumbs": crumbs_to(challenge, (title, "")),
    }
    return render(request, "processes/challenges/form.html", context)


def _transition(challenge: Challenge, step: str) -> Transition:
    """The step that was asked for. After a double click the task stands there already: any step to it will do."""
    found = BETWEEN.get((challenge.step, step))
    found = found or next((each for (_from, to), each in BETWEEN.items() if to == step), None)
    if found is None:
        raise Http404("no such step")
    return found


def _try(request: HttpRequest, form: PortalForm, act: Callable[[], Any]) -> tuple[Any, int]:
    """Run the action of a form that was sent: its result and 200, or None with 400, 403 or 409."""
    if request.method != "POST":
        return None, 200
    if not form.is_valid():
        return None, 400
    try:
        return act(), 200
    except NotAllowedError:
        form.add_error(None, _("Deze stap is aan de andere kant. Overleg samen wie hem zet."))
        return None, 403
    except PortalError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None, 409 if isinstance(error, StaleError) else 400


def _page(
    request: HttpRequest, challenge: Challenge, form: PortalForm, title: str, lead: str, status: int
) -> HttpResponse:
    context = {
        "process": challenge.process,
        "task": challenge,
        "form": form,
        "form_title": title,
        "lead": lead,
        "crumbs": crumbs_to(challenge, (title, "")),
    }
    return render(request, "processes/challenges/form.html", context, status=status)
