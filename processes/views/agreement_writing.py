# SPDX-License-Identifier: EUPL-1.2
"""What people write at agreements: a draft, an amendment, a longer term, and what the council decided."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.forms import PortalForm, bound
from gm_portal.core.gate import gate
from processes.actions import agreements as actions
from processes.actions.agreement_steps import current_version
from processes.enums import AGREEMENT_STANDING_STATES, AgreementKind, Permission
from processes.forms.agreement_choice import ChooseForm, kind_and_sort
from processes.forms.agreement_steps import ProlongForm
from processes.forms.agreements import AgreementForm, AmendForm
from processes.models import Agreement, AgreementVersion, Process
from processes.queries import agreements as queries
from processes.queries.agreement_sources import in_short, joint_answers_of, signing_parties
from processes.queries.areas import process_by_slug
from processes.queries.evaluation_waiting import open_outcome_of
from processes.rules.agreement_choices import SORTS
from processes.rules.agreements import REASON_LENGTH
from processes.rules.evaluations import reason_after
from processes.views.agreement_parts import crumbs_of, crumbs_to


@gate(
    see=Permission.PROCESS_READ,
    do=Permission.AGREEMENT_DRAFT,
    fetch=process_by_slug,
    methods=("GET", "POST"),
)
def agreement_new(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """Make an agreement in two steps: what it is and where it grows from (in the address), then the text."""
    answers = joint_answers_of(process)
    replaced = _replaced(request, process)
    if request.method == "GET" and "stap" not in request.GET:
        codes = request.GET.getlist("vraag") or (replaced.question_codes if replaced else [])
        asked = {"soort": request.GET.get("soort") or (replaced.kind if replaced else None), "vraag": codes}
        return _choose_page(request, process, ChooseForm(initial=asked, answers=answers), replaced)
    choice = ChooseForm(request.GET, answers=answers)
    if not choice.is_valid():
        return _choose_page(request, process, choice, replaced)
    kind, sort = kind_and_sort(choice.cleaned_data["soort"])
    codes = choice.cleaned_data["vraag"]
    form = _text_form(request, process, kind, sort, replaced)
    if request.method == "POST" and form.is_valid():
        drafted = form.try_to(
            lambda: actions.draft_agreement(
                process=process,
                kind=kind,
                question_codes=codes,
                content=form.content(),
                parties=form.named(),
                replaces=replaced,
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
        "replaced": replaced,
        "kind_word": str(dict(SORTS).get(sort) or AgreementKind(kind).label),
        "grows_from": [(each, in_short(each)) for each in answers if each.question.code in codes],
        "back": f"?{request.GET.urlencode().replace('stap=2', '').strip('&')}",
        "crumbs": [*crumbs_of(process, with_list=True), (_("Maak een afspraak"), "")],
    }
    return render(request, "processes/agreements/write.html", context, status=_status(form))


def _text_form(
    request: HttpRequest, process: Process, kind: str, sort: str, replaced: Agreement | None
) -> AgreementForm:
    """The text of an agreement of this kind, empty or as it was posted."""
    return bound(
        AgreementForm,
        request,
        kind=kind,
        sort=sort,
        levels=queries.levels_of_say(),
        today=clock.local_date(clock.now()),
        parties=signing_parties(process),
        asks_reason=str(_("Waarom komt deze afspraak in de plaats van de oude?")) if replaced else "",
    )


def _replaced(request: HttpRequest, process: Process) -> Agreement | None:
    """The agreement the new one comes instead of, named in the address; 404 for one that is not there."""
    asked = request.GET.get("vervangt", "")
    if not asked:
        return None
    rows = process.agreements.filter(state__in=AGREEMENT_STANDING_STATES).select_related("published")
    found = rows.filter(number=int(asked)).first() if asked.isdecimal() and len(asked) < 6 else None
    if found is None:
        raise Http404("nothing here to replace")
    return found


def _choose_page(
    request: HttpRequest, process: Process, form: ChooseForm, replaced: Agreement | None
) -> HttpResponse:
    context = {
        "process": process,
        "form": form,
        "replaced": replaced,
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
    """Propose a next version. What is in force is suspended until all have signed it, or it is taken back."""
    version = current_version(agreement)
    decided = open_outcome_of(agreement)
    form = bound(
        AmendForm,
        request,
        initial={"reason": reason_after(decided.wish)[:REASON_LENGTH]} if decided else None,
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
            return _proposed(request, agreement, amended)
    context = _page(agreement, version, form, _("Wijzig de afspraak")) | {"decided": decided}
    status = 409 if form.stale else _status(form)
    return render(request, "processes/agreements/amend.html", context, status=status)


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.AGREEMENT_AMEND,
    fetch=queries.agreement_by_number,
    methods=("GET", "POST"),
)
def agreement_prolong(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """Propose the same words for longer."""
    version = current_version(agreement)
    form = bound(ProlongForm, request, version=version, today=clock.local_date(clock.now()))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        prolonged = form.try_to(
            lambda: actions.prolong_agreement(
                agreement=agreement,
                based_on=said["based_on"],
                ends_on=said["ends_on"],
                evaluate_on=said["evaluate_on"],
                reason=said["reason"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
        if prolonged:
            return _proposed(request, agreement, prolonged)
    context = _page(agreement, version, form, _("Verleng de afspraak"))
    return render(request, "processes/agreements/prolong.html", context, status=_status(form))


def _proposed(request: HttpRequest, agreement: Agreement, version: AgreementVersion) -> HttpResponse:
    said = _("Versie %(number)s staat op tafel. Alle partijen tekenen opnieuw.")
    messages.success(request, said % {"number": version.number})
    return redirect(agreement)


def _page(agreement: Agreement, version: AgreementVersion, form: PortalForm, last: str) -> dict[str, object]:
    return {
        "process": agreement.process,
        "agreement": agreement,
        "version": version,
        "form": form,
        "crumbs": crumbs_to(agreement, version.title, (last, "")),
    }


def _status(form: PortalForm) -> int:
    """400 when something typed is refused."""
    return 400 if form.errors else 200
