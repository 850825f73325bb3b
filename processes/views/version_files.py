# SPDX-License-Identifier: EUPL-1.2
"""Bringing in a question file, and following how it is read: by htmx, or by looking again."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.accounts.signed_in import current_user
from gm_portal.core import clock
from gm_portal.core.actors import current_actor
from gm_portal.core.gate import gate
from processes.actions import version_imports as actions
from processes.enums import ImportState, Permission
from processes.forms.versions import FileForm
from processes.models import PraatplaatImport
from processes.queries.versions import import_by_pk, newest_published, present_draft
from processes.rules.versions import KIND_WORDS, PartKind
from processes.views.version_editing import crumbs_of

SLOW = dt.timedelta(seconds=20)


@gate(see=Permission.PRAATPLAAT_EDIT, methods=("GET", "POST"))
def import_page(request: HttpRequest) -> HttpResponse:
    """Choose a file."""
    posted: tuple[Any, ...] = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FileForm(*posted, author_id=current_user(request).pk)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        read = form.try_to(
            lambda: actions.begin_import(
                file_name=file.name, content=file.read(), actor=current_actor(request), now=clock.now()
            )
        )
        if read:
            return redirect("admin-import-state", read.pk)
    page = {
        "form": form,
        "draft": present_draft(),
        "newest": newest_published(),
        "crumbs": crumbs_of((_("Inlezen"), "")),
    }
    return render(request, "processes/versions/import.html", page, status=400 if form.errors else 200)


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=import_by_pk, methods=("GET", "POST"))
def import_state(request: HttpRequest, read: PraatplaatImport, pk: int) -> HttpResponse:
    """How far the reading is; posting asks again for a file that was left lying."""
    if request.method == "POST":
        actions.retry_import(read=read, actor=current_actor(request))
        messages.info(request, _("We lezen het bestand opnieuw."))
        return redirect("admin-import-state", pk)
    is_open = read.state in (ImportState.WAITING, ImportState.READING)
    page = {
        "read": read,
        "is_open": is_open,
        "is_slow": is_open and clock.now() - read.created_at > SLOW,
        "errors": shown_errors(read),
        "crumbs": crumbs_of((_("Inlezen"), reverse("admin-import")), (read.file_name, "")),
    }
    in_part = request.headers.get("HX-Request") == "true"
    template = "processes/versions/_import_state.html" if in_part else "processes/versions/import_state.html"
    return render(request, template, page)


def shown_errors(read: PraatplaatImport) -> list[tuple[str, str]]:
    """Each error as (where, what to do): the sheet or list, the row and the column."""
    shown = []
    for error in read.errors:
        part = str(KIND_WORDS[PartKind(error["kind"])])
        if not error["row"]:
            where = part
        elif error["column"]:
            where = _("%(part)s, rij %(row)s, kolom '%(column)s'") % {
                "part": part,
                "row": error["row"],
                "column": error["column"],
            }
        else:
            where = _("%(part)s, rij %(row)s") % {"part": part, "row": error["row"]}
        shown.append((where, error["message"]))
    return shown
