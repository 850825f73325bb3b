# SPDX-License-Identifier: EUPL-1.2
"""The steps of an agreement, one button each: discuss, sign, take a proposal back, withdraw, end."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from gm_portal.accounts.reauthentication import after_reauthentication
from gm_portal.accounts.signed_in import current_user
from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError, StaleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from processes.actions import agreement_ending as ending
from processes.actions import agreement_signing as signing
from processes.actions import agreements as actions
from processes.actions.agreement_steps import current_version
from processes.enums import Permission
from processes.forms.agreement_signing import SignForm
from processes.forms.agreement_steps import ReasonForm
from processes.models import Agreement
from processes.queries import agreements as queries
from processes.queries.agreement_mandates import mandates_of, named_ids
from processes.rules.agreement_choices import Words
from processes.views.agreement_parts import crumbs_to
from processes.views.agreements import sheet_page


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.AGREEMENT_SIGN,
    fetch=queries.agreement_by_number,
    methods=("GET", "POST"),
)
@after_reauthentication
def agreement_sign(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """Sign the version that was read, after the password or code once more. Who comes too late reads what is new."""
    version = current_version(agreement)
    form = bound(SignForm, request)
    form.initial["version"] = version.number
    if request.method == "POST" and not form.is_valid():
        messages.error(request, _("Lees de tekst hieronder en onderteken dan opnieuw."))
    elif request.method == "POST":
        read = form.cleaned_data["version"]
        try:
            done = signing.sign_agreement(
                agreement=agreement, version=read, actor=current_actor(request), now=clock.now()
            )
        except StaleError as error:
            messages.error(request, error.message)
            return sheet_page(request, agreement, version, status=409)
        except PortalError as error:
            messages.error(request, error.message)
        else:
            tell_outcome(request, done, _("U heeft versie %(number)s ondertekend.") % {"number": read})
            return redirect(agreement)
    named = named_ids(agreement)
    today = clock.local_date(clock.now())
    mandates = [
        row for row in mandates_of(agreement, current_user(request).pk, today) if row.party_id in named
    ]
    sheet = queries.sheet_of(agreement, version, all_versions=True, today=today)
    signed = {each.party.pk for each in sheet.signatures if each.at}
    context = {
        "process": agreement.process,
        "agreement": agreement,
        "version": version,
        "form": form,
        "mandates": mandates,
        "has_signed": bool(mandates) and all(row.party_id in signed for row in mandates),
        "crumbs": crumbs_to(agreement, version.title, (_("Onderteken"), "")),
    }
    status = 400 if request.method == "POST" else 200
    return render(request, "processes/agreements/sign.html", context, status=status)


def tell_outcome(request: HttpRequest, done: signing.Signing, first: str) -> None:
    """Say what was done and what it led to."""
    if done.is_adopted:
        messages.success(request, f"{first} {_('Alle partijen zijn het eens. De afspraak is vastgesteld.')}")
        return
    messages.success(request, first)
    if done.blocked_by:
        what = " ".join(str(each.text) for each in done.blocked_by)
        messages.warning(request, f"{_('Vaststellen kan nog niet.')} {what}")


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.AGREEMENT_AMEND,
    fetch=queries.agreement_by_number,
    methods=("GET", "POST"),
)
def agreement_discuss(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """Put a draft before the other parties."""
    if request.method == "POST":
        try:
            actions.discuss_agreement(agreement=agreement, actor=current_actor(request), now=clock.now())
        except PortalError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("De andere partijen zien nu dat dit concept op hen wacht."))
    return redirect(agreement)


# Steps that ask for a reason -------------------------------------------------------------------------
@dataclass(frozen=True)
class ReasonStep:
    """The words of one step: what it means, what it asks, its verb, and what is said when it is done."""

    verb: Words
    means: Words
    asks: Words
    done: Words


TAKE_BACK = ReasonStep(
    gettext_lazy("Trek het voorstel in"),
    gettext_lazy("Het voorstel gaat van tafel. Wat eerder is ondertekend, geldt dan meteen weer."),
    gettext_lazy("Waarom trekt u het voorstel in?"),
    gettext_lazy("Het voorstel is ingetrokken. De eerdere versie geldt weer."),
)
WITHDRAW = ReasonStep(
    gettext_lazy("Trek het concept in"),
    gettext_lazy(
        "Het concept gaat van tafel. De partijen kunnen het blijven lezen. Niemand kan het nog tekenen."
    ),
    gettext_lazy("Waarom trekt u het concept in?"),
    gettext_lazy("Het concept is ingetrokken."),
)
END = ReasonStep(
    gettext_lazy("Beëindig de afspraak"),
    gettext_lazy("De afspraak stopt vandaag, voor alle partijen. Iedereen kan haar blijven lezen."),
    gettext_lazy("Waarom stopt deze afspraak?"),
    gettext_lazy("De afspraak is beëindigd."),
)


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.AGREEMENT_AMEND,
    fetch=queries.agreement_by_number,
    methods=("GET", "POST"),
)
def agreement_take_back(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """Take the proposed version off the table, so that what was in force is in force again."""
    return _with_reason(
        request,
        agreement,
        TAKE_BACK,
        lambda form: ending.take_back_version(
            agreement=agreement,
            version=form.cleaned_data["version"] or current_version(agreement).number,
            reason=form.cleaned_data["reason"],
            actor=current_actor(request),
            now=clock.now(),
        ),
    )


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.AGREEMENT_SIGN,
    fetch=queries.agreement_by_number,
    methods=("GET", "POST"),
)
def agreement_withdraw(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """Take a draft off the table."""
    return _with_reason(
        request,
        agreement,
        WITHDRAW,
        lambda form: ending.withdraw_agreement(
            agreement=agreement,
            reason=form.cleaned_data["reason"],
            actor=current_actor(request),
            now=clock.now(),
        ),
    )


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.AGREEMENT_SIGN,
    fetch=queries.agreement_by_number,
    methods=("GET", "POST"),
)
@after_reauthentication
def agreement_end(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """End an agreement, after the password or code once more."""
    return _with_reason(
        request,
        agreement,
        END,
        lambda form: ending.stop_agreement(
            agreement=agreement,
            reason=form.cleaned_data["reason"],
            actor=current_actor(request),
            now=clock.now(),
        ),
    )


def _with_reason(
    request: HttpRequest, agreement: Agreement, step: ReasonStep, act: Callable[[ReasonForm], Agreement]
) -> HttpResponse:
    """The page of one step: what it means, and why it is taken."""
    version = current_version(agreement)
    stale: list[StaleError] = []
    form = bound(ReasonForm, request, verb=step.verb, asks=step.asks)
    form.initial.setdefault("version", version.number)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            stepped = form.try_to(lambda: _noting(lambda: act(form), stale))
            if stepped is not None:
                messages.success(request, str(step.done))
                return redirect(agreement)
            status = 409 if stale else 400
    context = {
        "process": agreement.process,
        "agreement": agreement,
        "version": version,
        "step": step,
        "form": form,
        "crumbs": crumbs_to(agreement, version.title, (str(step.verb), "")),
    }
    return render(request, "processes/agreements/step.html", context, status=status)


def _noting(act: Callable[[], Agreement], stale: list[StaleError]) -> Agreement:
    """Remember that somebody was too late: that is another answer than a wrong input."""
    try:
        return act()
    except StaleError as error:
        stale.append(error)
        raise
