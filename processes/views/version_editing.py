# SPDX-License-Identifier: EUPL-1.2
"""`/beheer/praatplaat/`: administrators work on the next version of the praatplaat."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.errors import PortalError, RuleError, StaleError
from gm_portal.core.forms import bound
from gm_portal.core.gate import gate
from processes.actions import versions as actions
from processes.enums import Permission
from processes.forms.versions import AboutForm, BlockForm, PartForm, QuestionForm, ValueForm
from processes.models import Praatplaat
from processes.queries.versions import (
    DraftPart,
    all_versions,
    block_of_draft,
    draft_by_number,
    latest_imports,
    newest_published,
    question_of_draft,
    text_of,
    value_of_draft,
    version_by_number,
)
from processes.rules.agreement_texts import Change, changes
from processes.rules.version_diff import diff, lines_of
from processes.rules.versions import KIND_WORDS, PartKind, VersionText, flaws, stamp
from processes.views.versions import Crumbs, diff_groups, read_blocks, with_earlier

ROUTES = {
    PartKind.BLOCK: ("admin-block", "admin-block-new"),
    PartKind.VALUE: ("admin-value", "admin-value-new"),
    PartKind.QUESTION: ("admin-question", "admin-question-new"),
}
FORMS: dict[PartKind, type[PartForm]] = {
    PartKind.BLOCK: BlockForm,
    PartKind.VALUE: ValueForm,
    PartKind.QUESTION: QuestionForm,
}


def crumbs_of(*more: tuple[str, str]) -> Crumbs:
    """Beheer, Praatplaat, and what follows."""
    return [(_("Beheer"), reverse("administration")), (_("Praatplaat"), reverse("admin-versions")), *more]


def draft_crumb(praatplaat: Praatplaat) -> tuple[str, str]:
    """The draft in the trail."""
    return (
        _("Concept versie %(version)s") % {"version": praatplaat.version},
        reverse("admin-version", args=(praatplaat.version,)),
    )


@gate(see=Permission.PRAATPLAAT_EDIT, methods=("GET", "POST"))
def version_list(request: HttpRequest) -> HttpResponse:
    """All versions; posting begins the next one."""
    if request.method == "POST":
        draft = actions.begin_draft(actor=current_actor(request), now=clock.now())
        return redirect("admin-version", draft.version)
    versions = list(all_versions())
    newest = next((row for row in versions if row.published_at), None)
    page = {
        "versions": with_earlier(versions, "admin-version-diff"),
        "draft": next((row for row in versions if not row.published_at), None),
        "next_version": newest.version + 1 if newest else 1,
        "imports": latest_imports(),
        "crumbs": [*crumbs_of()[:1], (_("Praatplaat"), "")],
    }
    return render(request, "processes/versions/admin_list.html", page)


@dataclass(frozen=True)
class ShownFlaw:
    """What is wrong in a draft, and where to mend it."""

    where: str
    url: str
    message: str


def shown_flaws(praatplaat: Praatplaat, whole: VersionText) -> list[ShownFlaw]:
    """Everything that keeps a draft from being published, with links."""
    lists: dict[PartKind, Any] = {
        PartKind.BLOCK: whole.blocks,
        PartKind.VALUE: whole.values,
        PartKind.QUESTION: whole.questions,
    }
    shown = []
    for flaw in flaws(whole):
        parts = lists.get(flaw.kind, ())
        if parts:
            code = parts[flaw.place].code
            where, url = code, reverse(ROUTES[flaw.kind][0], args=(praatplaat.version, code))
        else:
            where = str(KIND_WORDS[PartKind.VERSION])
            url = reverse("admin-version-about", args=(praatplaat.version,)) if flaw.field else ""
        shown.append(ShownFlaw(where, url, flaw.message))
    return shown


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=version_by_number)
def version_page(request: HttpRequest, praatplaat: Praatplaat, version: int) -> HttpResponse:
    """A draft with all its parts to work on; a published version is read where everybody reads it."""
    if praatplaat.published_at is not None:
        return redirect("version", version)
    whole = text_of(praatplaat)
    newest = newest_published()
    page = {
        "praatplaat": praatplaat,
        "whole": whole,
        "blocks": read_blocks(whole),
        "flaws": shown_flaws(praatplaat, whole),
        "newest": newest,
        "crumbs": crumbs_of((draft_crumb(praatplaat)[0], "")),
    }
    return render(request, "processes/versions/draft.html", page)


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=draft_by_number, methods=("GET", "POST"))
def about_page(request: HttpRequest, praatplaat: Praatplaat, version: int) -> HttpResponse:
    """Title and origin of a draft."""
    whole = VersionText(praatplaat.title, praatplaat.origin, praatplaat.source)
    form = bound(AboutForm, request, whole=whole)
    other: tuple[Change, ...] = ()
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("title", "origin", "source", "seen")}
        done, other = attempt(
            form,
            lambda: actions.edit_version(
                praatplaat=praatplaat, actor=current_actor(request), now=clock.now(), **said
            ),
        )
        if done:
            messages.success(request, _("Bewaard."))
            return redirect("admin-version", version)
    page = {
        "praatplaat": praatplaat,
        "form": form,
        "other": other,
        "title": _("Titel en herkomst"),
        "crumbs": crumbs_of(draft_crumb(praatplaat), (_("Titel en herkomst"), "")),
    }
    return render(request, "processes/versions/part.html", page, status=400 if form.errors else 200)


def attempt(form: Any, act: Callable[[], Any]) -> tuple[Any, tuple[Change, ...]]:
    """Run an action; a refusal stands in the form, with what somebody else wrote meanwhile when that is why."""
    try:
        return act(), ()
    except StaleError as error:
        form.add_error(None, error.message)
        current: Any = error.current.get("text")
        form.start_from(str(error.current.get("stamp", "")))
        return None, changes([], lines_of(current)) if current is not None else ()
    except RuleError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return None, ()


def _part_page(request: HttpRequest, kind: PartKind, part: DraftPart) -> HttpResponse:
    """Add a part to a draft, change it, or take it out."""
    version = part.praatplaat.version
    if request.method == "POST" and request.POST.get("stap") == "weg" and part.text is not None:
        return _remove(request, kind, part)
    form = bound(FORMS[kind], request, whole=part.version, current=part.text)
    other: tuple[Change, ...] = ()
    if request.method == "POST" and form.is_valid():
        done, other = attempt(
            form,
            lambda: actions.save_part(
                praatplaat=part.praatplaat,
                kind=kind,
                pk=part.pk,
                text=form.part(),
                seen=form.cleaned_data["seen"],
                actor=current_actor(request),
                now=clock.now(),
            ),
        )
        if done:
            messages.success(request, _("%(code)s is bewaard.") % {"code": done.code})
            return redirect(f"{reverse('admin-version', args=(version,))}#{kind.value}-{done.code}")
    titles = {
        PartKind.BLOCK: _("Nieuwe bouwsteen"),
        PartKind.VALUE: _("Nieuwe waarde"),
        PartKind.QUESTION: _("Nieuwe vraag"),
    }
    title = f"{part.text.code}" if part.text else titles[kind]
    page = {
        "praatplaat": part.praatplaat,
        "part": part.text,
        "kind": kind.value,
        "form": form,
        "other": other,
        "title": title,
        "crumbs": crumbs_of(draft_crumb(part.praatplaat), (title, "")),
    }
    return render(request, "processes/versions/part.html", page, status=400 if form.errors else 200)


def _remove(request: HttpRequest, kind: PartKind, part: DraftPart) -> HttpResponse:
    code = part.text.code if part.text else ""
    try:
        actions.remove_part(
            praatplaat=part.praatplaat, kind=kind, code=code, actor=current_actor(request), now=clock.now()
        )
    except RuleError as error:
        messages.error(request, error.message)
        return redirect(ROUTES[kind][0], part.praatplaat.version, code)
    messages.success(request, _("%(code)s is weggehaald uit het concept.") % {"code": code})
    return redirect("admin-version", part.praatplaat.version)


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=block_of_draft, methods=("GET", "POST"))
def block_page(request: HttpRequest, part: DraftPart, version: int, code: str = "") -> HttpResponse:
    """A bouwsteen."""
    return _part_page(request, PartKind.BLOCK, part)


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=value_of_draft, methods=("GET", "POST"))
def value_page(request: HttpRequest, part: DraftPart, version: int, code: str = "") -> HttpResponse:
    """A value of the compass."""
    return _part_page(request, PartKind.VALUE, part)


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=question_of_draft, methods=("GET", "POST"))
def question_page(request: HttpRequest, part: DraftPart, version: int, code: str = "") -> HttpResponse:
    """A question."""
    return _part_page(request, PartKind.QUESTION, part)


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=draft_by_number, methods=("POST",))
def order_page(request: HttpRequest, praatplaat: Praatplaat, version: int) -> HttpResponse:
    """Move one part a place up or down."""
    kind, code = request.POST.get("deel", ""), request.POST.get("code", "")[:80]
    if kind in {each.value for each in ROUTES} and "\x00" not in code:
        actions.shift_part(
            praatplaat=praatplaat,
            kind=PartKind(kind),
            code=code,
            up=request.POST.get("stap") == "omhoog",
            actor=current_actor(request),
            now=clock.now(),
        )
        return redirect(f"{reverse('admin-version', args=(version,))}#{kind}-{code}")
    return redirect("admin-version", version)


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=draft_by_number, methods=("GET", "POST"))
def publish_page(request: HttpRequest, praatplaat: Praatplaat, version: int) -> HttpResponse:
    """Read once more what changes, and make the draft the next version."""
    whole = text_of(praatplaat)
    if request.method == "POST":
        seen = request.POST.get("gezien", "")
        try:
            actions.publish_version(
                praatplaat=praatplaat, seen=seen, actor=current_actor(request), now=clock.now()
            )
        except PortalError as error:
            messages.error(request, error.message)
            return redirect("admin-version-publish", version)
        messages.success(request, _("Versie %(version)s is vastgesteld.") % {"version": version})
        return redirect("version", version)
    newest = newest_published()
    found = diff(text_of(newest), whole) if newest else None
    page = {
        "praatplaat": praatplaat,
        "whole": whole,
        "newest": newest,
        "diff": found,
        "groups": diff_groups(found) if found else (),
        "flaws": shown_flaws(praatplaat, whole),
        "stamp": stamp(whole),
        "crumbs": crumbs_of(draft_crumb(praatplaat), (_("Vaststellen"), "")),
    }
    return render(request, "processes/versions/publish.html", page)


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=draft_by_number, methods=("GET", "POST"))
def drop_page(request: HttpRequest, praatplaat: Praatplaat, version: int) -> HttpResponse:
    """Throw a draft away, after a question."""
    if request.method == "POST":
        actions.drop_draft(praatplaat=praatplaat, actor=current_actor(request), now=clock.now())
        messages.success(request, _("Het concept is weggegooid."))
        return redirect("admin-versions")
    page = {
        "praatplaat": praatplaat,
        "crumbs": crumbs_of(draft_crumb(praatplaat), (_("Weggooien"), "")),
    }
    return render(request, "processes/versions/drop.html", page)
