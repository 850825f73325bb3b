# SPDX-License-Identifier: EUPL-1.2
"""What people do with agreements: make, amend, discuss, sign, withdraw, and record what the council decided."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError
from gm_portal.core.forms import PortalForm, bound
from gm_portal.core.gate import gate
from processes.actions import agreement_signing as signing
from processes.actions import agreements as actions
from processes.enums import AgreementKind, Permission
from processes.forms.agreement_signing import SignForm
from processes.forms.agreements import AgreementForm, AmendForm, ChooseForm, kind_and_sort
from processes.models import Agreement, Process
from processes.queries import agreements as queries
from processes.queries.areas import process_by_slug
from processes.rules.agreement_choices import SORTS
from processes.views.agreement_parts import crumbs_of, crumbs_to


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.AGREEMENT_DRAFT,
    fetch=process_by_slug,
    methods=("GET", "POST"),
)
def agreement_new(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """Make an agreement in two steps: what it is and where it grows from (in the address), then the text."""
    questions = queries.open_questions(process)
    if request.method == "GET" and "stap" not in request.GET:
        asked = {"soort": request.GET.get("soort"), "vraag": request.GET.getlist("vraag")}
        return _choose_page(request, process, ChooseForm(initial=asked, questions=questions))
    choice = ChooseForm(request.GET, questions=questions)
    if not choice.is_valid():
        return _choose_page(request, process, choice)
    kind, sort = kind_and_sort(choice.cleaned_data["soort"])
    codes: list[str] = choice.cleaned_data["vraag"]
    today = clock.local_date(clock.now())
    form = bound(AgreementForm, request, kind=kind, sort=sort, levels=queries.levels_of_say(), today=today)
    if request.method == "POST" and form.is_valid():
        drafted = form.try_to(
            lambda: actions.draft_agreement(
                process=process,
                kind=kind,
                question_codes=codes,
                content=form.content(),
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if drafted:
            messages.success(request, _("Het concept is bewaard. Bespreek het met de andere partij."))
            return redirect(drafted)
    context = {
        "process": process,
        "form": form,
        "kind_word": str(dict(SORTS).get(sort) or AgreementKind(kind).label),
        "questions": [question for question in questions if question.code in codes],
        "back": f"?{request.GET.urlencode().replace('stap=2', '').strip('&')}",
        "crumbs": [*crumbs_of(process, with_list=True), (_("Maak een afspraak"), "")],
    }
    return render(request, "processes/agreements/write.html", context, status=_status(form))


def _choose_page(request: HttpRequest, process: Process, form: ChooseForm) -> HttpResponse:
    context = {
        "process": process,
        "form": form,
        "crumbs": [*crumbs_of(process, with_list=True), (_("Maak een afspraak"), "")],
    }
    status = 400 if form.is_bound and form.errors else 200
    return render(request, "processes/agreements/choose.html", context, status=status)


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.AGREEMENT_AMEND,
    fetch=queries.agreement_by_number,
    methods=("GET", "POST"),
)
def agreement_amend(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """Propose a next version. What holds, holds on until all have signed it."""
    version = actions.current_version(agreement)
    form = bound(
        AmendForm,
        request,
        kind=agreement.kind,
        levels=queries.levels_of_say(),
        today=clock.local_date(clock.now()),
        version=version,
        verb=_("Stel deze wijziging voor"),
    )
    if request.method == "POST" and form.is_valid():
        amended = form.try_to(
            lambda: actions.amend_agreement(
                agreement=agreement,
                based_on=form.cleaned_data["based_on"],
                content=form.content(),
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if amended:
            messages.success(
                request,
                _("Versie %(number)s staat op tafel. Alle partijen tekenen opnieuw.")
                % {"number": amended.number},
            )
            return redirect(agreement)
    context = {
        "process": agreement.process,
        "agreement": agreement,
        "version": version,
        "form": form,
        "crumbs": crumbs_to(agreement, version.title, (_("Wijzig de afspraak"), "")),
    }
    return render(request, "processes/agreements/amend.html", context, status=_status(form))


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.AGREEMENT_SIGN,
    fetch=queries.agreement_by_number,
    methods=("GET", "POST"),
)
def agreement_sign(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """Sign the version that was read. Who comes here by address reads first."""
    if request.method != "POST":
        return redirect(agreement)
    form = SignForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Lees de afspraak eerst en onderteken dan."))
        return redirect(agreement)
    version = form.cleaned_data["version"]
    try:
        done = signing.sign_agreement(
            agreement=agreement,
            version=version,
            actor=current_actor(request),
            now=clock.now(),
        )
    except PortalError as error:
        messages.error(request, error.message)
        return redirect(agreement)
    _tell_outcome(request, done, _("U heeft versie %(number)s ondertekend.") % {"number": version})
    return redirect(agreement)


def _tell_outcome(request: HttpRequest, done: signing.Signing, first: str) -> None:
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
        _act(
            request,
            lambda: actions.discuss_agreement(
                agreement=agreement,
                actor=current_actor(request),
                now=clock.now(),
            ),
            _("De andere partijen zien nu dat dit concept op hen wacht."),
        )
    return redirect(agreement)


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.AGREEMENT_SIGN,
    fetch=queries.agreement_by_number,
    methods=("GET", "POST"),
)
def agreement_withdraw(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """Take a draft off the table, after a question whether that is meant."""
    version = actions.current_version(agreement)
    if request.method == "POST":
        _act(
            request,
            lambda: actions.withdraw_agreement(
                agreement=agreement,
                actor=current_actor(request),
                now=clock.now(),
            ),
            _("Het concept is ingetrokken."),
        )
        return redirect(agreement)
    context = {
        "process": agreement.process,
        "agreement": agreement,
        "version": version,
        "form": PortalForm(author_id=request.user.pk),
        "crumbs": crumbs_to(agreement, version.title, (_("Trek het concept in"), "")),
    }
    return render(request, "processes/agreements/withdraw.html", context)


def _act(request: HttpRequest, act: Callable[[], object], done: str) -> None:
    """Run an action of one button and say what came of it."""
    try:
        act()
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, done)


def _status(form: PortalForm) -> int:
    """400 when something typed is refused."""
    return 400 if form.errors else 200
