# SPDX-License-Identifier: EUPL-1.2
"""An agreement as a file (JSON to check, PDF to keep), and two of its versions side by side."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.gate import gate
from gm_portal.core.papers import paper
from processes.enums import Permission
from processes.forms.agreement_steps import CompareForm
from processes.models import Agreement, AgreementVersion
from processes.queries import agreements as queries
from processes.queries.agreement_papers import sheet_as_data, version_as_data
from processes.rules.agreement_texts import Change, changes, parts
from processes.views.agreement_parts import crumbs_to, reads_drafts, sits_at_its_table


@gate(see=Permission.AGREEMENT_READ, fetch=queries.version_by_number, published=True)
def version_json(
    request: HttpRequest, shown: AgreementVersion, slug: str, number: int, version: int
) -> HttpResponse:
    """One version with its hash, so that anybody can recompute it."""
    response = JsonResponse(version_as_data(shown), json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"afspraak-{slug}-{number}-versie-{version}.json"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@gate(see=Permission.AGREEMENT_READ, fetch=queries.version_by_number)
def version_pdf(
    request: HttpRequest, shown: AgreementVersion, slug: str, number: int, version: int
) -> HttpResponse:
    """One version as a sheet of paper, for screen readers (PDF/UA) and for the archive (PDF/A)."""
    made = paper("processes/agreements/paper/afspraak.typ", sheet_as_data(shown))
    response = HttpResponse(made, content_type="application/pdf")
    name = f"afspraak-{slug}-{number}-versie-{version}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@gate(see=Permission.AGREEMENT_READ, fetch=queries.agreement_by_number, published=True)
def compare(request: HttpRequest, agreement: Agreement, slug: str, number: int) -> HttpResponse:
    """Any two versions the reader may see, word by word."""
    actor = current_actor(request)
    newest = agreement.current if reads_drafts(actor, agreement) else agreement.published
    if newest is None:
        raise Http404("nothing of this agreement is published")
    today = clock.local_date(clock.now())
    sheet = queries.sheet_of(agreement, newest, all_versions=sits_at_its_table(actor, agreement), today=today)
    found = {version.number: version for version in sheet.versions}
    first = sheet.before.number if sheet.before else sheet.version.number
    asked = {"van": first, "naar": sheet.version.number, **request.GET.dict()}
    form = CompareForm(asked, numbers=list(found))
    old = new = None
    changed: tuple[Change, ...] = ()
    if form.is_valid():
        old, new = found[form.cleaned_data["van"]], found[form.cleaned_data["naar"]]
        kind = agreement.kind
        changed = changes(parts(kind, queries.text_of(old)), parts(kind, queries.text_of(new)))
    context = {
        "process": agreement.process,
        "agreement": agreement,
        "form": form,
        "old": old,
        "new": new,
        "changes": changed,
        "between": [found[each] for each in sorted(found) if old and new and old.number < each <= new.number],
        "crumbs": crumbs_to(agreement, newest.title, (_("Vergelijk versies"), "")),
    }
    status = 400 if form.errors else 200
    return render(request, "processes/agreements/compare.html", context, status=status)
