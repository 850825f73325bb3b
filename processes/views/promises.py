# SPDX-License-Identifier: EUPL-1.2
"""Promises: the list of an area, one promise with its story, and the files that show what was done."""

import logging
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from gm_portal.accounts.signed_in import current_user
from gm_portal.core import clock
from gm_portal.core.actors import Actor, current_actor
from gm_portal.core.errors import StaleError
from gm_portal.core.forms import PortalForm, bound
from gm_portal.core.gate import gate
from gm_portal.core.permissions import allows
from gm_portal.core.uploads import oversized_files
from processes.actions import promises as actions
from processes.enums import AgreementState, Permission
from processes.forms.promises import PromiseForm, ReportForm, VerdictForm
from processes.models import Agreement, Process
from processes.models.promises import evidence_storage
from processes.queries import promises as queries
from processes.queries.agreements import agreement_by_number
from processes.queries.areas import process_by_slug
from processes.queries.promises import AtEvidence, Told
from processes.rules.promises import Tally, tally_of
from processes.views.agreement_parts import crumbs_of, crumbs_to

logger = logging.getLogger(__name__)


def _fetch(slug: str, number: int, promise: int) -> Told:
    return queries.promise_by_number(slug, number, promise, now=clock.now())


def reads_all(actor: Actor, process: Process) -> bool:
    """Whether somebody reads what is promised under drafts too."""
    return allows(actor, Permission.PROMISE_READ, replace(process.scope, is_public=False))


@gate(see=Permission.PROCESS_READ, fetch=process_by_slug, published=True)
def promise_list(request: HttpRequest, process: Process, slug: str) -> HttpResponse:
    """Everything promised in an area: promised, reported, confirmed, disputed."""
    actor = current_actor(request)
    told = queries.promises_of(process, with_drafts=reads_all(actor, process), now=clock.now())
    page = {
        "process": process,
        "told": told,
        "tally": figures(tally_of(each.state for each in told)),
        "crumbs": [*crumbs_of(process, with_list=True), (_("Wat is beloofd en gedaan"), "")],
    }
    return render(request, "processes/promises/list.html", page)


@gate(
    see=Permission.AGREEMENT_READ,
    do=Permission.PROMISE_MAKE,
    fetch=agreement_by_number,
    methods=("GET", "POST"),
)
def promise_new(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """Promise something for a party of one's own."""
    actor, now = current_actor(request), clock.now()
    parties = queries.parties_that_promise(actor, agreement.process_id)
    form = bound(PromiseForm, request, parties=parties, today=clock.local_date(now))
    if request.method == "POST" and form.is_valid():
        made = form.try_to(
            lambda: actions.make_promise(
                agreement=agreement,
                party_id=form.cleaned_data["party"],
                text=form.cleaned_data["text"],
                due_on=form.cleaned_data["due_on"],
                actor=actor,
                now=now,
            )
        )
        if made:
            messages.success(request, _("Uw belofte staat erbij. Meld later hoe het ging."))
            return redirect(made)
    page = {
        "process": agreement.process,
        "agreement": agreement,
        "form": form,
        "is_over": agreement.state == AgreementState.ENDED,
        "crumbs": crumbs_to(agreement, str(agreement), (_("Beloof iets"), "")),
    }
    return render(request, "processes/promises/new.html", page, status=form.status)


@gate(see=Permission.PROMISE_READ, fetch=_fetch, published=True)
def promise_page(request: HttpRequest, told: Told, slug: str, number: int, promise: int) -> HttpResponse:
    """One promise and its story; who owes it reports here, the other side answers here."""
    return _page(request, told)


@gate(see=Permission.PROMISE_READ, do=Permission.PROMISE_REPORT, fetch=_fetch, methods=("GET", "POST"))
def promise_report(request: HttpRequest, told: Told, slug: str, number: int, promise: int) -> HttpResponse:
    """Report how it went. A GET, after a sign-in that came between, shows the kept text."""
    if request.method != "POST":
        form = bound(ReportForm, request, initial={"seen": len(told.reports)})
        return _page(request, told, report=form)
    oversized = oversized_files(request)
    form = ReportForm(request.POST, request.FILES, author_id=current_user(request).pk, oversized=oversized)
    done = None
    if form.is_valid():
        done = form.try_to(
            lambda: actions.report_promise(
                promise=told.promise,
                seen=form.cleaned_data["seen"],
                result=form.cleaned_data["result"],
                text=form.cleaned_data["text"],
                files=form.cleaned_data["attachments"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
    if done:
        messages.success(request, _("Uw melding is bewaard. De andere kant kijkt ernaar."))
        return redirect(told.promise)
    return _page(request, _fetch(slug, number, promise), report=form)


@gate(see=Permission.PROMISE_READ, do=Permission.PROMISE_ANSWER, fetch=_fetch, methods=("GET", "POST"))
def promise_answer(request: HttpRequest, told: Told, slug: str, number: int, promise: int) -> HttpResponse:
    """Confirm or dispute the newest report."""
    if request.method != "POST":
        form = bound(VerdictForm, request, initial={"report": told.newest})
        return _page(request, told, answer=form)
    form = VerdictForm(request.POST, author_id=current_user(request).pk)
    done = None
    if form.is_valid():
        done = form.try_to(
            lambda: actions.answer_promise(
                promise=told.promise,
                report=form.cleaned_data["report"],
                verdict=form.cleaned_data["verdict"],
                reason=form.cleaned_data["reason"],
                actor=current_actor(request),
                now=clock.now(),
            )
        )
    if done:
        messages.success(request, _("Uw antwoord is bewaard. Wie het meldde, kan het lezen."))
        return redirect(told.promise)
    return _page(request, _fetch(slug, number, promise), answer=form)


@gate(see=Permission.PROMISE_READ, do=Permission.EVIDENCE_READ, fetch=queries.evidence_by_id)
def promise_evidence(request: HttpRequest, at: AtEvidence, slug: str, pk: int) -> HttpResponse:
    """One file, always as a download: a browser never opens it inside the portal."""
    kept = at.evidence
    try:
        with evidence_storage().open(kept.stored_as) as file:
            response = HttpResponse(file.read(), content_type=kept.content_type)
    except FileNotFoundError as error:
        logger.error("Evidence %s is not in its storage.", kept.pk)
        raise Http404("the file is gone") from error
    response["Content-Disposition"] = content_disposition_header(True, kept.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response


def figures(tally: Tally) -> list[tuple[str, int]]:
    """The counts in words, in the order of a promise's life."""
    return [
        (_("Beloofd"), tally.promised),
        (_("Gemeld, nog niet bevestigd"), tally.reported),
        (_("Bevestigd"), tally.confirmed),
        (_("Deels bevestigd"), tally.partly),
        (_("Betwist"), tally.disputed),
        (_("In overleg vervallen"), tally.dropped),
    ]


def _page(
    request: HttpRequest,
    told: Told,
    *,
    report: ReportForm | None = None,
    answer: VerdictForm | None = None,
) -> HttpResponse:
    """The story with the form this reader has; a form that came too late gives its text back."""
    actor, promise = current_actor(request), told.promise
    is_mine = allows(actor, Permission.PROMISE_REPORT, told.scope)
    takes_report = is_mine and told.may_be_reported
    takes_answer = allows(actor, Permission.PROMISE_ANSWER, told.scope) and told.is_unanswered
    sent = report or answer
    is_late = sent is not None and not (takes_report if report else takes_answer)
    is_overtaken = sent is not None and isinstance(sent.refusal, StaleError)
    fresh = {"seen": len(told.reports), "report": told.newest}
    typed = sent.cleaned_data if sent and is_overtaken else {}
    author = actor.user_id
    if report is None or is_overtaken:
        report = ReportForm(author_id=author, initial={**typed, **fresh})
    if answer is None or is_overtaken:
        answer = VerdictForm(author_id=author, initial={**typed, **fresh})
    page = {
        "process": promise.agreement.process,
        "agreement": promise.agreement,
        "told": told,
        "promise": promise,
        "report": report if takes_report else None,
        "answer": answer if takes_answer else None,
        "refusal": sent.refusal if sent and (is_late or is_overtaken) else None,
        "rescued": _texts(sent) if sent and is_late else [],
        "may_open": allows(actor, Permission.EVIDENCE_READ, told.scope),
        "is_mine": is_mine,
        "has_errors": sent is not None and sent.status != 200,
        "crumbs": crumbs_to(promise.agreement, str(promise.agreement), (_("Belofte"), "")),
    }
    return render(request, "processes/promises/promise.html", page, status=sent.status if sent else 200)


def _texts(form: PortalForm) -> list[str]:
    """What was typed in a form that is not on the page any more."""
    return [text for name in ("text", "reason") if (text := form.data.get(name, "").strip())]
