# SPDX-License-Identifier: EUPL-1.2
"""Pages around the council: what an area put before it, submitting, and the decision of the council."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError, StaleError
from gm_portal.core.forms import PortalForm, bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import Scope, allows
from processes.actions import council_decisions as actions
from processes.enums import CouncilOutcome, Permission
from processes.forms.council import DecisionForm, SubmitForm, choice_of
from processes.models import CouncilBundle, CouncilDecision, Process
from processes.queries import council as queries
from processes.queries.areas import process_by_slug

Crumbs = list[tuple[str, str]]


@gate(see=Permission.PROCESS_READ, fetch=process_by_slug, published=True)
def bundle_list(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """What this area put before the council; readers see what the council decided on."""
    actor = current_actor(request)
    reads_all = allows(actor, Permission.COUNCIL_BUNDLE_READ, Scope(process.pk))
    may_submit = allows(actor, Permission.COUNCIL_BUNDLE_SUBMIT, process.scope)
    context = {
        "process": process,
        "bundles": [_shown(each) for each in queries.bundles_of(process, all_of_them=reads_all)],
        "candidates": queries.candidates_of(process) if reads_all else [],
        "reads_all": reads_all,
        "may_submit": may_submit,
        "crumbs": _crumbs(process),
    }
    return render(request, "processes/council/list.html", context)


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.COUNCIL_BUNDLE_SUBMIT,
    fetch=process_by_slug,
    methods=("GET", "POST"),
)
def submit(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """Put one or more agreements before the council, with a short explanation."""
    candidates = queries.candidates_of(process)
    ready = [each for each in candidates if each.may_go]
    waiting = [each for each in candidates if not each.may_go]
    form = bound(SubmitForm, request, candidates=ready, moved=waiting)
    asked = request.GET.get("afspraak", "")
    wanted = [choice_of(each) for each in ready if str(each.agreement.number) == asked]
    form.initial.setdefault("agreements", wanted or [choice_of(each) for each in ready])
    status, newer = 200, dict[str, Any]()
    if request.method == "POST":
        bundle, status, newer = _try_to_submit(request, form, process)
        if bundle is not None:
            messages.success(request, _("De raad ziet nu wat u vraagt."))
            return redirect(bundle)
    context = {
        "process": process,
        "form": form,
        "ready": ready,
        "waiting": waiting,
        "newer": newer,
        # With nothing left to submit the form would be a dead end: what was typed is given back beside it.
        "rescued": [form.data.get("explanation", "")] if status == 409 and not ready else [],
        "crumbs": _crumbs(process, (_("Leg voor"), "")),
    }
    return render(request, "processes/council/submit.html", context, status=status)


def _try_to_submit(
    request: HttpRequest, form: SubmitForm, process: Process
) -> tuple[CouncilBundle | None, int, dict[str, Any]]:
    if not form.is_valid():
        return None, 400, {}
    try:
        bundle = actions.submit_bundle(
            process=process,
            versions=form.versions(),
            explanation=form.cleaned_data["explanation"],
            actor=current_actor(request),
            now=clock.now(),
        )
    except PortalError as error:
        return None, *_refused(form, error)
    return bundle, 200, {}


def _refused(form: PortalForm, error: PortalError) -> tuple[int, dict[str, Any]]:
    """Put a refusal in the form; 409 with the newer texts when somebody was first."""
    form.add_error(error.field if error.field in form.fields else None, error.message)
    return (409, dict(error.current)) if isinstance(error, StaleError) else (400, {})


@gate(see=Permission.COUNCIL_BUNDLE_READ, fetch=queries.bundle_by_number, published=True)
def bundle_page(request: HttpRequest, bundle: CouncilBundle, slug: str, number: int) -> HttpResponse:
    """What the council was asked, with the texts, and what it decided."""
    return render(request, "processes/council/bundle.html", _about(request, bundle))


@gate(
    see=Permission.COUNCIL_BUNDLE_READ,
    do=Permission.COUNCIL_DECISION_RECORD,
    fetch=queries.bundle_by_number,
    methods=("GET", "POST"),
)
def decision(request: HttpRequest, bundle: CouncilBundle, slug: str, number: int) -> HttpResponse:
    """The clerk records what the council decided on the texts it was given."""
    form = bound(DecisionForm, request)
    status, newer = 200, dict[str, Any]()
    if request.method == "POST":
        done, status, newer = _try_to_record(request, form, bundle)
        if done is not None:
            _tell_outcome(request, done)
            return redirect(bundle)
    context = _about(request, bundle, (_("Raadsbesluit"), "")) | {"form": form, "newer": newer}
    return render(request, "processes/council/decision.html", context, status=status)


def _try_to_record(
    request: HttpRequest, form: DecisionForm, bundle: CouncilBundle
) -> tuple[actions.Decided | None, int, dict[str, Any]]:
    if not form.is_valid():
        return None, 400, {}
    try:
        done = actions.record_council_decision(
            bundle=bundle, verdict=form.verdict(), actor=current_actor(request), now=clock.now()
        )
    except PortalError as error:
        return None, *_refused(form, error)
    return done, 200, {}


def _tell_outcome(request: HttpRequest, done: actions.Decided) -> None:
    """Say what was recorded and what it led to."""
    if done.outcome == CouncilOutcome.REJECTED:
        messages.success(request, _("Het besluit staat vast. De partijen lezen waarom de raad nee zei."))
        return
    messages.success(request, _("Het raadsbesluit staat vast."))
    if done.signings and all(each.is_adopted for each in done.signings):
        messages.success(request, _("Alle partijen waren het eens. Wat zij afspraken, geldt nu."))
    for each in done.signings:
        if each.blocked_by:
            what = " ".join(str(finding.text) for finding in each.blocked_by)
            messages.warning(request, f"{_('Vaststellen kan nog niet.')} {what}")


def _shown(bundle: CouncilBundle) -> dict[str, Any]:
    """A bundle as its pages show it. The texts and decisions were fetched before."""
    items = list(bundle.items.all())
    decisions = list(bundle.decisions.all())
    return {
        "bundle": bundle,
        "items": items,
        "decision": decisions[0] if decisions else None,
        "is_outdated": not decisions and queries.is_outdated(items),
    }


def _about(request: HttpRequest, bundle: CouncilBundle, *last: tuple[str, str]) -> dict[str, Any]:
    items = queries.items_of(bundle)
    decision: CouncilDecision | None = next(iter(bundle.decisions.all()), None)
    outdated = decision is None and queries.is_outdated(items)
    actor = current_actor(request)
    name = _("Bundel %(number)s") % {"number": bundle.number}
    today = clock.local_date(clock.now())
    return {
        "process": bundle.process,
        "bundle": bundle,
        "items": items,
        "readable": {
            each.pk for each in items if allows(actor, Permission.AGREEMENT_READ, each.version.scope)
        },
        "known": {
            each.pk for each in items if allows(actor, Permission.AGREEMENT_READ, each.agreement.scope)
        },
        "decision": decision,
        "has_passed": bool(decision and decision.ends_on and decision.ends_on < today),
        "is_outdated": outdated,
        "reads_texts": allows(actor, Permission.COUNCIL_BUNDLE_READ, Scope(bundle.process_id)),
        "may_decide": decision is None
        and not outdated
        and allows(actor, Permission.COUNCIL_DECISION_RECORD, bundle.scope),
        "may_submit": outdated and allows(actor, Permission.COUNCIL_BUNDLE_SUBMIT, bundle.process.scope),
        "crumbs": _crumbs(bundle.process, (name, bundle.get_absolute_url() if last else ""), *last),
    }


def _crumbs(process: Process, *last: tuple[str, str]) -> Crumbs:
    """The way: areas, the area, what went to the council."""
    here = reverse("council-bundles", args=(process.slug,)) if last else ""
    return [
        (_("Gebieden"), reverse("processes")),
        (process.title, process.get_absolute_url()),
        (_("Voor de raad"), here),
        *last,
    ]
