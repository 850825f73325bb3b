# SPDX-License-Identifier: EUPL-1.2
"""Versions of the praatplaat to read: the list, one version, two side by side, and as a file."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from gm_portal.core.gate import gate
from processes.enums import AnswerType, Permission
from processes.models import Praatplaat
from processes.queries.versions import (
    Pair,
    pair_of,
    published_by_number,
    published_pair,
    published_versions,
    text_of,
    version_by_number,
)
from processes.rules.version_diff import Fate, PartChange, VersionDiff, diff
from processes.rules.version_files import as_json
from processes.rules.version_sheets import TYPE, as_sheets
from processes.rules.versions import BlockText, QuestionText, VersionText

Crumbs = list[tuple[str, str]]


@dataclass(frozen=True)
class ReadBlock:
    """A bouwsteen with its questions, as people read a version."""

    block: BlockText
    questions: tuple[tuple[QuestionText, str], ...]


def read_blocks(whole: VersionText) -> list[ReadBlock]:
    """The questions of a version per bouwsteen, with the kind of answer in words."""
    words = dict(AnswerType.choices)
    return [
        ReadBlock(
            block,
            tuple((q, str(words[q.answer_type])) for q in whole.questions if q.block == block.code),
        )
        for block in whole.blocks
    ]


@gate(see=Permission.PRAATPLAAT_READ, published=True)
def version_list(request: HttpRequest) -> HttpResponse:
    """Every published version, newest first."""
    versions = list(published_versions())
    page = {
        "versions": with_earlier(versions, "version-diff"),
        "newest": versions[0] if versions else None,
        "crumbs": [(_("Versies van de praatplaat"), "")],
    }
    return render(request, "processes/versions/list.html", page)


def with_earlier(versions: Iterable[Praatplaat], route: str) -> list[tuple[Praatplaat, str]]:
    """Each version with the address where it is held beside the one before it; empty for the first."""
    row = list(versions)
    before = [*row[1:], None]
    return [
        (version, reverse(route, args=(earlier.version, version.version)) if earlier else "")
        for version, earlier in zip(row, before, strict=True)
    ]


@gate(see=Permission.PRAATPLAAT_READ, fetch=published_by_number, published=True)
def version_page(request: HttpRequest, praatplaat: Praatplaat, version: int) -> HttpResponse:
    """One published version to read."""
    whole = text_of(praatplaat)
    page = {
        "praatplaat": praatplaat,
        "whole": whole,
        "blocks": read_blocks(whole),
        "crumbs": [
            (_("Versies van de praatplaat"), reverse("versions")),
            (_("Versie %(version)s") % {"version": version}, ""),
        ],
    }
    return render(request, "processes/versions/version.html", page)


@gate(see=Permission.PRAATPLAAT_READ, fetch=published_pair, published=True)
def diff_page(request: HttpRequest, pair: Pair, a: int, b: int) -> HttpResponse:
    """Two published versions side by side."""
    return _show_diff(request, pair, [(_("Versies van de praatplaat"), reverse("versions"))])


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=pair_of)
def admin_diff_page(request: HttpRequest, pair: Pair, a: int, b: int) -> HttpResponse:
    """Two versions side by side; one of them may be a draft."""
    crumbs = [(_("Beheer"), reverse("administration")), (_("Praatplaat"), reverse("admin-versions"))]
    return _show_diff(request, pair, crumbs, is_admin=True)


def _show_diff(request: HttpRequest, pair: Pair, crumbs: Crumbs, *, is_admin: bool = False) -> HttpResponse:
    found = diff(text_of(pair.before), text_of(pair.after))
    numbers = {"a": pair.before.version, "b": pair.after.version}
    page = {
        "pair": pair,
        "diff": found,
        "groups": diff_groups(found),
        "is_admin": is_admin,
        "crumbs": [*crumbs, (_("Versie %(a)s en %(b)s") % numbers, "")],
    }
    return render(request, "processes/versions/diff.html", page)


@dataclass(frozen=True)
class DiffGroup:
    """Parts of one fate under one heading."""

    fate: str
    title: str
    parts: tuple[PartChange, ...]


def diff_groups(found: VersionDiff) -> list[DiffGroup]:
    """The questions of a diff in four groups, in the order people need them; empty groups are left out."""
    titles = {
        Fate.CHANGED: _("Veranderde vragen"),
        Fate.NEW: _("Nieuwe vragen"),
        Fate.GONE: _("Vragen die er niet meer zijn"),
        Fate.SAME: _("Vragen die gelijk bleven"),
    }
    groups = [
        DiffGroup(fate.value, title, tuple(part for part in found.questions if part.fate == fate))
        for fate, title in titles.items()
    ]
    return [group for group in groups if group.parts]


# --- as a file ----------------------------------------------------------------------------------------------
@gate(see=Permission.PRAATPLAAT_READ, fetch=published_by_number)
def version_json(request: HttpRequest, praatplaat: Praatplaat, version: int) -> HttpResponse:
    """A published version as JSON."""
    return _json_file(praatplaat)


@gate(see=Permission.PRAATPLAAT_READ, fetch=published_by_number)
def version_xlsx(request: HttpRequest, praatplaat: Praatplaat, version: int) -> HttpResponse:
    """A published version as a spreadsheet."""
    return _xlsx_file(praatplaat)


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=version_by_number)
def admin_json(request: HttpRequest, praatplaat: Praatplaat, version: int) -> HttpResponse:
    """Any version as JSON, the draft too."""
    return _json_file(praatplaat)


@gate(see=Permission.PRAATPLAAT_EDIT, fetch=version_by_number)
def admin_xlsx(request: HttpRequest, praatplaat: Praatplaat, version: int) -> HttpResponse:
    """Any version as a spreadsheet, the draft too."""
    return _xlsx_file(praatplaat)


def _json_file(praatplaat: Praatplaat) -> HttpResponse:
    content = as_json(praatplaat.version, text_of(praatplaat))
    return _as_file(content.encode(), "application/json", praatplaat, "json")


def _xlsx_file(praatplaat: Praatplaat) -> HttpResponse:
    return _as_file(as_sheets(text_of(praatplaat)), TYPE, praatplaat, "xlsx")


def _as_file(content: bytes, kind: str, praatplaat: Praatplaat, extension: str) -> HttpResponse:
    name = f"praatplaat-{praatplaat.version}.{extension}"
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
